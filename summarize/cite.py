"""A span of a document becomes a sentence that carries its grounds."""

from briefbook.records import Document, Sentence, Span
from summarize.telling import number_length

PRODUCER = "summarize.select@2"


def cite(document: Document, span: Span, *, score: float) -> Sentence:
    """Quote `span` word for word, without the bullet or number of a clause before it.

    `score` is how telling it is, cut to 0…1.
    """
    span = Span(span.start + number_length(document.quote(span)), span.end)
    within = round(float(min(1.0, max(0.0, score))), 4)
    evidence = document.evidence(span, producer=PRODUCER, score=within)
    return Sentence(evidence.quote, (evidence,))


def sentence_of(document: Document, span: Span) -> Span | None:
    """Return the sentence that holds the start of `span`, or None where there is none."""
    found = document.sentences_in(span)
    return found[0] if found else None
