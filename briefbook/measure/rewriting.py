"""Texts change and their labels move along: offsets stay exact.

A rewriting gives for each character of a text what stands in its place ("" takes it away, two
characters add one behind it); every span then follows from the lengths.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from briefbook.errors import RecordError
from briefbook.labels.examples import Example
from briefbook.measure.tokens import split_words
from briefbook.records import Span


def rewrite(example: Example, parts: Sequence[str], *, opening: str = "") -> Example:
    """Return the example with each character replaced by its part, after `opening`.

    Mentions keep their order and number, so relations hold. Tokens that are broken by white space
    become two; tokens and sentences of which nothing is left are dropped; `opening` belongs to the
    first sentence.

    Raises RecordError when nothing is left of a mention.
    """
    offsets = list(accumulate(map(len, parts), initial=len(opening)))
    text = opening + "".join(parts)
    mentions = []
    for one in example.mentions:
        if offsets[one.span.start] == offsets[one.span.end]:
            raise RecordError(f"example {example.id}: nothing is left of a mention")
        mentions.append(replace(one, span=Span(offsets[one.span.start], offsets[one.span.end])))
    return replace(
        example,
        text=text,
        mentions=tuple(mentions),
        tokens=tuple(_tokens(example, offsets, text, opening)),
        sentences=tuple(_sentences(example, offsets)),
    )


def replace_words(
    parts: list[str], found: Iterable[tuple[int, int, str]], kept: Sequence[bool]
) -> None:
    """Put words into `parts` for `[start, end)`, wherever no character is to be kept."""
    for start, end, words in found:
        if not any(kept[start:end]):
            parts[start:end] = [words, *[""] * (end - start - 1)]


def in_mentions(example: Example) -> list[bool]:
    """Tell for each character whether it belongs to a mention."""
    inside = [False] * len(example.text)
    for one in example.mentions:
        inside[one.span.start : one.span.end] = [True] * (one.span.end - one.span.start)
    return inside


def borders(example: Example) -> set[int]:
    """Return the places at which a mention starts or ends."""
    return {place for one in example.mentions for place in (one.span.start, one.span.end)}


def _tokens(example: Example, offsets: Sequence[int], text: str, opening: str) -> Iterable[Span]:
    if not example.tokens:
        return
    yield from split_words(opening)
    for token in example.tokens:
        start, end = offsets[token.start], offsets[token.end]
        for word in text[start:end].split():
            place = text.index(word, start)
            start = place + len(word)
            yield Span(place, start)


def _sentences(example: Example, offsets: Sequence[int]) -> Iterable[Span]:
    for place, sentence in enumerate(example.sentences):
        start = 0 if place == 0 and sentence.start == 0 else offsets[sentence.start]
        if start < offsets[sentence.end]:
            yield Span(start, offsets[sentence.end])
