"""Models learn from teachers and go on from others, by the commands; it is written down."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
import torch
from click.testing import CliRunner

from briefbook.app.cli import cli
from briefbook.app.progress import Reporter
from briefbook.app.promoting import promote_model
from briefbook.app.training import train_model
from briefbook.app.trainingdata import DataPlan, load_texts
from briefbook.app.trainingplan import TrainingPlan, continued_plan
from briefbook.app.workspace import create_workspace
from briefbook.errors import BriefbookError, LabelsError, ModelError
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.learn.modelfolder import read_info, version
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.records import Span
from tests.app.models import labelled_sentences, write_encoder, write_labels

pytestmark = pytest.mark.usefixtures("one_thread")

LOOP = LoopSettings(
    epochs=12, learning_rate=0.008, head_learning_rate=0.02, batch_pieces=128, patience=0
)
QUICK = replace(LOOP, epochs=1)
GIVEN = ("epochs", "batch_pieces", "learning_rate")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with two encoders, labels and texts."""
    place = tmp_path_factory.mktemp("teachers 老师")
    write_encoder(place / "encoder")
    write_encoder(place / "other")
    write_labels(place / "labels" / "train.jsonl", labelled_sentences(60))
    write_labels(place / "labels" / "dev.jsonl", labelled_sentences(24, first=61))
    texts = [example.text for example in labelled_sentences(30, first=90)]
    (place / "texts.txt").write_text("\n\n".join(texts) + "\n", "utf-8")
    return place


def plan_for(place: Path, kind: Any, loop: LoopSettings = QUICK) -> TrainingPlan:
    encoder = EncoderSettings(model=str(place / "encoder"))
    data = DataPlan(str(place / "labels"))
    return TrainingPlan(kind, data, loop=loop, given=GIVEN, encoder=encoder)


@pytest.fixture(scope="module")
def extractor(place: Path) -> Path:
    train_model(plan_for(place, "relations", LOOP), place / "ties", quiet=True)
    return place / "ties"


