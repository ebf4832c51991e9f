"""`briefbook evaluate search` says how much of what questions need is found."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from briefbook.app.cli import cli
from briefbook.app.cli.search_measuring import report_lines
from briefbook.app.search_data import Asked, Text, read_asked, read_corpus
from briefbook.errors import LabelsError, WorkspaceError
from tests.decide.retrieve.world import TEXTS

CORPUS = [{"title": title, "text": text} for title, text in TEXTS.items()]
QUESTIONS = [
    {
        "question": "Who is the mother of the director of film The Tin Harbour (Film)?",
        "gold_titles": ["The Tin Harbour (film)", "Oskar Wendel"],
    },
    {"question": "《青石巷》导演的父亲是谁？", "gold_titles": ["《青石巷》", "沈望舒"]},
    {"question": "Which town is known for its bridge?", "ground_truth": ["Dunmarrow"]},
]


def evaluate(*arguments: object) -> Any:
    called = ["evaluate", "search", *map(str, arguments)]
    done = CliRunner().invoke(cli, called, standalone_mode=False)
    if done.exception:
        raise done.exception
    return done


def write(path: Path, value: object) -> Path:
    data = json.dumps(value, ensure_ascii=False).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def test_search_is_measured_with_and_without_the_graph(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus.json.gz", CORPUS)
    lines = "\n".join(json.dumps(each, ensure_ascii=False) for each in QUESTIONS)
    data = tmp_path / "questions.jsonl"
    data.write_text(lines + "\n", encoding="utf-8")
    kept, out = tmp_path / "kept", tmp_path / "found.jsonl"
    given = ("--corpus", corpus, "--data", data, "--folder", kept, "-q")

    report: Mapping[str, Any] = json.loads(evaluate(*given, "--out", out, "--json").stdout)

    assert list(report["scores"]) == ["bm25", "vectors", "hybrid", "graph"]
    assert report["scores"]["graph"] == {
        "recall@2": 1.0,
        "all@2": 1.0,
        "recall@5": 1.0,
        "all@5": 1.0,
    }
    assert report["routes"] == {"paths": 2, "text": 1}
    assert report["gold_titles_missing"] == []
    rows = [json.loads(line) for line in out.read_text("utf-8").split("\n") if line]
    assert [row["missed"] for row in rows] == [[], [], []]
    assert rows[1]["found"]["graph"][:2] == ["《青石巷》", "沈望舒"]

    table = list(report_lines(report))
    assert [line.split()[0] for line in table[1:5]] == ["BM25", "vectors", "hybrid", "+graph"]
    assert "routes: paths 2, text 1" in table[5]


def test_corpora_and_questions_are_read(tmp_path: Path) -> None:
    corpus = write(
        tmp_path / "corpus.json", [{"title": "A", "text": "b"}, {"title": "C", "text": " "}]
    )
    data = write(tmp_path / "data.json", QUESTIONS[2:])

    assert read_corpus(corpus) == (Text("A", "b"),)
    assert read_asked(data) == (Asked("Which town is known for its bridge?", ("Dunmarrow",)),)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[1]", "entry 1 is not an object"),
        ('[{"question": "Who?"}]', "entry 1 has no gold_titles"),
        ('[{"question": "Who?", "gold_titles": []}]', "entry 1 has no gold_titles"),
        ('[{"question": "Who?", "gold_titles": [1]}]', "not strings"),
        ('{"gold_titles": ["A"]}', "entry 1 has no question"),
        ("[]", "holds no question"),
        ("no json", "not JSON"),
    ],
)
def test_a_file_of_another_make_is_refused_by_its_entry(
    content: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "data.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(LabelsError, match=message):
        read_asked(path)


def test_files_that_cannot_be_opened_are_named(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match="nothing.json"):
        read_corpus(tmp_path / "nothing.json")
    (tmp_path / "cut.json.gz").write_bytes(gzip.compress(b"[]")[:9])
    with pytest.raises(LabelsError, match="cut.json.gz"):
        read_corpus(tmp_path / "cut.json.gz")


def test_a_run_folder_is_no_place_for_the_index(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus.json", CORPUS[:1])
    data = write(tmp_path / "data.json", QUESTIONS[:1])
    (tmp_path / "catalog.db").touch()

    with pytest.raises(WorkspaceError, match="is a run folder"):
        evaluate("--corpus", corpus, "--data", data, "--folder", tmp_path)
    with pytest.raises(click.BadParameter, match="2,5"):
        evaluate("--corpus", corpus, "--data", data, "--k", "few")
