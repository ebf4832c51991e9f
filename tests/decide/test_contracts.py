import pytest

from briefbook.records import Answer, Fact, Neighbourhood
from decide.contracts import follow_contract
from decide.grounds import read_asked
from decide.known_facts import open_paths
from decide.settings import DecideSettings
from tests.decide.graph_records import (
    END1,
    END2,
    ENTITIES,
    FACTS,
    NORTHWIND,
    NW1,
    NW2,
    OSLO,
    REGISTER,
    make_fact,
)
from tests.factories import make_document

BOTH = "北风贸易公司与奥斯陆工具公司签订合同NW-1。"
SIGNED = (
    make_fact(NORTHWIND, "PARTY_TO", NW1, BOTH),
    make_fact(OSLO, "PARTY_TO", NW1, BOTH),
    make_fact(NORTHWIND, "PARTY_TO", NW2, "Contract NW-2 ends on 30 June 2027."),
)


def ask(question: str, *more: Fact) -> Answer | None:
    facts = (*FACTS, *SIGNED, *more)
    asked = read_asked(question, [Neighbourhood(NORTHWIND.id, ENTITIES, facts)])
    paths = open_paths(ENTITIES, facts, DecideSettings())
    return follow_contract(asked, paths, {REGISTER.id: REGISTER})


@pytest.mark.parametrize(
    "question",
    [
        "When does the contract of Northwind Trading with Oslo Tools end?",
        "On what date does Oslo Tools' licence from Northwind Trading run out?",
        "北风贸易与奥斯陆工具公司的合同什么时候到期？",
    ],
)
def test_a_contract_is_told_by_those_who_signed_it(question: str) -> None:
    found = ask(question)

    assert found is not None and found.kind == "path"
    assert found.values[0] in {END1.name, *END1.aliases, "2026年3月31日"}
    assert [sentence.evidence[0].quote for sentence in found.sentences] == [
        BOTH,
        BOTH,
        "Contract NW-1 ends on 31 March 2026.",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "When does the contract of Northwind Trading end?",  # one of two
        "When does the contract of Northwind Trading with Harrow Castings end?",  # none
        "When was the contract of Northwind Trading with Oslo Tools signed?",  # nobody says
        "When did Northwind Trading acquire Oslo Tools?",  # no contract
    ],
)
def test_where_no_one_contract_is_meant_nothing_is_said(question: str) -> None:
    assert ask(question) is None


def test_an_end_that_papers_disagree_on_is_not_said() -> None:
    other = make_fact(NW1, "ENDS_ON", END2, "Contract NW-2 ends on 30 June 2027.")

    assert ask("When does the contract of Northwind Trading with Oslo Tools end?", other) is None


def test_without_a_fact_of_who_signed_those_at_the_head_of_the_paper_count() -> None:
    lease = make_document(
        "Lease NW-2 between Harrow Castings and Northwind Trading.\n"
        "This lease ends on 30 June 2027.",
        title="Lease of the works",
    )
    ends = make_fact(NW2, "ENDS_ON", END2, "This lease ends on 30 June 2027.", document=lease)
    question = "When does the lease of Northwind Trading with Harrow Castings end?"
    facts = (*FACTS[:5], ends)
    asked = read_asked(question, [Neighbourhood(NORTHWIND.id, ENTITIES, facts)])
    paths = open_paths(ENTITIES, facts, DecideSettings())
    documents = {lease.id: lease, REGISTER.id: REGISTER}

    found = follow_contract(asked, paths, documents, [lease.id])

    assert found is not None and found.values[0] in {END2.name, *END2.aliases}
    assert found.sentences[0].evidence[0].document_id == lease.id
    assert follow_contract(asked, paths, documents) is None
