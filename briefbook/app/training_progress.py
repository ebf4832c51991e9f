"""How a training goes, on one line of stderr: live on a terminal, now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from briefbook.learn.journal import Evaluation, Record, Step

Watch = Callable[[Record], None]

_EVERY_S = 15.0
_CHOOSES = {"f1": "F1", "likelihood": "likelihood"}  # the score that chooses, as it is called


@contextmanager
def watch_training(epochs: int, *, quiet: bool = False) -> Iterator[Watch]:
    """Show records of a training of at most `epochs` as they come; nothing when `quiet`."""
    console = Console(stderr=True, quiet=quiet, highlight=False, soft_wrap=True)
    if console.is_terminal:
        columns = (BarColumn(bar_width=20), TextColumn("{task.description}", markup=False))
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("starting", total=1.0)

            def show(line: str, share: float, urgent: bool) -> None:
                bar.update(task, description=line, completed=share)

            yield _watch(epochs, show)
        return
    last = -_EVERY_S

    def say(line: str, share: float, urgent: bool) -> None:
        nonlocal last
        if urgent or time.monotonic() - last >= _EVERY_S:
            last = time.monotonic()
            console.print(line, markup=False)

    yield _watch(epochs, say)


def _watch(epochs: int, show: Callable[[str, float, bool], None]) -> Watch:
    step: Step | None = None
    best: Evaluation | None = None

    def watch(record: Record) -> None:
        nonlocal step, best
        if isinstance(record, Step):
            step = record
        elif record.best:
            best = record
        urgent = record is best
        show(progress_line(step, best, epochs), step.share if step else 0.0, urgent)

    return watch


def progress_line(step: Step | None, best: Evaluation | None, epochs: int) -> str:
    """Say in one line how far a training is.

    >>> progress_line(Step(40, 1.5, 0.25, 0.31, 1e-4, 2100.0, 60.0), None, 6)
    'epoch 1.5 of 6, step 40, loss 0.3100, 2,100 pieces/s, 3:00 left'
    """
    parts = []
    if step:
        parts += [f"epoch {step.epoch:.1f} of {epochs}", f"step {step.step}"]
        parts += [f"loss {step.loss:.4f}"]
    if best:
        known = [name for name in _CHOOSES if name in best.scores][:1]
        parts += [f"best {_CHOOSES[name]} {best.scores[name]:.4f}" for name in known]
    if step:
        parts.append(f"{step.pieces_per_s:,.0f} pieces/s")
        if step.share:
            parts.append(f"{_clock(step.seconds * (1 - step.share) / step.share)} left")
    return ", ".join(parts)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
