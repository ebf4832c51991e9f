"""The catalog of a run folder (SQLite): which files there are, what is done, each stage's records.

What is done is known from here alone: work is written in one transaction with the records it made,
so that a process may be killed anywhere and the next one goes on where it stopped.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from briefbook.errors import WorkspaceError
from briefbook.records import Problem, decode, encode

R = TypeVar("R")

_VERSION = 1
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
-- Files of the archive as last seen: two names with one sha256 are duplicates.
CREATE TABLE source (
    name TEXT PRIMARY KEY, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 TEXT NOT NULL
) WITHOUT ROWID;
-- Files inside files: what the container with this id holds, '' for bytes never seen.
CREATE TABLE member (
    container TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
    PRIMARY KEY (container, name)
) WITHOUT ROWID;
-- One row for each thing a stage has worked on: subject is a sha256, a document id or "archive".
CREATE TABLE work (
    stage TEXT NOT NULL, subject TEXT NOT NULL, fingerprint TEXT NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL, seconds REAL NOT NULL, finished TEXT NOT NULL,
    PRIMARY KEY (stage, subject)
) WITHOUT ROWID;
CREATE TABLE record (
    stage TEXT NOT NULL, subject TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (stage, subject)
);
CREATE TABLE problem (
    stage TEXT NOT NULL, subject TEXT NOT NULL, position INTEGER NOT NULL,
    source TEXT NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (stage, subject, position)
) WITHOUT ROWID;
CREATE TABLE run (number INTEGER PRIMARY KEY, finished TEXT NOT NULL, counts TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One file of the archive as last seen."""

    name: str
    size: int
    modified_ns: int
    sha256: str


