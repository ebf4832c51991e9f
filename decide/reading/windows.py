"""Questions and texts become windows of pieces, with the words where answers may begin and end."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from briefbook.learn.tokens import Pieces, read_pieces
from briefbook.records import Span
from decide.reading.settings import ReaderSettings

_BREAK = re.compile(r"\t|\n\s*\n")  # between cells of a row, and between paragraphs
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)+")  # which the tokenizer cuts at its marks


@dataclass(frozen=True, slots=True)
class Window:
    """A question and a stretch of a text, read together."""

    ids: tuple[int, ...]  # the question, a mark, the stretch; without special tokens around them
    firsts: tuple[int, ...]  # place in `ids` of the first piece of each word of the stretch
    words: tuple[Span, ...]  # the characters of each of those words in the whole text
    cells: tuple[int, ...]  # number of the paragraph or cell of a table that each word is in
    opens: tuple[bool, ...]  # whether an answer may begin with it: not within a figure


def make_windows(
    tokenizer: Tokenizer,
    mark: int,
    questions: Sequence[str],
    texts: Sequence[str],
    settings: ReaderSettings,
) -> list[list[Window]]:
    """Return for each pair of a question and a text the windows that cover the text, in order.

    `mark` is the piece between the two. A text without words has no windows.
    """
    known = _read_once(tokenizer, {*questions, *texts})
    return [
        list(_windows(known[question].ids[: settings.question_pieces], text, known, mark, settings))
        for question, text in zip(questions, texts, strict=True)
    ]


def _read_once(tokenizer: Tokenizer, texts: set[str]) -> dict[str, Pieces]:
    ordered = sorted(texts)
    return dict(zip(ordered, read_pieces(tokenizer, ordered), strict=True))


def _windows(
    question: Sequence[int],
    text: str,
    known: Mapping[str, Pieces],
    mark: int,
    settings: ReaderSettings,
) -> Iterator[Window]:
    pieces = known[text]
    if not pieces.words:
        return
    breaks = [each.end() for each in _BREAK.finditer(text)]
    figures = [each.span() for each in _FIGURE.finditer(text)]
    starts = [word.start for word in pieces.words]
    cells = [bisect_right(breaks, start) for start in starts]
    opens = [not _is_within(start, figures) for start in starts]
    size, step = settings.window_pieces, settings.window_pieces - settings.overlap
    shift = len(question) + 1
    last = max(1, len(pieces.ids) - settings.overlap)
    for start in range(0, last, step):
        ids = (*question, mark, *pieces.ids[start : start + size])
        inside = [
            place for place, first in enumerate(pieces.firsts) if start <= first < start + size
        ]
        if inside:
            firsts = tuple(pieces.firsts[place] - start + shift for place in inside)
            some = slice(inside[0], inside[-1] + 1)  # they follow one another
            words = pieces.words[some]
            yield Window(ids, firsts, words, tuple(cells[some]), tuple(opens[some]))


def _is_within(place: int, figures: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a place is inside one of the figures, behind its first character."""
    last = bisect_left(figures, (place, 0)) - 1  # the last that begins before
    return last >= 0 and place < figures[last][1]


def word_span(window: Window, answer: Span) -> tuple[int, int] | None:
    """Return the first and last word of an answer in a window; None where it is not whole there."""
    inside = [place for place, word in enumerate(window.words) if word.overlaps(answer)]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    whole = window.words[first].start <= answer.start and answer.end <= window.words[last].end
    # An answer may begin or end with what is no word, such as a space.
    trimmed = (
        window.words[first].start - answer.start <= 1 and answer.end - window.words[last].end <= 1
    )
    return (first, last) if whole or trimmed else None
