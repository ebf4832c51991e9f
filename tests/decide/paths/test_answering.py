"""Paths become answers with the evidence of every step."""

import pytest

from briefbook.records import Evidence, Fact, Span
from decide.paths.answering import answer_path, to_answer
from decide.paths.worded import WordedParser
from tests.decide.paths.films import COMPANIES, company_graph

QUESTION = "Who heads the company that bought Brightwell Sensors Ltd?"
PRODUCER = "decide.paths@1"


def _facts() -> dict[str, Fact]:
    return {
        key: Fact(
            key,
            subject,
            predicate,
            object,
            (Evidence("doc-1", Span(0, len(key)), (), key, "test@1", 0.9),),
            0.9,
        )
        for subject, predicate, object, key in COMPANIES
    }


def test_each_step_is_a_sentence_with_the_evidence_of_its_fact() -> None:
    graph = company_graph()
    found = answer_path(QUESTION, graph, WordedParser())

    answer = to_answer(QUESTION, found, graph, _facts(), producer=PRODUCER)

    assert (answer.kind, answer.values) == ("path", ("Helen Carter",))
    assert [sentence.text for sentence in answer.sentences] == [
        "Acme Pumps Ltd acquired Brightwell Sensors Ltd.",
        "Helen Carter heads Acme Pumps Ltd.",
    ]
    assert [sentence.role for sentence in answer.sentences] == ["step", "step"]
    assert [sentence.evidence[0].quote for sentence in answer.sentences] == ["fac-1", "fac-3"]
    assert 0.5 < answer.confidence < 0.9


def test_steps_are_said_in_the_language_of_the_question() -> None:
    graph = company_graph()
    question = "谁领导收购了明泉传感器公司的公司？"
    found = answer_path(question, graph, WordedParser())

    answer = to_answer(question, found, graph, _facts(), producer=PRODUCER)

    assert answer.sentences[0].text == "Acme Pumps Ltd收购Brightwell Sensors Ltd。"


def test_nothing_is_answered_without_evidence() -> None:
    graph, facts = company_graph(), _facts()
    found = answer_path(QUESTION, graph, WordedParser())
    del facts["fac-3"]

    answer = to_answer(QUESTION, found, graph, facts, producer=PRODUCER)

    assert answer.abstained and answer.values == () and answer.kind == "path"


def test_no_path_is_no_answer() -> None:
    graph = company_graph()

    assert to_answer("Who?", None, graph, _facts(), producer=PRODUCER).abstained


@pytest.mark.parametrize("threshold", [0.99, 1.0])
def test_a_path_that_is_not_likely_enough_is_not_followed(threshold: float) -> None:
    found = answer_path(QUESTION, company_graph(), WordedParser(), min_likelihood=threshold)

    assert found is None
