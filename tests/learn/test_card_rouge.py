"""The model card of a writer of digests."""

from typing import Any

import pytest

from briefbook.learn.card import render_card

_INFO: dict[str, Any] = {
    "name": "letters 信件",
    "kind": "summarize",
    "labels": ["abstract", "headline"],
    "languages": ["en", "zh"],
    "data": [{"name": "letters.csv", "licence": "CC-BY-4.0", "part": "train", "examples": 900}],
    "method": "lora",
    "limits": ["Not for poems."],
}


def _part(form: str, language: str, texts: int, *, better: bool) -> dict[str, Any]:
    found = {"first": 0.41, "second": 0.38, "difference": 0.03, "low": -0.01, "high": 0.05}
    return {
        "form": form, "language": language, "texts": texts, "comparison": found, "better": better,
    }  # fmt: skip


_SCORES = {"rouge1": 0.5, "rouge2": 0.2, "rougeL": 0.4, "mean": 0.3667}
_REPORT: dict[str, Any] = {
    "rouge": {**_SCORES, "interval": {"low": 0.35, "high": 0.39}},
    "extraction": {**_SCORES, "interval": {"low": 0.34, "high": 0.38}},
    "texts": 120,
    "origins": {"quoted": 0.5, "written": 0.4, "replaced": 0.1},
    "faithfulness": 0.9,
    "parts": [
        _part("abstract", "zh", 100, better=True),
        _part("headline", "en", 20, better=False),
    ],
}


def test_scores_stand_beside_those_of_quotes_and_say_what_auto_writes_with() -> None:
    lines = render_card(_INFO, _REPORT).splitlines()

    for line in (
        "| F1 of | ROUGE-1 | ROUGE-2 | ROUGE-L | mean | 95 % interval of the mean | texts |",
        "| this model | 0.5000 | 0.2000 | 0.4000 | 0.3667 | 0.3500 to 0.3900 | 120 |",
        "| quotes alone | 0.5000 | 0.2000 | 0.4000 | 0.3667 | 0.3400 to 0.3800 | 120 |",
        "| abstract | zh | 100 | 0.4100 | 0.3800 | +0.0300 (-0.0100 to +0.0500) | this model |",
        "| headline | en | 20 | 0.4100 | 0.3800 | +0.0300 (-0.0100 to +0.0500) | quotes |",
        "## Forms",
        "- Not for poems.",
        "- On development data, it is not shown to write better than quotes alone: headline (en).",
        "- On development data, scores rest on fewer than 50 texts: headline (en, 20).",
        "| letters.csv | CC-BY-4.0 | train | 900 |",
    ):
        assert line in lines
    assert any("10.0% were replaced by quotes" in line for line in lines)
    assert "## Calibration" not in lines and "## Labels" not in lines


def test_the_front_matter_tells_a_hub_what_was_measured() -> None:
    yaml = pytest.importorskip("yaml")

    front = yaml.safe_load(render_card(_INFO, _REPORT).split("---\n")[1])

    assert front["pipeline_tag"] == "summarization"
    assert front["metrics"] == ["rouge"]
    measured = front["model-index"][0]["results"][0]["metrics"]
    assert {"type": "rouge", "name": "ROUGE-L", "value": 0.4} in measured


def test_a_writer_that_was_not_measured_has_no_scores() -> None:
    card = render_card(_INFO, {})

    assert "## Scores" not in card and "model-index" not in card
