"""The little Markdown that sources are written in becomes blocks, and blocks become HTML.

Headings, paragraphs, bullets, numbered lists, tables, `> notes`, `---` (a new page or slide),
`**bold**`, and a backslash at the end of a line for a line break. Nothing else.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Kind = Literal["heading", "paragraph", "bullet", "number", "table", "note", "break"]


@dataclass(frozen=True, slots=True)
class Block:
    """One block; `rows` and `right` (columns set flush right) belong to tables."""

    kind: Kind
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    right: tuple[bool, ...] = ()


def parse_blocks(body: str) -> list[Block]:
    """Split `body` into blocks; a blank line ends a paragraph, a table or a list item."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", body.strip("\n")):
        blocks.extend(_chunk_blocks(chunk.split("\n")))
    return blocks


def _chunk_blocks(lines: list[str]) -> Iterator[Block]:
    if lines[0].startswith("|"):
        yield _table(lines)
        return
    pending: list[str] = []
    for line in lines:
        block = _line_block(line)
        if block is None:
            pending.append(line)
            continue
        yield from _paragraph(pending)
        pending = []
        yield block
    yield from _paragraph(pending)


def _paragraph(lines: list[str]) -> Iterator[Block]:
    text = " ".join(lines).replace("\\ ", "\n").rstrip("\\")
    if text:
        yield Block("paragraph", text)


def _line_block(line: str) -> Block | None:
    if line == "---":
        return Block("break")
    if match := re.match(r"(#{1,4}) (.+)", line):
        return Block("heading", match[2], level=len(match[1]))
    if match := re.match(r"( *)- (.+)", line):
        return Block("bullet", match[2], level=len(match[1]) // 2)
    if match := re.match(r"\d+\. (.+)", line):
        return Block("number", match[1])
    if match := re.match(r"> ?(.*)", line):
        return Block("note", match[1])
    return None


def _table(lines: list[str]) -> Block:
    rows = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines]
    right = tuple(cell.endswith(":") for cell in rows[1])
    return Block("table", rows=(rows[0], *rows[2:]), right=right)


def bold_parts(text: str) -> list[tuple[str, bool]]:
    """Split `text` at its `**` marks into (words, is bold).

    >>> bold_parts("a **b** c")
    [('a ', False), ('b', True), (' c', False)]
    """
    return [(part, i % 2 == 1) for i, part in enumerate(text.split("**")) if part]


def plain(text: str) -> str:
    """Return `text` without its marks."""
    return text.replace("**", "")


def to_html(blocks: Iterable[Block]) -> str:
    """Write `blocks` as the inside of an HTML body; "break" becomes a rule."""
    pieces = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        if kind in ("bullet", "number"):
            tag = "ul" if kind == "bullet" else "ol"
            items = "".join(f"<li>{_inline(block.text)}</li>\n" for block in group)
            pieces.append(f"<{tag}>\n{items}</{tag}>")
        else:
            pieces.extend(_block_html(block) for block in group)
    return "\n".join(pieces)


def _block_html(block: Block) -> str:
    if block.kind == "table":
        return _table_html(block)
    if block.kind == "break":
        return "<hr>"
    tag = f"h{block.level}" if block.kind == "heading" else "p"
    note = ' class="note"' if block.kind == "note" else ""
    return f"<{tag}{note}>{_inline(block.text)}</{tag}>"


def _table_html(block: Block) -> str:
    rows = []
    for number, row in enumerate(block.rows):
        if not any(row):  # a form has no heads
            continue
        tag = "th" if number == 0 else "td"
        cells = [
            f"<{tag}{_flush(right)}>{_inline(cell)}</{tag}>"
            for cell, right in zip(row, block.right, strict=True)
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return "<table>\n" + "\n".join(rows) + "\n</table>"


def _inline(text: str) -> str:
    parts = [(html.escape(part, quote=False), bold) for part, bold in bold_parts(text)]
    joined = "".join(f"<b>{part}</b>" if bold else part for part, bold in parts)
    return joined.replace("\n", "<br>")


def _flush(right: bool) -> str:
    return ' class="n"' if right else ""
