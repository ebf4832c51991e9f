"""The few words that answer: read by a reader, or the one name of the kind asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefbook.records import Document, Mention, Span
from decide.grounds import Asked, Grounds
from decide.naming import fold
from decide.quotes import Candidate
from decide.rank import Reader
from decide.settings import DecideSettings


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
    """Read the best passages and return what answers, the likeliest first."""
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
    return sorted(found.values(), key=lambda one: (-one.score, one.document_id, one.span))


def sentence_around(document: Document, span: Span) -> Span:
    """Return the sentences that hold `span`, as one; itself where there are none."""
    inside = document.sentences_in(span)
    if not inside:
        return span
    return Span(min(inside[0].start, span.start), max(inside[-1].end, span.end))


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
