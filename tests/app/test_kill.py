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


@pytest.mark.slow
def test_ten_kills_leave_the_graph_of_an_undisturbed_run(tmp_path: Path) -> None:
    calm, killed = tmp_path / "calm.briefbook", tmp_path / "killed.briefbook"
    seconds = run_to_the_end(calm, tmp_path / "calm.log")

    moments = random.Random(SEED)
    log = tmp_path / "killed.log"
    deaths = 0
    for _ in range(KILLS):
        process = start_run(killed, log)
        try:
            process.wait(moments.uniform(0.2, 0.5 * seconds))
        except subprocess.TimeoutExpired:
            children = children_of(process.pid)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            deaths += 1
            # The graph server is meant to stay; it is no child of the run.
            wait_until_gone(children)
    run_to_the_end(killed, log)

    assert deaths >= KILLS // 2
    assert snapshot(killed) == snapshot(calm)
