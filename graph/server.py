"""The embedded Bolt server of a run folder: found when it runs, started when it does not.

All processes that work on one run folder share one server (`graph.server_process`). What stands in
its folder: `accounts.json` (passwords, made once), `address.json` (while it runs), three lock files
(`starting.lock`: one starter at a time; `server.lock`: held by the server; `clients.lock`: shared
by its clients), `server.log`, and the database.
"""

import fcntl
import json
import logging
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from briefbook.errors import GraphUnavailable
from graph.connection import Account, Connection, connection_from_environment, one_line
from graph.settings import GraphSettings

DATABASE = "neo4j"
VIEWER = "viewer"
WRITER = "root"
START_LINE = "--- the server starts ---"
LOG_LIMIT = 1_000_000  # bytes; a longer log is started afresh with the server
POLL_S = 0.05

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Server:
    """A running embedded server, kept running for as long as the block that opened it lasts."""

    pid: int
    http_port: int  # for what only the server's own SQL can do; same accounts
    connection: Connection

    @property
    def uri(self) -> str:
        """Return its Bolt address."""
        return self.connection.uri


@contextmanager
def open_graph(
    folder: Path, environ: Mapping[str, str], *, settings: GraphSettings
) -> Iterator[Connection]:
    """Open the Neo4j that `environ` names, or else the embedded server of `folder`.

    Raises GraphUnavailable, with the reason, when there is none.
    """
    connection = connection_from_environment(environ)
    if connection is not None:
        yield connection
        return
    with open_server(folder, settings=settings) as server:
        yield server.connection


@contextmanager
def open_server(folder: Path, *, settings: GraphSettings) -> Iterator[Server]:
    """Find or start the embedded server of `folder`, which is made when missing.

    The server belongs to no process: it goes on after the block, and stops `settings.idle_s`
    seconds after its last client has gone. Raises GraphUnavailable with the reason and the last
    line of the server's log.
    """
    folder = folder.absolute()
    deadline = time.monotonic() + settings.start_timeout_s
    with _files(folder), _lock(folder / "clients.lock", fcntl.LOCK_SH, deadline):
        with _files(folder), _lock(folder / "starting.lock", fcntl.LOCK_EX, deadline):
            server = _find_or_start(folder, settings, deadline)
        yield server


def stop_server(folder: Path, *, timeout_s: float = 30) -> bool:
    """Stop the embedded server of `folder`, clients or not; tell whether one was running.

    Raises GraphUnavailable when it does not stop in time.
    """
    folder = folder.absolute()
    if not folder.is_dir():
        return False
    deadline = time.monotonic() + timeout_s
    with _files(folder), _lock(folder / "starting.lock", fcntl.LOCK_EX, deadline):
        address = _read_address(folder)
        if address is None or not _is_running(folder):
            return False
        os.kill(address["pid"], signal.SIGTERM)
        while _is_running(folder):
            _pause(deadline, f"the graph server of {folder} does not stop")
    return True


