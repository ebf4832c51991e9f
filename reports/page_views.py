"""The pages of a document as they are shown: images with boxes, text and tables with marks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from briefbook.records import Box, Cell, Document, Evidence, Page, Span
from reports.anchors import anchor
from reports.excerpt import Excerpt, Part, shown_rows, table_rows
from reports.marks import homes, mark
from reports.readable import folded, shortened
from reports.settings import ReportSettings
from reports.words import say, unit_of

_LONG_TABLE = 60  # rows; in a long document only the quoted ones of such a table are shown
_TITLE_CHARACTERS = 150  # of a quote, said of its box


@dataclass(frozen=True, slots=True)
class BoxView:
    """A highlight on the image of a page; lengths in per cent of the page."""

    anchor: str  # only on the first box of a quote
    name: str
    left: str
    top: str
    width: str
    height: str
    quote: str


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell of a table."""

    text: Markup
    is_header: bool
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a table, after `left_out` rows that are not shown."""

    cells: tuple[CellView, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class PartView:
    """A heading, paragraph, list item or table."""

    kind: str
    level: int  # of a heading, as HTML counts here: 3 to 6
    text: Markup
    rows: tuple[RowView, ...]
    after_gap: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """A page with its image, where there is one, and its text."""

    number: int | None  # None: the document has no pages
    heading: str
    image: str
    width: float
    height: float
    boxes: tuple[BoxView, ...]
    parts: tuple[PartView, ...]


@dataclass(frozen=True, slots=True)
class _Marks:
    """All that is highlighted in a document, and where each anchor goes."""

    spans: tuple[Span, ...]
    in_text: dict[Span, list[Span]]  # stretch of text to the spans anchored there


def view_pages(
    document: Document,
    pieces: Sequence[Evidence],
    excerpt: Excerpt,
    *,
    images: Mapping[int, str],
    settings: ReportSettings,
) -> Iterator[PageView]:
    """Prepare the pages of an excerpt, in order; a document without pages is shown as one.

    `images` are the URLs of page images by page number. Each piece of evidence gets one anchor:
    at its first box on an image shown, else at its first words in the text.
    """
    pictures = _usable_images(document, images)
    marks = _place_marks(document, pieces, excerpt, pictures)
    views = _view_parts(document, excerpt, marks, settings)
    if not document.pages:
        yield PageView(None, "", "", 0, 0, (), tuple(view for view, _ in views))
        return
    anchored: set[Span] = set()
    for page in document.pages:
        if page.number not in excerpt.pages:
            continue
        boxes = _view_boxes(page, pieces, anchored) if page.number in pictures else ()
        parts = tuple(view for view, number in views if number == page.number)
        image = pictures.get(page.number, "")
        key = f"heading.{unit_of(document.media_type)}"
        heading = say(key, settings.language, number=page.number)
        yield PageView(page.number, heading, image, page.width, page.height, boxes, parts)


def _usable_images(document: Document, images: Mapping[int, str]) -> dict[int, str]:
    sized = {page.number for page in document.pages if page.width > 0 and page.height > 0}
    return {number: url for number, url in images.items() if number in sized}


def _place_marks(
    document: Document,
    pieces: Sequence[Evidence],
    excerpt: Excerpt,
    pictures: Mapping[int, str],
) -> _Marks:
    """Decide for each quote whether its anchor stands on an image or in the text."""
    shown = set(excerpt.pages) & set(pictures)
    on_images = {piece.span for piece in pieces if any(box.page in shown for box in piece.boxes)}
    stretches = [span for part in excerpt.parts for span in _stretches(part)]
    rest = [piece.span for piece in pieces if piece.span not in on_images]
    in_text: dict[Span, list[Span]] = {}
    for span, stretch in homes(stretches, rest).items():
        in_text.setdefault(stretch, []).append(span)
    return _Marks(tuple(piece.span for piece in pieces), in_text)


def _stretches(part: Part) -> list[Span]:
    if part.table is None:
        return [part.block.span]
    return sorted(cell.span for cell in part.table.cells if cell.span) or [part.block.span]


def _view_boxes(page: Page, pieces: Sequence[Evidence], anchored: set[Span]) -> tuple[BoxView, ...]:
    """Prepare the highlights of a page; the first box of a quote takes its anchor."""
    views = []
    for piece in pieces:
        for box in piece.boxes:
            if box.page == page.number:
                first = piece.span not in anchored
                anchored.add(piece.span)
                views.append(_view_box(page, piece, box, first=first))
    return tuple(views)


def _view_box(page: Page, piece: Evidence, box: Box, *, first: bool) -> BoxView:
    grow = min(2.0, page.height / 200)  # a little air around the letters
    x0, x1 = max(0.0, box.x0 - grow), min(page.width, box.x1 + grow)
    y0, y1 = max(0.0, box.y0 - grow), min(page.height, box.y1 + grow)
    return BoxView(
        anchor=anchor(piece) if first else "",
        name=anchor(piece),
        left=_share(x0, page.width),
        top=_share(y0, page.height),
        width=_share(max(0.0, x1 - x0), page.width),
        height=_share(max(0.0, y1 - y0), page.height),
        quote=shortened(folded(piece.quote), _TITLE_CHARACTERS) if first else "",
    )


def _share(length: float, whole: float) -> str:
    return f"{100 * length / whole:.2f}%"


def _view_parts(
    document: Document, excerpt: Excerpt, marks: _Marks, settings: ReportSettings
) -> list[tuple[PartView, int | None]]:
    long = len(document.text) > settings.whole_characters
    views = []
    for at, part in enumerate(excerpt.parts):
        rows = _view_rows(document, part, marks, settings, long=long) if part.table else ()
        span = part.block.span
        text = Markup("") if part.table else _marked(document, span, marks)
        level = min(6, max(1, part.block.level) + 2) if part.block.kind == "heading" else 0
        view = PartView(part.block.kind, level, text, rows, at in excerpt.after_gap)
        views.append((view, part.page))
    return views


def _marked(document: Document, stretch: Span, marks: _Marks) -> Markup:
    return mark(document.text, stretch, marks.spans, marks.in_text.get(stretch, ()))


def _view_rows(
    document: Document, part: Part, marks: _Marks, settings: ReportSettings, *, long: bool
) -> tuple[RowView, ...]:
    if part.table is None:
        return ()
    rows = table_rows(part.table)
    kept = list(range(len(rows)))
    if long and len(rows) > _LONG_TABLE:
        kept = shown_rows(rows, marks.spans, settings)
    gaps = [first - 1 - before for before, first in pairwise([-1, *kept])]
    views = [
        RowView(tuple(_view_cell(document, cell, marks) for cell in rows[at]), gap)
        for at, gap in zip(kept, gaps, strict=True)
    ]
    below = len(rows) - 1 - kept[-1]
    return (*views, RowView((), below)) if below else tuple(views)


def _view_cell(document: Document, cell: Cell, marks: _Marks) -> CellView:
    text = _marked(document, cell.span, marks) if cell.span else Markup("")
    return CellView(text, cell.is_header, cell.row_span, cell.column_span)
