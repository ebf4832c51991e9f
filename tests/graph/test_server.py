"""The embedded server: shared, self-stopping, and safe to kill. Every test runs the real one."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from briefbook.errors import GraphUnavailable, QueryRefused
from graph.connection import Account, connection_from_environment
from graph.queries import run_query
from graph.server import open_graph, open_server, stop_server
from graph.settings import GraphSettings
from graph.store import open_store, write_graph
from tests.graph.factories import Said, make_archive, make_reading, run_as_writer

SETTINGS = GraphSettings(idle_s=1, memory_mb=256, batch_rows=20)
CLIENT = """
import sys
from pathlib import Path
from graph.queries import run_query
from graph.server import open_server
from graph.settings import GraphSettings

with open_server(Path(sys.argv[1]), settings=GraphSettings(idle_s=1, memory_mb=256)) as server:
    sys.stdout.write(f"{server.pid}\\n")
    sys.stdout.flush()
    sys.stdin.read()
"""


def start_client(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def read_pid(client: "subprocess.Popen[str]") -> int:
    assert client.stdout is not None
    return int(client.stdout.readline())


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_until_gone(pid: int, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while is_alive(pid):
        assert time.monotonic() < deadline, "the server is still there"
        time.sleep(0.1)


def test_processes_that_start_together_share_one_server_which_ends_after_them(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "my 档案.briefbook" / "graph"
    clients = [start_client(folder) for _ in range(3)]
    pids = {read_pid(client) for client in clients}
    assert len(pids) == 1

    clients[0].kill()  # no chance to say goodbye
    for client in clients[1:]:
        client.communicate()
    clients[0].communicate()

    wait_until_gone(pids.pop())
    assert not (folder / "address.json").exists()
    assert stop_server(folder) is False


def test_a_server_in_use_does_not_stop_and_is_found_again(tmp_path: Path) -> None:
    with open_server(tmp_path / "graph", settings=SETTINGS) as server:
        time.sleep(2.5)
        with open_server(tmp_path / "graph", settings=SETTINGS) as again:
            assert again == server
        assert is_alive(server.pid)
        assert stop_server(tmp_path / "graph") is True
        assert not is_alive(server.pid)


def test_secrets_are_for_the_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    with open_server(folder, settings=SETTINGS) as server:
        arguments = Path(f"/proc/{server.pid}/cmdline").read_text()
        for account in (server.connection.writer, server.connection.viewer):
            assert account.password not in arguments
            assert account.password not in (folder / "server.log").read_text()
            assert account.password not in repr(server)
        for path in folder.rglob("*"):
            if path.is_file() and server.connection.writer.password in path.read_text("latin-1"):
                assert path.stat().st_mode & 0o077 == 0, path
        assert server.uri.startswith("bolt://127.0.0.1:")
        assert _listening(server.pid) == {"127.0.0.1"}
    stop_server(folder)


def _listening(pid: int) -> set[str]:
    """Return the addresses on which a process listens."""
    found = {
        os.readlink(entry)
        for entry in Path(f"/proc/{pid}/fd").iterdir()
        if os.path.lexists(entry) and os.path.islink(entry)
    }
    addresses = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in found:
                addresses.add("127.0.0.1" if "0100007F" in fields[1] else fields[1])
    return addresses


@pytest.mark.slow
def test_a_killed_server_keeps_every_acknowledged_batch(tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    rows = make_archive(
        *(
            make_reading(
                str(n),
                f"[Person: Name Family{n}] works for [Organization: Company{n} 有限公司]",
                Said(f"Name Family{n}", "WORKS_FOR", f"Company{n} 有限公司"),
            )
            for n in range(40)
        )
    ).rows()
    with open_server(folder, settings=SETTINGS) as server:
        with open_store(server.connection, folder_id="mine", settings=SETTINGS) as store:
            written = _write_until(store, rows.nodes, kill=server.pid)
        wait_until_gone(server.pid)

    with (
        open_server(folder, settings=SETTINGS) as server,
        open_store(server.connection, folder_id="mine", settings=SETTINGS) as store,
    ):
        kept = {row["n.id"] for row in store.read("MATCH (n:Chunk) RETURN n.id")}
        assert written <= kept
        assert len(kept) % SETTINGS.batch_rows == 0, "no half of a batch"
        write_graph(store, rows, build="b1")
        killed = store.snapshot()
        store.write("MATCH (n) WHERE n.hash IS NOT NULL DETACH DELETE n")
        write_graph(store, rows, build="b1")
        assert store.snapshot() == killed
    stop_server(folder)


def _write_until(store, nodes, *, kill: int) -> set[str]:  # type: ignore[no-untyped-def]
    """Write chunks until the server is killed under way; return the ids acknowledged."""
    chunks = [{"properties": row.properties} for row in nodes if row.label == "Chunk"]
    written: set[str] = set()
    with pytest.raises(GraphUnavailable):
        for start in range(0, len(chunks), SETTINGS.batch_rows):
            if start == 2 * SETTINGS.batch_rows:
                os.kill(kill, signal.SIGKILL)
            batch = chunks[start : start + SETTINGS.batch_rows]
            store.write("UNWIND $rows AS row CREATE (n:Chunk) SET n = row.properties", rows=batch)
            written |= {row["properties"]["id"] for row in batch}
    return written


def test_a_port_that_is_taken_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = GraphSettings(bolt_port=taken.getsockname()[1], start_timeout_s=60)

        with (
            pytest.raises(
                GraphUnavailable, match="did not start: .*Unable to listen for BOLT"
            ) as refused,
            open_server(tmp_path / "graph", settings=settings),
        ):
            pass

    assert "\n" not in str(refused.value)


def test_a_folder_that_is_no_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with (
        pytest.raises(GraphUnavailable, match="^cannot use .*file/graph: Not a directory$"),
        open_server(tmp_path / "file" / "graph", settings=SETTINGS),
    ):
        pass


def test_memory_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    settings = GraphSettings(memory_mb=10**9, start_timeout_s=60)

    with (
        pytest.raises(GraphUnavailable, match="did not start: Error occurred .*VM .*heap"),
        open_server(tmp_path / "graph", settings=settings),
    ):
        pass


def test_neo4j_of_the_environment_takes_the_place_of_the_embedded_server(tmp_path: Path) -> None:
    environ = {"NEO4J_URI": "bolt://graph:7687", "NEO4J_USER": "me", "NEO4J_PASSWORD": "secret"}

    with open_graph(tmp_path / "graph", environ, settings=SETTINGS) as connection:
        assert connection.uri == "bolt://graph:7687"
        assert connection.writer == connection.viewer == Account("me", "secret")
        assert connection.database == "neo4j"
        assert "secret" not in repr(connection)
    assert not (tmp_path / "graph").exists()


def test_the_environment_may_name_user_and_database() -> None:
    found = connection_from_environment(
        {
            "NEO4J_URI": "neo4j://x",
            "NEO4J_USERNAME": "first",
            "NEO4J_USER": "second",
            "NEO4J_PASSWORD": "p",
            "NEO4J_DATABASE": "briefs",
        }
    )

    assert found is not None
    assert (found.writer.name, found.database) == ("first", "briefs")
    assert connection_from_environment({}) is None
    with pytest.raises(GraphUnavailable, match="NEO4J_PASSWORD is not"):
        connection_from_environment({"NEO4J_URI": "bolt://x"})


def test_a_stale_address_is_seen_through(tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    folder.mkdir()
    (folder / "address.json").write_text(json.dumps({"pid": 1, "bolt": 1, "http": 1}))

    with open_server(folder, settings=SETTINGS) as server:
        assert server.pid != 1
    stop_server(folder)


def test_a_folder_that_lost_its_passwords_gets_new_ones(tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    with open_server(folder, settings=SETTINGS) as server:
        run_as_writer(server.connection, "CREATE (:Note {text: 'kept'})")
    stop_server(folder)
    (folder / "accounts.json").unlink()

    with open_server(folder, settings=SETTINGS) as server:
        rows = run_query(server.connection, "MATCH (n:Note) RETURN n.text", settings=SETTINGS)
        assert rows == [{"n.text": "kept"}]
        with pytest.raises(QueryRefused):
            run_query(server.connection, "CREATE (:Note)", settings=SETTINGS)
    stop_server(folder)


def test_a_server_whose_folder_was_deleted_ends_and_leaves_the_next_one_alone(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "graph"
    with open_server(folder, settings=GraphSettings(idle_s=600, memory_mb=256)) as old:
        pass
    shutil.rmtree(folder)

    with open_server(folder, settings=SETTINGS) as new:
        wait_until_gone(old.pid)
        assert new.pid != old.pid
        assert (folder / "address.json").exists()
        run_query(new.connection, "RETURN 1", settings=SETTINGS)
    wait_until_gone(new.pid)


def test_a_server_that_is_just_ending_is_followed_by_a_new_one(tmp_path: Path) -> None:
    with open_server(tmp_path, settings=SETTINGS) as first:
        pass
    # As an idle server does: it takes its address back, and lets go of its lock a little later.
    (tmp_path / "address.json").unlink()
    os.kill(first.pid, signal.SIGTERM)

    with open_server(tmp_path, settings=SETTINGS) as second:
        assert second.pid != first.pid
