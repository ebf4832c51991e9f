"""OpenDocument texts become documents."""

from collections.abc import Iterable, Iterator

from lxml import etree

from briefbook.errors import EncryptedSource, UnreadableSource
from briefbook.records import BlockKind
from ingest.assembly import CellPart, PagePart, Parsed, Part, assemble
from ingest.limits import Budget
from ingest.media import ODT
from ingest.package import open_package, read_xml
from ingest.settings import IngestSettings

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE = f"{_OASIS}text:1.0}}", f"{_OASIS}table:1.0}}"
_OFFICE, _META = f"{_OASIS}office:1.0}}", f"{_OASIS}meta:1.0}}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_PROPERTIES = (
    ("title", f"{_DUBLIN_CORE}title"),
    ("author", f"{_META}initial-creator"),
    ("date", f"{_META}creation-date"),
    ("modified", f"{_DUBLIN_CORE}date"),
    ("subject", f"{_DUBLIN_CORE}subject"),
)
_DROPPED = frozenset(  # what was deleted, and notes and remarks, which do not belong to the line
    (
        f"{_TEXT}tracked-changes",
        f"{_TEXT}note-citation",
        f"{_TEXT}ruby-text",
        f"{_OFFICE}annotation",
    )
)
_MOST_REPEATS = 100  # of one cell or row; spreadsheets repeat empty ones a million times


def parse_odt(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Parse the bytes of an OpenDocument text: headings, paragraphs, lists, tables, footnotes.

    Raises UnreadableSource, or one of its kinds, when the bytes cannot be read.
    """
    package = open_package(data, source)
    manifest = read_xml(package, "META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise EncryptedSource(f"cannot read {source}: encrypted")
    root = read_xml(package, "content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text") if root is not None else None
    if body is None:
        raise UnreadableSource(f"cannot read {source}: there is no text document in the package")
    metadata = _metadata(read_xml(package, "meta.xml"))
    budget = Budget(source, settings)
    document = assemble(
        [PagePart(1, 0, 0, tuple(budget.limited(_parts(body, "paragraph"))))],
        data=data,
        source=source,
        media_type=ODT,
        title=dict(metadata).get("title", ""),
        metadata=metadata,
        paged=False,
    )
    return Parsed(document, problems=tuple(budget.problems))


def _metadata(root: etree._Element | None) -> tuple[tuple[str, str], ...]:
    if root is None:
        return ()
    values = (
        (key, " ".join((root.findtext(f"{_OFFICE}meta/{tag}") or "").split()))
        for key, tag in _PROPERTIES
    )
    return tuple((key, value) for key, value in values if value)


def _parts(container: Iterable[etree._Element], kind: BlockKind) -> Iterator[Part]:
    for element in container:
        if element.tag in _DROPPED:
            continue
        if element.tag == f"{_TEXT}h":
            level = element.get(f"{_TEXT}outline-level", "1")
            yield Part("heading", _text(element), int(level) if level.isdigit() else 1)
        elif element.tag == f"{_TEXT}p":
            yield Part(kind, _text(element))
        elif element.tag == f"{_TABLE}table":
            yield Part("table", cells=tuple(_cells(element)))
            continue
        elif element.tag == f"{_TEXT}list-item":
            yield from _parts(element, "list_item")
            continue
        else:
            yield from _parts(element, kind)
            continue
        for note in element.iter(f"{_TEXT}note-body"):
            yield from _parts(note, "paragraph")


def _text(element: etree._Element) -> str:
    lines = "".join(_pieces(element)).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag in (f"{_TEXT}s", f"{_TEXT}tab"):
            yield " "
        elif child.tag not in _DROPPED and child.tag != f"{_TEXT}note":
            yield from _pieces(child)
        yield child.tail or ""


def _cells(table: etree._Element) -> Iterator[CellPart]:
    for number, row in enumerate(table.iter(f"{_TABLE}table-row")):
        parent = row.getparent()
        headed = parent is not None and parent.tag == f"{_TABLE}table-header-rows"
        column = 0
        for cell in row:
            repeats = _count(cell, "number-columns-repeated")
            if cell.tag == f"{_TABLE}table-cell":
                text = " ".join(_text(paragraph) for paragraph in cell.iter(f"{_TEXT}p"))
                tall, wide = (
                    _count(cell, "number-rows-spanned"),
                    _count(cell, "number-columns-spanned"),
                )
                for repeat in range(repeats):
                    yield CellPart(number, column + repeat, text, tall, wide, headed)
            column += repeats


def _count(cell: etree._Element, name: str) -> int:
    value = cell.get(f"{_TABLE}{name}", "1")
    return min(int(value), _MOST_REPEATS) if value.isdigit() and value != "0" else 1
