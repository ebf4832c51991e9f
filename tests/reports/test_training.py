"""The page of a training draws its course and says its scores."""

from dataclasses import replace
from typing import Any

import pytest

from reports.curves import draw_curve, grid
from reports.training import RougeRow, TrainingPage, render_training
from tests.reports.page import parse

REPORT: dict[str, Any] = {
    "micro": {"precision": 0.91, "recall": 0.9, "f1": 0.905},
    "macro": {"precision": 0.8, "recall": 0.8, "f1": 0.8},
    "intervals": {"micro": {"low": 0.88, "high": 0.93}, "macro": {"low": 0.7, "high": 0.9}},
    "labels": {
        "Law": {"precision": 0.2, "recall": 0.1, "f1": 0.13, "support": 9},
        "Person": {"precision": 0.95, "recall": 0.95, "f1": 0.95, "support": 1842},
    },
    "calibration": {
        "ece": 0.0123,
        "bins": [{"low": 0.8, "high": 0.87, "count": 100, "confidence": 0.84, "accuracy": 0.81}],
    },
}
PAGE = TrainingPage(
    name="合同 contracts",
    encoder="tiny@0",
    facts=(("kind", "tag"), ("method", "lora"), ("parameters", 1_200_345), ("minutes", 12.34)),
    losses=((0.1, 1.2), (0.5, 0.6), (1.0, 0.4)),
    scores=((1.0, 0.82, True), (2.0, 0.905, True), (3.0, 0.9, False)),
    report=REPORT,
    settings=(("epochs", 3), ("learning_rate", 1e-4)),
    command="briefbook train tag --data 'x y' --out contracts",
)


def test_scores_stand_by_how_much_gold_there_is() -> None:
    page = parse(render_training(PAGE))

    rows = page.xpath("//section[1]/following-sibling::section[1]//tbody/tr/th/text()")
    assert rows == ["all together", "mean of labels", "Person", "Law"]
    assert "0.8800 – 0.9300" in page.text_content()
    assert "0.0123" in page.text_content()
    assert "1,200,345" in page.text_content()


def test_the_best_score_is_marked_in_the_curve() -> None:
    page = parse(render_training(PAGE))

    assert page.xpath("//circle/title/text()") == ["0.9050"]
    assert len(page.xpath("//polyline")) == 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_needs_nothing_else(language: str) -> None:
    page = render_training(PAGE, language=language)

    tree = parse(page)
    assert tree.get("lang") == language
    assert tree.xpath("//h1/text()") == ["合同 contracts"]
    assert not tree.xpath("//script | //link[@rel='stylesheet'] | //img")
    assert "http://" not in page and "https://" not in page
    assert "prefers-color-scheme: dark" in page


def test_a_training_that_was_not_measured_says_so() -> None:
    page = parse(render_training(replace(PAGE, report={}, scores=())))

    assert "not measured" in page.xpath("string(//p[@class='lead'])")
    assert not page.xpath("//table")


def test_a_writer_stands_beside_quotes_and_its_curve_says_what_chose_it() -> None:
    whole = ((0.5, 0.25, 0.4, 0.3833), (0.36, 0.4))
    rows = (
        RougeRow("model", "", "", *whole, 120),
        RougeRow("extraction", "abstract", "zh", (0.31,), None, 1200),
    )
    page = parse(render_training(replace(PAGE, report={}, rouge=rows, score="likelihood")))

    told = [" ".join(row.text_content().split()) for row in page.xpath("//tbody/tr")]
    assert told == [
        "this model0.50000.25000.40000.38330.3600 – 0.4000120",
        "quotes alone: abstracts, zh0.31001,200",
    ]
    assert "How likely" in page.xpath("string(//figure/figcaption)")
    assert "not measured" not in page.text_content()


def test_a_name_cannot_break_out_of_the_page() -> None:
    hostile = "<script>alert(1)</script>"
    page = render_training(replace(PAGE, name=hostile, settings=((hostile, hostile),)))

    assert "<script" not in page


def test_a_curve_holds_its_points_between_lines_of_even_numbers() -> None:
    assert grid([0.82, 0.905, 0.9]) == (0.8, 0.925, 0.025)
    assert grid([0.0, 0.0])[0] == 0.0
    assert draw_curve([], "nothing") == ""
    drawn = parse(draw_curve([(0.0, 0.0), (1.0, 1.0)], "Loss"))
    assert drawn.xpath("//polyline/@points") == ["0.00,100.00 100.00,0.00"]


def test_a_long_training_is_drawn_with_few_points() -> None:
    points = [(step / 10, 1 / (step + 1)) for step in range(20_000)]

    [line] = parse(draw_curve(points, "Loss")).xpath("//polyline/@points")

    assert len(line.split()) < 500
    assert line.split()[-1].startswith("100.00,")
