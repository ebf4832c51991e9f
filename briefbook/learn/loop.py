"""The one training loop, for every task: batches, loss, step, evaluate, keep the best."""

import logging
import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import NoReturn

import torch
from torch import Tensor, nn

from briefbook.errors import ModelError
from briefbook.learn.adversary import adversarial_backward
from briefbook.learn.average import copy_into
from briefbook.learn.batches import shuffled_batches
from briefbook.learn.checkpoint import Place, remove_checkpoint, seeded
from briefbook.learn.job import History, Item, Job, Stop
from briefbook.learn.journal import Evaluation, Record, Step, read_journal
from briefbook.learn.plan import LoopSettings, rate_factor
from briefbook.learn.precision import autocast
from briefbook.learn.run import Run, close_run, is_worth_keeping, keep_run, open_run

__all__ = ["Evaluation", "History", "Job", "LoopSettings", "Step", "count_steps", "fit"]

_LOG = logging.getLogger(__name__)


def fit(
    job: Job[Item],
    settings: LoopSettings,
    *,
    folder: Path,
    progress: Callable[[Record], None] | None = None,
) -> History:
    """Train, and leave the module in evaluation mode with the weights that scored best.

    `folder` gets `journal.jsonl` and, while training, `checkpoint.pt`: killed and called again
    with the same job and settings, it goes on and ends as if nothing had happened. With
    `max_minutes` the learning rates fall to zero by the end of the time that is left, so what such
    a run ends with depends on the machine. Raises ModelError when there is nothing to train, when
    `folder` holds the checkpoint of another training, and when the training diverges.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(seeded(settings.seed))
        run = open_run(job, settings, folder, progress or (lambda record: None))
        stack.callback(close_run, run)
        while (stopped := _reason_to_stop(run)) is None:
            _epoch(run)
        copy_into(run.tuned, run.best)
    remove_checkpoint(folder)
    _LOG.info("trained for %d steps, ended by %s", run.place.step, stopped)
    return History(tuple(read_journal(folder / "journal.jsonl")), stopped)


def count_steps(job: Job[Item], settings: LoopSettings) -> int:
    """Return how many steps `fit` takes if nothing ends it early."""
    return sum(len(_plan(job, settings, epoch)[1]) for epoch in range(settings.epochs))


def _epoch(run: Run[Item]) -> None:
    """Train for what is left of an epoch or of the time, then evaluate."""
    job, settings, place = run.job, run.settings, run.place
    items, steps = _plan(job, settings, place.epoch)
    job.module.train()
    while place.done < len(steps) and not _time_is_up(run):
        batches = [[items[index] for index in batch] for batch in steps[place.done]]
        _step(run, batches, epochs=place.epoch + (place.done + 0.5) / len(steps))
        place.done += 1
        due = settings.evaluate_steps and not place.step % settings.evaluate_steps
        if due and place.done < len(steps):
            _evaluate(run, epochs=place.epoch + place.done / len(steps))
        if is_worth_keeping(run, epoch_ended=False):
            keep_run(run)
    fraction = place.done / len(steps)
    if place.steps:
        _log(run, epochs=place.epoch + fraction)
    if fraction == 1:
        place.epoch, place.done, fraction = place.epoch + 1, 0, 0.0
    _evaluate(run, epochs=place.epoch + fraction)
    if is_worth_keeping(run, epoch_ended=True):
        keep_run(run)


def _plan(
    job: Job[Item], settings: LoopSettings, epoch: int
) -> tuple[Sequence[Item], list[list[list[int]]]]:
    """Return the items of an epoch, and for each step the batches of places in them."""
    items = job.refresh(epoch) if job.refresh else job.items
    if not items:
        raise ModelError("cannot train: no items")
    sizes = [job.size(item) for item in items]
    batches = shuffled_batches(sizes, settings.batch_pieces, seed=settings.seed, epoch=epoch)
    count = settings.accumulate
    return items, [batches[start : start + count] for start in range(0, len(batches), count)]


def _step(run: Run[Item], batches: Sequence[Sequence[Item]], epochs: float) -> None:
    """Change the weights once; `epochs` are done in the middle of this step."""
    job, settings, place, start = run.job, run.settings, run.place, time.monotonic()
    place.factor = rate_factor(_share_done(run, epochs), settings.warmup_share)
    for group in run.optimiser.param_groups:
        group["lr"] = group["highest"] * place.factor
    loss = sum(_backward(run, batch, 1 / len(batches)) for batch in batches) / len(batches)
    if job.penalty:
        job.penalty().backward()  # type: ignore[no-untyped-call]
    length = nn.utils.clip_grad_norm_(run.tuned.values(), settings.clip)
    place.step += 1
    if not (math.isfinite(loss) and math.isfinite(float(length))):
        _diverged(run)
    run.optimiser.step()
    if job.after_step:
        job.after_step(place.step)
    run.optimiser.zero_grad(set_to_none=True)
    if run.average:
        run.average.update(place.step)
    place.losses += loss
    place.steps += 1
    place.pieces += sum(job.size(item) for batch in batches for item in batch)
    place.training_s += time.monotonic() - start
    if not place.step % settings.log_steps:
        _log(run, epochs)


def _backward(run: Run[Item], batch: Sequence[Item], share: float) -> float:
    """Add `share` of the gradients of a batch's loss, and return that loss."""

    def loss() -> Tensor:
        with _precision(run):
            return run.job.loss(batch)

    kind, size = run.settings.adversary, run.settings.adversary_size
    if kind != "none" and run.embedding:
        return adversarial_backward(loss, share, embedding=run.embedding, kind=kind, size=size)
    value = loss()
    (value * share).backward()  # type: ignore[no-untyped-call]
    return float(value.detach())


