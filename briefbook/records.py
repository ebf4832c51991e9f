"""The words: every record that travels between stages.

Whoever has read this file can read everything else. All records are frozen and check themselves;
`encode` and `decode` turn them into JSON and back. Four rules carry the design:

- Standoff: `Document.text` never changes after `ingest`; all else points at it with offsets, and
  `document.quote(evidence.span) == evidence.quote` always holds.
- Mentions and entities stay apart: what a document says is never edited; which mentions name one
  thing is a separate judgement that can be made again.
- Facts are built from evidence: two documents that agree give one fact with two pieces of evidence.
- Ids come from content (`briefbook.ids`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

import msgspec

from briefbook.errors import RecordError

Assertion = Literal["asserted", "negated", "hedged", "planned", "conditional"]
BlockKind = Literal["heading", "paragraph", "list_item", "table", "caption", "header", "footer"]
ProblemKind = Literal["unreadable", "unsupported", "encrypted", "empty", "limit", "partial"]
DigestKind = Literal["document", "entity", "archive", "cluster", "period"]
#: What a digest is for, and so how long it is and what it holds.
DigestForm = Literal["headline", "abstract", "bullets", "minutes", "contract", "complaint", "news"]
#: How a sentence came to be: word for word from a document, written by a model and checked against
#: its evidence, or quoted in place of a written one that the evidence did not bear.
Origin = Literal["quoted", "written", "replaced"]
#: How an answer was come by: whole sentences quoted, words read out of one, facts followed from one
#: entity to the next, things counted or listed by a query, or a yes or no.
AnswerKind = Literal["quote", "span", "path", "count", "list", "yes_no"]


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise RecordError(message)


def _require_score(score: float, name: str) -> None:
    _require(0.0 <= score <= 1.0, f"{name} must be between 0 and 1, not {score}")


# Places


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `[start, end)` of a document's text; never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise RecordError(f"not a span: [{self.start}, {self.end})")

    def contains(self, other: "Span") -> bool:
        """Tell whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle in points, origin top left; pages count from 1."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        # There are many boxes: the message is only written when it is needed.
        if self.page < 1 or self.x0 > self.x1 or self.y0 > self.y1:
            raise RecordError(f"not a box on a page from 1: {self}")


# Documents


