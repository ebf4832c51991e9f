"""`briefbook watch`: what is new is told once, whatever happens on the way."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
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
from briefbook.app.workspace import create_workspace, open_workspace
from briefbook.ids import make_id
from briefbook.records import Finding
from tests.app.servers import Requests, web_server

REPORTER = Reporter(quiet=True)
LETTER = """# Letter of {date}

Northgate Pumps Ltd is based in Leeds. Helen Carter heads Northgate Pumps Ltd. {more}
"""
NEWS = "Northgate Pumps Ltd acquired Brightwell Sensors Ltd. 客户对膜片开裂非常不满。"

Run = Callable[..., Result]


def read(archive: Path, folder: Path) -> None:
    """Read an archive up to its entities and facts; no graph server is needed."""
    with create_workspace(folder) as workspace, workspace.writing():
        ingest_archive(workspace, archive, reporter=REPORTER)
        extract_readings(workspace, reporter=REPORTER)
        built, _ = prepare_graph(workspace, Holdings(workspace.catalog))
        keep_built(workspace.catalog, make_id("fp", len(built.facts)), built)


def write_letter(archive: Path, date: str, more: str = "") -> None:
    archive.mkdir(parents=True, exist_ok=True)
    path = archive / f"letter {date}.md"
    path.write_text(LETTER.format(date=date, more=more), encoding="utf-8")


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that was read, watched, and read again with one letter more."""
    place = tmp_path_factory.mktemp("watch")
    for month in range(1, 4):
        write_letter(place / "letters", f"2024-0{month}-10")
    folder = place / "letters.briefbook"
    read(place / "letters", folder)
    runner = CliRunner()
    for what in ("Northgate Pumps Ltd", "膜片开裂, cracked diaphragm", "ACQUIRED"):
        arguments = ["watch", "add", what, "--folder", str(folder)]
        assert runner.invoke(cli, arguments).exit_code == 0
    write_letter(place / "letters", "2024-04-10", NEWS)
    read(place / "letters", folder)
    return place


@pytest.fixture
def folder(archives: Path, tmp_path: Path) -> Path:
    """A copy of it, as it was before its first look."""
    place = tmp_path / "letters.briefbook"
    place.mkdir()
    (place / "briefbook.toml").write_text("[alerts]\npause_s = 0.0\n", encoding="utf-8")
    (place / "catalog.db").write_bytes((archives / "letters.briefbook" / "catalog.db").read_bytes())
    return place


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def call(*arguments: str) -> Result:
        arguments = ("watch", *arguments, "--folder", str(folder))
        return CliRunner().invoke(cli, arguments, standalone_mode=False)

    yield call


@pytest.fixture
def web() -> Iterator[Requests]:
    with web_server() as requests:
        yield requests


def found_by(result: Result, code: int = 0) -> dict[str, Any]:
    assert result.exception is None and result.return_value == code, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_only_what_came_since_is_told_and_only_once(run: Run) -> None:
    found = found_by(run("run", "--json", "-q"))
    assert found["new_documents"] == 1
    told = {(row["severity"], row["kind"], row["watch"]) for row in found["alerts"]}
    assert ("warning", "fact", "ACQUIRED") in told
    assert ("note", "documents", "Northgate Pumps Ltd") in told
    assert ("note", "documents", "膜片开裂, cracked diaphragm") in told
    assert not any("heads" in row["title"] for row in found["alerts"])
    again = found_by(run("run", "--json", "-q"))
    assert (again["new_documents"], again["alerts"]) == (0, [])


def test_every_alert_quotes_its_document(run: Run, folder: Path) -> None:
    rows = found_by(run("run", "--json", "-q"))["alerts"]
    with open_workspace(folder) as workspace:
        documents = Holdings(workspace.catalog).by_id()
        for place in (place for row in rows for place in row["evidence"]):
            assert place["quote"] in documents[place["document"]].text
            assert place["source"] == "letter 2024-04-10.md"


