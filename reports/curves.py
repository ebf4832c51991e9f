"""Values over time drawn as a line: inline SVG that takes its colours from the page (pure).

The line fills whatever room there is; the words beside it never shrink with it.
"""

import math
from collections.abc import Sequence

from markupsafe import Markup

from reports.layout import Point

_HEIGHT = 180  # pixels, with the words below
_FLOOR, _TOP = 26, 12  # room below and above the line
_MOST_POINTS = 400
_STEPS = 1, 2, 2.5, 5, 10  # between lines of the grid, times a power of ten
_GRID = 4  # lines, about


def draw_curve(points: Sequence[Point], title: str, *, marked: Point | None = None) -> Markup:
    """Draw points (x, y) by x as one line over a grid; `marked` gets a dot.

    Sizes are: across per cent of the room right of the labels, down pixels.
    """
    if not points:
        return Markup("")
    points = _thinned(sorted(points))
    right = max(points[-1][0], 1e-9)
    low, high, step = grid([y for _, y in points])
    tall = _HEIGHT - _FLOOR - _TOP

    def down(y: float) -> float:
        return (high - y) / (high - low)

    lines = [low + step * number for number in range(round((high - low) / step) + 1)]
    drawn = [_grid_line(_TOP + down(y) * tall) for y in lines]
    drawn.append(_line([(x / right * 100, down(y) * 100) for x, y in points], tall))
    if marked is not None:
        label = f"{marked[1]:.4f}"
        drawn.append(_dot(marked[0] / right * 100, _TOP + down(marked[1]) * tall, label))
    drawn += [_below(share, right) for share in (0.0, 0.5, 1.0)]
    labels = [_label(_TOP + down(y) * tall, f"{y:.{_digits(step)}f}") for y in lines]
    return Markup(
        '<span class="curve"><svg class="scale" height="{0}" aria-hidden="true">{2}</svg>'
        '<svg class="plot" role="img" height="{0}" aria-label="{1}">{3}</svg></span>'
    ).format(_HEIGHT, title, Markup("").join(labels), Markup("").join(drawn))


def _thinned(points: Sequence[Point]) -> list[Point]:
    """Keep so many points that each has a pixel or two, the last among them."""
    every = -(-len(points) // _MOST_POINTS)
    kept = list(points[::every])
    return kept if kept[-1] == points[-1] else [*kept, points[-1]]


def grid(values: Sequence[float]) -> tuple[float, float, float]:
    """Return where a grid around the values begins and ends, and how far apart its lines are.

    >>> grid([0.07, 0.93])
    (0.0, 1.0, 0.25)
    """
    low, high = min(values), max(values)
    extent = (high - low) or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(extent / _GRID))
    step = next(power * size for size in _STEPS if power * size * _GRID >= extent * 0.999)
    first = math.floor(low / step + 1e-9) * step
    last = math.ceil(high / step - 1e-9) * step
    return round(first, 10), round(last if last > first else first + step, 10), round(step, 10)


def _digits(step: float) -> int:
    """Return how many digits after the point tell the lines of a grid apart.

    >>> _digits(0.025), _digits(0.1), _digits(20.0)
    (3, 1, 0)
    """
    return next(digits for digits in range(12) if math.isclose(round(step, digits), step))


def _label(y: float, text: str) -> Markup:
    return Markup('<text x="100%" y="{}" dy=".32em">{}</text>').format(f"{y:.1f}", text)


def _grid_line(y: float) -> Markup:
    return Markup('<line x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(f"{y:.1f}")


def _line(points: Sequence[Point], tall: int) -> Markup:
    """Draw the line in a box of its own that is stretched, its stroke is not."""
    path = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
    return Markup(
        '<svg y="{}" width="100%" height="{}" viewBox="0 0 100 100" '
        'preserveAspectRatio="none"><polyline points="{}"/></svg>'
    ).format(_TOP, tall, path)


def _dot(x: float, y: float, label: str) -> Markup:
    return Markup('<circle cx="{}%" cy="{}" r="4"><title>{}</title></circle>').format(
        f"{x:.2f}", f"{y:.1f}", label
    )


def _below(share: float, right: float) -> Markup:
    anchor = {0.0: "start", 0.5: "middle"}.get(share, "end")
    return Markup('<text x="{}%" y="{}" text-anchor="{}">{}</text>').format(
        f"{share * 100:.0f}", _HEIGHT - 6, anchor, f"{share * right:.1f}".removesuffix(".0")
    )
