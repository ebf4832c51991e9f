"""`briefbook search`: filters combine, and each passage says why it was found."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from briefbook.app.cli import cli
from briefbook.app.filters import Filters, work_out
from briefbook.app.holdings import Holdings
from briefbook.app.progress import Reporter
from briefbook.app.stages.building import keep_built, load_built, prepare_graph
from briefbook.app.stages.extracting import extract_readings
from briefbook.app.stages.indexing import index_passages
from briefbook.app.stages.ingesting import ingest_archive
from briefbook.app.workspace import create_workspace, open_workspace
from briefbook.errors import BriefbookError
from briefbook.records import Finding

TEXTS = {
    "mail/2024-02-03 leak.md": "# Leak\n\nThe dosing pump of Northgate Pumps Ltd leaks badly.\n",
    "mail/2024-05-06 visit.md": "# Visit\n\nHelen Carter visited Leeds to see the dosing pump.\n",
    "minutes/2024-08-01 会议.md": "# 会议纪要\n\n苏州北桥泵业有限公司的计量泵频繁漏液，遭投诉。\n",
    "notes/plain.md": "# Plain\n\nA dosing pump doses what it pumps.\n",
}
REPORTER = Reporter(quiet=True)

Names = set[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder with its passages; no graph server is needed."""
    place = tmp_path_factory.mktemp("search")
    for name, text in TEXTS.items():
        path = place / "letters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    folder = place / "letters.briefbook"
    with create_workspace(folder) as workspace, workspace.writing():
        ingest_archive(workspace, place / "letters", reporter=REPORTER)
        extract_readings(workspace, reporter=REPORTER)
        built, _ = prepare_graph(workspace, Holdings(workspace.catalog))
        keep_built(workspace.catalog, "test", built)
        index_passages(workspace, reporter=REPORTER)
        key = Holdings(workspace.catalog).names["minutes/2024-08-01 会议.md"]
        workspace.catalog.finish("classify", key, "", (Finding(key, "投诉", 0.9, (), "c@1"),))
    return folder


@pytest.fixture
def passed(folder: Path) -> Callable[[Filters], Names]:
    def names(filters: Filters) -> Names:
        with open_workspace(folder) as workspace:
            holdings = Holdings(workspace.catalog)
            found = work_out(workspace.catalog, holdings, filters).documents
        assert found is not None
        return {holdings.sources[key][0] for key in found}

    return names


def search(folder: Path, *arguments: str) -> Result:
    command = ["search", *arguments, "--folder", str(folder)]
    return CliRunner().invoke(cli, command, standalone_mode=False)


def found_by(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    result = search(folder, *arguments, "--json")
    assert result.exception is None, result.output
    rows: list[dict[str, Any]] = json.loads(result.stdout)["passages"]
    return rows


# Filters


def test_documents_are_told_by_date(passed: Callable[[Filters], Names]) -> None:
    assert passed(Filters(since="2024-05")) == {
        "mail/2024-05-06 visit.md",
        "minutes/2024-08-01 会议.md",
    }
    assert passed(Filters(until="2024-05-05")) == {"mail/2024-02-03 leak.md"}
    assert passed(Filters(since="2024-03", until="2024-06")) == {"mail/2024-05-06 visit.md"}


def test_documents_are_told_by_source(passed: Callable[[Filters], Names]) -> None:
    assert passed(Filters(sources=("notes",))) == {"notes/plain.md"}
    assert passed(Filters(sources=("*会议*", "notes/*.md"))) == {
        "notes/plain.md",
        "minutes/2024-08-01 会议.md",
    }


def test_documents_are_told_by_label_in_any_case(passed: Callable[[Filters], Names]) -> None:
    assert passed(Filters(labels=("投诉",))) == {"minutes/2024-08-01 会议.md"}


def test_documents_are_told_by_entity_and_type(passed: Callable[[Filters], Names]) -> None:
    assert passed(Filters(entities=("northgate pumps ltd",))) == {"mail/2024-02-03 leak.md"}
    assert "notes/plain.md" not in passed(Filters(types=("organization", "Person")))


def test_all_filters_must_pass(passed: Callable[[Filters], Names]) -> None:
    assert passed(Filters(sources=("mail",), since="2024-05")) == {"mail/2024-05-06 visit.md"}
    assert passed(Filters(sources=("mail",), labels=("投诉",))) == set()


def test_nothing_asked_narrows_nothing(folder: Path) -> None:
    with open_workspace(folder) as workspace:
        allowed = work_out(workspace.catalog, Holdings(workspace.catalog), Filters())
    assert allowed.documents is None and Filters().is_empty


@pytest.mark.parametrize(
    "filters, message",
    [
        (Filters(entities=("Nobody",)), "no entity is called 'Nobody'"),
        (Filters(types=("Ship",)), "no entity is of the type 'Ship'; types are: "),
        (Filters(labels=("urgent",)), "no document has the label 'urgent'; labels are: 投诉"),
        (Filters(sources=("nowhere/*",)), "no file of the archive is called"),
        (Filters(since="soon"), "not a date"),
        (Filters(since="2024-05", until="2024-03"), "ends before it begins"),
    ],
)
def test_what_the_archive_does_not_have_is_said(
    passed: Callable[[Filters], Names], filters: Filters, message: str
) -> None:
    with pytest.raises(BriefbookError, match=message):
        passed(filters)


# The command


def test_passages_are_found_with_where_they_stand_and_why(folder: Path) -> None:
    rows = found_by(folder, "Which company's dosing pump leaks?")
    assert rows[0]["source"] == "mail/2024-02-03 leak.md"
    assert rows[0]["date"] == "2024-02-03"
    assert set(rows[0]["terms"]) >= {"dos", "pump", "leak"}
    assert rows[0]["why"]


def test_chinese_passages_are_found(folder: Path) -> None:
    rows = found_by(folder, "哪台计量泵漏液？", "--limit", "1")
    assert rows[0]["source"] == "minutes/2024-08-01 会议.md"


def test_each_passage_of_a_narrowed_search_passes_its_filters(folder: Path) -> None:
    rows = found_by(folder, "dosing pump", "--type", "Person", "--source", "mail")
    assert [row["source"] for row in rows] == ["mail/2024-05-06 visit.md"]
    with open_workspace(folder) as workspace:
        people = [one for one in load_built(workspace.catalog).entities if one.label == "Person"]
    assert any(person.name in rows[0]["text"] for person in people)


def test_a_search_that_finds_nothing_says_so(folder: Path) -> None:
    assert found_by(folder, "pump", "--source", "notes", "--since", "2024") == []
    assert "Nothing found." in search(folder, "pump", "--source", "mail", "--label", "投诉").stdout


def test_results_are_readable(folder: Path) -> None:
    lines = search(folder, "leaking dosing pump", "--limit", "2").stdout.splitlines()
    assert lines[0].startswith("1. ")
    assert sum(line[:1].isdigit() for line in lines) == 2
