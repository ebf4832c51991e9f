"""In which order people read what stands on a page: columns, then rows. Pure geometry.

After the recursive cuts of Nagy and Seth ("Hierarchical representation of optically scanned
documents", ICPR 1984), with one change from Breuel ("Two geometric algorithms for layout
analysis", DAS 2002): a gutter may be crossed by wide lines such as titles. Those are taken out,
cut the columns into strips, and each strip is read column by column.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import median

from briefbook.records import Box
from ingest.assembly import Part

_PROSE_WIDTH = 11  # a column of prose is at least so many times the font size wide
_PROSE_FILL = 0.8  # and this share of its width is filled
_LEFT, _RIGHT, _WIDE = range(3)
_MAX_CANDIDATES = 6  # gutters looked at before giving up


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words printed on one baseline without a wide gap; or a whole table.

    x0 … y1 are in a frame in which the text runs left to right and down; `box` is on the page.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    box: Box
    size: float  # of the font, points
    bold: bool = False
    stops: tuple[float, ...] = ()  # as in LinePart; () for text that does not run left to right
    order: int = 0  # place in the file
    part: Part | None = None  # the table, when this is one


Row = list[Fragment]  # on one baseline, from left to right


def read_columns(fragments: Sequence[Fragment]) -> list[list[Row]]:
    """Return the columns in reading order, each a list of rows from top to bottom."""
    return [_rows(column) for column in _cut(list(fragments), 0)]


def _cut(fragments: list[Fragment], depth: int) -> list[list[Fragment]]:
    if len(fragments) < 4 or depth > 40 or not _has_neighbours(fragments):
        return [fragments] if fragments else []
    size = _font_size(fragments)
    for gutter in _gutters(fragments, size):
        strips = _strips(fragments, *gutter)
        if _is_column_gutter(strips, gutter, size):
            return [column for strip in strips for column in _cut_strip(strip, depth)]
    above, below = _split_at_widest_gap(fragments, size)
    if not below:
        return [fragments]
    upper, lower = _cut(above, depth + 1), _cut(below, depth + 1)
    return [fragments] if len(upper) == len(lower) == 1 else upper + lower


def _has_neighbours(fragments: Sequence[Fragment]) -> bool:
    """Tell whether any two stand beside each other; else there is nothing to cut."""
    ordered = sorted(fragments, key=_top)
    return any(
        one.y1 - two.y0 > 0.5 * min(one.y1 - one.y0, two.y1 - two.y0)
        for one, two in pairwise(ordered)
    )


def _top(fragment: Fragment) -> float:
    return fragment.y0


@dataclass(slots=True)
class _Strip:
    """What lies between two wide lines: left and right of the gutter; then the wide lines."""

    left: list[Fragment]
    right: list[Fragment]
    wide: list[Fragment]


def _cut_strip(strip: _Strip, depth: int) -> list[list[Fragment]]:
    columns = [*_cut(strip.left, depth + 1), *_cut(strip.right, depth + 1)]
    return [*columns, *_cut(strip.wide, depth + 1)]


def _font_size(fragments: Sequence[Fragment]) -> float:
    return median([f.size for f in fragments if f.size] or [10.0])


def _gutters(fragments: Sequence[Fragment], size: float) -> list[tuple[float, float]]:
    """Return upright bands that fewer fragments cross than stand on either side, deepest first."""
    covered = _coverage(fragments)
    counts = [count for _, _, count in covered]
    depths = _depths(counts)
    slack = len(fragments) // 50  # a few lines may stick out
    taken: set[int] = set()
    found: list[tuple[float, float]] = []
    for index in _valleys(counts, depths):
        if index in taken:
            continue
        first, last = _expand(counts, index, counts[index] + slack)
        taken.update(range(first, last + 1))
        run = covered[first][0], covered[last][1]
        if run[1] - run[0] >= 0.7 * size:
            found.append(run)
    return found


def _valleys(counts: Sequence[int], depths: Sequence[int]) -> list[int]:
    low = [
        index
        for index in range(1, len(counts) - 1)
        if depths[index] >= 2 and counts[index - 1] > counts[index] <= counts[index + 1]
    ]
    return sorted(low, key=lambda index: (-depths[index], index))[:_MAX_CANDIDATES]


def _coverage(fragments: Sequence[Fragment]) -> list[tuple[float, float, int]]:
    """Return x0, x1 and how many fragments stand above each other there, from left to right."""
    solid = [f for f in fragments if f.x1 > f.x0]
    events = sorted([(f.x0, 1) for f in solid] + [(f.x1, -1) for f in solid])
    count, covered = 0, []
    for (x, change), (following, _) in pairwise(events):
        count += change
        if following > x:
            covered.append((x, following, count))
    return covered


def _depths(counts: Sequence[int]) -> list[int]:
    """Return how far each count lies below the lower of the highest on its left and right."""
    left = list(accumulate(counts, max))
    right = list(accumulate(reversed(counts), max))[::-1]
    return [min(one, two) - count for one, two, count in zip(left, right, counts, strict=True)]


def _expand(counts: Sequence[int], index: int, limit: int) -> tuple[int, int]:
    first = last = index
    while first > 0 and counts[first - 1] <= limit:
        first -= 1
    while last + 1 < len(counts) and counts[last + 1] <= limit:
        last += 1
    return first, last


def _strips(fragments: Sequence[Fragment], x0: float, x1: float) -> list[_Strip]:
    reach = 0.4 * (x1 - x0)  # how far a line may stand out into the gutter
    sides = [_side(f, x0 + reach, x1 - reach) for f in fragments]
    wide = sorted(_middle(f) for f, side in zip(fragments, sides, strict=True) if side == _WIDE)
    sides = [
        _WIDE if side != _WIDE and _beside_wide(f, wide) else side
        for f, side in zip(fragments, sides, strict=True)
    ]
    strips = [_Strip([], [], [])]
    ordered = sorted(
        zip(fragments, sides, strict=True), key=lambda pair: (_middle(pair[0]), pair[1])
    )
    for fragment, side in ordered:
        if side != _WIDE and strips[-1].wide:
            strips.append(_Strip([], [], []))
        (strips[-1].left, strips[-1].right, strips[-1].wide)[side].append(fragment)
    return strips


def _side(fragment: Fragment, x0: float, x1: float) -> int:
    if fragment.x1 <= x0:
        return _LEFT
    return _RIGHT if fragment.x0 >= x1 else _WIDE


def _middle(fragment: Fragment) -> float:
    return (fragment.y0 + fragment.y1) / 2


def _beside_wide(fragment: Fragment, wide: Sequence[float]) -> bool:
    """Tell whether a fragment stands on one line with another that crosses the gutter."""
    middle, near = _middle(fragment), 0.4 * fragment.size
    index = bisect_left(wide, middle - near)
    return index < len(wide) and wide[index] <= middle + near


def _is_column_gutter(strips: list[_Strip], gutter: tuple[float, float], size: float) -> bool:
    paired = [strip for strip in strips if strip.left and strip.right]
    left = [f for strip in paired for f in strip.left]
    right = [f for strip in paired for f in strip.right]
    if min(len(left), len(right)) < 2 or not _face_each_other(paired):
        return False
    if _is_prose(left, size) and _is_prose(right, size):
        return True
    return gutter[1] - gutter[0] >= 1.5 * size and not _is_interleaved(paired)


def _face_each_other(strips: list[_Strip]) -> bool:
    """Tell whether the sides stand beside each other rather than one below the other."""
    return any(
        min(max(f.y1 for f in s.left), max(f.y1 for f in s.right))
        > max(min(f.y0 for f in s.left), min(f.y0 for f in s.right))
        for s in strips
    )


def _is_prose(column: list[Fragment], size: float) -> bool:
    x0, x1 = min(f.x0 for f in column), max(f.x1 for f in column)
    width = x1 - x0
    if width < _PROSE_WIDTH * size:
        return False
    full = sum(1 for f in column if f.x1 - f.x0 >= _PROSE_FILL * width)
    return len(column) >= 3 and full >= 0.5 * len(column)


def _is_interleaved(strips: list[_Strip]) -> bool:
    """Tell whether the file itself goes from side to side, as it does in the rows of a table."""
    changes = fewer = 0
    for strip in strips:
        sides = [(f.order, 0) for f in strip.left] + [(f.order, 1) for f in strip.right]
        sides.sort()
        changes += sum(1 for one, two in pairwise(sides) if one[1] != two[1])
        fewer += min(len(strip.left), len(strip.right))
    return changes > len(strips) + 0.5 * fewer


def _split_at_widest_gap(
    fragments: list[Fragment], size: float
) -> tuple[list[Fragment], list[Fragment]]:
    ordered = sorted(fragments, key=lambda f: (f.y0, f.x0, f.order))
    bottom, best, widest = ordered[0].y1, 0, 0.5 * size
    for index, fragment in enumerate(ordered):
        if fragment.y0 - bottom > widest:
            best, widest = index, fragment.y0 - bottom
        bottom = max(bottom, fragment.y1)
    return (ordered[:best], ordered[best:]) if best else (ordered, [])


def _rows(fragments: list[Fragment]) -> list[Row]:
    rows: list[Row] = []
    for fragment in sorted(fragments, key=lambda f: (f.y0 + f.y1, f.x0, f.order)):
        if rows and _same_row(rows[-1], fragment):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return [sorted(row, key=lambda f: (f.x0, f.order)) for row in rows]


def _same_row(row: Row, fragment: Fragment) -> bool:
    if fragment.part is not None or row[0].part is not None:
        return False
    tallest = max(row, key=lambda f: f.y1 - f.y0)
    shared = min(tallest.y1, fragment.y1) - max(tallest.y0, fragment.y0)
    if shared < 0.5 * min(tallest.y1 - tallest.y0, fragment.y1 - fragment.y0):
        return False
    reach = 0.7 * tallest.size  # indices above each other
    return all(f.x1 <= fragment.x0 + reach or fragment.x1 <= f.x0 + reach for f in row)
