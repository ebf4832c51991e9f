"""A reader is trained, measured, promoted and rolled back by the commands."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from briefbook.app.readers import open_running_reader
from briefbook.app.readertraining import load_reading_data
from briefbook.app.trainingdata import DataPlan
from briefbook.app.workspace import create_workspace, open_workspace
from briefbook.errors import LabelsError
from decide.reading.squad import read_squad
from tests.app.models import labelled_sentences, write_encoder
from tests.app.test_cli_models import Result, briefbook


def squad(first: int, count: int) -> dict[str, Any]:
    """Questions after the person and the company of sentences in both languages."""
    paragraphs = []
    for one in labelled_sentences(count, first=first):
        names = [one.text[each.span.start : each.span.end] for each in one.mentions]
        asked = ("Who will leave", "Leeds in") if one.language == "en" else ("昨天即将", "任职于")
        questions = [
            {
                "id": f"{one.id}-{number}",
                "question": question,
                "answers": [{"text": name, "answer_start": one.text.index(name)}],
            }
            for number, (question, name) in enumerate(zip(asked, names, strict=True))
        ]
        unanswered = {"id": f"{one.id}-x", "question": "soon", "answers": []}
        paragraphs.append({"context": one.text, "qas": [*questions, unanswered]})
    return {"data": [{"title": "made", "paragraphs": paragraphs}]}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory with an encoder, questions and a run folder."""
    place = tmp_path_factory.mktemp("readers 问答")
    write_encoder(place / "encoder")
    (place / "train.json").write_text(json.dumps(squad(0, 60), ensure_ascii=False), "utf-8")
    packed = gzip.compress(json.dumps(squad(60, 12), ensure_ascii=False).encode())
    (place / "dev.json.gz").write_bytes(packed)
    with create_workspace(place / "x.briefbook"):
        yield place


def train(place: Path, out: str, *options: object) -> Result:
    return briefbook(
        *("train", "read", "--data", place / "train.json", "--dev", place / "dev.json.gz"),
        *("--encoder", place / "encoder", "--out", place / out, "--quiet", "--json"),
        *("--method", "full", "--learning-rate", "0.004", "--head-learning-rate", "0.01"),
        *("--batch-pieces", "512", *options),
    )


def in_folder(place: Path, *arguments: object) -> Result:
    return briefbook(*arguments, "--folder", place / "x.briefbook")


def test_a_reader_is_trained_promoted_used_and_rolled_back(place: Path) -> None:
    trained = train(place, "reader", "--epochs", 12)

    assert trained.json["figures"]["f1"] > 0.7
    assert trained.json["examples"] == 24 and set(trained.json["languages"]) == {"en", "zh"}
    folder = place / "reader"
    assert "question-answering" in (folder / "README.md").read_text("utf-8")
    assert "<html" in (folder / "training.html").read_text("utf-8")

    promoted = in_folder(place, "promote", folder, "--force", "--json", "--quiet")
    assert promoted.json["promoted"] and promoted.json["kind"] == "read"
    with open_workspace(place / "x.briefbook") as workspace:
        reader = open_running_reader(workspace)
        assert reader is not None and reader.producer.startswith("reader-")
        text = "Yesterday Helen Carter joined Elmfield Controls."
        [read] = reader.read("Who will leave", [text])
        found = read.excerpts
        assert "Helen Carter" in text[found[0].start : found[0].end]

    worse = train(place, "worse", "--epochs", 1, "--seed", 7)
    assert worse.json["figures"]["f1"] < trained.json["figures"]["f1"]
    refused = in_folder(place, "promote", place / "worse", "--json", "--quiet")
    assert refused.code == 1 and not refused.json["promoted"]

    assert in_folder(place, "rollback", "read").code == 0


def test_a_finished_reader_is_not_written_over(place: Path) -> None:
    train(place, "once", "--epochs", 1)

    again = train(place, "once", "--epochs", 1)

    assert again.code == 1 and "holds a finished model" in again.stderr


def test_texts_are_held_out_whole_where_there_is_no_development_data(place: Path) -> None:
    data = load_reading_data(DataPlan(str(place / "train.json")))

    assert data.held_out and data.development
    assert not {one.text for one in data.train} & {one.text for one in data.development}
    assert load_reading_data(DataPlan(str(place / "train.json"))) == data


def test_wrong_offsets_are_put_right_by_the_text(tmp_path: Path) -> None:
    given = squad(0, 1)
    question = given["data"][0]["paragraphs"][0]["qas"][0]
    question["answers"][0]["answer_start"] += 3
    question["answers"].append({"text": "nobody of that name", "answer_start": 0})
    path = tmp_path / "shifted.json"
    path.write_text(json.dumps(given), "utf-8")

    lesson = read_squad(path)[0]

    assert [lesson.text[one.start : one.end] for one in lesson.answers] == ["Helen Carter"]


@pytest.mark.parametrize("content", ["", "[]", '{"data": [{"paragraphs": [{}]}]}'])
def test_what_is_not_in_the_format_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content, "utf-8")

    with pytest.raises(LabelsError, match="other.json: not in the format of SQuAD"):
        read_squad(path)


def test_options_that_mean_nothing_to_a_reader_are_refused(place: Path) -> None:
    with pytest.raises(click.UsageError, match="--nested is not for readers"):
        train(place, "refused", "--nested")
