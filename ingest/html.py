"""Web pages become documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from briefbook.errors import EmptySource, UnsupportedSource
from briefbook.records import BlockKind
from ingest.assembly import PagePart, Parsed, Part, assemble
from ingest.encoding import decode_text
from ingest.html_tables import is_table, table_cells
from ingest.limits import Budget
from ingest.settings import IngestSettings

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_NOT_TEXT = re.compile(r"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->")
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_NOT_SHOWN = (
    "script style noscript template nav iframe object embed svg canvas audio video button select"
    " textarea datalist map head rt rp"
)
_SKIPPED = frozenset(_NOT_SHOWN.split())
_BLOCK_NAMES = (
    "address article aside blockquote body center caption dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre"
    " section summary table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_KINDS: dict[str, BlockKind] = {
    "li": "list_item",
    "dd": "list_item",
    "caption": "caption",
    "figcaption": "caption",
    "legend": "caption",
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LONGEST_HEADING = 250  # characters
_LONGEST_TITLE = 120  # of a title that is only bold
_STOPS = (".", "。", ":", "：", ";", "；", ",", "，", "!", "！", "?", "？")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d(?:[T ]\d\d:\d\d.*)?)?")
_META = (  # what we call it, and the names under which pages give it, best first
    ("title", ("og:title", "dc.title", "citation_title")),
    ("author", ("author", "dc.creator", "article:author", "citation_author")),
    ("date", ("article:published_time", "date", "dc.date", "dcterms.created", "pubdate")),
    ("modified", ("article:modified_time", "last-modified", "dcterms.modified")),
    ("description", ("description", "og:description", "dc.description")),
    ("keywords", ("keywords",)),
)


def parse_html(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Parse the bytes of a web page: its text without scripts, menus and what is hidden.

    Raises UnsupportedSource when the bytes are not text, EmptySource when they hold none.
    """
    declared = _CHARSET.search(data[:4096])
    text = decode_text(data, declared=declared.group(1).decode() if declared else "")
    if text is None:
        raise UnsupportedSource(f"cannot read {source}: its content is not text")
    root = _parse(text)
    if root is None:
        raise EmptySource(f"cannot read {source}: it opens but holds no text")
    metadata = _metadata(root)
    budget = Budget(source, settings)
    document = assemble(
        [PagePart(1, 0, 0, tuple(budget.limited(_parts(root))))],
        data=data,
        source=source,
        media_type="text/html",
        title=dict(metadata).get("title", ""),
        metadata=metadata,
        paged=False,
    )
    return Parsed(document, problems=tuple(budget.problems))


def html_parts(text: str) -> Iterator[Part]:
    """Yield the blocks of a page that is decoded already."""
    root = _parse(text)
    return _parts(root) if root is not None else iter(())


def _parse(text: str) -> etree._Element | None:
    """Parse a page; of one nested deeper than libxml2 goes (2,048), take the text alone."""
    text = _DECLARATION.sub("", text, count=1)
    for markup in (text, _TAG.sub("<p>", _NOT_TEXT.sub("", text))):
        parser = HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
        try:
            root = document_fromstring(markup, parser=parser)
        except etree.ParserError:  # nothing but comments and white space
            return None
        if not any("Excessive depth" in error.message for error in parser.error_log):
            return root
    return None


# Metadata


def _metadata(root: etree._Element) -> tuple[tuple[str, str], ...]:
    given: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop") or ""
        given.setdefault(name.lower(), " ".join(element.get("content", "").split()))
    found = {}
    for key, names in _META:
        found[key] = next((given[name] for name in names if given.get(name)), "")
    title = next(root.iter("title"), None)
    if title is not None:
        found["title"] = " ".join("".join(map(str, title.itertext())).split()) or found["title"]
    for key in ("date", "modified"):
        found[key] = found[key] if _DATE.fullmatch(found[key]) else ""
    return tuple((key, value) for key, value in found.items() if value)


# Blocks


@dataclass(slots=True)
class _Writer:
    """What has been read of the block that is being read."""

    pieces: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)  # names of the blocks around, outermost first
    numbers: list[int | None] = field(default_factory=list)  # of the lists around; None: bullets
    mark: str = ""  # number of the list item whose text comes next
    bold: int = 0  # how many elements around make text bold
    plain: bool = False  # some of the block is not bold
    bold_is_heading: bool = False  # the page has no headings that say so

    def add(self, text: str | None) -> None:
        """Take text as it stands in the file."""
        if text:
            self.pieces.append(text if "pre" in self.inside else text.replace("\n", " "))
            self.plain = self.plain or (not self.bold and not text.isspace())