def test_a_look_back_takes_documents_since_then_as_new(run: Run) -> None:
    assert run("run", "-q").exit_code == 0
    back = found_by(run("run", "--since", "2024-02", "--json", "-q"))
    assert back["new_documents"] == 3
    assert not any(row["kind"] == "fact" and row["watch"] == "ACQUIRED" for row in back["alerts"])
    assert found_by(run("run", "--json", "-q"))["alerts"] == []


def test_two_runs_over_the_same_archive_tell_the_same(run: Run, folder: Path) -> None:
    before = (folder / "catalog.db").read_bytes()
    first = found_by(run("run", "--json", "-q"))
    for name in ("catalog.db-wal", "catalog.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "catalog.db").write_bytes(before)
    assert found_by(run("run", "--json", "-q")) == first


def test_alerts_go_to_files_and_stdout_as_json_lines(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    result = run("run", "--file", str(path), "--file", "-", "-q")
    lines = path.read_text("utf-8")
    assert lines == result.stdout
    assert len({json.loads(line)["id"] for line in lines.splitlines()}) == len(lines.splitlines())
    assert run("run", "--file", str(path), "-q").exit_code == 0
    assert path.read_text("utf-8") == lines


def test_what_could_not_be_delivered_is_kept_and_tried_again(run: Run, web: Requests) -> None:
    web.statuses += [500] * 3
    failed = run("run", "--webhook", web.address, "--json", "-q")
    rows = found_by(failed, 3)["alerts"]
    assert "status 500" in failed.stderr
    assert "waiting: " in json.loads(run("history", "--json").stdout)[0]["delivered"][web.address]
    later = found_by(run("run", "--json", "-q"))
    assert later["deliveries"] == 1 and later["alerts"] == []
    assert json.loads(web.bodies[-1])["alerts"] == rows
    assert len({headers["Idempotency-Key"] for headers in web.headers}) == 1
    assert found_by(run("run", "--json", "-q"))["deliveries"] == 0
    assert json.loads(run("history", "--json").stdout)[0]["delivered"] == {web.address: "sent"}


def test_alerts_of_little_weight_can_be_kept_back(run: Run, folder: Path, web: Requests) -> None:
    settings = f'[alerts]\nleast = "warning"\nwebhooks = ["{web.address}"]\n'
    (folder / "briefbook.toml").write_text(settings, encoding="utf-8")
    assert len(found_by(run("run", "--json", "-q"))["alerts"]) > 1
    assert {row["severity"] for row in json.loads(web.bodies[0])["alerts"]} == {"warning"}


KILLED_AT = """
import os, signal, sys, warnings
import briefbook.app.delivering as delivering
import briefbook.app.watching as watching
from briefbook.app.cli import main

def run_and_die(where, folder):
    module = watching if where.startswith("save") else delivering
    real = getattr(module, where)
    def killed(*arguments, **options):
        if where == "finish_parcel":
            os.kill(os.getpid(), signal.SIGKILL)
        real(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(module, where, killed)
    file = folder + "/alerts.jsonl"
    main(["watch", "run", "--quiet", "--folder", folder, "--file", file])

warnings.simplefilter("ignore")  # of forking: the child has no use for other threads
for where, folder in zip(sys.argv[1::2], sys.argv[2::2]):
    child = os.fork()
    if not child:
        run_and_die(where, folder)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_killed_run_neither_loses_nor_repeats(folder: Path, tmp_path: Path) -> None:
    places = {
        where: Path(shutil.copytree(folder, tmp_path / where))
        for where in ("save_alerts", "save_parcels", "begin_attempt", "finish_parcel")
    }
    pairs = [str(part) for pair in places.items() for part in pair]
    command = [sys.executable, "-c", KILLED_AT, *pairs]
    done = subprocess.run(command, check=True, timeout=300, stdout=subprocess.PIPE, text=True)
    assert done.stdout.split() == [str(-signal.SIGKILL)] * len(places)
    for place in places.values():
        path, options = place / "alerts.jsonl", ["-q", "--folder", str(place)]
        again = CliRunner().invoke(cli, ["watch", "run", "--file", str(path), *options])
        assert again.exit_code == 0, again.output
        ids = [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]
        history = CliRunner().invoke(cli, ["watch", "history", "--json", "--folder", str(place)])
        assert len(ids) == len(set(ids)) >= 3
        assert set(ids) == {row["id"] for row in json.loads(history.stdout)}


def test_looking_again_and_again_ends_cleanly_on_ctrl_c(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    command = [sys.executable, "-m", "briefbook.app", "watch", "run", "--folder", str(folder)]
    process = subprocess.Popen(
        [*command, "--every", "0.01", "--file", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        text=True,
    )
    deadline = time.monotonic() + 240
    while not (path.exists() and path.read_bytes()) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert "stopped" in errors and "Traceback" not in errors
    assert len(path.read_text("utf-8").splitlines()) >= 3


# What is watched


def test_what_is_watched_can_be_listed_named_and_removed(run: Run) -> None:
    added = found_by(run("add", "Leeds works", "--as", "entity", "--name", "leeds", "--json"))
    assert (added["kind"], added["name"]) == ("entity", "leeds")
    assert "no entity of this name yet" in run("list").stdout
    kinds = {row["name"]: row["kind"] for row in json.loads(run("list", "--json").stdout)}
    assert kinds["ACQUIRED"] == "predicate" and kinds["Northgate Pumps Ltd"] == "entity"
    assert run("remove", "LEEDS").exit_code == 0
    assert "leeds" not in run("list").stdout


def test_the_same_thing_is_watched_once(run: Run) -> None:
    assert run("add", "ACQUIRED", "--name", "takeovers").exit_code == 0
    names = [row["name"] for row in json.loads(run("list", "--json").stdout)]
    assert "takeovers" in names and "ACQUIRED" not in names


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("add", "strike", "--name", "acquired"), "there is a watch called"),
        (("add", " "), "nothing to watch"),
        (("add", "，。", "--as", "topic"), "no words to look for"),
        (("remove", "nothing"), "nothing called 'nothing' is watched"),
        (("show", "nothing"), "nothing called"),
        (("run", "--since", "soon"), "not a date"),
        (("run", "--email", "nobody"), "not a mail address"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    run: Run, arguments: tuple[str, ...], message: str
) -> None:
    result = run(*arguments)
    assert message in str(result.exception)


def test_a_watch_is_shown_over_time(run: Run) -> None:
    shown = found_by(run("show", "Northgate Pumps Ltd", "--json", "-q"))
    assert [point["period"] for point in shown["points"]] == [
        "2024-01",
        "2024-02",
        "2024-03",
        "2024-04",
    ]
    assert [point["documents"] for point in shown["points"]] == [1, 1, 1, 1]
    assert "2024-04" in run("show", "膜片开裂, cracked diaphragm", "-q").stdout


def test_the_history_can_be_narrowed(run: Run) -> None:
    assert run("run", "-q").exit_code == 0
    rows = json.loads(run("history", "ACQUIRED", "--json").stdout)
    assert rows and {row["watch"] for row in rows} == {"ACQUIRED"}
    rows = json.loads(run("history", "--at-least", "warning", "--json").stdout)
    assert rows and {row["severity"] for row in rows} == {"warning"}
    assert len(json.loads(run("history", "--last", "1", "--json").stdout)) == 1


def test_labels_of_classifiers_are_watched(run: Run, folder: Path) -> None:
    with open_workspace(folder) as workspace:
        holdings = Holdings(workspace.catalog)
        key = next(key for key, names in holdings.sources.items() if "04-10" in names[0])
        finding = Finding(key, "complaint", 0.9, (), "house@1")
        workspace.catalog.finish("classify", key, "", (finding,))
    assert run("add", "complaint", "--as", "label").exit_code == 0
    told = found_by(run("run", "--json", "-q"))["alerts"]
    assert any(row["watch"] == "complaint" and row["kind"] == "documents" for row in told)
