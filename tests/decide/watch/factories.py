"""Makers of archives that speak of things over time."""

from collections.abc import Sequence
from datetime import date, timedelta

from briefbook.ids import make_id
from briefbook.records import (
    Assertion,
    Contradiction,
    Document,
    Entity,
    Evidence,
    Fact,
    Span,
)
from decide.watch.looking import View
from decide.watch.news import Known
from decide.watch.occurrences import find_occurrences, prepare
from decide.watch.watches import Watch
from tests.factories import make_document

START = date(2024, 1, 1)  # a Monday

Dated = tuple[Document, str]


def day(number: int) -> str:
    """The date so many days after the start."""
    return (START + timedelta(days=number)).isoformat()


def make_days(texts: Sequence[Sequence[str]]) -> list[Dated]:
    """Documents of one day after the other; each is told from others by a last line."""
    return [
        (make_document(f"{text}\nNumber {number}-{place}."), day(number))
        for number, of_day in enumerate(texts)
        for place, text in enumerate(of_day)
    ]


def make_view(dated: Sequence[Dated], watches: Sequence[Watch], known: Known | None = None) -> View:
    """Look at documents for what is watched."""
    known = known or Known({}, (), ())
    sought = prepare(watches, list(known.entities.values()), known.facts, {})
    found: dict[str, list[object]] = {}
    for document, when in dated:
        for watch, occurrence in find_occurrences(document, None, when, sought).items():
            found.setdefault(watch, []).append(occurrence)
    return View({document.id: when for document, when in dated}, found, known)  # type: ignore[arg-type]


def make_entity(name: str, label: str = "Organization", *aliases: str) -> Entity:
    """An entity with one mention."""
    return Entity(make_id("ent", name), label, name, aliases, (make_id("men", name),))


def make_fact(
    subject: Entity,
    predicate: str,
    object: Entity,
    *,
    document: str = "doc-1",
    assertion: Assertion = "asserted",
    confidence: float = 0.9,
) -> Fact:
    """A fact that one document states in words of its own."""
    quote = f"{subject.name} {predicate} {object.name}"
    evidence = Evidence(document, Span(0, len(quote)), (), quote, "test@1", confidence)
    fact_id = make_id("fac", subject.id, predicate, object.id, assertion)
    return Fact(fact_id, subject.id, predicate, object.id, (evidence,), confidence, assertion)


def make_known(
    entities: Sequence[Entity],
    facts: Sequence[Fact] = (),
    contradictions: Sequence[Contradiction] = (),
) -> Known:
    """What an archive says."""
    return Known({entity.id: entity for entity in entities}, tuple(facts), tuple(contradictions))
