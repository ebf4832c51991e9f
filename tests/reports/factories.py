"""Makers of records for the tests of reports: documents laid out by hand, and briefings of them."""

from collections.abc import Iterable, Sequence

from briefbook.ids import make_id
from briefbook.records import (
    Assertion,
    Block,
    Box,
    Briefing,
    Digest,
    DigestKind,
    Document,
    DocumentCard,
    Drawing,
    Entity,
    Evidence,
    Fact,
    Line,
    Page,
    Sentence,
    Span,
)

WIDTH, HEIGHT = 595.0, 842.0
_LEFT, _TOP, _LEADING, _LETTER = 72.0, 90.0, 18.0, 6.0


def make_document(
    *pages: Sequence[str],
    source: str = "letters/one.pdf",
    title: str = "A letter",
    language: str = "en",
    media_type: str = "application/pdf",
    metadata: tuple[tuple[str, str], ...] = (),
) -> Document:
    """Lay out pages of paragraphs, one printed line each; the first of a document is a heading."""
    text = ""
    made: list[Page] = []
    blocks: list[Block] = []
    lines: list[Line] = []
    for number, paragraphs in enumerate(pages, start=1):
        first = len(text) + 2 if text else 0
        for row, paragraph in enumerate(paragraphs):
            text += "\n\n" if text else ""
            span = Span(len(text), len(text) + len(paragraph))
            text += paragraph
            top = _TOP + row * _LEADING
            right = min(WIDTH, _LEFT + len(paragraph) * _LETTER)
            box = Box(number, _LEFT, top, right, top + 12)
            heading = not blocks
            blocks.append(
                Block("heading", span, box, 1) if heading else Block("paragraph", span, box)
            )
            lines.append(Line(span, box))
        made.append(Page(number, WIDTH, HEIGHT, Span(first, len(text)) if paragraphs else None))
    return Document(
        id=make_id("doc", source, text),
        source=source,
        media_type=media_type,
        language=language,
        title=title,
        text=text,
        pages=tuple(made),
        blocks=tuple(blocks),
        lines=tuple(lines),
        metadata=metadata,
    )


def make_text(text: str, *, source: str = "notes/one.txt", language: str = "en") -> Document:
    """Make a document without pages, lines or blocks."""
    return Document(
        id=make_id("doc", source, text),
        source=source,
        media_type="text/plain",
        language=language,
        title=source,
        text=text,
    )


def quote(document: Document, words: str, *, score: float = 0.9) -> Evidence:
    """Quote the first place that holds `words`."""
    start = document.text.index(words)
    return document.evidence(Span(start, start + len(words)), producer="rules@1", score=score)


def make_entity(name: str, label: str = "Organization", *aliases: str) -> Entity:
    """Make an entity whose id follows from its name."""
    mention = make_id("men", name, label)
    return Entity(make_id("ent", mention), label, name, tuple(sorted(aliases)), (mention,))


def make_fact(
    subject: Entity,
    predicate: str,
    object_: Entity,
    *evidence: Evidence,
    confidence: float = 0.9,
    assertion: Assertion = "asserted",
    valid_from: str | None = None,
    valid_to: str | None = None,
) -> Fact:
    """Make a fact."""
    return Fact(
        id=make_id("fac", subject.id, predicate, object_.id, assertion),
        subject=subject.id,
        predicate=predicate,
        object=object_.id,
        evidence=evidence,
        confidence=confidence,
        assertion=assertion,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def make_digest(kind: DigestKind, subject: str, *evidence: Evidence) -> Digest:
    """Make a digest that says each quote as a sentence."""
    sentences = tuple(Sentence(piece.quote, (piece,)) for piece in evidence)
    return Digest(kind, subject, sentences, "select@1")


def make_card(document: Document, *others: str, digest: Digest | None = None) -> DocumentCard:
    """Make the card of a document; `others` are the paths of its duplicates."""
    return DocumentCard(
        id=document.id,
        sources=(document.source, *others),
        title=document.title,
        media_type=document.media_type,
        language=document.language,
        pages=len(document.pages),
        date=document.meta("date"),
        digest=digest,
    )


def make_drawing(entities: Sequence[Entity], facts: Iterable[Fact]) -> Drawing:
    """Lay entities out on a diagonal."""
    steps = max(1, len(entities) - 1)
    return Drawing(
        entities=tuple(entity.id for entity in entities),
        positions=tuple((index / steps, index / steps) for index in range(len(entities))),
        facts=tuple(fact.id for fact in facts),
    )


def make_briefing(
    *,
    title: str = "The Northwind archive",
    documents: Iterable[DocumentCard] = (),
    entities: Sequence[Entity] = (),
    facts: Sequence[Fact] = (),
    **parts: object,
) -> Briefing:
    """Make a briefing; every entity is a key entity, and every fact is drawn."""
    values: dict[str, object] = {
        "title": title,
        "date": "2025-06-30",
        "counts": (("files", 3), ("entities", len(entities)), ("facts", len(facts))),
        "charts": (),
        "documents": tuple(documents),
        "entities": tuple(entities),
        "key_entities": tuple(entity.id for entity in entities),
        "facts": tuple(facts),
        "drawing": make_drawing(entities, facts),
        "digests": (),
        "timeline": (),
        "contradictions": (),
        "findings": (),
        "answers": (),
        "problems": (),
    }
    return Briefing(**{**values, **parts})  # type: ignore[arg-type]
