"""The stretch of time a question names: "in 2026", "before June 2025", "2025年第一季度" (pure).

Dates are compared as the graph writes them, ISO 8601 cut to what is known: "2026-06" lies in 2026.
"""

import re
from dataclasses import dataclass

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NAME = "|".join(f"{month}|{month[:3]}" for month in _MONTHS)
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?<![\w-])(?P<iso>{_YEAR}-\d\d(?:-\d\d)?)(?![\w-])|"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_NAME}),? (?P<year>{_YEAR})|"
    rf"(?P<month2>{_NAME})(?: (?P<day2>\d{{1,2}}),)? (?P<year2>{_YEAR})|"
    rf"(?P<zh>{_YEAR})年(?:(?P<zh_month>\d{{1,2}})月(?:(?P<zh_day>\d{{1,2}})[日号])?)?|"
    rf"(?:q(?P<quarter>[1-4]) )(?P<quarter_year>{_YEAR})|(?<![\w-])(?P<bare>{_YEAR})(?![\w-])"
)
_QUARTER_ZH = re.compile(r"第?([一二三四1-4])季度")
_BEFORE = re.compile(r"\b(?:before|until|earlier than|prior to)\s+(?:the )?$")
_BY = re.compile(r"\b(?:by|up to)\s+(?:the )?(?:end of )?$")
_AFTER = re.compile(r"\b(?:after|later than)\s+(?:the end of )?$")
_SINCE = re.compile(r"\b(?:since|from)\s+$")
_IN = re.compile(r"\b(?:in|on|during|within|at)\s+(?:the (?:year|month) (?:of )?)?$")
_ZH_BEFORE = re.compile(r"^\s*(?:年?底)?(?:以前|之前|前)")
_ZH_AFTER = re.compile(r"^\s*(?:年?底)?(?:以后|之后|后)")
_ZH_SINCE = re.compile(r"^\s*(?:以来|起)")
_BETWEEN = re.compile(r"\bbetween\s+$")
_AND = re.compile(r"^\s*(?:and|to|至|到|-|–)\s*$")


@dataclass(frozen=True, slots=True)
class Period:
    """Dates d with `since` ≤ d < `until`, compared as text; an empty end is open."""

    since: str
    until: str
    start: int  # where the words for it stand in the question
    end: int


def find_period(folded: str) -> Period | None:
    """Return the stretch of time that a folded question names; None without one.

    >>> period = find_period("how many contracts end in 2026?")
    >>> period.since, period.until
    ('2026', '2027')
    >>> find_period("2025年6月之前到期的合同").until
    '2025-06'
    """
    dates = [(match, _iso(match)) for match in _DATE.finditer(folded)]
    if not dates:
        return None
    (match, iso), rest = dates[0], dates[1:]
    if rest:
        between = folded[match.end() : rest[0][0].start()]
        if _AND.search(between):
            opened = _BETWEEN.search(folded[: match.start()]) or _SINCE.search(
                folded[: match.start()]
            )
            start = opened.start() if opened else match.start()
            return Period(iso, after(rest[0][1]), start, rest[0][0].end())
        return None
    return _around(folded, match, iso)


def _around(folded: str, match: re.Match[str], iso: str) -> Period:
    before, behind = folded[: match.start()], folded[match.end() :]
    quarter = _QUARTER_ZH.match(behind)
    if quarter and len(iso) == 4:
        number = "一二三四".find(quarter[1]) + 1 or int(quarter[1])
        return Period(*_quarter(iso, number), match.start(), match.end() + quarter.end())
    if match["quarter"]:
        opened = _IN.search(before)
        start = opened.start() if opened else match.start()
        return Period(*_quarter(iso, int(match["quarter"])), start, match.end())
    ends = ((_BEFORE, ("", iso)), (_BY, ("", after(iso))), (_AFTER, (after(iso), "")))
    for pattern, (since, until) in (*ends, (_SINCE, (iso, "")), (_IN, (iso, after(iso)))):
        if found := pattern.search(before):
            return Period(since, until, found.start(), match.end())
    for pattern, (since, until) in (
        (_ZH_BEFORE, ("", iso)),
        (_ZH_AFTER, (after(iso), "")),
        (_ZH_SINCE, (iso, "")),
    ):
        if found := pattern.search(behind):
            return Period(since, until, match.start(), match.end() + found.end())
    return Period(iso, after(iso), match.start(), match.end())


def _iso(match: re.Match[str]) -> str:
    if match["iso"]:
        return match["iso"]
    year = match["year"] or match["year2"] or match["zh"] or match["quarter_year"] or match["bare"]
    name = match["month"] or match["month2"]
    month = match["zh_month"] or (name and str(_month(name)))
    day = match["day"] or match["day2"] or match["zh_day"]
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def _month(name: str) -> int:
    return next(place for place, month in enumerate(_MONTHS, start=1) if month.startswith(name[:3]))


def _quarter(year: str, number: int) -> tuple[str, str]:
    return f"{year}-{3 * number - 2:02}", after(f"{year}-{3 * number:02}")


def after(iso: str) -> str:
    """Return what all dates within `iso` come before, compared as text.

    >>> after("2026"), after("2026-12"), after("2026-06-30")
    ('2027', '2027-01', '2026-06-31')
    """
    year, *rest = iso.split("-")
    if not rest:
        return str(int(year) + 1)
    if len(rest) == 1:
        month = int(rest[0]) + 1
        return f"{int(year) + 1}-01" if month > 12 else f"{year}-{month:02}"
    return f"{year}-{rest[0]}-{int(rest[1]) + 1:02}"
