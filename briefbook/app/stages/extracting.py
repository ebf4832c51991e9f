"""Documents that are new or changed are read for mentions and relations."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from briefbook.app.catalog import Catalog
from briefbook.app.holdings import INGEST, Holdings
from briefbook.app.modelstore import promoted_model
from briefbook.app.parallel import map_in_children
from briefbook.app.progress import Reporter
from briefbook.app.workspace import Workspace
from briefbook.ids import make_id
from briefbook.records import Document, Problem, Reading, decode, encode
from extract.annotate import annotate, fingerprint
from extract.settings import ExtractSettings

EXTRACT = "extract"
_CHUNK = 40_000  # characters read together: enough to batch, little to lose when killed


@dataclass(frozen=True, slots=True)
class ExtractCounts:
    """What the documents of the archive say, all together."""

    documents: int
    read: int  # by this run
    failed: int
    mentions: int
    relations: int


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Documents on their way to a child process, encoded."""

    settings: ExtractSettings
    documents: tuple[bytes, ...]


def extract_readings(workspace: Workspace, *, reporter: Reporter) -> ExtractCounts:
    """Bring the readings up to date with the documents."""
    catalog = workspace.catalog
    holdings = Holdings(catalog)
    known = catalog.done(EXTRACT)
    catalog.forget(EXTRACT, set(known) - set(holdings.sources))
    wanted = reading_fingerprints(workspace, holdings)
    todo = [key for key in sorted(wanted) if known.get(key) != wanted[key]]
    chunks = _chunks((holdings.load(key) for key in todo), extract_settings(workspace))
    with reporter.stage("extract", len(todo)) as advance:
        workers = min(os.cpu_count() or 1, len(todo)) or 1
        for results in map_in_children(_read_chunk, chunks, workers=workers):
            for key, data, problem in results:
                reading = decode(data, Reading) if data else None
                problems = [problem] if problem else []
                catalog.finish(
                    EXTRACT, key, wanted[key], reading, problems=problems, failed=not data
                )
                advance(holdings.sources[key][0])
    mentions, relations = count_readings(catalog)
    failed = catalog.states(EXTRACT).get("failed", 0)
    return ExtractCounts(len(wanted), len(todo), failed, mentions, relations)


def extract_settings(workspace: Workspace) -> ExtractSettings:
    """Return the settings, with the models promoted in this run folder where none is named."""
    settings = workspace.settings.extract
    tagger = settings.tagger or promoted_model(workspace, "tag") or ""
    relations = settings.relations or promoted_model(workspace, "relations") or ""
    return replace(settings, tagger=str(tagger), relations=str(relations))


def reading_fingerprints(workspace: Workspace, holdings: Holdings) -> dict[str, str]:
    """Return what each document's reading depends on, besides its bytes."""
    producer = fingerprint(extract_settings(workspace))
    ingested = workspace.catalog.done(INGEST)
    return {
        key: make_id("fp", *([] if key in holdings.imported else [producer]), ingested[key])
        for key in holdings.sources
    }


def count_readings(catalog: Catalog) -> tuple[int, int]:
    """Return how many mentions and relations there are."""
    mentions = relations = 0
    for key in catalog.subjects(EXTRACT):
        reading = catalog.load(EXTRACT, key, Reading)
        if reading is not None:
            mentions += len(reading.mentions)
            relations += len(reading.relations)
    return mentions, relations


def _chunks(documents: Iterable[Document], settings: ExtractSettings) -> Iterator[_Chunk]:
    held: list[bytes] = []
    size = 0
    for document in documents:
        held.append(encode(document))
        size += len(document.text)
        if size >= _CHUNK:
            yield _Chunk(settings, tuple(held))
            held, size = [], 0
    if held:
        yield _Chunk(settings, tuple(held))


def _read_chunk(chunk: _Chunk) -> list[tuple[str, bytes, Problem | None]]:
    """Return (document id, encoded reading, problem) of each document; runs in a child process."""
    documents = [decode(data, Document) for data in chunk.documents]
    try:
        readings = list(annotate(documents, settings=chunk.settings))
        return [(reading.document_id, encode(reading), None) for reading in readings]
    except Exception as error:  # one bad document must not stop the archive
        if len(documents) > 1:
            halves = [_Chunk(chunk.settings, (data,)) for data in chunk.documents]
            return [result for half in halves for result in _read_chunk(half)]
        [document] = documents
        message = f"cannot extract from {document.source}: {error or type(error).__name__}"
        return [(document.id, b"", Problem(document.source, EXTRACT, message))]
