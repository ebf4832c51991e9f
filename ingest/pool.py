"""Child processes that do one job at a time and are ended when they pass a limit."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from ingest.jobs import (
    HEADER,
    Alive,
    Failure,
    Job,
    Ready,
    Reply,
    Spent,
    decode_reply,
    encode_message,
)
from ingest.settings import IngestSettings

_POLL_S = 0.05  # between looks at time and memory
_PATIENCE = 3  # clock time for each second of processor time, when others use the machine too
_START_S = 120.0  # for a child to load its parsers, on a busy machine
_MAX_REPLY = 1 << 30  # bytes
_SWOLLEN = 0.5  # a child that keeps more than this share of its memory is replaced
_READY, _ALIVE, _SPENT = (
    encode_message(message)[HEADER.size :] for message in (Ready(), Alive(), Spent())
)
_OUT_OF_MEMORY = ("bad_alloc", "MemoryError", "Cannot allocate memory", "out of memory")
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Done:
    """A job that has ended: the reply as it came, still encoded, or why there is none."""

    ticket: int
    reply: bytes | Failure
    seconds: float  # of wall-clock time

    def decode(self) -> Reply:
        """Return the reply; a Failure when it makes no sense."""
        if isinstance(self.reply, Failure):
            return self.reply
        try:
            return decode_reply(self.reply)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            return Failure(f"the parser gave no sense: {error}")


class _Child:
    """One process and the job it is at."""

    def __init__(self, settings: IngestSettings, errors: IO[bytes]) -> None:
        self.process = _start(settings, errors)
        self.errors = errors  # what the child writes to standard error
        self.ticket: int | None = None
        self.job: Job | None = None
        self.started = time.monotonic()
        self.rested = self.started  # when the time limit began to count
        self.worked_s = 0.0  # processor time used by then
        self.ready = False
        self.spent = False  # it asked to be replaced
        self.buffer = bytearray()

    def give(self, ticket: int, job: Job) -> None:
        """Start a job."""
        self.ticket, self.job, self.started = ticket, job, time.monotonic()
        self.rest()
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):  # it has just died; the next look at it will tell
            self.process.stdin.write(encode_message(job))
            self.process.stdin.flush()

    def rest(self) -> None:
        """Let the time limit count from now."""
        self.rested, self.worked_s = time.monotonic(), _processor_s(self.process.pid)

    def passed(self, settings: IngestSettings) -> Failure | None:
        """Return the limit that the job has passed, if any."""
        if self.job is None:
            return None
        start, limit = f"cannot read {self.job.source}:", settings.timeout_s
        clock_s = time.monotonic() - self.rested
        if not self.ready:
            return Failure(f"{start} the parser does not start") if clock_s > _START_S else None
        if clock_s > limit and (
            clock_s > _PATIENCE * limit or _processor_s(self.process.pid) - self.worked_s > limit
        ):
            return Failure(f"{start} took longer than {limit:g} s", "limit")
        if _resident_mb(self.process.pid) > settings.memory_mb:
            return Failure(f"{start} needs more than {settings.memory_mb} MB of memory", "limit")
        return None

    def message(self) -> bytes | None:
        """Take one whole message out of what has arrived; None when there is none yet."""
        if len(self.buffer) < HEADER.size:
            return None
        size = int(HEADER.unpack_from(self.buffer)[0])
        end = HEADER.size + size
        if size <= _MAX_REPLY and len(self.buffer) < end:
            return None
        data = bytes(self.buffer[HEADER.size : end]) if size <= _MAX_REPLY else b""
        del self.buffer[:end]
        return data

    def end(self) -> int:
        """Kill the process and return its exit status."""
        self.process.kill()
        status = self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()
        self.errors.close()
        return status


def _start(settings: IngestSettings, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a child. `-P` keeps modules of the current folder, which may be the archive, out."""
    home = str(Path(__file__).parents[1])
    paths = [home, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    single = dict.fromkeys(_THREADS, "1")
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "ingest.child", str(os.getpid()), str(settings.memory_mb)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**os.environ, **single, "PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": "0"},
    )


