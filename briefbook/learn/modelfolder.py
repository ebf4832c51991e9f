"""A tuned model on disk: a small folder that needs nothing else but the shared encoder.

`model.json` says what it is and which weights belong to it; `encoder.safetensors` holds what tuning
changed in the encoder, `head.safetensors` what was put on top. Each file is written aside and
renamed, `model.json` last, and it names the checksums of the others: a folder that can be read is
whole. Other files (card, scores, journal) may lie beside them.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import msgspec
import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from briefbook.errors import ModelError
from briefbook.learn.backbone import Backbone
from briefbook.learn.tuned import MethodSettings, install

FORMAT = 1  # raised when older programs could not read the folder

_INFO = "model.json"
_ENCODER = "encoder.safetensors"
_HEAD = "head.safetensors"
_LARGEST_HALF = 65504.0
_SCALE = "|scale"  # behind the name of a matrix in 8 bits

Tensors = Mapping[str, Tensor]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a model folder says about itself."""

    #: "encoder": adapted to a domain, no head.
    kind: Literal["tag", "relations", "summarize", "read", "classify", "encoder"]
    labels: tuple[str, ...]  # what it predicts, in the order of the head's outputs
    encoder: str  # "model@version" that was tuned
    method: MethodSettings = MethodSettings()
    head: Mapping[str, Any] = field(default_factory=dict)  # what builds the head, as JSON
    temperatures: Mapping[str, float] = field(default_factory=dict)  # of calibration, by output
    languages: tuple[str, ...] = ()  # it was tuned on: "en", "zh"
    files: Mapping[str, str] = field(default_factory=dict)  # SHA-256; `save_model` fills it in
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Weights:
    """The tensors of a model, in float32."""

    encoder: dict[str, Tensor]  # for `tuned.install` or `methods.apply_changes`
    head: dict[str, Tensor]  # for `load_state_dict`


def save_model(
    folder: Path,
    info: ModelInfo,
    encoder_changes: Tensors,
    head_state: Tensors,
    *,
    compact: bool = False,
) -> str:
    """Write a model into `folder`, over the one that may be there, and return its version.

    Matrices are kept in float16; those of a `compact` model's head in 8 bits, with a scale for each
    row, which halves it once more. Raises ModelError when the folder cannot be written.
    """
    head = _compacted(head_state) if compact else head_state
    data = {_ENCODER: _pack(encoder_changes), _HEAD: _pack(head)}
    files = {name: hashlib.sha256(one).hexdigest() for name, one in data.items()}
    info = replace(info, files=files)
    data[_INFO] = msgspec.json.format(msgspec.json.encode(info), indent=2) + b"\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, one in data.items():
            _write(folder / name, one)
    except OSError as error:
        raise ModelError(f"cannot write the model {folder}: {error.strerror}") from error
    return version(folder)


def _pack(tensors: Tensors) -> bytes:
    return save({name: _halved(tensor.detach().cpu()) for name, tensor in tensors.items()})


def _compacted(tensors: Tensors) -> dict[str, Tensor]:
    """Replace each matrix by whole numbers from -127 to 127 and what its rows are multiplied by."""
    found: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and tensor.dim() == 2:
            scale = tensor.detach().abs().amax(dim=1, keepdim=True).clamp_min(1e-8) / 127
            found[name] = (tensor.detach() / scale).round().to(torch.int8)
            found[name + _SCALE] = scale[:, 0].clone()
        else:
            found[name] = tensor
    return found


def _halved(tensor: Tensor) -> Tensor:
    """Store a matrix in float16 unless it overflows; vectors are small, and often sums."""
    small = tensor.is_floating_point() and tensor.dim() >= 2
    if small and tensor.numel() and float(tensor.abs().max()) <= _LARGEST_HALF:
        tensor = tensor.half()
    return tensor.contiguous()


def _write(path: Path, data: bytes) -> None:
    aside = path.with_name(f"{path.name}.partial")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)


def read_info(folder: Path) -> ModelInfo:
    """Read what a model folder says about itself; quick.

    Raises ModelError when there is no model, or one that this program does not understand.
    """
    data = _read(folder, _INFO)
    try:
        number = msgspec.json.decode(data, type=dict[str, object]).get("format")
        if number != FORMAT:
            raise ModelError(
                f"cannot read the model {folder}: its format is {number}, not {FORMAT}"
            )
        return msgspec.json.decode(data, type=ModelInfo)
    except msgspec.DecodeError as error:
        raise ModelError(f"cannot read the model {folder}: {_INFO}: {error}") from error


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise ModelError(f"cannot read the model {folder}: {name}: {error.strerror}") from error


def load_weights(folder: Path) -> Weights:
    """Read the tensors of a model.

    Raises ModelError when a file is missing or not the one that `model.json` names.
    """
    files = read_info(folder).files
    return Weights(*(_unpack(folder, name, files) for name in (_ENCODER, _HEAD)))


def _unpack(folder: Path, name: str, files: Mapping[str, str]) -> dict[str, Tensor]:
    data = _read(folder, name)
    if hashlib.sha256(data).hexdigest() != files.get(name):
        raise ModelError(f"cannot read the model {folder}: {name} is not the one it was saved with")
    try:
        tensors = load(data)
    except SafetensorError as error:
        raise ModelError(f"cannot read the model {folder}: {name}: {error}") from error
    return {
        key: tensor * tensors[key + _SCALE][:, None]
        if key + _SCALE in tensors
        else tensor.float()
        if tensor.dtype == torch.float16
        else tensor
        for key, tensor in tensors.items()
        if not key.endswith(_SCALE)
    }


def version(folder: Path) -> str:
    """Return 8 hex digits that change with whatever the model says or weighs.

    For `producer = "name@version"`; `model.json` holds the checksums of the weights. Raises
    ModelError when there is no model.
    """
    return hashlib.sha256(_read(folder, _INFO)).hexdigest()[:8]


def check_encoder(info: ModelInfo, backbone: Backbone) -> None:
    """Raise ModelError unless a model was tuned on this very encoder."""
    if info.encoder != backbone.name:
        raise ModelError(
            f"the model was tuned on the encoder {info.encoder}, it does not fit {backbone.name}"
        )


def load_into(folder: Path, backbone: Backbone) -> tuple[ModelInfo, dict[str, Tensor]]:
    """Put a model's changes into a pretrained backbone, for inference; return info and head.

    Raises ModelError when the folder is damaged or was tuned on another encoder.
    """
    info = read_info(folder)
    check_encoder(info, backbone)
    weights = load_weights(folder)
    install(backbone, info.method, weights.encoder)
    return info, weights.head
