"""What the styles of a Word document say of its paragraphs: headings and lists."""

import re
from dataclasses import dataclass, replace

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(
    r"(?:heading|标题|標題|überschrift|titre|título) ?([1-9])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Style:
    level: int = 0  # of a heading, from 1
    list_id: str = ""
    list_level: int = 0
    is_title: bool = False


def read_styles(root: etree._Element | None) -> dict[str, Style]:
    elements = {
        element.get(f"{_W}styleId", ""): element
        for element in (root.findall(f"{_W}style") if root is not None else ())
    }
    return {style_id: _style(style_id, elements) for style_id in elements}


def _style(style_id: str, elements: dict[str, etree._Element]) -> Style:
    """Read a style with what it takes over from the styles it is based on."""
    found, seen = Style(), set[str]()
    while style_id in elements and style_id not in seen:
        seen.add(style_id)
        element = elements[style_id]
        found = _merged(found, element)
        style_id = value_of(element, "basedOn")
    return found


def _merged(style: Style, element: etree._Element) -> Style:
    name = value_of(element, "name")
    named = _HEADING_NAME.fullmatch(name)
    is_title = style.is_title or name.lower() in ("title", "标题", "標題")
    level = style.level or (int(named.group(1)) if named else 0) or int(is_title)
    properties = element.find(f"{_W}pPr")
    if properties is not None:
        level = level or outline_level(properties)
        list_id, list_level = list_of(properties)
        if list_id and not style.list_id:
            style = replace(style, list_id=list_id, list_level=list_level)
    return replace(style, level=level, is_title=is_title)


def outline_level(properties: etree._Element) -> int:
    outline = value_of(properties, "outlineLvl")
    return int(outline) + 1 if outline.isdigit() and int(outline) < 9 else 0


def list_of(properties: etree._Element) -> tuple[str, int]:
    element = properties.find(f"{_W}numPr")
    if element is None:
        return "", 0
    level = value_of(element, "ilvl")
    return value_of(element, "numId"), int(level) if level.isdigit() else 0


def value_of(element: etree._Element, name: str) -> str:
    child = element.find(f"{_W}{name}")
    return child.get(f"{_W}val", "") if child is not None else ""
