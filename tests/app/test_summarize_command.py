"""`briefbook summarize`: of any subject, in any form, on the spot."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from briefbook.app.cli import cli
from briefbook.app.holdings import Holdings
from briefbook.app.progress import Reporter
from briefbook.app.stages.building import keep_built, prepare_graph
from briefbook.app.stages.extracting import extract_readings
from briefbook.app.stages.ingesting import ingest_archive
from briefbook.app.workspace import create_workspace
from briefbook.errors import ArchiveError, BriefbookError, WorkspaceError

MINUTES = """# Minutes of the board, 4 March 2025

The board approved the purchase of Elmfield Controls Ltd. The board did not approve the loan.

## Actions

- Helen Carter to write to the bank by 14 March 2025.
"""
SECOND = """# 董事会会议纪要

时间：2025年5月8日

会议决定，向无锡清源水务有限公司供应计量泵二十台。由王建国负责，于6月1日前发货。
"""
LETTER = """# Note of 2 February 2024

Helen Carter heads Northgate Pumps Ltd. Northgate Pumps Ltd is based in Leeds.
Northgate Pumps Ltd builds dosing pumps for water works in the north of England.
"""
REPORTER = Reporter(quiet=True)

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder up to its entities and facts; no graph server is needed."""
    place = tmp_path_factory.mktemp("summarize")
    for name, text in (
        ("minutes/board 2025-03-04.md", MINUTES),
        ("minutes/董事会 2025-05-08.md", SECOND),
        ("letter.md", LETTER),
    ):
        path = place / "letters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    folder = place / "letters.briefbook"
    with create_workspace(folder) as workspace, workspace.writing():
        ingest_archive(workspace, place / "letters", reporter=REPORTER)
        extract_readings(workspace, reporter=REPORTER)
        built, _ = prepare_graph(workspace, Holdings(workspace.catalog))
        keep_built(workspace.catalog, "test", built)
    return folder


@pytest.fixture
def run(folder: Path) -> Iterator[Run]:
    def call(*arguments: str, text: str | None = None) -> Result:
        return CliRunner().invoke(
            cli, ["summarize", *arguments, "--folder", str(folder), "-q"], input=text
        )

    yield call


