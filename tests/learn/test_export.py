"""What ONNX Runtime computes from an exported encoder is what torch computes."""

from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import Tensor, nn

from briefbook.learn.backbone import Backbone
from briefbook.learn.export import INPUTS, OUTPUT, Precision, export_onnx
from briefbook.learn.methods import MethodSettings, prepare
from briefbook.learn.tuned import Method
from tests.learn.tiny_backbone import tiny_backbone


def _scores(backbone: Backbone, head: nn.Module, texts: list[list[int]]) -> tuple[Tensor, Tensor]:
    ids, mask = backbone.pad(texts)
    with torch.inference_mode():
        return head(backbone(ids, mask)), mask


def _foreign(path: Path, backbone: Backbone, texts: list[list[int]]) -> Tensor:
    ids, mask = backbone.pad(texts)
    session = onnxruntime.InferenceSession(path)
    feed = dict(zip(INPUTS, (ids.numpy(), mask.long().numpy()), strict=True))
    return torch.from_numpy(np.asarray(session.run([OUTPUT], feed)[0]))


TEXTS = [
    [[5, 6, 7]],
    [[5, 6, 7, 8], [9], [4, 5, 6, 7, 8, 9, 10]],
    [[4 + n % 30 for n in range(22)]],
]


def _exported(path: Path, method: Method, precision: Precision) -> tuple[Backbone, nn.Module]:
    backbone = tiny_backbone()
    prepare(backbone, MethodSettings(method, tokens=2, width=4))
    backbone.eval()
    head = nn.Linear(32, 5)
    export_onnx(backbone, head, path, precision)
    return backbone, head


@pytest.mark.parametrize("method", ["full", "bottleneck", "prompt", "prefix"])
def test_batches_of_any_size_and_length_get_the_scores_of_torch(
    tmp_path: Path, method: Method
) -> None:
    path = tmp_path / "deep" / "model.onnx"
    backbone, head = _exported(path, method, "float32")

    for texts in TEXTS:
        wanted, mask = _scores(backbone, head, texts)
        found = _foreign(path, backbone, texts)
        assert found.shape == wanted.shape
        assert torch.allclose(found[mask], wanted[mask], atol=1e-4)
    assert [one.name for one in path.parent.iterdir()] == ["model.onnx"]


def test_8_bit_layers_come_near_and_take_less_room(tmp_path: Path) -> None:
    backbone, head = _exported(tmp_path / "int8.onnx", "full", "int8")
    _exported(tmp_path / "float32.onnx", "full", "float32")

    for texts in TEXTS:
        wanted, mask = _scores(backbone, head, texts)
        found = _foreign(tmp_path / "int8.onnx", backbone, texts)
        assert (found - wanted)[mask].abs().max() < 0.1 * wanted[mask].abs().max()
    sizes = [(tmp_path / f"{name}.onnx").stat().st_size for name in ("int8", "float32")]
    assert sizes[0] < sizes[1]
    kinds = Counter(node.op_type for node in onnx.load(tmp_path / "int8.onnx").graph.node)
    assert kinds["MatMulInteger"] == 2 * 6 + 1, "six linear layers in each of two, and the scores"
