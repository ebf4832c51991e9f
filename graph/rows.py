"""Records become the nodes and relationships that the graph should hold (pure).

Every row carries a hash of all it says, so that what stands in the graph already is recognised
without reading it back.
"""

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from briefbook.errors import RecordError
from briefbook.ids import make_id
from briefbook.records import Box, DocumentCard, Entity, Evidence, Fact, Mention, Passage, Reading
from graph.names import entity_keys
from graph.schema import (
    CHUNK,
    DOCUMENT,
    ENTITY,
    EVIDENCE,
    FACT,
    FROM_CHUNK,
    FROM_DOCUMENT,
    NEXT_CHUNK,
    OBJECT,
    STATEMENT,
    SUBJECT,
    entity_label,
    relationship_type,
)

Value = str | int | float | list[str] | list[int]  # what a property of a graph may be
PLACES = 3  # quotes that a relationship carries itself; all of them are on its :Fact


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node that should be in the graph."""

    label: str  # one of schema.NODE_LABELS
    id: str
    properties: dict[str, Value]  # with id and hash
    own_label: str = ""  # of an entity


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """A relationship that should be in the graph; (`between`, `type`, `id`) names it."""

    between: tuple[str, str]  # labels of start and end
    type: str
    id: str
    start: str  # ids of nodes
    end: str
    properties: dict[str, Value]  # with id and hash


@dataclass(frozen=True, slots=True)
class GraphRows:
    """All that the graph should hold, sorted."""

    nodes: tuple[NodeRow, ...]
    edges: tuple[EdgeRow, ...]


def graph_rows(
    documents: Iterable[DocumentCard],
    passages: Iterable[Passage],
    readings: Iterable[Reading],
    entities: Sequence[Entity],
    facts: Sequence[Fact],
) -> GraphRows:
    """Say what the graph should hold.

    The records must belong together: raises RecordError when one names another that is not given,
    or when a document has mentions but no passage, and GraphError when a label or predicate is not
    in the schema.
    """
    chunks = _Chunks(passages)
    mentions = {mention.id: mention for reading in readings for mention in reading.mentions}
    nodes = [
        *(_document_node(document) for document in documents),
        *chunks.nodes(),
        *(_entity_node(entity, mentions) for entity in entities),
        *(_fact_node(fact) for fact in facts),
    ]
    edges = [
        *chunks.edges(),
        *(edge for entity in entities for edge in _mention_edges(entity, mentions, chunks)),
        *(edge for fact in facts for edge in _fact_edges(fact, chunks)),
    ]
    return _checked(nodes, edges)


def _checked(nodes: Iterable[NodeRow], edges: Iterable[EdgeRow]) -> GraphRows:
    """Sort; take what is there twice once; refuse a relationship with a loose end."""
    by_id = {(row.label, row.id): row for row in nodes}
    by_key = {(row.between, row.type, row.id): row for row in edges}
    for row in by_key.values():
        for end in zip(row.between, (row.start, row.end), strict=True):
            if end not in by_id:
                raise RecordError(f"{row.type} {row.id} refers to a missing {end[0]} {end[1]}")
    return GraphRows(
        tuple(by_id[key] for key in sorted(by_id)), tuple(by_key[key] for key in sorted(by_key))
    )


def box_text(box: Box) -> str:
    """Write a box as "page x0 y0 x1 y1": properties of a graph cannot nest lists."""
    return f"{box.page} {box.x0:g} {box.y0:g} {box.x1:g} {box.y1:g}"


def read_box(text: str) -> Box:
    """Read what `box_text` wrote.

    >>> read_box(box_text(Box(2, 72, 90.25, 140.5, 101)))
    Box(page=2, x0=72.0, y0=90.25, x1=140.5, y1=101.0)
    """
    page, *corners = text.split()
    x0, y0, x1, y1 = map(float, corners)
    return Box(int(page), x0, y0, x1, y1)


class _Chunks:
    """The passages of each document in order, to find the one in which a place stands."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        by_document: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            by_document[passage.document_id].append(passage)
        self._of = {
            document: sorted(found, key=lambda passage: (passage.span, passage.id))
            for document, found in by_document.items()
        }

    def at(self, evidence: Evidence) -> Passage:
        """Return the last passage that starts at or before the place; the first before all."""
        passages = self._of.get(evidence.document_id)
        if not passages:
            raise RecordError(f"document {evidence.document_id} has mentions but no passage")
        start = evidence.span.start
        after = bisect_right(passages, start, key=lambda passage: passage.span.start)
        return passages[max(0, after - 1)]

    def nodes(self) -> Iterator[NodeRow]:
        for passages in self._of.values():
            for index, passage in enumerate(passages):
                properties: dict[str, Value | None] = {
                    "text": passage.text,
                    "heading": passage.heading,
                    "page": passage.page,
                    "index": index,
                    "start": passage.span.start,
                    "end": passage.span.end,
                }
                yield _node(CHUNK, passage.id, properties)

    def edges(self) -> Iterator[EdgeRow]:
        for document, passages in self._of.items():
            for passage in passages:
                yield _edge((CHUNK, DOCUMENT), FROM_DOCUMENT, passage.id, passage.id, document)
            for before, after in zip(passages, passages[1:], strict=False):
                yield _edge((CHUNK, CHUNK), NEXT_CHUNK, before.id, before.id, after.id)


