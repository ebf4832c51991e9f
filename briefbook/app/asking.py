"""Answers of a run folder, and how the places behind them are printed."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache, partial
from typing import Any

from briefbook.app.holdings import Holdings
from briefbook.app.retrieving import Retriever, open_retrieval
from briefbook.app.stages.building import load_built
from briefbook.app.stages.extracting import EXTRACT
from briefbook.app.summarymodel import ENDPOINT_KEY
from briefbook.app.wording import word_answer
from briefbook.app.workspace import Workspace
from briefbook.learn.encoder import Encoder, open_encoder
from briefbook.records import (
    Answer,
    Document,
    Entity,
    Evidence,
    Mention,
    Neighbourhood,
    Reading,
    Sentence,
)
from decide.answer import Grounds, answer
from decide.coordinated import with_coordinated
from decide.counting import CountQuery, plan_query
from decide.known_facts import open_paths
from decide.lists import read_things, to_answer
from decide.naming import Named, NamedEntities, find_names, fold, with_longer_names
from decide.nested import Nested, join_steps, split_question
from decide.rank import Reader
from decide.shape import asks_yes_or_no, read_shape
from graph.connection import Connection
from graph.queries import run_query
from graph.server import open_graph
from graph.view import facts_by_end, gather_neighbourhood

Json = dict[str, Any]
Documents = Mapping[str, Document]

_WIDER = 2  # times as many passages for a yes or no: something may speak against it
_KEPT = 64  # readings of documents kept in memory
_MAX_NAMED = 12  # entities of a question whose neighbourhoods are read


class Asker:
    """A run folder that is ready to answer, everything opened once; get one from `open_asker`."""

    def __init__(
        self,
        workspace: Workspace,
        retriever: Retriever,
        encoder: Encoder,
        reader: Reader | None,
        stack: ExitStack,
    ) -> None:
        """Keep what is open; `open_asker` opens it."""
        self._workspace = workspace
        self._encoder = encoder
        self._reader = reader
        self._stack = stack  # what is opened when first needed, and closed at the end
        self._connection: Connection | None = None
        self._retriever = retriever
        built = load_built(workspace.catalog)
        self._entities = NamedEntities(built.entities)
        self._facts = facts_by_end(built.facts)
        self._paths = open_paths(built.entities, built.facts, workspace.settings.decide)
        self.holdings = Holdings(workspace.catalog)
        self._documents = self.holdings.by_id()
        self._mentions = Mentions(workspace, self._documents)

    def ask(self, question: str) -> tuple[Answer, Documents]:
        """Answer from the passages and the graph; return the documents behind the answer too.

        A question about what is only described is asked in two steps where one gives nothing sure.
        """
        given = self._answer(question)
        nested = split_question(question)
        unsure = given.kind in ("quote", "span") and not given.against
        if nested is not None and unsure and (deeper := self._ask_twice(question, nested)):
            given = deeper
        return given, cited_documents(self.holdings, (*given.sentences, *given.against))

    def _ask_twice(self, question: str, nested: Nested) -> Answer | None:
        first = self._answer(nested.first)
        if first.abstained or not first.values:
            return None
        second = self._answer(nested.about(first.values[0]))
        least = self._workspace.settings.decide.min_reading
        return join_steps(question, nested, first, second, least=least)

    def _answer(self, question: str) -> Answer:
        settings = self._workspace.settings.decide
        wider = _WIDER if asks_yes_or_no(fold(question)) else 1
        # What is found is read anyway: to have the reader order it first would take twice as long.
        retrieved = self._retriever.find(question, self._encoder, limit=wider * settings.passages)
        around, counted = self._ask_graph(question)
        grounds = Grounds(
            hits=[hit for hit in retrieved.hits if hit.passage.document_id in self._documents],
            documents=self._documents,
            neighbourhoods=around,
            mentions=self._mentions,
            paths=self._paths,
            counted=counted,
            route=f"{retrieved.route.kind}: {retrieved.route.why}",
            vector=retrieved.vector,
        )
        return answer(question, grounds, self._encoder, settings, self._reader)

    def ask_named(self, question: str) -> tuple[Answer, Documents, Mapping[str, Sequence[str]]]:
        """Answer, and tell all names of each document of the archive too."""
        return *self.ask(question), self.holdings.sources

    def _ask_graph(self, question: str) -> tuple[tuple[Neighbourhood, ...], Answer | None]:
        """Read what is around the entities that a question names, and run its query if any."""
        named = with_longer_names(find_names(question, self._entities), self._entities)
        folded = fold(question)
        least = self._workspace.settings.decide.min_fact_confidence
        query = plan_query(folded, named, read_shape(folded), least=least)
        # From the facts that are held here anyway: the graph holds the same, but is slower to ask.
        around = tuple(
            gather_neighbourhood(entity, self._facts.get(entity.id, ()), self._paths.entities)
            for entity in _meant(named)
        )
        return around, self._count(question, query) if query else None

    def _count(self, question: str, query: CountQuery) -> Answer:
        settings = self._workspace.settings.graph
        rows = run_query(self._graph(), query.cypher, query.parameters, settings=settings)
        things = read_things(query, rows, self._documents)
        if query.kind in ("count", "list"):
            things = with_coordinated(things, self._entities)
        return to_answer(question, query, things)

    def _graph(self) -> Connection:
        if self._connection is None:
            workspace = self._workspace
            self._connection = self._stack.enter_context(
                open_graph(workspace.graph_folder, os.environ, settings=workspace.settings.graph)
            )
        return self._connection


@contextmanager
def open_asker(
    workspace: Workspace, *, reader: Reader | None = None, warm: bool = False
) -> Iterator[Asker]:
    """Make a run folder ready to answer questions; `reader` finds the words that answer.

    `warm` keeps passages in memory, for many questions one after the other.
    """
    with ExitStack() as stack:
        retriever = stack.enter_context(open_retrieval(workspace, warm=warm))
        encoder = open_encoder(workspace.settings.encoder)
        yield Asker(workspace, retriever, encoder, reader, stack)


def ask_archive(
    workspace: Workspace, question: str, *, reader: Reader | None = None, endpoint: bool = False
) -> tuple[Answer, Documents]:
    """Answer one question from the passages and the graph, with the documents behind the answer.

    With `endpoint`, the service that the settings name words it. Raises SettingsError when they
    name none, and ModelError when it refuses.
    """
    with open_asker(workspace, reader=reader) as asker:
        answer, documents = asker.ask(question)
    if endpoint:
        key = os.environ.get(ENDPOINT_KEY, "")
        answer = word_answer(answer, documents, workspace.settings.summarize, key=key)
    return answer, documents


def _meant(named: Sequence[Named]) -> list[Entity]:
    """Return the entities that names stand for, the first of each name before others."""
    most = max((len(each.entities) for each in named), default=0)
    found = {
        each.entities[place].id: each.entities[place]
        for place in range(most)
        for each in named
        if place < len(each.entities)
    }
    return list(found.values())[:_MAX_NAMED]


class Mentions(Mapping[str, Sequence[Mention]]):
    """The mentions of an archive by document; only those used last stay in memory."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._documents = documents
        load = partial(workspace.catalog.load, EXTRACT, record_type=Reading)
        self._load = lru_cache(maxsize=_KEPT)(load)

    def __getitem__(self, key: str) -> Sequence[Mention]:
        reading = self._load(key)
        if reading is None:
            raise KeyError(key)
        return reading.mentions

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)


def cited_documents(holdings: Holdings, sentences: Sequence[Sentence]) -> Documents:
    """Return the documents that sentences quote, by id."""
    keys = {piece.document_id for sentence in sentences for piece in sentence.evidence}
    return {key: holdings.load(key) for key in sorted(keys) if key in holdings.sources}


def sentence_rows(sentences: Sequence[Sentence], documents: Documents) -> list[Json]:
    """Return sentences with the places behind them, fit for JSON."""
    return [
        {
            "text": sentence.text,
            **({"role": sentence.role} if sentence.role else {}),
            **({"origin": sentence.origin} if sentence.origin != "quoted" else {}),
            "evidence": [_place(piece, documents) for piece in sentence.evidence],
        }
        for sentence in sentences
    ]


def _place(piece: Evidence, documents: Documents) -> Json:
    document = documents.get(piece.document_id)
    return {
        "document": piece.document_id,
        "source": document.source if document else None,
        "page": document.page_of(piece.span) if document else None,
        "boxes": [[box.page, box.x0, box.y0, box.x1, box.y1] for box in piece.boxes],
        "quote": piece.quote,
        "score": piece.score,
        "producer": piece.producer,
    }