def briefbook(*arguments: object) -> str:
    """Run the command in this process and return its stdout; errors are raised."""
    done = CliRunner().invoke(cli, [str(one) for one in arguments], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.stdout


def test_teachers_are_written_down_with_their_texts(place: Path) -> None:
    common = ("--data", place / "labels", "--epochs", 1, "--quiet", "--device", "cpu")
    for name, encoder in (("first", "encoder"), ("second", "other")):
        briefbook("train", "tag", *common, "--encoder", place / encoder, "--out", place / name)

    shown = briefbook(
        *("train", "tag", *common, "--encoder", place / "encoder", "--out", place / "taught"),
        *("--teacher", place / "first", "--teacher", place / "second", "--json"),
        *("--teacher-texts", place / "texts.txt", "--teacher-share", 0.7),
    )

    metrics = json.loads(shown)
    versions = {name: version(place / name) for name in ("first", "second")}
    assert metrics["teachers"] == [
        {"model": name, "version": number} for name, number in versions.items()
    ]
    assert metrics["distillation"]["share"] == 0.7
    assert metrics["distillation"]["texts"]["examples"] == 30
    assert metrics["distillation"]["texts"]["languages"] == ["en", "zh"]
    assert metrics["training"]["settings"]["device"] == "cpu"
    card = (place / "taught" / "README.md").read_text("utf-8")
    assert f"| teachers | first@{versions['first']}, second@{versions['second']} |" in card
    assert "texts.txt" in card
    assert json.loads((place / "taught" / "metrics.json").read_text("utf-8"))["teachers"]


def test_a_training_with_other_teachers_is_another_one(place: Path, extractor: Path) -> None:
    plan = replace(plan_for(place, "relations"), teachers=(str(extractor),))
    unknown = replace(plan, data=replace(plan.data, renamed={"LEAVES": "LEFT"}))
    with pytest.raises(ModelError, match="it does not know LEFT"):
        train_model(unknown, place / "begun", quiet=True)

    with pytest.raises(ModelError, match="other settings or data"):
        train_model(replace(unknown, teachers=()), place / "begun", quiet=True)
    with pytest.raises(ModelError, match="as a tagger"):
        train_model(replace(plan, kind="tag"), place / "wrong kind", quiet=True)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--continue", "x", "--teacher", "y"), "--teacher does not go with --continue"),
        (("--fresh-adapter",), "--fresh-adapter goes with --continue"),
        (("--teacher-share", "0.5"), "--teacher-share goes with --teacher"),
        (("--continue", "x", "--fresh-adapter", "--head", "crf"), "--head is that of the model"),
        (("--continue", "x", "--rank", "4"), "--rank is that of the model"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    place: Path, options: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(click.UsageError, match=reason):
        briefbook("train", "tag", "--data", place / "labels", "--out", place / "never", *options)


def test_a_card_that_is_not_there_is_refused(place: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("this machine has a CUDA card")
    with pytest.raises(BriefbookError, match="torch sees no card"):
        briefbook(
            *("train", "tag", "--data", place / "labels", "--encoder", place / "encoder"),
            *("--out", place / "no card", "--device", "cuda", "--quiet"),
        )


def test_texts_are_lines_or_labelled_files(place: Path, tmp_path: Path) -> None:
    lines = load_texts(place / "texts.txt")
    labelled = load_texts(place / "labels" / "dev.jsonl")

    assert [one.text for one in lines] == [
        example.text for example in labelled_sentences(30, first=90)
    ]
    assert {one.language for one in lines} == {"en", "zh"}
    assert len({one.id for one in lines}) == 30 and len(labelled) == 24
    (tmp_path / "empty.txt").write_text("\n \n")
    with pytest.raises(LabelsError, match="holds no text"):
        load_texts(tmp_path / "empty.txt")
    (tmp_path / "latin.txt").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(LabelsError, match=r"cannot read .*latin\.txt"):
        load_texts(tmp_path / "latin.txt")


def _based() -> list[Example]:
    found = []
    for one in labelled_sentences(90):
        if (at := one.text.find("Leeds")) >= 0:
            mentions = (one.mentions[1], LabelledSpan(Span(at, at + 5), "Place"))
            ties = (LabelledRelation(0, 1, "BASED_IN"),)
            found.append(replace(one, mentions=mentions, relations=ties))
    return found


@pytest.mark.parametrize("fresh", [(), ("--fresh-adapter", "--rank", "4")], ids=["same", "fresh"])
def test_an_extractor_goes_on_by_the_command_and_the_gate_measures_both(
    place: Path, extractor: Path, fresh: tuple[str, ...], tmp_path: Path
) -> None:
    new = write_labels(tmp_path / "new" / "train.jsonl", _based()[:12])
    write_labels(tmp_path / "new" / "dev.jsonl", _based()[12:])

    shown = briefbook(
        *("train", "relations", "--data", new.parent, "--continue", extractor, *fresh),
        *("--out", tmp_path / "more", "--epochs", 12, "--learning-rate", 0.008, "--quiet"),
        *("--head-learning-rate", 0.02, "--batch-pieces", 128, "--patience", 0, "--json"),
    )

    metrics = json.loads(shown)
    assert metrics["labels_learnt"] == ["LEAVES", "WORKS_FOR", "BASED_IN"]
    assert metrics["continues"]["model"] == "ties"
    assert metrics["continues"]["fresh_adapter"] == bool(fresh)
    assert metrics["training"]["method"] == ("lora" if fresh else "full")
    old = labelled_sentences(24, first=61)
    with create_workspace(tmp_path / "x.briefbook") as workspace:
        quiet = Reporter(quiet=True)
        common: dict[str, Any] = {"force": True, "reporter": quiet}
        promote_model(workspace, extractor, new=old, old=None, **common)
        promotion = promote_model(workspace, tmp_path / "more", new=_based(), old=None, **common)

    told = promotion.as_dict()
    assert set(told["scores"]) == {"new", "old"}
    assert told["scores"]["new"]["candidate"]["labels"]["BASED_IN"]["f1"] > 0.8
    before, after = (
        told["scores"]["old"][name]["labels"]["WORKS_FOR"]["f1"]
        for name in ("running", "candidate")
    )
    assert after > before - 0.2
    assert told["promote"]


def test_a_model_of_the_other_kind_is_no_start(place: Path, extractor: Path) -> None:
    with pytest.raises(ModelError, match="it holds a model of kind 'relations'"):
        continued_plan(
            plan_for(place, "tag"), extractor, old_data="", rank=None, encoder_given=False
        )
    assert read_info(extractor).kind == "relations"
