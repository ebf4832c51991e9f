"""One page of a PDF becomes a sheet of placed words and ruled tables."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import pymupdf

from ingest.assembly import Part
from ingest.frames import Frame, Quarter, Rect, enclose
from ingest.pdf_text import PrintedPage, Run, around, holds, is_garbage, read_print
from ingest.reading_order import Fragment
from ingest.sheets import Sheet
from ingest.tables import Grid, Word, fill_grid, find_grids, join_words, word_stops

_TALLEST = 1.35  # lines taller than this, in font sizes, come from a font with a wrong ascent
_STAMP = 60  # characters: a page-wide picture with less text than this is a scan with a stamp
_PAGE_WIDE = 0.6  # of the area of the page


def read_sheet(page: pymupdf.Page, number: int) -> tuple[Sheet, bool]:
    """Read the words on a page and its ruled tables; tell whether pictures may hold more text.

    A text layer that is mostly unknown characters counts as none. Raises what MuPDF raises.
    """
    found = read_print(page)
    width, height = page.rect.width, page.rect.height
    runs = [] if is_garbage(found.runs) else found.runs
    has_pictures = _may_hold_text(page, found, runs)
    if not runs:
        return Sheet(Frame(number, width, height)), has_pictures
    by_quarter: dict[Quarter, list[Run]] = defaultdict(list)
    for run in runs:
        by_quarter[run.quarter].append(run)
    quarters = sorted(by_quarter, key=lambda q: (-sum(len(r.words) for r in by_quarter[q]), q))
    frames = [Frame(number, width, height, quarter) for quarter in quarters]
    groups = [
        _fragments(by_quarter[frame.quarter], frame, found.rects if frame is frames[0] else [])
        for frame in frames
    ]
    return Sheet(frames[0], tuple(map(tuple, groups))), has_pictures


def _may_hold_text(page: pymupdf.Page, found: PrintedPage, runs: Sequence[Run]) -> bool:
    if not runs:
        return found.is_drawn or bool(found.runs) or bool(page.get_images())
    if sum(len(word[4]) for run in runs for word in run.words) >= _STAMP:
        return False
    area = abs(page.rect.width * page.rect.height)
    boxes = [image["bbox"] for image in page.get_image_info()]
    return any(abs((x1 - x0) * (y1 - y0)) >= _PAGE_WIDE * area for x0, y0, x1, y1 in boxes)


# Fragments


def _fragments(runs: list[Run], frame: Frame, rects: Sequence[Rect]) -> list[Fragment]:
    upright = [_upright(run, frame) for run in runs]
    turned = [frame.turn(rect) for rect in rects] if frame.quarter else rects
    grids = find_grids(turned, frame.reading_width, frame.reading_height)
    found: list[Fragment] = []
    for grid in grids:
        upright, table = _take_table(upright, grid, frame)
        if table is not None:
            found.append(table)
    plain = [_fragment(run, frame) for run in upright]
    found += _columns_of_signs(plain) if frame.quarter == 1 else plain
    return _without_doubles(found)


def _upright(run: Run, frame: Frame) -> Run:
    """Turn the words, and cut heights that the font overstates."""
    words = run.words
    if frame.quarter:
        words = [(*frame.turn(word[:4]), *word[4:]) for word in words]
        return replace(run, words=words, rect=frame.turn(run.rect))
    if run.rect[3] - run.rect[1] <= _TALLEST * run.size:
        return run
    top, bottom = run.baseline - 1.05 * run.size, run.baseline + 0.3 * run.size
    words = [(w[0], max(w[1], top), w[2], min(w[3], bottom), *w[4:]) for w in words]
    if any(word[1] > word[3] for word in words):
        return run
    return replace(run, words=words, rect=around(words))


def _take_table(runs: list[Run], grid: Grid, frame: Frame) -> tuple[list[Run], Fragment | None]:
    """Move the words inside a grid from the runs into a table."""
    inside: list[Word] = []
    outside: list[Run] = []
    orders: list[int] = []
    top, bottom = grid.rect[1] - 1, grid.rect[3] + 1

    def near(rect: Rect) -> bool:
        return rect[3] >= top and rect[1] <= bottom

    for run in runs:
        held = [word for word in run.words if holds(grid.rect, word)] if near(run.rect) else []
        if not held:
            outside.append(run)
            continue
        inside += held
        orders.append(run.order)
        rest = [word for word in run.words if not holds(grid.rect, word)]
        if rest:
            outside.append(replace(run, words=rest, rect=around(rest)))
    table = fill_grid(grid, inside, frame) if inside else None
    if table is None:
        return runs, None
    return outside, _table_fragment(table, grid, min(orders), frame)


def _table_fragment(table: Part, grid: Grid, order: int, frame: Frame) -> Fragment:
    box = table.box or frame.back(grid.rect)
    return Fragment("", *grid.rect, box, 0.0, order=order, part=table)


def _fragment(run: Run, frame: Frame) -> Fragment:
    words = join_words(run.words)
    text, stops = " ".join([word[4] for word in words]), word_stops(words, frame)
    return Fragment(text, *run.rect, frame.back(run.rect), run.size, run.bold, stops, run.order)


def _columns_of_signs(fragments: list[Fragment]) -> list[Fragment]:
    """Join what stands closely below each other: MuPDF makes a line of each vertical character."""
    joined: list[Fragment] = []
    for fragment in sorted(fragments, key=lambda f: (round((f.y0 + f.y1) / 6), f.x0, f.order)):
        last = joined[-1] if joined else None
        if last is None or not _goes_on(last, fragment):
            joined.append(fragment)
            continue
        box = enclose((last.box, fragment.box))
        y0, y1 = min(last.y0, fragment.y0), max(last.y1, fragment.y1)
        text = last.text + fragment.text
        joined[-1] = replace(last, text=text, y0=y0, x1=fragment.x1, y1=y1, box=box)
    return joined


def _goes_on(last: Fragment, fragment: Fragment) -> bool:
    gap, apart = fragment.x0 - last.x1, abs(fragment.y0 + fragment.y1 - last.y0 - last.y1) / 2
    return -0.3 * last.size < gap < 1.1 * last.size and apart < 0.5 * last.size


def _without_doubles(fragments: list[Fragment]) -> list[Fragment]:
    """Drop text printed twice at one place, which some programs do for bold type."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for fragment in fragments:
        place = (fragment.text, round(fragment.x0 / 2), round(fragment.y0 / 2))
        if fragment.part is not None or place not in seen:
            seen.add(place)
            kept.append(fragment)
    return kept
