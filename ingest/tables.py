"""Ruled lines and words become tables. Pure geometry.

Edges are snapped to a grid and cells of the grid without a wall between them are merged, after
Nurminen ("Algorithmic extraction of data in tables in PDF documents", 2013) and the table finder
of pdfplumber.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import gt

from briefbook.records import Box
from ingest.assembly import CellPart, LinePart, Part
from ingest.frames import Frame, Rect
from ingest.language import is_cjk

Word = tuple[float, float, float, float, str, int, int, int]  # x0, y0, x1, y1, text, places

_SNAP = 3.0  # points between edges that are one
_THIN = 2.6  # points; a rectangle no thicker is a line
_MAX_GRID = 20_000  # cells of a grid; a denser one is a drawing
MAX_RECTS = 20_000  # on a page; more is a drawing


@dataclass(frozen=True, slots=True)
class Grid:
    """The ruled cells of one table: each a rectangle of rows and columns."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[int, int, int, int], ...]  # row, column, row span, column span

    @property
    def rect(self) -> Rect:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


# Ruled tables


def find_grids(rects: Sequence[Rect], width: float, height: float) -> list[Grid]:
    """Find ruled grids with at least two rows and two columns, from top to bottom.

    `rects` are lines and boxes as drawn; `width` and `height` those of the page.
    """
    if len(rects) > MAX_RECTS:
        return []
    across, upright = _edges(rects, width, height)
    if len(across) < 2 or len(upright) < 2:
        return []
    grids = [_grid(*group) for group in _connected(across, upright)]
    return sorted((grid for grid in grids if grid is not None), key=lambda grid: grid.rect[1])


Edge = tuple[float, float, float]  # where it lies, and from where to where it runs


