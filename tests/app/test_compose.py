"""What a briefing shows is chosen for its readers."""

from briefbook.app.compose import (
    BriefingSettings,
    choose_entities,
    choose_facts,
    drawn_entities,
)
from briefbook.ids import make_id
from briefbook.records import Entity, Evidence, Fact, Span


def make_entity(name: str, label: str) -> Entity:
    return Entity(make_id("ent", name), label, name, (), (make_id("men", name),))


def make_fact(subject: Entity, predicate: str, object_: Entity, *quotes: str) -> Fact:
    evidence = tuple(
        Evidence(f"doc-{place}", Span(0, len(quote)), (), quote, "test@1", 0.9)
        for place, quote in enumerate(quotes or ("x",))
    )
    fact_id = make_id("fac", subject.id, predicate, object_.id)
    return Fact(fact_id, subject.id, predicate, object_.id, evidence, 0.9)


BYRON = make_entity("Ada Byron", "Person")
NORTHWIND = make_entity("北风公司", "Organization")
LEITH = make_entity("Leith", "Location")
CHAIR = make_entity("chair", "Role")
ADDRESS = make_entity("ada@northwind.example", "Email")
EVERYTHING = (BYRON, NORTHWIND, LEITH, CHAIR, ADDRESS)
EVEN = {entity.id: 2.0 for entity in EVERYTHING}


def test_roles_and_values_are_no_key_entities_and_places_come_last() -> None:
    chosen = choose_entities(EVERYTHING, EVEN, limit=3)

    assert set(chosen[:2]) == {BYRON, NORTHWIND} and chosen[2] == LEITH
    assert set(drawn_entities(EVERYTHING)) == {BYRON, NORTHWIND, LEITH}


def test_a_variable_that_is_named_often_is_no_key_entity() -> None:
    variable = make_entity("TAX_ID", "Organization")

    chosen = choose_entities([variable, NORTHWIND], {variable.id: 9.0, NORTHWIND.id: 2.0}, limit=1)

    assert chosen == (NORTHWIND,)


def test_what_someone_does_comes_before_how_to_reach_them() -> None:
    heads = make_fact(BYRON, "HEADS", NORTHWIND)
    reached = make_fact(BYRON, "HAS_EMAIL", ADDRESS)

    chosen = choose_facts([reached, heads], [BYRON], (), EVEN, BriefingSettings())
    one = choose_facts([reached, heads], [BYRON], (), EVEN, BriefingSettings(max_facts=1))

    assert [fact.predicate for fact in chosen] == ["HEADS", "HAS_EMAIL"]
    assert [fact.predicate for fact in one] == ["HEADS"]


def test_full_sentences_are_quoted_before_letter_heads_and_copies_last() -> None:
    head = "Ada Byron, Chair, Northwind"
    told = "Ada Byron became the head of Northwind Trading last spring."
    chinese = "拜伦女士自去年春天起领导北风公司，并兼任董事长。"
    fact = make_fact(BYRON, "HEADS", NORTHWIND, head, told, told, chinese)

    [shown] = choose_facts([fact], [BYRON], (), EVEN, BriefingSettings())

    assert [piece.quote for piece in shown.evidence] == [told, chinese, head, told]
    assert shown.id == fact.id and set(shown.evidence) == set(fact.evidence)
