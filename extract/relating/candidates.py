"""Which pairs of mentions are worth a look (pure).

Two mentions are a candidate when the labels they carry were tied together in the training data, or
are by the schema, and when they stand no further apart than such mentions do.
"""

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from briefbook.labels.examples import Example, LabelledRelation


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """One way in which labels may be tied together."""

    head: str
    predicate: str
    tail: str


def learn_ties(examples: Iterable[Example]) -> tuple[Tie, ...]:
    """Return every tie in the relations of `examples`, sorted."""
    return tuple(
        sorted({tie_of(example, one) for example in examples for one in example.relations})
    )


def tie_of(example: Example, relation: LabelledRelation) -> Tie:
    """Return what a relation ties together, by labels."""
    head, tail = example.mentions[relation.head], example.mentions[relation.tail]
    return Tie(head.label, relation.predicate, tail.label)


def candidate_pairs(
    labels: Sequence[Collection[str]], ties: Iterable[Tie]
) -> tuple[tuple[int, int], ...]:
    """Return the pairs (i, j), i < j, that some tie allows in one direction or the other.

    `labels` holds the labels of each thing that may be tied, as a rule one.

    >>> candidate_pairs([{"Person"}, {"Date"}, {"City"}], [Tie("Person", "LIVES_IN", "City")])
    ((0, 2),)
    """
    allowed = {(tie.head, tie.tail) for tie in ties}
    allowed |= {(tail, head) for head, tail in allowed}
    return tuple(
        (i, j)
        for j in range(len(labels))
        for i in range(j)
        if any((one, other) in allowed for one in labels[i] for other in labels[j])
    )


def keep_some(
    pairs: Sequence[tuple[int, int]],
    tied: Collection[tuple[int, int]],
    most: int,
    chance: random.Random,
) -> tuple[tuple[int, int], ...]:
    """Return all `tied` pairs and at most `most` of the others, in the order of `pairs`."""
    untied = [pair for pair in pairs if pair not in tied]
    if len(untied) <= most:
        return tuple(pairs)
    kept = set(chance.sample(untied, most))
    return tuple(pair for pair in pairs if pair in tied or pair in kept)
