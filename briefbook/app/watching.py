"""Early warning over a run folder: what is watched, looks at what is new, alerts on their way.

A look and what it leaves behind are written in one transaction, alerts and parcels with it; parcels
are brought only then. A process that is killed therefore neither loses an alert nor finds it twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from briefbook.app.alerts import Target
from briefbook.app.delivering import deliver_waiting, make_parcels, standing_targets
from briefbook.app.holdings import Holdings
from briefbook.app.periods import Period
from briefbook.app.progress import Reporter
from briefbook.app.querying import query_graph
from briefbook.app.stages.building import load_built
from briefbook.app.watchstate import (
    State,
    arrivals,
    delete_watch,
    load_alerts,
    load_state,
    load_watches,
    save_alerts,
    save_parcels,
    save_state,
    save_watch,
    told_ids,
)
from briefbook.app.watchview import alert_row, look_fingerprint, read_known, read_view
from briefbook.app.workspace import Workspace
from briefbook.errors import GraphError, WorkspaceError
from briefbook.records import Problem
from decide.watch.alerts import Alert, Severity, at_least, by_weight
from decide.watch.looking import Before, View, calendar_of, look, series_of
from decide.watch.news import Known, Seen, see
from decide.watch.results import canonical_rows, result_alert
from decide.watch.series import Series
from decide.watch.signals import Signal, bursts
from decide.watch.watches import (
    Watch,
    WatchKind,
    entities_named,
    guess_kind,
    make_watch,
    topic_phrases,
)

Json = dict[str, Any]

_STAGE = "watch"  # of problems


@dataclass(frozen=True, slots=True)
class Watched:
    """What one look came to."""

    run: int
    watches: int
    new_documents: int
    alerts: list[Json]
    sent: int  # parcels that arrived, those left from earlier runs included
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A watch over time."""

    watch: Watch
    series: Series
    signals: tuple[Signal, ...]  # the test of each period that has enough before it


# What is watched


def add_watch(workspace: Workspace, text: str, kind: WatchKind | None, name: str) -> Watch:
    """Watch something from now on: what the archive holds already is no news.

    Without `kind` it is guessed. Raises WorkspaceError when the text is empty, another watch has
    the name or the words of a topic say nothing, QueryRefused when a query is wrong.
    """
    if not text.strip():
        raise WorkspaceError("nothing to watch: name an entity, words, a predicate or a query")
    known = read_known(workspace)
    predicates = {fact.predicate for fact in known.facts}
    entities = tuple(known.entities.values())
    watch = make_watch(kind or guess_kind(text, entities, predicates), text, name)
    _check(watch, load_watches(workspace.catalog))
    state = load_state(workspace.catalog) or State(seen=_see_all(workspace, known))
    if watch.kind == "query":
        rows = canonical_rows(query_graph(workspace, watch.text, {}))
        state = replace(state, rows={**state.rows, watch.id: rows})
    with workspace.catalog.transaction():
        save_watch(workspace.catalog, watch)
        save_state(workspace.catalog, state)
    return watch


def _check(watch: Watch, others: Iterable[Watch]) -> None:
    for other in others:
        if other.id != watch.id and other.name.casefold() == watch.name.casefold():
            raise WorkspaceError(f"there is a watch called {watch.name!r}: give this one a --name")
    if watch.kind == "topic" and not topic_phrases(watch.text):
        raise WorkspaceError(f"no words to look for in {watch.text!r}")


def _see_all(workspace: Workspace, known: Known) -> Seen:
    return see(Holdings(workspace.catalog).sources, known)


def remove_watch(workspace: Workspace, name: str) -> Watch:
    """Watch something no more; its alerts stay in the history.

    Raises WorkspaceError when nothing of this name is watched.
    """
    watch = find_watch(workspace, name)
    delete_watch(workspace.catalog, watch)
    return watch


def find_watch(workspace: Workspace, name: str) -> Watch:
    """Return the watch with this name, text or id.

    Raises WorkspaceError when there is none.
    """
    watches = load_watches(workspace.catalog)
    wanted = " ".join(name.split()).casefold()
    for watch in watches:
        if wanted in (watch.name.casefold(), watch.text.casefold(), watch.id):
            return watch
    names = ", ".join(watch.name for watch in watches) or "nothing yet"
    raise WorkspaceError(f"nothing called {name!r} is watched; watched is: {names}")


def list_watches(workspace: Workspace) -> list[Json]:
    """Return all watches, with how many entities of the graph those of entities mean."""
    entities = load_built(workspace.catalog).entities
    return [
        {
            "name": watch.name,
            "kind": watch.kind,
            "text": watch.text,
            "id": watch.id,
            "entities": len(entities_named(watch.text, entities))
            if watch.kind == "entity"
            else None,
        }
        for watch in load_watches(workspace.catalog)
    ]


