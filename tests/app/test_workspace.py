"""The run folder is found, made, locked, and tells what is wrong with it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from briefbook.app.workspace import (
    create_workspace,
    find_folder,
    open_workspace,
    read_settings,
    settings_template,
)
from briefbook.errors import SettingsError, WorkspaceBusy, WorkspaceError


def test_the_folder_named_comes_first_then_the_environment_then_the_one_here(
    tmp_path: Path,
) -> None:
    (tmp_path / "here.briefbook").mkdir()
    environ = {"BRIEFBOOK_FOLDER": "/env.briefbook"}

    assert find_folder("/named.briefbook", environ, tmp_path) == Path("/named.briefbook")
    assert find_folder(None, environ, tmp_path) == Path("/env.briefbook")
    assert find_folder(None, {}, tmp_path) == tmp_path / "here.briefbook"


def test_no_folder_and_several_folders_are_errors(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no run folder here"):
        find_folder(None, {}, tmp_path)
    (tmp_path / "a.briefbook").mkdir()
    (tmp_path / "信.briefbook").mkdir()
    with pytest.raises(WorkspaceError, match=r"several .*a\.briefbook, 信\.briefbook"):
        find_folder(None, {}, tmp_path)


def test_a_folder_keeps_its_id(tmp_path: Path) -> None:
    with create_workspace(tmp_path / "x.briefbook") as workspace:
        first = workspace.id
    with create_workspace(tmp_path / "x.briefbook") as workspace:
        assert workspace.id == first != ""


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(WorkspaceError, match="not a run folder"):
        create_workspace(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_that_is_missing_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no run folder at"):
        open_workspace(tmp_path / "x.briefbook")


def test_a_folder_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WorkspaceError, match="cannot write to .*Not a directory"):
        create_workspace(tmp_path / "file" / "x.briefbook")


def test_only_one_process_writes_and_the_other_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "x.briefbook"
    code = (
        "import sys; from pathlib import Path\n"
        "from briefbook.app.workspace import open_workspace\n"
        f"with open_workspace(Path({str(folder)!r})) as w, w.writing():\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    with create_workspace(folder) as workspace:
        holder = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        with holder:
            assert holder.stdout is not None and holder.stdout.readline() == "held\n"
            with (
                pytest.raises(WorkspaceBusy, match=f"busy: process {holder.pid} is writing"),
                workspace.writing(),
            ):
                pass
            holder.kill()
        with workspace.writing():
            assert (folder / "lock").read_text() == str(os.getpid())


def test_the_template_sets_nothing_but_shows_everything(tmp_path: Path) -> None:
    path = tmp_path / "briefbook.toml"
    path.write_text(settings_template(), encoding="utf-8")
    defaults = read_settings(path)

    path.write_text(settings_template().replace("\n# ", "\n"), encoding="utf-8")

    assert read_settings(path) == defaults
    assert "timeout_s = " in path.read_text()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[ingest]\ntimeout = 3", r"briefbook\.toml: unknown setting ingest\.timeout; known are"),
        ("[tea]\nminutes = 3", r"briefbook\.toml: unknown table \[tea\]"),
        ("[ingest]\ntimeout_s = 'long'", r"wrong value in table \[ingest\]"),
        ("[ingest", r"briefbook\.toml: "),
        ("ingest = 3", r"briefbook\.toml: ingest is not a table"),
    ],
)
def test_settings_that_are_wrong_are_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "briefbook.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=complaint):
        read_settings(path)
