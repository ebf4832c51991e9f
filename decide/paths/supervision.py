"""Which paths explain a question's answers: all that can be learnt from, where no path is given."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from decide.paths.files import PathQuestion
from decide.paths.graph import FactGraph, Layer, Moves, Numbers, first_layer, moves_from, step
from decide.paths.linking import Asked, find_topics
from decide.paths.names import name_key
from decide.paths.tuned import question_runs

MOST_HOPS = 3
_WIDEST = 4000  # things of a layer that are gone on from
_LEAST = 0.3  # F1 of what a path reaches and the answers, or it explains nothing
_PER_WORDING = 12  # questions looked at that say the same of different things


@dataclass(frozen=True, slots=True)
class Wording:
    """Questions that differ in their topic alone, and how well paths explain their answers."""

    runs: tuple[str, ...]
    count: int
    paths: dict[Moves, float]  # mean F1 over the questions looked at


def read_wordings(questions: Iterable[PathQuestion], graph: FactGraph) -> list[Wording]:
    """Group questions by their words and find the paths that may be meant by each."""
    groups: dict[tuple[str, ...], list[tuple[Asked, PathQuestion]]] = defaultdict(list)
    for question in questions:
        for asked in find_topics(question.text, graph)[:1]:
            groups[tuple(question_runs(asked))].append((asked, question))
    return [_wording(runs, groups[runs], graph) for runs in sorted(groups)]


def _wording(
    runs: tuple[str, ...], group: Sequence[tuple[Asked, PathQuestion]], graph: FactGraph
) -> Wording:
    looked_at = group[:_PER_WORDING]
    sums: dict[Moves, float] = defaultdict(float)
    for asked, question in looked_at:
        for path, f1 in explaining_paths(asked.topic, question.answers, graph):
            sums[path] += f1 / len(looked_at)
    return Wording(runs, len(group), dict(sums))


def explaining_paths(
    topic: int, answers: Sequence[str], graph: FactGraph
) -> Iterator[tuple[Moves, float]]:
    """Give the paths from `topic` that reach much of `answers` and little else, with their F1."""
    wanted = {node for name in answers for node in graph.names.get(name_key(name), ())}
    if wanted:
        gold = np.array(sorted(wanted), dtype=np.int64)
        yield from _explore(graph, topic, (), first_layer(topic), gold, len(set(answers)))


def _explore(
    graph: FactGraph, topic: int, path: Moves, layer: Layer, gold: Numbers, count: int
) -> Iterator[tuple[Moves, float]]:
    for move in moves_from(graph, layer.nodes):
        reached = step(graph, layer, move, without=topic)
        size = len(reached.nodes)
        if not size:
            continue
        right = int(np.isin(gold, reached.nodes, assume_unique=True).sum())
        f1 = 2 * right / (size + max(count, right))
        if f1 >= _LEAST:
            yield (*path, move), f1
        if len(path) + 1 < MOST_HOPS and size <= _WIDEST:
            yield from _explore(graph, topic, (*path, move), reached, gold, count)
