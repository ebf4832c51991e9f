"""How well questions that are paths are answered."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from decide.paths.answering import answer_path
from decide.paths.files import PathQuestion
from decide.paths.graph import FactGraph
from decide.paths.names import name_key
from decide.paths.parsing import PathParser

Report = dict[str, Any]


def _silent(item: str) -> None:
    pass


def score_path_questions(
    graph: FactGraph,
    parser: PathParser,
    questions: Sequence[PathQuestion],
    *,
    min_likelihood: float = 0.0,
    advance: Callable[[str], None] = _silent,
) -> Report:
    """Answer all `questions` and compare: all together, and by hops where they are known.

    hits@1 is the share of questions whose first answer is right (the measure of MetaQA); exact, of
    those whose answers are all right and none is missing; f1, the mean over questions. Without an
    answer a question counts as wrong. ms are milliseconds for one question.
    """
    rows: dict[int, list[tuple[bool, bool, bool, float]]] = defaultdict(list)
    times = []
    for question in questions:
        start = time.perf_counter()
        found = answer_path(question.text, graph, parser, min_likelihood=min_likelihood)
        times.append(1000 * (time.perf_counter() - start))
        names = [reached.name for reached in found.answers] if found else []
        rows[question.hops].append((found is not None, *_compare(names, question.answers)))
        advance(question.text)
    report = _means([row for hops in rows.values() for row in hops])
    report["hops"] = {str(hops): _means(rows[hops]) for hops in sorted(rows) if hops}
    p50, p95 = np.percentile(times or [0.0], [50, 95])
    report["ms"] = {"p50": round(float(p50), 2), "p95": round(float(p95), 2)}
    return report


def _compare(names: Sequence[str], gold: Sequence[str]) -> tuple[bool, bool, float]:
    """Return whether the first is right, whether all are, and F1."""
    found, wanted = set(map(name_key, names)), set(map(name_key, gold))
    right = len(found & wanted)
    f1 = 2 * right / (len(found) + len(wanted)) if found else 0.0
    return bool(names) and name_key(names[0]) in wanted, found == wanted, f1


def _means(rows: Sequence[tuple[bool, bool, bool, float]]) -> Report:
    count = len(rows)
    answered, hit, exact, f1 = np.mean(np.array(rows, dtype=float), axis=0) if rows else np.zeros(4)
    return {
        "questions": count,
        "answered": round(float(answered), 4),
        "hits@1": round(float(hit), 4),
        "exact": round(float(exact), 4),
        "f1": round(float(f1), 4),
    }