def _log(run: Run[Item], epochs: float) -> None:
    """Write down how the steps went since this was last done."""
    place = run.place
    _record(
        run,
        Step(
            step=place.step,
            epoch=round(epochs, 3),
            share=round(_share_done(run, epochs), 4),
            loss=round(place.losses / place.steps, 6),
            learning_rate=float(f"{run.settings.learning_rate * place.factor:.4g}"),
            pieces_per_s=round(place.pieces / max(place.training_s, 1e-9), 1),
            seconds=round(run.seconds(), 2),
        ),
    )
    place.losses, place.steps, place.pieces, place.training_s = 0.0, 0, 0, 0.0


def _evaluate(run: Run[Item], epochs: float) -> None:
    """Score the model, and keep its weights if they are the best so far."""
    job, place = run.job, run.place
    job.module.eval()
    with run.average.applied() if run.average else nullcontext():
        with torch.no_grad(), _precision(run):
            scores = {name: float(score) for name, score in job.evaluate().items()}
        best = _is_best(job, place, scores)
        if best:
            place.best_score = scores.get(job.chooses, place.best_score)
            place.best_epoch = epochs
            run.best = {name: weight.detach().clone() for name, weight in run.tuned.items()}
    job.module.train()
    finite = {name: score for name, score in scores.items() if math.isfinite(score)}
    seconds = round(run.seconds(), 2)
    _record(run, Evaluation(place.step, round(epochs, 3), finite, best, seconds))


def _is_best(job: Job[Item], place: Place, scores: Mapping[str, float]) -> bool:
    if not scores:
        return True
    score = scores.get(job.chooses, math.nan)
    if not math.isfinite(score):
        raise ModelError(f"cannot choose the best weights: the evaluation gave no {job.chooses}")
    return score > place.best_score


def _reason_to_stop(run: Run[Item]) -> Stop | None:
    settings, place = run.settings, run.place
    if place.epoch >= settings.epochs:
        return "epochs"
    if settings.patience and place.epoch - place.best_epoch >= settings.patience:
        return "patience"
    return "time" if _time_is_up(run) else None


def _time_is_up(run: Run[Item]) -> bool:
    """Tell whether to end; never before the first step, so that there is something to keep."""
    limit = run.settings.max_minutes * 60
    return bool(limit and run.place.step and run.seconds() >= limit)


def _share_done(run: Run[Item], epochs: float) -> float:
    """Return how much of the training is done: of the epochs, or of the time if that is more."""
    share = epochs / run.settings.epochs
    if run.settings.max_minutes:
        share = max(share, run.seconds() / (run.settings.max_minutes * 60))
    return min(share, 1.0)


def _record(run: Run[Item], record: Record) -> None:
    run.journal.write(record)
    run.progress(record)


def _precision(run: Run[Item]) -> torch.autocast:
    device = next(iter(run.tuned.values())).device.type
    return autocast(run.settings.precision, device)


def _diverged(run: Run[Item]) -> NoReturn:
    """Give up, and remove the checkpoint, which would only lead here again."""
    remove_checkpoint(run.folder)
    raise ModelError(
        f"training diverged at step {run.place.step}: the loss is no number any more; try a third"
        f" of the learning rates ({run.settings.learning_rate:g} and"
        f" {run.settings.head_learning_rate:g}), a longer warm-up or precision float32"
    )
