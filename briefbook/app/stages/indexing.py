"""Passages of documents that are new or changed become searchable."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from briefbook.app.embedding import open_encoders
from briefbook.app.holdings import INGEST, Holdings
from briefbook.app.progress import Reporter
from briefbook.app.workspace import Workspace
from briefbook.ids import make_id
from briefbook.records import Document, Passage, encode
from decide.search import PassageIndex, open_index
from ingest.passages import split_passages

INDEX = "index"
_BATCH = 128  # passages embedded and written together: what a kill may cost


@dataclass(frozen=True, slots=True)
class IndexCounts:
    """What can be searched now."""

    documents: int
    indexed: int  # documents, by this run
    passages: int


def index_passages(workspace: Workspace, *, reporter: Reporter) -> IndexCounts:
    """Bring the search index up to date with the documents."""
    holdings = Holdings(workspace.catalog)
    wanted = index_fingerprints(workspace, holdings)
    with open_index(workspace.index_folder) as index:
        done = workspace.catalog.done(INDEX) if index.count() else {}
        gone = (set(done) | index.document_ids()) - set(wanted)
        index.remove(gone)
        workspace.catalog.forget(INDEX, gone)
        todo = [key for key in sorted(wanted) if done.get(key) != wanted[key]]
        if todo:
            _add(workspace, index, holdings, {key: wanted[key] for key in todo}, reporter)
        if todo or gone:
            index.finish()
        return IndexCounts(len(wanted), len(todo), index.count())


def index_fingerprints(workspace: Workspace, holdings: Holdings) -> dict[str, str]:
    """Return what each document's passages in the index depend on, besides its bytes."""
    settings = workspace.settings
    # How fast the encoder works, and where it may come from, changes no vector.
    encoder = replace(settings.encoder, threads=0, max_batch_tokens=1, allow_network=False)
    common = encode((settings.ingest.passage_chars, encoder)).decode()
    ingested = workspace.catalog.done(INGEST)
    return {key: make_id("fp", common, ingested[key]) for key in holdings.sources}


def _add(
    workspace: Workspace,
    index: PassageIndex,
    holdings: Holdings,
    wanted: dict[str, str],
    reporter: Reporter,
) -> None:
    documents = map(holdings.load, wanted)
    with (
        reporter.stage("index", len(wanted)) as advance,
        open_encoders(workspace.settings.encoder) as encoder,
    ):
        for batch in _batches(documents, workspace.settings.ingest.passage_chars):
            index.add(batch, encoder)
            with workspace.catalog.transaction():
                for key in batch:
                    workspace.catalog.finish(INDEX, key, wanted[key])
            for key in batch:
                advance(holdings.sources[key][0])


def _batches(
    documents: Iterable[Document], max_chars: int
) -> Iterator[dict[str, tuple[Passage, ...]]]:
    """Yield the passages of whole documents together, about `_BATCH` at a time."""
    batch: dict[str, tuple[Passage, ...]] = {}
    for document in documents:
        batch[document.id] = split_passages(document, max_chars=max_chars)
        if sum(map(len, batch.values())) >= _BATCH:
            yield batch
            batch = {}
    if batch:
        yield batch
