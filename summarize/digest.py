"""A document becomes a digest: its most telling sentences, word for word."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

import numpy as np

from briefbook.records import Digest, Document, Reading, Span
from summarize.cite import PRODUCER, cite
from summarize.gather import digest_archive, digest_entity
from summarize.prose import telling_sentences
from summarize.select import Array, centrality, choose, nearest_to_all, vectors
from summarize.settings import SummarizeSettings
from summarize.words import words

__all__ = ["digest_archive", "digest_document", "digest_entity"]


def digest_document(
    document: Document, reading: Reading | None = None, settings: SummarizeSettings | None = None
) -> Digest:
    """Digest a document into its most telling sentences, in the order of the text.

    Empty only for a document without sentences. With a reading, sentences that hold names and
    relations are preferred.
    """
    settings = settings or SummarizeSettings()
    spans = telling_sentences(document)
    if not spans:
        return Digest("document", document.id, (), PRODUCER)
    texts = [document.quote(span) for span in spans]
    kept = nearest_to_all(texts, settings.compared)
    # What stands first is worth a look however unlike the rest it is.
    kept = sorted({*kept, *range(min(len(texts), settings.document_sentences))})
    spans, texts = tuple(spans[place] for place in kept), [texts[place] for place in kept]
    rows = vectors(texts)
    worth = _document_worth(document, reading, spans, rows, kept, settings)
    chosen = choose(worth, rows, settings.document_sentences, redundancy=settings.redundancy)
    most = max(1e-9, float(worth.max()))
    sentences = [cite(document, spans[each], score=worth[each] / most) for each in sorted(chosen)]
    return Digest("document", document.id, tuple(sentences), PRODUCER)


def _document_worth(
    document: Document,
    reading: Reading | None,
    spans: Sequence[Span],
    rows: Array,
    places: Sequence[int],
    settings: SummarizeSettings,
) -> Array:
    early = 1 / np.sqrt(1.0 + np.array(places))
    return (
        settings.centrality * centrality(rows)
        + settings.position * early
        + settings.heading * np.array(_heading_share(document, spans))
        + settings.density * np.array(_density(reading, spans))
    )


def _heading_share(document: Document, spans: Sequence[Span]) -> list[float]:
    """Return which part of the words of title and nearest heading each sentence takes up."""
    headings = [block.span for block in document.blocks if block.kind == "heading"]
    title = set(words(document.title))
    shares = []
    for span in spans:
        place = bisect_right(headings, span) - 1
        above = set(words(document.quote(headings[place]))) if place >= 0 else set()
        wanted = title | above
        held = wanted & set(words(document.quote(span)))
        shares.append(len(held) / len(wanted) if wanted else 0.0)
    return shares


def _density(reading: Reading | None, spans: Sequence[Span]) -> list[float]:
    """Return how much was found in each sentence: a relation counts twice a mention; 6 is full."""
    found: Counter[Span] = Counter()
    if reading is not None:
        for mention in reading.mentions:
            found[_holder(spans, mention.evidence.span)] += 1
        for relation in reading.relations:
            found[_holder(spans, relation.evidence.span)] += 2
    return [min(1.0, found[span] / 6) for span in spans]


def _holder(spans: Sequence[Span], inner: Span) -> Span:
    """Return the span that the start of `inner` lies in, else `inner` itself."""
    place = bisect_right(spans, inner.start, key=lambda span: span.start) - 1
    if place >= 0 and inner.start < spans[place].end:
        return spans[place]
    return inner
