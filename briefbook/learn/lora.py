"""LoRA and AdaLoRA, by `peft`: thin matrices beside each linear layer of the encoder.

Hu et al. 2022, "LoRA: low-rank adaptation of large language models"; Zhang et al. 2023, "Adaptive
budget allocation for parameter-efficient fine-tuning" (AdaLoRA), which starts with more ranks than
wanted and takes away those that matter least.

The factors get no dropout of their own: the encoder has some already, and drawing masks for 72
inputs made a step slower (1.19 s of processor time for 1,024 pieces) than one of full tuning
(0.96 s). Without it `peft` takes 0.82 s, a module of our own 0.78 s, which is not worth having.
"""

from collections.abc import Mapping
from typing import Any, cast

import torch
from peft import AdaLoraConfig, AdaLoraModel, LoraConfig, LoraModel
from peft.tuners.lora import LoraLayer
from torch import Tensor, nn

from briefbook.errors import ModelError
from briefbook.learn.layers import layers, linear_layers
from briefbook.learn.lowrank import Differences, weight_names

_NAME = "default"  # of the one adapter, within peft
_ORTHOGONALITY = 0.5  # weight of AdaLoRA's penalty, as in the paper's code

# AdaLoRA's schedule, in shares of all steps: all ranks, then fewer and fewer, then as they are.
_WARM = 0.1
_FINAL = 0.3
_CUTS = 100  # how often ranks are taken away


def add_lora(model: nn.Module, rank: int, scale: float, frozen_layers: int) -> LoraModel:
    """Put factors beside every linear layer but those of the lowest layers; freeze all else."""
    config = LoraConfig(
        r=rank,
        lora_alpha=scale * rank,  # type: ignore[arg-type]
        lora_dropout=0.0,
        target_modules=_targets(model, frozen_layers),
    )
    return _quick(LoraModel(model, config, _NAME))


def add_adalora(model: nn.Module, rank: int, scale: float, frozen_layers: int) -> AdaLoraModel:
    """Do the same with half as many ranks again, to end with `rank` for each layer on average."""
    first = rank + max(1, rank // 2)
    config = AdaLoraConfig(
        init_r=first,
        target_r=rank,
        lora_alpha=scale * first,  # type: ignore[arg-type]
        lora_dropout=0.0,
        target_modules=_targets(model, frozen_layers),
        total_step=1,  # `allocate` knows better
    )
    tuner = AdaLoraModel(model, config, _NAME)  # type: ignore[no-untyped-call]
    return cast(AdaLoraModel, _quick(tuner))


def _targets(model: nn.Module, frozen_layers: int) -> list[str]:
    tuned = list(layers(model).items())[frozen_layers:]
    return [f"{name}.{inner}" for name, layer in tuned for inner in linear_layers(layer)]


def _quick(tuner: LoraModel) -> LoraModel:
    for part in _parts(tuner).values():
        part.cast_input_dtype_enabled = False  # autocast would only turn it back
    return tuner


def _parts(tuner: LoraModel) -> dict[str, Any]:
    """Return the layers that have factors, by name; `peft` does not say what is in them."""
    return {
        name: module
        for name, module in tuner.model.named_modules()
        if isinstance(module, LoraLayer)
    }


def factors(tuner: LoraModel) -> Differences:
    """Return what was tuned as differences of low rank; see `lowrank`."""
    found: Differences = {}
    for name, part in _parts(tuner).items():
        first, second = _adaptive(part) if isinstance(tuner, AdaLoraModel) else _plain(part)
        if len(first):
            found[f"{name}.weight.A"], found[f"{name}.weight.B"] = first, second
    return found


def _plain(part: Any) -> tuple[Tensor, Tensor]:
    second = part.lora_B[_NAME].weight.detach() * part.scaling[_NAME]
    return part.lora_A[_NAME].weight.detach().clone(), second


def _adaptive(part: Any) -> tuple[Tensor, Tensor]:
    values = part.lora_E[_NAME].detach()  # (rank, 1)
    kept = values[:, 0] != 0
    first = (part.lora_A[_NAME].detach() * values)[kept]
    return first, part.lora_B[_NAME].detach()[:, kept] * _adaptive_scale(part)


def _adaptive_scale(part: Any) -> float:
    return float(part.scaling[_NAME] / (part.ranknum[_NAME] + 1e-5))  # as in peft's forward


def put_factors(tuner: LoraModel, differences: Mapping[str, Tensor]) -> None:
    """Go on from factors that `factors` returned; layers without any begin anew.

    Raises ModelError when they do not fit.
    """
    parts = _parts(tuner)
    for name in weight_names(differences):
        part = parts.get(name.removesuffix(".weight"))
        first, second = differences.get(f"{name}.A"), differences.get(f"{name}.B")
        if part is None or first is None or second is None:
            raise ModelError(f"the model does not fit the encoder: no factors for {name}")
        put = _put_adaptive if isinstance(tuner, AdaLoraModel) else _put_plain
        try:
            with torch.no_grad():
                put(part, first.float(), second.float())
        except RuntimeError as error:
            raise ModelError(f"the model does not fit the encoder: factors of {name}") from error


def _put_plain(part: Any, first: Tensor, second: Tensor) -> None:
    part.lora_A[_NAME].weight.copy_(first)
    part.lora_B[_NAME].weight.copy_(second / part.scaling[_NAME])


def _put_adaptive(part: Any, first: Tensor, second: Tensor) -> None:
    rank = len(first)
    lengths = first.norm(dim=1, keepdim=True)
    part.lora_E[_NAME][:rank].copy_(lengths)
    part.lora_A[_NAME][:rank].copy_(first / lengths)
    part.lora_B[_NAME][:, :rank].copy_(second / _adaptive_scale(part))


def fold(tuner: LoraModel) -> None:
    """Add the factors to the weights and take them out of the model."""
    tuner.merge_and_unload()


def allocate(tuner: AdaLoraModel, step: int, total: int) -> None:
    """Take ranks away that matter least, after step `step` of `total`, gradients still there."""
    config = cast(AdaLoraConfig, tuner.peft_config[_NAME])
    config.total_step = total
    config.tinit, config.tfinal = int(total * _WARM), int(total * _FINAL)
    config.deltaT = max(1, total // _CUTS)
    if config.rank_pattern is None and step > total - config.tfinal:
        config.rank_pattern = _pattern(tuner)  # a run that was killed goes on
    tuner.update_and_allocate(step)  # type: ignore[no-untyped-call]


def _pattern(tuner: AdaLoraModel) -> dict[str, list[bool]]:
    return {
        name: (values != 0).view(-1).tolist()
        for name, values in tuner.model.named_parameters()
        if f"lora_E.{_NAME}" in name
    }


def orthogonality(tuner: AdaLoraModel) -> Tensor:
    """Return AdaLoRA's penalty: how far its factors are from a singular value decomposition."""
    lengths = []
    for part in _parts(tuner).values():
        for factor in (part.lora_A[_NAME], part.lora_B[_NAME].T):  # (rank, size)
            lengths.append((factor @ factor.T - torch.eye(len(factor))).norm())
    return _ORTHOGONALITY * torch.stack(lengths).mean()
