"""The few words that answer: read by a reader, or the one name of the kind asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from briefbook.records import Document, Mention, Span
from decide.grounds import Asked, Grounds
from decide.naming import fold
from decide.quotes import Candidate
from decide.rank import Reader
from decide.settings import DecideSettings
from decide.support import LOOKED_FOR, fits, read_likelihood

_MOST_SPANS = 12  # of what a reader finds; each costs an embedding of its sentence
_OTHER_KIND = 0.25  # of the likelihood left to words of a kind that was not asked for


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
            score = excerpt.score * _kind_doubt(asked, grounds, document, span)
            one = Found(document.id, span, sentence_around(document, span), score)
            known = found.get((document.id, span))
            if known is None or known.score < one.score:
                found[document.id, span] = one
    ordered = sorted(found.values(), key=lambda one: (-one.score, one.document_id, one.span))
    return ordered[:_MOST_SPANS]


def _kind_doubt(asked: Asked, grounds: Grounds, document: Document, span: Span) -> float:
    """Doubt words that are another kind of name or value than is asked for, or what is asked about.

    Words of which nobody knows the kind are not doubted.
    """
    text = document.quote(span)
    if any(fold(text) in each.forms for each in asked.things):
        return _OTHER_KIND
    labels = {
        mention.text: mention.label
        for mention in grounds.mentions.get(document.id, ())
        if mention.evidence.span.overlaps(span)
    }
    if not labels and not asked.question.expects <= LOOKED_FOR:
        return 1.0
    return 1.0 if fits(asked.question, text, labels) else _OTHER_KIND


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
