"""Time is cut as the archive allows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decide.watch.periods import UNITS, Unit, choose_unit, days_until, name_of, number_of


@given(st.dates(date(1900, 1, 1), date(2100, 12, 30)), st.sampled_from(UNITS))
def test_a_date_lies_in_the_period_of_its_name(when: date, unit: Unit) -> None:
    number = number_of(when.isoformat(), unit)
    assert number is not None
    expected = {
        "day": when.isoformat(),
        "month": when.isoformat()[:7],
        "week": f"{when.isocalendar().year}-W{when.isocalendar().week:02}",
    }
    assert name_of(number, unit) == expected[unit]


@pytest.mark.parametrize("text", ["", "2024", "2024-13", "2024-02-30", "soon"])
def test_what_is_no_date_is_in_no_day(text: str) -> None:
    assert number_of(text, "day") is None


def test_a_month_alone_is_in_its_month_only() -> None:
    assert number_of("2024-09", "month") is not None
    assert number_of("2024-09", "week") is None


def test_many_documents_make_days_and_few_make_months() -> None:
    daily = [f"2024-09-{day:02}" for day in range(1, 29) for _ in range(6)]
    assert choose_unit(daily) == "day"
    assert choose_unit([f"2024-{month:02}-15" for month in range(1, 13)]) == "month"
    assert choose_unit([]) == "month"


def test_one_old_document_does_not_make_news_a_matter_of_months() -> None:
    daily = [f"2024-09-{day:02}" for day in range(1, 29) for _ in range(6)]
    assert choose_unit(["1961-04-01", *daily]) == "day"


def test_the_last_period_counts_as_far_as_it_has_gone() -> None:
    assert days_until(number_of("2024-09-10", "month") or 0, "month", "2024-09-10") == 10
    assert days_until(number_of("2024-08-10", "month") or 0, "month", "2024-09-10") == 31
    assert days_until(number_of("2024-09-10", "week") or 0, "week", "2024-09-10") == 2