class Pool:
    """Up to `count` children; open it with `with`, and use it from one thread.

    A child ends with the thread that started it.
    """

    def __init__(self, count: int, settings: IngestSettings, folder: Path) -> None:
        self.count = count
        self.settings = settings
        self.folder = folder  # for what children write to standard error
        self._children: list[_Child] = []
        self._selector = selectors.DefaultSelector()
        self._next = 0

    def __enter__(self) -> "Pool":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in list(self._children):
            self._drop(child)
        self._selector.close()

    @property
    def busy(self) -> int:
        """Return how many jobs are under way."""
        return sum(1 for child in self._children if child.ticket is not None)

    def give(self, job: Job) -> int:
        """Start a job, which needs a free child, and return its ticket."""
        free = next((child for child in self._children if child.ticket is None), None)
        if free is None:
            free = self._add()
        self._next += 1
        free.give(self._next, job)
        return self._next

    def wait(self) -> list[Done]:
        """Wait for a while, end children that passed a limit, and return the jobs that ended."""
        for key, _ in self._selector.select(_POLL_S):
            self._receive(key.data)
        return [done for child in list(self._children) for done in self._look_at(child)]

    def _add(self) -> _Child:
        errors = (self.folder / f"errors-{self._next}").open("w+b")
        child = _Child(self.settings, errors)
        assert child.process.stdout is not None
        os.set_blocking(child.process.stdout.fileno(), False)
        self._selector.register(child.process.stdout, selectors.EVENT_READ, child)
        self._children.append(child)
        return child

    def _drop(self, child: _Child) -> int:
        self._children.remove(child)
        self._selector.unregister(child.process.stdout)  # type: ignore[arg-type]
        return child.end()

    def _receive(self, child: _Child) -> None:
        assert child.process.stdout is not None
        with suppress(BlockingIOError):
            while data := os.read(child.process.stdout.fileno(), 1 << 20):
                child.buffer += data

    def _look_at(self, child: _Child) -> Iterator[Done]:
        status = child.process.poll()
        if status is not None:
            self._receive(child)  # its last words
        message = child.message()
        if message is not None:
            yield from self._take(child, message)
        elif status is not None or child.passed(self.settings):
            reason = child.passed(self.settings) if status is None else _crash(child, status)
            ticket, seconds = child.ticket, time.monotonic() - child.started
            self._drop(child)
            if ticket is not None and reason is not None:
                yield Done(ticket, reason, seconds)

    def _take(self, child: _Child, message: bytes) -> Iterator[Done]:
        seconds = time.monotonic() - child.started
        if message == _SPENT:
            child.spent = True
        elif message in (_READY, _ALIVE):
            if not child.ready:
                child.started = time.monotonic()  # loading parsers does not count as reading
            child.ready = True
            child.rest()
        elif child.ticket is not None:
            yield Done(child.ticket, message, seconds)
            child.ticket = child.job = None
            if child.spent or self._is_swollen(child):
                self._drop(child)

    def _is_swollen(self, child: _Child) -> bool:
        return _resident_mb(child.process.pid) > _SWOLLEN * self.settings.memory_mb


def _crash(child: _Child, status: int) -> Failure | None:
    """Say how a child ended that should not have; None when it was at no job.

    Raises RuntimeError when it did not even start.
    """
    child.errors.seek(0)
    tail = child.errors.read()[-4000:].decode("utf-8", "replace").strip()
    if not child.ready:
        raise RuntimeError(f"the process that reads files does not start: {tail}")
    if child.job is None:
        return None
    if any(sign in tail for sign in _OUT_OF_MEMORY):
        return Failure(f"cannot read {child.job.source}: needs too much memory", "limit")
    how = f"status {status}"
    if status < 0:
        how = f"signal {-status}, {signal.Signals(-status).name}"
    return Failure(f"cannot read {child.job.source}: the parser crashed ({how})")


def _processor_s(pid: int) -> float:
    """Return the processor time a process has used; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid: int) -> float:
    """Return the memory a process holds; 0 where the system does not say."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_bytes().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
