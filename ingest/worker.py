"""Every file is opened in a child process with limits; what fails becomes a Problem.

The children are told what to do by `ingest.pool`; here is decided what comes next, and in which
order the results are handed out: always that of the sources, whatever finishes first.
"""

import os
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from briefbook.errors import ArchiveError, LimitExceeded, UnreadableSource
from briefbook.records import Document, Problem
from ingest.archive import Source, locate, read_file
from ingest.jobs import DataReply, DrawJob, Failure, FetchJob, Job, ReadJob, ReadReply, Spooled
from ingest.pool import Done, Pool
from ingest.settings import IngestSettings

_AHEAD = 32  # sources under way or waiting for their turn, for each worker
_MAX_WAITING = 64 * 1024**2  # bytes of results that wait for their turn


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one source came to: a document, or problems, or neither (a container) or both."""

    source: str  # as in Source.name; of a file inside another: container, "/", its name
    sha256: str  # of the bytes; "" when they could not be read
    document: Document | None
    problems: tuple[Problem, ...]
    seconds: float  # of wall-clock time
    container: str = ""  # the source this one was found in


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page to be drawn."""

    source: str  # name of a PDF or picture, containers included
    page: int  # from 1
    width_px: int


def read_sources(
    root: Path,
    sources: Iterable[Source],
    *,
    settings: IngestSettings,
    spool: Path | None = None,
) -> Iterator[Outcome]:
    """Read sources of the archive at `root`; yield outcomes in the order of the sources.

    Files found inside a source follow it, each with an Outcome of its own. Nothing about a file
    raises: it ends as Problems. What containers hold is unpacked below `spool`, else below the
    folder for temporary files, and removed again, unless this process is killed.

    Use the iterator in one thread, and close it if you stop early.
    """
    with _workshop(settings, spool) as (pool, folder):
        run = _Run(pool, folder, settings)
        nodes = (_Node(source.name, _path(root, source.name), settings) for source in sources)
        yield from run.outcomes(nodes)


def draw_pages(
    root: Path, requests: Iterable[PageRequest], *, settings: IngestSettings
) -> Iterator[bytes | Problem]:
    """Draw pages as PNG, in the order of the requests; a page that fails is a Problem."""
    jobs = (
        DrawJob(request.source, os.fsencode(root), settings, request.page, request.width_px)
        for request in requests
    )
    with _workshop(settings) as (pool, _):
        for job, done in _in_order(pool, jobs):
            reply = done.decode()
            if isinstance(reply, DataReply):
                yield reply.data
            else:
                yield _problem(job.source, reply)


def fetch_bytes(root: Path, name: str, *, settings: IngestSettings) -> bytes:
    """Return the bytes of a source, also of one inside containers: "a.zip/inner/b.pdf".

    Raises ArchiveError when there is no such source, LimitExceeded or UnreadableSource when it
    cannot be read.
    """
    path, inside = locate(root, name)
    if not inside:
        return read_file(path, name, settings)
    with _workshop(settings) as (pool, _):
        [(_, done)] = _in_order(pool, [FetchJob(name, os.fsencode(root), settings)])
    reply = done.decode()
    if isinstance(reply, DataReply):
        return reply.data
    problem = _problem(name, reply)
    raise (LimitExceeded if problem.kind == "limit" else UnreadableSource)(problem.message)


@contextmanager
def _workshop(settings: IngestSettings, spool: Path | None = None) -> Iterator[tuple[Pool, Path]]:
    count = settings.workers or _cores()
    with (
        tempfile.TemporaryDirectory(prefix="briefbook-", dir=spool) as folder,
        Pool(count, settings, Path(folder)) as pool,
    ):
        yield pool, Path(folder)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_order(pool: Pool, jobs: Iterable[Job]) -> Iterator[tuple[Job, Done]]:
    """Do jobs that need no more than an answer."""
    left = iter(jobs)
    order: deque[tuple[int, Job]] = deque()
    ended: dict[int, Done] = {}
    while True:
        for job in islice(left, pool.count - pool.busy if len(order) < 2 * pool.count else 0):
            order.append((pool.give(job), job))
        if not order:
            return
        while order and order[0][0] in ended:
            ticket, job = order.popleft()
            yield job, ended.pop(ticket)
        ended.update((done.ticket, done) for done in (pool.wait() if pool.busy else ()))


def _problem(source: str, reply: object) -> Problem:
    if isinstance(reply, Failure):
        return Problem(source, "ingest", reply.message, reply.kind)
    return Problem(source, "ingest", f"cannot read {source}: the parser gave no sense")


# Reading


@dataclass(slots=True)
class _Allowance:
    """What may still be taken out of one source, at any depth."""

    members: int
    unpacked: int


