"""The shapes of a slide, where they are, and in which order people read them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from briefbook.records import Box
from ingest.package import Relationship

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_NOWHERE = Box(1, 0, 0, 0, 0)
_EMU = 12_700  # English metric units in a point
TITLES = ("title", "ctrTitle")


@dataclass(frozen=True, slots=True)
class _Place:
    """A rectangle in English metric units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Shape:
    element: etree._Element
    placeholder: str  # its type, "" for an ordinary shape, "body" where none is given
    box: Box | None


@dataclass(slots=True)
class Slide:
    """One slide with what it takes its places from."""

    number: int
    links: dict[str, Relationship]
    inherited: list[dict[str, _Place]] = field(default_factory=list)  # of its layout and master


def find_shapes(
    containers: Iterable[etree._Element],
    slide: Slide,
    frames: tuple[tuple[_Place, _Place], ...] = (),
) -> Iterator[Shape]:
    """Yield the shapes in a group; `frames` are the groups around it, innermost first."""
    for container in containers:
        for element in container:
            tag = element.tag
            if tag == f"{_P}grpSp":
                frame = _group_frame(element)
                yield from find_shapes([element], slide, (frame, *frames) if frame else frames)
            elif tag == _ALTERNATIVES:
                yield from find_shapes(list(element)[:1], slide, frames)
            elif tag in (f"{_P}sp", f"{_P}graphicFrame", f"{_P}cxnSp"):
                yield _shape(element, slide, frames)


def _shape(
    element: etree._Element, slide: Slide, frames: tuple[tuple[_Place, _Place], ...]
) -> Shape:
    place = _own_place(element)
    keys = placeholder_keys(element)
    for places in slide.inherited:
        place = place or next((places[key] for key in keys if key in places), None)
    for inner, outer in frames:
        place = _mapped(place, inner, outer) if place else None
    kind = keys[1].removeprefix("type ") if keys else ""
    return Shape(element, kind, _box(place, slide.number) if place else None)


def _own_place(element: etree._Element) -> _Place | None:
    transform = element.find(f"{_P}spPr/{_A}xfrm")
    if transform is None:
        transform = element.find(f"{_P}xfrm")
    return _place(transform, "off", "ext") if transform is not None else None


def _place(transform: etree._Element, offset: str, extent: str) -> _Place | None:
    corner, size = transform.find(f"{_A}{offset}"), transform.find(f"{_A}{extent}")
    if corner is None or size is None:
        return None
    return _Place(
        number_of(corner, "x"), number_of(corner, "y"), number_of(size, "cx"), number_of(size, "cy")
    )


def _group_frame(group: etree._Element) -> tuple[_Place, _Place] | None:
    transform = group.find(f"{_P}grpSpPr/{_A}xfrm")
    if transform is None:
        return None
    inner, outer = _place(transform, "chOff", "chExt"), _place(transform, "off", "ext")
    return (inner, outer) if inner and outer and inner.width and inner.height else None


def _mapped(place: _Place, inner: _Place, outer: _Place) -> _Place:
    across, down = outer.width / inner.width, outer.height / inner.height
    return _Place(
        outer.x + (place.x - inner.x) * across,
        outer.y + (place.y - inner.y) * down,
        place.width * across,
        place.height * down,
    )


def placeholder_keys(element: etree._Element) -> tuple[str, ...]:
    """Return by what a placeholder is looked up in the layout and the master, best first."""
    placeholder = element.find(f"*/{_P}nvPr/{_P}ph")
    if placeholder is None:
        return ()
    kind = placeholder.get("type", "body")
    plain = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}.get(kind, kind)
    return (f"index {placeholder.get('idx', '0')}", f"type {kind}", f"type {plain}")


def placeholders(root: etree._Element | None) -> dict[str, _Place]:
    places: dict[str, _Place] = {}
    for element in root.iter(f"{_P}sp") if root is not None else ():
        place = _own_place(element)
        if place:
            places = dict.fromkeys(placeholder_keys(element), place) | places
    return places


def _box(place: _Place, page: int) -> Box:
    x0, y0 = place.x / _EMU, place.y / _EMU
    x1, y1 = x0 + abs(place.width) / _EMU, y0 + abs(place.height) / _EMU
    return Box(page, round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))


# Reading order


def in_reading_order(shapes: list[Shape]) -> list[Shape]:
    titles = [shape for shape in shapes if shape.placeholder in TITLES]
    placed = [shape for shape in shapes if shape.box and shape.placeholder not in TITLES]
    rest = [shape for shape in shapes if not shape.box and shape.placeholder not in TITLES]
    return [*titles, *_cut(placed, down=True, tried=False), *rest]


def _cut(shapes: list[Shape], *, down: bool, tried: bool) -> list[Shape]:
    """Cut between rows, then between columns, and so on (Nagy and Seth, ICPR 1984)."""
    if len(shapes) < 2:
        return shapes
    groups = _separated(shapes, down=down)
    if len(groups) > 1:
        return [shape for group in groups for shape in _cut(group, down=not down, tried=False)]
    if not tried:
        return _cut(shapes, down=not down, tried=True)
    return sorted(shapes, key=lambda shape: _start_end(shape, down=True))


def _separated(shapes: Sequence[Shape], *, down: bool) -> list[list[Shape]]:
    groups: list[list[Shape]] = []
    reach = 0.0
    for shape in sorted(shapes, key=lambda shape: _start_end(shape, down=down)):
        start, end = _start_end(shape, down=down)
        if groups and start < reach - 2:  # two points of overlap are no overlap
            groups[-1].append(shape)
        else:
            groups.append([shape])
        reach = max(reach, end) if len(groups[-1]) > 1 else end
    return groups


def _start_end(shape: Shape, *, down: bool) -> tuple[float, float]:
    box = shape.box or _NOWHERE
    return (box.y0, box.y1) if down else (box.x0, box.x1)


def number_of(element: etree._Element, name: str) -> float:
    try:
        return float(element.get(name, "0"))
    except ValueError:
        return 0.0
