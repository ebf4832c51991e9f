"""Excel workbooks become documents with a page for each sheet."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from briefbook.errors import UnreadableSource
from ingest.assembly import PagePart, Parsed, Part, assemble
from ingest.cell_values import format_of, number_formats, shown_number
from ingest.grid import Grid, grid_parts
from ingest.limits import Budget, partial
from ingest.media import XLSX
from ingest.package import (
    Package,
    core_metadata,
    main_part,
    open_package,
    read_xml,
    relationships,
)
from ingest.settings import IngestSettings

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGE = (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, OSError)


@dataclass(slots=True)
class _Workbook:
    """What the cells of all sheets refer to."""

    package: Package
    strings: list[str]
    formats: list[str]  # by style
    from_1904: bool
    budget: Budget
    names: list[tuple[str, str]] = field(default_factory=list)  # of each sheet, and of its part


def parse_xlsx(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Parse the bytes of an Excel workbook: the values as shown, of all sheets, hidden ones too.

    Each sheet is a page without geometry: its name as a heading, then a table for each region
    of filled cells, with single cells above and below as paragraphs. Formulas give the values that
    were last computed.

    Raises UnreadableSource, or one of its kinds, when the bytes cannot be read.
    """
    package = open_package(data, source)
    budget = Budget(source, settings)
    workbook = _open_workbook(package, budget)
    if len(workbook.names) > settings.max_pages:
        message = f"only the first {settings.max_pages} sheets read"
        budget.problems.append(partial(source, message))
    pages = [
        PagePart(number, 0, 0, tuple(_sheet(workbook, name, part)))
        for number, (name, part) in enumerate(workbook.names[: settings.max_pages], start=1)
    ]
    metadata = core_metadata(package)
    file_name = source.rpartition("/")[2].rpartition(".")[0]
    document = assemble(
        pages,
        data=data,
        source=source,
        media_type=XLSX,
        title=dict(metadata).get("title", "") or file_name,
        metadata=metadata,
    )
    return Parsed(document, problems=tuple(budget.problems))


def _open_workbook(package: Package, budget: Budget) -> _Workbook:
    name = main_part(package, "xl/workbook.xml")
    root = read_xml(package, name)
    if root is None:
        raise UnreadableSource(f"cannot read {package.source}: there is no workbook in the package")
    links = relationships(package, name)
    by_kind = {link.kind: link.target for link in links.values()}
    properties = root.find("{*}workbookPr")
    return _Workbook(
        package=package,
        strings=_shared_strings(read_xml(package, by_kind.get("sharedStrings", ""))),
        formats=_formats(read_xml(package, by_kind.get("styles", ""))),
        from_1904=properties is not None and properties.get("date1904") in ("1", "true"),
        budget=budget,
        names=[
            (sheet.get("name", ""), links[sheet.get(_R, "")].target)
            for sheet in root.iterfind("{*}sheets/{*}sheet")
            if sheet.get(_R, "") in links
        ],
    )


def _shared_strings(root: etree._Element | None) -> list[str]:
    return [_string(item) for item in root.iterfind("{*}si")] if root is not None else []


def _string(item: etree._Element) -> str:
    """Return the text of a string, without the readings (furigana) that may go with it."""
    direct = [text.text or "" for text in item.iterfind("{*}t")]
    runs = [text.text or "" for text in item.iterfind("{*}r/{*}t")]
    return "".join(direct + runs)


def _formats(root: etree._Element | None) -> list[str]:
    if root is None:
        return []
    custom = number_formats(
        (element.get("numFmtId", ""), element.get("formatCode", ""))
        for element in root.iterfind("{*}numFmts/{*}numFmt")
    )
    numbers = [style.get("numFmtId", "0") for style in root.iterfind("{*}cellXfs/{*}xf")]
    return [format_of(int(number) if number.isdigit() else 0, custom) for number in numbers]


# Sheets


def _sheet(workbook: _Workbook, name: str, part: str) -> Iterator[Part]:
    if workbook.budget.is_spent:
        return
    grid = _read_grid(workbook, part)
    if grid.rows:
        yield Part("heading", name, level=1)
        yield from grid_parts(grid)


def _read_grid(workbook: _Workbook, part: str) -> Grid:
    """Read the filled cells of a sheet, row by row, so that a huge one needs little memory."""
    grid = Grid()
    budget = workbook.budget
    try:
        with workbook.package.entries.open(part) as file:
            for _, element in etree.iterparse(
                file,
                tag=("{*}row", "{*}mergeCell"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
            ):
                if etree.QName(element).localname == "mergeCell":
                    _merge(grid, element.get("ref", ""))
                elif not budget.is_spent:
                    _read_row(workbook, grid, element)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except KeyError:
        return grid
    except _DAMAGE as error:
        if not grid.rows:
            raise UnreadableSource(
                f"cannot read {workbook.package.source}: {part} is damaged"
            ) from error
        message = f"{part} is damaged: only read to row {max(grid.rows) + 1}"
        budget.problems.append(partial(budget.source, message))
    return grid


def _read_row(workbook: _Workbook, grid: Grid, row: etree._Element) -> None:
    number = row.get("r", "")
    index = int(number) - 1 if number.isdigit() else max(grid.rows, default=-1) + 1
    column = -1
    cells = {}
    for cell in row.iterfind("{*}c"):
        place = _REFERENCE.fullmatch(cell.get("r", ""))
        column = _column(place.group(1)) if place else column + 1
        text = _shown(workbook, cell)
        if text:
            cells[column] = text
    if cells:
        grid.rows[index] = cells
        characters = sum(map(len, cells.values()))
        workbook.budget.spend(characters=characters, cells=len(cells))


def _shown(workbook: _Workbook, cell: etree._Element) -> str:
    kind, value = cell.get("t", "n"), cell.findtext("{*}v") or ""
    if kind == "s":
        known = value.isdigit() and int(value) < len(workbook.strings)
        value = workbook.strings[int(value)] if known else ""
    elif kind == "inlineStr":
        inline = cell.find("{*}is")
        value = _string(inline) if inline is not None else ""
    elif kind == "b":
        value = "TRUE" if value == "1" else "FALSE"
    elif kind == "n" and value:
        style = cell.get("s", "0")
        known = style.isdigit() and int(style) < len(workbook.formats)
        form = workbook.formats[int(style)] if known else ""
        value = shown_number(value, form, from_1904=workbook.from_1904)
    return " ".join(value.split())


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _merge(grid: Grid, reference: str) -> None:
    corners = _REFERENCE.findall(reference)
    if len(corners) == 2:
        (left, top), (right, bottom) = corners
        first, last = (int(top) - 1, _column(left)), (int(bottom) - 1, _column(right))
        grid.merged[first] = (last[0] - first[0] + 1, last[1] - first[1] + 1)
