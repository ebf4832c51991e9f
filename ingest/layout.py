"""Rows of printed words become lines and blocks: paragraphs, headings, list items, captions.

Pure functions over geometry; nothing here knows of PDF. Sizes and gaps are judged against the
page's own type, never in absolute points.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from briefbook.records import BlockKind
from ingest.aligned_tables import aligned_table
from ingest.assembly import LinePart, Part
from ingest.frames import enclose
from ingest.language import is_cjk
from ingest.reading_order import Fragment, Row, read_columns

_BULLET = re.compile(
    r"[•●○◦▪■□◆◇➢✓‣⁃∙·*–—-]\s*(?=\S)|"
    r"\(?(?:\d{1,3}|[A-Za-z]|[ivxlc]{1,5})\)\s*(?=\S)|"
    r"(?:\d{1,3}|[A-Za-z]|[ivxlc]{1,5})\.(?:\s+(?=\S)|(?=[\u3400-\u9fff]))|"
    r"[(（][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳]|\d{1,2}、"
)
_SIGN = re.compile(r"[•●○◦▪■□◆◇➢✓‣⁃∙]")
_NUMBERED = re.compile(
    r"(?P<deep>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=\w)|"
    r"第[一二三四五六七八九十百\d]{1,4}(?P<part>[编章节条])|"
    r"[一二三四五六七八九十]{1,3}[、．.]|"
    r"(?:Chapter|Section|Part|Article|Annex|Appendix)\s+[\dIVXA-Z]+\b"
)
_CAPTION = re.compile(
    r"(?:(?:Figure|Fig\.|Table|Chart|Exhibit|Box|Plate)\s*\d|[图表]\s*[\d一二三四五六七八九十])"
)
_FINAL = tuple(".!?:;。！？：；…”\"')）")
_MAX_HEADING = 200  # characters


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of a column."""

    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    part: LinePart


@dataclass(frozen=True, slots=True)
class PrintedBlock:
    """Lines that belong together, or a table, before headings are known."""

    lines: tuple[PrintedLine, ...]
    table: Part | None = None

    @property
    def text(self) -> str:
        return " ".join(line.part.text for line in self.lines)

    @property
    def size(self) -> float:
        return max(line.size for line in self.lines)

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)


def print_blocks(fragments: Sequence[Fragment]) -> list[PrintedBlock]:
    """Group what stands on a page into blocks in reading order."""
    blocks: list[PrintedBlock] = []
    for column in read_columns(fragments):
        for block in _column_blocks(column):
            if blocks and _goes_on(blocks[-1], block):
                blocks[-1] = PrintedBlock(blocks[-1].lines + block.lines)
            else:
                blocks.append(block)
    return blocks


def _column_blocks(rows: list[Row]) -> Iterator[PrintedBlock]:
    pending: list[PrintedLine] = []
    index = 0
    while index < len(rows):
        table, used = aligned_table(rows, index)
        whole = table if table else rows[index][0].part
        if whole is None:
            pending.append(_line(rows[index]))
            index += 1
            continue
        yield from _paragraphs(pending)
        yield PrintedBlock((), whole)
        pending = []
        index += used or 1
    yield from _paragraphs(pending)


def _line(row: Row) -> PrintedLine:
    if len(row) == 1:
        [f] = row
        return PrintedLine(f.x0, f.y0, f.x1, f.y1, f.size, f.bold, LinePart(f.text, f.box, f.stops))
    if sum(map(_is_right_to_left, row)) * 2 > len(row):
        row = row[::-1]
    longest = max(row, key=lambda f: len(f.text))
    text, stops = _join(row)
    return PrintedLine(
        min(f.x0 for f in row),
        min(f.y0 for f in row),
        max(f.x1 for f in row),
        max(f.y1 for f in row),
        longest.size,
        sum(len(f.text) for f in row if f.bold) * 2 > len(text),
        LinePart(text, enclose(f.box for f in row), stops),
    )


def _join(row: Row) -> tuple[str, tuple[float, ...]]:
    """Join fragments by a space, or by nothing where no white is between them."""
    text, stops = row[0].text, row[0].stops
    for last, fragment in pairwise(row):
        touches = abs(fragment.x0 - last.x1) < 0.1 * fragment.size
        text += fragment.text if touches else f" {fragment.text}"
        if not stops or not fragment.stops:
            stops = ()
        elif touches:
            stops = (*stops[:-1], *fragment.stops[1:])
        else:
            stops = stops + fragment.stops
    return text, stops


