"""A parser learnt from questions with answers."""

from pathlib import Path

import pytest

from briefbook.errors import ModelError
from decide.paths.answering import answer_path
from decide.paths.evaluate import score_path_questions
from decide.paths.files import PathQuestion
from decide.paths.graph import FactGraph, Move, Triple, follow, make_fact_graph, place_of
from decide.paths.learn import learn_parser
from decide.paths.load import TunedFirst, open_path_parser
from decide.paths.tuned import TunedParser, load_parser, save_parser
from decide.paths.worded import WordedParser
from tests.decide.paths.films import company_graph, film_graph

#: Wordings on purpose far from those of the predicates.
WORDINGS = {
    "[{}] was shot by whom": ("+directed by",),
    "who sat in the chair on the set of [{}]": ("+directed by",),
    "谁拍了[{}]": ("+directed by",),
    "whose pen gave us [{}]": ("+written by",),
    "whose pen was behind [{}]": ("+written by",),
    "[{}]出自谁的笔下": ("+written by",),
    "when could people first see [{}]": ("+release year",),
    "people first saw [{}] when": ("+release year",),
    "what else was shot by the one who shot [{}]": ("+directed by", "-directed by"),
    "what else did the one who shot [{}] make": ("+directed by", "-directed by"),
}


def _path(written: tuple[str, ...]) -> tuple[Move, ...]:
    return tuple(Move(move[1:], move[0] == "+") for move in written)


@pytest.fixture(scope="module")
def graph() -> FactGraph:
    """Forty films, so that paths are told apart by their answers."""
    rows = []
    for number in range(40):
        film = f"Film {number:02}"
        rows += [
            (film, "directed by", f"Director {number % 11}"),
            (film, "written by", f"Writer {number * 7 % 13}"),
            (film, "release year", str(1950 + number * 3 % 17)),
        ]
    return make_fact_graph(Triple(*row) for row in rows)


def _questions(graph: FactGraph, numbers: range) -> list[PathQuestion]:
    found = []
    for wording, written in WORDINGS.items():
        for number in numbers:
            topic = f"Film {number:02}"
            last = follow(graph, place_of(graph, topic), _path(written))[-1]
            answers = tuple(graph.entries[node].name for node in last.nodes)
            found.append(PathQuestion(wording.format(topic), topic, answers, len(written)))
    return found


@pytest.fixture(scope="module")
def parser(graph: FactGraph) -> TunedParser:
    return learn_parser(_questions(graph, range(20)), graph)


def test_what_questions_mean_is_learnt_from_answers_alone(
    parser: TunedParser, graph: FactGraph
) -> None:
    report = score_path_questions(graph, parser, _questions(graph, range(20, 40)))

    assert report["hits@1"] == report["exact"] == 1.0
    assert set(report["hops"]) == {"1", "2"}


def test_a_question_unlike_all_that_were_learnt_is_less_likely_understood(
    parser: TunedParser, graph: FactGraph
) -> None:
    known = answer_path("谁拍了[Film 03]", graph, parser, min_likelihood=0.0)
    unknown = answer_path("how heavy is [Film 03] in pounds", graph, parser, min_likelihood=0.0)

    assert known is not None and unknown is not None
    assert unknown.likelihood < known.likelihood / 2


def test_a_parser_is_the_same_after_it_was_written(
    parser: TunedParser, graph: FactGraph, tmp_path: Path
) -> None:
    save_parser(parser, tmp_path / "parser")
    again = load_parser(tmp_path / "parser")

    questions = _questions(graph, range(20, 40))
    assert again.paths == parser.paths and again.calibration == parser.calibration
    assert score_path_questions(graph, again, questions)["hits@1"] == 1.0


def test_learning_twice_gives_the_same(parser: TunedParser, graph: FactGraph) -> None:
    again = learn_parser(list(reversed(_questions(graph, range(20)))), graph)

    assert again.paths == parser.paths
    assert abs(again.weights - parser.weights).max() < 1e-3


def test_questions_that_no_path_explains_teach_nothing(graph: FactGraph) -> None:
    with pytest.raises(ModelError, match="cannot learn to parse"):
        learn_parser([PathQuestion("who knows [Film 01]", "Film 01", ("Nobody",), 1)], graph)


def test_a_folder_without_a_parser_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot read the parser of questions"):
        load_parser(tmp_path)
    (tmp_path / "parser.json").write_text("{}", "utf-8")
    (tmp_path / "weights.npz").write_bytes(b"no weights")
    with pytest.raises(ModelError):
        load_parser(tmp_path)


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("what year was the film [Salt Road] released", {"1968"}),
        ("who starred films for the director [Rosa Finn]", {"Mara Lind", "Tom Eyre", "Pia Voss"}),
        ("the films that share directors with [Night Ferry] were written by who", {"Nils Orr"}),
    ],
)
def test_the_parser_that_ships_answers_about_films(question: str, answers: set[str]) -> None:
    rows = [("Salt Road", name, "x") for name in ("has tags", "has genre", "in language")]
    rows += [("Salt Road", name, "famous") for name in ("has imdb votes", "has imdb rating")]
    films = [(each.subject, each.predicate, each.object) for each in film_graph().triples]
    graph = make_fact_graph(Triple(*row) for row in (*films, *rows))
    parser = open_path_parser(graph)

    found = answer_path(question, graph, parser)

    assert isinstance(parser, TunedFirst)
    assert found is not None and {reached.name for reached in found.answers} == answers


def test_a_graph_of_another_kind_is_asked_by_wording() -> None:
    assert isinstance(open_path_parser(company_graph()), WordedParser)