class Catalog:
    """The open catalog; use it as a context manager."""

    def __init__(self, path: Path) -> None:
        """Open the catalog at `path`, making it when missing.

        Raises WorkspaceError when it cannot be opened or is of another version.
        """
        try:
            self._database = sqlite3.connect(path, isolation_level=None, timeout=30)
        except sqlite3.Error as error:
            raise WorkspaceError(f"cannot open {path}: {error}") from error
        try:
            self._prepare(path)
        except BaseException:
            self.close()
            raise

    def _prepare(self, path: Path) -> None:
        try:
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            [version] = self._database.execute("PRAGMA user_version").fetchone()
            if version == 0:
                self._create()
        except sqlite3.Error as error:
            raise WorkspaceError(f"cannot open {path}: {error}") from error
        if version not in (0, _VERSION):
            raise WorkspaceError(
                f"cannot open {path}: its version is {version}, this Briefbook reads {_VERSION}"
            )

    def _create(self) -> None:
        with self.transaction():
            [version] = self._database.execute("PRAGMA user_version").fetchone()
            if version:  # another process was quicker
                return
            for statement in _SCHEMA.split(";"):
                self._database.execute(statement)
            self._database.execute(f"PRAGMA user_version = {_VERSION}")

    def __enter__(self) -> "Catalog":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all that happens inside, or nothing; may be nested."""
        if self._database.in_transaction:
            yield
            return
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def check(self) -> str:
        """Return "ok", or what SQLite finds wrong with the file."""
        [result] = self._database.execute("PRAGMA quick_check(1)").fetchone()
        return str(result)

    # Meta

    def get_meta(self, name: str) -> str | None:
        """Return the value kept under `name`, or None."""
        row = self._database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        """Keep a value under `name`."""
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    # Sources

    def sources(self) -> dict[str, SourceRow]:
        """Return the files of the archive by name, in order of their names."""
        rows = self._database.execute("SELECT * FROM source ORDER BY name")
        return {row[0]: SourceRow(*row) for row in rows}

    def save_source(self, row: SourceRow) -> None:
        """Remember a file as last seen."""
        self._database.execute(
            "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)",
            (row.name, row.size, row.modified_ns, row.sha256),
        )

    def delete_sources(self, names: Iterable[str]) -> None:
        """Forget files that are no longer in the archive."""
        self._database.executemany("DELETE FROM source WHERE name = ?", [(name,) for name in names])

    def members(self) -> dict[str, list[tuple[str, str]]]:
        """Return what each container holds: its id → (name, sha256) in order of names."""
        found: dict[str, list[tuple[str, str]]] = {}
        for container, name, sha256 in self._database.execute(
            "SELECT container, name, sha256 FROM member ORDER BY container, name"
        ):
            found.setdefault(container, []).append((name, sha256))
        return found

    def delete_members(self, containers: Iterable[str]) -> None:
        """Forget what these containers hold."""
        keys = [(container,) for container in containers]
        self._database.executemany("DELETE FROM member WHERE container = ?", keys)

    def save_members(self, container: str, members: Mapping[str, str]) -> None:
        """Remember what the container with this id holds: name → sha256."""
        self._database.execute("DELETE FROM member WHERE container = ?", (container,))
        self._database.executemany(
            "INSERT INTO member VALUES (?, ?, ?)",
            [(container, name, sha256) for name, sha256 in sorted(members.items())],
        )

    # Work and records

    def done(self, stage: str) -> dict[str, str]:
        """Return subject → fingerprint of all that `stage` has finished, well or not."""
        rows = self._database.execute(
            "SELECT subject, fingerprint FROM work WHERE stage = ?", (stage,)
        )
        return {str(subject): str(fingerprint) for subject, fingerprint in rows}

    def finish(
        self,
        stage: str,
        subject: str,
        fingerprint: str,
        record: object | None = None,
        *,
        seconds: float = 0.0,
        problems: Sequence[Problem] = (),
        failed: bool = False,
    ) -> None:
        """Write what `stage` made of `subject`, in place of what it had made before."""
        with self.transaction():
            attempts = self._attempts(stage, subject) + 1
            self.forget(stage, [subject])
            state = "failed" if failed else "done"
            self._database.execute(
                "INSERT INTO work VALUES (?, ?, ?, ?, ?, ?, datetime('now'))",
                (stage, subject, fingerprint, state, attempts, round(seconds, 3)),
            )
            if record is not None:
                data = zlib.compress(encode(record), 3)
                self._database.execute(
                    "INSERT INTO record VALUES (?, ?, ?)", (stage, subject, data)
                )
            self._database.executemany(
                "INSERT INTO problem VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (stage, subject, position, item.source, item.kind, item.message)
                    for position, item in enumerate(problems)
                ],
            )

    def _attempts(self, stage: str, subject: str) -> int:
        row = self._database.execute(
            "SELECT attempts FROM work WHERE stage = ? AND subject = ?", (stage, subject)
        ).fetchone()
        return 0 if row is None else int(row[0])

    def forget(self, stage: str, subjects: Iterable[str]) -> None:
        """Delete the work, records and problems of these subjects."""
        keys = [(stage, subject) for subject in subjects]
        with self.transaction():
            for table in ("work", "record", "problem"):
                self._database.executemany(
                    f"DELETE FROM {table} WHERE stage = ? AND subject = ?", keys
                )

    def load(self, stage: str, subject: str, record_type: type[R]) -> R | None:
        """Return the record that `stage` made of `subject`, or None."""
        row = self._database.execute(
            "SELECT data FROM record WHERE stage = ? AND subject = ?", (stage, subject)
        ).fetchone()
        return None if row is None else decode(zlib.decompress(row[0]), record_type)

    def subjects(self, stage: str) -> list[str]:
        """Return the subjects that `stage` has a record for, sorted."""
        rows = self._database.execute(
            "SELECT subject FROM record WHERE stage = ? ORDER BY subject", (stage,)
        )
        return [str(subject) for (subject,) in rows]

    def states(self, stage: str) -> dict[str, int]:
        """Return how many subjects of `stage` are in which state."""
        rows = self._database.execute(
            "SELECT state, count(*) FROM work WHERE stage = ? GROUP BY state", (stage,)
        )
        return {str(state): int(count) for state, count in rows}

    def failed(self, stage: str) -> set[str]:
        """Return the subjects that `stage` could do nothing with."""
        rows = self._database.execute(
            "SELECT subject FROM work WHERE stage = ? AND state = 'failed'", (stage,)
        )
        return {str(subject) for (subject,) in rows}

    def problems(self) -> list[tuple[str, Problem]]:
        """Return (subject, problem) for all problems of all stages, in a stable order."""
        rows = self._database.execute(
            "SELECT subject, source, stage, message, kind FROM problem"
            " ORDER BY source, stage, subject, position"
        )
        return [(str(row[0]), Problem(*row[1:])) for row in rows]

    # Runs

    def save_run(self, counts: object) -> None:
        """Remember what a whole run came to; `counts` is a dataclass of numbers and texts."""
        self._database.execute(
            "INSERT INTO run (finished, counts) VALUES (datetime('now'), ?)",
            (json.dumps(asdict(counts)),),  # type: ignore[call-overload]
        )

    def last_run(self) -> dict[str, Any] | None:
        """Return what the last whole run came to, with the time (UTC) it finished."""
        row = self._database.execute(
            "SELECT finished, counts FROM run ORDER BY number DESC LIMIT 1"
        ).fetchone()
        return None if row is None else {"finished": row[0], **json.loads(row[1])}
