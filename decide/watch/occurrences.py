"""Where documents speak of what is watched, and in what tone (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from briefbook.records import Document, Entity, Evidence, Fact, Finding, Reading, Span
from decide.terms import terms
from decide.watch.sentiment import finding_tone, tone
from decide.watch.watches import Watch, entities_named, topic_phrases

PRODUCER = "decide.watch@1"

_MOST_PLACES = 3  # kept of each document; an alert quotes few
_MOST_SENTENCES = 60  # of a document that is watched as a whole, for its tone

Places = Mapping[str, tuple[Evidence, ...]]  # by document id


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A document that speaks of what is watched."""

    document_id: str
    date: str  # ISO 8601; "" when the document bears none
    tone: float  # of the sentences that speak of it, from -1 to 1
    evidence: tuple[Evidence, ...]  # the first places


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look for in documents, worked out once for all of them."""

    watches: tuple[Watch, ...]
    mentions: Mapping[str, frozenset[str]]  # watch id → ids of mentions
    phrases: Mapping[str, tuple[frozenset[str], ...]]  # watch id → phrases, each as its terms
    stated: Mapping[str, Places]  # watch id → places known beforehand
    tones: Mapping[str, float] = field(default_factory=dict)  # document id → what a classifier says


def prepare(
    watches: Iterable[Watch],
    entities: Sequence[Entity],
    facts: Sequence[Fact],
    findings: Mapping[str, Sequence[Finding]],
) -> Sought:
    """Work out what to look for; `findings` are those of documents, by document id."""
    watches = tuple(watches)
    found = {key: value for key, of in findings.items() if (value := finding_tone(of)) is not None}
    return Sought(
        watches=watches,
        mentions={
            watch.id: frozenset(
                mention
                for entity in entities_named(watch.text, entities)
                for mention in entity.mentions
            )
            for watch in watches
            if watch.kind == "entity"
        },
        phrases={watch.id: topic_phrases(watch.text) for watch in watches if watch.kind == "topic"},
        stated={
            watch.id: _stated(watch, facts, findings)
            for watch in watches
            if watch.kind in ("predicate", "label")
        },
        tones=found,
    )


def _stated(
    watch: Watch, facts: Sequence[Fact], findings: Mapping[str, Sequence[Finding]]
) -> Places:
    places: dict[str, list[Evidence]] = defaultdict(list)
    if watch.kind == "predicate":
        for fact in facts:
            if fact.predicate == watch.text and fact.assertion == "asserted":
                for piece in fact.evidence:
                    places[piece.document_id].append(piece)
    else:
        label = watch.text.casefold()
        for key, of in findings.items():
            given = [finding for finding in of if finding.label.casefold() == label]
            if given:
                places[key] += [piece for finding in given for piece in finding.evidence]
    return {key: tuple(pieces) for key, pieces in places.items()}


def find_occurrences(
    document: Document, reading: Reading | None, date: str, sought: Sought
) -> dict[str, Occurrence]:
    """Return what `document` says of each watch that it speaks of, by watch id."""
    topics = _Sentences(document) if sought.phrases else None
    found: dict[str, Occurrence] = {}
    for watch in sought.watches:
        spans = _spans(watch, document, reading, sought, topics)
        if spans:
            found[watch.id] = _occurrence(document, date, spans, sought)
    return found


class _Sentences:
    """The sentences of a document with their terms, worked out when first needed."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._all = frozenset(terms(document.text))
        self._each: list[tuple[Span, frozenset[str]]] | None = None

    def on(self, phrases: Sequence[frozenset[str]]) -> list[Span]:
        """Return the sentences that have all terms of one of `phrases`."""
        likely = [phrase for phrase in phrases if phrase <= self._all]
        if not likely:
            return []
        if self._each is None:
            spans = self._document.sentences
            self._each = [(span, frozenset(terms(self._document.quote(span)))) for span in spans]
        return [span for span, known in self._each if any(phrase <= known for phrase in likely)]


def _spans(
    watch: Watch,
    document: Document,
    reading: Reading | None,
    sought: Sought,
    sentences: _Sentences | None,
) -> list[Span]:
    """Return the sentences of `document` that speak of a watch, in order."""
    if watch.kind == "archive":
        return list(document.sentences[:_MOST_SENTENCES])
    if watch.kind == "topic" and sentences is not None:
        return sentences.on(sought.phrases[watch.id])
    if watch.kind == "entity":
        wanted = sought.mentions[watch.id]
        named = [
            one.evidence.span for one in (reading.mentions if reading else ()) if one.id in wanted
        ]
        return _around(document, named)
    stated = sought.stated.get(watch.id, {}).get(document.id)
    if stated is None:
        return []
    return _around(document, [piece.span for piece in stated]) or list(
        document.sentences[:_MOST_SENTENCES]
    )


def _around(document: Document, spans: Iterable[Span]) -> list[Span]:
    """Return the sentences that hold these spans; a span that is in none stays as it is."""
    return sorted(
        {sentence for span in spans for sentence in document.sentences_in(span) or (span,)}
    )


def _occurrence(document: Document, date: str, spans: Sequence[Span], sought: Sought) -> Occurrence:
    said = sought.tones.get(document.id)
    tones = [tone(document.quote(span)) for span in spans] if said is None else [said]
    # The sentences whose tone is plainest show best what was said.
    shown = sorted(range(len(spans)), key=lambda at: (-abs(tones[at]) if said is None else 0, at))
    evidence = tuple(
        document.evidence(spans[at], producer=PRODUCER, score=1.0)
        for at in sorted(shown[:_MOST_PLACES])
    )
    return Occurrence(document.id, date, round(sum(tones) / len(tones), 4), evidence)
