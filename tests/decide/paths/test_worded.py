"""Questions read by the wording of predicates, without training."""

import pytest

from decide.paths.answering import answer_path
from decide.paths.graph import FactGraph, Triple, make_fact_graph
from decide.paths.worded import WordedParser
from tests.decide.paths.films import company_graph, film_graph


def _answers(question: str, graph: FactGraph) -> list[str]:
    found = answer_path(question, graph, WordedParser())
    return [reached.name for reached in found.answers] if found else []


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who heads the company that bought Brightwell Sensors Ltd?", "Helen Carter"),
        ("Where is the company that acquired Brightwell Sensors Ltd located?", "Leeds"),
        ("Who founded the company that Acme Pumps Ltd bought?", "Peter Nash"),
        ("Who bought Brightwell Sensors Ltd?", "Acme Pumps Ltd"),
        ("Which companies did Brightwell Sensors Ltd acquire?", "Elmfield Controls Ltd"),
        ("Which company was acquired by Acme Pumps Ltd?", "Brightwell Sensors Ltd"),
        ("Who was Elmfield Controls Ltd bought by?", "Brightwell Sensors Ltd"),
        ("When does the contract of Acme Pumps Ltd end?", "2027-03-31"),
        ("谁领导收购了明泉传感器公司的公司？", "Helen Carter"),
        ("收购明泉传感器公司的公司位于哪里？", "Leeds"),
        ("艾克米泵业收购的公司是谁创立的？", "Peter Nash"),
        ("艾克米泵业签署的合同什么时候到期？", "2027-03-31"),
    ],
)
def test_questions_about_companies_are_followed(question: str, answer: str) -> None:
    assert _answers(question, company_graph()) == [answer]


@pytest.mark.parametrize(
    "question",
    [
        "What is the weather in Leeds?",
        "Who is the wife of Peter Nash?",
        "When did Helen Carter graduate?",
        "What is the penalty in contract NW-2024-017?",
        "利兹的天气怎么样？",
        "明泉传感器公司的商标是什么颜色？",
        "Who heads Nowhere Ltd?",
    ],
)
def test_what_the_graph_does_not_say_is_not_answered(question: str) -> None:
    assert _answers(question, company_graph()) == []


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("who directed [Night Ferry]", {"Ada Holm"}),
        ("which films did [Ada Holm] direct", {"Night Ferry", "Salt Road"}),
        ("who is the author of [Salt Road]", {"Nils Orr"}),
        ("who acted in the films directed by [Rosa Finn]", {"Mara Lind", "Tom Eyre", "Pia Voss"}),
        ("which films share the director with [Night Ferry]", {"Salt Road"}),
    ],
)
def test_free_predicates_are_read_by_their_own_words(question: str, answers: set[str]) -> None:
    assert set(_answers(question, film_graph())) == answers


def test_chinese_predicates_are_read_by_their_characters() -> None:
    rows = [
        *(("柳江", "主要支流", "寨蒿河"), ("柳江", "长度", "1121千米"), ("柳江", "别名", "浔江")),
        *(("寨蒿河", "发源于", "贵州省黎平县"), ("寨蒿河", "长度", "75千米")),
    ]
    graph = make_fact_graph(Triple(*row) for row in rows)

    assert _answers("柳江的主要支流的发源地是哪里？", graph) == ["贵州省黎平县"]
    assert _answers("柳江的主要支流有多长？", graph) == ["75千米"]
    assert _answers("柳江的别名是什么？", graph) == ["浔江"]
