"""Entities and facts as a briefing shows them, and how they hang together."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from briefbook.records import Assertion, Digest, Entity, Fact
from reports.book import (
    Book,
    Name,
    contradiction_anchor,
    entity_anchor,
    entity_of,
    fact_anchor,
    fact_of,
    fact_phrase,
    kind_of,
    name_entity,
)
from reports.claims import Statement, view_statement
from reports.readable import folded, written_in
from reports.sentences import CitedText, view_digest
from reports.words import inverse_phrase, name_of, say

#: The ways of saying something that is no fact, in the order of the page.
_SAID: tuple[Assertion, ...] = ("planned", "negated", "hedged", "conditional")
_ROW_NAMES = 6  # in one row of an entity's card; the rest is counted
_OPEN_FACTS = 3  # of a subject, shown before the rest is folded away
#: How to reach someone comes after everything else that is said.
_CONTACTS = frozenset({"HAS_EMAIL", "HAS_PHONE"})


@dataclass(frozen=True, slots=True)
class ShortFact:
    """A fact in one line that leads to its quotes."""

    subject: Name
    phrase: str
    object: Name
    href: str
    assertion: str
    assertion_name: str


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of an entity."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class CardName:
    """One end of a fact on the card of its other end, linked to what the fact rests on."""

    text: str
    language: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class CardRow:
    """All that an entity is tied to in one way."""

    phrase: str
    names: tuple[CardName, ...]
    unshown: int  # names there are beyond those
    href: str  # of the first fact that is not shown


@dataclass(frozen=True, slots=True)
class EntityView:
    """A key entity: what it is called, what is said of it, what it is tied to."""

    anchor: str
    name: str
    language: str
    kind: str
    label: str
    aliases: tuple[Alias, ...]
    known: str
    digest: CitedText | None
    rows: tuple[CardRow, ...]


@dataclass(frozen=True, slots=True)
class FactGroup:
    """What is said of one subject, or in one way."""

    subject: Name | None
    heading: str
    statements: tuple[Statement, ...]
    folded: tuple[Statement, ...] = ()  # shown on demand


@dataclass(frozen=True, slots=True)
class ContradictionView:
    """Facts that cannot all be true, side by side."""

    anchor: str
    reason: str
    sides: tuple[Statement, ...]


def view_entities(book: Book) -> tuple[EntityView, ...]:
    """Prepare the key entities, by importance."""
    digests = {
        digest.subject: digest for digest in book.briefing.digests if digest.kind == "entity"
    }
    facts = _facts_by_entity(book)
    return tuple(
        _view_entity(book, entity_id, digests.get(entity_id), facts.get(entity_id, []))
        for entity_id in book.briefing.key_entities
    )


def _facts_by_entity(book: Book) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in book.briefing.facts:
        if fact.assertion == "asserted":
            for entity_id in dict.fromkeys((fact.subject, fact.object)):
                found.setdefault(entity_id, []).append(fact)
    return found


def _view_entity(
    book: Book, entity_id: str, digest: Digest | None, facts: list[Fact]
) -> EntityView:
    entity = entity_of(book, entity_id)
    return EntityView(
        anchor=entity_anchor(entity_id),
        name=folded(entity.name),
        language=written_in(entity.name),
        kind=kind_of(entity.label),
        label=name_of("label", entity.label, book.language),
        aliases=tuple(Alias(folded(alias), written_in(alias)) for alias in entity.aliases),
        known=_known(book, entity, facts),
        digest=view_digest(book, digest) if digest else None,
        rows=_card_rows(book, entity_id, facts),
    )


def _known(book: Book, entity: Entity, facts: list[Fact]) -> str:
    """Say how often an entity is named, and in how many documents there are facts about it."""
    documents = {piece.document_id for fact in facts for piece in fact.evidence}
    parts = [say("mentions", book.language, count=len(entity.mentions))]
    if documents:
        parts.append(say("facts.in", book.language, count=len(documents)))
    return " · ".join(parts)


def short_fact(book: Book, fact: Fact) -> ShortFact:
    """Prepare a fact to be said in one line."""
    return ShortFact(
        subject=name_entity(book, fact.subject),
        phrase=fact_phrase(book, fact),
        object=name_entity(book, fact.object),
        href=f"#{fact_anchor(fact.id)}",
        assertion=fact.assertion,
        assertion_name=name_of("assertion", fact.assertion, book.language),
    )


def _card_rows(book: Book, entity_id: str, facts: list[Fact]) -> tuple[CardRow, ...]:
    """Gather what is said of an entity in one way into one row; a name stands there once."""
    rows: dict[str, dict[str, CardName]] = {}
    for fact in _telling_first(book, facts):
        is_subject = fact.subject == entity_id
        other = name_entity(book, fact.object if is_subject else fact.subject)
        said = (
            fact_phrase(book, fact) if is_subject else inverse_phrase(fact.predicate, book.language)
        )
        name = CardName(other.text, other.language, other.label, f"#{fact_anchor(fact.id)}")
        rows.setdefault(said, {}).setdefault(other.text.casefold(), name)
    return tuple(_card_row(said, tuple(names.values())) for said, names in rows.items())


def _card_row(said: str, names: tuple[CardName, ...]) -> CardRow:
    rest = names[_ROW_NAMES:]
    return CardRow(said, names[:_ROW_NAMES], len(rest), rest[0].href if rest else "")


def _telling_first(book: Book, facts: list[Fact]) -> list[Fact]:
    """Put ties between named things first, then values, then addresses; else keep the order."""

    def place(fact: Fact) -> int:
        if fact.predicate in _CONTACTS:
            return 2
        return int(kind_of(entity_of(book, fact.object).label) == "value")

    return sorted(facts, key=place)


def view_facts(book: Book) -> tuple[FactGroup, ...]:
    """Prepare what was stated as fact, by subject; both in the order of importance."""
    groups: dict[str, list[Fact]] = {}
    for fact in book.briefing.facts:
        if fact.assertion == "asserted":
            groups.setdefault(fact.subject, []).append(fact)
    return tuple(
        _fact_group(book, subject, _telling_first(book, facts)) for subject, facts in groups.items()
    )


def _fact_group(book: Book, subject: str, facts: list[Fact]) -> FactGroup:
    """Show the first facts of a subject and fold away the rest, addresses first of all."""
    telling = sum(fact.predicate not in _CONTACTS for fact in facts)
    shown = max(1, min(_OPEN_FACTS, telling))
    return FactGroup(
        name_entity(book, subject),
        "",
        _statements(book, facts[:shown]),
        _statements(book, facts[shown:]),
    )


def view_said(book: Book) -> tuple[FactGroup, ...]:
    """Prepare what was said but is no fact, by the way in which it was said."""
    groups = []
    for assertion in _SAID:
        facts = [fact for fact in book.briefing.facts if fact.assertion == assertion]
        if facts:
            heading = say(f"said.{assertion}", book.language)
            groups.append(FactGroup(None, heading, _statements(book, facts)))
    return tuple(groups)


def _statements(book: Book, facts: Iterable[Fact]) -> tuple[Statement, ...]:
    return tuple(view_statement(book, fact) for fact in facts)


def view_connections(book: Book) -> tuple[tuple[ShortFact, ...], ...]:
    """Prepare the facts of the drawing as lines, one tuple for each subject."""
    facts = [fact_of(book, fact_id) for fact_id in book.briefing.drawing.facts]
    order = {
        subject: index for index, subject in enumerate(dict.fromkeys(f.subject for f in facts))
    }
    facts.sort(key=lambda fact: order[fact.subject])
    return tuple(
        tuple(short_fact(book, fact) for fact in group)
        for _, group in groupby(facts, key=lambda fact: fact.subject)
    )


def view_contradictions(book: Book) -> tuple[ContradictionView, ...]:
    """Prepare the contradictions."""
    return tuple(
        ContradictionView(
            anchor=contradiction_anchor(contradiction.id),
            reason=contradiction.reason,
            sides=_statements(book, (fact_of(book, fact_id) for fact_id in contradiction.facts)),
        )
        for contradiction in book.briefing.contradictions
    )
