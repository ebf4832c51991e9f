"""The one conftest: parts of the real world that several test folders share."""

import os
from collections.abc import Iterator

import pytest
import torch

from graph.connection import Connection
from graph.server import Server, open_server, stop_server
from graph.settings import GraphSettings
from tests.graph.factories import wipe_graph


def pytest_configure() -> None:
    """Give torch one thread, here and in the commands that tests start.

    Threads of tiny models only wait for each other, and those of two processes on two cores get in
    each other's way.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def graph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real embedded server, one for the whole run, in a folder with an awkward name."""
    folder = tmp_path_factory.mktemp("run 图谱") / "graph"
    with open_server(folder, settings=GraphSettings(idle_s=5)) as server:
        yield server
    stop_server(folder)


@pytest.fixture
def graph_connection(graph_server: Server) -> Connection:
    """The shared server with nothing in it."""
    wipe_graph(graph_server.connection)
    return graph_server.connection


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """Matrices of tiny models only wait for each other's threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