@dataclass(frozen=True, slots=True)
class Page:
    """One page, slide or sheet."""

    number: int  # from 1
    width: float  # points; 0 where the format has no geometry (sheets)
    height: float
    span: Span | None  # its part of the text; None when it holds none


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line and where its words stand; only formats with geometry have lines."""

    span: Span
    box: Box
    stops: tuple[float, ...] = ()  # x0, x1 of each white-space-separated word; () = whole box only

    def part(self, span: Span, text: str) -> Box:
        """Return the box of the characters of `span` that lie on this line.

        Inside a word, width is shared evenly among characters. `text` is the line's own text.
        """
        box = self.box
        if not self.stops or span.contains(self.span):
            return box
        words = list(_words(text, self.span.start))
        touched = [
            (word, x0, x1)
            for word, x0, x1 in zip(words, self.stops[::2], self.stops[1::2], strict=False)
            if word.overlaps(span)
        ]
        if not touched:
            return box
        (first, first_x0, first_x1), (last, last_x0, last_x1) = touched[0], touched[-1]
        into_first = max(0, span.start - first.start) / (first.end - first.start)
        into_last = min(last.end, span.end) - last.start
        x0 = first_x0 + (first_x1 - first_x0) * into_first
        x1 = last_x0 + (last_x1 - last_x0) * into_last / (last.end - last.start)
        return Box(box.page, round(x0, 2), box.y0, round(max(x0, x1), 2), box.y1)


def _words(text: str, offset: int) -> Iterator[Span]:
    position = 0
    for word in text.split():
        start = text.index(word, position)
        position = start + len(word)
        yield Span(offset + start, offset + position)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text with one job on the page."""

    kind: BlockKind
    span: Span
    box: Box | None = None
    level: int = 0  # of a heading, from 1; else 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; rows and columns count from 0."""

    row: int
    column: int
    span: Span | None  # None: an empty cell
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Cells over a stretch of text, row by row."""

    span: Span
    cells: tuple[Cell, ...]
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file; its text never changes after `ingest`.

    `lines` and `sentences` are in the order of the text and do not overlap.
    """

    id: str  # make_id("doc", checksum of the bytes): two copies of one file are one document
    source: str  # path inside the archive, "/" between parts, containers included
    media_type: str
    language: str  # ISO 639-1, "und" when it cannot be told
    title: str
    text: str
    pages: tuple[Page, ...] = ()
    blocks: tuple[Block, ...] = ()  # in reading order
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
    sentences: tuple[Span, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()  # "author", "date" (ISO 8601), "from", "to", …

    def __post_init__(self) -> None:
        size = len(self.text)
        spans = [part.span for parts in (self.blocks, self.lines, self.tables) for part in parts]
        for span in (*spans, *self.sentences):
            _require(span.end <= size, f"{self.source}: {span} passes the text")

    def quote(self, span: Span) -> str:
        """Return the exact characters of `span`."""
        return self.text[span.start : span.end]

    def boxes(self, span: Span) -> tuple[Box, ...]:
        """Return where `span` stands, one box a line; empty where there is no geometry."""
        first = max(0, bisect_right(self.lines, span.start, key=lambda line: line.span.start) - 1)
        found = []
        for line in self.lines[first:]:
            if line.span.start >= span.end:
                break
            if line.span.overlaps(span):
                found.append(line.part(span, self.quote(line.span)))
        return tuple(found)

    def page_of(self, span: Span) -> int | None:
        """Return the number of the page on which `span` starts; None where there are no pages."""
        number = self.pages[0].number if self.pages else None
        for page in self.pages:
            if page.span is not None:
                if page.span.start > span.start:
                    break
                number = page.number
        return number

    def sentences_in(self, span: Span) -> tuple[Span, ...]:
        """Return the sentences that share a character with `span`, in order."""
        first = bisect_right(self.sentences, span.start, key=lambda sentence: sentence.end)
        last = bisect_left(self.sentences, span.end, key=lambda sentence: sentence.start)
        return self.sentences[first:last]

    def meta(self, name: str) -> str | None:
        """Return the metadata called `name`, or None."""
        return next((value for key, value in self.metadata if key == name), None)

    def evidence(self, span: Span, *, producer: str, score: float) -> "Evidence":
        """Quote `span` as grounds for a claim."""
        return Evidence(self.id, span, self.boxes(span), self.quote(span), producer, score)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that is searched, read and stored as one `:Chunk`."""

    id: str  # make_id("pas", document_id, start, end)
    document_id: str
    span: Span
    text: str  # exactly document.quote(span)
    heading: str = ""  # the headings above it, outermost first, joined by " › "
    page: int | None = None

    def __post_init__(self) -> None:
        _require(len(self.text) == self.span.end - self.span.start, "passage and span differ")


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read or done, and why."""

    source: str
    stage: str
    message: str
    kind: ProblemKind = "unreadable"


# What documents say


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words a claim rests on."""

    document_id: str
    span: Span
    boxes: tuple[Box, ...]  # one a line; empty where the format has no geometry
    quote: str
    producer: str  # "name@version" of what found it
    score: float  # the producer's confidence, 0 to 1

    def __post_init__(self) -> None:
        _require(len(self.quote) == self.span.end - self.span.start, "quote and span differ")
        _require_score(self.score, "score")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a document names something."""

    id: str  # make_id("men", document_id, start, end, label)
    label: str
    text: str  # the quote with white space folded
    evidence: Evidence
    assertion: Assertion = "asserted"
    value: str = ""  # of a value label, normalised: "2025-03-01", "CNY 1200000", "NW-2024-017"


@dataclass(frozen=True, slots=True)
class Relation:
    """One place where two mentions are tied together."""

    id: str  # make_id("rel", predicate, head, tail)
    predicate: str
    head: str  # id of a mention
    tail: str  # id of a mention
    evidence: Evidence  # as a rule the sentence, or the rows of a table
    assertion: Assertion = "asserted"
    valid_from: str | None = None  # ISO 8601 date, when the text says since when
    valid_to: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document says."""

    document_id: str
    mentions: tuple[Mention, ...]
    relations: tuple[Relation, ...]


# What the archive says


@dataclass(frozen=True, slots=True)
class Entity:
    """The mentions judged to name one thing."""

    id: str  # make_id("ent", the smallest of its mention ids)
    label: str
    name: str
    aliases: tuple[str, ...]  # other names, sorted, without `name`
    mentions: tuple[str, ...]  # ids, sorted

    def __post_init__(self) -> None:
        _require(bool(self.mentions), f"entity without a mention: {self.name}")
        _require(bool(self.name), f"entity without a name: {self.id}")


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement about two entities; only an "asserted" one counts as a fact."""

    id: str  # make_id("fac", subject, predicate, object, assertion, valid_from, valid_to)
    subject: str  # id of an entity
    predicate: str
    object: str  # id of an entity
    evidence: tuple[Evidence, ...]  # strongest first
    confidence: float
    assertion: Assertion = "asserted"
    valid_from: str | None = None
    valid_to: str | None = None
    first_seen: str | None = None  # earliest and latest date of the documents that say it
    last_seen: str | None = None

    def __post_init__(self) -> None:
        _require(bool(self.evidence), f"fact without evidence: {self.id}")
        _require_score(self.confidence, "confidence")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Facts that cannot all be true."""

    id: str  # make_id("con", *fact ids)
    facts: tuple[str, ...]  # ids, sorted; two or more
    reason: str

    def __post_init__(self) -> None:
        _require(len(self.facts) >= 2, "a contradiction needs two facts")


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """An entity with the facts around it and the entities those facts name, itself included."""

    center: str  # id of an entity
    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]


# What we write about it


@dataclass(frozen=True, slots=True)
class Sentence:
    """Text we show as a claim, with its grounds."""

    text: str
    evidence: tuple[Evidence, ...]
    origin: Origin = "quoted"
    role: str = ""  # what it fills in a sheet ("decision", "amount"); empty in running text

    def __post_init__(self) -> None:
        _require(bool(self.evidence), f"sentence without evidence: {self.text[:60]!r}")


@dataclass(frozen=True, slots=True)
class Digest:
    """A short account of a document, an entity, some documents or the archive."""

    kind: DigestKind
    subject: str  # id of the document or entity; "archive"; a date for a period
    sentences: tuple[Sentence, ...]
    producer: str
    form: DigestForm = "abstract"
    #: How much of what was written the evidence bears, from 0 to 1; quotes are borne in full.
    faithfulness: float = 1.0
    notes: tuple[str, ...] = ()  # what the reader should know: a language that could not be had

    def __post_init__(self) -> None:
        _require_score(self.faithfulness, "faithfulness")


@dataclass(frozen=True, slots=True)
class Finding:
    """A label given to a subject, with its reasons."""

    subject: str
    label: str
    score: float
    evidence: tuple[Evidence, ...]
    producer: str

    def __post_init__(self) -> None:
        _require_score(self.score, "score")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the archive says to a question; no sentences means that it does not say."""

    question: str
    sentences: tuple[Sentence, ...]
    confidence: float
    producer: str
    kind: AnswerKind = "quote"
    values: tuple[str, ...] = ()  # in a few words: names, a date, a number, "yes" or "no"
    against: tuple[Sentence, ...] = ()  # what speaks against it
    query: str = ""  # the Cypher that counted or listed it
    route: str = ""  # how much of the graph was used, and why
    worded: str = ""  # the same as one text, by an endpoint that was asked for; adds no claim

    def __post_init__(self) -> None:
        _require_score(self.confidence, "confidence")

    @property
    def abstained(self) -> bool:
        """Tell whether the archive does not say."""
        return not self.sentences


# What a briefing shows


@dataclass(frozen=True, slots=True)
class Chart:
    """Counts to be drawn as bars, in order."""

    title: str
    bars: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What happened, is due or is said of one date."""

    date: str  # ISO 8601: year, year-month or full date
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """What a briefing says of one document."""

    id: str
    sources: tuple[str, ...]  # every place in the archive that holds it; two or more: duplicates
    title: str
    media_type: str
    language: str
    pages: int
    date: str | None
    digest: Digest | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph laid out on the unit square."""

    entities: tuple[str, ...]  # ids
    positions: tuple[tuple[float, float], ...]  # x, y in 0..1, one for each entity
    facts: tuple[str, ...]  # ids of the facts drawn as edges


@dataclass(frozen=True, slots=True)
class Briefing:
    """All that one report shows; ids in it refer to records in it."""

    title: str
    date: str  # ISO 8601 date it speaks of
    counts: tuple[tuple[str, int], ...]  # files, read, failed, mentions, entities, facts …
    charts: tuple[Chart, ...]
    documents: tuple[DocumentCard, ...]
    entities: tuple[Entity, ...]  # by importance; every entity that `facts` name is among them
    key_entities: tuple[str, ...]  # ids of those to show, by importance
    facts: tuple[Fact, ...]  # by importance, contradicting and not asserted ones included
    drawing: Drawing
    digests: tuple[Digest, ...]  # of the archive and of key entities
    timeline: tuple[TimelineEntry, ...]  # by date
    contradictions: tuple[Contradiction, ...]
    findings: tuple[Finding, ...]
    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...]


# JSON and back

R = TypeVar("R")


def encode(record: object) -> bytes:
    """Turn a record, or a list of them, into JSON; the same record gives the same bytes."""
    return msgspec.json.encode(record)


def decode(data: bytes, record_type: type[R]) -> R:
    """Turn JSON back into a record of `record_type`.

    Raises RecordError when the data do not fit the type.
    """
    try:
        return msgspec.json.decode(data, type=record_type)
    except msgspec.ValidationError as error:
        raise RecordError(f"not a {record_type.__name__}: {error}") from error


def encode_lines(records: Iterable[object]) -> bytes:
    """Turn records into JSON lines, to be printed and compared."""
    return b"".join(encode(record) + b"\n" for record in records)
