"""Questions of every form are asked of a run folder, as commands do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from briefbook.app.answer_data import GoldQuestion
from briefbook.app.answer_gold import measure_gold
from briefbook.app.asking import Asker, open_asker
from briefbook.app.cli import cli
from briefbook.app.pipeline import run
from briefbook.app.progress import Reporter
from briefbook.app.workspace import create_workspace
from graph.server import stop_server
from tests.app.archive import prepare_folder

REGISTER = """# Register of agreements

Supply agreement NP-2024-011 between Northgate Pumps Ltd and Harrow Castings Ltd was signed on
14 May 2024. Supply agreement NP-2024-011 ends on 30 June 2026.

Service agreement NP-2023-004 between Northgate Pumps Ltd and Elmfield Controls Ltd was signed on
2 March 2023. Service agreement NP-2023-004 ends on 31 December 2026.

Licence agreement NP-2021-001 ends on 11 April 2028.

Harrow Castings Ltd supplies Northgate Pumps Ltd. Brightwell Sensors Ltd supplies Northgate Pumps
Ltd.
"""
NEWS = """On 3 March 2024 Northgate Pumps Ltd acquired Brightwell Sensors Ltd.
Brightwell Sensors Ltd was founded by Peter Nash. Brightwell Sensors Ltd is based in York.
Helen Carter is the chief executive officer of Northgate Pumps Ltd.

Northgate Pumps Ltd will not acquire Elmfield Controls Ltd.
"""
NOTICE = """关于供货的通知

苏州北桥泵业有限公司总经理王建国主持会议。苏州北桥泵业有限公司没有在越南设厂。
苏州北桥泵业有限公司的食堂每天供应午餐，每份十二元。
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("ask")
    archive = home / "archive"
    archive.mkdir()
    (archive / "register.md").write_text(REGISTER, encoding="utf-8")
    (archive / "news.txt").write_text(NEWS, encoding="utf-8")
    (archive / "通知.txt").write_text(NOTICE, encoding="utf-8")
    folder = home / "x.briefbook"
    prepare_folder(folder)
    with create_workspace(folder) as workspace:
        run(workspace, archive, reporter=Reporter(quiet=True))
    yield folder
    stop_server(folder / "graph")


@pytest.fixture(scope="module")
def asker(folder: Path) -> Iterator[Asker]:
    with create_workspace(folder) as workspace, open_asker(workspace) as asker:
        yield asker


@pytest.mark.parametrize(
    ("question", "kind", "values"),
    [
        ("How many contracts end in 2026?", "count", {"2"}),
        ("有多少份合同在2026年到期？", "count", {"2"}),
        ("Which contract ends last?", "list", {"NP-2021-001"}),
        (
            "Which companies supply Northgate Pumps Ltd?",
            "list",
            {"Harrow Castings Ltd", "Brightwell Sensors Ltd"},
        ),
        ("Did Northgate Pumps Ltd acquire Elmfield Controls Ltd?", "yes_no", {"no"}),
        ("苏州北桥泵业有限公司在越南有工厂吗？", "yes_no", {"否"}),
        ("Who founded the company that Northgate Pumps Ltd acquired?", "path", {"Peter Nash"}),
        ("Who founded Brightwell Sensors Ltd?", "path", {"Peter Nash"}),
        ("苏州北桥泵业有限公司的总经理是谁？", "path", {"王建国"}),
    ],
)
def test_a_question_gets_the_form_of_answer_it_wants(
    question: str, kind: str, values: set[str], asker: Asker
) -> None:
    answer, documents = asker.ask(question)

    assert (answer.kind, set(answer.values)) == (kind, values)
    for sentence in answer.sentences:
        for piece in sentence.evidence:
            assert documents[piece.document_id].quote(piece.span) == piece.quote


def test_a_count_shows_its_query_and_one_place_for_each_thing(asker: Asker) -> None:
    answer, _ = asker.ask("How many contracts end in 2026?")

    assert "$since" in answer.query
    assert len(answer.sentences) == 2
    assert all("2026" in sentence.evidence[0].quote for sentence in answer.sentences)


def test_a_path_shows_each_step(asker: Asker) -> None:
    answer, _ = asker.ask("Who founded the company that Northgate Pumps Ltd acquired?")

    assert [sentence.role for sentence in answer.sentences] == ["step", "step"]
    assert "acquired Brightwell" in answer.sentences[0].evidence[0].quote
    assert "founded by Peter Nash" in answer.sentences[1].evidence[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "When did Northgate Pumps Ltd acquire Elmfield Controls Ltd?",  # it will not
        "How many contracts end in 2019?",
        "Who is the chief financial officer of Harrow Castings Ltd?",
        "苏州北桥泵业有限公司的越南工厂有多少员工？",
    ],
)
def test_false_premises_and_gaps_are_refused(question: str, asker: Asker) -> None:
    answer, _ = asker.ask(question)

    assert answer.abstained
    assert answer.values == ()


def test_what_is_denied_is_told_where_it_is_taken_for_granted(asker: Asker) -> None:
    answer, _ = asker.ask("When did Northgate Pumps Ltd acquire Elmfield Controls Ltd?")

    assert answer.against[0].text.startswith("Denied: Northgate Pumps Ltd acquired Elmfield")


def test_gold_questions_are_judged(asker: Asker) -> None:
    golds = [
        GoldQuestion(
            "Who founded Brightwell Sensors Ltd?",
            answers=("Peter Nash",),
            sources=("news.txt",),
            quotes=("was founded by Peter Nash",),
        ),
        GoldQuestion(
            "Did Northgate Pumps Ltd acquire Elmfield Controls Ltd?",
            "yes_no",
            ("yes",),
            sources=("news.txt",),
            quotes=("will not acquire",),
        ),
        GoldQuestion("Who is the chief financial officer of Harrow Castings Ltd?", "none"),
    ]

    report = measure_gold(golds, asker.ask_named, advance=lambda _: None)

    assert [row["right"] for row in report["answers"]] == [True, False, True]
    assert report["kinds"]["fact"] == {
        "questions": 1,
        "right": 1,
        "refused": 0,
        "evidence_right": 1,
    }
    assert report["unanswerable_refused"] == 1.0
    assert report["evidence_right"] == 1.0


def command(*arguments: str) -> str:
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_prints_value_places_and_query(folder: Path, asker: Asker) -> None:
    told = command("ask", "How many contracts end in 2026?", "--folder", str(folder), "-v")
    lines = told.splitlines()

    assert lines[0] == "2"
    assert any(line.strip() == "register.md" for line in lines)
    assert "MATCH" in told and "// $since: 2026" in told


def test_the_command_gives_all_of_an_answer_as_json(folder: Path, asker: Asker) -> None:
    question = "Did Northgate Pumps Ltd acquire Elmfield Controls Ltd?"
    found: dict[str, Any] = json.loads(command("ask", question, "--folder", str(folder), "--json"))

    assert (found["question"], found["abstained"], found["kind"]) == (question, False, "yes_no")
    assert found["values"] == ["no"]
    assert found["answer"][0]["evidence"][0]["source"] == "news.txt"
    assert 0 < found["confidence"] <= 1
