"""Filled cells of a sheet become tables and paragraphs. Pure arithmetic over rows and columns."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.assembly import CellPart, Part
from ingest.cell_values import looks_numeric

Rows = dict[int, dict[int, str]]


@dataclass(slots=True)
class Grid:
    """The filled cells of a sheet; rows and columns count from 0."""

    rows: Rows = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)  # rows, columns


def grid_parts(grid: Grid) -> Iterator[Part]:
    """Yield each region of filled cells: a table, or paragraphs where it has one column.

    An empty row ends a region, unless what follows keeps to its columns; so does a wide empty
    column, or a narrow one with row names right of it.
    """
    for band in _bands(grid.rows):
        above, core, below = _core(band)
        yield from _paragraphs(above)
        for region in _side_by_side(core):
            yield from _region_parts(grid, region)
        yield from _paragraphs(below)


def header_rows(rows: Rows) -> int:
    """Return 1 if the first row names the columns: words and years over something else, else 0."""
    if len(rows) < 2:
        return 0
    first, *others = (cells for _, cells in sorted(rows.items()))
    numbers = any(looks_numeric(text) for cells in others for text in cells.values())
    named = len(first) > 1 and not any(map(looks_numeric, first.values()))
    return int(named and (numbers or len(first) >= len(others[0])))


def _paragraphs(rows: Rows) -> Iterator[Part]:
    for _, cells in sorted(rows.items()):
        for _, text in sorted(cells.items()):
            yield Part("paragraph", text)


def _bands(rows: Rows) -> list[Rows]:
    """Part the rows at empty ones, but not where a table merely has air in it."""
    bands: list[Rows] = []
    reach = range(0)
    last = -2
    for row in sorted(rows):
        cells = rows[row]
        airy = row == last + 2 and len(cells) > 1 and _within(cells, reach)
        if not bands or not (row == last + 1 or airy):
            bands.append({})
            reach = range(min(cells), max(cells) + 1)
        bands[-1][row] = cells
        reach = range(min(reach.start, *cells), max(reach.stop - 1, *cells) + 1)
        last = row
    return bands


def _within(cells: dict[int, str], reach: range) -> bool:
    return len(reach) > 1 and min(cells) in reach and max(cells) in reach


def _core(band: Rows) -> tuple[Rows, Rows, Rows]:
    """Take single cells above and below off: the title of a table, and the notes under it."""
    rows = sorted(band)
    wide = [row for row in rows if len(band[row]) > 1]
    if not wide:
        return band, {}, {}
    first, last = wide[0], rows.index(wide[-1])
    left = min(min(band[row]) for row in wide)
    while last + 1 < len(rows) and _is_row_name(band[rows[last + 1]], left):
        last += 1
    above = {row: band[row] for row in rows if row < first}
    core = {row: band[row] for row in rows if first <= row <= rows[last]}
    return above, core, {row: band[row] for row in rows[last + 1 :]}


def _is_row_name(cells: dict[int, str], left: int) -> bool:
    """Tell a row whose other cells are empty from a note under the table."""
    [(column, text)] = cells.items()
    return column == left and len(text) <= 40


def _side_by_side(rows: Rows) -> Iterator[Rows]:
    columns = sorted({column for cells in rows.values() for column in cells})
    starts = columns[:1]
    for left, right in pairwise(columns):
        gap = right - left - 1
        wide = right + 1 in columns  # a single column belongs to the table left of it
        if wide and (gap > 1 or (gap == 1 and _has_row_names(rows, right))):
            starts.append(right)
    for start, end in pairwise([*starts, 1 << 20]):
        part = {
            row: {column: text for column, text in cells.items() if start <= column < end}
            for row, cells in rows.items()
        }
        yield {row: cells for row, cells in part.items() if cells}


def _has_row_names(rows: Rows, column: int) -> bool:
    names = [cells[column] for cells in rows.values() if column in cells][1:]
    return len(names) > 1 and not any(map(looks_numeric, names))


def _region_parts(grid: Grid, rows: Rows) -> Iterator[Part]:
    if all(len(cells) == 1 for cells in rows.values()) and len({*map(min, rows.values())}) == 1:
        yield from _paragraphs(rows)
        return
    yield Part("table", cells=tuple(_cells(grid, rows)))


def _cells(grid: Grid, rows: Rows) -> Iterator[CellPart]:
    """Yield all cells of each row up to its last filled one, so that columns stay in line."""
    left = min(map(min, rows.values()))
    headers = header_rows(rows)
    for number, (row, cells) in enumerate(sorted(rows.items())):
        covered = -1
        for column in range(left, max(cells) + 1):
            if column <= covered and column not in cells:
                continue
            tall, wide = grid.merged.get((row, column), (1, 1))
            covered = column + wide - 1
            tall = sum(row <= other < row + tall for other in rows) if tall > 1 else 1
            text = cells.get(column, "")
            yield CellPart(number, column - left, text, tall, wide, number < headers)
