"""Data for training, plans that fit its size, and a training that goes on after a kill."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.app.progress import Reporter
from briefbook.app.searching import first_values, search_settings, space_of
from briefbook.app.training import fit_model, train_model
from briefbook.app.training_progress import progress_line
from briefbook.app.trainingdata import (
    DataPlan,
    hold_out,
    load_training_data,
    rename_labels,
    with_languages,
)
from briefbook.app.trainingplan import TrainingPlan, choosers, fit_loop
from briefbook.errors import LabelsError, ModelError
from briefbook.labels.examples import Example
from briefbook.learn.journal import Evaluation, Record, Step
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from tests.app.models import labelled_sentences, write_encoder, write_labels

LOOP = LoopSettings(epochs=3, learning_rate=0.004, head_learning_rate=0.01, batch_pieces=256)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> EncoderSettings:
    return EncoderSettings(model=str(write_encoder(tmp_path_factory.mktemp("e") / "encoder")))


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory, encoder: EncoderSettings) -> TrainingPlan:
    folder = tmp_path_factory.mktemp("labels")
    write_labels(folder / "train.jsonl", labelled_sentences(40))
    write_labels(folder / "dev.jsonl", labelled_sentences(24, first=61))
    return TrainingPlan("tag", DataPlan(str(folder)), loop=LOOP, given=("epochs",), encoder=encoder)


# Data


def test_a_tenth_is_held_out_of_one_file_the_same_one_each_time(tmp_path: Path) -> None:
    path = write_labels(tmp_path / "all.jsonl", labelled_sentences(60))

    first, again, other = (load_training_data(DataPlan(str(path), seed=seed)) for seed in (1, 1, 2))

    assert first.held_out and len(first.development) == 6 and len(first.train) == 54
    assert first == again
    assert first.development != other.development
    assert first.as_dict()["files"][0]["part"] == "train"


@given(st.lists(st.sampled_from("abcd"), min_size=2, max_size=30), st.integers(0, 5))
def test_documents_are_held_out_whole_and_nothing_is_lost(documents: list[str], seed: int) -> None:
    labelled = labelled_sentences(len(documents))
    examples = [
        replace(one, document=name) for one, name in zip(labelled, sorted(documents), strict=True)
    ]

    train, development = hold_out(examples, share=0.1, seed=seed)

    assert sorted([*train, *development], key=lambda one: one.id) == sorted(
        examples, key=lambda one: one.id
    )
    assert not {one.document for one in train} & {one.document for one in development}
    assert train
    assert bool(development) == (len(set(documents)) > 1)


def test_what_is_held_out_holds_a_label_where_one_can_be_spared() -> None:
    bare = [Example(f"b{number}", f"Nothing {number}.") for number in range(40)]
    labelled = labelled_sentences(2)

    train, development = hold_out([*bare, *labelled], share=0.1, seed=3)

    assert [sum(bool(one.mentions) for one in part) for part in (train, development)] == [1, 1]


def test_labels_are_renamed_and_left_out_with_their_relations() -> None:
    [example] = labelled_sentences(1)

    renamed = rename_labels(example, {"Person": "PER", "WORKS_FOR": "EMPLOYED_BY"})
    without = rename_labels(example, {"Person": ""})

    assert [one.label for one in renamed.mentions] == ["PER", "Organization"]
    assert [one.predicate for one in renamed.relations] == ["EMPLOYED_BY"]
    assert [one.label for one in without.mentions] == ["Organization"]
    assert without.relations == ()


def test_a_few_odd_texts_do_not_make_a_second_language() -> None:
    chinese = [Example(f"z{number}", "清源水务位于无锡。") for number in range(30)]

    told = with_languages([*chinese, Example("n", "2024-05-08 A4")])

    assert {one.language for one in told} == {"zh"}
    assert {one.language for one in with_languages(labelled_sentences(20))} == {"en", "zh"}


def test_data_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match="nowhere: no such file"):
        load_training_data(DataPlan(str(tmp_path / "nowhere")))


# Plans


def test_little_data_is_gone_over_often_enough() -> None:
    few = fit_loop(LoopSettings(), pieces=600, given=())

    assert few.batch_pieces == 256
    assert few.epochs * round(600 / few.batch_pieces) >= 150
    assert few.patience == 0


def test_much_data_and_chosen_settings_are_left_alone() -> None:
    assert fit_loop(LoopSettings(), pieces=300_000, given=()) == LoopSettings()
    assert fit_loop(LoopSettings(), pieces=600, given=("epochs",)) == LoopSettings()
    assert fit_loop(LoopSettings(), pieces=600, given=("batch_pieces",)).batch_pieces == 1024


def test_few_examples_choose_no_weights_and_many_only_as_many_as_needed() -> None:
    train = labelled_sentences(10)

    assert choosers(labelled_sentences(12), train, seed=1) == []
    assert len(choosers(labelled_sentences(60), train, seed=1)) == 60
    assert len(choosers(labelled_sentences(900), train, seed=1)) == 200


# Training


def test_a_training_that_was_killed_goes_on_and_ends_as_if_nothing_happened(
    plan: TrainingPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train_model(plan, tmp_path / "whole", quiet=True)
    killed = tmp_path / "killed"
    (killed).mkdir()

    def kill(record: Record) -> None:
        if isinstance(record, Evaluation) and record.epoch >= 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("briefbook.app.training_progress._watch", lambda *_: kill)
        train_model(plan, killed, quiet=True)
    assert (killed / "training.json").is_file() and not (killed / "model.json").exists()
    with pytest.raises(ModelError, match="other settings or data"):
        train_model(replace(plan, copies=1), killed, quiet=True)

    resumed = train_model(plan, killed, quiet=True)

    assert resumed["micro"] == whole["micro"]
    assert resumed["training"]["steps"] == whole["training"]["steps"]
    assert (killed / "head.safetensors").read_bytes() == (
        tmp_path / "whole" / "head.safetensors"
    ).read_bytes()
    assert not (killed / "training.json").exists()


def test_a_model_is_trained_anew_when_told_but_other_files_are_never_removed(
    plan: TrainingPlan, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    train_model(plan, folder, quiet=True)
    train_model(replace(plan, copies=1), folder, quiet=True, overwrite=True)
    assert json.loads((folder / "metrics.json").read_text("utf-8"))["training"]["steps"] > 3

    (folder / "notes.txt").write_text("mine")
    with pytest.raises(ModelError, match=r"holds other files \(notes.txt\)"):
        train_model(plan, folder, quiet=True, overwrite=True)
    assert (folder / "model.json").exists()


def test_a_search_trains_with_what_scored_best(plan: TrainingPlan, tmp_path: Path) -> None:
    plan = replace(plan, trials=2, given=("epochs", "batch_pieces", "average"))
    train, development = labelled_sentences(40), labelled_sentences(24, first=61)

    found = search_settings(
        plan, train, development, tmp_path, fit=fit_model, reporter=Reporter(quiet=True)
    )

    assert set(space_of(plan)) == {"learning_rate", "head_learning_rate", "weight_decay"}
    assert first_values(plan)["learning_rate"] == LOOP.learning_rate
    low, high = LOOP.learning_rate / 4, LOOP.learning_rate * 4
    assert low * 0.999 <= found.loop.learning_rate <= high * 1.001
    assert [path.name for path in tmp_path.iterdir()] == ["search.jsonl"]


def test_one_line_says_how_far_a_training_is() -> None:
    step = Step(340, 2.31, 0.2, 0.1234, 1e-4, 3200.0, 65.0)
    best = Evaluation(300, 2.0, {"f1": 0.912}, True, 60.0)

    assert progress_line(step, best, 10) == (
        "epoch 2.3 of 10, step 340, loss 0.1234, best F1 0.9120, 3,200 pieces/s, 4:20 left"
    )
    assert progress_line(None, best, 10) == "best F1 0.9120"
