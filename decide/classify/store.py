"""A classifier is written as a model folder, and read again; no pickle, nothing that runs code."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from torch import Tensor

from briefbook.errors import ModelError
from briefbook.learn import methods
from briefbook.learn.backbone import Backbone, open_backbone
from briefbook.learn.modelfolder import (
    ModelInfo,
    check_encoder,
    load_weights,
    read_info,
    save_model,
)
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tuned import MethodSettings, install
from decide.classify.committee import Committee
from decide.classify.context import ContextModel
from decide.classify.examples import Task
from decide.classify.grams import Vocabulary
from decide.classify.linear import LinearModel
from decide.classify.members import Members
from decide.classify.network import TextClassifier
from decide.classify.scope import Scope
from decide.classify.tune import Tuned
from decide.classify.vectors import Vectors, as_arrays, from_arrays

KIND = "classify"

Tensors = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class Head:
    """What `model.json` says of a classifier, besides its labels."""

    multiple: bool
    committee: Committee
    lines: Mapping[str, str] = field(default_factory=dict)  # kind of n-grams, by member
    ratios: tuple[str, ...] = ()  # members that only ask whether an n-gram is there
    tuned_pieces: int = 0  # of a text that the tuned encoder reads; 0: it was not tuned
    vectors: bool = False
    context: bool = False
    scope: Scope | None = None
    out_of_scope: str = ""  # what the user calls texts without a label


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """All that a classifier is."""

    task: Task
    committee: Committee
    members: Members
    tuned: Tuned | None = None
    scope: Scope | None = None
    known: Vectors | None = None  # of labelled texts, to tell what is unlike all of them
    out_of_scope: str = ""


def save_classifier(folder: Path, stored: Stored, encoder: str, languages: tuple[str, ...]) -> str:
    """Write a classifier and return its version; `encoder` is the name of the one that was used."""
    tensors: Tensors = {}
    members = stored.members
    for name, model in members.lines.items():
        tensors |= _prefixed(name, _line_tensors(model))
    if members.vectors:
        tensors |= _prefixed("vectors", _from_arrays(as_arrays(members.vectors)))
    if members.context:
        tensors |= _prefixed("graph", _context_tensors(members.context))
    if stored.known is not None:
        tensors["known"] = torch.from_numpy(stored.known)
    changes: Mapping[str, Tensor] = {}
    if stored.tuned:
        changes = methods.changes(stored.tuned.model.backbone)
        tensors |= _prefixed("tuned", stored.tuned.model.head.state_dict())
    head = Head(
        multiple=stored.task.multiple,
        committee=stored.committee,
        lines={name: model.vocabulary.kind for name, model in members.lines.items()},
        ratios=tuple(name for name, model in members.lines.items() if model.ratios),
        tuned_pieces=stored.tuned.most_pieces if stored.tuned else 0,
        vectors=members.vectors is not None,
        context=members.context is not None,
        scope=stored.scope,
        out_of_scope=stored.out_of_scope,
    )
    info = ModelInfo(
        kind="classify",
        labels=stored.task.labels,
        encoder=encoder,
        method=stored.tuned.method if stored.tuned else MethodSettings("head"),
        head=asdict(head),
        languages=languages,
    )
    return save_model(folder, info, changes, tensors)


def load_classifier(folder: Path, encoder: EncoderSettings | None = None) -> Stored:
    """Read a classifier.

    Raises ModelError when the folder holds none, is damaged, or belongs to another encoder.
    """
    info = read_info(folder)
    if info.kind != KIND:
        raise ModelError(
            f"cannot use {folder} as a classifier: it holds a model of kind {info.kind!r}"
        )
    weights = load_weights(folder)
    try:
        head = msgspec.convert(dict(info.head), Head)
        members = _members(head, weights.head)
    except (msgspec.ValidationError, KeyError) as error:
        raise ModelError(f"cannot read the model {folder}: {error}") from error
    tuned = None
    if head.tuned_pieces:
        backbone = open_backbone(encoder, training=False)
        check_encoder(info, backbone)
        tuned = _tuned(info, head, backbone, weights.encoder, weights.head)
    known = weights.head.get("known")
    return Stored(
        Task(info.labels, head.multiple),
        head.committee,
        members,
        tuned,
        head.scope,
        known.numpy() if known is not None else None,
        head.out_of_scope,
    )


def _tuned(
    info: ModelInfo,
    head: Head,
    backbone: Backbone,
    changes: Mapping[str, Tensor],
    tensors: Mapping[str, Tensor],
) -> Tuned:
    model = TextClassifier(backbone, len(info.labels), dropout=0.0)
    install(backbone, info.method, changes)
    model.head.load_state_dict(_under("tuned", tensors))
    model.eval()
    return Tuned(model, info.method, head.tuned_pieces, None)


def _members(head: Head, tensors: Mapping[str, Tensor]) -> Members:
    lines = {
        name: _line(_under(name, tensors), kind, name in head.ratios)
        for name, kind in head.lines.items()
    }
    vectors = None
    if head.vectors:
        vectors = from_arrays(
            {name: one.numpy() for name, one in _under("vectors", tensors).items()}
        )
    context = _context(_under("graph", tensors)) if head.context else None
    return Members(lines, vectors, context)


def _line_tensors(model: LinearModel) -> Tensors:
    return {
        "grams": _from_words(model.vocabulary.places),
        **_from_arrays(
            {"rarity": model.vocabulary.rarity, "weights": model.weights, "bias": model.bias}
        ),
    }


def _line(tensors: Mapping[str, Tensor], kind: Any, ratios: bool) -> LinearModel:
    vocabulary = Vocabulary(kind, _to_words(tensors["grams"]), tensors["rarity"].numpy())
    return LinearModel(vocabulary, tensors["weights"].numpy(), tensors["bias"].numpy(), ratios)


def _context_tensors(model: ContextModel) -> Tensors:
    return {
        "entities": _from_words(model.entities),
        "kinds": _from_words(model.kinds),
        **_from_arrays(
            {
                "communities": model.communities,
                "counts": model.counts,
                "weights": model.weights,
                "bias": model.bias,
            }
        ),
    }


def _context(tensors: Mapping[str, Tensor]) -> ContextModel:
    arrays = {name: tensors[name].numpy() for name in ("communities", "counts", "weights", "bias")}
    return ContextModel(_to_words(tensors["entities"]), _to_words(tensors["kinds"]), **arrays)


def _from_words(places: Mapping[str, int]) -> Tensor:
    """Return words as bytes of JSON, in the order of their places."""
    words = sorted(places, key=places.__getitem__)
    data = msgspec.json.encode(words)
    return torch.from_numpy(np.frombuffer(data, np.uint8).copy())


def _to_words(tensor: Tensor) -> dict[str, int]:
    words = msgspec.json.decode(tensor.numpy().tobytes(), type=list[str])
    return {word: place for place, word in enumerate(words)}


def _from_arrays(arrays: Mapping[str, Any]) -> Tensors:
    return {name: torch.from_numpy(np.ascontiguousarray(one)) for name, one in arrays.items()}


def _prefixed(name: str, tensors: Mapping[str, Tensor]) -> Tensors:
    return {f"{name}.{key}": tensor for key, tensor in tensors.items()}


def _under(name: str, tensors: Mapping[str, Tensor]) -> Tensors:
    start = f"{name}."
    return {key.removeprefix(start): one for key, one in tensors.items() if key.startswith(start)}
