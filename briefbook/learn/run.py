"""A training under way: opened anew or from its checkpoint, kept now and then, closed."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic

import torch
from torch import Tensor, nn

from briefbook.errors import ModelError
from briefbook.ids import make_id
from briefbook.learn.adversary import embedding_layer
from briefbook.learn.average import Average, copy_into
from briefbook.learn.checkpoint import Place, read_checkpoint, write_checkpoint
from briefbook.learn.job import Item, Job
from briefbook.learn.journal import Journal, Record
from briefbook.learn.plan import LoopSettings

_LOG = logging.getLogger(__name__)


@dataclass
class Run(Generic[Item]):
    """The moving parts of a training under way."""

    job: Job[Item]
    settings: LoopSettings
    folder: Path
    progress: Callable[[Record], None]
    tuned: dict[str, nn.Parameter]
    best: dict[str, Tensor]
    optimiser: torch.optim.AdamW
    average: Average | None
    embedding: nn.Module | None  # what an adversary shifts
    journal: Journal
    place: Place
    began: float  # on the clock, as if there had been no pauses
    kept: float  # when the last checkpoint was written
    keeping_s: float = 0.0  # how long that took

    def seconds(self) -> float:
        """Return how long this has taken so far."""
        return time.monotonic() - self.began


def open_run(
    job: Job[Item], settings: LoopSettings, folder: Path, progress: Callable[[Record], None]
) -> Run[Item]:
    """Begin, or go on from the checkpoint in `folder`."""
    tuned = {name: weight for name, weight in job.module.named_parameters() if weight.requires_grad}
    if not tuned:
        raise ModelError("cannot train: no weights may change")
    state = read_checkpoint(folder)
    if state and state["training"] != _name(job, settings, tuned):
        raise ModelError(
            f"cannot train in {folder}: it holds the checkpoint of a training with other settings"
            " or data; go on with those, or remove checkpoint.pt"
        )
    job.module.zero_grad(set_to_none=True)
    run = Run(
        job=job,
        settings=settings,
        folder=folder,
        progress=progress,
        tuned=tuned,
        best={},
        optimiser=_optimiser(job, settings, tuned),
        average=Average(tuned, settings.average) if settings.average else None,
        embedding=embedding_layer(job.module) if settings.adversary != "none" else None,
        journal=Journal(folder / "journal.jsonl", keep=state["journal"] if state else 0),
        place=Place(),
        began=time.monotonic(),
        kept=0.0,
    )
    if state:
        _restore(run, state)
    return run


def _restore(run: Run[Item], state: dict[str, Any]) -> None:
    """Go on from a checkpoint; reading it has set the random states already."""
    run.place = Place(**state["place"])
    run.best = _beside(run.tuned, state["best"])
    copy_into(run.tuned, state["tuned"])
    run.optimiser.load_state_dict(state["optimiser"])
    if run.average:
        run.average.tensors = _beside(run.tuned, state["average"])
    run.kept = run.place.seconds
    run.began = time.monotonic() - run.place.seconds
    _LOG.info("going on after %d steps", run.place.step)


def _beside(weights: Mapping[str, Tensor], values: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Bring values to where the weights of the same name are."""
    return {name: value.to(weights[name].device) for name, value in values.items()}


def close_run(run: Run[Item]) -> None:
    """Close the journal, and leave the model in evaluation mode."""
    run.journal.close()
    run.job.module.eval()


def is_worth_keeping(run: Run[Item], *, epoch_ended: bool) -> bool:
    """Tell whether to write a checkpoint now.

    At the end of an epoch, unless checkpoints would take over a twentieth of the time: those of a
    whole encoder have hundreds of megabytes, and epochs over a few examples last seconds.
    """
    since = run.seconds() - run.kept
    due = since >= run.settings.checkpoint_minutes * 60
    return due or (epoch_ended and since >= 20 * run.keeping_s)


def keep_run(run: Run[Item]) -> None:
    """Write a checkpoint of all that the rest of the training depends on."""
    start = run.place.seconds = run.seconds()
    state: dict[str, Any] = {
        "training": _name(run.job, run.settings, run.tuned),
        "place": asdict(run.place),
        "tuned": {name: weight.detach() for name, weight in run.tuned.items()},
        "best": run.best,
        "average": run.average.tensors if run.average else {},
        "optimiser": run.optimiser.state_dict(),
        "journal": run.journal.settle(),
    }
    write_checkpoint(run.folder, state)
    run.kept = run.seconds()
    run.keeping_s = run.kept - start


def _name(job: Job[Item], settings: LoopSettings, tuned: Mapping[str, Tensor]) -> str:
    """Name the training by all that its result depends on and that is quick to tell."""
    free = ("max_minutes", "checkpoint_minutes", "log_steps")
    chosen = [f"{key}={value}" for key, value in asdict(settings).items() if key not in free]
    shapes = [f"{name}{tuple(weight.shape)}" for name, weight in tuned.items()]
    return make_id("run", *chosen, *shapes, *[job.size(item) for item in job.items])


def _optimiser(
    job: Job[Item], settings: LoopSettings, tuned: Mapping[str, nn.Parameter]
) -> torch.optim.AdamW:
    """Return AdamW (Loshchilov and Hutter 2019): the head at its own rate, vectors (biases and
    norms) without decay.
    """
    head = {id(weight) for weight in job.head.parameters()}
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for weight in tuned.values():
        rate = settings.head_learning_rate if id(weight) in head else settings.learning_rate
        decay = settings.weight_decay if weight.dim() > 1 else 0.0
        groups.setdefault((rate, decay), []).append(weight)
    return torch.optim.AdamW(
        [
            {"params": weights, "lr": rate, "highest": rate, "weight_decay": decay}
            for (rate, decay), weights in groups.items()
        ],
        fused=True,
    )
