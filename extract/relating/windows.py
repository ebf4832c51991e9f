"""Texts with mentions become windows that the encoder reads whole (pure offset arithmetic).

Two markers that name its label stand around every mention, after Zhou & Chen 2022, "An Improved
Baseline for Sentence-level Relation Extraction". Long texts are read in windows that overlap by
half, so that only mentions far apart share none.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from briefbook.learn.tokens import Pieces
from briefbook.records import Span


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Pieces `[start, end)` of a mention."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text as the encoder reads it, without the special tokens around it."""

    ids: tuple[int, ...]  # pieces; markers are numbered from the end of the vocabulary on
    mentions: tuple[int, ...]  # those wholly inside, by their places in the example
    marks: tuple[tuple[int, int], ...]  # of each: where in `ids` its two markers stand


def find_places(pieces: Pieces, spans: Sequence[Span]) -> list[Place | None]:
    """Return the pieces of the words that each span touches; None where it touches none."""
    starts = [word.start for word in pieces.words]
    ends = [word.end for word in pieces.words]
    found: list[Place | None] = []
    for span in spans:
        first, after = bisect_right(ends, span.start), bisect_left(starts, span.end)
        if first < after:
            stop = pieces.firsts[after] if after < len(starts) else len(pieces.ids)
            found.append(Place(pieces.firsts[first], stop))
        else:
            found.append(None)
    return found


def cut_windows(
    size: int, places: Sequence[Place | None], breaks: Sequence[int], room: int
) -> list[tuple[int, int]]:
    """Cut `size` pieces into stretches that fit into `room` with their markers.

    Each begins about where the second half of the last one does, at one of `breaks` (where
    sentences begin, ascending) if there is one, else anywhere.
    """
    ordered = sorted(place for place in places if place is not None)
    stretches = []
    start = 0
    while True:
        end = _reach(start, size, ordered, room)
        stretches.append((start, end))
        if end >= size:
            return stretches
        middle = (start + end + 1) // 2
        last = bisect_right(breaks, middle) - 1
        snapped = breaks[last] if last >= 0 else 0
        start = snapped if snapped > start else max(middle, start + 1)


def _reach(start: int, size: int, ordered: Sequence[Place], room: int) -> int:
    """Return the furthest end of a stretch from `start` that fits into `room`."""
    inside = sorted(place.end for place in ordered if place.start >= start)
    end = min(size, start + room)
    while end > start + 1 and end - start + 2 * bisect_right(inside, end) > room:
        end -= 1
    return end


def mark_window(
    ids: Sequence[int], places: Sequence[Place | None], kinds: Sequence[int], stretch: Place
) -> Window:
    """Return the window over `stretch`, with the markers of the mentions wholly inside.

    `kinds` holds the number of each mention's start marker; its end marker has the next number.
    """
    inside = [
        (place, mention)
        for mention, place in enumerate(places)
        if place is not None and stretch.start <= place.start and place.end <= stretch.end
    ]
    marks = {mention: [0, 0] for _, mention in inside}
    marked: list[int] = []
    done = stretch.start
    for position, is_start, mention in _events(inside):
        marked.extend(ids[done:position])
        done = position
        marks[mention][0 if is_start else 1] = len(marked)
        marked.append(kinds[mention] + (0 if is_start else 1))
    marked.extend(ids[done : stretch.end])
    return Window(
        tuple(marked), tuple(sorted(marks)), tuple((a, b) for _, (a, b) in sorted(marks.items()))
    )


def _events(inside: Sequence[tuple[Place, int]]) -> list[tuple[int, bool, int]]:
    """Return markers in order: ends before starts, so that nested mentions have nested markers."""
    ends = [((p.end, 0, -p.start, -mention), p.end, False, mention) for p, mention in inside]
    starts = [((p.start, 1, -p.end, mention), p.start, True, mention) for p, mention in inside]
    return [event[1:] for event in sorted([*ends, *starts])]