@dataclass(slots=True)
class _Node:
    """A file to be read, and where it was found."""

    source: str
    path: bytes | Problem
    settings: IngestSettings
    container: str = ""
    ancestors: tuple[str, ...] = ()
    allowance: _Allowance | None = None
    done: Done | None = field(default=None, repr=False)


def _path(root: Path, name: str) -> bytes | Problem:
    try:
        return os.fsencode(locate(root, name)[0])
    except (ArchiveError, OSError) as error:
        return Problem(name, "ingest", f"cannot read {name}: {error}")


class _Run:
    """The state of one `read_sources`: what waits to be started, and what to be handed out."""

    def __init__(self, pool: Pool, spool: Path, settings: IngestSettings) -> None:
        self.pool = pool
        self.spool = spool
        self.settings = settings
        self.order: deque[_Node] = deque()  # as outcomes are handed out
        self.pending: deque[_Node] = deque()  # those of them not started, in the same order
        self.running: dict[int, _Node] = {}
        self.waiting = 0  # bytes of results whose turn has not come
        self.folders = 0

    def outcomes(self, nodes: Iterator[_Node]) -> Iterator[Outcome]:
        """Start what can be started, hand out what is ready, until nothing is left."""
        while True:
            self._draw(nodes)
            self._start()
            yield from self._ready()
            if not self.order and not self._draw(nodes):
                return
            if self.running:
                for done in self.pool.wait():
                    self._finish(done)

    def _draw(self, nodes: Iterator[_Node]) -> bool:
        """Take sources while there are few; tell whether any is left to do."""
        room = _AHEAD * self.pool.count - len(self.order)
        for node in islice(nodes, max(room, 0)):
            node.allowance = _Allowance(self.settings.max_members, self.settings.max_unpacked_bytes)
            self.order.append(node)
            if isinstance(node.path, bytes):
                self.pending.append(node)
        return bool(self.order)

    def _start(self) -> None:
        while self.pending and len(self.running) < self.pool.count:
            if self.waiting > _MAX_WAITING and self.pending[0] is not self.order[0]:
                return  # let the first catch up; it is under way
            node = self.pending.popleft()
            assert isinstance(node.path, bytes)
            self.running[self.pool.give(self._job(node, node.path))] = node

    def _job(self, node: _Node, path: bytes) -> ReadJob:
        spool = b""
        if len(node.ancestors) < self.settings.max_depth:
            self.folders += 1
            spool = os.fsencode(self.spool / str(self.folders))
        return ReadJob(node.source, path, node.settings, spool, node.ancestors)

    def _finish(self, done: Done) -> None:
        node = self.running.pop(done.ticket)
        node.done = done
        self.waiting += len(done.reply) if isinstance(done.reply, bytes) else 0
        if node.container:
            assert isinstance(node.path, bytes)
            Path(os.fsdecode(node.path)).unlink()

    def _ready(self) -> Iterator[Outcome]:
        while self.order and (self.order[0].done or isinstance(self.order[0].path, Problem)):
            node = self.order.popleft()
            if node.done is None:
                problems = (node.path,) if isinstance(node.path, Problem) else ()
                yield Outcome(node.source, "", None, problems, 0.0, node.container)
                continue
            outcome, members = self._outcome(node, node.done)
            self.order.extendleft(reversed(members))
            self.pending.extendleft(reversed(members))
            yield outcome
            self._start()

    def _outcome(self, node: _Node, done: Done) -> tuple[Outcome, list[_Node]]:
        reply = done.decode()
        self.waiting -= len(done.reply) if isinstance(done.reply, bytes) else 0
        node.done = None
        if not isinstance(reply, ReadReply):
            problems = (_problem(node.source, reply),)
            return Outcome(node.source, "", None, problems, done.seconds, node.container), []
        members, refused = _allowed(node, reply)
        return (
            Outcome(
                node.source,
                reply.sha256,
                reply.document,
                (*reply.problems, *refused),
                done.seconds,
                node.container,
            ),
            members,
        )


def _allowed(node: _Node, reply: ReadReply) -> tuple[list[_Node], tuple[Problem, ...]]:
    """Make nodes of the files inside a source, as far as its limits go."""
    allowance = node.allowance
    assert allowance is not None
    members: list[_Node] = []
    for index, member in enumerate(reply.members):
        allowance.members -= 1
        allowance.unpacked -= member.size
        if allowance.members < 0 or allowance.unpacked < 0:
            what = "files" if allowance.members < 0 else "bytes"
            left = len(reply.members) - index
            message = f"{node.source}: too many {what} inside: {left} files are not read"
            return members, (Problem(node.source, "ingest", message, "limit"),)
        members.append(_member(node, member, (*node.ancestors, reply.sha256)))
    return members, ()


def _member(node: _Node, member: Spooled, ancestors: tuple[str, ...]) -> _Node:
    return _Node(
        f"{node.source}/{member.name}",
        member.path,
        node.settings,
        node.source,
        ancestors,
        node.allowance,
    )
