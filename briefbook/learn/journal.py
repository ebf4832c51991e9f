"""What happened in a training, one JSON line at a time: losses, learning rates and scores."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from briefbook.errors import ModelError


@dataclass(frozen=True, slots=True)
class Step:
    """The last few steps of training."""

    step: int  # steps taken so far
    epoch: float  # epochs done so far, with their fraction
    share: float  # of the whole training that is done
    loss: float  # mean of these steps
    learning_rate: float  # of the encoder
    pieces_per_s: float  # padding not counted
    seconds: float  # since the training began, pauses not counted


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well the model did on development data."""

    step: int
    epoch: float
    scores: Mapping[str, float]
    best: bool  # better than all before, so that these weights are kept
    seconds: float


Record = Step | Evaluation

_KINDS: dict[str, type[Step] | type[Evaluation]] = {"step": Step, "evaluation": Evaluation}


class Journal:
    """An open `journal.jsonl`."""

    def __init__(self, path: Path, *, keep: int = 0) -> None:
        """Open the file at `path` and go on after its first `keep` bytes; the rest is cut off."""
        self._file: BinaryIO = path.open("r+b" if path.exists() else "w+b")
        # More than there is would be filled with zeros.
        self._file.truncate(min(keep, os.fstat(self._file.fileno()).st_size))
        self._file.seek(0, os.SEEK_END)

    def write(self, record: Record) -> None:
        """Append one line."""
        kind = "step" if isinstance(record, Step) else "evaluation"
        self._file.write(msgspec.json.encode({"kind": kind, **asdict(record)}) + b"\n")
        self._file.flush()

    def settle(self) -> int:
        """Make sure that all is on disk, and return its size in bytes."""
        os.fsync(self._file.fileno())
        return self._file.tell()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def read_journal(path: Path) -> list[Record]:
    """Return what `path` holds, in order; of a training under way, all but a line half written.

    Raises ModelError when there is no such file or it is not a journal.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot read {path}: {error.strerror}") from error
    lines = data.split(b"\n")[:-1]
    return [_record(line, f"{path}, line {number}") for number, line in enumerate(lines, 1)]


def _record(line: bytes, place: str) -> Record:
    try:
        fields: dict[str, Any] = msgspec.json.decode(line, type=dict[str, Any])
        return msgspec.convert(fields, _KINDS[fields.pop("kind")])
    except (msgspec.MsgspecError, KeyError) as error:
        raise ModelError(f"cannot read {place}: not a line of a training journal") from error