@contextmanager
def _files(folder: Path) -> Iterator[None]:
    """Make `folder`, and say what is wrong when it cannot be used."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise GraphUnavailable(f"cannot use {folder}: {error.strerror}") from error
    yield


@contextmanager
def _lock(path: Path, kind: int, deadline: float) -> Iterator[None]:
    """Hold a lock that the kernel releases when this process ends, however it ends."""
    try:
        file = open(path, "ab")  # noqa: SIM115 - closed below; only opening may fail
    except OSError as error:
        raise GraphUnavailable(f"cannot use {path.parent}: {error.strerror}") from error
    with file:
        while not _try_lock(file.fileno(), kind):
            _pause(deadline, f"the graph of {path.parent} is busy: {path.name} is held")
        yield


def _try_lock(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _pause(deadline: float, complaint: str) -> None:
    if time.monotonic() > deadline:
        raise GraphUnavailable(complaint)
    time.sleep(POLL_S)


def _is_running(folder: Path) -> bool:
    """Tell whether a server holds its lock; only asked under `starting.lock`."""
    with open(folder / "server.lock", "ab") as file:
        return not _try_lock(file.fileno(), fcntl.LOCK_EX)


def _find_or_start(folder: Path, settings: GraphSettings, deadline: float) -> Server:
    ours = False
    while (address := _read_address(folder)) is None or not (ours or _is_running(folder)):
        if not _is_running(folder):
            if ours:
                raise _failed(folder, "the graph server did not start")
            # There was none, one was killed, or one was just ending for want of clients.
            (folder / "address.json").unlink(missing_ok=True)
            _start(folder, settings)
            ours = True
        _pause(deadline, f"the graph server did not start in time; see {folder / 'server.log'}")
    server = _server(folder, address)
    _wait_until_it_answers(folder, server, deadline)
    return server


def _start(folder: Path, settings: GraphSettings) -> None:
    accounts = _accounts(folder)
    order = {
        "folder": str(folder),
        "database": DATABASE,
        "viewer": VIEWER,
        "writer_password": accounts[WRITER],
        "viewer_password": accounts[VIEWER],
        "bolt_port": settings.bolt_port,
        "memory_mb": settings.memory_mb,
        "idle_s": settings.idle_s,
        "query_timeout_s": settings.query_timeout_s,
    }
    script = Path(__file__).with_name("server_process.py")
    with _open_log(folder) as log:
        log.write(f"{START_LINE}\n".encode())
        log.flush()
        process = subprocess.run(  # returns at once: the server goes on in a process of its own
            [sys.executable, "-P", str(script)],
            input=json.dumps(order) + "\n",  # secrets never as arguments: `ps` shows those
            text=True,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=_environment(),
            start_new_session=True,
        )
    if process.returncode:
        raise _failed(folder, "the graph server did not start")
    logger.info("started the graph server of %s", folder)


def _environment() -> dict[str, str]:
    """Return our environment with a locale in which Java can open folders of any name."""
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def _open_log(folder: Path) -> BinaryIO:
    path = folder / "server.log"
    too_long = path.exists() and path.stat().st_size > LOG_LIMIT
    return open(path, "wb" if too_long else "ab")


def _accounts(folder: Path) -> dict[str, str]:
    """Read the passwords, or make them; the server takes new ones when it has no users."""
    path = folder / "accounts.json"
    if not path.exists():
        (folder / "config" / "server-users.jsonl").unlink(missing_ok=True)
        fresh = {WRITER: secrets.token_urlsafe(24), VIEWER: secrets.token_urlsafe(24)}
        new = path.with_suffix(".new")
        with open(os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            json.dump(fresh, file)
        new.replace(path)
    accounts: dict[str, str] = json.loads(path.read_text())
    return accounts


def _read_address(folder: Path) -> dict[str, int] | None:
    try:
        address: dict[str, int] = json.loads((folder / "address.json").read_text())
    except FileNotFoundError:
        return None
    return address


def _server(folder: Path, address: dict[str, int]) -> Server:
    accounts = _accounts(folder)
    connection = Connection(
        uri=f"bolt://127.0.0.1:{address['bolt']}",
        database=DATABASE,
        writer=Account(WRITER, accounts[WRITER]),
        viewer=Account(VIEWER, accounts[VIEWER]),
    )
    return Server(address["pid"], address["http"], connection)


def _wait_until_it_answers(folder: Path, server: Server, deadline: float) -> None:
    """Ask until it answers: the port opens before the database does."""
    connection = server.connection
    auth = (connection.writer.name, connection.writer.password)
    with neo4j.GraphDatabase.driver(
        connection.uri, auth=auth, max_transaction_retry_time=0
    ) as driver:
        while True:
            try:
                driver.execute_query("RETURN 1", database_=connection.database)
                return
            except (DriverError, Neo4jError) as error:
                if not _is_running(folder):
                    raise _failed(folder, "the graph server ended") from error
                _pause(deadline, f"the graph server does not answer: {one_line(error)}")


def _failed(folder: Path, reason: str) -> GraphUnavailable:
    """Say `reason` with the words of the server's log that tell most."""
    path = folder / "server.log"
    _, _, text = path.read_text(errors="replace").rpartition(START_LINE)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [n for n, line in enumerate(lines) if "Error" in line or "Exception" in line]
    words = " ".join(lines[telling[-1] : telling[-1] + 2] if telling else lines[-1:])
    return GraphUnavailable(f"{reason}: {words[:400] or 'no word of why'} (see {path})")
