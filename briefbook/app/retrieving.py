"""Search in a run folder with its passage graph, built anew when what is under it has changed."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from briefbook.app.holdings import Holdings
from briefbook.app.progress import Reporter
from briefbook.app.stages.building import ARCHIVE, BUILD, load_built, load_readings
from briefbook.app.stages.indexing import INDEX
from briefbook.app.workspace import Workspace
from briefbook.ids import make_id
from decide.rank import Reader, TextEncoder
from decide.retrieve.build import graph_of_records
from decide.retrieve.find import Retrieval, retrieve
from decide.retrieve.graph import PassageGraph, load_graph, save_graph
from decide.retrieve.settings import RetrieveSettings
from decide.search import PassageIndex, open_index

_VERSION = 1  # of what is built from the same records; raise it when that changes


class Retriever:
    """The passages and the graph of a run folder, open for questions; see `open_retrieval`."""

    def __init__(
        self, index: PassageIndex, graph: PassageGraph, settings: RetrieveSettings
    ) -> None:
        """Keep the parts; `open_retrieval` gives them."""
        self.index = index
        self.graph = graph
        self._settings = settings

    def find(
        self,
        question: str,
        encoder: TextEncoder,
        *,
        limit: int,
        documents: Collection[str] | None = None,
        reader: Reader | None = None,
    ) -> Retrieval:
        """Find the `limit` best passages; with `documents`, among those of these documents alone.

        Raises ModelError when the passages were embedded by another encoder.
        """
        return retrieve(
            question,
            self.index,
            encoder,
            self.graph,
            limit=limit,
            settings=self._settings,
            documents=documents,
            reader=reader,
        )


@contextmanager
def open_retrieval(workspace: Workspace, *, warm: bool = False) -> Iterator[Retriever]:
    """Open the passages of a run folder with their graph.

    The graph lies in the folder, and is built anew when passages, entities or facts have changed.
    `warm` keeps passages and vectors in memory, for many questions one after the other.
    """
    with open_index(workspace.index_folder) as index:
        graph = open_graph_of(workspace, index)
        if warm:
            index.warm()
            graph.warm()
        yield Retriever(index, graph, workspace.settings.retrieve)


def retrieve_from(
    workspace: Workspace,
    question: str,
    encoder: TextEncoder,
    *,
    limit: int,
    documents: Collection[str] | None = None,
    reader: Reader | None = None,
) -> Retrieval:
    """Find passages of a run folder for one question.

    Raises ModelError when the passages were embedded by another encoder.
    """
    with open_retrieval(workspace) as retriever:
        return retriever.find(question, encoder, limit=limit, documents=documents, reader=reader)


def open_graph_of(workspace: Workspace, index: PassageIndex) -> PassageGraph:
    """Return the passage graph of a run folder, built and kept where it is not up to date."""
    path, fingerprint = _path(workspace), _fingerprint(workspace)
    graph = load_graph(path, fingerprint)
    if graph is None:
        graph = _build(workspace, index, fingerprint)
        save_graph(graph, path)
    return graph


def link_passages(workspace: Workspace, *, reporter: Reporter) -> None:
    """Build the passage graph now, where it is not up to date: the first question need not wait."""
    if load_graph(_path(workspace), _fingerprint(workspace)) is None:
        with open_index(workspace.index_folder) as index, reporter.stage("link", 1) as advance:
            open_graph_of(workspace, index)
            advance("")


def _path(workspace: Workspace) -> Path:
    return workspace.folder / "passages.graph.npz"


def _fingerprint(workspace: Workspace) -> str:
    catalog = workspace.catalog
    indexed = [f"{key} {value}" for key, value in sorted(catalog.done(INDEX).items())]
    return make_id("fp", _VERSION, catalog.done(BUILD).get(ARCHIVE, ""), *indexed)


def _build(workspace: Workspace, index: PassageIndex, fingerprint: str) -> PassageGraph:
    passages = index.passages()
    holdings = Holdings(workspace.catalog)
    of_document = {key: holdings.load(key).title for key in holdings.sources}
    titles = {each.id: of_document.get(each.document_id, "") for each in passages}
    built = load_built(workspace.catalog)
    readings = load_readings(workspace.catalog)
    return graph_of_records(
        passages,
        titles=titles,
        entities=built.entities,
        facts=built.facts,
        mentions={reading.document_id: reading.mentions for reading in readings},
        fingerprint=fingerprint,
    )
