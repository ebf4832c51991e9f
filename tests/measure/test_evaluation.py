"""All that is measured, as it is printed."""

import json

from briefbook.measure.evaluation import evaluate_relations, evaluate_tagger
from briefbook.measure.relations import Level
from briefbook.measure.robustness import measure_robustness
from tests.measure.factories import make_example

_NAMES = [("张三", "Person"), ("星辰公司", "Organization")]
_GOLD = make_example("张三任职于星辰公司。", _NAMES, [(0, 1, "WORKS_FOR")], language="zh")


def test_the_tagger_has_one_object_that_is_json() -> None:
    robustness = measure_robustness([_GOLD], lambda examples: examples)
    report, found = evaluate_tagger([_GOLD], [_GOLD], robustness=robustness, resamples=50)
    assert json.loads(json.dumps(found)) == found
    assert found["micro"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert found["labels"]["Person"]["support"] == 1
    assert found["intervals"]["micro"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert found["calibration"]["ece"] == 0.0
    assert found["tokens"]["macro"]["f1"] == 1.0
    assert found["robustness"]["ocr"]["f1"] == 0.0
    assert report.strict.micro().gold == 2


def test_relations_have_one_object_that_is_json() -> None:
    levels: tuple[Level, ...] = ("mentions", "pairs", "entities")
    for level in levels:
        report, found = evaluate_relations([_GOLD], [_GOLD], level=level, resamples=50)
        assert json.loads(json.dumps(found)) == found
        assert found["micro"]["f1"] == found["facts"]["micro"]["f1"] == 1.0
        assert found["level"] == report.level == level
        assert found["calibration"]["count"] == 1


def test_no_examples_are_measured_as_nothing() -> None:
    assert evaluate_tagger([], [])[1]["intervals"] == {}
    assert evaluate_relations([], [])[1]["micro"]["f1"] == 0.0
