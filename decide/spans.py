"""The few words that answer: read by a reader, or the one name of the kind asked for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefbook.records import Document, Mention, Span
from decide.grounds import Asked, Grounds
from decide.naming import fold
from decide.quotes import Candidate, PlaceKey
from decide.rank import Reader
from decide.settings import DecideSettings
from decide.support import LOOKED_FOR, fits

_LEAST_SHARE = 0.4  # of the likelihood of a sentence, in the words that are taken for the answer
_NAMES = frozenset({"Person", "Organization", "Location", "Product"})
_OF_SEVERAL_FIGURES = re.compile(r"\d[^\d,.]+\d")  # as telephone numbers and dates have
#: Between things that are named one after the other; a comma within a figure is not.
_BETWEEN = re.compile(
    r"(?:[;，；、]|,(?!\d))\s*(?:(?:and|as well as)\s+|以及|及|和)?|\s+(?:and|as well as)\s+|"
    r"以及|(?<=\w\w)[和及与](?=\w\w)"
)
_OTHER_KIND = 0.25  # of the likelihood left to words of a kind that was not asked for


@dataclass(frozen=True, slots=True)
class Found:
    """Words that may answer."""

    document_id: str
    span: Span
    score: float  # how likely the reader finds them, from 0 to 1


@dataclass(frozen=True, slots=True)
class Readings:
    """What a reader made of the best passages."""

    found: tuple[Found, ...]  # words that may answer, what the reader is surest of first
    sentences: Mapping[PlaceKey, float]  # how likely the reader finds each to hold the answer


def read_passages(
    asked: Asked, grounds: Grounds, reader: Reader, settings: DecideSettings
) -> Readings:
    """Read the best passages: what words may answer, and how likely each sentence holds them."""
    hits = [hit for hit in grounds.hits if hit.passage.document_id in grounds.documents]
    hits = hits[: settings.passages]
    spans = [
        grounds.documents[hit.passage.document_id].sentences_in(hit.passage.span) for hit in hits
    ]
    texts = [hit.passage.text for hit in hits]
    parts = [
        [_moved(span, -hit.passage.span.start) for span in some]
        for hit, some in zip(hits, spans, strict=True)
    ]
    found: dict[PlaceKey, Found] = {}
    sentences: dict[PlaceKey, float] = {}
    read = reader.read(asked.question.text, texts, parts)
    for hit, some, one in zip(hits, spans, read, strict=True):
        key = hit.passage.document_id
        for span, likely in zip(some, one.parts, strict=True):
            sentences[key, span] = max(likely, sentences.get((key, span), 0.0))
        for excerpt in one.excerpts:
            span = _moved(Span(excerpt.start, excerpt.end), hit.passage.span.start)
            span = _whole_name(span, grounds.mentions.get(key, ()))
            score = excerpt.score * _kind_doubt(asked, grounds, grounds.documents[key], span)
            known = found.get((key, span))
            if known is None or known.score < score:
                found[key, span] = Found(key, span, score)
    ordered = sorted(found.values(), key=lambda one: (-one.score, one.document_id, one.span))
    return Readings(tuple(ordered), sentences)


def _whole_name(span: Span, mentions: Sequence[Mention]) -> Span:
    """Return the name that a part of it was read of; else the span itself."""
    around = [
        mention.evidence.span
        for mention in mentions
        if mention.label in _NAMES and mention.evidence.span.contains(span)
    ]
    return max(around, key=lambda one: (one.end - one.start, one), default=span)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _kind_doubt(asked: Asked, grounds: Grounds, document: Document, span: Span) -> float:
    """Doubt words that are another kind of name or value than is asked for, or what is asked about.

    Words of which nobody knows the kind are not doubted.
    """
    text = document.quote(span)
    if any(fold(text) in each.forms for each in asked.things):
        return _OTHER_KIND
    if asked.shape.kind == "count" and _OF_SEVERAL_FIGURES.search(text):
        return _OTHER_KIND
    labels = {
        mention.text: mention.label
        for mention in grounds.mentions.get(document.id, ())
        if mention.evidence.span.overlaps(span)
    }
    if not labels and not asked.question.expects <= LOOKED_FOR:
        return 1.0
    return 1.0 if fits(asked.question, text, labels) else _OTHER_KIND


def words_in(readings: Readings, candidate: Candidate) -> Found | None:
    """Return the words of a sentence that answer, if the reader is sure which they are."""
    inside = [
        one
        for one in readings.found
        if one.document_id == candidate.document_id and candidate.span.contains(one.span)
    ]
    likely = readings.sentences.get((candidate.document_id, candidate.span), 0.0)
    if not inside or inside[0].score < _LEAST_SHARE * likely:
        return None
    return inside[0]


def each_of(words: Found, document: Document, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Return what words name one after the other; a name of several parts stays whole."""
    names = [mention.evidence.span for mention in mentions if mention.label in _NAMES]
    parts: list[Span] = []
    start = words.span.start
    for match in _BETWEEN.finditer(document.quote(words.span)):
        gap = _moved(Span(*match.span()), words.span.start)
        if not any(name.contains(gap) for name in names):
            parts.append(Span(start, gap.start))
            start = gap.end
    parts.append(Span(start, words.span.end))
    said = (" ".join(document.quote(part).split()) for part in parts if part.start < part.end)
    return tuple(dict.fromkeys(each for each in said if each))


def value_of(
    asked: Asked,
    candidate: Candidate,
    mentions: Mapping[str, Sequence[Mention]],
) -> str:
    """Return the one name or figure of the kind asked for in a sentence; empty for none or several.

    What the question itself says does not count.
    """
    expects = asked.question.expects
    if not expects or asked.shape.kind != "one":
        return ""
    known = {name for each in asked.things for name in each.forms}
    found = [
        mention.text
        for mention in mentions.get(candidate.document_id, ())
        if mention.label in expects
        and candidate.span.contains(mention.evidence.span)
        and mention.text.casefold() not in asked.folded
        and fold(mention.text) not in known
    ]
    distinct = list(dict.fromkeys(found))
    return distinct[0] if len(distinct) == 1 else ""
