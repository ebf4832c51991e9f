"""The few words that answer: read by a reader, or the one name of the kind asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from briefbook.records import Document, Mention, Span
from decide.grounds import Asked, Grounds
from decide.naming import fold
from decide.quotes import Candidate
from decide.rank import Reader
from decide.settings import DecideSettings
from decide.support import read_likelihood

_MOST_SPANS = 16  # of what a reader finds; each costs an embedding of its sentence


@dataclass(frozen=True, slots=True)
class Found:
    """Words that answer, and the sentence around them."""

    document_id: str
    span: Span  # the words
    sentence: Span
    score: float  # how likely they answer, from 0 to 1


def read_spans(
    asked: Asked, grounds: Grounds, reader: Reader, settings: DecideSettings
) -> list[Found]:
    """Read the best passages and return what may answer, what the reader is surest of first."""
    hits = [hit for hit in grounds.hits if hit.passage.document_id in grounds.documents]
    hits = hits[: settings.passages]
    read = reader.read(asked.question.text, [hit.passage.text for hit in hits])
    found: dict[tuple[str, Span], Found] = {}
    for hit, excerpts in zip(hits, read, strict=True):
        document = grounds.documents[hit.passage.document_id]
        for excerpt in excerpts:
            start = hit.passage.span.start
            span = Span(start + excerpt.start, start + excerpt.end)
            one = Found(document.id, span, sentence_around(document, span), excerpt.score)
            known = found.get((document.id, span))
            if known is None or known.score < one.score:
                found[document.id, span] = one
    ordered = sorted(found.values(), key=lambda one: (-one.score, one.document_id, one.span))
    return ordered[:_MOST_SPANS]


def weigh_spans(found: Sequence[Found], candidates: Sequence[Candidate]) -> list[Found]:
    """Score words by what the reader says and by how well their sentence fits the question.

    A reader is asked what answers in a text; whether the text is about the question at all, the
    sentence tells better. The likeliest come first.
    """
    by_document: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_document.setdefault(candidate.document_id, []).append(candidate)
    weighed = []
    for one in found:
        around = [
            each for each in by_document.get(one.document_id, ()) if each.span.overlaps(one.span)
        ]
        if around:
            best = max(around, key=lambda each: (each.likelihood, each.span))
            score = best.doubt * read_likelihood(one.score, best.likelihood / best.doubt)
            weighed.append(replace(one, score=score))
    return sorted(weighed, key=lambda one: (-one.score, one.document_id, one.span))


def sentence_around(document: Document, span: Span) -> Span:
    """Return the sentences that hold `span`, as one; itself where there are none."""
    inside = document.sentences_in(span)
    if not inside:
        return span
    return Span(min(inside[0].start, span.start), max(inside[-1].end, span.end))


def sentences_of(found: Found, grounds: Grounds) -> tuple[Span, ...]:
    """Return the sentences that hold words that were found."""
    return grounds.documents[found.document_id].sentences_in(found.span)


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
