"""The tone of sentences, in English and Chinese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.records import Finding
from decide.watch.sentiment import finding_tone, tone


@pytest.mark.parametrize(
    "text",
    [
        "The new pump is excellent and very reliable.",
        "Profit grew and customers are satisfied.",
        "There was no damage.",
        "服务热情周到，非常满意。",
        "产品质量可靠，值得推荐",
        "没有任何故障",
    ],
)
def test_praise_is_good(text: str) -> None:
    assert tone(text) > 0


@pytest.mark.parametrize(
    "text",
    [
        "The pump failed again and the damage is serious.",
        "We are not satisfied with the repairs.",
        "Customers complained of leaks and delays.",
        "膜片开裂，客户多次投诉。",
        "质量不好，服务也不到位，一点不满意",
        "公司因违规被罚款，面临诉讼",
    ],
)
def test_blame_is_bad(text: str) -> None:
    assert tone(text) < 0


@pytest.mark.parametrize("text", ["The meeting is on 3 May.", "会议定于五月三日召开", "", "…"])
def test_what_neither_praises_nor_blames_is_neutral(text: str) -> None:
    assert tone(text) == 0


def test_degree_counts() -> None:
    assert tone("very good") > tone("good") > tone("slightly good") > 0
    assert tone("非常满意") > tone("满意") > tone("比较满意") > 0


@given(st.text(max_size=80))
def test_a_tone_is_between_minus_one_and_one(text: str) -> None:
    assert -1 < tone(text) < 1


def test_a_classifier_takes_the_place_of_words() -> None:
    findings = [Finding("doc-1", label, 0.8, (), "c@1") for label in ("负面", "complaint")]
    assert finding_tone(findings) == -0.8
    assert finding_tone(findings[1:]) is None
