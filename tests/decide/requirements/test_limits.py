"""Values with units are read as limits, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decide.requirements.limits import read_limits

DAY, YEAR = 86_400.0, 365.25 * 86_400


@pytest.mark.parametrize(
    ("text", "dimension", "low", "high"),
    [
        ("last at least 60 days without charging", "time", 60 * DAY, None),
        ("measure at least every 60 seconds", "time", None, 60.0),
        ("shall not differ by more than 0.5 °C", "temperature", None, 0.5),
        ("keep records for no more than 2 years", "time", None, 2 * YEAR),
        ("shall not be less than 3 bar", "pressure", 3.0, None),
        ("work between -30 °C and +60 °C", "temperature", -30.0, 60.0),
        ("repair it within five (5) working days", "working days", None, 5.0),
        ("answer within twenty-four hours", "time", None, DAY),
        ("shall not exceed GBP 1.5 million", "money GBP", None, 1_500_000.0),
        ("support 500 concurrent users", "count user", 500.0, 500.0),
        ("应每60秒至少测量一次", "time", None, 60.0),
        ("不得大于0.5℃", "temperature", None, 0.5),
        ("不应少于60天", "time", 60 * DAY, None),
        ("必须至少保存5年", "time", 5 * YEAR, None),
        ("在5个工作日内修复", "working days", None, 5.0),
        ("价格不得超过人民币300万元", "money CNY", None, 3_000_000.0),
        ("期限为十五天", "time", 15 * DAY, 15 * DAY),
    ],
)
def test_a_value_is_bounded_the_way_its_words_say(
    text: str, dimension: str, low: float | None, high: float | None
) -> None:
    [limit] = read_limits(text)

    assert (limit.dimension, limit.low, limit.high) == (dimension, low, high)


@pytest.mark.parametrize(
    "text",
    ["under clause 5 and section 12.1", "before 3 May 2027", "根据第65条", "于2026年12月31日前"],
)
def test_clauses_and_dates_are_no_limits(text: str) -> None:
    assert read_limits(text) == ()


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    for limit in read_limits(text):
        assert limit.low is not None or limit.high is not None
