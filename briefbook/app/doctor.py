"""Is all well with a run folder: its catalog, evidence, graph, index and problems."""

import os
import platform
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from briefbook.app.catalog import Catalog
from briefbook.app.holdings import INGEST, Holdings
from briefbook.app.stages.building import build_fingerprint, load_built, prepare_graph
from briefbook.app.stages.extracting import EXTRACT, reading_fingerprints
from briefbook.app.stages.indexing import INDEX, index_fingerprints
from briefbook.app.stages.summarizing import load_digests
from briefbook.app.workspace import Workspace
from briefbook.errors import BriefbookError
from briefbook.records import Document, Evidence, Reading
from decide.search import open_index
from graph.evaluate import load_gold, score_entities, score_facts
from graph.server import open_graph
from graph.store import open_store, pending_changes

Json = dict[str, Any]

_PACKAGES = ("briefbook", "pymupdf", "spacy", "torch", "neo4j", "arcadedb-embedded", "lancedb")


def diagnose(workspace: Workspace, *, gold: Path | None = None) -> Json:
    """Return the parts of the run folder and how they are; `healthy` sums them up.

    With `gold`, a folder as `graph.evaluate` describes it, entities and facts are scored too.
    """
    holdings = Holdings(workspace.catalog)
    parts: Json = {
        "environment": _environment(),
        "folder": {"path": str(workspace.folder), "archive": str(workspace.archive or "")},
        "catalog": _catalog(workspace, holdings),
        "evidence": _evidence(workspace.catalog, holdings),
        "graph": _graph(workspace, holdings),
        "index": _index(workspace, holdings),
        "problems": [
            {"source": item.source, "stage": item.stage, "kind": item.kind, "reason": item.message}
            for item in holdings.problems()
        ],
        "last_run": workspace.catalog.last_run(),
    }
    complaints = list(_complaints(parts))
    parts = {"healthy": not complaints, "complaints": complaints, **parts}
    if gold is not None:
        parts |= _scores(workspace, gold)
    return parts


def _environment() -> Json:
    return {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES}


def _catalog(workspace: Workspace, holdings: Holdings) -> Json:
    catalog = workspace.catalog
    failures = catalog.failed(INGEST)
    return {
        "check": catalog.check(),
        "files": len(holdings.names),
        "documents": len(holdings.sources),
        "failed": sum(key in failures for key in holdings.names.values()),
        "not_extracted": _behind(catalog, EXTRACT, reading_fingerprints(workspace, holdings)),
    }


def _behind(catalog: Catalog, stage: str, wanted: dict[str, str]) -> int:
    done = catalog.done(stage)
    return sum(done.get(key) != fingerprint for key, fingerprint in wanted.items())


def _evidence(catalog: Catalog, holdings: Holdings) -> Json:
    """Count the pieces of evidence in the catalog, and those that do not quote their document."""
    of: dict[str, list[Evidence]] = {}
    for piece in _all_evidence(catalog):
        of.setdefault(piece.document_id, []).append(piece)
    checked = wrong = 0
    for key, pieces in of.items():
        document = holdings.load(key) if key in holdings.sources else None
        checked += len(pieces)
        wrong += sum(not _quotes(document, piece) for piece in pieces)
    return {"checked": checked, "wrong": wrong}


def _quotes(document: Document | None, piece: Evidence) -> bool:
    return document is not None and document.quote(piece.span) == piece.quote


def _all_evidence(catalog: Catalog) -> Iterator[Evidence]:
    for key in catalog.subjects(EXTRACT):
        reading = catalog.load(EXTRACT, key, Reading)
        if reading is not None:
            yield from (mention.evidence for mention in reading.mentions)
            yield from (relation.evidence for relation in reading.relations)
    for fact in load_built(catalog).facts:
        yield from fact.evidence
    for digest in load_digests(catalog).values():
        for sentence in digest.sentences:
            yield from sentence.evidence


def _graph(workspace: Workspace, holdings: Holdings) -> Json:
    """Compare the graph with what it should hold; `changes` are what the last run wrote."""
    settings = workspace.settings.graph
    last = workspace.catalog.last_run() or {}
    try:
        with (
            open_graph(workspace.graph_folder, os.environ, settings=settings) as connection,
            open_store(connection, folder_id=workspace.id, settings=settings) as store,
        ):
            _, rows = prepare_graph(workspace, holdings)
            pending = pending_changes(store, rows).total
            current = store.build() == build_fingerprint(workspace, holdings)
    except BriefbookError as error:
        return {"reachable": False, "error": str(error)}
    return {
        "reachable": True,
        "uri": connection.uri,
        "nodes": len(rows.nodes),
        "relationships": len(rows.edges),
        "changes": last.get("graph_changes"),
        "pending": pending,
        "current": current,
    }


def _index(workspace: Workspace, holdings: Holdings) -> Json:
    try:
        with open_index(workspace.index_folder) as index:
            passages = index.count()
    except BriefbookError as error:
        return {"reachable": False, "error": str(error)}
    wanted = index_fingerprints(workspace, holdings)
    behind = _behind(workspace.catalog, INDEX, wanted)
    return {"reachable": True, "passages": passages, "not_indexed": behind}


def _complaints(parts: Json) -> Iterator[str]:
    """Yield, in words, what is broken or behind."""
    if parts["catalog"]["check"] != "ok":
        yield f"the catalog is damaged: {parts['catalog']['check']}"
    if parts["catalog"]["not_extracted"]:
        yield f"{parts['catalog']['not_extracted']} documents wait for briefbook extract"
    if parts["evidence"]["wrong"]:
        yield f"{parts['evidence']['wrong']} quotes differ from their documents"
    for name in ("graph", "index"):
        if not parts[name]["reachable"]:
            yield f"the {name} cannot be reached: {parts[name]['error']}"
    if parts["graph"].get("pending"):
        yield f"the graph lacks {parts['graph']['pending']} changes: run briefbook build"
    if parts["index"].get("not_indexed"):
        yield f"{parts['index']['not_indexed']} documents wait for briefbook index"


def _scores(workspace: Workspace, folder: Path) -> Json:
    gold = load_gold(folder)
    built = load_built(workspace.catalog)
    facts = score_facts(built.facts, built.entities, gold)
    return {
        "entities": score_entities(built.entities, gold).as_dict(),
        "facts": facts.asserted.as_dict(),
        "statements": facts.others.as_dict(),
    }


def told(parts: Json) -> str:
    """Say the same in lines for a person."""
    lines = [f"{name:<12} {_line(parts[name])}" for name in ("folder", "catalog", "evidence")]
    lines += [f"{name:<12} {_line(parts[name])}" for name in ("graph", "index")]
    for name in ("entities", "facts", "statements"):
        if name in parts:
            lines.append(f"{name:<12} {_line(parts[name])}")
    kinds = Counter(item["kind"] for item in parts["problems"])
    lines.append(f"{'problems':<12} {_line(dict(sorted(kinds.items()))) or 'none'}")
    lines += [f"  {item['kind']}: {item['reason']}" for item in parts["problems"]]
    lines += parts["complaints"] or ["all is well"]
    return "\n".join(lines)


def _line(part: Json) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in part.items())
