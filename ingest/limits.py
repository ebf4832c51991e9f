"""Parsers stop at a limit and say so, instead of growing without end."""

from collections.abc import Iterable, Iterator

from briefbook.records import Problem
from ingest.assembly import PagePart, Part
from ingest.settings import IngestSettings


def partial(source: str, message: str) -> Problem:
    """Say that a part of `source` was left out, and why."""
    return Problem(source, "ingest", f"{source}: {message}", "partial")


class Budget:
    """What one document may still take; opened by its parser, used up by `limited`."""

    def __init__(self, source: str, settings: IngestSettings) -> None:
        self.source = source
        self.characters = settings.max_characters
        self.cells = settings.max_cells
        self.problems: list[Problem] = []

    @property
    def is_spent(self) -> bool:
        """Tell whether a limit was passed: there is no use in reading on."""
        return self.characters < 0 or self.cells < 0

    def spend(self, *, characters: int, cells: int = 0) -> None:
        """Take what was read off the limits; when one is passed, that becomes a problem, once."""
        if self.is_spent:
            return
        self.characters -= characters
        self.cells -= cells
        if self.is_spent:
            what = "characters" if self.characters < 0 else "table cells"
            self.problems.append(partial(self.source, f"too many {what}: the rest is left out"))

    def limited(self, parts: Iterable[Part]) -> Iterator[Part]:
        """Yield parts until they pass a limit."""
        for part in parts:
            self.spend(characters=_size(part), cells=len(part.cells))
            if self.is_spent:
                return
            yield part


def _size(part: Part) -> int:
    lines = sum(len(line.text) for line in part.lines)
    return len(part.text) + lines + sum(len(cell.text) for cell in part.cells)


def limited_pages(pages: Iterable[PagePart], budget: Budget) -> Iterator[PagePart]:
    """Yield pages with the parts that `budget` allows, and no page after the last of these."""
    for page in pages:
        if budget.is_spent:
            return
        parts = tuple(budget.limited(page.parts))
        yield PagePart(page.number, page.width, page.height, parts)