def _is_right_to_left(fragment: Fragment) -> bool:
    return any("\u0590" <= character <= "\u08ff" for character in fragment.text)


# Paragraphs


def _paragraphs(lines: list[PrintedLine]) -> Iterator[PrintedBlock]:
    if not lines:
        return
    left = Counter(round(line.x0) for line in lines).most_common(1)[0][0]
    right = max(line.x1 for line in lines)
    leading = _leading(lines)
    block = [lines[0]]
    for line in lines[1:]:
        if _starts_block(block, line, left, right, leading):
            yield PrintedBlock(tuple(block))
            block = []
        block.append(line)
    yield PrintedBlock(tuple(block))


def _leading(lines: list[PrintedLine]) -> float:
    """Return the usual distance from line to line, in font sizes."""
    steps = [
        (two.y1 - one.y1) / two.size
        for one, two in zip(lines, lines[1:], strict=False)
        if two.size and abs(one.size - two.size) < 0.1 * two.size
    ]
    near = [step for step in steps if 0.5 < step < 2.5]
    return median(near) if near else 1.25


def _starts_block(
    block: list[PrintedLine], line: PrintedLine, left: float, right: float, leading: float
) -> bool:
    last, size = block[-1], max(line.size, 1.0)
    step = (line.y1 - last.y1) / size
    if step > leading + 0.35 or step < 0.2:
        return True
    if abs(line.size - last.size) > 0.12 * size:
        return True
    if line.bold != last.bold and not _runs_on(last, line, right):
        return True
    if _SIGN.match(line.part.text) or _BULLET.match(line.part.text):
        return _SIGN.match(line.part.text) is not None or _item_starts(block, line)
    ended = last.part.text.rstrip().endswith(_FINAL)
    short = last.x1 < right - max(0.12 * (right - left), 2 * size)
    if short and (ended or _CAPTION.match(line.part.text)):
        return True
    indent = line.x0 - last.x0
    if indent > 0.8 * size and abs(last.x0 - left) < 0.4 * size:  # first line of a paragraph
        return ended and not _BULLET.match(block[0].part.text)
    hangs = len(block) > 1 and last.x0 - block[0].x0 > 0.8 * size
    return hangs and abs(line.x0 - block[0].x0) < 0.4 * size  # the next item begins


def _runs_on(last: PrintedLine, line: PrintedLine, right: float) -> bool:
    """Tell whether a sentence goes on where bold type begins or ends."""
    full = last.x1 > right - 2 * line.size
    return full and not last.part.text.endswith(_FINAL) and not line.part.text[0].isupper()


def _item_starts(block: list[PrintedLine], line: PrintedLine) -> bool:
    """Tell whether a number at the start of a line opens an item, not just happens to be there."""
    last = block[-1]
    if _BULLET.match(block[0].part.text):
        return line.x0 <= block[0].x0 + 0.3 * line.size or last.part.text.endswith(_FINAL)
    return last.part.text.endswith(_FINAL) or last.x1 < line.x1 - 2 * line.size


def _goes_on(block: PrintedBlock, following: PrintedBlock) -> bool:
    """Tell whether a paragraph broken at the end of a column goes on in the next one."""
    if not block.lines or not following.lines:
        return False
    last, first = block.lines[-1], following.lines[0]
    if first.y0 >= last.y0 or len(block.lines) < 2 or block.bold != following.bold:
        return False  # not a jump upwards to the next column
    if abs(last.size - first.size) > 0.05 * last.size or _BULLET.match(first.part.text):
        return False
    text = last.part.text.rstrip()
    same_width = last.x1 - last.x0 > 0.8 * max(line.x1 - line.x0 for line in block.lines)
    return same_width and not text.endswith(_FINAL) and not first.part.text[0].isupper()


# Words broken at the end of a line


def join_hyphens(lines: Sequence[LinePart], known: frozenset[str] | set[str]) -> list[LinePart]:
    """Mark lines that end inside a word as joined to the next, without the soft hyphen.

    A hyphen stays where `known`, the words of the document, holds the hyphenated form, and
    where figures or capitals follow.
    """
    joined = list(lines)
    for index, line in enumerate(lines[:-1]):
        if not line.text.endswith(("-", "\N{HYPHEN}")) or len(line.text) < 2:
            continue
        if not line.text[-2].isalnum():
            continue
        tail, head = line.text.split()[-1], lines[index + 1].text.split()[0]
        if _is_soft(tail[:-1], head, known):
            joined[index] = replace(line, text=line.text[:-1], joined=True)
        else:
            joined[index] = replace(line, joined=True)
    return joined


