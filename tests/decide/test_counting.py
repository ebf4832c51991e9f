import pytest

from briefbook.records import Entity
from decide.counting import CountQuery, plan_query
from decide.naming import NamedEntities, find_names, fold
from decide.orient import end_of
from decide.shape import read_shape
from tests.decide.graph_records import ENTITIES, NORTHWIND, OSLO, make_entity


def plan(question: str, entities: tuple[Entity, ...] = ENTITIES) -> CountQuery | None:
    folded = fold(question)
    return plan_query(
        folded, find_names(question, NamedEntities(entities)), read_shape(folded), least=0.5
    )


@pytest.mark.parametrize(
    ("question", "predicate", "thing"),
    [
        ("How many contracts end in 2026?", "ENDS_ON", "subject"),
        ("有多少份合同在2026年到期？", "ENDS_ON", "subject"),
        ("How many agreements were signed before 2025?", "SIGNED_ON", "subject"),
        ("2024年签了几份合同？", "SIGNED_ON", "subject"),
        ("How many suppliers does Northwind Trading have?", "SUPPLIES", "subject"),
        ("北风贸易公司有多少家供应商？", "SUPPLIES", "subject"),
        ("How many customers does Northwind Trading have?", "SUPPLIES", "object"),
        ("Which companies supply Northwind Trading?", "SUPPLIES", "subject"),
        ("Which companies does Northwind Trading supply?", "SUPPLIES", "object"),
        ("Which companies are owned by Northwind Trading?", "OWNS", "object"),
        ("哪些公司向北风贸易公司供货？", "SUPPLIES", "subject"),
        ("北风贸易公司向哪些公司供货？", "SUPPLIES", "object"),
        ("哪些公司被北风贸易公司收购？", "ACQUIRED", "object"),
        ("Who are the shareholders of Northwind Trading?", "OWNS", "subject"),
        ("List all contracts of Northwind Trading.", "PARTY_TO", "object"),
        ("北风贸易公司签过哪些合同？", "PARTY_TO", "object"),
        ("Which contract ends last?", "ENDS_ON", "subject"),
        ("Which contract of Northwind Trading is the largest?", "WORTH", "subject"),
        ("How many documents mention Oslo Tools?", "", "subject"),
        ("有多少份文件提到奥斯陆工具公司？", "", "subject"),
    ],
)
def test_questions_become_queries(question: str, predicate: str, thing: str) -> None:
    query = plan(question)

    assert query is not None
    assert (query.predicate, query.thing) == (predicate, thing)


@pytest.mark.parametrize(
    "question",
    [
        "How many contracts in Norway end in 2026?",  # what "in Norway" means is not known
        "How many people does Northwind Trading employ?",  # an archive does not name them all
        "How many litres of milk were poured away?",
        "How many red suppliers does Northwind Trading have?",
        "Which companies do Northwind Trading and Oslo Tools supply?",
        "Who heads Northwind Trading?",
        "去年北风贸易公司有多少家海外供应商？",
        "牛奶倒掉了多少升？",
    ],
)
def test_what_is_not_understood_whole_is_not_counted(question: str) -> None:
    assert plan(question) is None


def test_values_never_stand_in_the_text_of_a_query() -> None:
    hostile = make_entity("Organization", "x' OR 1=1 //")
    query = plan("How many suppliers does x' OR 1=1 // have?", (hostile,))

    assert query is not None
    assert "1=1" not in query.cypher
    assert query.parameters["given"] == [hostile.id]
    assert "2026" not in (plan("How many contracts end in 2026?") or query).cypher


def test_the_query_is_shown_with_its_parameters() -> None:
    query = plan("How many contracts end in 2026?")

    assert query is not None
    assert "// $since: 2026" in query.shown
    assert "// $predicate: ENDS_ON" in query.shown


@pytest.mark.parametrize(
    ("question", "end"),
    [
        ("who supplies northwind trading?", "object"),
        ("whom does northwind trading supply?", "subject"),
        ("who is supplied by northwind trading?", "subject"),
        ("by whom is northwind trading supplied?", "object"),
        ("who are the customers of northwind trading?", "subject"),
        ("谁向北风贸易公司供货？", "object"),
        ("北风贸易公司供货给谁？", "subject"),
        ("北风贸易公司的客户是谁？", "subject"),
    ],
)
def test_words_tell_which_end_of_a_fact_a_name_is(question: str, end: str) -> None:
    [named] = find_names(question, NamedEntities([NORTHWIND, OSLO]))
    masked = question[: named.start] + " " * (named.end - named.start) + question[named.end :]

    assert end_of(masked, named, "SUPPLIES") == end
