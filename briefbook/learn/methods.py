"""How an encoder is tuned: one switch over the methods, all with the same five functions.

Full tuning changes everything but the word embeddings; the others leave the pretrained weights
alone or nearly so. LoRA and AdaLoRA come from `peft` (see `lora`), bottlenecks and prompts are ours
(see there why); BitFit tunes biases only (Ben Zaken et al. 2022, "BitFit: simple
parameter-efficient fine-tuning"), and "head" nothing of the encoder at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import torch
from peft import AdaLoraModel, LoraModel
from torch import Tensor, nn

from briefbook.errors import ModelError
from briefbook.learn.backbone import Backbone
from briefbook.learn.layers import layers
from briefbook.learn.lora import (
    add_adalora,
    add_lora,
    allocate,
    factors,
    fold,
    orthogonality,
    put_factors,
)
from briefbook.learn.lowrank import apply
from briefbook.learn.tuned import Method as Method
from briefbook.learn.tuned import MethodSettings as MethodSettings
from briefbook.learn.tuned import add_parts, put_parts

_KEPT = "_tuning"  # where a backbone keeps the record below


@dataclass(slots=True)
class _Tuning:
    """What `prepare` did to a backbone."""

    settings: MethodSettings
    weights: dict[str, nn.Parameter] = field(default_factory=dict)  # pretrained ones that are tuned
    pretrained: dict[str, Tensor] = field(default_factory=dict)  # as those were
    parts: dict[str, nn.Parameter] = field(default_factory=dict)  # new ones
    tuner: LoraModel | None = None  # peft's


def prepare(backbone: Backbone, settings: MethodSettings) -> None:
    """Freeze the backbone, then free or add what the method tunes; the head is not its business.

    Raises ModelError when that was done before.
    """
    if _KEPT in vars(backbone):
        raise ModelError("the encoder is being tuned already: merge it first")
    backbone.requires_grad_(False)
    tuning = _Tuning(settings)
    tuning.weights = {
        name: weight
        for name, weight in _within(backbone.model, settings)
        if _is_tuned(name, weight, settings.method)
    }
    tuning.pretrained = {name: one.detach().clone() for name, one in tuning.weights.items()}
    match settings.method:
        case "lora":
            tuning.tuner = add_lora(*_lora_arguments(backbone, settings))
        case "adalora":
            tuning.tuner = add_adalora(*_lora_arguments(backbone, settings))
        case _:
            tuning.parts = add_parts(backbone, settings)
    for tuned in (*tuning.weights.values(), *tuning.parts.values()):
        tuned.requires_grad_(True)
    vars(backbone)[_KEPT] = tuning  # not as an attribute: its modules are in the model already


def _lora_arguments(
    backbone: Backbone, settings: MethodSettings
) -> tuple[nn.Module, int, float, int]:
    return backbone.model, settings.rank, settings.scale, settings.frozen_layers


def _within(model: nn.Module, settings: MethodSettings) -> Iterator[tuple[str, nn.Parameter]]:
    """Yield the weights that may be tuned: of the layers, and of what comes before them."""
    stack = layers(model)
    if settings.frozen_layers == 0:
        words = model.get_input_embeddings().weight  # type: ignore[operator]
        for name, weight in model.named_parameters():
            if "embeddings" in name.split(".")[0] and weight is not words:
                yield name, weight
    for prefix, layer in list(stack.items())[settings.frozen_layers :]:
        for name, weight in layer.named_parameters():
            yield f"{prefix}.{name}", weight


def _is_tuned(name: str, weight: nn.Parameter, method: Method) -> bool:
    match method:
        case "full":
            return True
        case "bitfit":
            return name.endswith("bias")
        case "bottleneck":  # layer norms: the vectors that are not biases of linear layers
            return "norm" in name.lower() and weight.dim() == 1
        case _:
            return False


def _tuning(backbone: Backbone) -> _Tuning:
    found: _Tuning | None = vars(backbone).get(_KEPT)
    if found is None:
        raise ModelError("the encoder is not being tuned: prepare it first")
    return found


def changes(backbone: Backbone) -> dict[str, Tensor]:
    """Return what was tuned, and nothing else, in float32 and apart from the model.

    Pretrained weights are there as differences, whole or as factors (see `lowrank`), so that they
    can be compressed and lose little in float16; new parts as they are.
    """
    tuning = _tuning(backbone)
    if tuning.tuner is not None:
        return factors(tuning.tuner)
    differences = {
        name: weight.detach() - tuning.pretrained[name] for name, weight in tuning.weights.items()
    }
    return differences | {name: part.detach().clone() for name, part in tuning.parts.items()}


def apply_changes(
    backbone: Backbone, settings: MethodSettings, tensors: Mapping[str, Tensor]
) -> None:
    """Prepare a pretrained backbone and go on from what `changes` returned, to train on.

    For inference alone `tuned.install` is lighter. Raises ModelError when they do not fit.
    """
    prepare(backbone, settings)
    tuning = _tuning(backbone)
    if tuning.tuner is not None:
        put_factors(tuning.tuner, tensors)
        return
    put_parts(tuning.parts, tensors)
    rest = {name: one for name, one in tensors.items() if name not in tuning.parts}
    apply(tuning.weights, rest)


def merge(backbone: Backbone) -> None:
    """End the tuning: fold factors into the weights, so that they cost nothing, and freeze all.

    Bottlenecks, prompts and prefixes stay as the modules they are.
    """
    tuning = _tuning(backbone)
    if tuning.tuner is not None:
        fold(tuning.tuner)
    backbone.requires_grad_(False)
    del vars(backbone)[_KEPT]


def count_tuned(backbone: Backbone) -> int:
    """Return how many numbers of the backbone are tuned."""
    return sum(weight.numel() for weight in backbone.parameters() if weight.requires_grad)


def after_step(backbone: Backbone, step: int, total: int) -> None:
    """Do what the method does after each step (AdaLoRA takes ranks away); steps count from 1.

    To be called after the optimiser's step, before the gradients are cleared. AdaLoRA's judgement
    of what matters is a running mean that a killed run begins anew.
    """
    tuner = _tuning(backbone).tuner
    if isinstance(tuner, AdaLoraModel):
        allocate(tuner, step, total)


def penalty(backbone: Backbone) -> Tensor:
    """Return what the method adds to the loss: AdaLoRA's orthogonality, else zero."""
    tuner = _tuning(backbone).tuner
    return orthogonality(tuner) if isinstance(tuner, AdaLoraModel) else torch.zeros(())
