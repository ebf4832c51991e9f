"""One document as a page of its own, with every quoted place highlighted and anchored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from briefbook.errors import RecordError
from briefbook.records import Document, Evidence, Span
from reports.anchors import anchor
from reports.excerpt import Excerpt, choose_parts
from reports.page_views import view_pages
from reports.pages import render_page
from reports.readable import folded, shortened, written_in
from reports.settings import ReportSettings
from reports.words import date_text, media_name, name_of, say, tongue_name, unit_of

_LIST_CHARACTERS = 150  # of a quote in the list at the top
_META = ("date", "author", "from", "to", "cc", "subject")


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A quote in the list of all quotes from this document."""

    anchor: str
    text: str
    language: str
    page: str


def render_source(
    document: Document,
    evidence: Iterable[Evidence],
    *,
    images: Mapping[int, str] | None = None,
    settings: ReportSettings | None = None,
    back: str = "../briefing.html",
) -> str:
    """Render the page of a document on which the given evidence is highlighted.

    `images` are the URLs of page images by page number, relative to this page; a page without one
    shows its text only. The anchor of each place is `anchor(piece)`. Evidence of other documents
    is left out. A long document is shown in part, and says so.

    Raises RecordError when evidence does not fit the document's text.
    """
    settings = settings or ReportSettings()
    pieces = _own(document, evidence)
    spans = tuple(piece.span for piece in pieces)
    excerpt = choose_parts(document, spans, settings)
    return render_page(
        "source.html",
        language=settings.language,
        title=folded(document.title) or document.source,
        tongue=written_in(document.text[:2000], document.language),
        meta=_meta(document, settings.language),
        notice=_notice(document, excerpt, settings.language),
        places=tuple(_view_place(document, piece, settings.language) for piece in pieces),
        pages=tuple(view_pages(document, pieces, excerpt, images=images or {}, settings=settings)),
        back=back,
    )


def _own(document: Document, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    own: dict[Span, Evidence] = {}
    for piece in evidence:
        if piece.document_id != document.id:
            continue
        if document.quote(piece.span) != piece.quote:
            raise RecordError(f"{document.source}: {piece.span} does not hold {piece.quote[:60]!r}")
        own.setdefault(piece.span, piece)
    return tuple(piece for _, piece in sorted(own.items()))


def _meta(document: Document, language: str) -> tuple[tuple[str, str], ...]:
    rows = [
        (say("meta.source", language), document.source),
        (say("meta.type", language), media_name(document.media_type, language)),
        (say("meta.language", language), tongue_name(document.language, language)),
    ]
    for key in _META:
        value = document.meta(key)
        if value:
            shown = date_text(value, language) if key == "date" else shortened(folded(value), 300)
            rows.append((name_of("meta", key, language), shown))
    return tuple(rows)


def _notice(document: Document, excerpt: Excerpt, language: str) -> str:
    notes = []
    if not excerpt.all_pages:
        pages, total = _ranges(excerpt.pages), len(document.pages)
        shown = f"shown.{unit_of(document.media_type)}s"
        notes.append(say(shown, language, pages=pages, total=total))
    if not excerpt.all_parts:
        notes.append(say("shown.blocks", language))
    return " ".join(notes)


def _ranges(numbers: Sequence[int]) -> str:
    """Write numbers in order as ranges: 1–3, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _view_place(document: Document, piece: Evidence, language: str) -> PlaceView:
    page = min((box.page for box in piece.boxes), default=None) or document.page_of(piece.span)
    text = shortened(folded(piece.quote), _LIST_CHARACTERS)
    return PlaceView(
        anchor=anchor(piece),
        text=text,
        language=written_in(text, document.language),
        page=say(unit_of(document.media_type), language, number=page) if page else "",
    )
