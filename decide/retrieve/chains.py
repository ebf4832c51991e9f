"""Which ties a question follows from each of its names, in which order (pure).

English asks inwards ("the mother of the director of X": first the director), Chinese and
possessives outwards ("X的导演的母亲", "X's director's mother").
"""

import re
from collections.abc import Sequence

from decide.retrieve.link import Linked
from decide.retrieve.relations import Asked, asked_relations
from decide.terms import is_chinese

_POSSESSIVE = re.compile(r"['’]s?\s|\s?的")
_MOST_STEPS = 3


def chains(question: str, linked: Sequence[Linked]) -> list[tuple[str, ...]]:
    """Return for each linked name the relations to follow from it, in their order.

    Names that are asked about together ("directors of films A and B") share what is said of one.
    """
    asked = asked_relations(question, [(name.start, name.end) for name in linked])
    found = [_chain(question, linked, number, asked) for number in range(len(linked))]
    shared = next((chain for chain in found if chain), ())
    # The relation after the last of several names, or before the first, is meant of all of them.
    return [chain or shared for chain in found]


def _chain(
    question: str, linked: Sequence[Linked], number: int, asked: Sequence[Asked]
) -> tuple[str, ...]:
    name = linked[number]
    before = linked[number - 1].end if number else 0
    after = linked[number + 1].start if number + 1 < len(linked) else len(question)
    left = [each for each in asked if before <= each.start and each.end <= name.start]
    right = [each for each in asked if name.end <= each.start and each.end <= after]
    outwards = _POSSESSIVE.match(question, name.end) or is_chinese(question[name.end - 1])
    if outwards:
        order = [*right, *reversed(left)] if right else [*reversed(left)]
    else:
        order = [*reversed(left), *(right if not left else ())]
    steps = [step for each in order for step in each.steps]
    return tuple(steps[:_MOST_STEPS])
