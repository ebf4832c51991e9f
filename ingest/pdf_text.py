"""What MuPDF finds on one page of a PDF: words, their type, and the lines that are drawn.

Words come from its quickest list and type from its own JSON, because its dictionaries take four
times as long; drawn lines come from the same pass.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import cast

import msgspec
import pymupdf
from pymupdf import mupdf

from ingest.characters import clean_text
from ingest.frames import Quarter, Rect
from ingest.language import is_cjk
from ingest.tables import MAX_RECTS, Word

_FLAGS = (
    pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP | pymupdf.TEXT_COLLECT_VECTORS
)
_HEAVY = re.compile(r"bold|black|heavy|demi|-medi$|[-_]bd", re.IGNORECASE)
_LINE_OF = itemgetter(5, 6)  # of a word: its block and line
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufefc]")
_UNKNOWN = re.compile(r"[\ue000-\uf8ff\ufffd]")
_THIN = 3.0  # points of a curve or dashes that may still be a rule


@dataclass(frozen=True, slots=True)
class Run:
    """Words MuPDF sets on one line, and their type."""

    words: list[Word]
    size: float
    bold: bool
    quarter: Quarter
    order: int
    baseline: float  # y of the page, not turned
    rect: Rect  # around the words


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """What is printed on a page, in points of the page as it is seen."""

    runs: list[Run]
    rects: list[Rect]  # lines and boxes that are drawn
    is_drawn: bool  # anything is drawn at all, be it no line or box


def read_print(page: pymupdf.Page) -> PrintedPage:
    """Read what is printed on a page. Raises what MuPDF raises."""
    text = page.get_textpage(flags=_FLAGS)
    words: list[Word] = text.extractWORDS()
    blocks = _typed_blocks(text)
    lines = [block.lines for block in blocks if block.type == "text"]
    runs, rects = _set_vertical(list(_runs(words, lines))), _rects(text, blocks)
    if page.rotation:  # MuPDF gives places on the page before it is turned
        quarter: Quarter = page.rotation // 90 % 4
        runs = [_rotated(run, page, quarter) for run in runs]
        rects = [_rotate(rect, page) for rect in rects]
    return PrintedPage(runs, rects, any(block.type == "vector" for block in blocks))


# MuPDF's JSON


@dataclass(frozen=True, slots=True)
class _Rect:
    """A rectangle in hundredths of a point."""

    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, slots=True)
class _Font:
    name: str
    size: int  # hundredths of a point
    weight: str


@dataclass(frozen=True, slots=True)
class _TypedLine:
    """A line in MuPDF's JSON; x, y are where its first letter begins on the baseline."""

    bbox: _Rect
    font: _Font
    x: int
    y: int
    wmode: int
    text: str


