"""Plain text, Markdown, CSV and XML become documents."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lxml import etree
from markdown_it import MarkdownIt

from briefbook.errors import UnreadableSource, UnsupportedSource
from ingest.assembly import PagePart, Parsed, Part, assemble
from ingest.encoding import decode_text
from ingest.grid import Grid, grid_parts
from ingest.html import html_parts
from ingest.language import is_cjk
from ingest.limits import Budget
from ingest.package import safe_parser
from ingest.settings import IngestSettings

_BLANK = re.compile(r"\n[^\S\n]*\n\s*|\f")
_MARKER = re.compile(
    r"\s*(?:[-*+•·●▪◦–—]\s+|\(?\d{1,3}[.)]\s+|\d{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\(?[a-z]\)\s+|[ivx]{1,5}[.)]\s+)\S"
)
_CHAPTER = re.compile(
    r"第[一二三四五六七八九十百零\d]{1,4}([章节編编篇])\s*\S{0,40}|[一二三四五六七八九十]{1,3}、\S{1,30}"
)
_NUMBERED_TITLE = re.compile(
    r"(?:(?:\d{1,2}\.)+\d{0,2}|Article \d+|ARTICLE [IVX\d]+)\s+[A-Z].{2,70}"
)
_UNDERLINE = re.compile(r"(={3,}|-{3,}|~{3,})\s*")
_SENTENCE_END = tuple('.。!！?？;；:：,，、”"')
_WRAPPED = range(40, 121)  # columns at which people and programs wrap lines
_MOST_TITLE = 100
_FRONT_MATTER = re.compile(r"---\n(.*?)\n(?:---|\.\.\.)\s*(?:\n|\Z)", re.DOTALL)
_FRONT_FIELD = re.compile(r"(?im)^(title|author|date|description|keywords):[ \t]*(\S.*)$")
_DELIMITERS = ",\t;|"


def parse_text(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Parse plain text in any usual encoding.

    Empty lines part paragraphs; lines that were wrapped are joined again, others stay lines.

    Raises UnsupportedSource when the bytes are not text.
    """
    return _parsed(text_parts(_decoded(data, source)), data, source, "text/plain", settings)


