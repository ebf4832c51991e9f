"""Documents, entities and the archive become digests: sentences chosen from them, word for word."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from briefbook.records import (
    Digest,
    Document,
    Entity,
    Fact,
    Mention,
    Reading,
    Sentence,
    Span,
)
from summarize.cite import PRODUCER, cite, sentence_of
from summarize.prose import is_prose, telling_sentences
from summarize.select import Array, centrality, choose, nearest_to_all, vectors
from summarize.settings import SummarizeSettings
from summarize.words import words


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


@dataclass(frozen=True, slots=True)
class _Choice:
    """A sentence that may go into the digest of an entity or of the archive."""

    sentence: Sentence
    document_id: str
    worth: float


def digest_entity(
    entity: Entity,
    facts: Iterable[Fact],
    mentions: Iterable[Mention],
    documents: Mapping[str, Document],
    settings: SummarizeSettings | None = None,
) -> Digest:
    """Digest what the archive says of an entity: sentences of its facts, then of its mentions.

    `facts` are those around the entity, `mentions` its own, `documents` (by id) those that hold
    them; evidence in other documents is passed over. Different documents are preferred.
    """
    settings = settings or SummarizeSettings()
    worth: defaultdict[tuple[str, Span], float] = defaultdict(float)
    for fact in facts:
        if entity.id in (fact.subject, fact.object):
            _add_fact(worth, fact, documents)
    for mention in mentions:
        document = documents.get(mention.evidence.document_id)
        span = sentence_of(document, mention.evidence.span) if document else None
        if document and span and is_prose(document.quote(span)):
            worth[document.id, span] += 0.2
    choices = [
        _Choice(cite(documents[document_id], span, score=value / 2), document_id, min(value, 2.0))
        for (document_id, span), value in sorted(worth.items())
    ]
    sentences = _chosen(choices, settings.entity_sentences, settings)
    return Digest("entity", entity.id, sentences, PRODUCER)


def _add_fact(
    worth: defaultdict[tuple[str, Span], float], fact: Fact, documents: Mapping[str, Document]
) -> None:
    for evidence in fact.evidence:
        document = documents.get(evidence.document_id)
        span = sentence_of(document, evidence.span) if document else None
        if document and span:
            certain = 1.0 if fact.assertion == "asserted" else 0.5
            readable = 1.0 if is_prose(document.quote(span)) else 0.3
            worth[document.id, span] += fact.confidence * certain * readable


def digest_archive(
    digests: Iterable[Digest],
    facts: Iterable[Fact] = (),
    settings: SummarizeSettings | None = None,
) -> Digest:
    """Digest the archive from the digests of its documents.

    Sentences are preferred that many documents echo, that hold facts, and that stand first in
    their document's digest; each document gives few.
    """
    settings = settings or SummarizeSettings()
    support = _support(facts)
    choices = [
        _Choice(sentence, digest.subject, _archive_worth(sentence, place, support))
        for digest in sorted(digests, key=lambda digest: digest.subject)
        if digest.kind == "document"
        for place, sentence in enumerate(digest.sentences)
    ]
    sentences = _chosen(choices, settings.archive_sentences, settings)
    return Digest("archive", "archive", sentences, PRODUCER)


def _support(facts: Iterable[Fact]) -> dict[str, list[tuple[Span, float]]]:
    """Return for each document where facts rest on it, and how sure they are."""
    support: defaultdict[str, list[tuple[Span, float]]] = defaultdict(list)
    for fact in facts:
        for evidence in fact.evidence:
            support[evidence.document_id].append((evidence.span, fact.confidence))
    return support


def _archive_worth(
    sentence: Sentence, place: int, support: Mapping[str, Sequence[tuple[Span, float]]]
) -> float:
    [evidence] = sentence.evidence
    held = sum(
        confidence
        for span, confidence in support.get(evidence.document_id, ())
        if span.overlaps(evidence.span)
    )
    prose = 0.0 if is_prose(sentence.text) else -0.5
    return min(1.0, held / 2) + evidence.score / 2 + 0.3 / (1 + place) + prose


def _chosen(
    choices: Sequence[_Choice], count: int, settings: SummarizeSettings
) -> tuple[Sentence, ...]:
    if not choices:
        return ()
    texts = [choice.sentence.text for choice in choices]
    kept = nearest_to_all(texts, settings.compared)
    choices, texts = [choices[place] for place in kept], [texts[place] for place in kept]
    rows = vectors(texts)
    worth = np.array([choice.worth for choice in choices]) + settings.centrality * centrality(rows)
    chosen = choose(
        worth,
        rows,
        count,
        redundancy=2 * settings.redundancy,
        groups=[choice.document_id for choice in choices],
        same_group=settings.same_document,
    )
    return tuple(choices[place].sentence for place in chosen)
