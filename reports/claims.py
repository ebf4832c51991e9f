"""Facts and quotes as a page shows them, each with the way back to its words."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from briefbook.records import Evidence, Fact
from reports.book import (
    Book,
    Name,
    entity_of,
    evidence_href,
    fact_anchor,
    fact_phrase,
    name_entity,
    source_path,
    source_text,
)
from reports.cited import strongest
from reports.readable import emphasised, folded, shortened, written_in
from reports.words import date_text, name_of, percent, say


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a document, and where they stand."""

    text: Markup
    href: str
    language: str
    source: str  # title and page
    path: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact, or what was said but is none."""

    anchor: str
    subject: Name
    phrase: str
    object: Name
    when: str
    percent: int
    assertion: str
    assertion_name: str
    disputed: str  # link to its contradiction; empty when there is none
    quotes: tuple[Quote, ...]
    unshown: int  # quotes there are beyond those


def view_quote(book: Book, piece: Evidence, *, names: tuple[str, ...] = ()) -> Quote:
    """Prepare a quote; `names` in it are set in bold."""
    text = shortened(folded(piece.quote), book.settings.quote_characters)
    card = book.cards.get(piece.document_id)
    return Quote(
        text=emphasised(text, names),
        href=evidence_href(book, piece),
        language=written_in(text, card.language if card else "und"),
        source=source_text(book, piece),
        path=source_path(book, piece.document_id),
    )


def view_quotes(
    book: Book, evidence: Iterable[Evidence], *, names: tuple[str, ...] = ()
) -> tuple[tuple[Quote, ...], int]:
    """Prepare the strongest quotes, and say how many more there are."""
    pieces = strongest(evidence, limit=book.settings.max_quotes)
    everything = len({(piece.document_id, piece.span) for piece in evidence})
    quotes = tuple(view_quote(book, piece, names=names) for piece in pieces)
    return quotes, everything - len(pieces)


def view_statement(book: Book, fact: Fact) -> Statement:
    """Prepare a fact with its quotes."""
    names = (*_names(book, fact.subject), *_names(book, fact.object))
    quotes, unshown = view_quotes(book, fact.evidence, names=names)
    return Statement(
        anchor=fact_anchor(fact.id),
        subject=name_entity(book, fact.subject),
        phrase=fact_phrase(book, fact),
        object=name_entity(book, fact.object),
        when=_when(fact, book.language),
        percent=percent(fact.confidence),
        assertion=fact.assertion,
        assertion_name=name_of("assertion", fact.assertion, book.language),
        disputed=f"#{book.disputed[fact.id]}" if fact.id in book.disputed else "",
        quotes=quotes,
        unshown=unshown,
    )


def _names(book: Book, entity_id: str) -> tuple[str, ...]:
    entity = entity_of(book, entity_id)
    return (folded(entity.name), *map(folded, entity.aliases))


def _when(fact: Fact, language: str) -> str:
    first, last = (
        date_text(date, language) if date else "" for date in (fact.valid_from, fact.valid_to)
    )
    if first and last:
        return say("between", language, first=first, last=last)
    if first:
        return say("since", language, date=first)
    return say("until", language, date=last) if last else ""
