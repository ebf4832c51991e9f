"""A run that is killed anywhere, again and again, ends as if nothing had happened."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from briefbook.app.sample import sample_archive
from tests.app.test_run import snapshot

KILLS = 10
SEED = 20261122


def start_run(folder: Path, log: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "briefbook.app", "run", str(sample_archive())]
    with log.open("ab") as file:
        return subprocess.Popen(
            [*command, "--folder", str(folder), "--json"], stdout=file, stderr=file
        )


def run_to_the_end(folder: Path, log: Path) -> float:
    """Return the seconds it took."""
    started = time.monotonic()
    assert start_run(folder, log).wait() == 3, log.read_text()[-2000:]  # 3: some cannot be read
    return time.monotonic() - started


def children_of(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in found.read_text().split()] if found.exists() else []


def wait_until_gone(processes: list[int]) -> None:
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{process}").exists() for process in processes):
        assert time.monotonic() < deadline, "a child outlived its parent"
        time.sleep(0.1)


def is_killed(process: "subprocess.Popen[bytes]", after_s: float) -> bool:
    """Kill a run after some seconds, and see that nothing of it lives on; False when it had ended.

    The graph server stays, as it is meant to: it is no child of the run.
    """
    try:
        process.wait(after_s)
        return False
    except subprocess.TimeoutExpired:
        children = children_of(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        wait_until_gone(children)
        return True


@pytest.mark.slow
def test_ten_kills_leave_the_graph_of_an_undisturbed_run(tmp_path: Path) -> None:
    log = tmp_path / "runs.log"
    seconds = run_to_the_end(tmp_path / "calm.briefbook", log)
    undisturbed = snapshot(tmp_path / "calm.briefbook")
    moments = random.Random(SEED)
    kills = folders = 0

    while (
        kills < KILLS
    ):  # each run goes on from the last kill; one that ends gives way to a new one
        folders += 1
        folder = tmp_path / f"killed-{folders}.briefbook"
        while kills < KILLS and is_killed(start_run(folder, log), moments.uniform(1, seconds / 4)):
            kills += 1
        run_to_the_end(folder, log)
        assert snapshot(folder) == undisturbed
