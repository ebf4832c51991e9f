"""Users' queries read, and cannot write."""

import json

import pytest

from briefbook.errors import QueryRefused
from graph.connection import Connection
from graph.queries import run_query
from graph.server import Server
from graph.settings import GraphSettings
from graph.store import open_store, write_graph
from tests.graph.factories import Said, make_archive, make_reading, wipe_graph

SETTINGS = GraphSettings()
ARCHIVE = make_archive(
    make_reading(
        "a",
        "[Person: 王伟] heads [Organization: Acme Ltd]",
        Said("王伟", "HEADS", "Acme Ltd"),
    )
)


@pytest.fixture(scope="module")
def written(graph_server: Server) -> Connection:
    wipe_graph(graph_server.connection)
    with open_store(graph_server.connection, folder_id="mine", settings=SETTINGS) as store:
        write_graph(store, ARCHIVE.rows(), build="b1")
    return graph_server.connection


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (:X)",
        "MERGE (x:Person {id: 'x'}) RETURN x",
        "MATCH (p:Person) SET p.name = 'Mallory'",
        "MATCH (p:Person) SET p:Organization",
        "MATCH (p:Person) REMOVE p.name",
        "MATCH (p:Person) DETACH DELETE p",
        "MATCH ()-[r]->() DELETE r",
        "MATCH (a:Person), (b:Organization) CREATE (a)-[:OWNS]->(b)",
        "UNWIND [1, 2] AS n CREATE (:X {n: n})",
        "FOREACH (n IN [1] | CREATE (:X {n: n}))",
        "MATCH (p:Person) CALL (p) { SET p.name = 'Mallory' } IN TRANSACTIONS OF 1 ROWS",
        "CREATE CONSTRAINT x IF NOT EXISTS FOR (n:X) REQUIRE n.id IS UNIQUE",
        "CREATE INDEX x IF NOT EXISTS FOR (n:Person) ON (n.name)",
        "DROP CONSTRAINT briefbook_entity_id",
        "LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
        "LOAD CSV FROM 'http://127.0.0.1:1/x.csv' AS line CREATE (:X)",
    ],
)
def test_what_writes_is_refused(written: Connection, query: str) -> None:
    with open_store(written, folder_id="mine", settings=SETTINGS) as store:
        before = store.snapshot()

        with pytest.raises(QueryRefused) as refused:
            run_query(written, query, settings=SETTINGS)

        assert "\n" not in str(refused.value)
        assert store.snapshot() == before


@pytest.mark.parametrize("query", ["MATCH (n", "RETURN nothing", "", "SELECT 1", "RETURN 1 +"])
def test_a_wrong_query_is_refused_in_one_line(written: Connection, query: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        run_query(written, query, settings=SETTINGS)

    assert str(refused.value) and "\n" not in str(refused.value)


def test_rows_come_back_with_parameters(written: Connection) -> None:
    rows = run_query(
        written,
        "MATCH (p:Person {name: $name})-[r:HEADS]->(o) RETURN p.name AS 人, r.support AS n, o.name",
        {"name": "王伟"},
        settings=SETTINGS,
    )

    assert rows == [{"人": "王伟", "n": 1, "o.name": "Acme Ltd"}]


def test_everything_a_query_returns_fits_json(written: Connection) -> None:
    [row] = run_query(
        written,
        "MATCH path = (p:Person)-[r:HEADS]->(o) RETURN p, r, path, [1, null, 'x'] AS list, "
        "{a: {b: 1.5}} AS map, datetime('2024-05-01T10:00:00Z') AS at, date('2024-05-01') AS day, "
        "duration('P1D') AS span, 0.0/0.0 AS nan",
        settings=SETTINGS,
    )

    assert json.loads(json.dumps(row)) == row
    assert row["p"]["labels"] == ["Person", "__Entity__"]
    assert row["p"]["properties"]["name"] == "王伟"
    assert row["r"]["type"] == "HEADS"
    assert [node["properties"]["name"] for node in row["path"]["nodes"]] == ["王伟", "Acme Ltd"]
    assert (row["list"], row["map"], row["nan"]) == ([1, None, "x"], {"a": {"b": 1.5}}, None)
    assert (row["at"][:16], row["day"]) == ("2024-05-01T10:00", "2024-05-01")
