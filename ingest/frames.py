"""Text that does not run left to right is laid out in a frame of its own, turned upright."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from briefbook.records import Box

Rect = tuple[float, float, float, float]  # x0, y0, x1, y1
Quarter = Literal[0, 1, 2, 3]  # text runs right, down, left, up


@dataclass(frozen=True, slots=True)
class Frame:
    """A page as seen by someone who reads in direction `quarter`; points, origin top left."""

    page: int
    width: float  # of the page, not turned
    height: float
    quarter: Quarter = 0

    @property
    def reading_height(self) -> float:
        """Return the height of the page as it is read."""
        return self.width if self.quarter in (1, 3) else self.height

    @property
    def reading_width(self) -> float:
        """Return the width of the page as it is read."""
        return self.height if self.quarter in (1, 3) else self.width

    def turn(self, rect: Rect) -> Rect:
        """Turn a rectangle of the page upright."""
        x0, y0, x1, y1 = rect
        if self.quarter == 1:
            return y0, self.width - x1, y1, self.width - x0
        if self.quarter == 2:
            return self.width - x1, self.height - y1, self.width - x0, self.height - y0
        if self.quarter == 3:
            return self.height - y1, x0, self.height - y0, x1
        return rect

    def back(self, rect: Rect) -> Box:
        """Return the place on the page of an upright rectangle, cut at the edges of the page."""
        x0, y0, x1, y1 = rect
        if not self.quarter and x0 >= 0 and y0 >= 0 and x1 <= self.width and y1 <= self.height:
            return Box(self.page, round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))
        if self.quarter == 1:
            x0, y0, x1, y1 = self.width - y1, x0, self.width - y0, x1
        elif self.quarter == 2:
            x0, y0, x1, y1 = self.width - x1, self.height - y1, self.width - x0, self.height - y0
        elif self.quarter == 3:
            x0, y0, x1, y1 = y0, self.height - x1, y1, self.height - x0
        x0, x1 = self._across(x0), self._across(x1)
        y0, y1 = self._down(y0), self._down(y1)
        return Box(self.page, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def _across(self, x: float) -> float:
        return round(min(max(x, 0.0), self.width), 2)

    def _down(self, y: float) -> float:
        return round(min(max(y, 0.0), self.height), 2)


def enclose(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around `boxes`, which lie on one page."""
    found = list(boxes)
    return Box(
        found[0].page,
        min(box.x0 for box in found),
        min(box.y0 for box in found),
        max(box.x1 for box in found),
        max(box.y1 for box in found),
    )
