"""Makers of documents for the tests of extract."""

import re

from briefbook.ids import make_id
from briefbook.records import Block, Cell, Document, Span, Table
from extract.settings import ExtractSettings

_BLOCK = re.compile(r"[^\n].*?(?=\n\n|\Z)", re.DOTALL)
_SENTENCE = re.compile(
    r"\S.*?(?:[。！？；](?![”」）])|(?<!Ltd)(?<!Inc)(?<!Co)(?<!Mr)(?<!Ms)(?<!Dr)(?<!No)(?<!Corp)"
    r"[.!?](?=\s+[A-Z“\"]|\Z)|\Z|(?=\n))",
    re.DOTALL,
)


def make_document(text: str, language: str = "en", title: str = "A document") -> Document:
    """Build a document: blocks by empty lines, tables where rows have tabs, simple sentences."""
    text = text.strip()
    blocks, tables, sentences = [], [], []
    for match in _BLOCK.finditer(text):
        span = Span(*match.span())
        is_table = "\t" in match[0]
        blocks.append(Block("table" if is_table else "paragraph", span))
        if is_table:
            tables.append(_make_table(text, span))
            sentences += _lines(text, span)
        else:
            sentences += [
                Span(*found.span()) for found in _SENTENCE.finditer(text, span.start, span.end)
            ]
    return Document(
        id=make_id("doc", text),
        source="a/letter.txt",
        media_type="text/plain",
        language=language,
        title=title,
        text=text,
        blocks=tuple(blocks),
        tables=tuple(tables),
        sentences=tuple(sentences),
    )


def _lines(text: str, span: Span) -> list[Span]:
    return [
        Span(*found.span()) for found in re.compile(r"[^\n]+").finditer(text, span.start, span.end)
    ]


def _make_table(text: str, span: Span) -> Table:
    cells = []
    for row, line in enumerate(_lines(text, span)):
        start = line.start
        for column, words in enumerate(text[line.start : line.end].split("\t")):
            place = Span(start, start + len(words)) if words else None
            cells.append(Cell(row, column, place, is_header=row == 0))
            start += len(words) + 1
    return Table(span, tuple(cells))


#: Rules and patterns alone: what they find must not depend on what a model happens to know.
RULES = ExtractSettings(tagger="none", relations="none")
