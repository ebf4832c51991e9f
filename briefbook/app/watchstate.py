"""What the catalog keeps of early warning: watches, what was seen, alerts, parcels on their way."""

from dataclasses import dataclass, field, replace

from briefbook.app.alerts import Parcel
from briefbook.app.catalog import Catalog
from briefbook.app.stages.building import ARCHIVE
from decide.watch.alerts import Alert
from decide.watch.news import Seen
from decide.watch.watches import Watch

_WATCH = "watch"
_STATE = "watch state"
_ALERT = "watch alert"
_WAITING = "watch waiting"  # parcels that are still to be brought
_SENT = "watch sent"
_GIVEN_UP = "watch given up"


@dataclass(frozen=True, slots=True)
class State:
    """What the last look left behind."""

    run: int = 0  # looks so far
    fingerprint: str = ""  # of all that a look depends on: the same again has no news
    seen: Seen = field(default_factory=Seen)
    looks: dict[str, int] = field(default_factory=dict)  # period → times it was tested
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)  # watch id → rows of its query


@dataclass(frozen=True, slots=True)
class Told:
    """An alert as it was told."""

    run: int
    position: int  # in its run
    alert: Alert


def load_watches(catalog: Catalog) -> tuple[Watch, ...]:
    """Return all watches by name."""
    found = (catalog.load(_WATCH, key, Watch) for key in catalog.subjects(_WATCH))
    return tuple(sorted((one for one in found if one), key=lambda one: (one.name, one.id)))


def save_watch(catalog: Catalog, watch: Watch) -> None:
    """Keep a watch; one of the same kind and text takes its new name."""
    catalog.finish(_WATCH, watch.id, "", watch)


def delete_watch(catalog: Catalog, watch: Watch) -> None:
    """Forget a watch; what was told of it stays in the history."""
    catalog.forget(_WATCH, [watch.id])


def load_state(catalog: Catalog) -> State | None:
    """Return what the last look left behind; None before the first watch."""
    return catalog.load(_STATE, ARCHIVE, State)


def save_state(catalog: Catalog, state: State) -> None:
    """Keep what a look leaves behind."""
    catalog.finish(_STATE, ARCHIVE, state.fingerprint, state)


# Alerts


def told_ids(catalog: Catalog) -> frozenset[str]:
    """Return the ids of all alerts there ever were."""
    return frozenset(catalog.subjects(_ALERT))


def save_alerts(catalog: Catalog, run: int, alerts: tuple[Alert, ...]) -> None:
    """Keep the alerts of one run."""
    for position, alert in enumerate(alerts):
        catalog.finish(_ALERT, alert.id, "", Told(run, position, alert))


def load_alerts(catalog: Catalog) -> tuple[Told, ...]:
    """Return all alerts, the oldest run first, in a run the gravest first."""
    found = (catalog.load(_ALERT, key, Told) for key in catalog.subjects(_ALERT))
    return tuple(sorted((one for one in found if one), key=lambda one: (one.run, one.position)))


# Parcels


def save_parcels(catalog: Catalog, parcels: tuple[Parcel, ...]) -> None:
    """Put parcels on their way; one that was sent before is not sent again."""
    sent = {*catalog.subjects(_SENT), *catalog.subjects(_WAITING)}
    for parcel in parcels:
        if parcel.id not in sent:
            catalog.finish(_WAITING, parcel.id, "", parcel)


def waiting_parcels(catalog: Catalog) -> tuple[Parcel, ...]:
    """Return the parcels that are still to be brought, in order of their ids."""
    found = (catalog.load(_WAITING, key, Parcel) for key in catalog.subjects(_WAITING))
    return tuple(parcel for parcel in found if parcel)


def begin_attempt(catalog: Catalog, parcel: Parcel) -> Parcel:
    """Take down that a parcel is being brought, before it is: a kill leaves a trace."""
    begun = replace(parcel, attempts=parcel.attempts + 1)
    catalog.finish(_WAITING, parcel.id, "", begun)
    return begun


def finish_parcel(catalog: Catalog, parcel: Parcel) -> None:
    """Take down that a parcel has arrived."""
    _move(catalog, replace(parcel, error=""), _SENT)


def keep_parcel(catalog: Catalog, parcel: Parcel, error: str, *, give_up_after: int) -> bool:
    """Take down why a parcel did not arrive; return whether it is tried again."""
    failed = replace(parcel, error=error)
    if failed.attempts >= give_up_after:
        _move(catalog, failed, _GIVEN_UP)
        return False
    catalog.finish(_WAITING, parcel.id, "", failed)
    return True


def _move(catalog: Catalog, parcel: Parcel, stage: str) -> None:
    with catalog.transaction():
        catalog.forget(_WAITING, [parcel.id])
        catalog.finish(stage, parcel.id, "", parcel)


def arrivals(catalog: Catalog) -> dict[str, dict[str, str]]:
    """Return for each alert where it went and whether it got there: address → state."""
    found: dict[str, dict[str, str]] = {}
    for stage, state in ((_SENT, "sent"), (_WAITING, "waiting"), (_GIVEN_UP, "given up")):
        for key in catalog.subjects(stage):
            parcel = catalog.load(stage, key, Parcel)
            for alert in parcel.alerts if parcel else ():
                assert parcel is not None
                why = f": {parcel.error}" if parcel.error else ""
                found.setdefault(alert, {})[parcel.target.address] = state + why
    return found
