"""Progress of long work, on stderr: a live bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Advance = Callable[[str], None]  # says which item is done

_EVERY_S = 10.0


class Reporter:
    """Tells a person how far the work is; silent when `quiet`."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet, highlight=False, soft_wrap=True)

    def say(self, message: str) -> None:
        """Show one line."""
        self._console.print(message, markup=False)

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Advance]:
        """Show how a stage of `total` items goes on; call what it gives once for each item."""
        if total == 0:
            yield lambda item: None
            return
        start = time.monotonic()
        shown = self._bar(name, total) if self._console.is_terminal else self._lines(name, total)
        with shown as advance:
            yield advance
        self.say(f"{name}: {total} done in {time.monotonic() - start:.1f} s")

    @contextmanager
    def _bar(self, name: str, total: int) -> Iterator[Advance]:
        columns = (
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[item]}", markup=False),
        )
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task(name, total=total, item="")
            yield lambda item: progress.update(task, advance=1, item=item[-50:])

    @contextmanager
    def _lines(self, name: str, total: int) -> Iterator[Advance]:
        count, last = 0, time.monotonic()

        def advance(item: str) -> None:
            nonlocal count, last
            count += 1
            if time.monotonic() - last >= _EVERY_S:
                last = time.monotonic()
                self.say(f"{name}: {count} of {total}, {item}")

        yield advance
