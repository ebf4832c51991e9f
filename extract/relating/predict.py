"""Texts with mentions go in, relations come out: a relation extractor at work."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import get_args

import torch
from torch import Tensor

from briefbook.labels.examples import Example, LabelledRelation
from briefbook.records import Assertion
from extract.relating.choosing import choose, probabilities
from extract.relating.model import PairClassifier, make_batch
from extract.relating.reading import Item, Reader, read_items, settle
from extract.relating.task import Task

_BATCH_PIECES = 1024
# Sums come out a little different with other neighbours in memory; beyond this nobody can tell.
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A relation found in one window."""

    ends: tuple[int, int]  # names of head and tail: their first mentions in the example
    mentions: tuple[int, int]  # the mentions of the two that stand nearest to each other
    predicate: str
    assertion: Assertion
    score: float


def predict(
    classifier: PairClassifier,
    reader: Reader,
    examples: Sequence[Example],
    *,
    temperature: float = 1.0,
    pairs_given: bool = False,
) -> list[Example]:
    """Return the examples with the relations found between their mentions in place of their own.

    `pairs_given`: decide only on the pairs that the examples' own relations name, whatever those
    say of them. A relation between entities is told by two mentions near each other.
    """
    items = read_items(reader, settle(reader, examples), pairs_given=pairs_given)
    found: list[list[Found]] = [[] for _ in examples]
    with torch.inference_mode():
        for batch in _batches(items):
            logits, assertions = classifier(make_batch(classifier.backbone, batch))
            shares = probabilities(logits, reader.task.choice, temperature)
            chosen = choose(logits, reader.task.choice)
            for place, one in _read(reader.task, batch, chosen, shares, assertions):
                found[place].append(one)
    return [
        replace(example, relations=_merge(reader.task, some))
        for example, some in zip(examples, found, strict=True)
    ]


def _batches(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield windows of one size together: nothing is padded, so neighbours change nothing."""
    ordered = sorted(items, key=lambda item: item.size)
    for size, group in groupby(ordered, key=lambda item: item.size):
        same, step = list(group), max(1, _BATCH_PIECES // size)
        yield from (same[start : start + step] for start in range(0, len(same), step))


def _read(
    task: Task,
    items: Sequence[Item],
    chosen: Tensor,
    shares: Tensor,
    assertions: Tensor,
) -> Iterator[tuple[int, Found]]:
    """Yield what was chosen, with the place of its example."""
    pairs = [(item, pair) for item in items for pair in item.pairs]
    for row, way, predicate in chosen.nonzero().tolist():
        item, pair = pairs[row]
        ends = item.names[pair.first], item.names[pair.second]
        yield (
            item.example,
            Found(
                ends[::-1] if way else ends,
                pair.nearest[::-1] if way else pair.nearest,
                task.predicates[predicate],
                _assertion(task, assertions[row, way]),
                round(float(shares[row, way, predicate]), _DIGITS),
            ),
        )


def _assertion(task: Task, scores: Tensor) -> Assertion:
    name = task.assertions[int(scores.argmax())] if task.assertions else "asserted"
    known: tuple[Assertion, ...] = get_args(Assertion)
    return known[known.index(name)]


def _merge(task: Task, found: Sequence[Found]) -> tuple[LabelledRelation, ...]:
    """Settle what several windows say of one pair: the surest counts."""
    rooms: dict[object, Found] = {}
    surest = sorted(found, key=lambda one: (-one.score, one.predicate, one.mentions))
    for one in surest:
        ends = frozenset(one.ends) if task.choice == "pair" else one.ends
        rooms.setdefault((ends, one.predicate if task.choice == "many" else ""), one)
    relations = [
        LabelledRelation(*one.mentions, one.predicate, one.assertion, one.score)
        for one in rooms.values()
    ]
    return tuple(sorted(relations, key=lambda one: (one.head, one.tail, one.predicate)))
