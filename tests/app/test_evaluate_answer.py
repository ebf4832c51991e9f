"""`briefbook evaluate answer` reads files of questions and says how right answers are."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from briefbook.app.answer_data import FORMATS, read_gold_questions, read_questions
from briefbook.app.cli import answer_measuring, cli
from briefbook.errors import LabelsError

LEASE = (
    "The lease of the warehouse in Rotterdam was signed by Northwind Trading in May 2022. "
    "It ends on 31 March 2027. The rent of 12,500 euros is due each month."
)
CHINESE = "华北轴承有限公司的总经理是王建国。付款期限为收货后三十天。公司成立于1998年。"


def write_squad(path: Path) -> Path:
    def paragraph(context: str, *pairs: tuple[str, str | None]) -> dict[str, Any]:
        rows = [
            {
                "id": f"{context[:4]}-{number}",
                "question": question,
                "answers": [{"text": answer, "answer_start": 0}] if answer else [],
                "is_impossible": answer is None,
            }
            for number, (question, answer) in enumerate(pairs)
        ]
        return {"context": context, "qas": rows}

    english = paragraph(
        LEASE,
        ("Who signed the lease of the warehouse?", "Northwind Trading"),
        ("How much is the rent?", "12,500 euros"),
        ("What is the boiling point of mercury?", None),
    )
    chinese = paragraph(
        CHINESE, ("华北轴承有限公司的总经理是谁？", "王建国"), ("公司是哪一年成立的？", "1998年")
    )
    data = {"data": [{"title": "a", "paragraphs": [english, chinese]}]}
    path.write_bytes(gzip.compress(json.dumps(data).encode()))
    return path


def evaluate(*arguments: str) -> Any:
    done = CliRunner().invoke(cli, ["evaluate", "answer", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout) if "--json" in arguments else done.stdout


def test_answers_over_given_paragraphs_are_scored_by_language(tmp_path: Path) -> None:
    data, out = write_squad(tmp_path / "qa.json.gz"), tmp_path / "said.jsonl"

    report = evaluate("--data", str(data), "--format", "squad", "--json", "-q", "--out", str(out))

    assert (report["questions"], report["paragraphs"], report["answerable"]) == (5, 2, 4)
    assert report["f1"] >= 0.7
    assert report["sentence_holds_answer"] == 1.0
    assert report["refused_rightly"] == 1.0
    assert set(report["languages"]) == {"en", "zh"}
    assert report["risk_coverage"]["points"][-1][0] == 1.0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["answers"] for row in rows][:2] == [["Northwind Trading"], ["12,500 euros"]]
    assert all(0 <= row["confidence"] <= 1 for row in rows)


def test_all_paragraphs_can_be_searched_first_and_quotes_measured_alone(tmp_path: Path) -> None:
    data = write_squad(tmp_path / "qa.json.gz")

    told = evaluate("--data", str(data), "--format", "squad", "--open", "--reader", "none", "-q")

    assert "exact" in told and "risk and coverage" in told
    assert "the quoted sentence holds the answer: 1.0000" in told


def test_questions_over_paragraphs_of_their_own_are_read(tmp_path: Path) -> None:
    hotpot = [
        {
            "_id": "1",
            "question": "Who signed the lease?",
            "answer": "Northwind Trading",
            "context": [["Lease", ["A lease. ", "Northwind signed."]], ["Other", ["Nothing."]]],
        }
    ]
    musique = {
        "id": "2hop",
        "question": "Who founded it?",
        "answer": "Ada",
        "answer_aliases": ["Ada Byron"],
        "answerable": True,
        "paragraphs": [{"title": "It", "paragraph_text": "Ada founded it."}],
    }
    (tmp_path / "hotpot.json").write_text(json.dumps(hotpot))
    (tmp_path / "musique.jsonl").write_text(
        json.dumps(musique) + "\n" + json.dumps({**musique, "answerable": False}) + "\n"
    )

    first = read_questions(tmp_path / "hotpot.json", "hotpot")
    second = read_questions(tmp_path / "musique.jsonl", "musique")

    assert first.texts[0].text == "A lease. Northwind signed."
    assert first.questions[0].texts == (0, 1)
    assert [question.answers for question in second.questions] == [("Ada", "Ada Byron"), ()]
    assert len(second.texts) == 1  # the same paragraph is kept once


def test_paths_over_a_list_of_triples_are_scored(tmp_path: Path) -> None:
    (tmp_path / "kb.csv").write_text(
        "subject,predicate,object\nHuaxin,headed by,Ada Byron\nAda Byron,born in,Leeds\n"
    )
    (tmp_path / "qa.txt").write_text("who is [Huaxin] headed by\tAda Byron\n")

    report = evaluate(
        *("--data", str(tmp_path / "qa.txt"), "--format", "metaqa"),
        *("--triples", str(tmp_path / "kb.csv"), "--json", "-q"),
    )

    assert report["questions"] == 1
    assert report["hits@1"] == 1.0


def test_our_own_questions_may_leave_most_fields_out(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(
        '{"question": "Who?", "answers": ["Ada"], "sources": ["a.txt"]}\n'
        '{"question": "What?", "answers": null}\n'
        '{"question": "Which?", "items": [["A", "B"], ["C"]]}\n'
    )

    golds = read_gold_questions(path)

    assert [gold.kind for gold in golds] == ["fact", "none", "list"]
    assert [gold.answerable for gold in golds] == [True, False, True]


@pytest.mark.parametrize(
    ("content", "layout"),
    [
        ("not json", "squad"),
        ('{"data": [{"paragraphs": [{"qas": []}]}]}', "squad"),
        ('[{"question": "Who?"}]', "hotpot"),
        ("[]", "musique"),
    ],
)
def test_a_file_that_is_something_else_is_refused(
    content: str, layout: Any, tmp_path: Path
) -> None:
    path = tmp_path / "qa.json"
    path.write_text(content)

    with pytest.raises(LabelsError, match="cannot read"):
        read_questions(path, layout)


def test_our_own_lines_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    for line in ('{"answers": ["x"]}', '{"question": "Who?", "kind": "riddle"}', ""):
        path.write_text(line)
        with pytest.raises(LabelsError):
            read_gold_questions(path)


def test_wrong_usage_is_told() -> None:
    for arguments in (
        ("--data", "x", "--format", "metaqa"),
        ("--data", "x", "--format", "squad", "--triples", "kb.csv"),
        ("--data", "x", "--format", "hotpot", "--open"),
    ):
        done = CliRunner().invoke(cli, ["evaluate", "answer", *arguments])
        assert done.exit_code == 2


def test_the_command_knows_all_formats() -> None:
    assert answer_measuring.FORMATS == FORMATS
