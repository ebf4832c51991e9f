"""One look at all that is watched: everything that deserves an alert, the gravest first (pure)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from decide.watch.alerts import Alert, by_weight
from decide.watch.connections import connection_alerts
from decide.watch.news import (
    Known,
    Seen,
    contradiction_alerts,
    document_alerts,
    fact_alerts,
    new_facts,
)
from decide.watch.occurrences import Occurrence
from decide.watch.periods import choose_unit, name_of, number_of
from decide.watch.series import Calendar, Series, make_calendar, make_series
from decide.watch.settings import WatchSettings
from decide.watch.signals import find_signals
from decide.watch.watches import Watch


@dataclass(frozen=True, slots=True)
class View:
    """The archive as one look sees it."""

    dates: Mapping[str, str]  # document id → ISO 8601 date, "" when it bears none
    occurrences: Mapping[str, Sequence[Occurrence]]  # by watch id
    known: Known


@dataclass(frozen=True, slots=True)
class Before:
    """What earlier looks left behind."""

    seen: Seen
    looks: Mapping[str, int]  # how often each period was tested
    told: Collection[str]  # ids of alerts


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found."""

    alerts: tuple[Alert, ...]
    looks: Mapping[str, int]


def look(
    watches: Sequence[Watch],
    view: View,
    before: Before,
    settings: WatchSettings,
    *,
    recent: bool = True,
) -> Look:
    """Find what changed since the last look; saved queries are looked at by `result_alert`.

    With `recent` only the latest periods are tested for bursts and shifts: those of an old batch
    that came in late are no news any more.
    """
    calendar = calendar_of(view, settings)
    tested = {
        period: before.looks.get(period, 0) + 1
        for period in _with_news(calendar, view, before.seen, settings.recent if recent else None)
    }
    watched = [(one, series_of(one, view, calendar)) for one in watches if one.kind != "query"]
    alerts = by_weight(
        [
            *find_signals(watched, tested, before.told, settings),
            *contradiction_alerts(watches, view.known, before.seen, settings),
            *_told_facts(watches, view.known, before.seen, settings),
            *document_alerts(view.occurrences, watches, before.seen, settings),
        ]
    )
    fresh = tuple(alert for alert in alerts if alert.id not in before.told)
    return Look(fresh, {**before.looks, **tested})


def calendar_of(view: View, settings: WatchSettings) -> Calendar:
    """Cut the time of the archive into periods."""
    dates = [day for day in view.dates.values() if day]
    unit = choose_unit(dates) if settings.period == "auto" else settings.period
    return make_calendar(dates, unit, settings.exposure)


def series_of(watch: Watch, view: View, calendar: Calendar) -> Series:
    """Return how much was said of a watch, period by period.

    The watch over everything counts documents by the day, for of all documents all are of it.
    """
    if watch.kind == "archive" and calendar.exposure == "documents":
        dates = [day for day in view.dates.values() if day]
        calendar = make_calendar(dates, calendar.unit, "days")
    return make_series(watch.id, view.occurrences.get(watch.id, ()), calendar)


def _with_news(calendar: Calendar, view: View, seen: Seen, recent: int | None) -> list[str]:
    """Return the periods that hold documents not seen before, in order of time."""
    numbers = sorted(calendar.amounts)
    allowed = set(numbers if recent is None else numbers[-recent:])
    new = {
        number_of(day, calendar.unit)
        for key, day in view.dates.items()
        if key not in seen.documents
    }
    return [name_of(number, calendar.unit) for number in sorted(allowed) if number in new]


def _told_facts(
    watches: Sequence[Watch], known: Known, seen: Seen, settings: WatchSettings
) -> list[Alert]:
    """Tell connections, and of new facts those that are not told as such."""
    facts = new_facts(known, seen, settings)
    ties = connection_alerts(watches, facts, known, settings)
    tied = {fact for alert in ties if alert.kind == "connection" for fact in alert.facts}
    loose = [fact for fact in facts if fact.id not in tied]
    return ties + fact_alerts(watches, loose, known, settings)
