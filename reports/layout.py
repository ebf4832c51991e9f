"""Where the labels and lines of a drawn graph go, so that all of it can be read (pure geometry).

Overlaps are removed by pushing labels apart along the axis that needs the smaller step, as in
Dwyer, Marriott and Stuckey, "Fast Node Overlap Removal" (2005), only plainer: our graphs are small.
Lengths are in pixels.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import dist

Point = tuple[float, float]

_ROUNDS = 300  # of pushing, before the canvas is made taller
_GROWTH = 1.12
_MOST_GROWTHS = 12
_GAP_X, _GAP_Y = 26.0, 20.0  # between labels
_MARGIN = 12.0
_SPREAD = 0.6  # share of the even spread in the place of a label; the rest is where it was
_BENDS = (
    0.0,
    0.12,
    -0.12,
    0.24,
    -0.24,
    0.4,
    -0.4,
    0.55,
    -0.55,
)  # of a line, as share of its length
_SAMPLES = 24
_LEAST_WORDED = 60.0  # length of a line that has room for words and its arrow


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A label, by its middle and its size."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, point: Point, margin: float = 0.0) -> bool:
        """Tell whether `point` lies inside, or nearer than `margin`."""
        return (
            abs(point[0] - self.x) < self.width / 2 + margin
            and abs(point[1] - self.y) < self.height / 2 + margin
        )

    def overlaps(self, other: "Rectangle", gap: float = 0.0) -> bool:
        """Tell whether the two share room, or stand nearer than `gap`."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 + gap
            and abs(self.y - other.y) < (self.height + other.height) / 2 + gap
        )


@dataclass(frozen=True, slots=True)
class Curve:
    """A quadratic Bézier curve."""

    start: Point
    control: Point
    end: Point

    def at(self, t: float) -> Point:
        """Return the point at `t` in 0..1."""
        u = 1 - t
        x, y = (
            u * u * a + 2 * u * t * b + t * t * c
            for a, b, c in zip(self.start, self.control, self.end, strict=True)
        )
        return x, y

    def part(self, first: float, last: float) -> "Curve":
        """Return the piece between two values of t."""
        start, end = self.at(first), self.at(last)
        x, y = (
            (1 - last) * ((1 - first) * a + first * b) + last * ((1 - first) * b + first * c)
            for a, b, c in zip(self.start, self.control, self.end, strict=True)
        )
        return Curve(start, (x, y), end)


def text_width(text: str, size: float) -> float:
    """Estimate the width of `text` in a sans serif font of `size` pixels, on the safe side.

    >>> text_width("北风", 10) > text_width("ab", 10)
    True
    """
    ems = 0.0
    for character in text:
        if unicodedata.east_asian_width(character) in "WF":
            ems += 1.0
        elif character in "iljtfrI.,:;'|!()- ":
            ems += 0.36
        else:
            ems += 0.9 if character in "mwMW@%" else 0.7 if character.isupper() else 0.57
    return ems * size


def place_labels(
    positions: Sequence[Point], sizes: Sequence[Point], *, width: float, height: float
) -> tuple[tuple[Rectangle, ...], float]:
    """Place labels near their positions on the unit square, without overlaps.

    Returns the labels and the height of the canvas, which grows when they do not fit.
    """
    across, down = _spread([x for x, _ in positions]), _spread([y for _, y in positions])
    spread = list(zip(across, down, strict=True))
    labels: list[Rectangle] = []
    for _ in range(_MOST_GROWTHS):
        labels = [_start(at, size, width, height) for at, size in zip(spread, sizes, strict=True)]
        if _push_apart(labels, width, height):
            break
        height *= _GROWTH
    return tuple(labels), height


def _spread(values: list[float]) -> list[float]:
    """Stretch values to 0..1 and mix them with their ranks, which loosens what is clumped."""
    if len(values) < 2:
        return [0.5] * len(values)
    low, high = min(values), max(values)
    order = sorted(range(len(values)), key=lambda index: (values[index], index))
    ranks = {index: rank / (len(values) - 1) for rank, index in enumerate(order)}
    extent = high - low or 1.0
    return [
        (1 - _SPREAD) * (value - low) / extent + _SPREAD * ranks[index]
        for index, value in enumerate(values)
    ]


def _start(at: Point, size: Point, width: float, height: float) -> Rectangle:
    label = Rectangle(at[0] * width, at[1] * height, *size)
    return _inside(label, width, height)


