"""The graph over Bolt: opened for one run folder, brought to what it should hold, read back.

Neo4j and the embedded server take the same queries (`graph-notes` of the project say which do):
written only in managed transactions, by our own ids, in batches. `graph.queries` reads; everything
that writes is here.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import neo4j

from briefbook.errors import GraphError
from graph.compare import (
    Changes,
    EdgeChanges,
    EdgeKey,
    NodeChanges,
    NodeKey,
    PresentEdge,
    PresentNode,
    compare_edges,
    compare_nodes,
    count_changes,
)
from graph.connection import Connection, open_driver, translated_errors
from graph.rows import EdgeRow, GraphRows, NodeRow
from graph.schema import (
    CHUNK,
    CONSTRAINTS,
    DOCUMENT,
    ENTITY,
    META,
    NODE_LABELS,
    RELATIONSHIPS,
    entity_label,
    relationship_type,
)
from graph.settings import GraphSettings

Row = dict[str, Any]
Job = tuple[str, list[Row]]  # a query and its `$rows`
Stage = Callable[[int], AbstractContextManager[Callable[[str], None]]]

OWNER = f"MATCH (m:`{META}` {{id: 'graph'}}) RETURN m.folder AS folder, m.build AS build"
CLAIM = f"MERGE (m:`{META}` {{id: 'graph'}}) ON CREATE SET m.folder = $folder"
SET_BUILD = f"MATCH (m:`{META}` {{id: 'graph'}}) SET m.build = $build"
FOREIGN = (
    f"MATCH (n) WHERE n:`{DOCUMENT}` OR n:`{CHUNK}` OR n:`{ENTITY}` "
    "RETURN labels(n) AS labels LIMIT 1"
)

READ_NODES = "MATCH (n:`{label}`) RETURN n.id AS id, n.hash AS hash, labels(n) AS labels"
CREATE_NODES = "UNWIND $rows AS row CREATE (n{labels}) SET n = row.properties"
UPDATE_NODES = "UNWIND $rows AS row MATCH (n:`{label}` {{id: row.id}}) SET n = row.properties"
DELETE_NODES = "UNWIND $rows AS row MATCH (n:`{label}` {{id: row.id}}) DETACH DELETE n"

READ_EDGES = (
    "MATCH (a:`{start}`)-[r]->(b:`{end}`) "
    "RETURN {anchor}.id AS anchor, type(r) AS type, r.id AS id, r.hash AS hash"
)
CREATE_EDGES = (
    "UNWIND $rows AS row MATCH (a:`{start}` {{id: row.start}}), (b:`{end}` {{id: row.end}}) "
    "CREATE (a)-[r:`{type}`]->(b) SET r = row.properties"
)
DELETE_EDGES_FROM_START = (
    "UNWIND $rows AS row MATCH (:`{start}` {{id: row.anchor}})-[r:`{type}` {{id: row.id}}]->() "
    "DELETE r"
)
DELETE_EDGES_FROM_END = (
    "UNWIND $rows AS row MATCH (:`{end}` {{id: row.anchor}})<-[r:`{type}` {{id: row.id}}]-() "
    "DELETE r"
)

ALL_NODES = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties"
ALL_EDGES = (
    "MATCH (a)-[r]->(b) "
    "RETURN a.id AS start, type(r) AS type, b.id AS end, properties(r) AS properties"
)

logger = logging.getLogger(__name__)


class GraphStore:
    """An open graph of one run folder; made by `open_store`."""

    def __init__(self, driver: neo4j.Driver, connection: Connection, batch_rows: int) -> None:
        self._driver = driver
        self._connection = connection
        self._batch_rows = batch_rows

    def read(self, query: str, **parameters: Any) -> list[Row]:
        """Run a query that only reads."""
        with self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(lambda tx: tx.run(query, parameters).data())

    def write(self, query: str, **parameters: Any) -> None:
        """Run a query that writes, in a transaction of its own."""
        with self._session(neo4j.WRITE_ACCESS) as session:
            session.execute_write(lambda tx: tx.run(query, parameters).consume())

    @contextmanager
    def _session(self, access: str) -> Iterator[neo4j.Session]:
        database = self._connection.database
        with (
            translated_errors(self._connection),
            self._driver.session(
                database=database, default_access_mode=access, fetch_size=5000
            ) as session,
        ):
            yield session

    def batches(self, jobs: Iterable[Job]) -> Iterator[Job]:
        """Cut the rows of queries into batches, each for one transaction."""
        for query, rows in jobs:
            for start in range(0, len(rows), self._batch_rows):
                yield query, rows[start : start + self._batch_rows]

    def build(self) -> str | None:
        """Return the fingerprint of the build that the graph holds whole; None while in pieces."""
        [owner] = self.read(OWNER)
        build: str | None = owner["build"]
        return build

    def snapshot(self) -> list[Row]:
        """Return every node and relationship, sorted, without what only the server knows."""
        nodes = [{**row, "labels": sorted(row["labels"])} for row in self.read(ALL_NODES)]
        return sorted([*nodes, *self.read(ALL_EDGES)], key=_canonical)


def _canonical(row: Row) -> str:
    return repr(sorted((key, _sorted(value)) for key, value in row.items()))


def _sorted(value: Any) -> Any:
    return sorted(value.items()) if isinstance(value, dict) else value


@contextmanager
def open_store(
    connection: Connection, *, folder_id: str, settings: GraphSettings
) -> Iterator[GraphStore]:
    """Open the graph for writing, with its constraints, as the graph of the run folder `folder_id`.

    Raises GraphError when the database holds another folder's graph or somebody else's data, and
    GraphUnavailable when no server answers or it refuses the account.
    """
    with open_driver(connection, connection.writer) as driver:
        store = GraphStore(driver, connection, settings.batch_rows)
        _claim(store, connection, folder_id)
        yield store


def _claim(store: GraphStore, connection: Connection, folder_id: str) -> None:
    where = f"database {connection.database} at {connection.uri}"
    if not store.read(OWNER):
        if foreign := store.read(FOREIGN):
            labels = ":".join(foreign[0]["labels"])
            raise GraphError(f"{where} holds :{labels} nodes of somebody else; give us our own")
        for statement in CONSTRAINTS:
            store.write(statement)
        store.write(CLAIM, folder=folder_id)
    [owner] = store.read(OWNER)
    if owner["folder"] != folder_id:
        raise GraphError(f"{where} holds the graph of another run folder: {owner['folder']}")


@contextmanager
def _in_silence(batches: int) -> Iterator[Callable[[str], None]]:
    yield lambda item: None


def write_graph(
    store: GraphStore, rows: GraphRows, *, build: str, stage: Stage = _in_silence
) -> Changes:
    """Bring the graph to exactly `rows`, writing only what differs, and note it as `build`.

    It may be killed anywhere: `store.build()` is None from the first change to the last, and the
    next call finishes. Nodes and relationships that are not ours are left alone, but for
    relationships that hang on a node which goes. `stage` is told how many batches there are, and
    what it gives is called after each.
    """
    nodes, edges = _compare(store, rows)
    changes = count_changes(nodes, edges)
    if changes.total:
        store.write(SET_BUILD, build=None)
    batches = list(store.batches(_jobs(nodes, edges)))
    with stage(len(batches)) as advance:
        for query, batch in batches:
            store.write(query, rows=batch)
            advance("graph")
    store.write(SET_BUILD, build=build)
    logger.info("graph: %s", changes)
    return changes


def _jobs(nodes: NodeChanges, edges: EdgeChanges) -> Iterator[Job]:
    """Give what is to be written, in the order in which it must be."""
    yield from _edge_deletions(edges.gone)
    for label, ids in nodes.gone.items():
        yield DELETE_NODES.format(label=label), [{"id": id} for id in ids]
    yield from _node_creations(nodes.new)
    yield from _node_updates(nodes.changed)
    yield from _edge_creations(edges.new)


def pending_changes(store: GraphStore, rows: GraphRows) -> Changes:
    """Return what `write_graph` would write, without writing it."""
    return count_changes(*_compare(store, rows))


def _compare(store: GraphStore, rows: GraphRows) -> tuple[NodeChanges, EdgeChanges]:
    nodes = compare_nodes(rows.nodes, _present_nodes(store))
    return nodes, compare_edges(rows.edges, _present_edges(store), nodes.replaced)


def _present_nodes(store: GraphStore) -> dict[NodeKey, PresentNode]:
    return {
        (label, row["id"]): PresentNode(row["hash"], frozenset(row["labels"]))
        for label in NODE_LABELS
        for row in store.read(READ_NODES.format(label=label))
        if row["hash"] is not None
    }


def _present_edges(store: GraphStore) -> dict[EdgeKey, PresentEdge]:
    present: dict[EdgeKey, PresentEdge] = {}
    for start, end, anchor in RELATIONSHIPS:
        query = READ_EDGES.format(start=start, end=end, anchor="a" if anchor == "start" else "b")
        for row in store.read(query):
            if row["hash"] is not None:
                key = ((start, end), row["type"], row["id"])
                edge = present.setdefault(key, PresentEdge(row["anchor"], []))
                edge.hashes.append(row["hash"])
    return present


def _edge_deletions(gone: Mapping[EdgeKey, str]) -> Iterator[Job]:
    anchors = {(start, end): anchor for start, end, anchor in RELATIONSHIPS}
    groups: dict[tuple[tuple[str, str], str], list[Row]] = defaultdict(list)
    for (between, type, id), anchor in sorted(gone.items()):
        groups[between, type].append({"id": id, "anchor": anchor})
    for (between, type), rows in groups.items():
        from_start = anchors[between] == "start"
        query = DELETE_EDGES_FROM_START if from_start else DELETE_EDGES_FROM_END
        start, end = between
        yield query.format(start=start, end=end, type=type), rows


def _node_creations(rows: Iterable[NodeRow]) -> Iterator[Job]:
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.label, row.own_label].append({"properties": row.properties})
    for (label, own_label), group in groups.items():
        labels = f":`{label}`" + (f":`{entity_label(own_label)}`" if own_label else "")
        yield CREATE_NODES.format(labels=labels), group


def _node_updates(rows: Iterable[NodeRow]) -> Iterator[Job]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.label].append({"id": row.id, "properties": row.properties})
    for label, group in groups.items():
        yield UPDATE_NODES.format(label=label), group


def _edge_creations(rows: Iterable[EdgeRow]) -> Iterator[Job]:
    groups: dict[tuple[tuple[str, str], str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.between, row.type].append(
            {"start": row.start, "end": row.end, "properties": row.properties}
        )
    for (between, type), group in groups.items():
        start, end = between
        query = CREATE_EDGES.format(start=start, end=end, type=relationship_type(type))
        yield query, group
