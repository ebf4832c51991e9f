"""The journal can be read at any time, and goes on where it was cut."""

from pathlib import Path

import pytest

from briefbook.errors import ModelError
from briefbook.learn.journal import Evaluation, Journal, Step, read_journal

STEP = Step(
    step=10,
    epoch=0.5,
    share=0.05,
    loss=1.25,
    learning_rate=1e-4,
    pieces_per_s=350.0,
    seconds=12.5,
)
EVALUATION = Evaluation(
    step=20, epoch=1.0, scores={"f1": 0.5, "组织 f1": 0.4}, best=True, seconds=30.0
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.write(STEP)
    journal.write(EVALUATION)

    assert read_journal(tmp_path / "journal.jsonl") == [STEP, EVALUATION]
    journal.close()


def test_what_was_written_after_the_last_checkpoint_is_cut_off(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.write(STEP)
    size = journal.settle()
    journal.write(STEP)
    journal.close()

    journal = Journal(tmp_path / "journal.jsonl", keep=size)
    journal.write(EVALUATION)
    journal.close()

    assert read_journal(tmp_path / "journal.jsonl") == [STEP, EVALUATION]


def test_a_new_journal_begins_empty(tmp_path: Path) -> None:
    for _ in range(2):
        journal = Journal(tmp_path / "journal.jsonl")
        journal.write(STEP)
        journal.close()

    assert read_journal(tmp_path / "journal.jsonl") == [STEP]


def test_a_line_half_written_is_left_out(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.write(STEP)
    journal.close()
    with (tmp_path / "journal.jsonl").open("ab") as file:
        file.write(b'{"kind":"st')

    assert read_journal(tmp_path / "journal.jsonl") == [STEP]


@pytest.mark.parametrize(
    "line", ["{}", "[]", "no json", '{"kind":"step","step":1}', '{"kind":"x"}']
)
def test_what_is_no_journal_is_named_with_its_line(line: str, tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.write(STEP)
    journal.close()
    path.write_text(f"{path.read_text()}{line}\n")

    with pytest.raises(ModelError, match="line 2: not a line of a training journal"):
        read_journal(path)


def test_a_missing_journal_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No such file"):
        read_journal(tmp_path / "journal.jsonl")
