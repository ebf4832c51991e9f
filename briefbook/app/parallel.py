"""One function over many items, in child processes that never outlive this one."""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar

from briefbook.errors import BriefbookError

T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def open_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Open a pool of child processes that end when this one does, however that goes.

    Children are spawned, not forked: they inherit no thread and no lock. What they run must be
    importable, and what goes to and fro must pickle. Raises BriefbookError when a child dies.
    """
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(
            workers, mp_context=context, initializer=_end_with, initargs=(os.getpid(),)
        ) as pool:
            yield pool
    except BrokenProcessPool as error:
        raise BriefbookError("a child process died: was there enough memory?") from error


def map_in_children(function: Callable[[T], R], items: Iterable[T], *, workers: int) -> Iterator[R]:
    """Yield `function(item)` for each item, as results come in.

    Only two items a worker are drawn ahead, so that a long stream stays where it comes from.
    """
    with open_pool(workers) as pool:
        waiting: set[Future[R]] = set()
        for item in items:
            waiting.add(pool.submit(function, item))
            if len(waiting) >= 2 * workers:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)


def call(function: str, *arguments: Any) -> Any:
    """Call "module:name", imported only now: for children that load what we need not load."""
    module, name = function.split(":")
    return getattr(import_module(module), name)(*arguments)


def _end_with(parent: int) -> None:
    """End this process soon after its parent has gone, however that went."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # as many processes as cores: one thread each

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
