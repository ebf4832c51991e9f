"""Counts drawn as bars: inline SVG that takes its colours and fonts from the page (pure).

Sizes across are per cent of whatever room there is, so that text never shrinks on a phone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from reports.words import number

_COLUMN_HEIGHT = 96  # of the tallest column, in pixels
_LABEL_HEIGHT = 22
_MOST_COLUMNS = 40
_MOST_LABELS = 10  # below the columns
_MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart."""

    label: str
    value: str
    drawing: Markup


def are_years(bars: Iterable[tuple[str, int]]) -> bool:
    """Tell whether bars count things by year, near enough to each other to stand side by side.

    >>> are_years([("2019", 3), ("2021", 4), ("2023", 1)]), are_years([("pdf", 3)])
    (True, False)
    """
    labels = [label for label, _ in bars]
    if len(labels) < 3 or not all(len(each) == 4 and each.isdecimal() for each in labels):
        return False
    years = [int(each) for each in labels]
    return max(years) - min(years) < _MOST_COLUMNS


def draw_bars(bars: Iterable[tuple[str, int]], others: str) -> tuple[Bar, ...]:
    """Draw one bar for each count; past a dozen, the rest become one called `others`.

    `others` is filled in with their number, as in "{count} others".
    """
    kept = list(bars)
    if len(kept) > _MOST_BARS:
        rest = kept[_MOST_BARS - 1 :]
        total = sum(count for _, count in rest)
        kept = [*kept[: _MOST_BARS - 1], (others.format(count=len(rest)), total)]
    largest = max((count for _, count in kept), default=1) or 1
    return tuple(Bar(label, number(count), _bar(count / largest)) for label, count in kept)


def _bar(share: float) -> Markup:
    return Markup(
        '<svg class="bar" aria-hidden="true" focusable="false">'
        '<rect width="{}%" height="100%" rx="2"/></svg>'
    ).format(_decimal(max(0.6, share * 100)))


def draw_meter(percent: int) -> Markup:
    """Draw a score as a short line that is filled so far."""
    return Markup(
        '<svg class="meter" aria-hidden="true" focusable="false"><rect class="track" width="100%" '
        'height="100%" rx="2"/><rect class="fill" width="{}%" height="100%" rx="2"/></svg>'
    ).format(percent)


def draw_columns(bars: Iterable[tuple[str, int]], title: str) -> Markup:
    """Draw counts by year as columns, years without any included."""
    counts = {int(label): count for label, count in bars}
    years = range(min(counts), max(counts) + 1)
    largest = max(counts.values()) or 1
    step = 100 / len(years)
    every = -(-len(years) // _MOST_LABELS)
    height = _COLUMN_HEIGHT + 2 * _LABEL_HEIGHT
    parts = [
        Markup('<svg class="columns" role="img" height="{}" aria-label="{}">').format(
            height, title
        ),
        Markup('<line x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(height - _LABEL_HEIGHT),
    ]
    for index, year in enumerate(years):
        count = counts.get(year, 0)
        tall = count / largest * _COLUMN_HEIGHT
        parts.append(_column(year, count, step * index, step, tall, height - _LABEL_HEIGHT))
        if index % every == 0:
            parts.append(_text(step * (index + 0.5), height - 6, str(year), "year"))
    return Markup("").join([*parts, Markup("</svg>")])


def _column(year: int, count: int, left: float, step: float, tall: float, floor: int) -> Markup:
    if not count:
        return Markup("")
    top = floor - max(tall, 1.5)
    label = number(count)
    column = Markup(
        '<rect x="{}%" y="{}" width="{}%" height="{}" rx="2"><title>{}: {}</title></rect>'
    ).format(
        _decimal(left + step * 0.14),
        _decimal(top),
        _decimal(step * 0.72),
        _decimal(floor - top),
        year,
        label,
    )
    return column + (_text(left + step / 2, top - 6, label, "count") if step >= 4 else Markup(""))


def _text(x: float, y: float, text: str, style: str) -> Markup:
    return Markup('<text x="{}%" y="{}" class="{}">{}</text>').format(
        _decimal(x), _decimal(y), style, text
    )


def _decimal(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
