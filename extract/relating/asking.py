"""Data that gives a pair and asks how it is tied, made to say so in its relations.

Such data has two mentions an example, and `entity` says which is which (`briefbook.labels.pairs`):
"head" and "tail" where the direction is given too, "e1" and "e2" where it is asked for. Of other
pairs it says nothing; so what is not tied is spelled out as a relation of its own.
"""

from collections.abc import Sequence
from dataclasses import replace

from briefbook.labels.examples import Example, LabelledRelation
from briefbook.labels.joining import join_examples
from briefbook.labels.pairs import HEAD, TAIL
from briefbook.measure.relation_keys import NEGATIVE_PREDICATES

_NONE = "no_relation"
_EITHER_WAY = {"e1", "e2"}


def spell_out(example: Example) -> Example:
    """Say of each pair that is asked about but not tied that it is not."""
    ways = _ways(example)
    if not ways:
        return example
    tied = {(one.head, one.tail) for one in example.relations}
    untied = [LabelledRelation(*way, _NONE) for way in ways if way not in tied]
    return replace(
        example,
        mentions=tuple(replace(one, entity="") for one in example.mentions),
        relations=(*example.relations, *untied),
    )


def spell_out_all(examples: Sequence[Example]) -> list[Example]:
    """Spell out examples to learn from, those of one text and the same mentions joined.

    Files of pairs repeat a sentence for each pair, often for both directions of one.
    """
    spelled = [spell_out(example) for example in examples]
    groups: dict[object, list[Example]] = {}
    for place, example in enumerate(spelled):
        mentions = tuple((one.span, one.label) for one in example.mentions)
        is_pair = example is not examples[place]
        key = (example.document, example.text, mentions) if is_pair else place
        groups.setdefault(key, []).append(example)
    return [group[0] if len(group) == 1 else join_examples(group)[0] for group in groups.values()]


def asks_for_pairs(examples: Sequence[Example]) -> bool:
    """Tell whether the data is about pairs that it gives."""
    return any(
        _ways(example) or any(is_negative(one) for one in example.relations) for example in examples
    )


def is_negative(relation: LabelledRelation) -> bool:
    """Tell whether a relation says that there is none ("Other", "unknown")."""
    return relation.predicate.casefold() in NEGATIVE_PREDICATES


def _ways(example: Example) -> list[tuple[int, int]]:
    """Return the places of heads and tails that a pair is asked about with."""
    roles = {one.entity: place for place, one in enumerate(example.mentions)}
    if len(example.mentions) != 2:
        return []
    if roles.keys() == {HEAD, TAIL}:
        return [(roles[HEAD], roles[TAIL])]
    return [(0, 1), (1, 0)] if roles.keys() == _EITHER_WAY else []
