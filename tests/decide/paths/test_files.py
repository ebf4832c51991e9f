"""Files of facts and questions."""

import gzip
import json
from pathlib import Path

import pytest

from briefbook.errors import LabelsError
from decide.paths.evaluate import score_path_questions
from decide.paths.files import PathQuestion, load_path_questions, load_triples
from decide.paths.graph import Triple, make_fact_graph
from decide.paths.worded import WordedParser


@pytest.mark.parametrize(
    "text",
    [
        'subject,predicate,object\n"Paris, Texas",directed by,Wim Wenders\n',
        '"Paris, Texas",directed by,Wim Wenders\n',
        "Paris, Texas\tdirected by\tWim Wenders\n",
        "subject|predicate|object\nParis, Texas|directed by|Wim Wenders",
    ],
)
def test_facts_are_read_however_they_are_parted(tmp_path: Path, text: str) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(text, "utf-8")

    assert load_triples(path) == [Triple("Paris, Texas", "directed by", "Wim Wenders")]


def test_packed_facts_are_read(tmp_path: Path) -> None:
    path = tmp_path / "facts.tsv.gz"
    path.write_bytes(gzip.compress("柳江\t主要支流\t寨蒿河\n".encode()))

    assert load_triples(path) == [Triple("柳江", "主要支流", "寨蒿河")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a,b,c\nd,e\n", "line 2 is not"),
        (b"a,,c\n", "line 1 is not"),
        (b"\xff\xfe\x00", "not UTF-8"),
    ],
)
def test_a_damaged_list_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "facts.csv"
    path.write_bytes(data)

    with pytest.raises(LabelsError, match=reason):
        load_triples(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match="No such file"):
        load_triples(tmp_path / "none.csv")


def test_film_questions_know_their_hops_from_the_name_of_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "2-hop"
    folder.mkdir()
    (folder / "dev.txt").write_text("who wrote films of [Ada Holm]\tIvo|Nils\n", "utf-8")

    questions, triples = load_path_questions(folder / "dev.txt", "metaqa")

    assert triples == []
    expected = PathQuestion("who wrote films of [Ada Holm]", "Ada Holm", ("Ivo", "Nils"), 2)
    assert questions == [expected]


def test_chinese_questions_bring_their_facts_along(tmp_path: Path) -> None:
    steps = [
        ["柳江 ||| 29", "主要支流", "寨蒿河 ||| 74"],
        ["寨蒿河 ||| 74", "发源于", "黎平县 ||| 0"],
    ]
    path = tmp_path / "mh.json"
    path.write_text(json.dumps([{"q": "柳江的主要支流的发源地是哪里？", "path": steps}]), "utf-8")

    questions, triples = load_path_questions(path, "nlpcc")

    assert questions[0].topic == "柳江" and questions[0].hops == 2
    assert triples[0] == Triple("寨蒿河", "发源于", "黎平县")
    report = score_path_questions(make_fact_graph(triples), WordedParser(), questions)
    assert report["hits@1"] == report["hops"]["2"]["exact"] == 1.0


def test_tagged_questions_bring_their_facts_along(tmp_path: Path) -> None:
    path = tmp_path / "kbqa.txt"
    path.write_text(
        "<question id=1>\t《高等数学》的出版社是哪家？\n"
        "<triple id=1>\t高等数学 ||| 出 版 社 ||| 武汉大学出版社\n"
        "<answer id=1>\t武汉大学出版社\n==========\n",
        "utf-8",
    )

    [question], triples = load_path_questions(path, "nlpcc")

    assert triples == [Triple("高等数学", "出版社", "武汉大学出版社")]
    assert question.answers[0] == "武汉大学出版社"


@pytest.mark.parametrize("text", ["", "[1]", '[{"q": "?"}]', "no tags"])
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "questions.txt"
    path.write_text(text, "utf-8")

    with pytest.raises(LabelsError, match="cannot read"):
        load_path_questions(path, "nlpcc")
