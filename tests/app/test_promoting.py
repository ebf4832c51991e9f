"""A promoted model works in a run, whatever encoder it was tuned on."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from briefbook.app.modelstore import promoted_model, read_metrics, roll_back
from briefbook.app.progress import Reporter
from briefbook.app.promoting import Promotion, promote_model
from briefbook.app.training import train_model
from briefbook.app.trainingdata import DataPlan
from briefbook.app.trainingplan import TrainingPlan, continued_plan
from briefbook.app.workspace import Workspace, create_workspace
from briefbook.learn.backbone import OWN_ENCODER
from briefbook.learn.modelfolder import load_weights, read_info, version
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from extract.relating.load import open_relations
from extract.settings import ExtractSettings
from extract.tagging.load import open_tagger
from extract.trained import model_folders, tuned_names
from tests.app.models import labelled_sentences, write_encoder, write_labels

pytestmark = pytest.mark.usefixtures("one_thread")

LOOP = LoopSettings(epochs=12, learning_rate=0.008, head_learning_rate=0.02, batch_pieces=128)
GOLD = labelled_sentences(30, first=61)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two models on an encoder of the user's own."""
    place = tmp_path_factory.mktemp("other")
    encoder = EncoderSettings(model=str(write_encoder(place / "自己的 encoder")))
    (Path(encoder.model) / "notes.txt").write_text("not of the encoder")
    data = DataPlan(str(write_labels(place / "train.jsonl", labelled_sentences(60))))
    kinds: Any = (("tag", "names"), ("relations", "ties"))
    for kind, name in kinds:
        plan = TrainingPlan(kind, data, loop=LOOP, given=("epochs",), encoder=encoder)
        train_model(plan, place / name, quiet=True)
    return place


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with create_workspace(tmp_path / "x.briefbook") as opened:
        yield opened


def promote(workspace: Workspace, model: Path) -> Promotion:
    quiet = Reporter(quiet=True)
    return promote_model(workspace, model, new=GOLD, old=None, force=True, reporter=quiet)


def test_a_promoted_model_brings_the_encoder_it_was_tuned_on(
    place: Path, workspace: Workspace, tmp_path: Path
) -> None:
    encoder = EncoderSettings(model=str(place / "自己的 encoder"))
    wanted = open_tagger(place / "names", encoder).predict(GOLD)
    ties = open_relations(place / "ties", encoder).predict(GOLD)
    promote(workspace, place / "names")
    promote(workspace, place / "ties")
    aside = place / "gone"
    (place / "自己的 encoder").rename(aside)
    try:
        tagger, relations = (promoted_model(workspace, kind) for kind in ("tag", "relations"))
        assert tagger and relations
        settings = ExtractSettings(tagger=str(tagger), relations=str(relations))

        assert model_folders(settings) == (tagger, relations)
        assert open_tagger(tagger).predict(GOLD) == wanted
        assert open_relations(relations).predict(GOLD) == ties
    finally:
        aside.rename(place / "自己的 encoder")
    assert {path.name for path in (tagger / OWN_ENCODER).iterdir()} == {
        *("config.json", "model.safetensors", "tokenizer.json")
    }
    assert read_info(tagger).encoder.startswith("encoder@")
    assert read_metrics(tagger)["encoder_model"] == ""
    assert read_metrics(tagger)["version"] == version(tagger)
    mine, theirs = load_weights(tagger), load_weights(place / "names")
    assert all(torch.equal(mine.encoder[name], theirs.encoder[name]) for name in theirs.encoder)


def test_what_a_run_finds_is_found_with_that_encoder(place: Path, workspace: Workspace) -> None:
    from extract.pieces import read_pieces
    from tests.factories import make_document

    promote(workspace, place / "names")
    folder = promoted_model(workspace, "tag")
    assert folder is not None
    settings = ExtractSettings(tagger=str(folder), precision="float32", min_mention_score=0.0)
    document = make_document(" ".join(one.text for one in GOLD[:6]))
    pieces = list(read_pieces(document, chinese_share=settings.chinese_share))

    found = list(tuned_names(document, pieces, settings))

    assert found
    assert {one.producer for one in found} == {f"{folder.name}@{version(folder)}"}


def test_promoting_it_again_changes_nothing(place: Path, workspace: Workspace) -> None:
    first = promote(workspace, place / "names").promoted
    again = promote(workspace, place / "names")

    assert first and again.promoted
    assert again.promoted.folder == first.folder
    assert again.verdict.promote
    slot = workspace.folder / "models" / first.folder
    promote(workspace, slot)
    assert promoted_model(workspace, "tag") == slot
    assert sorted(path.name for path in slot.parent.iterdir() if path.is_dir()) == [slot.name]
    assert roll_back(workspace, "tag").current is None


def test_a_promoted_model_is_gone_on_from_with_its_own_encoder(
    place: Path, workspace: Workspace, tmp_path: Path
) -> None:
    promote(workspace, place / "ties")
    slot = promoted_model(workspace, "relations")
    assert slot is not None
    copy = shutil.copytree(slot, tmp_path / "taken along")
    data = DataPlan(str(place / "train.jsonl"))
    plan = TrainingPlan("relations", data, loop=LoopSettings(epochs=1), given=("epochs",))

    plan = continued_plan(plan, copy, old_data="", rank=None, encoder_given=False)
    metrics = train_model(plan, tmp_path / "more", quiet=True)

    assert metrics["encoder"] == read_info(slot).encoder
    assert metrics["encoder_model"] == str(copy / OWN_ENCODER)
    assert promote(workspace, tmp_path / "more").promoted
