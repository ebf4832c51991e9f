from collections.abc import Sequence
from typing import Any

from briefbook.records import Answer, Entity
from decide.coordinated import with_coordinated
from decide.counting import CountQuery, plan_query
from decide.lists import read_things, to_answer
from decide.naming import NamedEntities, find_names, fold
from decide.shape import read_shape
from tests.decide.graph_records import (
    ENTITIES,
    HARROW,
    NORTHWIND,
    NW1,
    NW2,
    OSLO,
    REGISTER,
    make_entity,
)
from tests.factories import make_document

Row = dict[str, Any]
DOCUMENTS = {REGISTER.id: REGISTER}


def plan(question: str) -> CountQuery:
    folded = fold(question)
    query = plan_query(
        folded, find_names(question, NamedEntities(ENTITIES)), read_shape(folded), least=0.5
    )
    assert query is not None
    return query


def row(thing: Entity, value: str, words: str, confidence: float = 0.9) -> Row:
    """A row as the graph returns it."""
    start = REGISTER.text.index(words)
    return {
        "id": thing.id,
        "name": thing.name,
        "aliases": list(thing.aliases),
        "value": value,
        "value_aliases": [],
        "confidence": confidence,
        "document": REGISTER.id,
        "start": start,
        "end": start + len(words),
        "producer": "test@1",
        "score": confidence,
    }


def ask(question: str, rows: Sequence[Row]) -> Answer:
    query = plan(question)
    return to_answer(question, query, read_things(query, rows, DOCUMENTS))


ENDS = (
    row(NW1, "2026-03-31", "Contract NW-1 ends on 31 March 2026."),
    row(NW2, "2027-06-30", "Contract NW-2 ends on 30 June 2027."),
)


def test_each_counted_thing_has_its_evidence() -> None:
    answer = ask("How many contracts end before 2028?", [*ENDS, ENDS[0]])

    assert (answer.kind, answer.values) == ("count", ("2",))
    assert [sentence.evidence[0].quote for sentence in answer.sentences] == [
        "Contract NW-1 ends on 31 March 2026.",
        "Contract NW-2 ends on 30 June 2027.",
    ]
    assert answer.confidence == 0.9


def test_nothing_counted_is_nothing_said() -> None:
    answer = ask("How many contracts end in 2031?", [])

    assert answer.abstained
    assert answer.query


def test_the_last_and_the_first_are_told_apart() -> None:
    assert ask("Which contract ends last?", ENDS).values == ("NW-2",)
    assert ask("哪份合同最早到期？", ENDS).values == ("NW-1",)


def test_sums_are_told_by_currency_and_compared_within_one() -> None:
    words = "Contract NW-1 ends on 31 March 2026."
    rows = [
        row(NW1, "GBP 1500", words),
        row(NW2, "CNY 30000.5", words),
        row(make_entity("Reference", "NW-3"), "GBP 2000", words),
    ]

    total = ask("What is the total value of all contracts?", rows)
    largest = ask("Which contract is the largest?", rows)

    assert set(total.values) == {"CNY 30,000.5", "£3,500"}
    assert set(largest.values) == {"NW-2", "NW-3"}


def test_one_thing_under_two_names_counts_once() -> None:
    words = "Oslo Tools supplies Northwind Trading."
    again = make_entity("Organization", "Oslo Tools of Bergen")
    pump, zh = make_entity("Product", "Corvane 300"), make_entity("Product", "柯维300")
    other = make_entity("Product", "Corvane 500")

    suppliers = ask(
        "How many suppliers does Northwind Trading have?",
        [row(each, "Northwind Trading", words) for each in (OSLO, again, HARROW)],
    )
    products = ask(
        "How many products does Northwind Trading make?",
        [row(each, "Northwind Trading", words) for each in (pump, zh, other)],
    )

    assert suppliers.values == ("2",)
    assert products.values == ("2",)


def test_a_post_in_two_languages_is_one() -> None:
    words = "Ada Byron heads Northwind Trading."
    posts = [make_entity("Role", name) for name in ("General Manager", "总经理", "Chair")]

    answer = ask("艾达担任过哪些职务？", [row(each, "Ada Byron", words) for each in posts])

    assert set(answer.values) == {"总经理", "Chair"}


def test_names_are_given_in_the_language_of_the_question() -> None:
    rows = [row(OSLO, "Northwind Trading", "Oslo Tools supplies Northwind Trading.")]

    assert ask("北风贸易公司有哪些供应商？", rows).values == ("奥斯陆工具公司",)
    assert ask("Which companies supply Northwind Trading?", rows).values == ("Oslo Tools",)


def test_an_invoice_with_parties_is_no_contract() -> None:
    register = make_document("Northwind Trading contract NW-1\nInvoice INV-7 to Northwind Trading")
    query = plan("List all contracts of Northwind Trading.")
    rows = [
        {**ENDS[0], "document": register.id, "start": 0, "end": 31},
        {
            **ENDS[1],
            "id": "ent-inv",
            "name": "INV-7",
            "document": register.id,
            "start": 32,
            "end": len(register.text),
        },
    ]

    [thing] = read_things(query, rows, {register.id: register})

    assert thing.names[0] == "NW-1"


def test_what_stands_beside_a_thing_counts_too() -> None:
    register = make_document("Oslo Tools and Harrow Castings, not Acme, supply Northwind Trading.")
    query = plan("Which companies supply Northwind Trading?")
    found = {
        **row(OSLO, "Northwind Trading", "Oslo Tools supplies Northwind Trading."),
        "document": register.id,
        "start": 0,
        "end": len(register.text),
    }
    things = read_things(query, [found], {register.id: register})
    entities = [NORTHWIND, OSLO, HARROW, make_entity("Organization", "Acme")]

    both = with_coordinated(things, NamedEntities(entities))

    assert [thing.names[0] for thing in both] == ["Harrow Castings", "Oslo Tools"]
    assert both[0].confidence < both[1].confidence
