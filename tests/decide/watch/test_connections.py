"""Ties between watched entities are told when they are new."""

from collections.abc import Sequence

from briefbook.records import Entity, Fact
from decide.watch.alerts import Alert
from decide.watch.connections import connection_alerts
from decide.watch.settings import WatchSettings
from decide.watch.watches import make_watch
from tests.decide.watch.factories import make_entity, make_fact, make_known

ONE, OTHER = make_entity("华信", "Organization", "Huaxin"), make_entity("Acme")
WATCHES = [make_watch("entity", "Huaxin"), make_watch("entity", "Acme")]
MIDDLE = make_entity("Ada Lovelace", "Person")


def told(
    facts: Sequence[Fact],
    new: Sequence[Fact],
    *others: Entity,
    settings: WatchSettings | None = None,
) -> list[Alert]:
    known = make_known([ONE, OTHER, MIDDLE, *others], facts)
    return connection_alerts(WATCHES, new, known, settings or WatchSettings())


def test_a_new_fact_between_two_watched_entities_is_told() -> None:
    fact = make_fact(OTHER, "SUPPLIES", ONE)
    [alert] = told([fact], [fact])
    assert (alert.kind, alert.severity) == ("connection", "warning")
    assert "Acme supplies 华信" in alert.title
    assert alert.evidence == fact.evidence


def test_a_new_path_over_a_person_is_told_with_each_step() -> None:
    first, second = make_fact(MIDDLE, "HEADS", ONE), make_fact(MIDDLE, "OWNS", OTHER)
    [alert] = told([first, second], [second])
    assert (alert.kind, alert.severity) == ("path", "note")
    assert {piece.quote for piece in alert.evidence} == {
        "Ada Lovelace HEADS 华信",
        "Ada Lovelace OWNS Acme",
    }
    assert told([second, first], [second]) == [alert]


def test_a_path_that_was_there_before_is_no_news() -> None:
    first, second = make_fact(MIDDLE, "HEADS", ONE), make_fact(MIDDLE, "OWNS", OTHER)
    third = make_fact(MIDDLE, "WORKS_FOR", OTHER)
    assert told([first, second, third], [third]) == []


def test_places_and_hubs_tie_nothing_together() -> None:
    place = make_entity("Leeds", "Location")
    located = [make_fact(one, "LOCATED_IN", place) for one in (ONE, OTHER)]
    assert told(located, located, place) == []
    bank = make_entity("Bank")
    clients = [make_entity(f"client {number}") for number in range(5)]
    paid = [make_fact(bank, "PAID", one) for one in (ONE, OTHER, *clients)]
    assert told(paid, paid, bank, *clients, settings=WatchSettings(hub=5)) == []
    assert len(told(paid, paid, bank, *clients)) == 1


def test_what_is_denied_or_doubtful_ties_nothing() -> None:
    denied = make_fact(OTHER, "SUPPLIES", ONE, assertion="negated")
    doubtful = make_fact(OTHER, "OWNS", ONE, confidence=0.2)
    assert told([denied, doubtful], [denied, doubtful]) == []


def test_long_paths_are_none() -> None:
    chain = [ONE, *(make_entity(f"firm {number}") for number in range(3)), OTHER]
    facts = [make_fact(a, "OWNS", b) for a, b in zip(chain, chain[1:], strict=False)]
    assert told(facts, facts, *chain[1:4]) == []
    assert len(told(facts, facts, *chain[1:4], settings=WatchSettings(hops=4))) == 1
