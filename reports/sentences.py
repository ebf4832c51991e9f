"""Sentences as a page shows them: with links to their grounds, and how they came about."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from briefbook.records import Answer, Digest, Evidence, Sentence
from reports.book import Book, evidence_href, page_text, source_text, source_title
from reports.cited import grounds
from reports.readable import folded, shortened, written_in
from reports.words import percent, role_name, say

#: Who carries out a decision and when, or what was so before a change: below what they follow.
_DETAILS = frozenset({"owner", "due", "before"})
_TITLE_CHARACTERS = 160  # of the words a link leads to, shown when it is pointed at


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
    origin: str = ""  # "written" or "replaced"; empty for the words of a document
    origin_name: str = ""
    origin_meaning: str = ""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One thing of a sheet, such as a decision, and what belongs to it, such as who sees to it."""

    sentence: CitedSentence
    details: tuple["SheetRow", ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """All that fills one role of a sheet."""

    name: str
    entries: tuple[SheetEntry, ...]


@dataclass(frozen=True, slots=True)
class CitedText:
    """Sentences, and the documents that their numbers stand for.

    Without such documents each sentence stands on a line of its own, with its sources written out.
    """

    sentences: tuple[CitedSentence, ...]
    sources: tuple[Cite, ...]
    listed: bool = False
    bulleted: bool = False
    rows: tuple[SheetRow, ...] = ()  # of a sheet, in place of the sentences
    notes: tuple[tuple[str, str], ...] = ()  # what the reader should know, and its language


def view_digest(book: Book, digest: Digest) -> CitedText:
    """Prepare a digest: of a document with its pages, of anything else as a list of sentences."""
    of_document = digest.kind == "document"
    view = _by_page if of_document else view_sentence
    sentences = tuple(view(book, sentence) for sentence in digest.sentences)
    roles = [sentence.role for sentence in digest.sentences]
    return CitedText(
        sentences,
        (),
        listed=not of_document,
        bulleted=digest.form == "bullets",
        rows=_sheet(roles, sentences, book.language) if any(roles) else (),
        notes=_notes(digest, book.language),
    )


def view_answer(book: Book, answer: Answer) -> CitedText:
    """Prepare an answer with numbered sources."""
    return _numbered(book, answer.sentences)


def view_sentence(book: Book, sentence: Sentence) -> CitedSentence:
    """Prepare a sentence that stands alone, with its sources written out."""
    return _cited(book, sentence, lambda piece: source_text(book, piece))


def _by_page(book: Book, sentence: Sentence) -> CitedSentence:
    return _cited(book, sentence, lambda piece: page_text(book, piece) or "¶")


def _sheet(
    roles: list[str], sentences: tuple[CitedSentence, ...], language: str
) -> tuple[SheetRow, ...]:
    """Group sentences by their roles, in the order they come in, details below their entries."""
    rows: list[tuple[str, list[SheetEntry]]] = []
    for role, group in groupby(zip(roles, sentences, strict=True), key=lambda pair: pair[0]):
        entries = [SheetEntry(sentence) for _, sentence in group]
        if role in _DETAILS and rows:
            above = rows[-1][1]
            detail = SheetRow(role_name(role, language), tuple(entries))
            above[-1] = SheetEntry(above[-1].sentence, (*above[-1].details, detail))
        elif rows and rows[-1][0] == role:
            rows[-1][1].extend(entries)
        else:
            rows.append((role, entries))
    return tuple(SheetRow(role_name(role, language), tuple(entries)) for role, entries in rows)


def _notes(digest: Digest, language: str) -> tuple[tuple[str, str], ...]:
    notes = [folded(note) for note in digest.notes]
    found = [(note, written_in(note, "en")) for note in notes if note]
    if digest.faithfulness < 1:
        told = say("faithfulness", language, percent=percent(digest.faithfulness))
        found.append((told, language))
    return tuple(found)


def _numbered(book: Book, sentences: tuple[Sentence, ...]) -> CitedText:
    limit = book.settings.max_quotes
    pieces = [piece for each in sentences for piece in grounds(each, limit)]
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
    pieces = grounds(sentence, book.settings.max_quotes)
    card = book.cards.get(pieces[0].document_id)
    text = folded(sentence.text)
    origin = "" if sentence.origin == "quoted" else sentence.origin
    return CitedSentence(
        text,
        written_in(text, card.language if card else "und"),
        _cites(book, sentence, pieces, label),
        origin,
        say(f"origin.{origin}", book.language) if origin else "",
        say(f"origin.{origin}.means", book.language) if origin else "",
    )


def _cites(
    book: Book,
    sentence: Sentence,
    pieces: tuple[Evidence, ...],
    label: Callable[[Evidence], str],
) -> tuple[Cite, ...]:
    """Link to every piece; what a model wrote shows the words behind it when pointed at."""
    cites = []
    seen: Counter[str] = Counter()
    for piece in pieces:
        source, text = source_text(book, piece), label(piece)
        seen[text] += 1
        shown = f"{text} ({seen[text]})" if seen[text] > 1 else text
        title = source
        if sentence.origin == "written":
            title += f": {shortened(folded(piece.quote), _TITLE_CHARACTERS)}"
        cites.append(Cite(shown, evidence_href(book, piece), title, written_in(source)))
    return tuple(cites)
