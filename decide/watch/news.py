"""What the archive says now and did not say when it was last looked at (pure).

The ids of facts follow from those of entities, and these may change when a document comes in that
names the same thing. A fact is therefore known, too, by each place that states it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from briefbook.ids import make_id
from briefbook.records import Contradiction, Entity, Evidence, Fact
from briefbook.schema import PREDICATES
from decide.terms import terms
from decide.watch.alerts import Alert, Severity, alert_id
from decide.watch.occurrences import Occurrence
from decide.watch.settings import WatchSettings
from decide.watch.watches import KINDS, Watch, entities_named, topic_phrases


@dataclass(frozen=True, slots=True)
class Seen:
    """What the archive held when it was last looked at."""

    documents: frozenset[str] = frozenset()
    statements: frozenset[str] = frozenset()  # `statement_keys` of its facts
    contradictions: frozenset[str] = frozenset()  # ids and reasons


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive says, for alerts to be drawn from."""

    entities: Mapping[str, Entity]  # by id
    facts: Sequence[Fact]
    contradictions: Sequence[Contradiction]


def see(documents: Collection[str], known: Known) -> Seen:
    """Take down what these documents say."""
    ids = frozenset(documents)
    facts = [fact for fact in known.facts if any(p.document_id in ids for p in fact.evidence)]
    said = {fact.id for fact in facts}
    contradictions = [one for one in known.contradictions if said.issuperset(one.facts)]
    return Seen(
        ids,
        frozenset(key for fact in facts for key in statement_keys(fact, ids)),
        frozenset(key for one in contradictions for key in (one.id, one.reason)),
    )


def statement_keys(fact: Fact, documents: Collection[str] | None = None) -> list[str]:
    """Return what a fact is known by: its id, and each place that states it.

    With `documents`, only places in them.
    """
    return [
        fact.id,
        *(
            _statement(fact, piece)
            for piece in fact.evidence
            if documents is None or piece.document_id in documents
        ),
    ]


def _statement(fact: Fact, piece: Evidence) -> str:
    span = piece.span
    return make_id("sta", fact.predicate, fact.assertion, piece.document_id, span.start, span.end)


def new_facts(known: Known, seen: Seen, settings: WatchSettings) -> tuple[Fact, ...]:
    """Return the facts, and statements that are none, of which nothing was seen before."""
    return tuple(
        fact
        for fact in known.facts
        if fact.confidence >= settings.min_confidence
        and seen.statements.isdisjoint(statement_keys(fact))
    )


def touches(watch: Watch, fact: Fact, known: Known) -> bool:
    """Tell whether a fact concerns a watch: its entity, its predicate or its topic."""
    if watch.kind == "predicate":
        return fact.predicate == watch.text
    if watch.kind == "entity":
        ends = [known.entities[end] for end in (fact.subject, fact.object) if end in known.entities]
        return bool(entities_named(watch.text, ends))
    if watch.kind == "topic":
        phrases = topic_phrases(watch.text)
        said = [frozenset(terms(piece.quote)) for piece in fact.evidence]
        return any(phrase <= words for phrase in phrases for words in said)
    return watch.kind == "archive"


def fact_alerts(
    watches: Iterable[Watch], facts: Sequence[Fact], known: Known, settings: WatchSettings
) -> list[Alert]:
    """Tell new facts with a watched predicate and, as notes, those about a watched entity."""
    wanted = ("predicate", "entity") if settings.notes else ("predicate",)
    return [
        _fact_alert(watch, fact, known, settings)
        for watch in watches
        if watch.kind in wanted
        for fact in facts
        if touches(watch, fact, known)
    ]


def _fact_alert(watch: Watch, fact: Fact, known: Known, settings: WatchSettings) -> Alert:
    # A rumoured or planned takeover is the earliest warning of one.
    grave = watch.kind == "predicate" and fact.assertion != "negated"
    severity: Severity = "warning" if grave else "note"
    return Alert(
        id=alert_id(watch, "fact", severity, *first_place(fact)),
        watch=watch.id,
        kind="fact",
        severity=severity,
        title=f"{watch.name}: {say(fact, known)}",
        evidence=fact.evidence[: settings.evidence],
        facts=(fact.id,),
    )


def first_place(fact: Fact) -> tuple[str, str, str]:
    """Return what tells a fact from others and stays when entities change their ids."""
    piece = min(fact.evidence, key=lambda piece: (piece.document_id, piece.span.start))
    return _statement(fact, piece), fact.subject, fact.object


def contradiction_alerts(
    watches: Iterable[Watch], known: Known, seen: Seen, settings: WatchSettings
) -> list[Alert]:
    """Tell contradictions that came in and concern a watch, each once."""
    facts = {fact.id: fact for fact in known.facts}
    found: list[Alert] = []
    for one in known.contradictions:
        said = [facts[each] for each in one.facts if each in facts]
        old = {one.id, one.reason} & seen.contradictions or all(
            seen.statements.issuperset(statement_keys(fact)[1:]) for fact in said
        )
        if not old:
            concerned = [
                watch for watch in watches if any(touches(watch, fact, known) for fact in said)
            ]
            found += [_contradiction_alert(concerned, one, said, settings)] if concerned else []
    return found


def _contradiction_alert(
    watches: Iterable[Watch], one: Contradiction, said: Sequence[Fact], settings: WatchSettings
) -> Alert:
    first, *others = sorted(watches, key=lambda watch: (KINDS.index(watch.kind), watch.id))
    pieces = [fact.evidence[0] for fact in said]
    return Alert(
        id=alert_id(first, "contradiction", "warning", one.reason),
        watch=first.id,
        also=tuple(watch.id for watch in others),
        kind="contradiction",
        severity="warning",
        title=f"{first.name}: {one.reason}",
        evidence=tuple(pieces[: max(settings.evidence, 2)]),
        facts=one.facts,
    )


def document_alerts(
    occurrences: Mapping[str, Sequence[Occurrence]],
    watches: Iterable[Watch],
    seen: Seen,
    settings: WatchSettings,
) -> list[Alert]:
    """Tell, as one note for each watch, of new documents that speak of what is watched."""
    found: list[Alert] = []
    for watch in watches:
        new = [
            one for one in occurrences.get(watch.id, ()) if one.document_id not in seen.documents
        ]
        if not new or not settings.notes or watch.kind in ("archive", "predicate"):
            continue
        latest = sorted(new, key=lambda one: (one.date, one.document_id), reverse=True)
        pieces = [one.evidence[0] for one in latest if one.evidence]
        found.append(
            Alert(
                id=alert_id(watch, "documents", "note", *sorted(one.document_id for one in new)),
                watch=watch.id,
                kind="documents",
                severity="note",
                title=f"{watch.name}: {_count(len(new))}",
                evidence=tuple(pieces[: settings.evidence]),
            )
        )
    return found


def _count(number: int) -> str:
    return "1 new document" if number == 1 else f"{number} new documents"


def say(fact: Fact, known: Known) -> str:
    """Say a fact in words, and what it is where it is none."""
    names = [known.entities[end].name for end in (fact.subject, fact.object)]
    predicate = PREDICATES.get(fact.predicate)
    phrase = predicate.phrase if predicate else fact.predicate.replace("_", " ").lower()
    stance = "" if fact.assertion == "asserted" else f" ({fact.assertion})"
    return f"{names[0]} {phrase} {names[1]}{stance}"