def digest_of(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_minutes_are_printed_role_by_role(run: Run) -> None:
    result = run("minutes/board 2025-03-04.md", "--form", "minutes")

    assert result.stdout.splitlines() == [
        "date:",
        "  4 March 2025",
        "decision:",
        "  The board approved the purchase of Elmfield Controls Ltd.",
        "refusal:",
        "  The board did not approve the loan.",
        "action:",
        "  Helen Carter to write to the bank by 14 March 2025.",
        "    owner: Helen Carter",
        "    due: 14 March 2025",
    ]


def test_json_tells_form_roles_and_places(run: Run) -> None:
    digest = digest_of(run("minutes/董事会 2025-05-08.md", "--form", "minutes", "--json"))

    assert list(digest) == [
        "subject",
        "kind",
        "form",
        "sentences",
        "faithfulness",
        "notes",
        "producer",
    ]
    roles = [row["role"] for row in digest["sentences"]]
    assert roles == ["date", "decision", "action", "owner", "due"]
    for row in digest["sentences"]:
        [piece] = row["evidence"]
        assert piece["quote"] == row["text"]
        assert piece["source"] == "minutes/董事会 2025-05-08.md"


@pytest.mark.parametrize("subject", ["minutes", "minutes/", "minutes/*.md"])
def test_minutes_of_a_folder_stand_together_by_date(run: Run, subject: str) -> None:
    digest = digest_of(run(subject, "--form", "minutes", "--json"))

    decisions = [row["text"] for row in digest["sentences"] if row["role"] == "decision"]
    assert digest["kind"] == "cluster"
    assert decisions == [
        "The board approved the purchase of Elmfield Controls Ltd.",
        "会议决定，向无锡清源水务有限公司供应计量泵二十台。",
    ]
    assert "minutes/董事会 2025-05-08.md: " not in digest["notes"]


def test_any_entity_has_a_digest(run: Run) -> None:
    digest = digest_of(run("Northgate Pumps Ltd", "--sentences", "1", "--json"))

    assert digest["kind"] == "entity"
    assert len(digest["sentences"]) == 1
    assert "Northgate" in digest["sentences"][0]["text"]


def test_what_is_new_since_a_date_comes_from_documents_of_it(run: Run) -> None:
    digest = digest_of(run("--since", "2025-04", "--until", "2025-12", "--json"))

    sources = {piece["source"] for row in digest["sentences"] for piece in row["evidence"]}
    assert (digest["kind"], digest["form"]) == ("period", "news")
    assert sources == {"minutes/董事会 2025-05-08.md"}


def test_a_period_can_be_told_in_running_text(run: Run) -> None:
    digest = digest_of(run("--since", "2025", "--form", "abstract", "--json"))

    assert (digest["kind"], digest["subject"]) == ("period", "archive")
    assert {piece["source"] for row in digest["sentences"] for piece in row["evidence"]} <= {
        "minutes/board 2025-03-04.md",
        "minutes/董事会 2025-05-08.md",
    }


def test_a_writer_that_cannot_write_a_sheet_is_not_passed_over_in_silence(run: Run) -> None:
    result = run("minutes", "--writer", "extract")
    assert "this is quoted" not in result.stderr

    refused = run("letter.md", "--writer", "pretrained")
    assert isinstance(refused.exception, BriefbookError)
    assert "needs summarize.pretrained" in str(refused.exception)


def test_length_is_kept_to_and_what_is_left_out_is_said(run: Run) -> None:
    result = run("minutes", "--form", "minutes", "--words", "12")

    assert result.stdout.splitlines()[0] == "date:"
    assert "left out to keep to the length asked for: " in result.stderr


def test_another_language_needs_a_translator_and_says_so(run: Run) -> None:
    result = run("letter.md", "--language", "zh", "--sentences", "1")

    assert result.exit_code == 0, result.output
    assert "Northgate" in result.stdout
    assert "no translation model is configured" in result.stderr


def test_a_form_that_would_fit_is_suggested(run: Run) -> None:
    assert "--form minutes" in run("minutes/board 2025-03-04.md").stderr


@pytest.mark.parametrize(
    ("arguments", "error", "complaint"),
    [
        (("nobody",), WorkspaceError, "no digest of 'nobody'"),
        (("--since", "May"), BriefbookError, "not a date: 'May'"),
        (("--since", "2025-06", "--until", "2025-01"), BriefbookError, "ends before it begins"),
        (("letter.md", "--form", "news"), BriefbookError, "say --since DATE"),
        (("Helen Carter", "--form", "contract"), BriefbookError, "there is no contract of it"),
        (("archive", "--form", "minutes"), BriefbookError, "name the files"),
        (("--text", "nowhere.txt"), ArchiveError, "cannot read nowhere.txt: no such file"),
    ],
)
def test_mistakes_are_one_line(
    run: Run, arguments: tuple[str, ...], error: type[BriefbookError], complaint: str
) -> None:
    raised = run(*arguments).exception

    assert isinstance(raised, error)
    assert complaint in str(raised)


@pytest.mark.parametrize(
    "arguments",
    [("--until", "2025"), ("letter.md", "--text", "-"), ("--text", "-", "--since", "2025")],
)
def test_what_does_not_go_together_is_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_text_needs_no_archive(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("投诉人：陈女士\n\n水泵多次漏水。请立即更换。\n", encoding="utf-8")

    of_file = CliRunner().invoke(cli, ["summarize", "--text", str(letter), "--form", "complaint"])
    of_stdin = CliRunner().invoke(cli, ["summarize", "--text", "-", "--json"], input=LETTER)

    assert "problem:\n  水泵多次漏水。" in of_file.stdout, of_file.output
    assert json.loads(of_stdin.stdout)["kind"] == "document"
