"""Word documents become documents."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from briefbook.errors import UnreadableSource
from briefbook.records import BlockKind
from ingest.assembly import CellPart, PagePart, Parsed, Part, assemble
from ingest.limits import Budget
from ingest.media import DOCX
from ingest.numbering import Numbering, next_number, read_numbering
from ingest.package import (
    Package,
    core_metadata,
    main_part,
    open_package,
    read_xml,
    relationships,
)
from ingest.settings import IngestSettings
from ingest.word_styles import Style, list_of, outline_level, read_styles, value_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Deleted, moved away, field codes, readings, and properties: no text of the document.
_NO_TEXT = "del moveFrom delText instrText rt rPr pPr tblPr tblGrid trPr tcPr sectPr sdtPr"
_DROPPED = frozenset(f"{_W}{name}" for name in _NO_TEXT.split())
_BREAKS = frozenset((f"{_W}br", f"{_W}cr"))
_NOTES = {f"{_W}footnoteReference": "footnotes", f"{_W}endnoteReference": "endnotes"}
_PAGE_NUMBER = re.compile(r"[\W\d]*|(?i:page) \d+(?: of \d+)?|第 ?\d+ ?页.*")


@dataclass(slots=True)
class _Reader:
    """What is known of a document while its body is read."""

    styles: dict[str, Style]
    numbering: Numbering
    notes: dict[tuple[str, str], etree._Element]  # by kind and id
    pending: list[etree._Element] = field(default_factory=list)  # text boxes and notes met


def parse_docx(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Parse the bytes of a Word document: text as it shows with all changes accepted.

    Headers come first and footers last, once each; footnotes and text boxes follow the paragraph
    that holds them; comments are left out. There are no pages: Word makes them when it prints.

    Raises UnreadableSource, or one of its kinds, when the bytes cannot be read.
    """
    package = open_package(data, source)
    name = main_part(package, "word/document.xml")
    root = read_xml(package, name)
    body = root.find(f"{_W}body") if root is not None else None
    if body is None:
        raise UnreadableSource(f"cannot read {source}: there is no document in the package")
    reader = _reader(package, name)
    budget = Budget(source, settings)
    parts = list(budget.limited(_document_parts(package, name, body, reader)))
    metadata = core_metadata(package)
    title = next((part.text for part in parts if part.kind == "heading" and part.level == 1), "")
    document = assemble(
        [PagePart(1, 0, 0, tuple(parts))],
        data=data,
        source=source,
        media_type=DOCX,
        title=dict(metadata).get("title", "") or title,
        metadata=metadata,
        paged=False,
    )
    return Parsed(document, problems=tuple(budget.problems))


def _reader(package: Package, name: str) -> _Reader:
    links = {link.kind: link.target for link in relationships(package, name).values()}
    notes = {}
    for kind in ("footnotes", "endnotes"):
        root = read_xml(package, links.get(kind, ""))
        for note in root if root is not None else ():
            if not note.get(f"{_W}type"):  # the typed ones are separator lines
                notes[kind, note.get(f"{_W}id", "")] = note
    return _Reader(
        styles=read_styles(read_xml(package, links.get("styles", ""))),
        numbering=read_numbering(read_xml(package, links.get("numbering", ""))),
        notes=notes,
    )


# Blocks


def _document_parts(
    package: Package, name: str, body: etree._Element, reader: _Reader
) -> Iterator[Part]:
    yield from _margin_parts(package, name, body, reader, "header")
    yield from _parts(body, reader)
    yield from _margin_parts(package, name, body, reader, "footer")


def _margin_parts(
    package: Package, name: str, body: etree._Element, reader: _Reader, kind: BlockKind
) -> Iterator[Part]:
    links = relationships(package, name)
    seen = set()
    for reference in body.iter(f"{_W}{kind}Reference"):
        link = links.get(reference.get(_RELATION_ID, ""))
        root = read_xml(package, link.target) if link else None
        for part in _parts(root, reader) if root is not None else ():
            text = part.text or "  ".join(cell.text for cell in part.cells if cell.text)
            if text not in seen and not _PAGE_NUMBER.fullmatch(text):
                seen.add(text)
                yield Part(kind, text)


def _parts(container: Iterable[etree._Element], reader: _Reader) -> Iterator[Part]:
    for element in _unwrapped(container):
        if element.tag == f"{_W}p":
            yield from _paragraph_parts(element, reader)
        elif element.tag == f"{_W}tbl":
            yield from _table_parts(element, reader)
        pending, reader.pending = reader.pending, []
        for note in pending:
            yield from _parts(note, reader)


