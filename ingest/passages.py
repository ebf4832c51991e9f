"""Documents become passages: what is searched, read and stored as one."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from briefbook.ids import make_id
from briefbook.records import Block, Document, Passage, Span
from ingest.language import is_cjk

_SEPARATOR = " › "
_NAME_CHARS = 200  # of a heading, or of all column names, in a heading path


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence or table row with what the passage it lands in needs to know."""

    span: Span
    block: Span
    first: bool  # of its block
    headings: tuple[str, ...]  # that it stands under, outermost first, itself included
    column_names: str = ""  # of a table, for rows but the first


def split_passages(document: Document, *, max_chars: int = 1200) -> tuple[Passage, ...]:
    """Cut a document into passages along its headings, paragraphs and sentences.

    A passage holds `max_chars` characters of English at most, or half as many of Chinese, and never
    parts of two sections. A sentence or a table row is cut only when it is longer than that. All
    text but page headers and footers is in exactly one passage. `heading` names the section the
    passage belongs to; a passage that goes on with a table has the column names there too.
    """
    return tuple(
        _passage(document, pieces)
        for section in _sections(document, max_chars)
        for pieces in _packed(document.text, section, max_chars)
    )


def _passage(document: Document, pieces: list[_Piece]) -> Passage:
    span = Span(pieces[0].span.start, pieces[-1].span.end)
    path = [*pieces[-1].headings, pieces[0].column_names]
    return Passage(
        id=make_id("pas", document.id, span.start, span.end),
        document_id=document.id,
        span=span,
        text=document.quote(span),
        heading=_SEPARATOR.join(name for name in path if name),
        page=document.page_of(span),
    )


def _sections(document: Document, max_chars: int) -> Iterator[list[_Piece]]:
    """Yield runs of pieces that may share a passage: headings only at the start, and no gap."""
    section: list[_Piece] = []
    after_text = False
    for block, headings in _with_headings(document):
        apart = block.kind in ("header", "footer")
        if section and (apart or (block.kind == "heading" and after_text)):
            yield section
            section = []
        if not apart:
            section.extend(_pieces(document, block, headings, max_chars))
            after_text = block.kind != "heading"
    if section:
        yield section


def _with_headings(document: Document) -> Iterator[tuple[Block, tuple[str, ...]]]:
    path: list[tuple[int, str]] = []
    for block in document.blocks or _whole(document):
        if block.kind == "heading":
            level = max(1, block.level)
            while path and path[-1][0] >= level:
                path.pop()
            path.append((level, " ".join(document.quote(block.span).split())[:_NAME_CHARS]))
        yield block, tuple(name for _, name in path)


def _whole(document: Document) -> tuple[Block, ...]:
    return (Block("paragraph", Span(0, len(document.text))),) if document.text else ()


def _pieces(
    document: Document, block: Block, headings: tuple[str, ...], max_chars: int
) -> Iterator[_Piece]:
    names = _column_names(document, block.span) if block.kind == "table" else ""
    starts = [sentence.start for sentence in document.sentences_in(block.span)]
    starts[:1] = [block.span.start]
    for start, end in pairwise([*starts, block.span.end]):
        for span in _cut(document.text, start, end, max_chars):
            first = span.start == block.span.start
            yield _Piece(span, block.span, first, headings, "" if first else names)


def _column_names(document: Document, span: Span) -> str:
    table = next((table for table in document.tables if table.span == span), None)
    if table is None:
        return ""
    names = [
        document.quote(cell.span)
        for cell in table.cells
        if cell.is_header and cell.span and cell.row == table.cells[0].row
    ]
    return " | ".join(names)[:_NAME_CHARS]


def _cut(text: str, start: int, end: int, max_chars: int) -> Iterator[Span]:
    """Yield [start, end) without white space around it, in pieces if it is too large."""
    while start < end:
        stop = end if _cost(text[start:end]) <= max_chars else _stop(text, start, max_chars)
        words = text[start:stop]
        if words.strip():
            before = len(words) - len(words.lstrip())
            yield Span(start + before, start + len(words.rstrip()))
        start = stop


def _stop(text: str, start: int, max_chars: int) -> int:
    costs = accumulate(_cost(character) for character in text[start : start + max_chars])
    return start + max(1, sum(cost <= max_chars for cost in costs))


def _packed(text: str, pieces: list[_Piece], max_chars: int) -> Iterator[list[_Piece]]:
    passage: list[_Piece] = []
    for piece in pieces:
        if passage and _starts_new(text, passage, piece, max_chars):
            yield passage
            passage = []
        passage.append(piece)
    yield passage


def _starts_new(text: str, passage: list[_Piece], piece: _Piece, max_chars: int) -> bool:
    """Tell whether `piece` does not fit, or starts a block that is better kept in one passage."""
    start, end = passage[0].span.start, passage[-1].span.end
    if _cost(text[start : piece.span.end]) > max_chars:
        return True
    if not piece.first or _cost(text[start:end]) <= max_chars // 4:
        return False
    block = piece.block
    alone, together = _cost(text[block.start : block.end]), _cost(text[start : block.end])
    return alone <= max_chars < together


def _cost(text: str) -> int:
    """Count characters, Chinese ones double: they make about as many tokens as two others."""
    return len(text) if text.isascii() else len(text) + sum(map(is_cjk, text))
