"""Encoders are taken from their folder; the word embeddings of each are there only once.

They are four fifths of a multilingual encoder's weights, and tuning leaves them alone. So they
stay in their file, in the precision they have there, mapped into memory: every model of a process
looks rows up in the same pages, and so do other processes, since the system keeps a file's pages
once. A row is widened when it is looked up, which is exact.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel
from transformers.utils import logging as transformers_logging

from briefbook.errors import ModelError

WEIGHTS = "model.safetensors"
_KEPT = 4  # encoders whose file stays mapped; one costs nothing but addresses

Stamp = tuple[int, int, int]  # tells a file from another that took its place
Config = Any  # of transformers, another class for each architecture


class SharedWords(nn.Embedding):
    """Word embeddings of any precision, read only; vectors come out in float32."""

    def __init__(self, words: Tensor, padding: int | None) -> None:
        """Look rows up in `words`, which is not copied."""
        rows, width = words.shape
        super().__init__(rows, width, padding_idx=padding, _weight=words, _freeze=True)

    def forward(self, ids: Tensor) -> Tensor:
        """Return vectors: (B, T) ids to (B, T, H)."""
        return super().forward(ids).float()


def load_model(folder: Path) -> nn.Module:
    """Load the encoder in a folder in float32, ready for inference, its words shared if possible.

    Raises ModelError when its files are missing, damaged or incomplete.
    """
    try:
        with _quiet():
            config = AutoConfig.from_pretrained(folder, local_files_only=True)
            key = words_key(folder, config)
            model, missing = _load_around(folder, config, key) if key else (None, [])
            if model is None or missing:
                model, missing = _load_whole(folder)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        reason = str(error).split("\n", 1)[0]
        raise ModelError(f"cannot load the model in {folder}: {reason}") from error
    if missing:
        raise ModelError(f"cannot load the model in {folder}: it has no {missing[0]}")
    return model.eval()


def words_key(folder: Path, config: Config) -> str | None:
    """Return what the word embeddings are called in the file of weights.

    None when they cannot be told for sure, or the weights are in several files.
    """
    path = folder / WEIGHTS
    if not path.is_file():
        return None
    with safe_open(path, "pt") as file:
        keys = [
            key
            for key in file.keys()  # noqa: SIM118  # it is no mapping
            if key.endswith("embeddings.weight")
            and file.get_slice(key).get_shape()[:1] == [getattr(config, "vocab_size", None)]
        ]
    return keys[0] if len(keys) == 1 else None


def _load_around(folder: Path, config: Config, key: str) -> tuple[nn.Module, list[str]]:
    """Load all but the words, then put the shared ones into their place."""
    tensors = _mapped(folder / WEIGHTS, stamp(folder / WEIGHTS))
    words, size = tensors[key], config.vocab_size
    # Copied: what is tuned in place must not be the mapped file, which others will look into.
    rest = {name: _copied(tensor) for name, tensor in tensors.items() if name != key}
    config.vocab_size = 1 + (config.pad_token_id or 0)  # a stand-in of a few rows
    with torch.device("meta"):
        kind = type(AutoModel.from_config(config))  # type: ignore[no-untyped-call]
    model, loading = kind.from_pretrained(
        None, config=config, state_dict=rest, dtype=torch.float32, output_loading_info=True
    )
    own = model.get_input_embeddings()
    names = {name for name, weight in model.named_parameters() if weight is own.weight}
    model.set_input_embeddings(SharedWords(words, own.padding_idx))
    model.config.vocab_size = size
    return model, _missing(loading, names)


def _copied(tensor: Tensor) -> Tensor:
    return tensor.to(torch.float32, copy=True) if tensor.is_floating_point() else tensor.clone()


def _load_whole(folder: Path) -> tuple[nn.Module, list[str]]:
    model, loading = AutoModel.from_pretrained(
        folder,
        dtype=torch.float32,
        local_files_only=True,
        use_safetensors=True,
        output_loading_info=True,
    )
    return model, _missing(loading)


def _missing(loading: Mapping[str, Any], besides: Collection[str] = ()) -> list[str]:
    """Return the weights that were not there and that we use."""
    missing = set(loading["missing_keys"]) - {*besides}
    return sorted(name for name in missing if not name.startswith("pooler."))


@lru_cache(maxsize=_KEPT)
def _mapped(path: Path, stamp: Stamp) -> dict[str, Tensor]:
    """Return the tensors of a file; their values are read when they are used."""
    with safe_open(path, "pt") as file:
        return {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, computed once for each file."""
    return _checksum(path, stamp(path))


@lru_cache(maxsize=_KEPT)
def _checksum(path: Path, stamp: Stamp) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stamp(path: Path) -> Stamp:
    """Return what changes when another file takes the place of this one."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep transformers from drawing bars and from reporting the pooler, which we do not use."""
    before = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        transformers_logging.set_verbosity(before)
