"""Labelled examples become what the network learns from."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from briefbook.labels.examples import Example
from extract.relating.candidates import keep_some, tie_of
from extract.relating.reading import Item, Pair, Reader, read_items, settle
from extract.relating.task import Task, name_things, plain_relations

#: Of one pair in one direction: predicates (none is 0) with their assertions (-1: not taught).
Answers = tuple[tuple[int, int], ...]
_Known = Mapping[tuple[int, int], Answers]  # of (head, tail), by their names


@dataclass(frozen=True, slots=True)
class Lesson:
    """A window with the answers for its pairs."""

    item: Item
    answers: tuple[tuple[Answers, Answers], ...]  # of each pair: first to second, and back
    unknown: frozenset[int] = frozenset()  # predicates nobody looked for in it, from 1 on

    @property
    def size(self) -> int:
        """Pieces to be read."""
        return self.item.size


def make_lessons(
    reader: Reader, examples: Sequence[Example], *, negatives: int, seed: int = 0
) -> list[Lesson]:
    """Return the windows of `examples` with at most `negatives` pairs each that nothing ties."""
    settled = settle(reader, examples)
    known = [_known(reader.task, plain_relations(example)) for example in settled]
    unknown = [_unknown(reader.task, example) for example in settled]
    chance = random.Random(seed)
    return [
        replace(
            _lesson(item, known[item.example], negatives, chance), unknown=unknown[item.example]
        )
        for item in read_items(reader, settled, pairs_given=reader.task.pairs_given)
    ]


def _lesson(item: Item, known: _Known, negatives: int, chance: random.Random) -> Lesson:
    def answers(pair: Pair) -> tuple[Answers, Answers]:
        first, second = item.names[pair.first], item.names[pair.second]
        return known.get((first, second), ()), known.get((second, first), ())

    told = {(pair.first, pair.second): answers(pair) for pair in item.pairs}
    tied = {ends for ends, both in told.items() if any(both)}
    kept = set(keep_some(list(told), tied, negatives, chance))
    pairs = tuple(pair for pair in item.pairs if (pair.first, pair.second) in kept)
    return Lesson(
        replace(item, pairs=pairs), tuple(told[pair.first, pair.second] for pair in pairs)
    )


def _unknown(task: Task, example: Example) -> frozenset[int]:
    """Return the predicates that may hold in an example without anybody having said so.

    Where `looked_for` names no predicate, it is about mentions only.
    """
    looked_for = set(example.looked_for) & set(task.predicates)
    if not looked_for:
        return frozenset()
    return frozenset(
        1 + number for number, name in enumerate(task.predicates) if name not in looked_for
    )


def judged(task: Task, gold: Example, found: Example) -> Example:
    """Leave out relations that gold cannot judge, since nobody looked for their predicates."""
    unknown = {task.predicates[number - 1] for number in _unknown(task, gold)}
    kept = tuple(one for one in found.relations if one.predicate not in unknown)
    return replace(found, relations=kept)


def _known(task: Task, example: Example) -> _Known:
    """Read the relations of an example whose predicates the task has."""
    predicates = {name: 1 + number for number, name in enumerate(task.predicates)}
    assertions = {name: number for number, name in enumerate(task.assertions)}
    names = name_things(example)
    known: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for one in example.relations:
        if one.predicate in predicates:
            ends = known[names[one.head], names[one.tail]]
            ends.setdefault(predicates[one.predicate], assertions.get(one.assertion, -1))
    return {ends: tuple(some.items()) for ends, some in known.items()}


def count_unreached(reader: Reader, examples: Sequence[Example]) -> int:
    """Return how many relations of `examples` cannot be found.

    No window holds both their ends, or nothing like them was in the training data.
    """
    settled = settle(reader, examples)
    reached: set[tuple[int, frozenset[int]]] = set()
    for item in read_items(reader, settled):
        for pair in item.pairs:
            ends = frozenset((item.names[pair.first], item.names[pair.second]))
            reached.add((item.example, ends))
    known, missed = set(reader.task.ties), 0
    for place, example in enumerate(settled):
        names = name_things(example)
        for one in plain_relations(example).relations:
            ends = frozenset((names[one.head], names[one.tail]))
            missed += (place, ends) not in reached or tie_of(example, one) not in known
    return missed


def longest_gap(lessons: Sequence[Lesson]) -> int:
    """Return the most pieces that stand between two things that are tied."""
    gaps = (
        pair.gap
        for lesson in lessons
        for pair, both in zip(lesson.item.pairs, lesson.answers, strict=True)
        if any(both)
    )
    return max(gaps, default=0)


def gold_predicates(task: Task, lessons: Sequence[Lesson]) -> Tensor:
    """Return which predicates hold: bool (N, 2, 1 + P); the first, none, is left False."""
    rows = list(_rows(lessons))
    gold = torch.zeros(len(rows), 2, 1 + len(task.predicates), dtype=torch.bool)
    for row, both in enumerate(rows):
        for way, answers in enumerate(both):
            for predicate, _ in answers:
                gold[row, way, predicate] = True
    return gold


def unknown_predicates(task: Task, lessons: Sequence[Lesson]) -> Tensor:
    """Return which predicates nobody looked for: bool (N, 1, 1 + P), for both directions."""
    rows = [lesson.unknown for lesson in lessons for _ in lesson.answers]
    unknown = torch.zeros(len(rows), 1, 1 + len(task.predicates), dtype=torch.bool)
    for row, numbers in enumerate(rows):
        unknown[row, 0, list(numbers)] = True
    return unknown


def gold_assertions(lessons: Sequence[Lesson]) -> Tensor:
    """Return the assertion of each pair in each direction: (N, 2), -1 where there is none."""
    rows = [[answers[0][1] if answers else -1 for answers in both] for both in _rows(lessons)]
    return torch.tensor(rows)


def _rows(lessons: Sequence[Lesson]) -> Iterator[tuple[Answers, Answers]]:
    return (both for lesson in lessons for both in lesson.answers)
