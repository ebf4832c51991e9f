"""Which parts of a document its source page shows: all of a short one, of a long one what is
quoted and what stands around it (pure)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from briefbook.records import Block, Cell, Document, Span, Table
from reports.settings import ReportSettings

_LONGEST_PART = 6_000  # characters; a longer paragraph is cut, so that its middle can be left out


@dataclass(frozen=True, slots=True)
class Part:
    """A block, or text that no block covers, on its page."""

    block: Block
    page: int | None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is shown of a document."""

    parts: tuple[Part, ...]
    pages: tuple[int, ...]  # numbers of the pages shown, empty ones included
    after_gap: frozenset[int]  # indexes of the parts before which something is left out
    all_pages: bool
    all_parts: bool  # of the pages shown


def choose_parts(document: Document, spans: Sequence[Span], settings: ReportSettings) -> Excerpt:
    """Choose the parts to show; every span is in one of them."""
    parts = tuple(document_parts(document))
    pages = shown_pages(document, spans, settings)
    all_pages = len(pages) == len(document.pages)
    on_pages = [i for i, part in enumerate(parts) if part.page is None or part.page in pages]
    kept = _shortened(parts, on_pages, spans, settings)
    after_gap = {
        at for at, index in enumerate(kept) if index > 0 and (at == 0 or kept[at - 1] != index - 1)
    }
    return Excerpt(
        parts=tuple(parts[index] for index in kept),
        pages=pages,
        after_gap=frozenset(after_gap),
        all_pages=all_pages,
        all_parts=len(kept) == len(on_pages),
    )


def shown_pages(
    document: Document, spans: Iterable[Span], settings: ReportSettings
) -> tuple[int, ...]:
    """Return the numbers of the pages to show: all, or those quoted and their neighbours."""
    numbers = [page.number for page in document.pages]
    short = len(document.text) <= settings.whole_characters
    if len(numbers) <= settings.whole_pages and (short or len(numbers) == 1):
        return tuple(numbers)
    cited = {number for span in spans for number in pages_of(document, span)}
    if not cited:
        return tuple(numbers[: max(1, settings.whole_pages)])
    places = {
        near
        for index, number in enumerate(numbers)
        if number in cited
        for near in range(index - settings.neighbours, index + settings.neighbours + 1)
    }
    return tuple(number for index, number in enumerate(numbers) if index in places)


def pages_of(document: Document, span: Span) -> set[int]:
    """Return the numbers of all pages on which a part of `span` stands."""
    found = {box.page for box in document.boxes(span)}
    found |= {page.number for page in document.pages if page.span and page.span.overlaps(span)}
    first = document.page_of(span)
    return found | ({first} if first else set())


def _shortened(
    parts: Sequence[Part], kept: list[int], spans: Sequence[Span], settings: ReportSettings
) -> list[int]:
    """Leave out what stands far from every quote, when the rest is still too long."""
    sizes = [parts[i].block.span.end - parts[i].block.span.start for i in kept]
    if sum(sizes) <= settings.whole_characters:
        return kept
    cited = [at for at, i in enumerate(kept) if any(parts[i].block.span.overlaps(s) for s in spans)]
    if not cited:
        return _first(kept, sizes, settings.whole_characters)
    near = settings.neighbour_blocks
    places = {place for at in cited for place in range(at - near, at + near + 1)}
    return [index for at, index in enumerate(kept) if at in places]


def _first(kept: list[int], sizes: list[int], limit: int) -> list[int]:
    total = 0
    for at, size in enumerate(sizes):
        total += size
        if total > limit:
            return kept[: max(1, at)]
    return kept


def document_parts(document: Document) -> Iterator[Part]:
    """Yield all blocks in the order of the text, and as paragraphs what no block covers."""
    tables = {table.span: table for table in document.tables}
    position = 0
    for block in sorted(document.blocks, key=lambda block: block.span):
        if block.span.start < position:  # inside a block that was already taken
            continue
        yield from _loose(document, position, block.span.start)
        table = tables.get(block.span)
        if table is None:
            yield from _split(document, block)
        else:
            yield Part(block, document.page_of(block.span), table)
        position = block.span.end
    yield from _loose(document, position, len(document.text))


def _loose(document: Document, start: int, end: int) -> Iterator[Part]:
    for paragraph in document.text[start:end].split("\n\n"):
        stripped = paragraph.strip()
        if stripped:
            first = start + paragraph.index(stripped)
            yield from _split(document, Block("paragraph", Span(first, first + len(stripped))))
        start += len(paragraph) + 2


def _split(document: Document, block: Block) -> Iterator[Part]:
    start = block.span.start
    while start < block.span.end:
        end = min(start + _LONGEST_PART, block.span.end)
        space = document.text.rfind(" ", start + _LONGEST_PART // 2, end)
        if end < block.span.end and space > start:
            end = space + 1
        span = Span(start, end)
        yield Part(Block(block.kind, span, block.box, block.level), document.page_of(span))
        start = end


def table_rows(table: Table) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells row by row, with empty ones where none is given.

    >>> [cell.column for cell in table_rows(Table(Span(0, 1), (Cell(0, 1, Span(0, 1)),)))[0]]
    [0, 1]
    """
    by_row: dict[int, dict[int, Cell]] = {}
    for cell in table.cells:
        by_row.setdefault(cell.row, {})[cell.column] = cell
    taken: set[tuple[int, int]] = set()
    rows = []
    for row, cells in sorted(by_row.items()):
        line = []
        for column in range(max(cells) + 1):
            cell = cells.get(column, Cell(row, column, None))
            if (row, column) in taken and cell.span is None:
                continue
            line.append(cell)
            taken.update(
                (row + down, column + across)
                for down in range(min(cell.row_span, 1000))
                for across in range(min(cell.column_span, 1000))
            )
        rows.append(tuple(line))
    return tuple(rows)


def shown_rows(
    rows: Sequence[Sequence[Cell]], spans: Sequence[Span], settings: ReportSettings
) -> list[int]:
    """Choose the rows of a long table: its head, those quoted and their neighbours."""
    texts = [[cell.span for cell in row if cell.span] for row in rows]
    cited = [
        at
        for at, cells in enumerate(texts)
        if any(cell.overlaps(span) for cell in cells for span in spans)
    ]
    near = settings.neighbour_blocks
    places = {place for at in cited or [0] for place in range(at - near, at + near + 1)}
    heads = {at for at, row in enumerate(rows) if any(cell.is_header for cell in row)} | {0}
    return [at for at in range(len(rows)) if at in places | heads]
