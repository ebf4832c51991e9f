"""Facts, sentences and quotes as a page shows them, each with the way back to its words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from briefbook.records import Answer, Digest, Evidence, Fact, Sentence
from reports.book import (
    Book,
    Name,
    entity_of,
    evidence_href,
    fact_anchor,
    fact_phrase,
    name_entity,
    page_text,
    source_path,
    source_text,
    source_title,
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


@dataclass(frozen=True, slots=True)
class Cite:
    """A short link behind a sentence."""

    label: str
    href: str
    title: str  # what it leads to
    language: str


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence with its links."""

    text: str
    language: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class CitedText:
    """Sentences, and the documents that their numbers stand for.

    Without such documents each sentence stands on a line of its own, with its sources written out.
    """

    sentences: tuple[CitedSentence, ...]
    sources: tuple[Cite, ...]
    listed: bool = False


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


def view_digest(book: Book, digest: Digest) -> CitedText:
    """Prepare a digest: of a document with its pages, of anything else as a list of sentences."""
    if digest.kind == "document":
        return CitedText(tuple(_by_page(book, sentence) for sentence in digest.sentences), ())
    listed = tuple(view_sentence(book, sentence) for sentence in digest.sentences)
    return CitedText(listed, (), listed=True)


def view_answer(book: Book, answer: Answer) -> CitedText:
    """Prepare an answer with numbered sources."""
    return _numbered(book, answer.sentences)


def view_sentence(book: Book, sentence: Sentence) -> CitedSentence:
    """Prepare a sentence that stands alone, with its sources written out."""
    return _cited(book, sentence, lambda piece: source_text(book, piece))


def _by_page(book: Book, sentence: Sentence) -> CitedSentence:
    return _cited(book, sentence, lambda piece: page_text(book, piece) or "¶")


def _numbered(book: Book, sentences: tuple[Sentence, ...]) -> CitedText:
    limit = book.settings.max_quotes
    pieces = [piece for each in sentences for piece in strongest(each.evidence, limit)]
    first: dict[str, Evidence] = {}
    for piece in pieces:
        first.setdefault(piece.document_id, piece)
    numbers = {document_id: str(index) for index, document_id in enumerate(first, start=1)}
    return CitedText(
        tuple(
            _cited(book, sentence, lambda piece: numbers[piece.document_id])
            for sentence in sentences
        ),
        tuple(_source(book, piece, numbers[key]) for key, piece in first.items()),
    )


def _source(book: Book, piece: Evidence, label: str) -> Cite:
    title = source_title(book, piece.document_id)
    return Cite(label, evidence_href(book, piece), title, written_in(title))


def _cited(book: Book, sentence: Sentence, label: Callable[[Evidence], str]) -> CitedSentence:
    pieces = strongest(sentence.evidence, book.settings.max_quotes)
    card = book.cards.get(pieces[0].document_id)
    cites = []
    for piece in pieces:
        title = source_text(book, piece)
        cites.append(Cite(label(piece), evidence_href(book, piece), title, written_in(title)))
    text = folded(sentence.text)
    return CitedSentence(text, written_in(text, card.language if card else "und"), tuple(cites))