def _unwrapped(container: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """Yield paragraphs, tables, rows and cells, out of whatever is wrapped around them."""
    for element in container:
        if element.tag in _DROPPED:
            continue
        if element.tag in (f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"):
            yield element
        elif element.tag == _ALTERNATIVES:
            yield from _unwrapped(list(element)[:1])
        else:
            yield from _unwrapped(element)


def _paragraph_parts(paragraph: etree._Element, reader: _Reader) -> Iterator[Part]:
    text = _text(paragraph, reader)
    if not text:
        return
    properties = paragraph.find(f"{_W}pPr")
    style, list_id, list_level = Style(), "", 0
    if properties is not None:
        style = reader.styles.get(value_of(properties, "pStyle"), style)
        list_id, list_level = list_of(properties)
    level = (outline_level(properties) if properties is not None else 0) or style.level
    if not list_id:
        list_id, list_level = style.list_id, style.list_level
    number = next_number(reader.numbering, list_id, list_level) if list_id else ""
    text = f"{number} {text}" if number else text
    if level:
        yield Part("heading", text, level)
    else:
        yield Part("list_item" if list_id in reader.numbering.levels else "paragraph", text)


def _text(element: etree._Element, reader: _Reader) -> str:
    """Return the text of a paragraph; what floats beside it is left in `reader.pending`."""
    lines = "".join(_pieces(element, reader)).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _pieces(element: Iterable[etree._Element], reader: _Reader) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == f"{_W}t" or tag == _MATH_TEXT:
            yield child.text or ""
        elif tag in _DROPPED or (tag == f"{_W}r" and _is_hidden(child)):
            continue
        elif tag == f"{_W}tab":
            yield " "
        elif tag == f"{_W}noBreakHyphen":
            yield "-"
        elif tag in _BREAKS:
            yield " " if child.get(f"{_W}type") == "page" else "\n"
        elif tag == f"{_W}txbxContent":
            reader.pending.append(child)
        elif tag in _NOTES:
            yield from _note_mark(child, reader)
        elif tag == _ALTERNATIVES:
            yield from _pieces(list(child)[:1], reader)
        else:
            yield from _pieces(child, reader)


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val", "1") not in ("0", "false")


def _note_mark(reference: etree._Element, reader: _Reader) -> Iterator[str]:
    note = reader.notes.get((_NOTES[str(reference.tag)], reference.get(f"{_W}id", "")))
    if note is not None:
        reader.pending.append(note)
    yield ""


# Tables


def _table_parts(table: etree._Element, reader: _Reader) -> Iterator[Part]:
    rows = [row for row in _unwrapped(table) if not _is_deleted(row)]
    cells = [list(_unwrapped(row)) for row in rows]
    if all(len(row) <= 1 for row in cells):  # a frame around text
        for row in cells:
            for cell in row:
                yield from _parts(cell, reader)
        return
    yield Part("table", cells=tuple(_cells(table, rows, cells, reader)))


def _is_deleted(row: etree._Element) -> bool:
    return row.find(f"{_W}trPr/{_W}del") is not None


def _cells(
    table: etree._Element,
    rows: list[etree._Element],
    cells: list[list[etree._Element]],
    reader: _Reader,
) -> Iterator[CellPart]:
    headers = _header_rows(table, rows)
    placed: list[CellPart] = []
    above: dict[int, int] = {}  # column to the index in `placed` of the cell merged downwards
    for number, row in enumerate(rows):
        column = _skipped_columns(row)
        for cell in cells[number]:
            width, merge = _extent(cell)
            if merge == "continue" and column in above:
                merged = placed[above[column]]
                placed[above[column]] = replace(merged, row_span=number - merged.row + 1)
            else:
                above.pop(column, None)
                if merge:
                    above[column] = len(placed)
                text = _cell_text(cell, reader)
                placed.append(CellPart(number, column, text, 1, width, number < headers))
            column += width
    return iter(placed)


def _header_rows(table: etree._Element, rows: list[etree._Element]) -> int:
    marked = 0
    while marked < len(rows) and rows[marked].find(f"{_W}trPr/{_W}tblHeader") is not None:
        marked += 1
    look = table.find(f"{_W}tblPr/{_W}tblLook")
    if marked or look is None or len(rows) < 2:
        return marked
    first_row = look.get(f"{_W}firstRow")
    if first_row is None:
        bits = look.get(f"{_W}val", "")
        return int(bool(re.fullmatch(r"[0-9A-Fa-f]+", bits)) and bool(int(bits, 16) & 0x20))
    return int(first_row in ("1", "true", "on"))


def _skipped_columns(row: etree._Element) -> int:
    properties = row.find(f"{_W}trPr")
    skipped = value_of(properties, "gridBefore") if properties is not None else ""
    return int(skipped) if skipped.isdigit() else 0


def _extent(cell: etree._Element) -> tuple[int, str]:
    """Return how many columns a cell takes, and "restart" or "continue" if merged downwards."""
    properties = cell.find(f"{_W}tcPr")
    if properties is None:
        return 1, ""
    span = value_of(properties, "gridSpan")
    merge = properties.find(f"{_W}vMerge")
    kind = "" if merge is None else merge.get(f"{_W}val", "continue")
    return int(span) if span.isdigit() and 0 < int(span) < 1000 else 1, kind


def _cell_text(cell: etree._Element, reader: _Reader) -> str:
    texts = []
    for element in _unwrapped(cell):
        inner = element.iter(f"{_W}p") if element.tag == f"{_W}tbl" else [element]
        for paragraph in inner:
            texts += [part.text for part in _paragraph_parts(paragraph, reader)]
    return " ".join(texts)
