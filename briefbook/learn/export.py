"""A tuned encoder with scores on top becomes an ONNX file, for programs that have no torch.

Its libraries are an extra: they serve nothing else.
"""

import logging
import tempfile
import warnings
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn

from briefbook.errors import ModelError
from briefbook.learn.backbone import Backbone

try:
    import onnx
    import onnxscript as onnxscript  # torch exports with it
    from onnxruntime.quantization import QuantType, quantize_dynamic
except ImportError as error:
    raise ModelError(
        f"exporting to ONNX needs the package {error.name}: pip install 'briefbook[export]'"
    ) from error

_LOG = logging.getLogger(__name__)

Precision = Literal["float32", "int8"]
INPUTS = ("input_ids", "attention_mask")  # (batch, pieces), int64, as transformers calls them
OUTPUT = "scores"  # (batch, pieces, K), float32


class PieceScores(nn.Module):
    """An encoder and a layer of scores, from pieces to scores of each piece."""

    def __init__(self, backbone: Backbone, scores: nn.Module) -> None:
        """Take both as they are."""
        super().__init__()
        self.model = backbone.model
        self.scores = scores

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return scores: (B, T) ids and mask of 0 and 1 to (B, T, K)."""
        output = self.model(input_ids=input_ids, attention_mask=attention_mask)
        scores: Tensor = self.scores(output.last_hidden_state)
        return scores


def export_onnx(
    backbone: Backbone, scores: nn.Module, path: Path, precision: Precision = "float32"
) -> None:
    """Write encoder and `scores` as one ONNX file for batches of any size and length.

    With "int8" the linear layers get 8-bit weights with a scale for each output, and activations
    are quantised as they pass (ONNX Runtime's dynamic quantisation); embeddings stay as they are.
    Raises ModelError when the encoder cannot be exported.
    """
    module = PieceScores(backbone, scores).eval()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as aside:
        made = Path(aside) / "float32.onnx"
        _export(module, _example(backbone), made)
        if precision == "int8":
            small = Path(aside) / "int8.onnx"
            _quantise(made, small)
            made = small
        onnx.checker.check_model(str(made))
        made.rename(path)
    _LOG.info("wrote %s, %.0f MB", path, path.stat().st_size / 1e6)


def _example(backbone: Backbone) -> tuple[Tensor, Tensor]:
    """Return a batch to trace with: two texts of different length."""
    piece = backbone.begin
    ids, mask = backbone.pad([[piece] * 3, [piece] * 5])
    return ids, mask.long()


def _export(module: nn.Module, example: tuple[Tensor, Tensor], path: Path) -> None:
    batch, pieces = torch.export.Dim("batch"), torch.export.Dim("pieces")
    try:
        with torch.inference_mode(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the exporter, about its own insides
            torch.onnx.export(
                module,
                example,
                str(path),
                input_names=INPUTS,
                output_names=[OUTPUT],
                dynamic_shapes={name: {0: batch, 1: pieces} for name in INPUTS},
                dynamo=True,
                external_data=False,
                verbose=False,
            )
    except (torch.onnx.OnnxExporterError, RuntimeError) as error:
        reason = str(error).strip().split("\n", 1)[0]
        raise ModelError(f"cannot export the encoder to ONNX: {reason}") from error


def _quantise(source: Path, target: Path) -> None:
    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul", "Gemm"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        extra_options={"MatMulConstBOnly": True},
    )
