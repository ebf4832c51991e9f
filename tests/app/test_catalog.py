"""The catalog knows what is done, and never half of it."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefbook.app.catalog import Catalog, SourceRow
from briefbook.errors import WorkspaceError
from briefbook.records import Problem, Span


@pytest.fixture
def catalog(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Catalog(tmp_path / "catalog.db") as opened:
        yield opened


def test_work_comes_with_its_record_and_problems(catalog: Catalog) -> None:
    problem = Problem("a/信.pdf", "ingest", "page 3 holds no text", "partial")

    catalog.finish("ingest", "doc-1", "fp-1", Span(0, 4), problems=[problem])

    assert catalog.done("ingest") == {"doc-1": "fp-1"}
    assert catalog.load("ingest", "doc-1", Span) == Span(0, 4)
    assert catalog.problems() == [("doc-1", problem)]
    assert catalog.states("ingest") == {"done": 1}


def test_doing_work_again_replaces_all_of_what_it_made(catalog: Catalog) -> None:
    problem = Problem("a.pdf", "ingest", "too slow", "limit")
    catalog.finish("ingest", "doc-1", "fp-1", problems=[problem], failed=True)
    assert catalog.failed("ingest") == {"doc-1"}

    catalog.finish("ingest", "doc-1", "fp-2", Span(0, 4))

    assert catalog.problems() == []
    assert catalog.failed("ingest") == set()
    assert catalog.done("ingest") == {"doc-1": "fp-2"}


def test_stages_keep_apart(catalog: Catalog) -> None:
    catalog.finish("ingest", "doc-1", "fp-1", Span(0, 4))
    catalog.finish("extract", "doc-1", "fp-2", Span(1, 2))

    catalog.forget("ingest", ["doc-1"])

    assert catalog.load("ingest", "doc-1", Span) is None
    assert catalog.load("extract", "doc-1", Span) == Span(1, 2)
    assert catalog.subjects("extract") == ["doc-1"]


def test_a_transaction_that_fails_leaves_nothing(catalog: Catalog) -> None:
    with pytest.raises(KeyboardInterrupt), catalog.transaction():
        catalog.finish("ingest", "doc-1", "fp-1", Span(0, 4))
        catalog.save_source(SourceRow("a.txt", 1, 2, "sha"))
        raise KeyboardInterrupt

    assert catalog.done("ingest") == {}
    assert catalog.sources() == {}


def test_what_is_written_is_there_when_opened_again(tmp_path: Path) -> None:
    with Catalog(tmp_path / "catalog.db") as catalog:
        catalog.save_source(SourceRow("b/信.txt", 10, 20, "sha-b"))
        catalog.save_source(SourceRow("a.zip", 1, 2, "sha-a"))
        catalog.save_members("sha-a", {"z.txt": "sha-z", "y.txt": "sha-y"})
        catalog.set_meta("archive", "/letters")

    with Catalog(tmp_path / "catalog.db") as catalog:
        assert list(catalog.sources()) == ["a.zip", "b/信.txt"]
        assert catalog.members() == {"sha-a": [("y.txt", "sha-y"), ("z.txt", "sha-z")]}
        assert catalog.get_meta("archive") == "/letters"
        catalog.delete_sources(["a.zip"])
        assert list(catalog.sources()) == ["b/信.txt"]


@dataclass(frozen=True, slots=True)
class Counts:
    """Stand for what a run came to."""

    files: int


def test_the_last_run_is_remembered(catalog: Catalog) -> None:
    assert catalog.last_run() is None
    catalog.save_run(Counts(files=3))
    catalog.save_run(Counts(files=4))

    last = catalog.last_run()
    assert last is not None and last["files"] == 4


def test_a_catalog_of_another_version_is_refused(tmp_path: Path) -> None:
    with Catalog(tmp_path / "catalog.db"):
        pass
    database = sqlite3.connect(tmp_path / "catalog.db")
    database.execute("PRAGMA user_version = 99")
    database.close()

    with pytest.raises(WorkspaceError, match="its version is 99"):
        Catalog(tmp_path / "catalog.db")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").write_bytes(b"not a database, but long enough to look like one" * 40)
    with pytest.raises(WorkspaceError, match="cannot open"):
        Catalog(tmp_path / "catalog.db")