def _document_node(document: DocumentCard) -> NodeRow:
    properties: dict[str, Value | None] = {
        "source": document.sources[0] if document.sources else None,
        "sources": list(document.sources),
        "title": document.title,
        "language": document.language,
        "media_type": document.media_type,
        "pages": document.pages,
        "date": document.date,
    }
    return _node(DOCUMENT, document.id, properties)


def _entity_node(entity: Entity, mentions: Mapping[str, Mention]) -> NodeRow:
    documents = {
        mentions[mention].evidence.document_id for mention in entity.mentions if mention in mentions
    }
    properties: dict[str, Value | None] = {
        "name": entity.name,
        "aliases": list(entity.aliases),
        "mentions": len(entity.mentions),
        "documents": len(documents),
        "keys": sorted(entity_keys(entity)),
    }
    return _node(ENTITY, entity.id, properties, own_label=entity_label(entity.label))


def _mention_edges(
    entity: Entity, mentions: Mapping[str, Mention], chunks: _Chunks
) -> Iterator[EdgeRow]:
    for mention_id in entity.mentions:
        if (mention := mentions.get(mention_id)) is None:
            raise RecordError(f"entity {entity.name} has a mention of no reading: {mention_id}")
        chunk = chunks.at(mention.evidence)
        properties = {**_place(mention.evidence), "assertion": mention.assertion}
        yield _edge((ENTITY, CHUNK), FROM_CHUNK, mention.id, entity.id, chunk.id, properties)


def _fact_node(fact: Fact) -> NodeRow:
    label = FACT if fact.assertion == "asserted" else STATEMENT
    return _node(label, fact.id, {"predicate": fact.predicate, **_summary(fact)})


def _fact_edges(fact: Fact, chunks: _Chunks) -> Iterator[EdgeRow]:
    predicate = relationship_type(fact.predicate)
    label = FACT if fact.assertion == "asserted" else STATEMENT
    yield _edge((label, ENTITY), SUBJECT, fact.id, fact.id, fact.subject)
    yield _edge((label, ENTITY), OBJECT, fact.id, fact.id, fact.object)
    for evidence in fact.evidence:
        span = evidence.span
        place = make_id(
            "evi", fact.id, evidence.document_id, span.start, span.end, evidence.producer
        )
        chunk = chunks.at(evidence)
        yield _edge((label, CHUNK), EVIDENCE, place, fact.id, chunk.id, _place(evidence))
    if label == FACT:
        places = fact.evidence[:PLACES]
        properties = {
            **_summary(fact),
            "quotes": [evidence.quote for evidence in places],
            "documents": [evidence.document_id for evidence in places],
            "pages": [_page(evidence, chunks) for evidence in places],
        }
        ends = (fact.subject, fact.object)
        yield _edge((ENTITY, ENTITY), predicate, fact.id, *ends, properties)


def _summary(fact: Fact) -> dict[str, Value | None]:
    return {
        "confidence": fact.confidence,
        "assertion": fact.assertion,
        "support": len(fact.evidence),
        "first_seen": fact.first_seen,
        "last_seen": fact.last_seen,
        "valid_from": fact.valid_from,
        "valid_to": fact.valid_to,
    }


def _place(evidence: Evidence) -> dict[str, Value | None]:
    return {
        "document": evidence.document_id,
        "start": evidence.span.start,
        "end": evidence.span.end,
        "page": evidence.boxes[0].page if evidence.boxes else None,
        "boxes": [box_text(box) for box in evidence.boxes],
        "quote": evidence.quote,
        "score": evidence.score,
        "producer": evidence.producer,
    }


def _page(evidence: Evidence, chunks: _Chunks) -> int:
    """Return the page, 0 where there is none: lists of a graph cannot hold nulls."""
    return evidence.boxes[0].page if evidence.boxes else chunks.at(evidence).page or 0


def _node(
    label: str, id: str, properties: Mapping[str, Value | None], *, own_label: str = ""
) -> NodeRow:
    return NodeRow(label, id, _sealed(id, properties, label, own_label), own_label)


def _edge(
    between: tuple[str, str],
    type: str,
    id: str,
    start: str,
    end: str,
    properties: Mapping[str, Value | None] | None = None,
) -> EdgeRow:
    sealed = _sealed(id, properties or {}, *between, type, start, end)
    return EdgeRow(between, type, id, start, end, sealed)


def _sealed(id: str, properties: Mapping[str, Value | None], *more: str) -> dict[str, Value]:
    """Leave out what is not known, and add the id and a hash of everything."""
    known = {key: value for key, value in properties.items() if value is not None}
    data = msgspec.json.encode((id, more, sorted(known.items())))
    return {"id": id, **known, "hash": hashlib.blake2b(data, digest_size=10).hexdigest()}
