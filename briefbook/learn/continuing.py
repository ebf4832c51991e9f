"""A tuned encoder is tuned on: as it was, or with a fresh adapter while all the old stays frozen.

A fresh adapter for each domain is the growing way not to forget (Rusu et al. 2016, "Progressive
neural networks"; with adapters Pfeiffer et al. 2021, "AdapterFusion"). Here the old adapters are
folded into the weights while the new one is learnt on top, and the model holds the sum, which
reads as fast as one adapter alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from torch import Tensor

from briefbook.errors import ModelError
from briefbook.learn.backbone import Backbone
from briefbook.learn.lowrank import Differences, combine
from briefbook.learn.methods import apply_changes, changes, prepare
from briefbook.learn.modelfolder import check_encoder, load_weights, read_info
from briefbook.learn.tuned import MethodSettings, install

#: Methods that leave differences of weights, to which those of another can be added.
_ADDABLE = ("full", "lora", "adalora", "bitfit", "head")


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """A model to go on from, put into a backbone that is ready to be tuned."""

    backbone: Backbone
    head: Mapping[str, Tensor]
    tuned: MethodSettings  # how it goes on
    whole: MethodSettings  # what the new model as a whole is to be loaded with
    frozen: Mapping[str, Tensor]  # changes that stay as they are, besides those that are tuned


def open_start(model: Path, backbone: Backbone, fresh: MethodSettings | None = None) -> Start:
    """Put a model into a pretrained backbone, to be tuned on, or frozen below a `fresh` adapter.

    Raises ModelError when the model belongs to another encoder, or nothing can be added to it.
    """
    info = read_info(model)
    check_encoder(info, backbone)
    weights = load_weights(model)
    if fresh is None:
        apply_changes(backbone, info.method, weights.encoder)
        return Start(backbone, weights.head, info.method, info.method, {})
    whole = _sum_of(info.method, fresh)
    install(backbone, info.method, weights.encoder)
    prepare(backbone, fresh)
    return Start(backbone, weights.head, fresh, whole, weights.encoder)


def _sum_of(old: MethodSettings, fresh: MethodSettings) -> MethodSettings:
    """Return the method that a model with both changes is loaded with."""
    if fresh.method != "lora":
        raise ModelError(f"cannot add a fresh adapter by {fresh.method}: only by lora")
    if old.method not in _ADDABLE:
        raise ModelError(
            f"cannot add a fresh adapter to a model tuned by {old.method}, which keeps parts of its"
            f" own: only to {', '.join(_ADDABLE)}"
        )
    if old.method == "head":
        return fresh
    if old.method == "lora" and old.frozen_layers == fresh.frozen_layers:
        return replace(fresh, rank=old.rank + fresh.rank)
    return MethodSettings("full")


def all_changes(start: Start) -> Differences:
    """Return what was tuned in the encoder, before and now."""
    new = changes(start.backbone)
    return combine(start.frozen, new) if start.frozen else new
