"""Texts to windows that the encoder can read, and back; pure offset arithmetic.

Nothing is cut silently: a text longer than a window goes into several that overlap, and each word
is judged where it stands farthest from a window's edge. Short neighbours of one document share a
window, so that each is read in its context.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefbook.learn.tokens import Pieces


@dataclass(frozen=True, slots=True)
class Part:
    """Words `[first, last)` of one text, to be judged in this window."""

    text: int  # place of the text in the sequence that was windowed
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces read together, without special tokens."""

    ids: tuple[int, ...]
    words: tuple[int, ...]  # place in `ids` of the first piece of every word of `parts`, in order
    parts: tuple[Part, ...]


def make_windows(
    texts: Sequence[Pieces],
    documents: Sequence[str],
    *,
    max_pieces: int,
    context_pieces: int = 0,
    overlap: int = 64,
) -> list[Window]:
    """Cut and join texts into windows of at most `max_pieces`.

    Neighbours with the same non-empty document are joined up to `context_pieces` pieces. Every word
    of every text is in exactly one part of one window.
    """
    windows: list[Window] = []
    held: list[int] = []
    size = 0
    for place, pieces in enumerate(texts):
        length = len(pieces.ids)
        fits = size + length <= min(context_pieces, max_pieces)
        if held and not (fits and documents[place] and documents[place] == documents[held[0]]):
            windows.append(_join(texts, held))
            held, size = [], 0
        if length > max_pieces:
            windows.extend(_cut(pieces, place, max_pieces, overlap))
        elif pieces.words:
            held.append(place)
            size += length
    if held:
        windows.append(_join(texts, held))
    return windows


def _join(texts: Sequence[Pieces], places: Sequence[int]) -> Window:
    ids: list[int] = []
    words: list[int] = []
    for place in places:
        words += [len(ids) + first for first in texts[place].firsts]
        ids += texts[place].ids
    parts = tuple(Part(place, 0, len(texts[place].words)) for place in places)
    return Window(tuple(ids), tuple(words), parts)


def _cut(pieces: Pieces, place: int, max_pieces: int, overlap: int) -> Iterator[Window]:
    """Yield overlapping windows; half of an overlap is judged in each of the two that share it."""
    overlap = min(overlap, max_pieces // 2)
    step = max(1, max_pieces - overlap)
    starts = range(0, max(1, len(pieces.ids) - overlap), step)
    done = 0
    for start in starts:
        end = start + max_pieces
        final = start == starts[-1]
        limit = len(pieces.ids) if final else end - overlap // 2
        last = done
        while last < len(pieces.firsts) and pieces.firsts[last] < limit:
            last += 1
        if last > done:
            words = tuple(first - start for first in pieces.firsts[done:last])
            yield Window(tuple(pieces.ids[start:end]), words, (Part(place, done, last),))
        done = last
