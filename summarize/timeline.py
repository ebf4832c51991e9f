"""Dated sentences of many documents become a timeline."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefbook.records import Document, Mention, Reading, Span, TimelineEntry
from briefbook.schema import NAMED_LABELS
from summarize.cite import cite, sentence_of
from summarize.prose import is_prose
from summarize.words import words

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_ALIKE = 0.6  # of their words, shared by two sentences of one date that tell the same
_NAMED = frozenset(NAMED_LABELS)


@dataclass(frozen=True, slots=True)
class _Dated:
    """A sentence that tells of a date."""

    date: str
    document_id: str
    span: Span
    worth: float


def timeline(
    documents: Mapping[str, Document], readings: Iterable[Reading], *, limit: int = 40
) -> tuple[TimelineEntry, ...]:
    """Return the `limit` most telling dated sentences, by date.

    Dates are mentions labelled `Date` with an ISO 8601 `value`. A sentence counts for more with
    relations, names and an exact date; rows of tables, headers and sentences that name nothing are
    left out. Two sentences of one date that say the same give one entry.
    """
    found = [
        dated
        for reading in readings
        if reading.document_id in documents
        for dated in _dated(documents[reading.document_id], reading)
    ]
    found.sort(key=lambda each: (-each.worth, each.date, each.document_id, each.span))
    chosen = _different(found, documents)[:limit]
    chosen.sort(key=lambda each: (each.date, each.document_id, each.span))
    return tuple(
        TimelineEntry(each.date, cite(documents[each.document_id], each.span, score=each.worth / 4))
        for each in chosen
    )


def _dated(document: Document, reading: Reading) -> Iterator[_Dated]:
    within: defaultdict[Span, list[Mention]] = defaultdict(list)
    for mention in reading.mentions:
        span = sentence_of(document, mention.evidence.span)
        if span is not None:
            within[span].append(mention)
    related = {sentence_of(document, relation.evidence.span) for relation in reading.relations}
    running = _running_text(document)
    for span, mentions in within.items():
        dates = [mention for mention in mentions if mention.label == "Date"]
        names = {mention.text for mention in mentions if mention.label in _NAMED}
        if not dates or not names or span not in running or not is_prose(document.quote(span)):
            continue
        worth = 1.5 * (span in related) + min(1.0, len(names) / 3)
        for value in sorted({date.value for date in dates if _DATE.fullmatch(date.value)}):
            # A sentence of many dates lists them rather than telling of one.
            yield _Dated(value, document.id, span, worth + len(value) / 10 - 0.3 * len(dates))


def _running_text(document: Document) -> frozenset[Span]:
    """Return the sentences that stand in paragraphs and lists."""
    return frozenset(
        span
        for block in document.blocks
        if block.kind in ("paragraph", "list_item")
        for span in document.sentences_in(block.span)
    )


def _different(found: Sequence[_Dated], documents: Mapping[str, Document]) -> list[_Dated]:
    """Drop a sentence that says what a better one of the same date says."""
    kept: list[_Dated] = []
    said: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for each in found:
        bag = frozenset(words(documents[each.document_id].quote(each.span)))
        if all(_overlap(bag, other) < _ALIKE for other in said[each.date]):
            said[each.date].append(bag)
            kept.append(each)
    return kept


def _overlap(left: frozenset[str], right: frozenset[str]) -> float:
    either = left | right
    return len(left & right) / len(either) if either else 1.0
