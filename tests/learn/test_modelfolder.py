"""A model folder is whole or refused, and says which model it is."""

from pathlib import Path

import pytest
import torch

from briefbook.errors import ModelError
from briefbook.learn.methods import MethodSettings, changes, prepare
from briefbook.learn.modelfolder import (
    ModelInfo,
    load_into,
    load_weights,
    read_info,
    save_model,
    version,
)
from tests.learn.tiny_backbone import tiny_backbone, tiny_texts

INFO = ModelInfo(
    "tag",
    ("Person", "组织"),
    "tiny@0",
    MethodSettings("full"),
    head={"width": 32, "crf": True, "types": ["Person", "组织"]},
    temperatures={"tag": 1.25},
    languages=("en", "zh"),
)


def save_tuned(folder: Path, seed: int = 0) -> torch.Tensor:
    """Save a model whose encoder was nudged, and return its states."""
    backbone = tiny_backbone()
    prepare(backbone, INFO.method)
    torch.manual_seed(seed)
    with torch.no_grad():
        for weight in backbone.parameters():
            if weight.requires_grad:
                weight.add_(torch.randn_like(weight) * 0.02)
        states: torch.Tensor = backbone(*tiny_texts(backbone))
    save_model(folder, INFO, changes(backbone), {"weight": torch.eye(2, 32)})
    return states


def test_a_saved_model_gives_the_same_states(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "模型"
    states = save_tuned(folder)
    other = tiny_backbone()

    info, head = load_into(folder, other)

    with torch.no_grad():
        again = other(*tiny_texts(other))
    assert torch.allclose(again, states, atol=2e-3)
    assert info.labels == INFO.labels and info.head == INFO.head
    assert info.temperatures == INFO.temperatures and info.method == INFO.method
    assert torch.equal(head["weight"], torch.eye(2, 32))


def test_matrices_take_half_the_room_unless_they_overflow(tmp_path: Path) -> None:
    large = torch.full((50, 100), 1e6)
    small = torch.full((50, 100), 0.1)
    vector = torch.full((3,), 0.1)

    save_model(tmp_path, INFO, {"small": small, "vector": vector}, {"large": large})

    weights = load_weights(tmp_path)
    assert torch.equal(weights.encoder["small"], small.half().float())
    assert torch.equal(weights.encoder["vector"], vector)
    assert torch.equal(weights.head["large"], large)
    assert (tmp_path / "encoder.safetensors").stat().st_size < 11_000


def test_the_version_follows_the_weights_and_what_is_said(tmp_path: Path) -> None:
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        save_tuned(tmp_path / name, seed)

    assert version(tmp_path / "a") == version(tmp_path / "b") != version(tmp_path / "c")
    assert len(version(tmp_path / "a")) == 8 and int(version(tmp_path / "a"), 16) >= 0


def test_a_model_is_replaced_and_leaves_other_files(tmp_path: Path) -> None:
    save_tuned(tmp_path, 0)
    (tmp_path / "journal.jsonl").write_text("{}\n")
    before = version(tmp_path)

    save_tuned(tmp_path, 1)

    assert version(tmp_path) != before
    assert load_weights(tmp_path).head.keys() == {"weight"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "encoder.safetensors",
        "head.safetensors",
        "journal.jsonl",
        "model.json",
    ]


def test_weights_of_another_saving_are_refused(tmp_path: Path) -> None:
    save_tuned(tmp_path / "a", 0)
    save_tuned(tmp_path / "b", 1)
    other = (tmp_path / "b" / "encoder.safetensors").read_bytes()
    (tmp_path / "a" / "encoder.safetensors").write_bytes(other)

    with pytest.raises(ModelError, match="encoder.safetensors is not the one"):
        load_weights(tmp_path / "a")


def test_another_encoder_is_refused(tmp_path: Path) -> None:
    save_tuned(tmp_path)

    with pytest.raises(ModelError, match="tuned on the encoder tiny@0, it does not fit other@1"):
        load_into(tmp_path, tiny_backbone(name="other@1"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "model.json"),
        (b'{"format": 2}', "its format is 2, not 1"),
        (b'{"format": 1, "kind": "song", "labels": [], "encoder": "x"}', "kind"),
        ("模型".encode("utf-16"), "model.json"),
    ],
)
def test_a_folder_that_is_no_model_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(ModelError, match="No such file"):
        read_info(tmp_path)
    (tmp_path / "model.json").write_bytes(content)
    with pytest.raises(ModelError, match=reason):
        read_info(tmp_path)


def test_a_compact_head_is_half_as_large_and_nearly_the_same(tmp_path: Path) -> None:
    torch.manual_seed(0)
    head = {"weight": torch.randn(64, 200) * 3, "bias": torch.randn(64), "places": torch.arange(5)}
    info = ModelInfo("summarize", ("headline",), "tiny@0")

    save_model(tmp_path / "plain", info, {}, head)
    save_model(tmp_path / "compact", info, {}, head, compact=True)

    sizes = [(tmp_path / name / "head.safetensors").stat().st_size for name in ("plain", "compact")]
    assert sizes[1] < 0.6 * sizes[0]
    found = load_weights(tmp_path / "compact").head
    assert found.keys() == head.keys()
    assert torch.equal(found["places"], head["places"])
    assert torch.equal(found["bias"], head["bias"])
    assert float((found["weight"] - head["weight"]).abs().max()) < 0.06
