"""All that is measured of predictions in one object for JSON, as `briefbook evaluate` prints it."""

from collections.abc import Collection, Sequence
from typing import Any

from briefbook.labels.examples import Example
from briefbook.measure.bootstrap import interval_scores
from briefbook.measure.calibration import measure_calibration, relation_outcomes, span_outcomes
from briefbook.measure.entities import NamedFact
from briefbook.measure.relation_keys import NEGATIVE_PREDICATES
from briefbook.measure.relations import Level, RelationReport, measure_relations
from briefbook.measure.robustness import Robustness
from briefbook.measure.spans import SpanReport, measure_spans
from briefbook.measure.tokens import measure_tokens


def evaluate_tagger(
    gold: Sequence[Example],
    predicted: Sequence[Example],
    *,
    robustness: Robustness | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> tuple[SpanReport, dict[str, Any]]:
    """Measure spans; return the report (its `strict` counts are for the gate) and the JSON.

    Raises RecordError when the two are not the same examples.
    """
    report = measure_spans(gold, predicted)
    return report, {
        **report.as_dict(),
        "intervals": interval_scores(report.strict, resamples=resamples, seed=seed),
        "calibration": measure_calibration(*span_outcomes(gold, predicted)).as_dict(),
        "tokens": measure_tokens(gold, predicted).as_dict(),
        **({"robustness": robustness.as_dict()} if robustness else {}),
    }


def evaluate_relations(
    gold: Sequence[Example],
    predicted: Sequence[Example],
    *,
    level: Level = "mentions",
    known_facts: Collection[NamedFact] = (),
    robustness: Robustness | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> tuple[RelationReport, dict[str, Any]]:
    """Measure relations; return the report (its `chosen` counts are for the gate) and the JSON.

    Raises RecordError when the two are not the same examples.
    """
    report = measure_relations(gold, predicted, level=level, known_facts=known_facts)
    negative = NEGATIVE_PREDICATES if level == "pairs" else ()
    outcomes = relation_outcomes(gold, predicted, typed=level == "mentions", negative=negative)
    return report, {
        **report.as_dict(),
        "intervals": interval_scores(report.chosen, resamples=resamples, seed=seed),
        "calibration": measure_calibration(*outcomes).as_dict(),
        **({"robustness": robustness.as_dict()} if robustness else {}),
    }
