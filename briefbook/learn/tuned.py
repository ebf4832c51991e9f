"""A tuned encoder for inference: what tuning changed, put into the pretrained weights.

Kept apart from `methods`, which trains, so that reading documents never loads `peft`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from briefbook.errors import ModelError, SettingsError
from briefbook.learn.backbone import Backbone
from briefbook.learn.bottleneck import add_bottlenecks
from briefbook.learn.lowrank import apply, check_fit
from briefbook.learn.prompts import PromptedModel, add_prefixes

Method = Literal["full", "lora", "adalora", "bottleneck", "bitfit", "prompt", "prefix", "head"]


@dataclass(frozen=True, slots=True)
class MethodSettings:
    """Which part of the encoder is tuned, and how much is added to it."""

    method: Method = "full"
    rank: int = 16  # of LoRA's factors; AdaLoRA's average
    scale: float = 2.0  # what LoRA's product is multiplied by (alpha over rank)
    width: int = 64  # values that pass through a bottleneck
    tokens: int = 20  # vectors of a prompt or prefix
    frozen_layers: int = 0  # lowest layers left alone; above 0, the embeddings as well

    def __post_init__(self) -> None:
        if min(self.rank, self.width, self.tokens) < 1 or self.scale <= 0 or self.frozen_layers < 0:
            raise SettingsError("rank, width and tokens must be ≥ 1, scale > 0, frozen_layers ≥ 0")


def add_parts(backbone: Backbone, settings: MethodSettings) -> dict[str, nn.Parameter]:
    """Add the modules that a method keeps for good, and return their parameters by name."""
    before = {id(parameter) for parameter in backbone.model.parameters()}
    match settings.method:
        case "bottleneck":
            add_bottlenecks(backbone.model, settings.width, settings.frozen_layers)
        case "prefix":
            add_prefixes(backbone.model, settings.tokens, settings.frozen_layers)
        case "prompt":
            backbone.model = PromptedModel(backbone.model, settings.tokens)
    return {
        name: parameter
        for name, parameter in backbone.model.named_parameters()
        if id(parameter) not in before
    }


def install(backbone: Backbone, settings: MethodSettings, changes: Mapping[str, Tensor]) -> None:
    """Make a pretrained backbone what tuning made of another; for inference.

    `changes` are those of `methods.changes`, perhaps compressed or combined with others (see
    `lowrank`). Raises ModelError when they do not fit the encoder.
    """
    weights = dict(backbone.model.named_parameters())  # by names that new parts may change
    parts = add_parts(backbone, settings)
    put_parts(parts, changes)
    apply(weights, {name: one for name, one in changes.items() if name not in parts})
    backbone.requires_grad_(False).eval()


def put_parts(parts: Mapping[str, nn.Parameter], changes: Mapping[str, Tensor]) -> None:
    """Fill added modules with what was tuned.

    Raises ModelError when something is missing or has another shape.
    """
    for name, parameter in parts.items():
        if name not in changes:
            raise ModelError(f"the model does not fit its method: it has no {name}")
        check_fit(name, changes[name], parameter)
    with torch.no_grad():
        for name, parameter in parts.items():
            parameter.copy_(changes[name])
