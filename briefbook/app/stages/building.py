"""Readings become entities and facts, and the graph is brought to hold exactly those."""

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

from briefbook.app.catalog import Catalog
from briefbook.app.holdings import INGEST, Holdings
from briefbook.app.progress import Advance, Reporter
from briefbook.app.stages.extracting import EXTRACT
from briefbook.app.workspace import Workspace
from briefbook.ids import make_id
from briefbook.records import (
    Contradiction,
    Digest,
    Document,
    DocumentCard,
    Entity,
    Fact,
    Passage,
    Reading,
    encode,
)
from graph.contradictions import find_contradictions
from graph.facts import build_facts
from graph.resolve import resolve
from graph.rows import GraphRows, graph_rows
from graph.server import open_graph
from graph.store import open_store, write_graph
from ingest.passages import split_passages

BUILD = "build"
BUILT_BEFORE = "build before"  # what the last build took the place of, for `diff`
ARCHIVE = "archive"  # the subject of what is made of all documents together
_MANY_BATCHES = 50  # to be written to the graph: a bar is shown
_VERSION = 1  # of what is written for the same readings; raise it when that changes


@dataclass(frozen=True, slots=True)
class Built:
    """What all documents say together."""

    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]  # those that are not asserted included
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class BuildCounts:
    """What the graph holds now, and how much of it was written just now."""

    entities: int
    facts: int
    statements: int  # negated, hedged, planned or conditional: never facts
    contradictions: int
    graph_changes: int


def build_graph(workspace: Workspace, *, reporter: Reporter) -> BuildCounts:
    """Bring entities, facts and the graph up to date with the readings."""
    holdings = Holdings(workspace.catalog)
    fingerprint = build_fingerprint(workspace, holdings)
    changes = 0
    with (
        open_graph(
            workspace.graph_folder, os.environ, settings=workspace.settings.graph
        ) as connection,
        open_store(connection, folder_id=workspace.id, settings=workspace.settings.graph) as store,
    ):
        todo = store.build() != fingerprint or not _is_built(workspace.catalog, fingerprint)
        if todo:
            with reporter.stage("build", 1) as advance:
                built, rows = prepare_graph(workspace, holdings)
                advance("graph")
            stage = partial(_write_stage, reporter)
            changes = write_graph(store, rows, build=fingerprint, stage=stage).total
            keep_built(workspace.catalog, fingerprint, built)
    built = load_built(workspace.catalog)
    facts = sum(fact.assertion == "asserted" for fact in built.facts)
    return BuildCounts(
        entities=len(built.entities),
        facts=facts,
        statements=len(built.facts) - facts,
        contradictions=len(built.contradictions),
        graph_changes=changes,
    )


def _write_stage(reporter: Reporter, batches: int) -> AbstractContextManager[Advance]:
    """Show how the writing goes on, where it takes long."""
    return reporter.stage("write", batches if batches > _MANY_BATCHES else 0)


def build_fingerprint(workspace: Workspace, holdings: Holdings) -> str:
    """Return what the graph depends on: documents with their names, readings, settings."""
    ingested, read = workspace.catalog.done(INGEST), workspace.catalog.done(EXTRACT)
    parts = [
        "\n".join([key, ingested[key], read.get(key, ""), *names])
        for key, names in sorted(holdings.sources.items())
    ]
    settings = workspace.settings
    resolution = encode((settings.graph.aliases, settings.graph.min_confidence))
    passages = settings.ingest.passage_chars
    return make_id("fp", _VERSION, passages, resolution.decode(), *parts)


def _is_built(catalog: Catalog, fingerprint: str) -> bool:
    return catalog.done(BUILD).get(ARCHIVE) == fingerprint


def keep_built(catalog: Catalog, fingerprint: str, built: Built) -> None:
    """Write what was built, and keep what it takes the place of."""
    with catalog.transaction():
        before, known = catalog.load(BUILD, ARCHIVE, Built), catalog.done(BUILD).get(ARCHIVE)
        if before is not None and known is not None and known != fingerprint:
            catalog.finish(BUILT_BEFORE, ARCHIVE, known, before)
        catalog.finish(BUILD, ARCHIVE, fingerprint, built)


def load_built_before(catalog: Catalog) -> Built | None:
    """Return what the last build took the place of; None before the second."""
    return catalog.load(BUILT_BEFORE, ARCHIVE, Built)


def load_built(catalog: Catalog) -> Built:
    """Return the entities and facts of the last build; nothing before the first."""
    return catalog.load(BUILD, ARCHIVE, Built) or Built((), (), ())


def load_readings(catalog: Catalog) -> tuple[Reading, ...]:
    """Return the readings of all documents in order of their ids."""
    found = (catalog.load(EXTRACT, key, Reading) for key in catalog.subjects(EXTRACT))
    return tuple(reading for reading in found if reading is not None)


def document_card(
    holdings: Holdings, document: Document, digest: Digest | None = None
) -> DocumentCard:
    """Say of a document what it is and where in the archive it lies."""
    return DocumentCard(
        id=document.id,
        sources=holdings.sources[document.id],
        title=document.title,
        media_type=document.media_type,
        language=document.language,
        pages=len(document.pages),
        date=document.meta("date"),
        digest=digest,
    )


def prepare_graph(workspace: Workspace, holdings: Holdings) -> tuple[Built, GraphRows]:
    """Resolve, build facts, and say what the graph should hold."""
    settings = workspace.settings
    readings = load_readings(workspace.catalog)
    cards: list[DocumentCard] = []
    passages: list[Passage] = []
    for document in holdings.documents():
        cards.append(document_card(holdings, document))
        passages += split_passages(document, max_chars=settings.ingest.passage_chars)
    dates = {card.id: card.date for card in cards}
    entities = resolve(readings, settings=settings.graph)
    facts = build_facts(
        readings, entities, dates=dates, min_confidence=settings.graph.min_confidence
    )
    built = Built(entities, facts, find_contradictions(facts, entities))
    return built, graph_rows(cards, passages, readings, entities, facts)
