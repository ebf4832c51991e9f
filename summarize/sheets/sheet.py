"""Spans that fill roles become a digest, word for word, with a note for what was not found."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from briefbook.records import Digest, DigestForm, Document, Mention, Reading, Sentence, Span

PRODUCER = "summarize.sheets@1"


@dataclass(frozen=True, slots=True)
class Line:
    """A place in the document, and what it fills in the sheet."""

    role: str
    span: Span
    score: float = 1.0  # how sure the cue is, from 0 to 1


def make_sheet(
    document: Document,
    form: DigestForm,
    lines: Iterable[Line],
    *,
    wanted: Sequence[str],
    stand_ins: Mapping[str, str] | None = None,
) -> Digest:
    """Quote each line, in the order given, and note which of the `wanted` roles nothing fills.

    `stand_ins` name roles that fill another: a refusal is a decision.
    """
    once = tuple(dict.fromkeys(lines))
    filled = {line.role for line in once}
    filled |= {other for role, other in (stand_ins or {}).items() if role in filled}
    notes = tuple(f"not found: {role}" for role in wanted if role not in filled)
    sentences = tuple(quote_line(document, line) for line in once)
    return Digest("document", document.id, sentences, PRODUCER, form=form, notes=notes)


def quote_line(document: Document, line: Line) -> Sentence:
    """Quote a line's span word for word, white space around it left out."""
    text = document.quote(line.span)
    start = line.span.start + len(text) - len(text.lstrip())
    span = Span(start, start + len(text.strip()))
    evidence = document.evidence(span, producer=PRODUCER, score=line.score)
    return Sentence(evidence.quote, (evidence,), role=line.role)


def in_order(reading: Reading | None) -> tuple[Mention, ...]:
    """Return the mentions of a reading by place; none without a reading."""
    mentions = reading.mentions if reading else ()
    return tuple(sorted(mentions, key=lambda mention: mention.evidence.span))


def mentions_in(
    mentions: Sequence[Mention], span: Span, labels: Collection[str]
) -> tuple[Mention, ...]:
    """Return those of the `mentions`, given by place, that lie in `span` with one of `labels`."""
    first = bisect_left(mentions, span.start, key=lambda mention: mention.evidence.span.start)
    found = []
    for mention in mentions[first:]:
        if mention.evidence.span.start >= span.end:
            break
        if mention.label in labels and mention.evidence.span.end <= span.end:
            found.append(mention)
    return tuple(found)
