"""Tables of web pages: which of them hold data, and their cells."""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from ingest.assembly import CellPart
from ingest.grid import Rows, header_rows

_LONGEST_CELL = 1000  # characters; a longer one is a page laid out with a table
_MOST_SPAN = 1000
_CURRENCY = re.compile(r"[$€£¥￥]|(?:US|HK|A|C|NT)\$|RMB|CNY|USD")
_CLOSING = re.compile(r"\)?\s*%?\)?")
_SPACED = "p div li br tr td th h1 h2 h3 h4 h5 h6 dd dt"
_INNER_BLOCKS = frozenset(_SPACED.split())
_SKIPPED = frozenset(("script", "style", "template", "noscript", "rt", "rp"))


def is_table(table: etree._Element) -> bool:
    """Tell a table of data from one that only arranges the page."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    rows = [row for row in _rows(table)]
    widths = [sum(1 for cell in _row_cells(row) if _has_text(cell)) for row in rows]
    if sum(width > 0 for width in widths) < 2 or max(widths) < 2:
        return False
    if sum(width > 1 for width in widths) * 4 < len([width for width in widths if width]):
        return False
    return all(_length(cell) <= _LONGEST_CELL for row in rows for cell in _row_cells(row))


def table_cells(table: etree._Element) -> Iterator[CellPart]:
    """Yield the cells row by row, without the empty rows and columns that only make space.

    A currency sign or a closing bracket in a cell of its own goes to its number.
    """
    placed = _joined(_placed(table))
    rows = sorted({cell.row for cell in placed if cell.text})
    columns = sorted({cell.column for cell in placed if cell.text})
    headed = _marked_rows(table) or header_rows(_texts(placed))
    row_numbers = {row: number for number, row in enumerate(rows)}
    for cell in placed:
        if cell.row not in row_numbers:
            continue
        covered = range(cell.column, cell.column + cell.column_span)
        wide = sum(column in covered for column in columns)
        if not wide and not cell.text:
            continue
        tall = sum(cell.row <= row < cell.row + cell.row_span for row in rows)
        number = row_numbers[cell.row]
        yield replace(
            cell,
            row=number,
            column=sum(column < cell.column for column in columns),
            row_span=max(1, tall),
            column_span=max(1, wide),
            is_header=cell.is_header or number < headed,
        )


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows of a table, not those of tables inside it."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _row_cells(row: etree._Element) -> Iterator[etree._Element]:
    yield from row.iterchildren("td", "th")


def _has_text(cell: etree._Element) -> bool:
    return any(str(text).strip() for text in cell.itertext())


def _length(cell: etree._Element) -> int:
    return sum(len(str(text).strip()) for text in cell.itertext())


def _marked_rows(table: etree._Element) -> int:
    """Count the rows at the top that the page itself calls headers."""
    count = 0
    for row in _rows(table):
        cells = list(_row_cells(row))
        parent = row.getparent()
        in_head = parent is not None and parent.tag == "thead"
        if not in_head and not (cells and all(cell.tag == "th" for cell in cells)):
            return count
        count += any(map(_has_text, cells))
    return count


def _placed(table: etree._Element) -> list[CellPart]:
    """Lay the cells out on the grid, around those that reach down from above."""
    cells: list[CellPart] = []
    taken: dict[int, int] = {}  # column to the first row in which it is free again
    for number, row in enumerate(_rows(table)):
        column = 0
        for cell in _row_cells(row):
            while taken.get(column, 0) > number:
                column += 1
            tall, wide = _span(cell, "rowspan"), _span(cell, "colspan")
            cells.append(CellPart(number, column, _text(cell), tall, wide, cell.tag == "th"))
            for covered in range(column, column + wide) if tall > 1 else ():
                taken[covered] = number + tall
            column += wide
    return cells


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), _MOST_SPAN) if value.isascii() and value.isdigit() else 1


def _text(cell: etree._Element) -> str:
    pieces: list[str] = []
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        if element.tag in _INNER_BLOCKS:
            pieces.append(" ")
        if event == "start" and element.tag in _SKIPPED:
            walk.skip_subtree()
        elif event == "start":
            pieces.append(element.text or "")
        if event == "end" and element is not cell:
            pieces.append(element.tail or "")
    return " ".join("".join(pieces).split())


def _joined(cells: list[CellPart]) -> list[CellPart]:
    """Give "$" to the number right of it, and ")" or "%" to the one left of it."""
    joined: list[CellPart] = []
    for cell in cells:
        before = joined[-1] if joined and joined[-1].row == cell.row else None
        if before and before.text and cell.text and _CLOSING.fullmatch(cell.text):
            joined[-1] = replace(before, text=before.text + cell.text)
            cell = replace(cell, text="")
        elif before and cell.text and _CURRENCY.fullmatch(before.text):
            cell = replace(cell, text=before.text + cell.text)
            joined[-1] = replace(before, text="")
        joined.append(cell)
    return joined


def _texts(cells: list[CellPart]) -> Rows:
    rows: Rows = {}
    for cell in cells:
        if cell.text:
            rows.setdefault(cell.row, {})[cell.column] = cell.text
    return rows
