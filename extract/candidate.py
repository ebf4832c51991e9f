"""A mention before it is decided: what one producer believes stands in one place."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from briefbook.records import Span

RULES = "rules@2"
PATTERNS = "patterns@2"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Characters `[start, end)` of a document's text, believed to be a `label`."""

    start: int
    end: int
    label: str
    score: float
    producer: str
    value: str = ""

    @property
    def span(self) -> Span:
        """The same place as a record."""
        return Span(self.start, self.end)


def flatten(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep the best candidates that do not overlap, sorted by start.

    Best is the higher score, then the longer, then the earlier; so the order given is of no matter.
    """
    taken: list[tuple[int, int]] = []
    kept: list[Candidate] = []
    for candidate in sorted(set(candidates), key=_rank):
        place = bisect_left(taken, (candidate.start, candidate.end))
        before_ends = taken[place - 1][1] if place else 0
        next_starts = taken[place][0] if place < len(taken) else candidate.end
        if before_ends <= candidate.start and candidate.end <= next_starts:
            taken.insert(place, (candidate.start, candidate.end))
            kept.append(candidate)
    return sorted(kept, key=lambda candidate: candidate.start)


def _rank(candidate: Candidate) -> tuple[float, int, int, str, str, str]:
    return (
        -candidate.score,
        candidate.start - candidate.end,
        candidate.start,
        candidate.label,
        candidate.producer,
        candidate.value,
    )
