"""What many documents say of an entity, or of everything, becomes one digest."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np

from briefbook.records import Digest, Document, Entity, Fact, Mention, Sentence, Span
from summarize.cite import PRODUCER, cite, sentence_of
from summarize.prose import is_prose, is_running_text, mostly_chinese
from summarize.select import centrality, choose, nearest_to_all, vectors
from summarize.settings import SummarizeSettings
from summarize.telling import telling

#: What a fact tells of its subject beyond how to reach it; other predicates count fully.
_TELLS = {"HAS_EMAIL": 0.0, "HAS_PHONE": 0.0, "HOLDS_ROLE": 0.5, "LOCATED_IN": 0.5}
_OPENING = 12  # characters before a name with which a sentence still opens
#: For each document where facts rest on it, and how much they matter, from 0 to 1.
_Support = Mapping[str, Sequence[tuple[Span, float]]]

_LEAST_LANGUAGE = 0.1  # of the documents; a language with fewer need not be heard


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
    """Digest what the archive says of an entity: full sentences of its facts and its mentions.

    `facts` are those around the entity, `mentions` its own, `documents` (by id) those that hold
    them; evidence in other documents is passed over. Sentences that open with the entity, tell a
    fact and stand in different documents are preferred; letter heads, tables and lists of those
    present are never taken, so that the digest of someone who is only listed is empty.
    """
    settings = settings or SummarizeSettings()
    worth: defaultdict[tuple[str, Span], float] = defaultdict(float)
    for fact in facts:
        if entity.id in (fact.subject, fact.object):
            _add_fact(worth, fact, documents)
    for mention in mentions:
        document = documents.get(mention.evidence.document_id)
        span = sentence_of(document, mention.evidence.span) if document else None
        if document and span:
            opens = mention.evidence.span.start - span.start <= _OPENING
            worth[document.id, span] += 0.6 if opens else 0.2
    choices = [
        _Choice(
            cite(documents[key], span, score=value / 2), key, _alone(documents[key], span, value)
        )
        for (key, span), value in sorted(worth.items())
        if value > 0 and is_running_text(documents[key], span)
    ]
    sentences = _chosen(choices, settings.entity_sentences, settings)
    return Digest("entity", entity.id, sentences, PRODUCER)


def _alone(document: Document, span: Span, value: float) -> float:
    return min(value, 2.0) * telling(document.quote(span))


def _add_fact(
    worth: defaultdict[tuple[str, Span], float], fact: Fact, documents: Mapping[str, Document]
) -> None:
    certain = 1.0 if fact.assertion == "asserted" else 0.5
    value = fact.confidence * certain * _TELLS.get(fact.predicate, 1.0)
    for evidence in fact.evidence:
        document = documents.get(evidence.document_id)
        span = sentence_of(document, evidence.span) if document else None
        if document and span:
            worth[document.id, span] += value


def digest_archive(
    digests: Iterable[Digest],
    facts: Iterable[Fact] = (),
    settings: SummarizeSettings | None = None,
) -> Digest:
    """Digest the archive from the digests of its documents.

    Sentences are preferred that many documents echo, that hold facts about what the archive says
    most of, that stand first in their document's digest and can be read alone; each document gives
    few. Chinese and other documents are heard as their numbers are, the more numerous first, and
    in each the weightiest sentence first.
    """
    sentences = _together(digests, _support(tuple(facts)), settings or SummarizeSettings())
    return Digest("archive", "archive", sentences, PRODUCER)


def digest_cluster(
    digests: Iterable[Digest],
    facts: Iterable[Fact] = (),
    settings: SummarizeSettings | None = None,
    *,
    subject: str = "",
) -> Digest:
    """Digest some documents from their digests, as `digest_archive` does.

    The subject is their ids, sorted and joined by commas, unless one is given. Facts that rest on
    other documents too count as they are.
    """
    held = tuple(digests)
    sentences = _together(held, _support(tuple(facts)), settings or SummarizeSettings())
    ids = sorted({digest.subject for digest in held if digest.kind == "document"})
    return Digest("cluster", subject or ",".join(ids), sentences, PRODUCER)


def digest_period(
    digests: Iterable[Digest],
    dates: Mapping[str, str | None],
    since: str,
    until: str = "",
    *,
    facts: Iterable[Fact] = (),
    settings: SummarizeSettings | None = None,
) -> Digest:
    """Digest what is new from `since` to `until`, both included, in running text.

    `dates` (ISO 8601, whole or not) say of what day each document is: only documents of the period
    are heard, and only facts that were first seen in it count for a sentence. Without an end,
    everything since. The subject is the period as ISO 8601 writes it. Documents without a date are
    left out, which the notes say.
    """
    held = [digest for digest in digests if digest.kind == "document"]
    fresh = [one for one in held if _in_period(dates.get(one.subject), since, until)]
    new = tuple(fact for fact in facts if _in_period(fact.first_seen, since, until))
    sentences = _together(fresh, _support(new), settings or SummarizeSettings())
    undated = sum(not dates.get(digest.subject) for digest in held)
    notes = (f"without a date, and so left out: {undated} documents",) if undated else ()
    subject = f"{since}/{until}" if until else since
    return Digest("period", subject, sentences, PRODUCER, notes=notes)


def _in_period(date: str | None, since: str, until: str) -> bool:
    """Tell whether a date, whole or not, may lie in the period."""
    if not date:
        return False
    begun = date[: len(since)] >= since[: len(date)]
    return begun and (not until or date[: len(until)] <= until[: len(date)])


def _together(
    digests: Iterable[Digest], support: _Support, settings: SummarizeSettings
) -> tuple[Sentence, ...]:
    choices = [
        _Choice(sentence, digest.subject, _archive_worth(sentence, place, support))
        for digest in sorted(digests, key=lambda digest: digest.subject)
        if digest.kind == "document"
        for place, sentence in enumerate(digest.sentences)
    ]
    prose = [choice for choice in choices if is_prose(choice.sentence.text)]
    sentences: list[Sentence] = []
    for heard, count in _by_language(prose or choices, settings.archive_sentences):
        sentences += _chosen(heard, count, settings)
    return tuple(sentences)


def _by_language(choices: Sequence[_Choice], count: int) -> list[tuple[list[_Choice], int]]:
    """Share `count` between Chinese and other sentences as their documents stand to each other."""
    groups = [
        [choice for choice in choices if mostly_chinese(choice.sentence.text) is chinese]
        for chinese in (False, True)
    ]
    sizes = [len({choice.document_id for choice in group}) for group in groups]
    total = max(1, sum(sizes))
    first = 0 if sizes[0] >= sizes[1] else 1
    fewer = round(count * sizes[1 - first] / total)
    if sizes[1 - first] >= _LEAST_LANGUAGE * total and count > 1:
        fewer = max(1, fewer)
    return [(groups[first], count - fewer), (groups[1 - first], fewer)]


def _support(facts: Sequence[Fact]) -> _Support:
    """Return for each document where facts rest on it, and how much they matter, from 0 to 1."""
    values = {
        fact.id: fact.confidence * _TELLS.get(fact.predicate, 1.0)
        for fact in facts
        if fact.assertion == "asserted"
    }
    degrees: Counter[str] = Counter()
    for fact in facts:
        for end in (fact.subject, fact.object):
            degrees[end] += values.get(fact.id, 0.0)  # type: ignore[assignment]
    most = log1p(2 * max(degrees.values(), default=1.0)) or 1.0
    support: defaultdict[str, list[tuple[Span, float]]] = defaultdict(list)
    for fact in facts:
        if fact.id in values:
            weight = log1p(degrees[fact.subject] + degrees[fact.object]) / most
            for evidence in fact.evidence:
                support[evidence.document_id].append((evidence.span, values[fact.id] * weight))
    return support


def _archive_worth(sentence: Sentence, place: int, support: _Support) -> float:
    held = sum(
        value
        for evidence in sentence.evidence
        for span, value in support.get(evidence.document_id, ())
        if span.overlaps(evidence.span)
    )
    best = max(evidence.score for evidence in sentence.evidence)
    worth = min(1.0, held) + best / 2 + 0.3 / (1 + place)
    return worth * telling(sentence.text)


def _chosen(
    choices: Sequence[_Choice], count: int, settings: SummarizeSettings
) -> tuple[Sentence, ...]:
    if not choices or count < 1:
        return ()
    texts = [choice.sentence.text for choice in choices]
    kept = nearest_to_all(texts, settings.compared)
    choices, texts = [choices[place] for place in kept], [texts[place] for place in kept]
    rows = vectors(texts)
    echo = centrality(rows) * [telling(text) for text in texts]
    worth = np.array([choice.worth for choice in choices]) + settings.centrality * echo
    chosen = choose(
        worth,
        rows,
        count,
        redundancy=2 * settings.redundancy,
        groups=[choice.document_id for choice in choices],
        same_group=settings.same_document,
        least_share=settings.least_share,
    )
    return tuple(choices[place].sentence for place in chosen)
