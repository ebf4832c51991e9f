"""What is watched as a series: how much is said of it in each period, and in what tone (pure)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from decide.watch.occurrences import Occurrence
from decide.watch.periods import Unit, days_until, name_of, number_of


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a series."""

    period: str
    exposure: int  # documents of the archive in it, or its days
    occurrences: tuple[Occurrence, ...]  # by document id

    @property
    def count(self) -> int:
        """How many documents speak of what is watched."""
        return len(self.occurrences)

    @property
    def tone(self) -> float | None:
        """Their mean tone; None when there are none."""
        return sum(one.tone for one in self.occurrences) / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Series:
    """What is said of one watch over time; periods that cannot be compared are left out."""

    watch: str  # id
    unit: Unit
    exposure: Literal["documents", "days"]
    points: tuple[Point, ...]  # in order of time
    undated: int = 0  # documents that speak of it, but bear no date that is exact enough


@dataclass(frozen=True, slots=True)
class Calendar:
    """How much there is of the archive in each period; the same for all watches."""

    unit: Unit
    exposure: Literal["documents", "days"]
    amounts: Mapping[int, int]  # by the number of the period, in order of time


def make_calendar(
    dates: Iterable[str], unit: Unit, exposure: Literal["documents", "days"]
) -> Calendar:
    """Count the documents of each period, or the days up to the last date of the archive.

    With documents, periods without any are left out: they say nothing. The last period counts only
    as far as it has gone.
    """
    dated = [(number, day) for day in dates if (number := number_of(day, unit)) is not None]
    counts = Counter(number for number, _ in dated)
    if exposure == "documents" or not counts:
        return Calendar(unit, exposure, dict(sorted(counts.items())))
    last = max(day for _, day in dated)
    every = range(min(counts), max(counts) + 1)
    return Calendar(unit, exposure, {each: days_until(each, unit, last) for each in every})


def make_series(watch: str, occurrences: Sequence[Occurrence], calendar: Calendar) -> Series:
    """Put the occurrences of one watch into the periods of the archive."""
    found: dict[int, list[Occurrence]] = defaultdict(list)
    undated = 0
    for one in sorted(occurrences, key=lambda one: one.document_id):
        number = number_of(one.date, calendar.unit)
        if number is None:
            undated += 1
        else:
            found[number].append(one)
    points = tuple(
        Point(name_of(number, calendar.unit), amount, tuple(found.get(number, ())))
        for number, amount in calendar.amounts.items()
    )
    return Series(watch, calendar.unit, calendar.exposure, points, undated)
