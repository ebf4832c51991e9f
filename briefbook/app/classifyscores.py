"""How good a classifier is on labelled texts, and whether one is better than another."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from briefbook.measure.bootstrap import interval_scores
from briefbook.measure.calibration import measure_calibration
from briefbook.measure.means import compare_means, mean_interval
from briefbook.measure.tally import Tally, tally
from decide.classify.examples import LabelledText
from decide.classify.load import Decision

Json = dict[str, Any]

_SHOWN = 10  # confusions


def measure_decisions(examples: Sequence[LabelledText], decisions: Sequence[Decision]) -> Json:
    """Return accuracy, F1, what is confused, calibration, and what became of out of scope.

    Accuracy is the share of texts in scope all of whose labels are right and none other; one that
    was taken for out of scope is wrong.
    """
    pairs = list(zip(examples, decisions, strict=True))
    inside = [(one, found) for one, found in pairs if one.labels]
    outside = [found for one, found in pairs if not one.labels]
    counts = count_decisions([one for one, _ in inside], [found for _, found in inside])
    right = [float(set(one.labels) == set(found.labels)) for one, found in inside]
    report: Json = {
        "figures": {
            "accuracy": _rounded(right),
            "macro_f1": round(counts.macro().f1, 4),
            "micro_f1": round(counts.micro().f1, 4),
        },
        "accuracy": _rounded(right),
        "macro_f1": round(counts.macro().f1, 4),
        "examples": len(pairs),
        **counts.as_dict(),
        "intervals": {
            "accuracy": mean_interval(right).as_dict() if right else {},
            **(interval_scores(counts) if inside else {}),
        },
        "confusions": _confusions(inside),
        "calibration": _calibration(inside).as_dict() if inside else {},
    }
    if outside:
        report["out_of_scope"] = _outside(right, inside, outside)
        report["figures"]["out_of_scope_recall"] = report["out_of_scope"]["recall"]
    return report


def count_decisions(examples: Sequence[LabelledText], decisions: Sequence[Decision]) -> Tally:
    """Count labels that are right, given and wanted, text by text."""
    return tally(
        [
            (set(one.labels) & set(found.labels), found.labels, one.labels)
            for one, found in zip(examples, decisions, strict=True)
        ]
    )


def _rounded(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4) if values else 0.0


def _confusions(pairs: Sequence[tuple[LabelledText, Decision]]) -> list[Json]:
    """Return which labels were taken for which, most often first."""
    counts: dict[tuple[str, str], int] = {}
    for one, found in pairs:
        for gold in sorted(set(one.labels) - set(found.labels)):
            for given in sorted(set(found.labels) - set(one.labels)) or [""]:
                counts[gold, given] = counts.get((gold, given), 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]
    return [{"label": gold, "taken_for": given, "texts": n} for (gold, given), n in ordered]


def _calibration(pairs: Sequence[tuple[LabelledText, Decision]]) -> Any:
    scores = [found.chances[0][1] for _, found in pairs]
    correct = [found.chances[0][0] in one.labels for one, found in pairs]
    return measure_calibration(scores, correct)


def _outside(
    right: Sequence[float],
    inside: Sequence[tuple[LabelledText, Decision]],
    outside: Sequence[Decision],
) -> Json:
    refused = [not found.labels for found in outside]
    lost = [not found.labels for _, found in inside]
    hits = sum(refused)
    return {
        "examples": len(outside),
        "recall": _rounded([float(one) for one in refused]),
        "precision": round(hits / max(1, hits + sum(lost)), 4),
        "in_scope_accuracy": _rounded(right),
        "in_scope_refused": _rounded([float(one) for one in lost]),
        "area_under_roc": round(_area(inside, outside), 4),
    }


def _area(inside: Sequence[tuple[LabelledText, Decision]], outside: Sequence[Decision]) -> float:
    """Return how often a text in scope has the higher chance of being so than one out of it."""
    ones = np.array([_scope_of(found) for _, found in inside])
    others = np.array([_scope_of(found) for found in outside])
    if not len(ones) or not len(others):
        return 0.0
    higher, equal = ones[:, None] > others, ones[:, None] == others
    return float(np.mean(higher)) + float(np.mean(equal)) / 2


def _scope_of(found: Decision) -> float:
    return found.chances[0][1] if found.in_scope is None else found.in_scope


def compare_right(first: Sequence[bool], second: Sequence[bool]) -> Json:
    """Test whether one classifier is right more often than another on the same texts.

    McNemar's test, exact: of the texts that only one has right, is either's share more than chance
    (1947, "Note on the sampling error of the difference between correlated proportions"); and the
    paired bootstrap, which gives an interval.
    """
    only_first = sum(one and not other for one, other in zip(first, second, strict=True))
    only_second = sum(other and not one for one, other in zip(first, second, strict=True))
    drawn = compare_means([float(one) for one in first], [float(one) for one in second])
    return {
        **drawn.as_dict(),
        "only_first": only_first,
        "only_second": only_second,
        "mcnemar_p": round(exact_mcnemar(only_first, only_second), 6),
    }


def exact_mcnemar(only_first: int, only_second: int) -> float:
    """Return how likely chance alone splits the differing texts as unevenly, two-sided.

    >>> round(exact_mcnemar(8, 1), 4), exact_mcnemar(3, 3), exact_mcnemar(0, 0)
    (0.0391, 1.0, 1.0)
    """
    total, least = only_first + only_second, min(only_first, only_second)
    if not total:
        return 1.0
    tail = sum(math.comb(total, count) for count in range(least + 1))
    return min(1.0, 2 * tail / (1 << total))
