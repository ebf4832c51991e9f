"""Digests of documents, of key entities and of the archive."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefbook.app.catalog import Catalog
from briefbook.app.compose import choose_entities
from briefbook.app.holdings import Holdings
from briefbook.app.progress import Reporter
from briefbook.app.stages.building import (
    ARCHIVE,
    Built,
    build_fingerprint,
    load_built,
    load_readings,
)
from briefbook.app.stages.extracting import EXTRACT, reading_fingerprints
from briefbook.app.summarymodel import open_writers, writing_fingerprint
from briefbook.app.workspace import Workspace
from briefbook.ids import make_id
from briefbook.records import Digest, Document, Entity, Mention, Reading, encode
from graph.view import neighbourhoods, rank_entities
from summarize.cite import PRODUCER
from summarize.digest import digest_archive, digest_documents, digest_entity

SUMMARIZE = "summarize"
_TOGETHER = 8  # documents that a writer is given at a time; little to lose when killed


@dataclass(frozen=True, slots=True)
class SummaryCounts:
    """What has a digest now."""

    documents: int
    entities: int
    written: int  # by this run


def write_digests(workspace: Workspace, *, reporter: Reporter) -> SummaryCounts:
    """Bring digests up to date with documents, readings and the build."""
    catalog = workspace.catalog
    holdings = Holdings(catalog)
    built = load_built(catalog)
    key_entities = _key_entities(workspace, built)
    wanted = _fingerprints(workspace, holdings, key_entities)
    done = catalog.done(SUMMARIZE)
    catalog.forget(SUMMARIZE, set(done) - set(wanted))
    todo = {key for key, fingerprint in wanted.items() if done.get(key) != fingerprint}
    with reporter.stage("summarize", len(todo)) as advance:
        for digest in _digests(workspace, holdings, built, key_entities, todo):
            key = digest.subject
            catalog.finish(SUMMARIZE, key, wanted[key], digest)
            advance(holdings.sources[key][0] if key in holdings.sources else key)
    return SummaryCounts(len(holdings.sources), len(key_entities), len(todo))


def load_digest(catalog: Catalog, subject: str) -> Digest | None:
    """Return the digest of a document or entity by id, or of "archive"; None without one."""
    return catalog.load(SUMMARIZE, subject, Digest)


def load_digests(catalog: Catalog) -> dict[str, Digest]:
    """Return all digests by subject."""
    found = {key: load_digest(catalog, key) for key in catalog.subjects(SUMMARIZE)}
    return {key: digest for key, digest in found.items() if digest is not None}


def summary_fingerprint(catalog: Catalog) -> str:
    """Return what all digests together depend on."""
    done = catalog.done(SUMMARIZE)
    return make_id("fp", *(f"{key}={done[key]}" for key in sorted(done)))


def _key_entities(workspace: Workspace, built: Built) -> tuple[Entity, ...]:
    importance = rank_entities(built.entities, built.facts)
    limit = workspace.settings.briefing.max_entities
    return choose_entities(built.entities, importance, limit=limit)


def _fingerprints(
    workspace: Workspace, holdings: Holdings, key_entities: tuple[Entity, ...]
) -> dict[str, str]:
    settings = encode(workspace.settings.summarize).decode()
    readings = reading_fingerprints(workspace, holdings)
    writing = writing_fingerprint(workspace)
    wanted = {
        key: make_id("fp", PRODUCER, settings, writing, readings[key])
        for key in holdings.sources
        if key not in holdings.imported
    }
    whole = make_id("fp", PRODUCER, settings, writing, build_fingerprint(workspace, holdings))
    if wanted:
        wanted[ARCHIVE] = whole
    return wanted | {entity.id: whole for entity in key_entities}


def _digests(
    workspace: Workspace,
    holdings: Holdings,
    built: Built,
    key_entities: tuple[Entity, ...],
    todo: set[str],
) -> Iterator[Digest]:
    """Yield the digests to write: of documents first, for that of the archive is made of them."""
    catalog, settings = workspace.catalog, workspace.settings.summarize
    yield from _document_digests(workspace, holdings, sorted(todo & set(holdings.sources)))
    if ARCHIVE in todo:
        of_documents = [
            digest for digest in load_digests(catalog).values() if digest.kind == "document"
        ]
        yield digest_archive(of_documents, built.facts, settings)
    due = [entity for entity in key_entities if entity.id in todo]
    if due:
        yield from _entity_digests(workspace, holdings.by_id(), built, due)


def _document_digests(
    workspace: Workspace, holdings: Holdings, keys: Sequence[str]
) -> Iterator[Digest]:
    settings, writers = workspace.settings.summarize, open_writers(workspace)
    for start in range(0, len(keys), _TOGETHER):
        documents = [holdings.load(key) for key in keys[start : start + _TOGETHER]]
        for language in sorted({document.language for document in documents}):
            some = [document for document in documents if document.language == language]
            readings = [workspace.catalog.load(EXTRACT, one.id, Reading) for one in some]
            writer = writers.pick("abstract", language)
            yield from digest_documents(some, readings, settings, writer=writer)


def _entity_digests(
    workspace: Workspace,
    documents: Mapping[str, Document],
    built: Built,
    entities: list[Entity],
) -> Iterator[Digest]:
    mentions: dict[str, Mention] = {
        mention.id: mention
        for reading in load_readings(workspace.catalog)
        for mention in reading.mentions
    }
    around = neighbourhoods([entity.id for entity in entities], built.entities, built.facts)
    for entity, neighbourhood in zip(entities, around, strict=True):
        own = [mentions[key] for key in entity.mentions]
        yield digest_entity(
            entity, neighbourhood.facts, own, documents, workspace.settings.summarize
        )
