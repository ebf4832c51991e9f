"""What belongs together: examples with their predictions, spans with the spans they overlap."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from briefbook.errors import RecordError
from briefbook.labels.examples import Example

Place = tuple[int, int, str]  # start, end, label


def pair(gold: Sequence[Example], predicted: Sequence[Example]) -> list[tuple[Example, Example]]:
    """Put each example beside its prediction, by order.

    Raises RecordError when they are not the same examples.
    """
    if len(gold) != len(predicted):
        raise RecordError(f"{len(gold)} examples, but predictions for {len(predicted)}")
    pairs = list(zip(gold, predicted, strict=True))
    for wanted, found in pairs:
        if wanted.id != found.id:
            raise RecordError(f"example {wanted.id}: its place is taken by {found.id}")
        if wanted.text != found.text:
            raise RecordError(f"example {wanted.id}: predicted for another text")
    return pairs


def pair_judged(
    gold: Sequence[Example], predicted: Sequence[Example]
) -> list[tuple[Example, Example]]:
    """Put each example beside its prediction, with those mentions alone that gold can judge.

    Where gold was labelled for some labels only (`looked_for`), a mention of another one is neither
    right nor wrong. Relations are left out.

    Raises RecordError when they are not the same examples.
    """
    return [
        (_judged(wanted, wanted.looked_for), _judged(found, wanted.looked_for))
        for wanted, found in pair(gold, predicted)
    ]


def pair_related(
    gold: Sequence[Example], predicted: Sequence[Example]
) -> list[tuple[Example, Example]]:
    """Put each example beside its prediction, with those relations alone that gold can judge.

    Where `looked_for` names predicates, one that it does not name is neither right nor wrong.

    Raises RecordError when they are not the same examples.
    """
    pairs = pair(gold, predicted)
    predicates = {one.predicate for both in pairs for side in both for one in side.relations}
    return [
        (wanted, _related(found, predicates.intersection(wanted.looked_for)))
        for wanted, found in pairs
    ]


def _related(example: Example, predicates: Collection[str]) -> Example:
    if not predicates:
        return example
    kept = tuple(one for one in example.relations if one.predicate in predicates)
    return replace(example, relations=kept)


def _judged(example: Example, labels: Sequence[str]) -> Example:
    if not labels:
        return example
    mentions = tuple(one for one in example.mentions if one.label in labels)
    return replace(example, mentions=mentions, relations=())


def by_language(examples: Iterable[Example]) -> dict[str, list[int]]:
    """Return the places of the examples of each language; "und" where it is not known."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, example in enumerate(examples):
        places[example.language or "und"].append(place)
    return dict(sorted(places.items()))


def places(example: Example) -> set[Place]:
    """Return where the example's mentions stand, with their labels."""
    return {(one.span.start, one.span.end, one.label) for one in example.mentions}


def overlap_pairs(gold: Iterable[Place], predicted: Iterable[Place]) -> list[tuple[Place, Place]]:
    """Tie spans that share a character, each to one other at most, whatever their labels.

    Goes through gold by where spans end and takes the free predicted span that ends first, which
    ties as many as can be where neither side's spans nest (Glover 1967, convex graphs).
    """
    free = sorted(set(predicted), key=_by_end)
    tied = []
    for wanted in sorted(set(gold), key=_by_end):
        found = next((one for one in free if one[0] < wanted[1] and wanted[0] < one[1]), None)
        if found is not None:
            free.remove(found)
            tied.append((wanted, found))
    return tied


def label_pairs(gold: Iterable[Place], predicted: Iterable[Place]) -> list[tuple[Place, Place]]:
    """Tie spans of one label that share a character; first those that are the same."""
    wanted, found = set(gold), set(predicted)
    tied = [(one, one) for one in sorted(wanted & found)]
    left, right = _grouped(wanted - found), _grouped(found - wanted)
    for label in sorted(left.keys() & right.keys()):
        tied += overlap_pairs(left[label], right[label])
    return tied


def _grouped(spans: Iterable[Place]) -> Mapping[str, list[Place]]:
    groups: dict[str, list[Place]] = defaultdict(list)
    for span in spans:
        groups[span[2]].append(span)
    return groups


def _by_end(place: Place) -> tuple[int, int, str]:
    return place[1], place[0], place[2]