def _is_soft(tail: str, head: str, known: frozenset[str] | set[str]) -> bool:
    if not tail.isalpha() or not head[:1].islower() or "-" in head.rstrip("-"):
        return False
    word = re.match(r"\w+", head)
    return word is None or f"{tail}-{word[0]}".lower() not in known


# What a block is


@dataclass(frozen=True, slots=True)
class TypeScale:
    """The type of a document: its body, and the styles of its headings from large to small."""

    body_size: float
    body_bold: bool
    headings: tuple[tuple[float, bool], ...] = ()


def type_scale(pages: Iterable[Sequence[PrintedBlock]]) -> TypeScale:
    """Find the type most of the document is set in, and what stands out from it."""
    blocks = [block for page in pages for block in page if block.lines]
    weights: Counter[tuple[float, bool]] = Counter()
    for block in blocks:
        weights[_style(block)] += len(block.text)
    if not weights:
        return TypeScale(10.0, False)
    (size, bold), _ = weights.most_common(1)[0]
    body = TypeScale(size, bold)
    styles = {_style(block) for block in blocks if _stands_out(block, body)}
    return replace(body, headings=tuple(sorted(styles, reverse=True)))


def _style(block: PrintedBlock) -> tuple[float, bool]:
    return round(block.size * 2) / 2, block.bold


def _stands_out(block: PrintedBlock, scale: TypeScale) -> bool:
    text = block.text
    if len(text) > _MAX_HEADING or len(block.lines) > 4 or _CAPTION.match(text):
        return False
    letters = sum(character.isalpha() for character in text)
    if letters < 2 or letters < 0.4 * len(text.replace(" ", "")) or _SIGN.match(text):
        return False
    if len(block.lines) == 1 and _is_numbered_heading(text):
        return True
    larger = block.size >= 1.14 * scale.body_size
    heavier = block.bold and not scale.body_bold and block.size >= 0.94 * scale.body_size
    if not larger and not heavier:
        return False
    return (
        larger or len(block.lines) <= 2 and not text.rstrip().endswith((".", ",", ";", "。", "，"))
    )


def _is_numbered_heading(text: str) -> bool:
    """Tell by its words alone: "一、公司概况", "第二章 …", "IV. RESULTS"."""
    if len(text) > 60 or text.endswith(_FINAL) or "，" in text or "；" in text:
        return False
    if re.match(r"第[一二三四五六七八九十百\d]{1,4}[编章节]|[一二三四五六七八九十]{1,3}、", text):
        return len(text) <= 40
    return re.match(r"[IVX]{1,5}\.\s+\w", text) is not None and text == text.upper()


def part_of(block: PrintedBlock, scale: TypeScale, known: frozenset[str] | set[str]) -> Part:
    """Say what a block is: a heading with its level, a list item, a caption or a paragraph."""
    if block.table is not None:
        return block.table
    kind, level = _kind(block, scale)
    lines = join_hyphens([line.part for line in block.lines], known)
    return Part(kind, level=level, box=enclose(line.box for line in lines), lines=tuple(lines))


def _kind(block: PrintedBlock, scale: TypeScale) -> tuple[BlockKind, int]:
    text = block.text
    if _CAPTION.match(text) and len(block.lines) <= 6:
        return "caption", 0
    if _stands_out(block, scale):
        return "heading", _level(block, scale)
    if _BULLET.match(text) and not is_cjk(text[0]):
        return "list_item", 0
    if _SIGN.match(text) or re.match(r"[(（][一二三四五六七八九十]{1,3}[)）]", text):
        return "list_item", 0
    return "paragraph", 0


def _level(block: PrintedBlock, scale: TypeScale) -> int:
    rank = 1 + scale.headings.index(_style(block)) if _style(block) in scale.headings else 1
    numbered = _NUMBERED.match(block.text)
    if numbered and numbered["deep"] and "." in numbered["deep"]:
        rank = max(rank, 1 + numbered["deep"].count("."))
    elif numbered and not block.bold and _style(block)[0] <= scale.body_size:
        rank = max(rank, 2)
    return min(rank, 6)
