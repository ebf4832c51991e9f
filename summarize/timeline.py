"""Dated sentences of many documents become a timeline."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefbook.records import Document, Mention, Reading, Span, TimelineEntry
from briefbook.schema import NAMED_LABELS
from summarize.cite import cite, sentence_of
from summarize.prose import is_running_text
from summarize.telling import telling
from summarize.words import words

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_ALIKE = 0.4  # of their words, shared by two sentences of one date that tell the same
_OF_ONE_DATE = 2  # entries at most, so that a busy day does not crowd out the rest
_PARTS = 5  # of a timeline that one document may fill while others have something to tell
_NO_EVENTS = frozenset({"HAS_EMAIL", "HAS_PHONE", "HOLDS_ROLE", "LOCATED_IN"})
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
    relations, names and an exact date, and when it can be read alone; rows of tables, headers and
    sentences that name nothing are left out. One date has two entries at most, a sentence is told
    once, and no document crowds out the others.
    """
    found = [
        dated
        for reading in readings
        if reading.document_id in documents
        for dated in _dated(documents[reading.document_id], reading)
    ]
    found.sort(key=lambda each: (-each.worth, each.date, each.document_id, each.span))
    chosen = _from_many(_different(found, documents), limit)
    chosen.sort(key=lambda each: (each.date, each.document_id, each.span))
    return tuple(
        TimelineEntry(each.date, cite(documents[each.document_id], each.span, score=each.worth / 5))
        for each in chosen
    )


def _dated(document: Document, reading: Reading) -> Iterator[_Dated]:
    within: defaultdict[Span, list[Mention]] = defaultdict(list)
    for mention in reading.mentions:
        span = sentence_of(document, mention.evidence.span)
        if span is not None:
            within[span].append(mention)
    related = {
        sentence_of(document, relation.evidence.span)
        for relation in reading.relations
        if relation.predicate not in _NO_EVENTS
    }
    for span, mentions in within.items():
        dates = [mention for mention in mentions if mention.label == "Date"]
        names = {mention.text for mention in mentions if mention.label in _NAMED}
        if not dates or not names or not is_running_text(document, span):
            continue
        worth = 1.5 * (span in related) + min(1.0, len(names) / 3) + telling(document.quote(span))
        for value in sorted({date.value for date in dates if _DATE.fullmatch(date.value)}):
            # A sentence of many dates lists them rather than telling of one.
            yield _Dated(value, document.id, span, worth + len(value) / 10 - 0.3 * len(dates))


def _different(found: Sequence[_Dated], documents: Mapping[str, Document]) -> list[_Dated]:
    """Drop what a better sentence of the same date says, and what is too much for one date."""
    kept: list[_Dated] = []
    told: set[tuple[str, Span]] = set()
    said: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for each in found:
        place = (each.document_id, each.span)
        if place in told:
            continue
        bag = frozenset(words(documents[each.document_id].quote(each.span)))
        others = said[each.date]
        if len(others) < _OF_ONE_DATE and all(_overlap(bag, other) < _ALIKE for other in others):
            said[each.date].append(bag)
            kept.append(each)
            told.add(place)
    return kept


def _from_many(found: Sequence[_Dated], limit: int) -> list[_Dated]:
    """Take the first `limit`, of one document more than its part only when others have no more."""
    part = max(3, limit // _PARTS)
    taken: Counter[str] = Counter()
    first: list[_Dated] = []
    later: list[_Dated] = []
    for each in found:
        (first if taken[each.document_id] < part else later).append(each)
        taken[each.document_id] += 1
    return [*first, *later][:limit]


def _overlap(left: frozenset[str], right: frozenset[str]) -> float:
    either = left | right
    return len(left & right) / len(either) if either else 1.0
