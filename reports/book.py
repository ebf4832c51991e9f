"""A briefing opened for looking things up: names, titles and links of the records in it."""

from collections import Counter
from dataclasses import dataclass

from briefbook.errors import RecordError
from briefbook.records import Briefing, DocumentCard, Entity, Evidence, Fact
from briefbook.schema import NAMED_LABELS
from reports.anchors import anchor, slug, source_name
from reports.cited import Places, cited_places, page_of
from reports.readable import folded, shortened, written_in
from reports.settings import ReportSettings
from reports.words import name_of, phrase_before, say, unit_of, value_text

_TITLE_CHARACTERS = 110


@dataclass(frozen=True, slots=True)
class Name:
    """An entity as it is named in a line of text."""

    text: str
    href: str  # of its own section; empty when it has none
    kind: str  # the style its label is drawn in
    label: str
    language: str


@dataclass(frozen=True, slots=True)
class Book:
    """A briefing with indexes over its records."""

    briefing: Briefing
    settings: ReportSettings
    places: Places | None  # None: every quoted document has a source page
    entities: dict[str, Entity]
    facts: dict[str, Fact]
    cards: dict[str, DocumentCard]
    linked: frozenset[str]  # ids of the documents with a source page
    disputed: dict[str, str]  # fact id to the anchor of its contradiction
    shared: frozenset[str]  # titles that more than one document has

    @property
    def language(self) -> str:
        """The language of the words we write ourselves."""
        return self.settings.language


def open_book(briefing: Briefing, places: Places | None, settings: ReportSettings) -> Book:
    """Index a briefing."""
    titles = Counter(folded(card.title) for card in briefing.documents)
    linked = cited_places(briefing, settings=settings) if places is None else places
    disputed: dict[str, str] = {}
    for contradiction in briefing.contradictions:
        for fact_id in contradiction.facts:
            disputed.setdefault(fact_id, contradiction_anchor(contradiction.id))
    return Book(
        briefing=briefing,
        settings=settings,
        places=places,
        entities={entity.id: entity for entity in briefing.entities},
        facts={fact.id: fact for fact in briefing.facts},
        cards={card.id: card for card in briefing.documents},
        linked=frozenset(linked),
        disputed=disputed,
        shared=frozenset(title for title, count in titles.items() if count > 1),
    )


def entity_anchor(entity_id: str) -> str:
    """Return the anchor of an entity's section."""
    return f"e-{slug(entity_id)}"


def fact_anchor(fact_id: str) -> str:
    """Return the anchor of a fact."""
    return f"f-{slug(fact_id)}"


def contradiction_anchor(contradiction_id: str) -> str:
    """Return the anchor of a contradiction."""
    return f"c-{slug(contradiction_id)}"


def document_anchor(document_id: str) -> str:
    """Return the anchor of a document in the list of documents."""
    return f"d-{slug(document_id)}"


def entity_of(book: Book, entity_id: str) -> Entity:
    """Return an entity of the briefing.

    Raises RecordError when the briefing names it without holding it.
    """
    try:
        return book.entities[entity_id]
    except KeyError as error:
        raise RecordError(f"briefing names an entity it does not hold: {entity_id}") from error


def fact_of(book: Book, fact_id: str) -> Fact:
    """Return a fact of the briefing.

    Raises RecordError when the briefing names it without holding it.
    """
    try:
        return book.facts[fact_id]
    except KeyError as error:
        raise RecordError(f"briefing names a fact it does not hold: {fact_id}") from error


def name_entity(book: Book, entity_id: str) -> Name:
    """Name an entity, linked to its section when it has one."""
    entity = entity_of(book, entity_id)
    return Name(
        text=value_text(entity.label, folded(entity.name), book.language),
        href=f"#{entity_anchor(entity_id)}" if entity_id in book.briefing.key_entities else "",
        kind=kind_of(entity.label),
        label=name_of("label", entity.label, book.language),
        language=written_in(entity.name),
    )


def fact_phrase(book: Book, fact: Fact) -> str:
    """Return how a fact is said between its subject and its object."""
    return phrase_before(fact.predicate, entity_of(book, fact.object).name, book.language)


def kind_of(label: str) -> str:
    """Return the style a label is drawn in: its own for named things, one for all else.

    >>> kind_of("Person"), kind_of("Money"), kind_of("Vessel")
    ('person', 'value', 'value')
    """
    return label.lower() if label in NAMED_LABELS else "value"


def source_title(book: Book, document_id: str) -> str:
    """Return the title of a document, or its id when the briefing has no card for it.

    Where several documents have one title, the name of the file tells them apart.
    """
    card = book.cards.get(document_id)
    if card is None:
        return document_id
    title = folded(card.title)
    shown = shortened(title, _TITLE_CHARACTERS)
    if title not in book.shared or not card.sources:
        return shown
    return f"{shown} ({card.sources[0].rsplit('/', 1)[-1]})"


def source_path(book: Book, document_id: str) -> str:
    """Return where in the archive a document lies, or nothing when there is no card for it."""
    card = book.cards.get(document_id)
    return card.sources[0] if card and card.sources else ""


def document_href(book: Book, document_id: str) -> str:
    """Return the link to a document's source page, or nothing when it has none."""
    return source_name(document_id) if document_id in book.linked else ""


def evidence_href(book: Book, piece: Evidence) -> str:
    """Return the link to the highlighted place, or nothing when there is no source page."""
    href = document_href(book, piece.document_id)
    return f"{href}#{anchor(piece)}" if href else ""


def page_text(book: Book, piece: Evidence) -> str:
    """Return the page of a quote in words, or nothing when it is not known."""
    page = page_of(piece, book.places)
    if page is None:
        return ""
    card = book.cards.get(piece.document_id)
    return say(unit_of(card.media_type) if card else "page", book.language, number=page)


def source_text(book: Book, piece: Evidence) -> str:
    """Return the title and page of a quote."""
    title, page = source_title(book, piece.document_id), page_text(book, piece)
    if not page:
        return title
    return f"{title}，{page}" if book.language == "zh" else f"{title}, {page}"
