"""Time is cut into days, weeks or months, named as ISO 8601 names them (pure)."""

import calendar
from collections.abc import Iterable
from datetime import date
from typing import Literal

Unit = Literal["day", "week", "month"]
UNITS: tuple[Unit, ...] = ("day", "week", "month")

_ENOUGH = 5  # documents of the archive in a period, on average, that make it worth looking at
_WHOLE_DATE, _WHOLE_MONTH = len("2024-09-03"), len("2024-09")


def number_of(day: str, unit: Unit) -> int | None:
    """Return the number of the period that holds a date; consecutive periods count up by one.

    None when the date is less exact than the period, or none at all.

    >>> number_of("2024-09-08", "week") + 1 == number_of("2024-09-09", "week")
    True
    >>> number_of("2024", "month") is None
    True
    """
    if unit == "month":
        return _month(day[:_WHOLE_MONTH])
    if len(day) < _WHOLE_DATE:
        return None
    try:
        ordinal = date.fromisoformat(day[:_WHOLE_DATE]).toordinal()
    except ValueError:
        return None
    return ordinal if unit == "day" else (ordinal - 1) // 7


def _month(text: str) -> int | None:
    year, _, month = text.partition("-")
    if not (year.isdigit() and month.isdigit() and 1 <= int(month) <= 12 and int(year)):
        return None
    return int(year) * 12 + int(month) - 1


def name_of(number: int, unit: Unit) -> str:
    """Return the name of a period.

    >>> [name_of(number_of("2024-09-03", unit), unit) for unit in UNITS]
    ['2024-09-03', '2024-W36', '2024-09']
    """
    if unit == "month":
        return f"{number // 12:04}-{number % 12 + 1:02}"
    if unit == "day":
        return date.fromordinal(number).isoformat()
    year, week, _ = date.fromordinal(number * 7 + 1).isocalendar()
    return f"{year:04}-W{week:02}"


def days_in(number: int, unit: Unit) -> int:
    """Return how many days a period has."""
    if unit == "month":
        return calendar.monthrange(number // 12, number % 12 + 1)[1]
    return 1 if unit == "day" else 7


def days_until(number: int, unit: Unit, last: str) -> int:
    """Return how many days of a period have passed by the date `last`, that day included."""
    if number_of(last, unit) != number:
        return days_in(number, unit)
    if unit == "month":
        return int(last[8:10] or days_in(number, unit))
    return 1 if unit == "day" else date.fromisoformat(last[:_WHOLE_DATE]).isoweekday()


def choose_unit(dates: Iterable[str]) -> Unit:
    """Return the finest unit in which an archive with these dates has five documents on average.

    The span is that of the middle nine tenths: one charter of 1961 does not make an archive of
    mails a matter of months. Documents, not matches, are counted, so that what is tested has no
    say in how it is tested.

    >>> choose_unit([f"2024-09-{day:02}" for day in range(1, 29)])
    'week'
    """
    days = sorted(number for day in dates if (number := number_of(day, "day")) is not None)
    if not days:
        return "month"
    cut = len(days) // 20
    middle = days[cut : len(days) - cut]
    span = middle[-1] - middle[0] + 1
    for unit, length in (("day", 1), ("week", 7)):
        if len(middle) * length >= _ENOUGH * span and span >= length:
            return "day" if unit == "day" else "week"
    return "month"
