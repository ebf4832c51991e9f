"""Lists of facts and of entities enter the run folder as documents of their own."""

from dataclasses import dataclass
from pathlib import Path

from briefbook.app.catalog import Catalog, SourceRow
from briefbook.app.holdings import IMPORTED, INGEST, Holdings, document_id
from briefbook.app.importlists import PRODUCER, ImportedList, ListKind, read_list
from briefbook.app.progress import Reporter
from briefbook.app.retrieving import link_passages
from briefbook.app.stages.building import build_graph
from briefbook.app.stages.extracting import EXTRACT, reading_fingerprints
from briefbook.app.stages.indexing import index_passages
from briefbook.app.workspace import Workspace
from briefbook.errors import ArchiveError
from briefbook.ids import checksum, make_id


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What a list came to, and what the run folder holds with it."""

    source: str  # the name of the list in the run folder
    rows: int  # that are in; 0 when the list was taken out
    failed: int  # rows that could not go in; each has a Problem
    changed: bool  # False: the same list was in already
    entities: int  # of the whole run folder
    facts: int
    graph_changes: int


def import_list(
    workspace: Workspace,
    path: Path,
    kind: ListKind,
    *,
    name: str = "",
    delimiter: str = "",
    index: bool = True,
    reporter: Reporter,
) -> ImportCounts:
    """Bring a list into the run folder and its graph, in place of the one of the same name.

    With `index` its rows can be searched, too. Raises what `add_list` raises.
    """
    with reporter.stage("import", 1) as advance:
        changed = add_list(workspace, path, kind, name=name, delimiter=delimiter)
        advance(path.name)
    return _finished(workspace, name or path.name, changed, index=index, reporter=reporter)


def remove_list(
    workspace: Workspace, name: str, *, index: bool = True, reporter: Reporter
) -> ImportCounts:
    """Take a list out of the run folder and its graph, with all that it alone supports.

    Raises what `drop_list` raises.
    """
    drop_list(workspace, name)
    return _finished(workspace, name, True, index=index, reporter=reporter)


def add_list(
    workspace: Workspace, path: Path, kind: ListKind, *, name: str = "", delimiter: str = ""
) -> bool:
    """Write a list as a document with its reading; return False when it is in already.

    Raises ArchiveError when the file cannot be read, UnreadableSource when nothing in it can go in.
    """
    source = IMPORTED + (name or path.name)
    data = _read(path)
    row = SourceRow(source, len(data), 0, list_checksum(data, kind, delimiter))
    if _is_in(workspace.catalog, row):
        return False
    key = document_id(row.sha256, source)
    _save(workspace, row, read_list(data, source, kind, document_id=key, delimiter=delimiter))
    return True


def drop_list(workspace: Workspace, name: str) -> None:
    """Forget a list with its document and reading.

    Raises ArchiveError when there is no list of this name.
    """
    known = [row for row in workspace.catalog.sources() if row.startswith(IMPORTED)]
    if IMPORTED + name not in known:
        told = ", ".join(row.removeprefix(IMPORTED) for row in known) or "none"
        raise ArchiveError(f"no imported list {name!r}; there are: {told}")
    workspace.catalog.delete_sources([IMPORTED + name])
    _forget_the_gone(workspace.catalog)


def list_checksum(data: bytes, kind: ListKind, delimiter: str) -> str:
    """Return what a list depends on: read as a list it is another document than as a file."""
    return checksum(b"\0".join((PRODUCER.encode(), kind.encode(), delimiter.encode(), data)))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArchiveError(f"cannot read {path}: {error.strerror}") from error


def _is_in(catalog: Catalog, row: SourceRow) -> bool:
    known = catalog.sources().get(row.name)
    key = document_id(row.sha256, row.name)
    return known == row and {key} <= set(catalog.subjects(EXTRACT))


def _save(workspace: Workspace, row: SourceRow, found: ImportedList) -> None:
    """Write document and reading in one go, and forget those they take the place of."""
    catalog, key = workspace.catalog, found.document.id
    with catalog.transaction():
        catalog.save_source(row)
        fingerprint = make_id("fp", PRODUCER, row.sha256)
        catalog.finish(INGEST, key, fingerprint, found.document, problems=found.problems)
        wanted = reading_fingerprints(workspace, Holdings(catalog))
        catalog.finish(EXTRACT, key, wanted[key], found.reading)
        _forget_the_gone(catalog)


def _forget_the_gone(catalog: Catalog) -> None:
    live = set(Holdings(catalog).names.values())
    for stage in (INGEST, EXTRACT):
        catalog.forget(stage, set(catalog.done(stage)) - live)


def _finished(
    workspace: Workspace, name: str, changed: bool, *, index: bool, reporter: Reporter
) -> ImportCounts:
    built = build_graph(workspace, reporter=reporter)
    if index:
        index_passages(workspace, reporter=reporter)
        link_passages(workspace, reporter=reporter)
    holdings = Holdings(workspace.catalog)
    key = holdings.names.get(IMPORTED + name)
    return ImportCounts(
        source=name,
        rows=len(holdings.load(key).sentences) if key else 0,
        failed=sum(of == key for of, _ in workspace.catalog.problems()),
        changed=changed,
        entities=built.entities,
        facts=built.facts,
        graph_changes=built.graph_changes,
    )
