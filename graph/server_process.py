"""The embedded Bolt server itself: a process of its own that stops when nobody uses it.

Started only by `graph.server`, which runs this file and hands it one line of JSON on stdin. It
imports nothing of ours, so that it starts wherever it lies. It holds `server.lock` as long as it
lives, so that no second one starts; every client holds a shared lock on `clients.lock`, which the
kernel gives back even when the client is killed.
"""

import fcntl
import json
import os
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

#: Half the CPU time to start, and a quarter less to write 95,000 elements, than the JVM's defaults.
LIGHT_JVM = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
POLL_S = 0.25  # how often it looks whether anybody is there
READERS = {  # an account in this group can read and nothing else
    "resultSetLimit": -1,
    "readTimeout": -1,
    "access": [],
    "types": {"*": {"access": ["readRecord"]}},
}
ADMINISTRATORS = {
    "resultSetLimit": -1,
    "readTimeout": -1,
    "access": ["updateSecurity", "updateSchema", "updateDatabaseSettings"],
    "types": {"*": {"access": ["createRecord", "readRecord", "updateRecord", "deleteRecord"]}},
}
NOBODY = {"resultSetLimit": -1, "readTimeout": -1, "access": [], "types": {"*": {"access": []}}}


def main() -> None:
    """Read the order from stdin, leave the starter, and serve until idle or told to stop."""
    order = json.loads(sys.stdin.readline())
    folder = Path(order["folder"])
    lock = open(folder / "server.lock", "wb")  # noqa: SIM115 - held as long as the process lives
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    if os.fork():  # the starter waits for this half only; the lock lives on in the other
        os._exit(0)
    try:
        _serve(order, folder, lock.fileno())
    except BaseException:  # said in the log, which the starter reads
        traceback.print_exc()
        os._exit(1)  # at once: threads of a half-started JVM would keep the process, and its lock
    os._exit(0)  # at once: closing the JVM in order may hang, and all is written


def _serve(order: dict[str, Any], folder: Path, lock: int) -> None:
    import arcadedb_embedded  # here: the half that only forks must not wait for it

    os.environ["ARCADEDB_JVM_ARGS"] = f"-Xmx{order['memory_mb']}m {LIGHT_JVM}"
    _write_groups(folder / "config")
    ports = {"bolt": order["bolt_port"] or _free_port(), "http": _free_port()}
    server = arcadedb_embedded.create_server(
        str(folder),
        order["writer_password"],
        config=_configuration(order, ports),
    )
    server.start()
    stopping: list[int] = []

    def on_signal(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, on_signal)  # after the JVM, which would end at once
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command in front
    address = folder / "address.json"
    _publish(address, {"pid": os.getpid(), **ports})
    with open(folder / "clients.lock", "wb") as clients:
        _wait_until_idle(clients.fileno(), order["idle_s"], stopping, folder / "server.lock", lock)
        address.unlink(missing_ok=True)
        server.stop()


def _wait_until_idle(
    clients: int, idle_s: float, stopping: list[int], path: Path, lock: int
) -> None:
    """Return when told to stop, or after `idle_s` without a client, then holding its lock.

    Ends the process when its folder was deleted, or deleted and made again: what lies there now,
    under the same names, is another server's and must not be tidied away.
    """
    last_used = time.monotonic()
    while not stopping:
        time.sleep(POLL_S)
        if not _is_same_file(path, lock):
            os._exit(0)
        try:
            fcntl.flock(clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            last_used = time.monotonic()
            continue
        if time.monotonic() - last_used >= idle_s:
            return  # keep the lock: whoever comes now waits for the end and starts another
        fcntl.flock(clients, fcntl.LOCK_UN)


def _is_same_file(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(file))
    except OSError:
        return False


def _configuration(order: dict[str, Any], ports: dict[str, int]) -> dict[str, Any]:
    viewer = f"{order['viewer']}:{order['viewer_password']}:readers"
    return {
        "host": "127.0.0.1",
        "http_port": str(ports["http"]),
        "mode": "development",  # "production" hides what is wrong with a query
        "txWalFlush": 1,  # an acknowledged transaction survives kill -9
        "command_timeout": order["query_timeout_s"] * 1000,
        "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "bolt_host": "127.0.0.1",
        "bolt_port": ports["bolt"],
        "bolt_defaultDatabase": order["database"],
        "server_defaultDatabases": f"{order['database']}[{viewer}]",
        "opencypher_loadCsv_allowFileUrls": False,
        "opencypher_loadCsv_allowRemoteUrls": False,
    }


def _write_groups(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    groups = {"admin": ADMINISTRATORS, "readers": READERS, "*": NOBODY}
    text = json.dumps({"version": 2, "databases": {"*": {"groups": groups}}})
    (folder / "server-groups.json").write_text(text, encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _publish(path: Path, address: dict[str, Any]) -> None:
    """Write the address so that nobody ever reads half of it."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(address), encoding="utf-8")
    fresh.replace(path)


if __name__ == "__main__":
    main()
