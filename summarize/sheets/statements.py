"""A document as the statements a sheet is filled from: sentences and rows, with what stands above.

A heading, a lead-in ("To do:", 客户诉求：) and a short line on a line of its own all say what the
statements below them are; a row is known by the headers of its columns.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from briefbook.records import Block, Cell, Document, Span, Table
from summarize.telling import number_length
from summarize.words import length

_MOST_LEAD_WORDS = 12  # a longer line that ends with a colon still announces, but names nothing
_MOST_HEADING_WORDS = 5
_ENDS = tuple(".!?。！？;；,，、")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, or a row of a table."""

    span: Span
    text: str  # exactly the characters of `span`, number or bullet left out
    heading: str = ""  # what stands above: the heading, and the lead-in below it
    #: Of a row: the header of each column that is not empty, and the cell in it.
    cells: tuple[tuple[str, Span], ...] = ()
    is_item: bool = False  # of a list


def read_statements(document: Document) -> tuple[Statement, ...]:
    """Return the statements of `document` in order; page headers and footers are left out."""
    tables = {table.span: table for table in document.tables}
    found: list[Statement] = []
    heading = lead = ""
    for block in document.blocks:
        if block.kind in ("header", "footer", "caption"):
            continue
        if block.kind == "heading" or _is_heading(document, block):
            heading, lead = _folded(document.quote(block.span)), ""
            continue
        if block.kind == "table" and block.span in tables:
            found += _rows(document, tables[block.span], _under(heading, lead))
            continue
        if block.kind != "list_item":
            lead = ""
        for statement in _sentences(document, block):
            if _announces(statement.text):
                lead = statement.text
            above = _under(heading, lead)
            found.append(
                Statement(statement.span, statement.text, above, is_item=statement.is_item)
            )
    return tuple(found)


def within(statement: Statement, start: int, end: int) -> Span:
    """Return the place in the document of the characters `[start, end)` of a statement."""
    return Span(statement.span.start + start, statement.span.start + end)


def _under(heading: str, lead: str) -> str:
    return f"{heading}\n{lead}" if lead else heading


def _is_heading(document: Document, block: Block) -> bool:
    """Tell whether a paragraph is a short line of its own that ends like no sentence."""
    text = document.quote(block.span).strip()
    if block.kind != "paragraph" or "\n" in text or text.endswith((*_ENDS, ":", "：")):
        return False
    return 0 < length(text) <= _MOST_HEADING_WORDS and not re.search(r"[:：\d@]", text)


def _announces(text: str) -> bool:
    return text.rstrip().endswith((":", "：")) and length(text) <= _MOST_LEAD_WORDS


def _sentences(document: Document, block: Block) -> Iterator[Statement]:
    for sentence in document.sentences_in(block.span):
        start = sentence.start + number_length(document.quote(sentence))
        span = Span(start, sentence.end)
        yield Statement(span, document.quote(span), is_item=block.kind == "list_item")


def _rows(document: Document, table: Table, heading: str) -> Iterator[Statement]:
    headers = _headers(document, table)
    rows: defaultdict[int, list[Cell]] = defaultdict(list)
    for cell in table.cells:
        if cell.span is not None:
            rows[cell.row].append(cell)
    for number in sorted(rows):
        if number == _header_row(table) or all(cell.is_header for cell in rows[number]):
            continue
        cells = tuple(
            (headers.get(cell.column, ""), cell.span) for cell in rows[number] if cell.span
        )
        span = Span(cells[0][1].start, cells[-1][1].end)
        yield Statement(span, document.quote(span), heading, cells)


def _header_row(table: Table) -> int:
    """Return which row names the columns: the first, where none is marked and there are three."""
    if any(cell.is_header for cell in table.cells) or not table.cells:
        return -1
    columns = {cell.column for cell in table.cells}
    return table.cells[0].row if len(columns) > 2 else -1


def _headers(document: Document, table: Table) -> dict[int, str]:
    first = _header_row(table)
    return {
        cell.column: _folded(document.quote(cell.span))
        for cell in table.cells
        if cell.span is not None and (cell.is_header or cell.row == first)
    }


def _folded(text: str) -> str:
    return " ".join(text.split())
