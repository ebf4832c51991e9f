"""What a relation extractor has to tell apart, learnt from its training data."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefbook.labels.examples import Example
from briefbook.measure.relation_keys import SYMMETRIC_PREDICATES
from extract.relating.asking import asks_for_pairs, is_negative
from extract.relating.candidates import Tie, learn_ties
from extract.relating.settings import Choice

# A few slips of annotators do not change how many relations two mentions may have.
_SLIPS = 0.02
# One relation a direction is still the better guess where a tenth of the pairs has two.
_RARE = 0.15


@dataclass(frozen=True, slots=True)
class Task:
    """The labels, predicates and assertions of a relation extractor."""

    labels: tuple[str, ...]  # of mentions, sorted
    predicates: tuple[str, ...]  # sorted
    ties: tuple[Tie, ...]  # which labels each predicate ties together, sorted
    assertions: tuple[str, ...]  # sorted; empty when all relations are asserted
    choice: Choice
    pairs_given: bool  # the data says of some pairs that nothing ties them, of others nothing
    longest: int = 0  # most pieces between two things of a pair; 0: any number


def learn_task(
    examples: Sequence[Example],
    *,
    choice: Choice | None = None,
    ties: Sequence[Tie] = (),
) -> Task:
    """Read off what there is to tell apart; `ties` are allowed besides those in the data.

    Data that gives pairs is to be spelled out before (`asking.spell_out_all`).
    """
    stated = [plain_relations(example) for example in examples]
    known = sorted({*learn_ties(stated), *ties})
    assertions = {one.assertion for example in stated for one in example.relations}
    labels = {mention.label for example in examples for mention in example.mentions}
    labels |= {label for tie in known for label in (tie.head, tie.tail)}
    return Task(
        labels=tuple(sorted(labels)),
        predicates=tuple(sorted({tie.predicate for tie in known})),
        ties=tuple(known),
        assertions=tuple(sorted(assertions)) if assertions - {"asserted"} else (),
        choice=choice or _choice(stated),
        pairs_given=asks_for_pairs(examples),
    )


def plain_relations(example: Example) -> Example:
    """Leave out what says that there is no relation, and what ties a thing to itself.

    Symmetric predicates lead from what is named first, so that they are learnt in one direction.
    """
    things = name_things(example)
    kept = [
        replace(one, head=one.tail, tail=one.head)
        if one.predicate in SYMMETRIC_PREDICATES and things[one.tail] < things[one.head]
        else one
        for one in example.relations
        if not is_negative(one) and things[one.head] != things[one.tail]
    ]
    return replace(example, relations=tuple(kept))


def name_things(example: Example) -> list[int]:
    """Return for each mention the first mention of the same entity, itself if it stands alone."""
    firsts: dict[str, int] = {}
    return [
        firsts.setdefault(mention.entity, place) if mention.entity else place
        for place, mention in enumerate(example.mentions)
    ]


def _choice(examples: Sequence[Example]) -> Choice:
    """Return how many relations two things may have, by how many they have in the data."""
    both = several = total = 0
    for example in examples:
        things = name_things(example)
        ways: dict[tuple[int, int], set[str]] = defaultdict(set)
        for one in example.relations:
            ways[things[one.head], things[one.tail]].add(one.predicate)
        total += len(ways)
        several += sum(len(predicates) > 1 for predicates in ways.values())
        both += sum((tail, head) in ways for head, tail in ways)
    if several > _RARE * total:
        return "many"
    return "direction" if both > _SLIPS * total or several > _SLIPS * total else "pair"
