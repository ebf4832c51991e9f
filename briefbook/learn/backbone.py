"""The encoder as it is tuned: full precision, word embeddings left as they are.

The word embeddings are four fifths of a multilingual encoder's weights; a few thousand labelled
sentences reach only few of them, and leaving them alone lets every task share one copy.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from briefbook.learn.dropout import thin_dropout
from briefbook.learn.encoder import model_folder, model_name
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.shelf import Stamp, load_model, stamp
from briefbook.learn.tokens import open_tokenizer

OWN_ENCODER = "encoder"  # the folder in which a model brings an encoder of its own


class Backbone(nn.Module):
    """An encoder with its tokenizer; get one from `open_backbone`."""

    def __init__(self, name: str, model: nn.Module, tokenizer: Tokenizer) -> None:
        """Keep the parts; `name` is "model@version"."""
        super().__init__()
        self.name = name
        self.model = model
        self.tokenizer = tokenizer
        config = model.config
        self.width = int(config.hidden_size)  # type: ignore[union-attr, arg-type]
        self.begin, *end = tokenizer.encode("").ids  # special tokens around any text
        self.end = end[-1]
        self.padding = int(config.pad_token_id or 0)  # type: ignore[union-attr, arg-type]
        self.max_pieces = _positions(model) - 2

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the state of every piece: (B, T) ids and bool mask to (B, T, H)."""
        every = bool(mask.all())  # without a mask attention is a little faster
        output = self.model(input_ids=ids, attention_mask=None if every else mask.long())
        states: Tensor = output.last_hidden_state
        return states

    def pad(self, sequences: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """Frame sequences of pieces with the special tokens: (B, T) ids and bool mask."""
        sizes = [len(sequence) + 2 for sequence in sequences]
        longest = max(sizes)
        rows = [
            [self.begin, *sequence, self.end, *[self.padding] * (longest - size)]
            for sequence, size in zip(sequences, sizes, strict=True)
        ]
        mask = torch.arange(longest) < torch.tensor(sizes)[:, None]
        return torch.tensor(rows), mask


def _positions(model: nn.Module) -> int:
    """Return how many pieces the encoder has places for; RoBERTa's begin after the padding's."""
    count = int(model.config.max_position_embeddings)  # type: ignore[union-attr, arg-type]
    names = [one for name, one in model.named_modules() if name.endswith("position_embeddings")]
    padding = next((one.padding_idx for one in names if isinstance(one, nn.Embedding)), None)
    return count - (padding + 1 if padding is not None else 0)


def open_backbone(
    settings: EncoderSettings | None = None, *, dropout: float = 0.1, training: bool = True
) -> Backbone:
    """Load the encoder that `settings` name in float32, its word embeddings frozen and shared.

    What is not for `training` has no dropout, and is faster. Raises ModelError when its files are
    missing or damaged.
    """
    settings = settings or EncoderSettings()
    folder = model_folder(settings)
    model = load_model(folder)
    if training:
        # torch's fast attention takes ten times as long backwards as plain products of matrices.
        model.set_attn_implementation("eager")  # type: ignore[operator]
        thin_dropout(model, dropout)
    model.get_input_embeddings().requires_grad_(False)  # type: ignore[operator]
    return Backbone(model_name(settings, folder), model, _tokenizer(folder))


def own_encoder(model: Path, settings: EncoderSettings | None = None) -> EncoderSettings:
    """Return the encoder of a model folder: the one in it, unless `settings` name another."""
    settings = settings or EncoderSettings()
    folder = model / OWN_ENCODER
    if settings.model or not folder.is_dir():
        return settings
    return replace(settings, model=str(folder))


def _tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer, one for all models of an encoder: nobody changes it."""
    path = folder / "tokenizer.json"
    return _kept_tokenizer(folder, stamp(path)) if path.is_file() else open_tokenizer(folder)


@lru_cache(maxsize=2)
def _kept_tokenizer(folder: Path, stamp: Stamp) -> Tokenizer:
    return open_tokenizer(folder)
