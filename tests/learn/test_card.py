"""The model card."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.errors import RecordError
from briefbook.learn.card import render_card
from briefbook.measure.evaluation import evaluate_tagger
from briefbook.measure.robustness import measure_robustness
from tests.labels.factories import RANDOM
from tests.measure.factories import make_example

_NAMES = [("张三", "Person"), ("星辰公司", "Organization")]
_GOLD = make_example("张三任职于星辰公司。", _NAMES, language="zh")
_FOUND = make_example("张三任职于星辰公司。", _NAMES[:1], language="zh")

_INFO: dict[str, Any] = {
    "name": "enterprise: tagger | 企业",
    "kind": "tag",
    "summary": 'Finds "names"\nof enterprises.',
    "languages": ["en", "zh"],
    "licence": "AGPL-3.0-or-later",
    "encoder": "multilingual-e5-small@1",
    "labels": {"Person": "a human being", "Organization": "公司、机关"},
    "data": [
        {"name": "Re-DocRED", "licence": "MIT", "part": "train", "examples": 3053},
        {"name": "house labels"},
    ],
    "method": "lora",
    "parameters": 1234567,
    "settings": {"learning_rate": 0.0005, "rank": 16},
    "minutes": 14.5,
    "limits": ["Not for headlines."],
    "recipe": "make models DATA=folder",
}


def _metrics() -> dict[str, Any]:
    robustness = measure_robustness([_GOLD], lambda examples: examples)
    return evaluate_tagger([_GOLD], [_FOUND], robustness=robustness, resamples=20)[1]


def test_every_section_says_what_is_known() -> None:
    card = render_card(_INFO, _metrics())
    headings = [line[3:] for line in card.splitlines() if line.startswith("## ")]
    assert headings == [
        "What it does", "Labels", "Data", "Training", "Scores", "Calibration", "Robustness",
        "Limits", "Make it again",
    ]  # fmt: skip
    for line in (
        "| Organization | 公司、机关 |",
        "| Re-DocRED | MIT | train | 3053 |",
        "| house labels | not stated |  |  |",
        "| parameters tuned | 1,234,567 |",
        "| minutes | 14.5 |",
        "| rank | 16 |",
        "| micro | 1.0000 | 0.5000 | 0.6667 | 0.6667 to 0.6667 |  |",
        "| Organization | 0.0000 | 0.0000 | 0.0000 |  | 1 |",
        "- Not for headlines.",
        "- On development data, F1 is below 0.5 for `Organization` (0.00).",
        "make models DATA=folder",
    ):
        assert line in card.splitlines()


def test_the_front_matter_is_yaml_with_the_scores() -> None:
    yaml = pytest.importorskip("yaml")
    card = render_card(_INFO, _metrics())
    front = yaml.safe_load(card.split("---\n")[1])
    assert front["language"] == ["en", "zh"]
    assert front["license"] == "AGPL-3.0-or-later"
    assert front["datasets"] == ["Re-DocRED", "house labels"]
    assert front["tags"] == ["briefbook", "tag", "lora"]
    index = front["model-index"][0]
    assert index["name"] == "enterprise: tagger | 企业"
    assert index["results"][0]["dataset"]["name"] == "development data"
    assert {"type": "f1", "name": "micro f1", "value": 0.6667} in index["results"][0]["metrics"]


def test_parts_of_one_set_are_named_once_in_the_front_matter() -> None:
    yaml = pytest.importorskip("yaml")
    parts = [
        {"name": "人民日报", "part": "train"},
        {"name": "x"},
        {"name": "人民日报", "part": "dev"},
    ]
    card = render_card({**_INFO, "data": parts}, _metrics())
    assert yaml.safe_load(card.split("---\n")[1])["datasets"] == ["人民日报", "x"]
    assert card.count("| 人民日报 |") == 2


@RANDOM
@given(text=st.text(min_size=1), score=st.floats(0, 1))
def test_the_front_matter_is_yaml_whatever_the_names_and_numbers(text: str, score: float) -> None:
    yaml = pytest.importorskip("yaml")
    data = [{"name": text}, {"name": "浙商: # - 'x'"}, {"name": text}]
    figures = {"precision": score, "recall": 1e-05, "f1": 1.0}
    card = render_card({**_INFO, "name": text, "data": data}, {text: {"micro": figures}})
    front = yaml.safe_load(card.split("\n---\n")[0].removeprefix("---\n"))
    assert set(front["datasets"]) == {text, "浙商: # - 'x'"}
    [index] = front["model-index"]
    assert (index["name"], index["results"][0]["dataset"]["name"]) == (text, text)
    values = [metric["value"] for metric in index["results"][0]["metrics"]]
    assert values == [score, 1e-05, 1.0]
    assert all(type(value) is float for value in values)


def test_several_sets_of_data_stand_under_their_names() -> None:
    metrics = _metrics()
    card = render_card(_INFO, {"CLUENER": metrics, "Resume": metrics})
    assert card.count("### CLUENER") == card.count("### Resume") == 3
    assert "- On Resume, " in card


def test_what_is_not_known_is_left_out() -> None:
    card = render_card(
        {"name": "x", "kind": "relations", "labels": ["OWNS"], "data": [{"name": "d"}]}, {}
    )
    assert "how things that a text names are tied together" in card
    assert "`OWNS`" in card
    for absent in ("license", "base_model", "model-index", "## Training", "## Limits", "None"):
        assert absent not in card


def test_a_card_without_its_data_or_of_another_kind_is_refused() -> None:
    with pytest.raises(RecordError, match="a model card needs labels, data"):
        render_card({"name": "x", "kind": "tag"}, {})
    with pytest.raises(RecordError, match="of kind tag or .*, not poem"):
        render_card({**_INFO, "kind": "poem"}, {})
