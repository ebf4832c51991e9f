"""A training that was killed goes on from here."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch

from briefbook.errors import ModelError

_NAME = "checkpoint.pt"


@dataclass
class Place:
    """How far a training has come; the only record that changes."""

    epoch: int = 0  # epochs completed
    done: int = 0  # steps taken in the epoch under way
    step: int = 0  # steps taken in all
    seconds: float = 0.0
    best_score: float = float("-inf")
    best_epoch: float = 0.0  # epochs done when the best score was reached
    factor: float = 0.0  # of the highest learning rates, in the last step
    # Since the last step in the journal:
    losses: float = 0.0
    steps: int = 0
    pieces: int = 0
    training_s: float = 0.0


def write_checkpoint(folder: Path, state: dict[str, Any]) -> None:
    """Keep `state` (tensors, numbers, text, lists and dictionaries) and all random states.

    The old checkpoint stays until the new one is complete.
    """
    aside = folder / f"{_NAME}.part"
    with aside.open("wb") as file:
        torch.save({**state, "chance": _chance()}, file)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / _NAME)


def read_checkpoint(folder: Path) -> dict[str, Any] | None:
    """Return what was kept, if anything was, and set the random states to what they were.

    Raises ModelError when the file is damaged.
    """
    path = folder / _NAME
    if not path.is_file():
        return None
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, UnpicklingError) as error:
        raise ModelError(f"cannot read {path}: damaged; remove it to train anew") from error
    _set_chance(state.pop("chance"))
    return state


def remove_checkpoint(folder: Path) -> None:
    """Remove what was kept, if anything was."""
    for name in (_NAME, f"{_NAME}.part"):
        (folder / name).unlink(missing_ok=True)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Draw from `seed` for a while, then as before."""
    before = _chance()
    random.seed(seed)
    torch.manual_seed(seed)
    try:
        yield
    finally:
        _set_chance(before)


def _chance() -> dict[str, Any]:
    devices = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    return {"python": random.getstate(), "torch": torch.get_rng_state(), "cuda": devices}


def _set_chance(chance: dict[str, Any]) -> None:
    random.setstate(chance["python"])
    torch.set_rng_state(chance["torch"])
    if chance["cuda"] and torch.cuda.is_available():
        torch.cuda.set_rng_state_all(chance["cuda"])
