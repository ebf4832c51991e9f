"""Queries that users write, on the graph of a run folder."""

import os
from typing import Any

from briefbook.app.workspace import Workspace
from graph.queries import run_query
from graph.server import open_graph

Json = dict[str, Any]


def query_graph(workspace: Workspace, query: str, parameters: Json) -> list[Json]:
    """Run a query on the graph, with an account that cannot write.

    Raises QueryRefused, in one line, when the query is wrong, writes, or takes too long.
    """
    settings = workspace.settings.graph
    with open_graph(workspace.graph_folder, os.environ, settings=settings) as connection:
        return run_query(connection, query, parameters, settings=settings)
