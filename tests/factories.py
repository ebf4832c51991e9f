"""Makers of records for tests of more than one package."""

import re

from briefbook.ids import make_id
from briefbook.records import Block, BlockKind, Document, Mention, Passage, Span

_SENTENCE = re.compile(r"[^。！？.!?\n]+(?:[.!?](?=\s|$)|[。！？])?")


def make_document(text: str, language: str = "en", title: str = "letter") -> Document:
    """A document with a block for each line (a heading after #) and a sentence for each stop."""
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
        blocks=tuple(Block(_kind(text[span.start]), span) for span in blocks),
        sentences=tuple(sentences),
    )


def _kind(first: str) -> BlockKind:
    kinds: dict[str, BlockKind] = {"#": "heading", "|": "table"}
    return kinds.get(first, "paragraph")


def make_mention(document: Document, words: str, label: str, value: str = "") -> Mention:
    """The first place where `words` stand."""
    start = document.text.index(words)
    span = Span(start, start + len(words))
    evidence = document.evidence(span, producer="test@1", score=0.9)
    mention_id = make_id("men", document.id, span.start, span.end, label)
    return Mention(mention_id, label, words, evidence, value=value)


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