@dataclass(frozen=True, slots=True)
class _TypedBlock:
    type: str
    rectangle: int = 0  # of a vector: 1 for a box or a straight line
    lines: tuple[_TypedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class _TypedPage:
    blocks: tuple[_TypedBlock, ...]


_TYPED_PAGE = msgspec.json.Decoder(_TypedPage)


def _typed_blocks(text: pymupdf.TextPage) -> tuple[_TypedBlock, ...]:
    buffer = mupdf.FzBuffer(1 << 16)
    output = mupdf.FzOutput(buffer)
    mupdf.fz_print_stext_page_as_json(output, text.this, 100.0)
    output.fz_close_output()
    data = buffer.fz_buffer_extract().decode("utf-8", "replace")
    return _TYPED_PAGE.decode(data).blocks


def _rects(text: pymupdf.TextPage, blocks: Sequence[_TypedBlock]) -> list[Rect]:
    """Return drawn lines and boxes, no other shapes; more than a table can have are cut off."""
    straight = (block.rectangle for block in blocks if block.type == "vector")
    rects: list[Rect] = []
    block = text.this.m_internal.first_block
    while block and len(rects) <= MAX_RECTS:
        if block.type == mupdf.FZ_STEXT_BLOCK_VECTOR:
            box = block.bbox
            if next(straight) or box.x1 - box.x0 <= _THIN or box.y1 - box.y0 <= _THIN:
                rects.append((box.x0, box.y0, box.x1, box.y1))
        block = block.next
    return rects


def _set_vertical(runs: list[Run]) -> list[Run]:
    """Turn single Chinese characters set below each other, as old programs do vertical text."""
    single = [len(run.words) == 1 and len(run.words[0][4]) == 1 for run in runs]
    below = sum(
        abs(two.rect[0] - one.rect[0]) < 0.3 * one.size
        and 0.5 * one.size < two.rect[1] - one.rect[1] < 2.5 * one.size
        for (one, two), alone in zip(pairwise(runs), single, strict=False)
        if alone
    )
    if below < 4 or 2 * below < len(runs):
        return runs
    return [
        replace(run, quarter=1) if alone and is_cjk(run.words[0][4]) else run
        for run, alone in zip(runs, single, strict=True)
    ]


def _rotated(run: Run, page: pymupdf.Page, quarter: Quarter) -> Run:
    words = [(*_rotate(word[:4], page), *word[4:]) for word in run.words]
    _, baseline = pymupdf.Point(run.rect[0], run.baseline) * page.rotation_matrix
    turned = cast(Quarter, (run.quarter + quarter) % 4)
    rect = _rotate(run.rect, page)
    return replace(run, words=words, rect=rect, quarter=turned, baseline=baseline)


def _rotate(rect: Rect, page: pymupdf.Page) -> Rect:
    x0, y0, x1, y1 = pymupdf.Rect(rect) * page.rotation_matrix
    return x0, y0, x1, y1


def _runs(words: Sequence[Word], lines: Sequence[tuple[_TypedLine, ...]]) -> Iterator[Run]:
    """Give each line's words its type."""
    for order, ((block, line), group) in enumerate(groupby(words, key=_LINE_OF)):
        held = _cleaned(list(group))
        if not held:
            continue
        if block < len(lines) and line < len(lines[block]):
            yield _run(held, lines[block][line], order)
        else:
            rect = around(held)
            yield Run(held, rect[3] - rect[1], False, 0, order, rect[3], rect)


def _cleaned(words: list[Word]) -> list[Word]:
    text = "".join([word[4] for word in words])
    if text.isascii() and text.isprintable():
        return words
    cleaned = [
        (x0, y0, x1, y1, clean_text(text).replace(" ", ""), block, line, place)
        for x0, y0, x1, y1, text, block, line, place in words
    ]
    return [word for word in cleaned if word[4]]


def around(words: Sequence[Word]) -> Rect:
    return (
        min([word[0] for word in words]),
        min([word[1] for word in words]),
        max([word[2] for word in words]),
        max([word[3] for word in words]),
    )


def holds(rect: Rect, word: Word) -> bool:
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return rect[0] - 1 <= x <= rect[2] + 1 and rect[1] - 1 <= y <= rect[3] + 1


def _run(words: list[Word], line: _TypedLine, order: int) -> Run:
    box, size = line.bbox, line.font.size / 100
    rect = box.x / 100, box.y / 100, (box.x + box.w) / 100, (box.y + box.h) / 100
    height = rect[3] - rect[1]
    quarter = _direction(line)
    if size < 0.6 * (rect[2] - rect[0] if quarter % 2 else height):
        size = (
            0.85 * height
        )  # a bitmap font says nothing of its size; or the line begins with an index
    bold = line.font.weight == "bold" or _is_heavy(line.font.name)
    return Run(words, max(size, 1.0), bold, quarter, order, line.y / 100, rect)


def _direction(line: _TypedLine) -> Quarter:
    """Tell which way a line runs by the corner where it begins."""
    box = line.bbox
    if line.wmode:
        return 1
    if box.h > 1.5 * box.w and len(line.text.strip()) > 1:
        return 3 if line.y > box.y + box.h / 2 else 1
    if line.x > box.x + box.w / 2 and box.w > box.h and not _RIGHT_TO_LEFT.search(line.text):
        return 2
    return 0


@lru_cache(maxsize=4096)
def _is_heavy(font: str) -> bool:
    return _HEAVY.search(font) is not None


def is_garbage(runs: Sequence[Run]) -> bool:
    """Tell whether the font of most characters does not say what they mean."""
    text = "".join(word[4] for run in runs for word in run.words)
    if text.isascii():
        return False
    return len(_UNKNOWN.findall(text)) > 0.4 * len(text)
