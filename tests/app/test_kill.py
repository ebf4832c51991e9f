"""A run that is killed anywhere, again and again, ends as if nothing had happened."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.app.archive import prepare_folder, write_archive
from tests.app.test_run import snapshot

SEED = 20261122
STAGES = ("ingest", "extract", "build", "index", "summarize", "report")  # in their order
#: A small archive, taken in as many steps as a large one: each document by itself.
COMMAND = """
from briefbook.app.cli import main
from briefbook.app.stages import extracting, indexing
extracting._CHUNK = indexing._BATCH = 1
main()
"""


@dataclass(frozen=True)
class Moment:
    """When to kill a run: so long after so much of the whole work is done."""

    done: int
    delay_s: float


def start_run(folder: Path, archive: Path, log: Path) -> "subprocess.Popen[bytes]":
    prepare_folder(folder)
    command = [sys.executable, "-c", COMMAND, "run", str(archive), "--folder", str(folder)]
    with log.open("ab") as file:
        return subprocess.Popen([*command, "--json"], stdout=file, stderr=file)


def run_to_the_end(folder: Path, archive: Path, log: Path) -> None:
    code = start_run(folder, archive, log).wait()
    assert code == 3, log.read_text()[-2000:]  # 3: some cannot be read


def work_done(folder: Path) -> list[str]:
    """Return the stage of everything that is done."""
    with closing(sqlite3.connect(folder / "catalog.db", timeout=30)) as catalog:
        return [stage for (stage,) in catalog.execute("SELECT stage FROM work")]


def choose_moments(folder: Path, log: Path) -> list[Moment]:
    """Choose two moments in every stage of a run that came to its end, one where it is one step."""
    chance = random.Random(SEED)
    lines = re.findall(r"(\w+): \d+ done in ([\d.]+) s", log.read_text())
    seconds = {stage: float(seconds) for stage, seconds in lines}
    stages, before = work_done(folder), 0
    moments: list[Moment] = []
    for stage in STAGES:
        steps = stages.count(stage)
        for step in sorted(chance.sample(range(steps), min(2, steps))):
            delay_s = chance.uniform(0, seconds[stage] / steps)
            moments.append(Moment(before + step, delay_s))
        before += steps
    return moments


def children_of(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in found.read_text().split()] if found.exists() else []


def wait_until_gone(processes: list[int]) -> None:
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{process}").exists() for process in processes):
        assert time.monotonic() < deadline, "a child outlived its parent"
        time.sleep(0.1)


def is_killed(process: "subprocess.Popen[bytes]", folder: Path, moment: Moment) -> bool:
    """Kill a run at a moment, and see that nothing of it lives on; False when it had ended.

    The graph server stays, as it is meant to: it is no child of the run.
    """
    while len(work_done(folder)) < moment.done and process.poll() is None:
        time.sleep(0.02)
    try:
        process.wait(moment.delay_s)
        return False
    except subprocess.TimeoutExpired:
        children = children_of(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        wait_until_gone(children)
        return True


@pytest.mark.slow
def test_ten_kills_leave_the_graph_of_an_undisturbed_run(tmp_path: Path) -> None:
    archive, log = write_archive(tmp_path / "letters"), tmp_path / "runs.log"
    run_to_the_end(tmp_path / "calm.briefbook", archive, log)
    undisturbed = snapshot(tmp_path / "calm.briefbook")
    moments = choose_moments(tmp_path / "calm.briefbook", log)
    assert len(moments) == 10
    folders = 0

    while moments:  # each run goes on from the last kill; one that ends gives way to a new one
        folders += 1
        folder = tmp_path / f"killed-{folders}.briefbook"
        while moments and is_killed(start_run(folder, archive, log), folder, moments[0]):
            moments.pop(0)
        run_to_the_end(folder, archive, log)
        assert snapshot(folder) == undisturbed
