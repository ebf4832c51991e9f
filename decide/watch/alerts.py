"""What a warning says: an alert with its severity, the numbers of its test and its evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from briefbook.ids import make_id
from briefbook.records import Evidence
from decide.watch.watches import Watch

#: What happened: more documents than chance allows in one period; more or fewer over several; the
#: tone changed; facts that cannot all be true; watched entities that are newly tied together, at
#: once or over others; a new fact; other rows of a saved query; new documents.
AlertKind = Literal[
    "burst",
    "rise",
    "fall",
    "sentiment",
    "contradiction",
    "connection",
    "path",
    "fact",
    "result",
    "documents",
]
Severity = Literal["note", "warning", "alarm"]
SEVERITIES: tuple[Severity, ...] = ("note", "warning", "alarm")


@dataclass(frozen=True, slots=True)
class Trial:
    """The numbers of one test."""

    method: str
    observed: float  # documents in the period, or their mean sentiment
    expected: float  # the same, had nothing changed
    baseline: int  # periods compared with
    p: float  # the chance of this or more, had nothing changed
    looks: int = 1  # how often the period has been tested, this time included
    q: float = 1.0  # p after all tests of the run and all looks were allowed for
    tests: int = 1  # how many those tests were


@dataclass(frozen=True, slots=True)
class Alert:
    """One warning."""

    id: str  # make_id("alr", watch, kind, severity, what it is about)
    watch: str  # id of the watch
    kind: AlertKind
    severity: Severity
    title: str  # one line
    evidence: tuple[Evidence, ...]  # empty only where a query returns nothing but numbers
    period: str = ""  # "2024-09-03", "2024-W36" or "2024-09"
    trial: Trial | None = None
    also: tuple[str, ...] = ()  # ids of other watches that it concerns
    facts: tuple[str, ...] = ()  # ids
    added: tuple[str, ...] = ()  # rows of a saved query, as JSON
    removed: tuple[str, ...] = ()


def alert_id(watch: Watch, kind: AlertKind, severity: Severity, *about: str) -> str:
    """Return the id of an alert: the same matter, told again, has the same."""
    return make_id("alr", watch.id, kind, severity, *about)


def at_least(alerts: Iterable[Alert], severity: Severity) -> tuple[Alert, ...]:
    """Return the alerts of this severity or a worse one."""
    least = SEVERITIES.index(severity)
    return tuple(alert for alert in alerts if SEVERITIES.index(alert.severity) >= least)


def by_weight(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Return alerts with the gravest first, each once."""
    unique = {alert.id: alert for alert in alerts}
    return tuple(sorted(unique.values(), key=_weight))


def _weight(alert: Alert) -> tuple[int, float, str, str, str]:
    q = alert.trial.q if alert.trial else 0.0
    return -SEVERITIES.index(alert.severity), q, alert.kind, alert.title, alert.id
