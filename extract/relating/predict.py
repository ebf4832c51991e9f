"""Texts with mentions go in, relations come out: a relation extractor at work."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import get_args

import torch
from torch import Tensor

from briefbook.labels.examples import Example, LabelledRelation
from briefbook.records import Assertion
from extract.relating.candidates import candidate_pairs
from extract.relating.choosing import choose, probabilities
from extract.relating.model import PairClassifier, make_batch
from extract.relating.reading import Item, Reader, read_items, settle
from extract.relating.task import Task, name_things

_LOG = logging.getLogger(__name__)

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
    settled = settle(reader, examples)
    items = read_items(reader, settled, pairs_given=pairs_given)
    if not pairs_given and (unreached := _count_possible(reader.task, settled) - _decided(items)):
        _LOG.info("%d pairs stand too far apart to be decided on", unreached)
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


def predict_assertions(
    classifier: PairClassifier, reader: Reader, examples: Sequence[Example]
) -> list[tuple[Assertion | None, ...]]:
    """Return for each relation of each example what it is said to be: asserted, negated …

    That is asked of every relation, whether `predict` would find it or not; of several windows the
    surest counts. None: its ends stand too far apart.
    """
    settled = settle(reader, examples)
    said: dict[tuple[int, int, int], tuple[float, Assertion]] = {}
    with torch.inference_mode():
        for batch in _batches(read_items(reader, settled, pairs_given=True)):
            _, scores = classifier(make_batch(classifier.backbone, batch))
            pairs = [(item, pair) for item in batch for pair in item.pairs]
            for (item, pair), row in zip(pairs, scores, strict=True):
                ends = item.names[pair.first], item.names[pair.second]
                for way, (head, tail) in enumerate((ends, ends[::-1])):
                    sure = float(row[way].softmax(-1).max()) if reader.task.assertions else 1.0
                    one = sure, _assertion(reader.task, row[way])
                    key = item.example, head, tail
                    said[key] = max(said.get(key, one), one)
    found = []
    for place, example in enumerate(examples):
        things = name_things(settled[place])
        keys = [(place, things[one.head], things[one.tail]) for one in example.relations]
        found.append(tuple(said[key][1] if key in said else None for key in keys))
    return found


def count_unreached_pairs(reader: Reader, examples: Sequence[Example]) -> int:
    """Return how many pairs that some tie allows `predict` says nothing about.

    They share no window, or stand further apart than pairs that were tied in training.
    """
    settled = settle(reader, examples)
    return _count_possible(reader.task, settled) - _decided(read_items(reader, settled))


def _count_possible(task: Task, examples: Sequence[Example]) -> int:
    """Count the pairs that some tie allows; by labels, for a long document has millions."""
    total = 0
    for example in examples:
        labels: dict[int, set[str]] = defaultdict(set)
        for thing, mention in zip(name_things(example), example.mentions, strict=True):
            labels[thing].add(mention.label)
        sizes = Counter(frozenset(some) for some in labels.values())
        kinds = list(sizes)
        for one, other in candidate_pairs(kinds, task.ties):
            total += sizes[kinds[one]] * sizes[kinds[other]]
        alike = (kind for kind in kinds if candidate_pairs((kind, kind), task.ties))
        total += sum(sizes[kind] * (sizes[kind] - 1) // 2 for kind in alike)
    return total


def _decided(items: Sequence[Item]) -> int:
    """Count the pairs that are decided on, in one window or in several."""
    return len(
        {
            (item.example, frozenset((item.names[pair.first], item.names[pair.second])))
            for item in items
            for pair in item.pairs
        }
    )


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