def _inside(label: Rectangle, width: float, height: float) -> Rectangle:
    half_width, half_height = label.width / 2 + _MARGIN, label.height / 2 + _MARGIN
    x = min(max(label.x, half_width), max(half_width, width - half_width))
    y = min(max(label.y, half_height), max(half_height, height - half_height))
    return Rectangle(x, y, label.width, label.height)


def _push_apart(labels: list[Rectangle], width: float, height: float) -> bool:
    """Move labels in place until none overlap; tell whether that was reached."""
    for _ in range(_ROUNDS):
        moved = False
        for first in range(len(labels)):
            for second in range(first + 1, len(labels)):
                moved |= _push_pair(labels, first, second, width, height)
        if not moved:
            return True
    return False


def _push_pair(
    labels: list[Rectangle], first: int, second: int, width: float, height: float
) -> bool:
    one, other = labels[first], labels[second]
    over_x = (one.width + other.width) / 2 + _GAP_X - abs(one.x - other.x)
    over_y = (one.height + other.height) / 2 + _GAP_Y - abs(one.y - other.y)
    if over_x <= 0.01 or over_y <= 0.01:
        return False
    step_x = step_y = 0.0
    if over_x / 2.5 < over_y:  # sideways there is more room than up and down
        step_x = over_x / 2 if one.x <= other.x else -over_x / 2
    else:
        step_y = over_y / 2 if one.y <= other.y else -over_y / 2
    for index, label, sign in ((first, one, -1), (second, other, 1)):
        place = Rectangle(
            label.x + sign * step_x, label.y + sign * step_y, label.width, label.height
        )
        labels[index] = _inside(place, width, height)
    return True


def close_gaps(
    labels: Sequence[Rectangle], height: float, *, widest: float = 64.0
) -> tuple[tuple[Rectangle, ...], float]:
    """Move labels up over empty bands taller than `widest`; return them and the height left.

    Groups that nothing ties together drift apart when they are laid out.
    """
    moved: dict[int, Rectangle] = {}
    bottom, saved = _MARGIN - widest, 0.0
    for place in sorted(range(len(labels)), key=lambda each: (_top(labels[each]), each)):
        label = labels[place]
        saved += max(0.0, _top(label) - bottom - widest)
        bottom = max(bottom, _top(label) + label.height)
        moved[place] = Rectangle(label.x, label.y - saved, label.width, label.height)
    saved += max(0.0, height - bottom - _MARGIN)
    return tuple(moved[place] for place in range(len(labels))), height - saved


def _top(label: Rectangle) -> float:
    return label.y - label.height / 2


def route(labels: Sequence[Rectangle], tail: int, head: int) -> Curve:
    """Draw a line between two labels, bent around as many others as it can be.

    It starts and ends at their borders.
    """
    others = [label for index, label in enumerate(labels) if index not in (tail, head)]
    curves = [_bent(labels[tail], labels[head], bend) for bend in _BENDS]
    best = min(curves, key=lambda curve: _crossings(curve, others))
    return _trimmed(best, labels[tail], labels[head])


def _bent(tail: Rectangle, head: Rectangle, bend: float) -> Curve:
    across, down = head.x - tail.x, head.y - tail.y
    control = ((tail.x + head.x) / 2 - down * bend, (tail.y + head.y) / 2 + across * bend)
    return Curve((tail.x, tail.y), control, (head.x, head.y))


def _crossings(curve: Curve, labels: Sequence[Rectangle]) -> int:
    points = [curve.at(index / _SAMPLES) for index in range(1, _SAMPLES)]
    return sum(any(label.holds(point, 4.0) for point in points) for label in labels)


def _trimmed(curve: Curve, tail: Rectangle, head: Rectangle) -> Curve:
    steps = [index / 200 for index in range(201)]
    first = next((t for t in steps if not tail.holds(curve.at(t), 2.0)), 0.0)
    last = next((t for t in reversed(steps) if not head.holds(curve.at(t), 5.0)), 1.0)
    return curve.part(first, last) if first < last else curve


def free_place(
    curve: Curve, size: Point, taken: Sequence[Rectangle], *, width: float, height: float
) -> Rectangle | None:
    """Find room for words on a line, near its middle; None when there is none."""
    if dist(curve.start, curve.end) < _LEAST_WORDED:
        return None
    for t in (0.5, 0.4, 0.6, 0.32, 0.68):
        x, y = curve.at(t)
        label = Rectangle(x, y, *size)
        if _inside(label, width, height) == label and not any(
            label.overlaps(other, 3.0) for other in taken
        ):
            return label
    return None
