"""Which thing a question is about."""

import pytest

from decide.paths.graph import FactGraph, Triple, make_fact_graph
from decide.paths.linking import find_topics
from tests.decide.paths.films import company_graph


@pytest.fixture(scope="module")
def graph() -> FactGraph:
    rows = [
        *(("Acme", "owns", "Acme Bank"), ("Kaho Naa... Pyaar Hai", "year", "2000")),
        *(("Her", "year", "2013"), ("线性代数（2013年版）", "出版社", "武汉大学出版社")),
        *(("高等数学", "作者", "李华"), ("数学", "类型", "学科")),
    ]
    return make_fact_graph(Triple(*row) for row in rows)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("who owns [Acme]", "Acme"),
        ("Who owns Acme Bank?", "Acme Bank"),
        ("who owns acme bank", "Acme Bank"),
        ("In which year came Kaho Naa Pyaar Hai out?", "Kaho Naa... Pyaar Hai"),
        ("《高等数学》的作者是谁？", "高等数学"),
        ("请问线性代数是哪个出版社出版的", "线性代数（2013年版）"),
        ("when did Her come out", "Her"),
    ],
)
def test_the_topic_is_the_longest_name(graph: FactGraph, question: str, topic: str) -> None:
    assert graph.entries[find_topics(question, graph)[0].topic].name == topic


def test_a_small_word_is_not_a_name(graph: FactGraph) -> None:
    assert find_topics("when did her film come out", graph) == []


def test_a_question_that_names_nothing_has_no_topic(graph: FactGraph) -> None:
    assert find_topics("who owns the lake?", graph) == []
    assert find_topics("湖是谁的？", graph) == []


@pytest.mark.parametrize("name", ["Acme Pumps Ltd", "ACME", "艾克米泵业"])
def test_every_name_of_a_thing_leads_to_it(name: str) -> None:
    graph = company_graph()

    [asked] = find_topics(f"who heads {name}", graph)

    assert graph.entries[asked.topic].key == "acme"
    assert asked.before == "who heads " and asked.after == ""
