"""Models in a run folder: kept with what they were measured on, found by name, swapped back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from briefbook.app.modelstore import (
    Kind,
    Promoted,
    find_model,
    keep_promoted,
    known_gold,
    list_models,
    promoted_model,
    read_metrics,
    read_slots,
    roll_back,
    running_model,
    shipped_model,
)
from briefbook.app.workspace import Workspace, create_workspace
from briefbook.errors import ModelError, WorkspaceError
from briefbook.labels.examples import Example
from briefbook.learn.modelfolder import ModelInfo, save_model
from tests.app.models import labelled_sentences


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with create_workspace(tmp_path / "x.briefbook") as opened:
        yield opened


def make_model(folder: Path, *labels: str, kind: Kind = "tag") -> Path:
    """A model folder that holds next to nothing, with what a training leaves beside it."""
    info = ModelInfo(kind, labels or ("Person",), "tiny@0")
    save_model(folder, info, {}, {"scores.weight": torch.ones(2, 2)})
    (folder / "metrics.json").write_text('{"micro": {"f1": 0.9}}')
    (folder / "checkpoint.pt").write_text("left over")
    (folder / "search").mkdir(exist_ok=True)
    return folder


def promote(workspace: Workspace, folder: Path, *gold: Example) -> Promoted:
    return keep_promoted(
        workspace, folder, "tag", gold=gold, f1=0.9, forced=False, reasons=("new: better",)
    )


def test_nothing_is_in_use_before_the_first_promotion(workspace: Workspace) -> None:
    assert promoted_model(workspace, "tag") is None
    assert running_model(workspace, "tag") == shipped_model("tag")
    with pytest.raises(ModelError, match="nothing to roll back"):
        roll_back(workspace, "tag")


def test_a_promoted_model_is_copied_with_its_gold(workspace: Workspace, tmp_path: Path) -> None:
    gold = labelled_sentences(4)
    model = make_model(tmp_path / "合同 names")

    promoted = promote(workspace, model, *gold)

    folder = promoted_model(workspace, "tag")
    assert folder is not None and folder.name == f"合同 names-{promoted.version}"
    assert {path.name for path in folder.iterdir()} == {
        *("model.json", "encoder.safetensors", "head.safetensors", "metrics.json"),
    }
    assert known_gold(workspace, "tag", Example) == gold
    assert read_metrics(folder) == {"micro": {"f1": 0.9}}


def test_a_promoted_model_keeps_the_encoder_it_brings(workspace: Workspace, tmp_path: Path) -> None:
    model = make_model(tmp_path / "pruned")
    (model / "encoder").mkdir()
    (model / "encoder" / "config.json").write_text("{}")

    promote(workspace, model)

    folder = promoted_model(workspace, "tag")
    assert folder is not None
    assert (folder / "encoder" / "config.json").read_text() == "{}"
    assert not (folder / "search").exists()


def test_rolling_back_swaps_and_twice_is_as_before(workspace: Workspace, tmp_path: Path) -> None:
    first = promote(workspace, make_model(tmp_path / "first", "A"))
    second = promote(workspace, make_model(tmp_path / "second", "B"))

    assert roll_back(workspace, "tag").current == first
    assert promoted_model(workspace, "tag") == workspace.folder / "models" / first.folder
    assert roll_back(workspace, "tag").current == second


def test_rolling_back_the_first_uses_what_briefbook_comes_with(
    workspace: Workspace, tmp_path: Path
) -> None:
    promote(workspace, make_model(tmp_path / "first"))

    roll_back(workspace, "tag")

    assert promoted_model(workspace, "tag") is None


def test_promoting_the_same_model_again_keeps_the_one_before_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    first = promote(workspace, make_model(tmp_path / "first", "A"))
    promote(workspace, make_model(tmp_path / "second", "B"))
    promote(workspace, tmp_path / "second")

    assert read_slots(workspace)["tag"].previous == first


def test_kinds_keep_apart(workspace: Workspace, tmp_path: Path) -> None:
    promote(workspace, make_model(tmp_path / "names"))
    keep_promoted(
        workspace,
        make_model(tmp_path / "ties", "OWNS", kind="relations"),
        "relations",
        gold=(),
        f1=None,
        forced=True,
        reasons=(),
    )

    shown = [(one.kind, one.name, one.state) for one in list_models(workspace)]
    assert [one for one in shown if one[2] != "shipped"] == [
        ("tag", "names", "promoted"),
        ("relations", "ties", "promoted"),
    ]


def test_models_are_found_by_folder_name_and_state(workspace: Workspace, tmp_path: Path) -> None:
    old = promote(workspace, make_model(tmp_path / "names", "A"))
    make_model(tmp_path / "names", "A", "B")
    new = promote(workspace, tmp_path / "names")
    root = workspace.folder / "models"

    assert find_model(str(tmp_path / "names"), workspace) == tmp_path / "names"
    assert find_model("names", workspace, "tag") == root / new.folder
    assert find_model(f"names-{old.version}", workspace) == root / old.folder
    assert find_model("previous", workspace) == root / old.folder
    assert find_model("in-use", workspace, "tag") == root / new.folder
    with pytest.raises(ModelError, match="no model ties"):
        find_model("ties", workspace)
    with pytest.raises(ModelError, match="holds no model.json"):
        find_model(str(tmp_path), workspace)


def test_damage_is_told_and_not_taken_for_nothing(workspace: Workspace, tmp_path: Path) -> None:
    promoted = promote(workspace, make_model(tmp_path / "names"))
    (workspace.folder / "models" / promoted.folder / "model.json").unlink()
    with pytest.raises(WorkspaceError, match="rollback tag"):
        promoted_model(workspace, "tag")

    (workspace.folder / "models" / "promoted.json").write_text("{")
    with pytest.raises(WorkspaceError, match=r"cannot read .*promoted.json"):
        read_slots(workspace)


def test_a_run_folder_from_before_a_kind_was_known_still_reads(
    workspace: Workspace, tmp_path: Path
) -> None:
    promoted = promote(workspace, make_model(tmp_path / "names"))
    path = workspace.folder / "models" / "promoted.json"
    slots = json.loads(path.read_text("utf-8"))
    del slots["summarize"], slots["tag"]["current"]["rouge"]
    path.write_text(json.dumps(slots), "utf-8")

    assert read_slots(workspace)["tag"].current == promoted
    assert read_slots(workspace)["summarize"].current is None
    assert running_model(workspace, "summarize") == shipped_model("summarize")
