"""What of a relation is compared: its predicate and the spans or names that it ties together."""

import re
from collections.abc import Collection, Iterable

from briefbook.labels.examples import Example
from briefbook.measure.pairing import Place
from briefbook.records import Assertion
from briefbook.schema import PREDICATES

#: How data sets say that a given pair is not related (case does not matter).
NEGATIVE_PREDICATES = frozenset({"other", "unknown", "na", "n/a", "none", "no_relation", "未知"})
#: Predicates whose head and tail may change places.
SYMMETRIC_PREDICATES = frozenset(one.name for one in PREDICATES.values() if one.symmetric)

#: SemEval-2010 task 8 writes direction into the name; its scores are of the names without it.
_DIRECTION = re.compile(r"\((?:e1,e2|e2,e1)\)$")

Key = tuple[str, Place, Place]  # predicate, head, tail


def read_keys(
    example: Example, negative: Collection[str], symmetric: Collection[str]
) -> dict[Key, Assertion]:
    """Return the relations of an example with their assertions; one given twice counts once.

    A predicate in `negative` (folded case) is left out; ends of a `symmetric` one are ordered.
    """
    keys: dict[Key, Assertion] = {}
    for relation in example.relations:
        if relation.predicate.casefold() in negative:
            continue
        head, tail = _place(example, relation.head), _place(example, relation.tail)
        if relation.predicate in symmetric and tail < head:
            head, tail = tail, head
        keys.setdefault((relation.predicate, head, tail), relation.assertion)
    return keys


def without_labels(keys: Iterable[Key]) -> set[Key]:
    """Forget the labels of the spans."""
    return {(predicate, (*head[:2], ""), (*tail[:2], "")) for predicate, head, tail in keys}


def overlapping(gold: set[Key], predicted: set[Key]) -> list[Key]:
    """Return the relations of gold that a predicted one, each used once, overlaps at both ends."""
    found = sorted(gold & predicted)
    free = sorted(predicted - gold)
    for wanted in sorted(gold - predicted):
        match = next((one for one in free if _touches(wanted, one)), None)
        if match is not None:
            free.remove(match)
            found.append(wanted)
    return found


def relation_label(predicate: str) -> str:
    """Return the name a predicate is scored under.

    >>> relation_label("Cause-Effect(e2,e1)")
    'Cause-Effect'
    """
    return _DIRECTION.sub("", predicate)


def _place(example: Example, mention: int) -> Place:
    one = example.mentions[mention]
    return one.span.start, one.span.end, one.label


def _touches(left: Key, right: Key) -> bool:
    return left[0] == right[0] and all(
        one[0] < other[1] and other[0] < one[1]
        for one, other in zip(left[1:], right[1:], strict=True)
    )
