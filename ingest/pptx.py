"""PowerPoint presentations become documents with a page for each slide."""

from collections.abc import Iterator

from lxml import etree

from briefbook.errors import UnreadableSource
from briefbook.records import BlockKind, Box
from ingest.assembly import CellPart, LinePart, PagePart, Parsed, Part, assemble
from ingest.drawing import chart_parts, diagram_parts
from ingest.limits import Budget, limited_pages, partial
from ingest.media import PPTX
from ingest.numbering import format_number
from ingest.package import (
    Package,
    Relationship,
    core_metadata,
    main_part,
    open_package,
    read_xml,
    relationships,
)
from ingest.settings import IngestSettings
from ingest.slides import (
    TITLES,
    Shape,
    Slide,
    find_shapes,
    in_reading_order,
    number_of,
    placeholder_keys,
    placeholders,
)

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_LONGEST_TITLE = 250  # characters; some people put all their text into the title
_EMU = 12_700  # English metric units in a point
_MARGINS = ("ftr", "hdr", "dt")
_FORMS = (  # how PowerPoint calls a form of numbers, and how Word does
    ("arabic", "decimal"),
    ("alphaLc", "lowerLetter"),
    ("alphaUc", "upperLetter"),
    ("romanLc", "lowerRoman"),
    ("romanUc", "upperRoman"),
    ("circleNum", "decimalEnclosedCircle"),
    ("ea1", "chineseCounting"),
)
_NO_TITLES = frozenset({"powerpoint presentation", "powerpoint 演示文稿", "幻灯片 1", "slide 1"})