def _parts(root: etree._Element) -> Iterator[Part]:
    """Walk through the page without recursion: pages may be nested as deep as they like."""
    writer = _Writer(bold_is_heading=next(root.iter(*_HEADINGS), None) is None)
    skipped: etree._Element | None = None
    walk = etree.iterwalk(_main(root), events=("start", "end"))
    for event, element in walk:
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "end":
            if element is not skipped:
                yield from _close(writer, element, name)
            writer.add(element.tail)
        elif name in _SKIPPED or _is_hidden(element):
            skipped = element
            walk.skip_subtree()
        elif name == "table" and is_table(element):
            yield from _flushed(writer)
            yield from _caption(element)
            yield Part("table", cells=tuple(table_cells(element)))
            skipped = element
            walk.skip_subtree()
        else:
            yield from _open(writer, element, name)
    yield from _flushed(writer)


def _main(root: etree._Element) -> etree._Element:
    """Return the one element that says it is the main content, else the whole page."""
    mains = [
        element
        for element in root.iter(etree.Element)
        if element.tag == "main" or element.get("role") == "main"
    ]
    return mains[0] if len(mains) == 1 and _length(mains[0]) > 200 else root


def _length(element: etree._Element) -> int:
    return sum(len(str(text).strip()) for text in element.itertext())


def _is_hidden(element: etree._Element) -> bool:
    if element.get("hidden") is not None or element.get("role") in ("navigation", "search"):
        return True
    if element.get("hreflang"):  # a link to the same page in another language
        return True
    return bool(_HIDDEN.search(element.get("style") or ""))


def _open(writer: _Writer, element: etree._Element, name: str) -> Iterator[Part]:
    if name == "br":
        writer.pieces.append("\n")
    if name in _BLOCKS:
        yield from _flushed(writer)
        writer.inside.append(name)
        if name in ("ol", "ul"):
            start = element.get("start", "1")
            first = int(start) if start.isdigit() else 1
            writer.numbers.append(first if name == "ol" else None)
        elif name == "li":
            writer.mark = _next_mark(writer)
    writer.bold += _is_bold(element, name)
    writer.add(element.text)


def _close(writer: _Writer, element: etree._Element, name: str) -> Iterator[Part]:
    if name in _BLOCKS:
        yield from _flushed(writer)
        writer.inside.pop()
        if name in ("ol", "ul"):
            writer.numbers.pop()
    writer.bold -= _is_bold(element, name)


def _next_mark(writer: _Writer) -> str:
    number = writer.numbers[-1] if writer.numbers else None
    if number is None:
        return ""
    writer.numbers[-1] = number + 1
    return f"{number}. "


def _flushed(writer: _Writer) -> Iterator[Part]:
    lines = (" ".join(line.split()) for line in "".join(writer.pieces).split("\n"))
    text = "\n".join(line for line in lines if line)
    is_bold = writer.bold_is_heading and not writer.plain
    writer.pieces.clear()
    writer.plain = False
    if not text:
        return
    kind, level = _kind(writer.inside)
    if is_bold and kind == "paragraph" and _is_title(text):
        kind, level = "heading", 1 if text.isupper() else 2
    if kind == "heading" and len(text) > _LONGEST_HEADING:
        kind, level = "paragraph", 0
    yield Part(kind, writer.mark + (" ".join(text.split()) if level else text), level)
    writer.mark = ""


def _kind(inside: list[str]) -> tuple[BlockKind, int]:
    for name in reversed(inside):
        if name in _HEADINGS:
            return "heading", _HEADINGS[name]
        if name in _KINDS:
            return _KINDS[name], 0
    return ("footer", 0) if "footer" in inside and "article" not in inside else ("paragraph", 0)


def _is_bold(element: etree._Element, name: str) -> bool:
    return name in ("b", "strong") or bool(_BOLD.search(element.get("style") or ""))


def _is_title(text: str) -> bool:
    """Tell a title from other bold text, such as a warning or the sum of a table."""
    words = any(map(str.isalpha, text))
    return words and len(text) <= _LONGEST_TITLE and "\n" not in text and not text.endswith(_STOPS)


def _caption(table: etree._Element) -> Iterator[Part]:
    caption = table.find("caption")
    if caption is not None:
        yield Part("caption", " ".join("".join(str(text) for text in caption.itertext()).split()))
