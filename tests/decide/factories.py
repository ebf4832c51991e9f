"""Makers of documents and passages for the tests of search and answers."""

import re

from briefbook.ids import make_id
from briefbook.records import Block, Document, Passage, Span

_SENTENCE = re.compile(r"[^。！？.!?\n]+(?:[.!?](?=\s|$)|[。！？])?")


def make_document(text: str, language: str = "en", title: str = "letter") -> Document:
    """A document with a block for each line and a sentence for each full stop."""
    blocks = [Span(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)]
    sentences = [
        Span(match.start() + len(match.group()) - len(match.group().lstrip()), match.end())
        for match in _SENTENCE.finditer(text)
        if match.group().strip()
    ]
    return Document(
        id=make_id("doc", text),
        source=f"{title}.txt",
        media_type="text/plain",
        language=language,
        title=title,
        text=text,
        blocks=tuple(Block("paragraph", span) for span in blocks),
        sentences=tuple(sentences),
    )


def make_passages(document: Document) -> tuple[Passage, ...]:
    """A passage for each block."""
    return tuple(
        Passage(
            make_id("pas", document.id, block.span.start, block.span.end),
            document.id,
            block.span,
            document.quote(block.span),
        )
        for block in document.blocks
    )
