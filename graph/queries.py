"""Queries that users write: run as the account that cannot write, answered in plain values."""

import math
from collections.abc import Mapping
from typing import Any

import neo4j
from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point
from neo4j.time import Date, DateTime, Duration, Time

from graph.connection import Connection, open_driver, translated_errors
from graph.settings import GraphSettings

Json = Any  # what JSON can say: the values of a query are the user's, not ours


def run_query(
    connection: Connection,
    query: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    settings: GraphSettings,
) -> list[dict[str, Json]]:
    """Run one Cypher query that only reads; return its rows as values that JSON can hold.

    Both the account and the session are read-only, for each server honours one of them. Raises
    QueryRefused, in one line, when the query is wrong, writes, or takes too long.
    """
    with (
        open_driver(connection, connection.viewer) as driver,
        translated_errors(connection),
        driver.session(
            database=connection.database, default_access_mode=neo4j.READ_ACCESS
        ) as session,
        session.begin_transaction(timeout=settings.query_timeout_s) as transaction,
    ):
        result = transaction.run(query, dict(parameters or {}))
        return [
            {key: plain_value(value) for key, value in dict(record).items()} for record in result
        ]


def plain_value(value: Any) -> Json:
    """Turn what the driver returns into what JSON can hold: no ids of the server, no NaN."""
    if isinstance(value, Node):
        return {"labels": sorted(value.labels), "properties": _plain_items(value)}
    if isinstance(value, Relationship):
        return {"type": value.type, "properties": _plain_items(value)}
    if isinstance(value, Path):
        return {
            "nodes": [plain_value(node) for node in value.nodes],
            "relationships": [plain_value(one) for one in value.relationships],
        }
    if isinstance(value, Date | DateTime | Time | Duration):
        return value.iso_format()
    if isinstance(value, Point):
        return {"srid": value.srid, "coordinates": list(value)}
    if isinstance(value, Mapping):
        return {str(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(item) for item in value]
    if isinstance(value, bytes | bytearray):
        return value.hex()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _plain_items(entity: Node | Relationship) -> dict[str, Json]:
    return {key: plain_value(value) for key, value in sorted(entity.items())}
