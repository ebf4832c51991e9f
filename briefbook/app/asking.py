"""Answers and digests of a run folder, and how the places behind them are printed."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from briefbook.app.holdings import Holdings
from briefbook.app.stages.building import load_built
from briefbook.app.stages.extracting import EXTRACT
from briefbook.app.workspace import Workspace
from briefbook.learn.encoder import Encoder, open_encoder
from briefbook.records import Answer, Document, Evidence, Neighbourhood, Reading, Sentence
from decide.answer import Grounds, answer
from decide.question import named_in
from decide.rank import Hit
from decide.search import open_index
from graph.lookup import read_neighbourhoods
from graph.server import open_graph
from graph.store import open_store

Json = dict[str, Any]
Documents = Mapping[str, Document]

_MAX_NAMED = 8  # entities of a question whose neighbourhoods are read


def ask_archive(workspace: Workspace, question: str) -> tuple[Answer, Documents]:
    """Answer from the passages and the graph; return the documents behind the answer too."""
    encoder = open_encoder(workspace.settings.encoder)
    hits = _search(workspace, question, encoder)
    around = _around(workspace, question)
    holdings = Holdings(workspace.catalog)
    found = {hit.passage.document_id for hit in hits} & set(holdings.sources)
    documents = {key: holdings.load(key) for key in sorted(found)}
    readings = {key: workspace.catalog.load(EXTRACT, key, Reading) for key in documents}
    mentions = {key: reading.mentions for key, reading in readings.items() if reading}
    grounds = Grounds(hits, documents, around, mentions)
    given = answer(question, grounds, encoder, workspace.settings.decide)
    return given, cited_documents(holdings, given.sentences)


def _search(workspace: Workspace, question: str, encoder: Encoder) -> tuple[Hit, ...]:
    settings = workspace.settings.decide
    with open_index(workspace.index_folder) as index:
        return index.search(question, encoder, limit=settings.passages)


def _around(workspace: Workspace, question: str) -> tuple[Neighbourhood, ...]:
    """Return what the graph holds around the entities that the question names."""
    named = named_in(question, load_built(workspace.catalog).entities)
    if not named:
        return ()
    settings = workspace.settings.graph
    with (
        open_graph(workspace.graph_folder, os.environ, settings=settings) as connection,
        open_store(connection, folder_id=workspace.id, settings=settings) as store,
    ):
        return read_neighbourhoods(store, [entity.id for entity in named[:_MAX_NAMED]])


def cited_documents(holdings: Holdings, sentences: Sequence[Sentence]) -> Documents:
    """Return the documents that sentences quote, by id."""
    keys = {piece.document_id for sentence in sentences for piece in sentence.evidence}
    return {key: holdings.load(key) for key in sorted(keys & set(holdings.sources))}


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
