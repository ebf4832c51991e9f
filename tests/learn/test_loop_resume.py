"""A training that was killed goes on as if nothing had happened."""

import dataclasses
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from briefbook.errors import ModelError
from briefbook.learn.journal import Record, Step, read_journal
from briefbook.learn.loop import LoopSettings, fit
from tests.learn.tiny_job import tiny_job, weights_of

SETTINGS = LoopSettings(
    epochs=3,
    learning_rate=0.02,
    batch_pieces=32,
    accumulate=2,
    evaluate_steps=4,
    log_steps=1,
    checkpoint_minutes=0.0,  # after every step
    precision="float32",
)
TRICKY = dataclasses.replace(SETTINGS, adversary="fgm", average=0.8, log_steps=3)
SELDOM = dataclasses.replace(SETTINGS, checkpoint_minutes=60)  # at the end of the first epoch


class Killed(Exception):
    """Stands for the end of the process."""


def kill_at(count: int) -> Callable[[Record], None]:
    """Return a progress that ends everything at its `count`th record."""
    told = []

    def progress(record: Record) -> None:
        told.append(record)
        if len(told) == count:
            raise Killed

    return progress


def without_times(records: list[Record]) -> list[Record]:
    """Return the records without what differs from run to run."""
    return [
        dataclasses.replace(record, seconds=0.0, pieces_per_s=0.0)
        if isinstance(record, Step)
        else dataclasses.replace(record, seconds=0.0)
        for record in records
    ]


@pytest.mark.parametrize(
    ("settings", "count"),
    [
        *[pytest.param(SETTINGS, count, id=f"{count}") for count in (1, 2, 5, 12)],
        *[pytest.param(TRICKY, count, id=f"average, adversary, {count}") for count in (1, 4, 6)],
        *[pytest.param(SELDOM, count, id=f"seldom, {count}") for count in (3, 12)],
    ],
)
def test_a_killed_training_ends_with_the_same_weights_and_journal(
    settings: LoopSettings, count: int, tmp_path: Path
) -> None:
    whole, first, second = tiny_job(), tiny_job(), tiny_job()
    expected = fit(whole, settings, folder=tmp_path / "whole")
    with pytest.raises(Killed):
        fit(first, settings, folder=tmp_path / "cut", progress=kill_at(count))

    history = fit(second, settings, folder=tmp_path / "cut")

    assert all(weight.equal(weights_of(whole)[name]) for name, weight in weights_of(second).items())
    assert without_times(list(history.records)) == without_times(list(expected.records))
    assert history.stopped == expected.stopped
    assert not (tmp_path / "cut" / "checkpoint.pt").exists()


def test_a_training_killed_again_and_again_comes_to_its_end(tmp_path: Path) -> None:
    whole = tiny_job()
    expected = fit(whole, SETTINGS, folder=tmp_path / "whole")
    for _ in range(100):
        job = tiny_job()
        try:
            history = fit(job, SETTINGS, folder=tmp_path / "cut", progress=kill_at(3))
            break
        except Killed:
            continue

    assert without_times(list(history.records)) == without_times(list(expected.records))
    assert all(weight.equal(weights_of(whole)[name]) for name, weight in weights_of(job).items())


# A process of its own for each part: tests before this one may have set the number of threads,
# with which sums end in other last digits.
_TRAIN = """
import os, signal, sys
from pathlib import Path
from safetensors.torch import save_file
from tests.learn.test_loop_resume import SETTINGS
from tests.learn.tiny_job import tiny_job, weights_of
from briefbook.learn.loop import fit

folder, last = Path(sys.argv[1]), int(sys.argv[2])

def progress(record):
    if record.step == last:
        os.kill(os.getpid(), signal.SIGKILL)

job = tiny_job()
fit(job, SETTINGS, folder=folder, progress=progress)
save_file(weights_of(job), folder / "weights")
"""


def train_in_a_process(folder: Path, *, last: int = 0) -> int:
    """Train as another process does, killed in step `last` if there is one; return its code."""
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-c", _TRAIN, str(folder), str(last)], cwd=root
    ).returncode


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_process_that_is_killed_can_be_started_again(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    assert train_in_a_process(whole) == 0
    assert train_in_a_process(cut, last=7) == -signal.SIGKILL
    assert (cut / "checkpoint.pt").exists()

    assert train_in_a_process(cut) == 0

    journals = [read_journal(folder / "journal.jsonl") for folder in (cut, whole)]
    assert without_times(journals[0]) == without_times(journals[1])
    assert (cut / "weights").read_bytes() == (whole / "weights").read_bytes()


def test_a_checkpoint_of_other_settings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Killed):
        fit(tiny_job(), SETTINGS, folder=tmp_path, progress=kill_at(3))

    with pytest.raises(ModelError, match="checkpoint of a training with other settings"):
        fit(tiny_job(), dataclasses.replace(SETTINGS, learning_rate=0.5), folder=tmp_path)
    with pytest.raises(ModelError, match="checkpoint of a training with other settings"):
        fit(tiny_job(count=61), SETTINGS, folder=tmp_path)


def test_a_damaged_checkpoint_is_named(tmp_path: Path) -> None:
    (tmp_path / "checkpoint.pt").write_bytes(b"not a checkpoint")

    with pytest.raises(ModelError, match="checkpoint.pt: damaged"):
        fit(tiny_job(), SETTINGS, folder=tmp_path)


def test_a_checkpoint_half_written_does_not_hurt(tmp_path: Path) -> None:
    with pytest.raises(Killed):
        fit(tiny_job(), SETTINGS, folder=tmp_path, progress=kill_at(3))
    (tmp_path / "checkpoint.pt.part").write_bytes(b"half")

    fit(tiny_job(), SETTINGS, folder=tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["journal.jsonl"]


def test_a_new_training_begins_a_new_journal(tmp_path: Path) -> None:
    fit(tiny_job(), SETTINGS, folder=tmp_path)
    history = fit(tiny_job(), SETTINGS, folder=tmp_path)

    assert read_journal(tmp_path / "journal.jsonl") == list(history.records)
    assert history.records[0].step == 1


def test_time_spent_before_the_kill_counts(tmp_path: Path) -> None:
    settings = dataclasses.replace(SETTINGS, epochs=10_000, patience=0)
    with pytest.raises(Killed):
        fit(tiny_job(), settings, folder=tmp_path, progress=kill_at(60))
    spent = read_journal(tmp_path / "journal.jsonl")[-1].seconds

    limited = dataclasses.replace(settings, max_minutes=spent / 120)
    history = fit(tiny_job(), limited, folder=tmp_path)

    assert history.stopped == "time"
    assert history.records[-1].step <= 60
