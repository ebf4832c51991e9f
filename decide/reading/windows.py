"""Questions and texts become windows of pieces, with the words where answers may begin and end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from briefbook.learn.tokens import Pieces, read_pieces
from briefbook.records import Span
from decide.reading.settings import ReaderSettings


@dataclass(frozen=True, slots=True)
class Window:
    """A question and a stretch of a text, read together."""

    ids: tuple[int, ...]  # the question, a mark, the stretch; without special tokens around them
    firsts: tuple[int, ...]  # place in `ids` of the first piece of each word of the stretch
    words: tuple[Span, ...]  # the characters of each of those words in the whole text


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
        list(_windows(known[question].ids[: settings.question_pieces], known[text], mark, settings))
        for question, text in zip(questions, texts, strict=True)
    ]


def _read_once(tokenizer: Tokenizer, texts: set[str]) -> dict[str, Pieces]:
    ordered = sorted(texts)
    return dict(zip(ordered, read_pieces(tokenizer, ordered), strict=True))


def _windows(
    question: Sequence[int], pieces: Pieces, mark: int, settings: ReaderSettings
) -> Iterator[Window]:
    if not pieces.words:
        return
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
            yield Window(ids, firsts, tuple(pieces.words[place] for place in inside))


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
