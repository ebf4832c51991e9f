"""An archive becomes a graph and a briefing; doing it again, and changing the archive."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from briefbook.app.asking import ask_archive, sentence_rows
from briefbook.app.digesting import stored_digest
from briefbook.app.doctor import diagnose, told
from briefbook.app.holdings import Holdings
from briefbook.app.pipeline import RunCounts, run
from briefbook.app.progress import Reporter
from briefbook.app.querying import query_graph
from briefbook.app.stages.indexing import index_fingerprints
from briefbook.app.workspace import Workspace, create_workspace
from briefbook.errors import ArchiveError, QueryRefused, WorkspaceError
from graph.server import open_graph, stop_server
from graph.store import open_store
from tests.app.archive import prepare_folder, write_archive

FILES = 8  # of the archive, the attachment and the file in the zip included


@contextmanager
def opened(folder: Path) -> Iterator[Workspace]:
    """Open a run folder made for tests."""
    prepare_folder(folder)
    with create_workspace(folder) as workspace:
        yield workspace


def run_on(folder: Path, archive: Path | None) -> RunCounts:
    with opened(folder) as workspace:
        return run(workspace, archive, reporter=Reporter(quiet=True))


def moved_folder(folder: Path, to: Path, archive: Path) -> Path:
    """Copy a run folder, its graph included, and tell the copy where its archive is now."""
    stop_server(folder / "graph")
    shutil.copytree(folder, to)
    with create_workspace(to) as workspace:
        workspace.catalog.set_meta("archive", str(archive))
    return to


def snapshot(folder: Path) -> list[dict[str, Any]]:
    """Return all that the graph of a run folder holds, but for whose it is."""
    with (
        opened(folder) as workspace,
        open_graph(workspace.graph_folder, os.environ, settings=workspace.settings.graph) as found,
        open_store(found, folder_id=workspace.id, settings=workspace.settings.graph) as store,
    ):
        return [row for row in store.snapshot() if row.get("labels") != ["__Briefbook__"]]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(tmp_path_factory.mktemp("run") / "档案 letters")


@pytest.fixture(scope="module")
def first(archive: Path) -> tuple[Path, RunCounts]:
    """A run folder after its first run."""
    folder = archive.parent / "x.briefbook"
    return folder, run_on(folder, archive)


def test_every_file_ends_as_read_or_as_a_problem(first: tuple[Path, RunCounts]) -> None:
    folder, counts = first
    assert (counts.files, counts.read, counts.unchanged, counts.failed) == (FILES, 7, 0, 1)
    with opened(folder) as workspace:
        [problem] = diagnose(workspace)["problems"]
    assert problem["source"] == "broken.pdf"
    assert problem["reason"].startswith("cannot read broken.pdf: ")


def test_what_documents_state_is_in_the_graph(first: tuple[Path, RunCounts]) -> None:
    with opened(first[0]) as workspace:
        acquired = query_graph(
            workspace, "MATCH (a)-[r:ACQUIRED]->(b) RETURN a.name, b.name, r.quotes", {}
        )
        heads = query_graph(
            workspace, "MATCH (p:Person)-[:HEADS]->(o) RETURN p.name AS name ORDER BY name", {}
        )
    assert [(row["a.name"], row["b.name"]) for row in acquired] == [
        ("Northgate Pumps Ltd", "Brightwell Sensors Ltd")
    ]
    assert "acquired Brightwell" in acquired[0]["r.quotes"][0]
    assert [row["name"] for row in heads] == ["Helen Carter", "王建国"]


def test_what_is_denied_is_no_fact(first: tuple[Path, RunCounts]) -> None:
    with opened(first[0]) as workspace:
        [row] = query_graph(
            workspace,
            "MATCH (s:Statement {predicate: 'ACQUIRED'})-[:OBJECT]->(o) RETURN s.assertion, o.name",
            {},
        )
    assert row == {"s.assertion": "negated", "o.name": "Elmfield Controls Ltd"}


def test_the_first_question_need_not_wait_for_the_passage_graph(
    first: tuple[Path, RunCounts],
) -> None:
    assert (first[0] / "passages.graph.npz").exists()


def test_all_is_well_after_a_run(first: tuple[Path, RunCounts]) -> None:
    with opened(first[0]) as workspace:
        parts = diagnose(workspace)
    assert parts["healthy"], parts["complaints"]
    assert parts["evidence"]["checked"] > 40
    assert parts["evidence"]["wrong"] == 0
    assert parts["graph"]["pending"] == 0
    assert parts["index"]["passages"] >= 5
    assert "all is well" in told(parts)


def test_the_same_archive_again_changes_nothing(first: tuple[Path, RunCounts]) -> None:
    folder, before = first
    page = Path(before.briefing)
    written = page.stat().st_mtime_ns

    again = run_on(folder, None)

    assert (again.read, again.unchanged, again.failed) == (0, 7, 1)
    assert again.graph_changes == 0
    assert (again.mentions, again.facts) == (before.mentions, before.facts)
    assert page.stat().st_mtime_ns == written


def test_every_claim_of_the_briefing_opens_at_its_place(first: tuple[Path, RunCounts]) -> None:
    page = Path(first[1].briefing)
    hrefs = [str(link.get("href")) for link in html.fromstring(page.read_bytes()).iter("a")]
    links = [href for href in hrefs if href.startswith("sources/")]
    assert len(links) > 10
    for link in links:
        name, _, anchor = link.partition("#")
        source = html.fromstring((page.parent / name).read_bytes())
        assert not anchor or source.xpath("//*[@id=$anchor]", anchor=anchor), link


@pytest.mark.parametrize(
    ("question", "words", "source"),
    [
        ("Who founded Brightwell Sensors Ltd?", "Peter Nash", "more.zip/notes/brightwell.txt"),
        ("苏州北桥泵业有限公司的总经理是谁？", "王建国", "会议纪要.txt"),
    ],
)
def test_questions_are_answered_with_their_place(
    first: tuple[Path, RunCounts], question: str, words: str, source: str
) -> None:
    with opened(first[0]) as workspace:
        answer, documents = ask_archive(workspace, question)
    rows = sentence_rows(answer.sentences, documents)
    assert not answer.abstained
    assert words in rows[0]["text"]
    assert rows[0]["evidence"][0]["source"] == source


def test_what_the_archive_does_not_say_is_not_answered(first: tuple[Path, RunCounts]) -> None:
    with opened(first[0]) as workspace:
        answer, documents = ask_archive(workspace, "Which bank lends money to Harrow Castings?")
    assert answer.abstained
    assert not documents


def test_digests_are_found_by_file_and_by_name(first: tuple[Path, RunCounts]) -> None:
    with opened(first[0]) as workspace:
        names = ("会议纪要.txt", "archive", "Northgate Pumps Ltd")
        found = [stored_digest(workspace, [name]) for name in names]
        with pytest.raises(WorkspaceError, match="no digest of 'nobody'"):
            stored_digest(workspace, ["nobody"])
    assert [one and one[0].kind for one in found] == ["document", "archive", "entity"]
    assert found[0] is not None
    of_file, documents = found[0]
    for sentence in of_file.sentences:
        [piece] = sentence.evidence
        assert documents[piece.document_id].quote(piece.span) == sentence.text


def test_the_queries_of_the_manual_run(first: tuple[Path, RunCounts]) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "graph.md").read_text("utf-8")
    queries = re.findall(r"```cypher\n(.*?)```", manual, re.DOTALL)
    names = {"name": "Northgate Pumps Ltd", "a": "Helen Carter", "b": "Brightwell Sensors Ltd"}
    with opened(first[0]) as workspace:
        rows = [query_graph(workspace, query, names) for query in queries]
    who, about, _, _, said, path = rows
    assert {row["p.name"] for row in who} == {"Helen Carter", "王建国"}
    assert {row["type(r)"] for row in about} >= {"HEADS", "ACQUIRED", "LOCATED_IN"}
    assert [row["st.assertion"] for row in said] == ["negated"]
    [[nodes]] = [list(row.values()) for row in path]
    assert nodes == ["Helen Carter", "Northgate Pumps Ltd", "Brightwell Sensors Ltd"]


def test_passages_are_embedded_anew_only_when_their_vectors_would_change(
    first: tuple[Path, RunCounts],
) -> None:
    with opened(first[0]) as workspace:
        holdings = Holdings(workspace.catalog)

        def fingerprints(**changed: Any) -> dict[str, str]:
            encoder = replace(workspace.settings.encoder, **changed)
            settings = replace(workspace.settings, encoder=encoder)
            return index_fingerprints(
                Workspace(workspace.folder, settings, workspace.catalog), holdings
            )

        assert fingerprints(threads=2, max_batch_tokens=64) == fingerprints()
        assert fingerprints(precision="float32") != fingerprints()


def test_queries_that_write_are_refused(first: tuple[Path, RunCounts]) -> None:
    with opened(first[0]) as workspace, pytest.raises(QueryRefused):
        query_graph(workspace, "CREATE (:X)", {})


def test_another_archive_needs_another_folder(
    first: tuple[Path, RunCounts], tmp_path: Path
) -> None:
    with pytest.raises(WorkspaceError, match="use another run folder"):
        run_on(first[0], tmp_path)
    with pytest.raises(ArchiveError, match="no such file or folder"):
        run_on(tmp_path / "y.briefbook", tmp_path / "missing")


def test_changes_of_the_archive_leave_what_a_first_reading_of_it_would(
    archive: Path, first: tuple[Path, RunCounts], tmp_path: Path
) -> None:
    changed = shutil.copytree(archive, tmp_path / "letters")
    folder = moved_folder(first[0], tmp_path / "x.briefbook", changed)

    (changed / "letter copy.md").unlink()  # its twin is still there
    (changed / "more.zip").unlink()
    (changed / "会议纪要.txt").rename(changed / "纪要.txt")
    (changed / "new.txt").write_text("Peter Nash works for Harrow Castings Ltd.\n")
    counts = run_on(folder, changed)

    assert (counts.read, counts.unchanged, counts.failed) == (2, 3, 1)
    fresh = tmp_path / "fresh.briefbook"
    run_on(fresh, changed)
    assert snapshot(folder) == snapshot(fresh)
    with opened(folder) as workspace:
        names = query_graph(workspace, "MATCH (d:Document) RETURN d.sources AS s ORDER BY s[0]", {})
    assert [row["s"] for row in names] == [
        ["letter.md"],
        ["mail.eml"],
        ["mail.eml/invoice.txt"],
        ["new.txt"],
        ["纪要.txt"],
    ]
