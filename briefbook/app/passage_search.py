"""Passages of a run folder for a question, narrowed by filters, with why each was found."""

from dataclasses import replace
from typing import Any

from briefbook.app.filters import Allowed, Filters, date_of, work_out
from briefbook.app.holdings import Holdings
from briefbook.app.readers import open_running_reader
from briefbook.app.retrieving import open_retrieval
from briefbook.app.workspace import Workspace
from briefbook.learn.encoder import Encoder, open_encoder
from briefbook.records import Passage
from decide.question import read_question
from decide.rank import Hit, Reader
from decide.retrieve.find import Retrieval, retrieve
from decide.terms import terms

Json = dict[str, Any]

_WIDER = 4  # times as many candidates, where filters leave too few


def search_passages(workspace: Workspace, question: str, filters: Filters, *, limit: int) -> Json:
    """Find the `limit` passages that best help to answer, among those that filters let through.

    Raises WorkspaceError when a filter names what the archive does not have.
    """
    holdings = Holdings(workspace.catalog)
    allowed = work_out(workspace.catalog, holdings, filters)
    encoder = open_encoder(workspace.settings.encoder)
    reader = open_running_reader(workspace)
    found = _retrieve(workspace, question, encoder, reader, allowed, limit)
    pairs = [
        pair
        for pair in zip(found.hits, found.reasons, strict=True)
        if allowed.holds(pair[0].passage)
    ]
    asked = read_question(question).terms
    return {
        "question": question,
        "route": found.route.why,
        "passages": [_row(workspace, holdings, hit, why, asked) for hit, why in pairs[:limit]],
    }


def _retrieve(
    workspace: Workspace,
    question: str,
    encoder: Encoder,
    reader: Reader | None,
    allowed: Allowed,
    limit: int,
) -> Retrieval:
    """Search wider and wider until enough passages pass, or all were looked at."""
    settings = workspace.settings.retrieve
    settings = replace(settings, candidates=max(settings.candidates, limit))
    wanted = limit
    with open_retrieval(workspace) as retriever:
        while True:
            found = retrieve(
                question,
                retriever.index,
                encoder,
                retriever.graph,
                limit=wanted,
                settings=settings,
                documents=allowed.documents,
                reader=reader,
            )
            passed = sum(allowed.holds(hit.passage) for hit in found.hits)
            if not allowed.places or passed >= limit or wanted >= retriever.index.count():
                return found
            wanted *= _WIDER
            settings = replace(settings, candidates=settings.candidates * _WIDER)


def _row(
    workspace: Workspace, holdings: Holdings, hit: Hit, why: str, asked: tuple[str, ...]
) -> Json:
    passage = hit.passage
    key = passage.document_id
    return {
        "text": passage.text,
        "heading": passage.heading,
        "source": holdings.sources[key][0] if key in holdings.sources else None,
        "page": passage.page,
        "date": date_of(workspace.catalog, holdings, key) if key in holdings.sources else None,
        "document": key,
        "passage": passage.id,
        "score": round(hit.score, 6),
        "why": why,
        "terms": _shared(passage, asked),
    }


def _shared(passage: Passage, asked: tuple[str, ...]) -> list[str]:
    """Return the terms of the question that a passage or its headings have."""
    said = set(terms(f"{passage.heading}\n{passage.text}"))
    return [term for term in asked if term in said]
