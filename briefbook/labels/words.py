"""Words to text and text to words, with exact offsets.

Tokenised data have no text of their own: words are joined by one space, Chinese characters by
nothing, so that the span of every word is known. The other way, a text is cut into words such
that every mention begins and ends with one.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from briefbook.errors import RecordError
from briefbook.labels.examples import Example
from briefbook.labels.language import HAN, guess_language, is_han
from briefbook.records import Span

_PIECE = re.compile(rf"[{HAN}]|[^\W{HAN}]+|[^\w\s]")
_VISIBLE = re.compile(r"\S+")
_SINGLES = 0.8  # of the words of a file that is labelled character by character


def join_words(words: Sequence[str], *, chinese: bool) -> tuple[str, tuple[Span | None, ...]]:
    """Return the text of `words` and where each stands in it; None for one of white space.

    Chinese words touch, but for two of letters or digits, unless both are single characters.

    >>> join_words(["在", "New", "York", "的"], chinese=True)[0]
    '在New York的'
    >>> join_words(["P", "M", "I"], chinese=True)[0], join_words(["P", "M"], chinese=False)[0]
    ('PMI', 'P M')
    """
    parts: list[str] = []
    spans: list[Span | None] = []
    size, before = 0, ""
    for word in words:
        if not word.strip():
            spans.append(None)
            continue
        if before and not (chinese and _touch(before, word)):
            parts.append(" ")
            size += 1
        parts.append(word)
        spans.append(Span(size, size + len(word)))
        size += len(word)
        before = word
    return "".join(parts), tuple(spans)


def _touch(before: str, word: str) -> bool:
    if len(before) == 1 and len(word) == 1:
        return True
    return not all(one.isalnum() and not is_han(one) for one in (before[-1], word[0]))


def is_chinese(words: Sequence[str]) -> bool:
    """Tell whether `words` are to be joined as Chinese."""
    return guess_language("".join(words)) == "zh"


def is_by_character(words: Sequence[str]) -> bool:
    """Tell whether `words` are Chinese text cut into characters."""
    singles = sum(len(word) == 1 for word in words)
    return singles >= _SINGLES * len(words) and is_chinese(words)


def find_words(words: Sequence[str], text: str) -> tuple[Span | None, ...]:
    """Return where `words` stand in `text`, which holds nothing else but white space.

    Raises RecordError when it does.
    """
    spans: list[Span | None] = []
    position = 0
    for word in words:
        if not word.strip():
            spans.append(None)
            continue
        while position < len(text) and text[position].isspace():
            position += 1
        if not text.startswith(word, position):
            raise RecordError(f"the text does not go on with the word {word!r}")
        spans.append(Span(position, position + len(word)))
        position += len(word)
    return tuple(spans)


def cover_words(words: Sequence[Span | None], first: int, end: int) -> Span:
    """Return the characters from word `first` to before word `end`.

    Raises RecordError when there are none.
    """
    found = [word for word in words[first:end] if word is not None]
    if not 0 <= first < end <= len(words) or not found:
        raise RecordError(f"no words [{first}, {end}) among {len(words)}")
    return Span(found[0].start, found[-1].end)


def cut_words(example: Example) -> tuple[Span, ...]:
    """Return the words of `example`: its tokens or our own, cut where mentions begin and end.

    Together they hold all characters but white space. Without tokens, each Chinese character is a
    word, as is each sign of punctuation.
    """
    borders = sorted({at for one in example.mentions for at in (one.span.start, one.span.end)})
    cut: list[Span] = []
    for piece in _pieces(example):
        inside = borders[bisect_right(borders, piece.start) : bisect_left(borders, piece.end)]
        for start, end in zip((piece.start, *inside), (*inside, piece.end), strict=True):
            found = _VISIBLE.finditer(example.text, start, end)
            cut.extend(Span(match.start(), match.end()) for match in found)
    return tuple(cut)


def _pieces(example: Example) -> Iterator[Span]:
    """Yield the tokens, and pieces of the text that lies between them."""
    position = 0
    for token in (*sorted(example.tokens), None):
        start = len(example.text) if token is None else token.start
        for match in _PIECE.finditer(example.text, position, max(position, start)):
            yield Span(match.start(), match.end())
        if token is not None and token.end > position:
            yield Span(max(position, token.start), token.end)
            position = token.end


def word_range(words: Sequence[Span], span: Span) -> tuple[int, int]:
    """Return which of `words` lie in `span`: the first, and the one after the last."""
    first = bisect_left(words, span.start, key=lambda word: word.start)
    end = bisect_right(words, span.end, key=lambda word: word.end)
    return first, end
