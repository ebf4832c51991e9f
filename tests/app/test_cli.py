"""The command: what it prints where, and with which exit code it ends."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import click
import pytest
from click.testing import CliRunner

from briefbook.app.cli import cli, main
from tests.app.archive import write_archive

ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "BRIEFBOOK_FOLDER"}


def briefbook(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "briefbook.app", *arguments],
        cwd=cwd,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
    )


class Inside(Protocol):
    """Runs the command in this process; returns its exit code, stdout and stderr."""

    def __call__(self, *arguments: str, cwd: Path) -> tuple[int, str, str]: ...


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Inside:
    monkeypatch.delenv("BRIEFBOOK_FOLDER", raising=False)

    def run(*arguments: str, cwd: Path) -> tuple[int, str, str]:
        monkeypatch.chdir(cwd)
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return (int(ended.value.code or 0), *capfd.readouterr())

    return run


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory with an archive and the run folder made of it by the command."""
    place = tmp_path_factory.mktemp("cli")
    write_archive(place / "letters")
    done = briefbook("run", "letters", "--json", cwd=place)
    assert done.returncode == 3, done.stderr
    counts = json.loads(done.stdout)
    assert list(counts) == [
        "files",
        "read",
        "unchanged",
        "failed",
        "mentions",
        "relations",
        "entities",
        "facts",
        "graph_changes",
        "briefing",
    ]
    assert Path(counts["briefing"]).is_file()
    yield place


def test_a_first_run_names_its_folder_after_the_archive(place: Path) -> None:
    assert (place / "letters.briefbook" / "catalog.db").is_file()


def test_an_answer_is_one_object_with_its_places(place: Path) -> None:
    done = briefbook("ask", "Who founded Brightwell Sensors Ltd?", "--json", cwd=place)

    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert {"question", "abstained", "confidence", "kind", "values", "answer"} <= answer.keys()
    [piece, *_] = answer["answer"][0]["evidence"]
    assert list(piece) == ["document", "source", "page", "boxes", "quote", "score", "producer"]
    assert "Peter Nash" in piece["quote"]


def test_rows_are_printed_as_table_json_and_csv(place: Path) -> None:
    query = "MATCH (d:Document) WHERE d.language = $tongue RETURN d.source AS source"
    table = briefbook("cypher", query, "-p", "tongue=zh", cwd=place)
    rows = briefbook("cypher", query, "-p", "tongue=zh", "--json", cwd=place)
    lines = briefbook("cypher", query, "-p", "tongue=zh", "--format", "csv", cwd=place)

    assert "会议纪要.txt" in table.stdout
    assert json.loads(rows.stdout) == [{"source": "会议纪要.txt"}]
    assert lines.stdout.splitlines() == ["source", "会议纪要.txt"]


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (("cypher", "CREATE (:X)"), 1, "briefbook: "),
        (("cypher", "MATCH (n) RETRUN n"), 1, "briefbook: "),
        (("cypher", "RETURN 1", "-p", "x"), 2, "not NAME=VALUE"),
        (("run", "missing"), 1, "cannot read archive missing"),
        (("run", "letters", "--folder", "letters/letter.md/x"), 1, "cannot write to"),
        (("ask", "Who?", "--folder", "none.briefbook"), 1, "no run folder at"),
        (("ask",), 2, "Missing argument"),
        (("fly",), 2, "No such command"),
        (("doctor", "--gold", "missing"), 2, "does not exist"),
    ],
)
def test_what_goes_wrong_is_one_clear_line(
    inside: Inside, place: Path, arguments: tuple[str, ...], code: int, complaint: str
) -> None:
    returned, stdout, stderr = inside(*arguments, cwd=place)

    assert returned == code, stderr
    assert complaint in stderr
    assert "Traceback" not in stderr
    assert stdout == ""
    assert code == 2 or len(stderr.strip().splitlines()) == 1


def test_an_unknown_setting_is_named(inside: Inside, place: Path, tmp_path: Path) -> None:
    assert inside("init", "--folder", "y.briefbook", cwd=tmp_path)[0] == 0
    (tmp_path / "y.briefbook" / "briefbook.toml").write_text("[ingest]\nspeed = 3\n")

    letters = str(place / "letters")
    code, _, stderr = inside("run", letters, "--folder", "y.briefbook", cwd=tmp_path)

    assert code == 1
    assert "briefbook.toml: unknown setting ingest.speed" in stderr


def _names() -> list[str]:
    """Return the commands, and in place of a mere group of commands those."""
    names = []
    for name, command in cli.commands.items():
        if isinstance(command, click.Group) and not command.invoke_without_command:
            names += [f"{name} {one}" for one in command.commands]
        else:
            names.append(name)
    return names


@pytest.mark.parametrize("name", _names())
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    shown = CliRunner().invoke(cli, [*name.split(), "--help"])
    assert shown.exit_code == 0
    assert f"briefbook {name}" in shown.output.split("Options:")[0]
    assert "--folder" in shown.output
    assert "--json" in shown.output


def test_help_is_quick_to_load() -> None:
    code = "import sys, briefbook.app.cli; print({'torch', 'spacy', 'pymupdf'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "set()\n"
