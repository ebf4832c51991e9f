"""Charts and diagrams inside Office files become tables and paragraphs."""

import re
from collections.abc import Iterator

from lxml import etree

from briefbook.records import Box
from ingest.assembly import CellPart, Part

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_MOST_POINTS = 1000  # of one series; more is a curve, not a statement


def plain_number(text: str) -> str:
    """Write a number as people see it: without the noise of binary fractions or an exponent.

    >>> plain_number("4.4000000000000004"), plain_number("1.2E6"), plain_number("Q1")
    ('4.4', '1200000', 'Q1')
    """
    if not _NUMBER.fullmatch(text):
        return text
    number = float(f"{float(text):.15g}")
    if number.is_integer() and abs(number) < 1e16:
        return str(int(number))
    return f"{number:f}".rstrip("0") if 1e-5 < abs(number) < 1e-4 else repr(number)


def chart_parts(root: etree._Element, box: Box | None = None) -> Iterator[Part]:
    """Yield the title of a chart, and the numbers behind it as a table with a column a series."""
    title = root.find(f"{_CHART}chart/{_CHART}title")
    text = _drawn_text(title) if title is not None else ""
    if text:
        yield Part("caption", text, box=box)
    series = [element for element in root.iter(f"{_CHART}ser")]
    if series:
        yield Part("table", box=box, cells=tuple(_chart_cells(series)))


def diagram_parts(root: etree._Element, box: Box | None = None) -> Iterator[Part]:
    """Yield the text of each box of a SmartArt diagram, in the order of its outline."""
    for point in root.iter(f"{_DIAGRAM}pt"):
        text = _drawn_text(point)
        if text:
            yield Part("list_item", text, box=box)


def _drawn_text(element: etree._Element) -> str:
    paragraphs = (
        "".join(run.text or "" for run in paragraph.iter(f"{_A}t"))
        for paragraph in element.iter(f"{_A}p")
    )
    return " ".join(" ".join(paragraphs).split())


def _chart_cells(series: list[etree._Element]) -> Iterator[CellPart]:
    names = [" ".join(_points(one, "tx").values()) for one in series]
    columns = [_points(one, "val") or _points(one, "yVal") for one in series]
    categories = _points(series[0], "cat") or _points(series[0], "xVal")
    for column, name in enumerate(["", *names]):
        yield CellPart(0, column, name, is_header=True)
    rows = sorted({index for points in (categories, *columns) for index in points})
    for row, index in enumerate(rows[:_MOST_POINTS], start=1):
        yield CellPart(row, 0, categories.get(index, ""), is_header=True)
        for column, points in enumerate(columns, start=1):
            yield CellPart(row, column, points.get(index, ""))


def _points(series: etree._Element, name: str) -> dict[int, str]:
    """Return the cached values of one part of a series; the innermost labels if they are nested."""
    part = series.find(f"{_CHART}{name}")
    if part is None:
        return {}
    level = part.find(f".//{_CHART}lvl")
    return {
        int(point.get("idx", "0")): plain_number(point.findtext(f"{_CHART}v") or "")
        for point in (part if level is None else level).iter(f"{_CHART}pt")
        if point.get("idx", "0").isdigit()
    }
