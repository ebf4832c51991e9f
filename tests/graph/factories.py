"""Makers of small archives for the tests of `graph`.

A line of a document names things as `[Label: name]`, or `[Label: name = value]`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import neo4j

from briefbook.ids import make_id
from briefbook.records import (
    Assertion,
    Box,
    DocumentCard,
    Entity,
    Evidence,
    Fact,
    Mention,
    Passage,
    Reading,
    Relation,
    Span,
)
from graph.connection import Connection
from graph.facts import build_facts
from graph.resolve import resolve
from graph.rows import GraphRows, graph_rows
from graph.settings import GraphSettings

PRODUCER = "test@1"
_NAMED = re.compile(r"\[(\w+): ([^\]=]+?)(?: = ([^\]]+))?\]")


@dataclass(frozen=True)
class Said:
    """A relation that a document states: the first mentions of these names, in this line."""

    head: str
    predicate: str
    tail: str
    assertion: Assertion = "asserted"
    score: float = 0.8
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True)
class Archive:
    """All that the graph is made of."""

    documents: tuple[DocumentCard, ...]
    passages: tuple[Passage, ...]
    readings: tuple[Reading, ...]
    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]

    def rows(self) -> GraphRows:
        return graph_rows(self.documents, self.passages, self.readings, self.entities, self.facts)


def make_reading(name: str, marked: str, *said: Said) -> Reading:
    """Read `marked` as document `name`: every `[Label: name]` is a mention."""
    document_id = make_id("doc", name)
    text, mentions = "", []
    position = 0
    for match in _NAMED.finditer(marked):
        text += marked[position : match.start()]
        position = match.end()
        label, words, value = match.groups()
        span = Span(len(text), len(text) + len(words))
        text += words
        evidence = _evidence(document_id, span, words, 0.9)
        mention_id = make_id("men", document_id, span.start, span.end, label)
        folded = " ".join(words.split())
        mentions.append(Mention(mention_id, label, folded, evidence, value=value or ""))
    text += marked[position:]
    relations = tuple(_relation(document_id, text, mentions, one) for one in said)
    return Reading(document_id, tuple(mentions), relations)


def _relation(document_id: str, text: str, mentions: Sequence[Mention], said: Said) -> Relation:
    head = next(m for m in mentions if m.text == said.head)
    tail = next(m for m in mentions if m.text == said.tail and m is not head)
    return Relation(
        make_id("rel", said.predicate, head.id, tail.id),
        said.predicate,
        head.id,
        tail.id,
        _evidence(document_id, Span(0, len(text)), text, said.score),
        said.assertion,
        said.valid_from,
        said.valid_to,
    )


def _evidence(document_id: str, span: Span, quote: str, score: float) -> Evidence:
    box = Box(1, 72, 90 + span.start, 144.5, 102 + span.start)
    return Evidence(document_id, span, (box,), quote, PRODUCER, score)


def make_archive(
    *readings: Reading,
    dates: dict[str, str | None] | None = None,
    settings: GraphSettings | None = None,
) -> Archive:
    """Take `readings` through resolution and facts; each document has two passages."""
    entities = resolve(readings, settings=settings or GraphSettings())
    facts = build_facts(readings, entities, dates=dates or {})
    return Archive(
        tuple(_card(reading) for reading in readings),
        tuple(passage for reading in readings for passage in _passages(reading)),
        readings,
        entities,
        facts,
    )


def _card(reading: Reading) -> DocumentCard:
    source = f"letters/{reading.document_id}.txt"
    return DocumentCard(
        reading.document_id, (source,), "A letter", "text/plain", "en", 1, "2024-05-01", None
    )


def _passages(reading: Reading) -> Iterable[Passage]:
    end = max((mention.evidence.span.end for mention in reading.mentions), default=1)
    for start, stop in ((0, end), (end, end + 10)):
        span = Span(start, stop)
        passage_id = make_id("pas", reading.document_id, start, stop)
        yield Passage(passage_id, reading.document_id, span, "x" * (stop - start), "Terms", 1)


def names(entities: Iterable[Entity]) -> list[set[str]]:
    """Return all names of each entity, to be compared."""
    return sorted(({e.name, *e.aliases} for e in entities), key=sorted)


def run_as_writer(connection: Connection, query: str) -> None:
    """Run a query behind the back of the store."""
    auth = (connection.writer.name, connection.writer.password)
    with neo4j.GraphDatabase.driver(connection.uri, auth=auth) as driver:
        driver.execute_query(query, database_=connection.database)


def wipe_graph(connection: Connection) -> None:
    run_as_writer(connection, "MATCH (n) DETACH DELETE n")
