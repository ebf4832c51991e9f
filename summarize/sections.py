"""A long document is cut into sections, each small enough to compare its sentences with each other.

Headings cut where there are any; else even runs of paragraphs do. Pure, and linear in the text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from briefbook.records import Document, Span

_LEAST = 24  # sentences before a heading begins a new section
_MOST = 80  # sentences after which a paragraph begins one …
_TOO_MANY = 120  # … and after which any sentence does
_LONG_PAGES = 12
_LONG_SENTENCES = 400


def sections(document: Document, spans: Sequence[Span], *, whole: int) -> tuple[range, ...]:
    """Cut `spans`, sentences in order, into runs of places.

    Up to `whole` sentences are one section.
    """
    if len(spans) <= whole:
        return (range(len(spans)),)
    headings = [block.span.start for block in document.blocks if block.kind == "heading"]
    paragraphs = [block.span.start for block in document.blocks]
    cuts = [0]
    for place in range(1, len(spans)):
        size = place - cuts[-1]
        before, here = spans[place - 1].start, spans[place].start
        if (
            size >= _TOO_MANY
            or (size >= _MOST and _between(paragraphs, before, here))
            or (size >= _LEAST and _between(headings, before, here))
        ):
            cuts.append(place)
    return tuple(
        range(start, end) for start, end in zip(cuts, [*cuts[1:], len(spans)], strict=True)
    )


def _between(places: Sequence[int], before: int, here: int) -> bool:
    """Tell whether one of `places` lies after `before` and not after `here`."""
    return bisect_right(places, before) < bisect_right(places, here)


def is_long(document: Document) -> bool:
    """Tell whether a digest must speak of the beginning, the middle and the end of a document."""
    return len(document.pages) > _LONG_PAGES or len(document.sentences) > _LONG_SENTENCES


def third_of(document: Document, span: Span) -> int | None:
    """Return 0, 1 or 2 for the third that a span lies in.

    None on a border: where its page and its place in the text do not agree.
    """
    by_text = min(2, 3 * span.start // max(1, len(document.text)))
    page = document.page_of(span)
    if page is None or len(document.pages) < 3:
        return by_text
    numbers = [each.number for each in document.pages]
    by_page = min(2, 3 * bisect_left(numbers, page) // len(numbers))
    return by_text if by_page == by_text else None
