"""Parts in reading order become one text with exact offsets: how every parser ends.

A parser says what stands on a page (`Part`s); only this module counts characters.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from briefbook.errors import EmptySource
from briefbook.ids import checksum, make_id
from briefbook.records import (
    Block,
    BlockKind,
    Box,
    Cell,
    Document,
    Line,
    Page,
    Problem,
    Span,
    Table,
)
from ingest.characters import clean_text
from ingest.language import detect_language, is_cjk
from ingest.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class LinePart:
    """One printed line."""

    text: str
    box: Box
    stops: tuple[float, ...] = ()  # x0, x1 of each white-space-separated word of `text`
    joined: bool = False  # the next line goes on with the same word: no space between them


@dataclass(frozen=True, slots=True)
class CellPart:
    """One cell of a table, `text` or `lines`; rows and columns count from 0."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False
    lines: tuple[LinePart, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A block before its place in the text is known: `text`, or `lines`, or `cells`."""

    kind: BlockKind
    text: str = ""
    level: int = 0
    box: Box | None = None
    lines: tuple[LinePart, ...] = ()
    cells: tuple[CellPart, ...] = ()  # row by row


@dataclass(frozen=True, slots=True)
class PagePart:
    """A page, slide or sheet and what stands on it, in reading order."""

    number: int
    width: float
    height: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A file found inside another: an attachment, or an entry of an archive."""

    name: str  # relative path, "/" between parts
    data: bytes


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one file came to."""

    document: Document | None
    members: tuple[Member, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Text:
    """The text so far, and what has been placed in it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.size = 0
        self.blocks: list[Block] = []
        self.lines: list[Line] = []
        self.tables: list[Table] = []

    def add(self, text: str) -> Span:
        start = self.size
        self.pieces.append(text)
        self.size += len(text)
        return Span(start, self.size)

    def separate(self, separator: str) -> None:
        if self.size:
            self.add(separator)


def assemble(
    pages: Iterable[PagePart],
    *,
    data: bytes,
    source: str,
    media_type: str,
    title: str = "",
    metadata: Iterable[tuple[str, str]] = (),
    paged: bool = True,
) -> Document:
    """Lay parts end to end and build the document.

    Blocks are separated by an empty line, table rows by a line feed, cells by a tab. Lines of a
    paragraph are joined by a space, or by nothing between Chinese characters. With `paged` false
    the format has no pages and the document gets none. Without `title` the first heading serves.

    Characters are cleaned (`ingest.characters`) before any offset is fixed.

    Raises EmptySource when there is no text at all.
    """
    text = _Text()
    placed = [_place_page(text, page) for page in pages]
    whole = "".join(text.pieces)
    if not whole.strip():
        raise EmptySource(f"cannot read {source}: it opens but holds no text")
    language = detect_language(whole)
    return Document(
        id=make_id("doc", checksum(data)),
        source=source,
        media_type=media_type,
        language=language,
        title=title.strip() or _first_heading(whole, text.blocks) or source.rsplit("/", 1)[-1],
        text=whole,
        pages=tuple(placed) if paged else (),
        blocks=tuple(text.blocks),
        lines=tuple(text.lines),
        tables=tuple(text.tables),
        sentences=tuple(split_sentences(whole, text.blocks, text.tables, language)),
        metadata=tuple(metadata),
    )


def _place_page(text: _Text, page: PagePart) -> Page:
    first = len(text.blocks)
    for part in page.parts:
        _place_part(text, part)
    blocks = text.blocks[first:]
    span = Span(blocks[0].span.start, blocks[-1].span.end) if blocks else None
    return Page(page.number, page.width, page.height, span)


def _place_part(text: _Text, part: Part) -> None:
    if part.cells:
        _place_table(text, part)
        return
    lines = _clean_lines(part.lines)
    words = "" if lines else _clean_paragraph(part.text)
    if not lines and not words:
        return
    text.separate("\n\n")
    span = _place_lines(text, lines) if lines else text.add(words)
    text.blocks.append(Block(part.kind, span, part.box, part.level))


def _clean_lines(lines: Iterable[LinePart]) -> list[LinePart]:
    """Clean the words of each line; drop empty lines, and stops that no longer fit."""
    cleaned = []
    for line in lines:
        words = clean_text(line.text).strip()
        if words:
            stops = line.stops if len(line.stops) == 2 * len(words.split()) else ()
            cleaned.append(LinePart(words, line.box, stops, line.joined))
    return cleaned


def _clean_paragraph(text: str) -> str:
    return "\n".join(map(clean_text, text.split("\n"))).strip()


def _place_lines(text: _Text, lines: list[LinePart]) -> Span:
    start = text.size
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        text.lines.append(Line(text.add(line.text), line.box, line.stops))
        if following is None or line.joined:
            continue
        if not (is_cjk(line.text[-1]) and is_cjk(following.text[0])):
            text.add(" ")
    return Span(start, text.size)


def _place_table(text: _Text, part: Part) -> None:
    contents = [_cell_content(cell) for cell in part.cells]
    if not any(contents):
        return
    text.separate("\n\n")
    start = text.size
    cells: list[Cell] = []
    row = part.cells[0].row
    for cell, content in zip(part.cells, contents, strict=True):
        if cells:
            text.add("\t" if cell.row == row else "\n")
        row = cell.row
        span = _place_content(text, content)
        place = Cell(cell.row, cell.column, span, cell.row_span, cell.column_span)
        cells.append(replace(place, is_header=cell.is_header))
    whole = Span(start, text.size)
    text.tables.append(Table(whole, tuple(cells), part.box))
    text.blocks.append(Block("table", whole, part.box))


def _cell_content(cell: CellPart) -> list[LinePart] | str:
    return _clean_lines(cell.lines) or " ".join(clean_text(cell.text).split())


def _place_content(text: _Text, content: list[LinePart] | str) -> Span | None:
    if isinstance(content, str):
        return text.add(content) if content else None
    return _place_lines(text, content)


def _first_heading(whole: str, blocks: list[Block]) -> str:
    for block in blocks:
        if block.kind == "heading":
            return " ".join(whole[block.span.start : block.span.end].split())[:200]
    return ""