def parse_markdown(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Parse Markdown (CommonMark with tables); simple front matter becomes metadata.

    Raises UnsupportedSource when the bytes are not text.
    """
    text = _decoded(data, source)
    front = _FRONT_MATTER.match(text)
    metadata = _front_fields(front.group(1)) if front else ()
    body = text[front.end() :] if front else text
    markup = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(body)
    return _parsed(html_parts(markup), data, source, "text/markdown", settings, metadata)


def parse_csv(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Parse a table of values parted by commas, semicolons, tabs or bars.

    Raises UnsupportedSource when the bytes are not text, UnreadableSource when a field never ends.
    """
    lines = _decoded(data, source).splitlines(keepends=True)
    grid, budget = Grid(), Budget(source, settings)
    try:
        for index, row in enumerate(csv.reader(lines, delimiter=_delimiter(lines))):
            cells = {column: value for column, value in enumerate(map(_folded, row)) if value}
            budget.spend(characters=sum(map(len, cells.values())), cells=len(cells))
            if budget.is_spent:
                break
            if cells:
                grid.rows[index] = cells
    except csv.Error as error:
        raise UnreadableSource(f"cannot read {source}: {error}") from error
    parsed = _parsed(grid_parts(grid), data, source, "text/csv", settings)
    return Parsed(parsed.document, problems=(*budget.problems, *parsed.problems))


def parse_xml(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Parse XML of any kind: each element with text of its own is a paragraph.

    Raises UnreadableSource when it is not well formed; entities are never expanded.
    """
    try:
        root = etree.fromstring(data, safe_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableSource(f"cannot read {source}: not well-formed XML ({error})") from error
    return _parsed(_xml_parts(root), data, source, "application/xml", settings)


def _parsed(
    parts: Iterator[Part],
    data: bytes,
    source: str,
    media_type: str,
    settings: IngestSettings,
    metadata: Sequence[tuple[str, str]] = (),
) -> Parsed:
    budget = Budget(source, settings)
    document = assemble(
        [PagePart(1, 0, 0, tuple(budget.limited(parts)))],
        data=data,
        source=source,
        media_type=media_type,
        title=dict(metadata).get("title", ""),
        metadata=metadata,
        paged=False,
    )
    return Parsed(document, problems=tuple(budget.problems))


def _decoded(data: bytes, source: str) -> str:
    text = decode_text(data)
    if text is None:
        raise UnsupportedSource(f"cannot read {source}: its content is not text")
    return text


def _folded(text: str) -> str:
    return " ".join(text.split())


# Plain text


def text_parts(text: str, *, titled: bool = True) -> Iterator[Part]:
    """Yield the paragraphs, list items and headings of plain text.

    With `titled`, a short first line may be the title; the bodies of e-mails have none.
    """
    width = _wrap_width(text)
    first = titled
    for paragraph in _BLANK.split(text):
        lines = [line.rstrip() for line in paragraph.split("\n") if line.strip()]
        for item in _items(lines):
            yield _part(item, width, alone=len(item) == len(lines), first=first)
            first = False


def _items(lines: list[str]) -> Iterator[list[str]]:
    """Part a paragraph before each list item, and around quoted lines of e-mail."""
    item: list[str] = []
    for line in lines:
        if item and (_MARKER.match(line) or _quoted(line) != _quoted(item[-1])):
            yield item
            item = []
        item.append(line)
    if item:
        yield item


def _quoted(line: str) -> int:
    """Count the quotation marks of e-mail before a line."""
    found = re.match(r"(?:>[ \t]?)+", line)
    return found.group().count(">") if found else 0


def _part(lines: list[str], width: int, *, alone: bool, first: bool) -> Part:
    level = _heading_level(lines, first=first) if alone else 0
    if level:
        return Part("heading", _folded(lines[0]), level)
    text = _joined(lines, width)
    return Part("list_item" if _MARKER.match(lines[0]) else "paragraph", text)


def _heading_level(lines: list[str], *, first: bool) -> int:
    line = lines[0].strip()
    if len(lines) == 2 and _UNDERLINE.fullmatch(lines[1].strip()):
        return 1 if lines[1].strip().startswith("=") else 2
    if len(lines) > 1 or len(line) > _MOST_TITLE or line.endswith(_SENTENCE_END) or line[0] in ">|":
        return 0
    chapter = _CHAPTER.fullmatch(line)
    if chapter:
        return 2 if chapter.group(1) in ("章", "編", "编", "篇") else 3
    if _NUMBERED_TITLE.fullmatch(line) or (line.isupper() and len(line.split()) > 1):
        return 2
    is_name = any(map(str.isalpha, line)) and not _MARKER.match(line) and ": " not in line
    return int(first and is_name and "：" not in line)


def _wrap_width(text: str) -> int:
    """Return the width to which most lines were wrapped, 0 when they were not."""
    widths = sorted(
        _width(line)
        for line, following in pairwise(text.split("\n"))
        if line.strip() and following.strip()
    )
    widest = widths[int(len(widths) * 0.95)] if widths else 0
    return widest if widest in _WRAPPED else 0


def _width(line: str) -> int:
    return len(line) if line.isascii() else len(line) + sum(map(is_cjk, line))


def _joined(lines: list[str], width: int) -> str:
    """Join lines where the next word would not have fitted; keep the other line ends."""
    quoted = _quoted(lines[0])
    bare = [re.sub(r"^(?:>[ \t]?)+", "", line) if quoted else line for line in lines]
    text = _folded(bare[0])
    for before, line in pairwise(bare):
        words = _folded(line)
        if not words or not text:
            text += words
        elif _is_wrapped(before.strip(), words, width):
            text += words if is_cjk(text[-1]) and is_cjk(words[0]) else f" {words}"
        else:
            text += f"\n{words}"
    return f"{'>' * quoted} {text}" if quoted and text else text


def _is_wrapped(before: str, line: str, width: int) -> bool:
    """Tell whether the first word of `line` would not have fitted on the line before."""
    running = " " in before or is_cjk(before[-1:] or " ")  # an address alone on a line is not
    return running and _width(before) + _next_width(line) >= width - 8 > 0


def _next_width(line: str) -> int:
    word = line.split(" ", 1)[0]
    return 2 if is_cjk(word[0]) else 1 + _width(word)


# Other texts


def _front_fields(front: str) -> tuple[tuple[str, str], ...]:
    found = ((name.lower(), value.strip(" \"'")) for name, value in _FRONT_FIELD.findall(front))
    return tuple((name, value) for name, value in found if value)


def _delimiter(lines: list[str]) -> str:
    """Choose the mark that parts the first lines into the same number of fields, the most."""
    sample = [line for line in lines[:50] if line.strip()]

    def fit(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in sample]
        usual = max(set(counts), key=lambda count: (counts.count(count), count), default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=fit)


def _xml_parts(root: etree._Element) -> Iterator[Part]:
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        own = [element.text, *(child.tail for child in element)]
        if isinstance(element.tag, str) and any(text and text.strip() for text in own):
            yield Part("paragraph", _folded(" ".join(str(text) for text in element.itertext())))
            walk.skip_subtree()