def show_watch(workspace: Workspace, name: str, *, reporter: Reporter) -> Shown:
    """Return how much was said of a watch over time, with the test of each period."""
    watch = find_watch(workspace, name)
    if watch.kind == "query":
        raise WorkspaceError(f"{watch.name!r} is a query: it has rows, and no volume over time")
    view = read_view(workspace, Holdings(workspace.catalog), [watch], reporter=reporter)
    settings = workspace.settings.watch
    series = series_of(watch, view, calendar_of(view, settings))
    return Shown(watch, series, tuple(bursts(watch, series, settings)))


# Looking


def run_watches(
    workspace: Workspace,
    *,
    since: str = "",
    targets: Sequence[Target] = (),
    reporter: Reporter,
) -> Watched:
    """Look at what is new since the last look, keep the alerts, and bring them where they go.

    With `since` (ISO 8601) all documents of that date and later count as new, whatever was seen
    before; what was told before is not told again. Raises WorkspaceError when nothing is watched.
    """
    watches = load_watches(workspace.catalog)
    if not watches:
        raise WorkspaceError("nothing is watched yet: see briefbook watch add --help")
    found = _look(workspace, watches, since, reporter)
    goes = [*standing_targets(workspace), *targets]
    parcels = make_parcels(found.alerts, goes, workspace.settings.alerts.least)
    with workspace.catalog.transaction():
        save_alerts(workspace.catalog, found.state.run, found.records)
        save_state(workspace.catalog, found.state)
        save_parcels(workspace.catalog, parcels)
    sent, late = deliver_waiting(workspace)
    problems = (*found.problems, *late)
    run = found.state.run
    return Watched(run, len(watches), found.new_documents, found.alerts, sent, problems)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a look found, before it is kept."""

    state: State
    records: tuple[Alert, ...]
    alerts: list[Json]
    new_documents: int
    problems: tuple[Problem, ...]


def _look(workspace: Workspace, watches: Sequence[Watch], since: str, reporter: Reporter) -> _Found:
    holdings = Holdings(workspace.catalog)
    state = load_state(workspace.catalog) or State()
    fingerprint = look_fingerprint(workspace, holdings, watches)
    if fingerprint == state.fingerprint and not since:
        return _Found(replace(state, run=state.run + 1), (), [], 0, ())
    view = read_view(workspace, holdings, watches, reporter=reporter)
    seen = _seen_before(view, since) if since else state.seen
    before = Before(seen, state.looks, told_ids(workspace.catalog))
    found = look(watches, view, before, workspace.settings.watch, recent=not since)
    results, rows, problems = _query(workspace, watches, state, view.known)
    records = by_weight([*found.alerts, *results])
    left = State(
        run=state.run + 1,
        fingerprint="" if problems else fingerprint,
        seen=see(view.dates, view.known),
        looks=dict(found.looks),
        rows=rows,
    )
    by_id = {watch.id: watch for watch in watches}
    documents = holdings.by_id()
    alerts = [alert_row(one, by_id.get(one.watch), left.run, documents) for one in records]
    new = sum(key not in seen.documents for key in view.dates)
    return _Found(left, records, alerts, new, problems)


def _seen_before(view: View, since: str) -> Seen:
    """Return what was there before a date; documents without one were."""
    start = Period(since).since
    return see([key for key, day in view.dates.items() if not day or day < start], view.known)


def _query(
    workspace: Workspace, watches: Sequence[Watch], state: State, known: Known
) -> tuple[list[Alert], dict[str, tuple[str, ...]], tuple[Problem, ...]]:
    """Run the saved queries; one that fails is a problem, and its rows stay as they were."""
    alerts: list[Alert] = []
    rows: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for watch in watches:
        if watch.kind != "query":
            continue
        before = state.rows.get(watch.id)
        try:
            now = canonical_rows(query_graph(workspace, watch.text, {}))
        except GraphError as error:
            problems.append(Problem(watch.name, _STAGE, str(error), "partial"))
            rows |= {watch.id: before} if before is not None else {}
            continue
        rows[watch.id] = now
        if before is not None:
            settings = workspace.settings.watch
            alert = result_alert(watch, before, now, known, settings, state.run)
            alerts += [alert] if alert else []
    return alerts, rows, tuple(problems)


# What was told


def alert_history(
    workspace: Workspace, *, name: str = "", least: Severity = "note", last: int = 0
) -> list[Json]:
    """Return what was told, the latest last, with where it went and whether it arrived.

    Raises WorkspaceError when nothing of this name is watched.
    """
    watches = {watch.id: watch for watch in load_watches(workspace.catalog)}
    wanted = find_watch(workspace, name).id if name else ""
    went = arrivals(workspace.catalog)
    documents = Holdings(workspace.catalog).by_id()
    found = [
        told
        for told in load_alerts(workspace.catalog)
        if (not wanted or wanted in (told.alert.watch, *told.alert.also))
        and at_least([told.alert], least)
    ]
    return [
        {
            **alert_row(told.alert, watches.get(told.alert.watch), told.run, documents),
            "delivered": went.get(told.alert.id, {}),
        }
        for told in found[-last:]
    ]
