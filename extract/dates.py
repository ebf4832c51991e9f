"""Absolute dates, in English, Chinese and figures; the value is ISO 8601, as exact as the text.

Relative dates ("last May", "三天后") and dates without a year are left alone: what they mean hangs
on more than their words.
"""

import re
from collections.abc import Iterator
from datetime import date

from extract.candidate import RULES, Candidate
from extract.numerals import parse_chinese
from extract.widths import compile_mixed

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=lambda name: (-len(name), name))) + r")\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_CN = "[零〇一二三四五六七八九十]"

_ENGLISH = (
    rf"\b{_DAY}(?:\s+day)?(?:\s+of)?[\s-]\s*{_MONTH},?[\s-]\s*{_YEAR}\b",
    rf"\b{_MONTH}\s*{_DAY},?\s+{_YEAR}\b",
    r"\b(?P<day>0?[1-9]|[12]\d|3[01])-(?P<month>[A-Za-z]{3})-(?P<short>\d\d)\b",
    rf"\b{_MONTH},?[\s-]\s*(?:of\s+)?{_YEAR}\b",
)
_FIGURES = (
    r"(?<![\w./-])(?P<year>(?:1[5-9]|20)\d\d)(?P<sign>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=sign)"
    r"(?P<day>0?[1-9]|[12]\d|3[01])(?=T\d\d|(?![\w/-]|\.\d))",
    # "2024/03" and "2024.03" may be anything else; only the hyphen is ISO 8601.
    r"(?<![\w./-])(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])(?![\w/-]|\.\d)",
)
_CHINESE = (
    r"(?<!\d)(?P<year>(?:1[5-9]|20)\d\d)\s*年\s*(?P<month>0?[1-9]|1[0-2])\s*月"
    r"(?:\s*(?P<day>[12]\d|3[01]|0?[1-9])\s*[日号])?",
    rf"(?P<year>[一二][零〇一二三四五六七八九]{{3}})年(?:(?P<month>{_CN}{{1,2}})月"
    rf"(?:(?P<day>{_CN}{{1,3}})[日号])?)?",
    r"(?<!\d)(?P<year>(?:1[5-9]|20)\d\d)\s*年(?![前后间内以来龄限月\d])(?!\s*\d{1,2}\s*月)",
)
# A bare year only where the words around it say that it is one.
_BARE_YEAR = (
    rf"\b(?:in|since|by|until|from|during|year|FY|early|late|mid|end of|"
    rf"founded|established|incorporated)[\s-]{_YEAR}"
    r"(?![\w/]|[.,:]\d|-\d{{2,}}-|\s+(?:million|people|employees|units|pounds|dollars|tonnes|km|kg))",
    rf"\b(?:19|20)\d\d\s(?:to|and|[-–])\s{_YEAR}(?![\w/]|[.,:]\d)",
    rf"\b(?:{_YEAR})(?=\s+(?:annual\s+report|financial\s+year|fiscal\s+year))",
)
_PATTERNS = tuple(
    compile_mixed(pattern.replace("{{", "{").replace("}}", "}"), re.IGNORECASE)
    for pattern in (*_ENGLISH, *_FIGURES, *_CHINESE, *_BARE_YEAR)
)
_SLASHED = compile_mixed(
    r"(?<![\w./-])(?P<first>0?[1-9]|[12]\d|3[01])(?P<sign>[/.-])"
    r"(?P<second>0?[1-9]|[12]\d|3[01])(?P=sign)(?P<year>(?:19|20)\d\d)(?![\w/-]|\.\d)"
)
_SCORE = 0.97
_SCORE_BARE_YEAR = 0.85
_SCORE_AMBIGUOUS = 0.7


def find_dates(text: str) -> Iterator[Candidate]:
    """Yield the dates of a document, some of them also in part; `text` has plain widths.

    >>> [found.value for found in find_dates("from 3rd March 2025 to 2025年6月30日")]
    ['2025-03-03', '2025-03', '2025-06-30', '2025']
    """
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            value = _iso(match)
            if value is None:
                continue
            bare = len(value) == 4
            start, end = match.span("year") if bare and "年" not in match[0] else match.span()
            yield Candidate(start, end, "Date", _SCORE_BARE_YEAR if bare else _SCORE, RULES, value)
    yield from _slashed_dates(text)


def _iso(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    year = int(parts["short"]) + 2000 if parts.get("short") else _number(parts["year"])
    month = _number(parts["month"]) if parts.get("month") else None
    day = _number(parts["day"]) if parts.get("day") else None
    if year is None or (parts.get("month") and month is None):
        return None
    return iso_date(year, month, day)


def iso_date(year: int, month: int | None, day: int | None) -> str | None:
    """Write a date as exactly as it is known; None when there is no such day.

    >>> iso_date(2025, 3, None), iso_date(2025, 2, 30)
    ('2025-03', None)
    """
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    text = f"{year:04}"
    if month:
        text += f"-{month:02}"
        if day:
            text += f"-{day:02}"
    return text


def _number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    if text.lower() in _MONTHS:
        return _MONTHS[text.lower()]
    number = parse_chinese(text)
    return int(number) if number is not None else None


def _slashed_dates(text: str) -> Iterator[Candidate]:
    """Read 03/04/2025 by what the document's other dates show; without a hint it has no value."""
    matches = list(_SLASHED.finditer(text))
    day_first = any(int(match["first"]) > 12 for match in matches)
    month_first = any(int(match["second"]) > 12 for match in matches)
    for match in matches:
        first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
        if first > 12 and second > 12:
            continue
        if first == second or second > 12 or first > 12 or day_first != month_first:
            swap = second > 12 or (first <= 12 and month_first)
            value = iso_date(year, first if swap else second, second if swap else first)
            score = _SCORE
        else:
            value, score = "", _SCORE_AMBIGUOUS
        if value is not None:
            yield Candidate(*match.span(), "Date", score, RULES, value)
