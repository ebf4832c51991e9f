"""Texts become vectors: one multilingual encoder for retrieval, answers and whatever else compares.

Mean pooling over the tokens and the prefixes "query: " and "passage: " are those of
multilingual-e5 (Wang et al. 2024, "Multilingual E5 Text Embeddings"). Its similarities lie close
together, between 0.7 and 0.95 as a rule: rank by them, do not take them for probabilities.
"""

import itertools
import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers.utils.hub import cached_file

from briefbook.errors import ModelError
from briefbook.learn.int8 import quantise
from briefbook.learn.pretrained import bundled_encoder
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.shelf import WEIGHTS, checksum, load_model

_LOG = logging.getLogger(__name__)

Kind = Literal["query", "passage"]
Vectors = npt.NDArray[np.float32]


class Encoder:
    """A loaded model; get one from `open_encoder`."""

    def __init__(
        self, name: str, model: nn.Module, tokenizer: Tokenizer, settings: EncoderSettings
    ) -> None:
        """Keep the parts; `name` is "model@version"."""
        self.name = name
        self.dimension = int(model.config.hidden_size)  # type: ignore[union-attr, arg-type]
        self._model = model
        self._tokenizer = tokenizer
        self._settings = settings
        self._start, *self._end = tokenizer.encode("").ids  # special tokens around any text
        self._positions = int(model.config.max_position_embeddings)  # type: ignore[union-attr, arg-type]

    def embed(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        """Return one vector of length 1 for each text, as rows.

        A text longer than the model reads is cut into windows of even size and gets their mean,
        weighted by tokens. Batches hold windows of one size only, so that nothing is padded and a
        vector does not depend on its neighbours.
        """
        windows, owners = self._windows(texts, kind)
        sums = np.zeros((len(texts), self.dimension), np.float32)
        for batch in _batches(windows, self._settings.max_batch_tokens):
            pooled = self._pool([windows[index] for index in batch])
            weights = np.float32(len(windows[batch[0]]))
            np.add.at(sums, [owners[index] for index in batch], pooled * weights)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        vectors: Vectors = sums / np.maximum(lengths, 1e-12)
        return vectors

    def _windows(self, texts: Sequence[str], kind: Kind) -> tuple[list[list[int]], list[int]]:
        """Return token ids of all windows, and for each the place of its text."""
        settings = self._settings
        words = settings.query_prefix if kind == "query" else settings.passage_prefix
        # Without its last space, which belongs to the first piece of the text that follows.
        prefix = [self._start, *self._ids([words.rstrip()])[0]]
        room = self._positions - len(prefix) - len(self._end)
        windows, owners = [], []
        for owner, ids in enumerate(self._ids(texts)):
            for part in _even_parts(ids, room):
                windows.append([*prefix, *part, *self._end])
                owners.append(owner)
        return windows, owners

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def _pool(self, windows: list[list[int]]) -> Vectors:
        with torch.inference_mode():
            states = self._model(input_ids=torch.tensor(windows)).last_hidden_state
            mean = self._settings.pooling == "mean"
            pooled: Vectors = (states.mean(dim=1) if mean else states[:, 0]).numpy()
        return pooled


def open_encoder(settings: EncoderSettings | None = None) -> Encoder:
    """Load the encoder that `settings` name, the one that comes with Briefbook by default.

    Raises ModelError when its files are missing or damaged. The network is used only if
    `allow_network` is set.
    """
    settings = settings or EncoderSettings()
    if settings.threads:
        torch.set_num_threads(settings.threads)
    folder = model_folder(settings)
    model = load_model(folder)
    if settings.precision == "int8":
        quantise(model)
    tokenizer = _load_tokenizer(folder)
    name = f"{model_name(settings, folder)}-{settings.precision}"
    _LOG.info("loaded the encoder %s", name)
    return Encoder(name, model, tokenizer, settings)


@lru_cache(maxsize=1)
def _kept(settings: EncoderSettings) -> Encoder:
    return open_encoder(settings)


def describe(settings: EncoderSettings) -> tuple[str, int]:
    """Return name and dimension of the encoder, and keep it for `embed`."""
    return _kept(settings).name, _kept(settings).dimension


def embed(settings: EncoderSettings, texts: Sequence[str], kind: Kind) -> Vectors:
    """Embed with an encoder that stays in memory; for worker processes."""
    return _kept(settings).embed(texts, kind=kind)


def model_folder(settings: EncoderSettings) -> Path:
    """Return the folder of the encoder that `settings` name.

    Raises ModelError when it is not on this machine and may not be fetched.
    """
    if not settings.model:
        return bundled_encoder()
    folder = Path(settings.model).expanduser()
    if folder.is_dir():
        return folder
    offline = not settings.allow_network
    try:
        for name in ("config.json", "model.safetensors", "tokenizer.json"):
            found = cached_file(settings.model, name, local_files_only=offline)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"cannot open the model {settings.model}: it is neither a folder nor on this machine"
            " (encoder.allow_network lets it be fetched)"
        ) from error
    return Path(str(found)).parent


def _load_tokenizer(folder: Path) -> Tokenizer:
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ModelError(f"cannot load the model in {folder}: it has no tokenizer.json")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()  # `embed` cuts long texts itself
    return tokenizer


def model_name(settings: EncoderSettings, folder: Path) -> str:
    """Return "model@version" of the encoder in a folder."""
    name = Path(settings.model).name if settings.model else "multilingual-e5-small"
    return f"{name}@{_version(folder)}"


def _version(folder: Path) -> str:
    """Hash the weights, so that a folder whose content changed gets another name."""
    return checksum(folder / WEIGHTS)[:12]


def _even_parts(ids: list[int], room: int) -> list[list[int]]:
    """Cut into the fewest parts of at most `room`, all of nearly one size; never none.

    >>> _even_parts([1, 2, 3, 4, 5], 4)
    [[1, 2, 3], [4, 5]]
    """
    count = max(1, -(-len(ids) // room))
    size = max(1, -(-len(ids) // count))
    return [ids[start : start + size] for start in range(0, max(1, len(ids)), size)]


def _batches(windows: Sequence[Sequence[int]], max_tokens: int) -> Iterator[list[int]]:
    """Yield places of windows of equal size, together at most `max_tokens` (or one window)."""
    order = sorted(range(len(windows)), key=lambda index: len(windows[index]))
    for size, group in itertools.groupby(order, key=lambda index: len(windows[index])):
        places, step = list(group), max(1, max_tokens // size)
        yield from (places[start : start + step] for start in range(0, len(places), step))
