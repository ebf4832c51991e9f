"""The process in which files of strangers are opened: `python -m ingest.child`.

It reads jobs from standard input and writes replies to what was standard output, one at a time,
until the input ends. Memory is limited by the kernel, time by the parent.
"""

import contextlib
import ctypes
import gc
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from briefbook.errors import BriefbookError, LimitExceeded, UnreadableSource
from briefbook.ids import checksum
from briefbook.records import Problem, ProblemKind
from ingest.archive import is_junk, read_file
from ingest.assembly import Parsed
from ingest.jobs import (
    HEADER,
    Alive,
    DataReply,
    DrawJob,
    Failure,
    FetchJob,
    Job,
    ReadJob,
    ReadReply,
    Ready,
    Reply,
    Spent,
    Spooled,
    decode_job,
    encode_message,
)
from ingest.media import sniff
from ingest.parse import named_members, parse, read_bytes
from ingest.pulse import listening
from ingest.render import render_page

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serve jobs until the parent closes the pipe; arguments: pid of the parent, megabytes."""
    parent, memory_mb = int(sys.argv[1]), int(sys.argv[2])
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limit = memory_mb * 1024**2
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    gc.freeze()  # what was imported stays; collections need not look at it
    with _channel() as replies:
        _send(replies, Ready())
        for job in _jobs(sys.stdin.buffer):
            with listening(lambda: _send(replies, Alive())):
                reply = answer(job)
            if isinstance(reply, Failure) and reply.kind == "limit":
                _send(replies, Spent())  # the parent starts another child
            _send(replies, reply)


def _die_with(parent: int) -> None:
    """End at once when the parent does, however it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGKILL)


@contextlib.contextmanager
def _channel() -> Iterator[BinaryIO]:
    """Keep standard output to ourselves: what libraries print there must not mix with replies."""
    with os.fdopen(os.dup(1), "wb") as replies:
        os.dup2(2, 1)
        yield replies


def _jobs(file: BinaryIO) -> Iterator[Job]:
    while header := file.read(HEADER.size):
        yield decode_job(file.read(HEADER.unpack(header)[0]))


def _send(file: BinaryIO, reply: Reply) -> None:
    file.write(encode_message(reply))
    file.flush()


def answer(job: Job) -> Reply:
    """Do a job; the one place where any exception becomes a reply."""
    try:
        return _do(job)
    except UnreadableSource as error:
        return Failure(str(error), _kind(error))
    except BriefbookError as error:
        return Failure(str(error))
    except MemoryError:
        limit = job.settings.memory_mb
        return Failure(f"cannot read {job.source}: needs more than {limit} MB of memory", "limit")
    except RecursionError:
        return Failure(f"cannot read {job.source}: nested too deep", "limit")
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return Failure(f"cannot read {job.source}: the parser failed ({reason})")


def _kind(error: UnreadableSource) -> ProblemKind:
    return cast(ProblemKind, error.kind)


def _do(job: Job) -> Reply:
    if isinstance(job, ReadJob):
        return _read(job)
    data = read_bytes(Path(os.fsdecode(job.root)), job.source, job.settings)
    if isinstance(job, FetchJob):
        return DataReply(data)
    return DataReply(_draw(job, data))


def _draw(job: DrawJob, data: bytes) -> bytes:
    return render_page(data, sniff(data, job.source), job.page, width_px=job.width_px)


def _read(job: ReadJob) -> ReadReply:
    data = read_file(Path(os.fsdecode(job.path)), job.source, job.settings)
    sha256 = checksum(data)
    try:
        if sha256 in job.ancestors:
            raise LimitExceeded(f"cannot read {job.source}: it contains itself")
        parsed = parse(data, job.source, settings=job.settings)
    except UnreadableSource as error:
        problem = Problem(job.source, "ingest", str(error), _kind(error))
        return ReadReply(sha256, problems=(problem,))
    members, problems = _spool(parsed, job)
    return ReadReply(sha256, parsed.document, members, (*parsed.problems, *problems))


def _spool(parsed: Parsed, job: ReadJob) -> tuple[tuple[Spooled, ...], tuple[Problem, ...]]:
    """Write the files inside a source where the parent will look for them."""
    wanted = [(name, data) for name, data in named_members(parsed) if not is_junk(name)]
    if not wanted:
        return (), ()
    if not job.spool:
        message = f"{job.source}: {len(wanted)} files inside are not opened: nested too deep"
        return (), (Problem(job.source, "ingest", message, "limit"),)
    folder = Path(os.fsdecode(job.spool))
    folder.mkdir()
    members = []
    for index, (name, data) in enumerate(wanted):
        path = folder / str(index)
        path.write_bytes(data)
        members.append(Spooled(name, os.fsencode(path), len(data)))
    return tuple(members), ()


if __name__ == "__main__":
    main()