def parse_pptx(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Parse the bytes of a PowerPoint presentation; a block has the box of the shape it is in.

    The title of a slide comes first, then its shapes in reading order, then its notes, which
    have no box. Numbers behind charts become tables.

    Raises UnreadableSource, or one of its kinds, when the bytes cannot be read.
    """
    package = open_package(data, source)
    name = main_part(package, "ppt/presentation.xml")
    root = read_xml(package, name)
    if root is None:
        raise UnreadableSource(f"cannot read {source}: there is no presentation in the package")
    links = relationships(package, name)
    ids = [element.get(f"{_R}id", "") for element in root.iter(f"{_P}sldId")]
    slides = [links[slide_id].target for slide_id in ids if slide_id in links]
    budget = Budget(source, settings)
    if len(slides) > settings.max_pages:
        budget.problems.append(partial(source, f"only the first {settings.max_pages} slides read"))
    width, height = _slide_size(root)
    pages = (
        PagePart(number, width, height, tuple(_slide_parts(package, slide, number)))
        for number, slide in enumerate(slides[: settings.max_pages], start=1)
    )
    metadata = core_metadata(package)
    title = dict(metadata).get("title", "")
    document = assemble(
        limited_pages(pages, budget),
        data=data,
        source=source,
        media_type=PPTX,
        title="" if title.lower() in _NO_TITLES else title,
        metadata=metadata,
    )
    return Parsed(document, problems=tuple(budget.problems))


def _slide_size(root: etree._Element) -> tuple[float, float]:
    size = root.find(f"{_P}sldSz")
    if size is None:
        return 720.0, 540.0
    return number_of(size, "cx") / _EMU, number_of(size, "cy") / _EMU


def _slide_parts(package: Package, name: str, number: int) -> Iterator[Part]:
    root = read_xml(package, name)
    if root is None:
        return
    slide = Slide(number, relationships(package, name))
    layout = _linked(slide.links, "slideLayout")
    master = _linked(relationships(package, layout), "slideMaster") if layout else ""
    slide.inherited = [placeholders(read_xml(package, part)) for part in (layout, master) if part]
    for shape in in_reading_order(list(find_shapes(root.iter(f"{_P}spTree"), slide))):
        yield from _shape_parts(package, shape, slide)
    notes = read_xml(package, _linked(slide.links, "notesSlide"))
    if notes is not None:
        yield from _notes_parts(notes, slide)


def _linked(links: dict[str, Relationship], kind: str) -> str:
    return next((link.target for link in links.values() if link.kind == kind), "")


# Text


def _shape_parts(package: Package, shape: Shape, slide: Slide) -> Iterator[Part]:
    if shape.placeholder == "sldNum":
        return
    for table in shape.element.iter(f"{_A}tbl"):
        yield Part("table", box=shape.box, cells=tuple(_cells(table)))
    for drawn, read in ((_CHART, chart_parts), (_DIAGRAM, diagram_parts)):
        for reference in shape.element.iter(drawn):
            link = slide.links.get(reference.get(f"{_R}id", "") or reference.get(f"{_R}dm", ""))
            root = read_xml(package, link.target) if link else None
            yield from read(root, shape.box) if root is not None else ()
    body = shape.element.find(f"{_P}txBody")
    if body is not None:
        yield from _text_parts(body, shape)


def _text_parts(body: etree._Element, shape: Shape) -> Iterator[Part]:
    if shape.placeholder in TITLES:
        lines = [line for paragraph in body.iter(f"{_A}p") for line in _lines(paragraph)]
        if sum(map(len, lines)) <= _LONGEST_TITLE:
            yield _part("heading", lines, shape.box, level=1)
            return
    counts: dict[int, int] = {}
    for paragraph in body.iter(f"{_A}p"):
        lines = _lines(paragraph)
        if lines:
            number = _next_number(paragraph, counts)
            lines[0] = f"{number} {lines[0]}" if number else lines[0]
            yield _part(_kind(paragraph, shape), lines, shape.box)


def _part(kind: BlockKind, lines: list[str], box: Box | None, *, level: int = 0) -> Part:
    if box is None:
        return Part(kind, " ".join(lines), level)
    return Part(kind, level=level, box=box, lines=tuple(LinePart(line, box) for line in lines))


def _kind(paragraph: etree._Element, shape: Shape) -> BlockKind:
    if shape.placeholder in _MARGINS:
        return "footer"
    properties = paragraph.find(f"{_A}pPr")
    if properties is not None:
        if properties.find(f"{_A}buNone") is not None:
            return "paragraph"
        if any(properties.find(f"{_A}{name}") is not None for name in ("buChar", "buAutoNum")):
            return "list_item"
    return "list_item" if shape.placeholder in ("body", "obj") else "paragraph"


def _lines(paragraph: etree._Element) -> list[str]:
    pieces = []
    for element in paragraph.iter(f"{_A}t", f"{_A}br"):
        pieces.append("\n" if element.tag == f"{_A}br" else element.text or "")
    lines = "".join(pieces).replace("\v", "\n").split("\n")
    return [" ".join(line.split()) for line in lines if line.strip()]


def _next_number(paragraph: etree._Element, counts: dict[int, int]) -> str:
    properties = paragraph.find(f"{_A}pPr")
    level = int(number_of(properties, "lvl")) if properties is not None else 0
    for deeper in [other for other in counts if other > level]:
        del counts[deeper]
    numbered = properties.find(f"{_A}buAutoNum") if properties is not None else None
    if numbered is None:
        counts.pop(level, None)
        return ""
    start = int(number_of(numbered, "startAt")) or 1
    counts[level] = counts.get(level, start - 1) + 1
    kind = numbered.get("type", "arabicPeriod")
    form = next((form for start, form in _FORMS if kind.startswith(start)), "decimal")
    number = format_number(counts[level], form)
    if kind.endswith("ParenBoth"):
        return f"({number})"
    return number + (")" if kind.endswith("ParenR") else "." if kind.endswith("Period") else "")


def _notes_parts(root: etree._Element, slide: Slide) -> Iterator[Part]:
    for element in root.iter(f"{_P}sp"):
        keys, body = placeholder_keys(element), element.find(f"{_P}txBody")
        if "type body" in keys and body is not None:
            for paragraph in body.iter(f"{_A}p"):
                yield Part("paragraph", " ".join(_lines(paragraph)))


def _cells(table: etree._Element) -> Iterator[CellPart]:
    properties = table.find(f"{_A}tblPr")
    headed = properties is not None and properties.get("firstRow") in ("1", "true")
    for row, element in enumerate(table.findall(f"{_A}tr")):
        for column, cell in enumerate(element.findall(f"{_A}tc")):
            if cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true"):
                continue
            text = " ".join(line for part in cell.iter(f"{_A}p") for line in _lines(part))
            tall, wide = int(number_of(cell, "rowSpan")) or 1, int(number_of(cell, "gridSpan")) or 1
            yield CellPart(row, column, text, tall, wide, headed and row == 0)