def _edges(rects: Iterable[Rect], width: float, height: float) -> tuple[list[Edge], list[Edge]]:
    across: list[Edge] = []
    upright: list[Edge] = []
    for x0, y0, x1, y1 in rects:
        if x1 - x0 > 0.95 * width and y1 - y0 > 0.5 * height:
            continue  # a background
        if y1 - y0 <= _THIN:
            across.append(((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= _THIN:
            upright.append(((x0 + x1) / 2, y0, y1))
        else:
            across += [(y0, x0, x1), (y1, x0, x1)]
            upright += [(x0, y0, y1), (x1, y0, y1)]
    return _joined(across), _joined(upright)


def _joined(edges: list[Edge]) -> list[Edge]:
    """Snap edges that lie on one line together and join those that touch."""
    snapped: dict[int, list[tuple[float, float]]] = defaultdict(list)
    places = _snapped({edge[0] for edge in edges})
    for place, start, end in edges:
        snapped[_nearest(places, place)].append((start, end))
    found = []
    for index, runs in snapped.items():
        runs.sort()
        start, end = runs[0]
        for following, its_end in runs[1:]:
            if following <= end + _SNAP:
                end = max(end, its_end)
                continue
            found.append((places[index], start, end))
            start, end = following, its_end
        found.append((places[index], start, end))
    return sorted(edge for edge in found if edge[2] - edge[1] > 2 * _SNAP)


def _snapped(values: Iterable[float]) -> list[float]:
    """Return one value for each cluster of values closer than the snap distance."""
    clusters: list[list[float]] = []
    for value in sorted(values):
        if clusters and value - clusters[-1][0] <= _SNAP:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return [sum(cluster) / len(cluster) for cluster in clusters]


def _nearest(places: Sequence[float], value: float) -> int:
    index = bisect_right(places, value)
    if index and (index == len(places) or value - places[index - 1] <= places[index] - value):
        return index - 1
    return index


def _connected(across: list[Edge], upright: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Group edges that cross or touch each other."""
    parents = list(range(len(across) + len(upright)))

    def root(node: int) -> int:
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    for index, (y, x0, x1) in enumerate(across):
        for other, (x, y0, y1) in enumerate(upright, len(across)):
            if x0 - _SNAP <= x <= x1 + _SNAP and y0 - _SNAP <= y <= y1 + _SNAP:
                parents[root(other)] = root(index)
    groups: dict[int, tuple[list[Edge], list[Edge]]] = defaultdict(lambda: ([], []))
    for index, edge in enumerate(across):
        groups[root(index)][0].append(edge)
    for other, edge in enumerate(upright, len(across)):
        groups[root(other)][1].append(edge)
    return [group for group in groups.values() if group[0] and group[1]]


def _grid(across: list[Edge], upright: list[Edge]) -> Grid | None:
    xs = _snapped([edge[0] for edge in upright])
    ys = _snapped([edge[0] for edge in across])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > _MAX_GRID or rows + columns < 3:
        return None
    beside = _walls(upright, xs, ys)
    below = _walls(across, ys, xs)
    cells = _merged(rows, columns, beside, below)
    return Grid(tuple(xs), tuple(ys), tuple(cells))


def _walls(edges: list[Edge], places: list[float], stops: list[float]) -> set[tuple[int, int]]:
    """Return (place, step): an edge at `place` covers most of the way to the next stop."""
    walls = set()
    for place, start, end in edges:
        index = _nearest(places, place)
        for step, (one, two) in enumerate(pairwise(stops)):
            if min(end, two) - max(start, one) > 0.6 * (two - one):
                walls.add((index, step))
    return walls


def _merged(
    rows: int, columns: int, beside: set[tuple[int, int]], below: set[tuple[int, int]]
) -> list[tuple[int, int, int, int]]:
    """Grow each cell right and down while no wall stands in the way."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            right = column + 1
            while right < columns and (right, row) not in beside and (row, right) not in taken:
                right += 1
            bottom = row + 1
            while bottom < rows and _is_open(bottom, column, right, beside, below):
                bottom += 1
            taken.update((r, c) for r in range(row, bottom) for c in range(column, right))
            cells.append((row, column, bottom - row, right - column))
    return cells


def _is_open(
    row: int, left: int, right: int, beside: set[tuple[int, int]], below: set[tuple[int, int]]
) -> bool:
    """Tell whether a cell over columns [left, right) may grow into `row`."""
    if any((row, column) in below for column in range(left, right)):
        return False
    return not any((column, row) in beside for column in range(left + 1, right))


def fill_grid(grid: Grid, words: Sequence[Word], frame: Frame) -> Part | None:
    """Put `words`, all inside the grid, into its cells; None when it does not look like a table.

    A table has two rows and two columns with words in them, and words in a sixth of its cells.
    """
    owner = {
        (r, c): index
        for index, (row, column, down, right) in enumerate(grid.cells)
        for r in range(row, row + down)
        for c in range(column, column + right)
    }
    held: dict[int, list[Word]] = defaultdict(list)
    last_row, last_column = len(grid.ys) - 2, len(grid.xs) - 2
    for word in words:
        row = min(max(bisect_right(grid.ys, (word[1] + word[3]) / 2) - 1, 0), last_row)
        column = min(max(bisect_right(grid.xs, (word[0] + word[2]) / 2) - 1, 0), last_column)
        held[owner[row, column]].append(word)
    filled = [grid.cells[index] for index in held]
    if len({cell[0] for cell in filled}) < 2 or len({cell[1] for cell in filled}) < 2:
        return None
    if len(held) < len(grid.cells) / 6:
        return None
    cells = [
        _cell_part(cell, _cell_lines(held.get(index, []), frame))
        for index, cell in enumerate(grid.cells)
    ]
    return table_part(cells, frame.back(grid.rect))


def _cell_part(cell: tuple[int, int, int, int], lines: tuple[LinePart, ...]) -> CellPart:
    row, column, down, right = cell
    return CellPart(row, column, "", row_span=down, column_span=right, lines=lines)


def _cell_lines(words: list[Word], frame: Frame) -> tuple[LinePart, ...]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: ((w[1] + w[3]) / 2, w[0])):
        middle = (word[1] + word[3]) / 2
        if lines and middle < lines[-1][-1][3] - 0.2 * (word[3] - word[1]):
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(words_line(sorted(line, key=lambda w: (w[0], w[7])), frame) for line in lines)


def words_line(words: Sequence[Word], frame: Frame) -> LinePart:
    """Set words of one baseline, upright in `frame`, as a line."""
    words = join_words(words)
    rect = (
        min(word[0] for word in words),
        min(word[1] for word in words),
        max(word[2] for word in words),
        max(word[3] for word in words),
    )
    return LinePart(" ".join(w[4] for w in words), frame.back(rect), word_stops(words, frame))


def join_words(words: Sequence[Word]) -> Sequence[Word]:
    """Join words parted where only the script changes: figures from Chinese or Arabic."""
    if len(words) == 1 or "".join([word[4] for word in words]).isascii():
        return words
    joined = [words[0]]
    for word in words[1:]:
        if _is_one_word(joined[-1], word):
            x0, y0, x1, y1, text, *place = joined.pop()
            rect = min(x0, word[0]), min(y0, word[1]), max(x1, word[2]), max(y1, word[3])
            joined.append((*rect, text + word[4], place[0], place[1], place[2]))
        else:
            joined.append(word)
    return joined


def _is_one_word(one: Word, two: Word) -> bool:
    apart = max(two[0] - one[2], one[0] - two[2]) / max(two[3] - two[1], 1.0)
    before, after = one[4][-1], two[4][0]
    if apart < 0.05:
        return is_right_to_left(before) != is_right_to_left(after)
    if apart < 0.35:
        return before.isdigit() and is_cjk(after) or is_cjk(before) and after.isdigit()
    return False


def is_right_to_left(character: str) -> bool:
    """Tell whether a character is Hebrew, Arabic or the like."""
    return "\u0590" <= character <= "\u08ff" or "\ufb1d" <= character <= "\ufefc"


def word_stops(words: Sequence[Word], frame: Frame) -> tuple[float, ...]:
    """Return x0, x1 of each word; nothing where words do not follow each other rightwards."""
    if frame.quarter:
        return ()
    places = [x for word in words for x in (word[0], word[2])]
    if places[0] < 0 or places[-1] > frame.width:
        places = [min(max(x, 0.0), frame.width) for x in places]
    starts = places[::2]
    if any(map(gt, starts, starts[1:])):
        return ()
    return tuple([round(x, 2) for x in places])


# Tables


def table_part(cells: Sequence[CellPart], box: Box) -> Part:
    """Make a table of cells: empty rows and columns taken out, headers marked."""
    rows = {cell.row for cell in cells if _cell_text(cell)}
    columns = {cell.column for cell in cells if _cell_text(cell)}
    row_of = {row: index for index, row in enumerate(sorted(rows))}
    column_of = {column: index for index, column in enumerate(sorted(columns))}
    kept = [cell for cell in cells if cell.row in rows and cell.column in columns]
    numbered = [_renumbered(cell, row_of, column_of) for cell in kept]
    numbered.sort(key=lambda cell: (cell.row, cell.column))
    return Part("table", box=box, cells=tuple(_mark_headers(numbered)))


def _renumbered(cell: CellPart, rows: dict[int, int], columns: dict[int, int]) -> CellPart:
    down = sum(1 for row in range(cell.row, cell.row + cell.row_span) if row in rows)
    right = sum(1 for c in range(cell.column, cell.column + cell.column_span) if c in columns)
    return CellPart(
        rows[cell.row],
        columns[cell.column],
        cell.text,
        max(down, 1),
        max(right, 1),
        lines=cell.lines,
    )


def _cell_text(cell: CellPart) -> str:
    return cell.text or " ".join(line.text for line in cell.lines)


def _mark_headers(cells: list[CellPart]) -> list[CellPart]:
    """Mark the first row as header when it holds words and a later one holds figures."""
    first = [_cell_text(cell) for cell in cells if cell.row == 0]
    later = [_cell_text(cell) for cell in cells if cell.row > 0]
    if any(map(_is_figure, first)) or not any(map(_is_figure, later)):
        return cells
    return [
        CellPart(c.row, c.column, c.text, c.row_span, c.column_span, c.row == 0, c.lines)
        for c in cells
    ]


def _is_figure(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits > 0 and digits >= 0.4 * len(text) and not (digits == 4 == len(text))
