"""Blocks become sentences, in English and Chinese alike, with exact offsets."""

from collections.abc import Iterable, Iterator, Sequence

from sentencex import get_sentence_boundaries

from briefbook.records import Block, Span, Table


def split_sentences(
    text: str, blocks: Sequence[Block], tables: Sequence[Table], language: str
) -> Iterator[Span]:
    """Yield the sentences of each block in order, without the white space around them.

    A sentence never crosses a block; each row of a table counts as one.
    """
    rows = {table.span: _rows(text, table.span) for table in tables}
    for block in blocks:
        yield from rows.get(block.span) or _sentences(text, block.span, language)


def _rows(text: str, span: Span) -> list[Span]:
    return list(_trimmed(text, _lines(text, span)))


def _lines(text: str, span: Span) -> Iterator[tuple[int, int]]:
    start = span.start
    while start < span.end:
        end = text.find("\n", start, span.end)
        end = span.end if end < 0 else end
        yield start, end
        start = end + 1


def _sentences(text: str, span: Span, language: str) -> Iterator[Span]:
    block = text[span.start : span.end]
    code = language if language != "und" else "en"
    bounds = [
        (span.start + found["start_index"], span.start + found["end_index"])
        for found in get_sentence_boundaries(code, block)
    ]
    yield from _trimmed(text, bounds)


def _trimmed(text: str, bounds: Iterable[tuple[int, int]]) -> Iterator[Span]:
    for start, end in bounds:
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield Span(start, end)
