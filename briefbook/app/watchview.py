"""The archive of a run folder as early warning looks at it, and how an alert is shown."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from briefbook.app.asking import sentence_rows
from briefbook.app.findings import CLASSIFY, load_findings
from briefbook.app.holdings import INGEST, Holdings
from briefbook.app.periods import document_date
from briefbook.app.progress import Reporter
from briefbook.app.stages.building import BUILD, load_built
from briefbook.app.stages.extracting import EXTRACT
from briefbook.app.workspace import Workspace
from briefbook.ids import make_id
from briefbook.records import Document, Reading, Sentence, encode
from decide.watch.alerts import Alert
from decide.watch.looking import View
from decide.watch.news import Known
from decide.watch.occurrences import Occurrence, find_occurrences, prepare
from decide.watch.watches import Watch

Json = dict[str, Any]

_VERSION = 1  # of what a look finds in the same archive; raise it when that changes


def look_fingerprint(workspace: Workspace, holdings: Holdings, watches: Sequence[Watch]) -> str:
    """Return what a look depends on; when it is as before, nothing is new."""
    done = [workspace.catalog.done(stage) for stage in (INGEST, EXTRACT, BUILD, CLASSIFY)]
    parts = (workspace.settings.watch, watches, sorted(holdings.sources.items()))
    stages = [sorted(stage.items()) for stage in done]
    return make_id("fp", _VERSION, encode((parts, stages)).decode())


def read_known(workspace: Workspace) -> Known:
    """Return what the archive says."""
    built = load_built(workspace.catalog)
    entities = {entity.id: entity for entity in built.entities}
    return Known(entities, built.facts, built.contradictions)


def read_view(
    workspace: Workspace, holdings: Holdings, watches: Sequence[Watch], *, reporter: Reporter
) -> View:
    """Go over all documents once, for their dates and what they say of each watch."""
    known = read_known(workspace)
    findings = load_findings(workspace.catalog)
    sought = prepare(watches, list(known.entities.values()), known.facts, findings)
    dates: dict[str, str] = {}
    found: dict[str, list[Occurrence]] = defaultdict(list)
    with reporter.stage("watch", len(holdings.sources)) as advance:
        for document in holdings.documents():
            reading = workspace.catalog.load(EXTRACT, document.id, Reading)
            dates[document.id] = document_date(document, reading) or ""
            said = find_occurrences(document, reading, dates[document.id], sought)
            for watch, occurrence in said.items():
                found[watch].append(occurrence)
            advance(document.source)
    return View(dates, found, known)


def alert_row(
    alert: Alert, watch: Watch | None, run: int, documents: Mapping[str, Document]
) -> Json:
    """Return an alert with the places behind it, fit for JSON."""
    shown = [Sentence(alert.title, alert.evidence)] if alert.evidence else []
    places = [place for row in sentence_rows(shown, documents) for place in row["evidence"]]
    return {
        "id": alert.id,
        "run": run,
        "watch": watch.name if watch else alert.watch,
        "watch_kind": watch.kind if watch else None,
        "kind": alert.kind,
        "severity": alert.severity,
        "title": alert.title,
        "period": alert.period or None,
        "test": asdict(alert.trial) if alert.trial else None,
        "evidence": places,
        "facts": list(alert.facts),
        "added": list(alert.added),
        "removed": list(alert.removed),
    }
