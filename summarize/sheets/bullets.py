"""Bullets: what each part of a document says, one short point a part, word for word."""

import re
from bisect import bisect_right

import numpy as np

from briefbook.records import Digest, Document, Reading, Span
from summarize.cite import cite
from summarize.prose import telling_sentences
from summarize.select import centrality, choose, nearest_to_all, vectors
from summarize.settings import SummarizeSettings
from summarize.sheets.sheet import PRODUCER, in_order, mentions_in
from summarize.telling import telling

_SAME_PART = 1.0  # what a sentence loses for each chosen from the same part
_FIRST = 0.3  # what the first sentence of a part has ahead of the others
_NAMED = 0.1  # what each name or value in it is worth, up to five
# What only ties a sentence to the one before it.
_TIE = re.compile(
    r"(?:(?:however|moreover|furthermore|in addition|additionally|also|therefore|thus|meanwhile|"
    r"finally|in particular|for example|for instance|as a result|in short|on the other hand|"
    r"at the same time|in fact|of course|overall|besides|consequently|accordingly),\s+|"
    r"(?:此外|另外|同时|因此|但是?|然而|不过|而且|并且|其中|总之|例如|最后|首先|其次|再次|综上|"
    r"所以|目前)[，,])",
    re.IGNORECASE,
)


def bullets(
    document: Document,
    reading: Reading | None = None,
    settings: SummarizeSettings | None = None,
) -> Digest:
    """Digest a document into points, in the order of the text, from as many parts as can be.

    A point is a sentence without the word that ties it to the one before ("However, "). Twice as
    many points as an abstract has sentences, fewer for a short document.
    """
    settings = settings or SummarizeSettings()
    spans = telling_sentences(document)
    if not spans:
        return Digest("document", document.id, (), PRODUCER, form="bullets")
    kept = nearest_to_all([document.quote(span) for span in spans], settings.compared)
    spans = tuple(spans[place] for place in kept)
    parts = [_part(document, span) for span in spans]
    worth = _worth(document, reading, spans, parts)
    rows = vectors([document.quote(span) for span in spans])
    chosen = choose(
        worth + settings.centrality * centrality(rows),
        rows,
        min(settings.bullets, max(len(set(parts)), len(spans) // 2)),
        redundancy=settings.redundancy,
        groups=[str(part) for part in parts],
        same_group=_SAME_PART,
    )
    sentences = [cite(document, _untied(document, spans[place]), score=1.0) for place in chosen]
    sentences.sort(key=lambda sentence: sentence.evidence[0].span)
    return Digest("document", document.id, tuple(sentences), PRODUCER, form="bullets")


def _part(document: Document, span: Span) -> int:
    """Return which part a sentence is in: the number of headings above it."""
    headings = [block.span.start for block in document.blocks if block.kind == "heading"]
    return bisect_right(headings, span.start)


def _worth(
    document: Document, reading: Reading | None, spans: tuple[Span, ...], parts: list[int]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    mentions = in_order(reading)
    labels = {mention.label for mention in mentions}
    worth = []
    for place, span in enumerate(spans):
        opens = place == 0 or parts[place] != parts[place - 1]
        held = min(5, len(mentions_in(mentions, span, labels)))
        worth.append(telling(document.quote(span)) + _FIRST * opens + _NAMED * held)
    return np.array(worth)


def _untied(document: Document, span: Span) -> Span:
    """Return the sentence without the words that tie it to the one before."""
    match = _TIE.match(document.quote(span))
    return Span(span.start + match.end(), span.end) if match else span
