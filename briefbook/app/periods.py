"""Which documents belong to a period: by the date they bear."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass

from briefbook.errors import BriefbookError
from briefbook.records import Document, Reading, Span

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_IN_NAME = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
_HEAD = 400  # characters in which a document says when it was written
_SIGNED = 120  # characters at its end, where a Chinese letter says so


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` to `until`, both included: year, year-month or date; no end is ""."""

    since: str
    until: str = ""

    def __post_init__(self) -> None:
        for value in (self.since, *filter(None, [self.until])):
            if not _is_date(value):
                raise BriefbookError(f"not a date: {value!r}; write 2024, 2024-09 or 2024-09-30")
        if self.until and self.until[: len(self.since)] < self.since[: len(self.until)]:
            raise BriefbookError(f"the period ends before it begins: {self.since} to {self.until}")

    def holds(self, date: str) -> bool:
        """Tell whether a date, whole or not, may lie in the period."""
        size = min(len(date), len(self.since))
        begun = date[:size] >= self.since[:size]
        end = self.until[: len(date)]
        return begun and (not end or date[: len(end)] <= end)

    @property
    def name(self) -> str:
        """How the period is called: its first date, or an interval as ISO 8601 writes it."""
        return f"{self.since}/{self.until}" if self.until else self.since


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    year, month, day = (int(part or 1) for part in match.groups())
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def document_date(document: Document, reading: Reading | None) -> str | None:
    """Return when a document was written, as far as it says: ISO 8601, or None.

    What its format records counts first, then a date in its name, then one in its head, then one
    at its very end.
    """
    recorded = document.meta("date")
    if recorded and _DATE.match(recorded):
        return recorded[:10]
    named = _IN_NAME.search(document.source)
    if named and _is_date(named.group()):
        return named.group()
    size = len(document.text)
    places = [Span(0, min(_HEAD, size)), Span(max(0, size - _SIGNED), size)] if size else []
    return next((date for place in places if (date := _said(reading, place))), None)


def _said(reading: Reading | None, place: Span) -> str | None:
    dates = [
        (mention.evidence.span, mention.value[:10])
        for mention in (reading.mentions if reading else ())
        if mention.label == "Date"
        and place.contains(mention.evidence.span)
        and _is_date(mention.value[:10])
        and len(mention.value) >= len("2024-09-30")
    ]
    return min(dates)[1] if dates else None


def in_period(dates: Mapping[str, str | None], period: Period) -> tuple[str, ...]:
    """Return the ids of the documents dated in the period, sorted."""
    return tuple(sorted(key for key, date in dates.items() if date and period.holds(date)))
