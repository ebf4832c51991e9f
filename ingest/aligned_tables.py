"""Rows of words that leave the same upright bands white become tables, without any rule."""

from bisect import bisect_right
from collections.abc import Sequence
from statistics import median

from ingest.assembly import CellPart, LinePart, Part
from ingest.frames import enclose
from ingest.reading_order import Fragment, Row
from ingest.tables import is_right_to_left, table_part


def aligned_table(rows: Sequence[Row], start: int) -> tuple[Part | None, int]:
    """Read an unruled table that begins at row `start` of a column; say how many rows it takes.

    Returns (None, 0) when none begins there.
    """
    if len(rows[start]) < 2:
        return None, 0
    taken = _aligned_run(rows, start)
    while taken and len(taken[-1]) < 2:
        taken.pop()
    several = sum(1 for row in taken if len(row) > 1)
    if several < 2 or several < 0.5 * len(taken):
        return None, 0
    bands = _bands([f for row in taken for f in row])
    if not _is_tabular(taken, bands, several):
        return None, 0
    cells = [
        _aligned_cell(index, column, held)
        for index, row in enumerate(taken)
        for column, held in enumerate(_by_band(row, bands))
    ]
    return table_part(cells, enclose(f.box for row in taken for f in row)), len(taken)


def _aligned_run(rows: Sequence[Row], start: int) -> list[Row]:
    taken: list[Row] = []
    single = 0
    for row in rows[start:]:
        size = max(f.size for f in row)
        if row[0].part is not None:
            break
        if taken and min(f.y0 for f in row) - max(f.y1 for f in taken[-1]) > 2.5 * size:
            break
        single = single + 1 if len(row) < 2 else 0
        if single > 1 or (single and row[0].x1 - row[0].x0 > 30 * size):
            break
        taken.append(row)
    return taken


def _bands(fragments: list[Fragment]) -> list[tuple[float, float]]:
    """Return the upright bands that hold words, parted by white at least a letter wide."""
    gap = 0.6 * median(f.size for f in fragments)
    if sum(is_right_to_left(f.text[0]) for f in fragments) * 2 > len(fragments):
        gap *= 4  # words of Arabic prose come one by one
    bands: list[tuple[float, float]] = []
    for x0, x1 in sorted((f.x0, f.x1) for f in fragments):
        if bands and x0 < bands[-1][1] + gap:
            bands[-1] = bands[-1][0], max(x1, bands[-1][1])
        else:
            bands.append((x0, x1))
    return bands


def _by_band(row: Row, bands: list[tuple[float, float]]) -> list[list[Fragment]]:
    held: list[list[Fragment]] = [[] for _ in bands]
    for fragment in row:
        held[bisect_right(bands, (fragment.x0 + 0.01, float("inf"))) - 1].append(fragment)
    return held


def _is_tabular(rows: list[Row], bands: list[tuple[float, float]], several: int) -> bool:
    if len(bands) < 2 or several < (3 if len(bands) == 2 else 2):
        return False
    texts = [f.text for row in rows for f in row]
    if sum(map(len, texts)) > 45 * len(texts):
        return False  # prose
    first = [held[0].text for row in rows if (held := _by_band(row, bands)[0])]
    return any(len(text) > 3 for text in first) or len(bands) > 2


def _aligned_cell(row: int, column: int, held: list[Fragment]) -> CellPart:
    lines = tuple(LinePart(f.text, f.box, f.stops) for f in held)
    return CellPart(row, column, "", lines=lines)
