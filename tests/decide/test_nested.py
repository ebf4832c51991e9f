import pytest

from briefbook.records import Answer, Sentence
from decide.nested import Nested, join_steps, split_question
from tests.decide.graph_records import FACTS


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "Who is the chair of the company that makes the ND-7?",
            "Which company makes the ND-7?",
            "Who is the chair of {}?",
        ),
        (
            "Where is the bank based that lends to Acme?",
            "Which bank lends to Acme?",
            "Where is {} based?",
        ),
        (
            "Who is the managing director of Acme's distributor in Spain?",
            "Which is Acme's distributor in Spain?",
            "Who is the managing director of {}?",
        ),
        ("生产膜片的公司在哪个城市？", "哪家公司生产膜片？", "{}在哪个城市？"),
        ("澜凯的大股东是谁创办的？", "澜凯的大股东是谁？", "{}是谁创办的？"),
    ],
)
def test_a_described_thing_is_asked_for_first(question: str, first: str, second: str) -> None:
    assert split_question(question) == Nested(first, second)


@pytest.mark.parametrize(
    "question",
    [
        "Who heads Acme?",
        "When does the contract that we signed end?",
        "What is the rent of the warehouse?",
        "华北公司的总经理是谁？",
        "持有锦漪全部股份的公司叫什么？",
        "澜凯的股东是谁？",
    ],
)
def test_a_plain_question_is_not_divided(question: str) -> None:
    assert split_question(question) is None


def test_two_answers_become_one_path() -> None:
    nested = Nested("Which company makes it?", "Who heads {}?")
    step = Sentence("a", FACTS[0].evidence), Sentence("b", FACTS[3].evidence)
    first = Answer("", (step[0],), 0.8, "t", values=("Acme",))
    second = Answer("", (step[1],), 0.5, "t", kind="span", values=("Ada",))

    joined = join_steps("Who heads the company that makes it?", nested, first, second, least=0.3)

    assert joined is not None
    assert (joined.kind, joined.values, joined.confidence) == ("path", ("Ada",), 0.4)
    assert [sentence.role for sentence in joined.sentences] == ["step", "step"]
    assert "Who heads Acme?" in joined.route
    assert join_steps("", nested, first, second, least=0.5) is None
    assert join_steps("", nested, first, Answer("", (), 0.1, "t"), least=0.0) is None
