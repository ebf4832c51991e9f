"""The encoder as it is tuned: full precision, word embeddings left as they are.

The word embeddings are four fifths of a multilingual encoder's weights; a few thousand labelled
sentences reach only few of them, and leaving them alone lets every task share one copy.
"""

from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from briefbook.learn.dropout import thin_dropout
from briefbook.learn.encoder import load_model, model_folder, model_name
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tokens import open_tokenizer


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
        self.max_pieces = int(config.max_position_embeddings) - 2  # type: ignore[union-attr, arg-type]

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the state of every piece: (B, T) ids and bool mask to (B, T, H)."""
        every = bool(mask.all())  # without a mask attention is a little faster
        output = self.model(input_ids=ids, attention_mask=None if every else mask.long())
        states: Tensor = output.last_hidden_state
        return states

    def pad(self, sequences: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """Frame sequences of pieces with the special tokens: (B, T) ids and bool mask."""
        longest = max(len(sequence) for sequence in sequences) + 2
        ids = torch.full((len(sequences), longest), self.padding)
        mask = torch.zeros(len(sequences), longest, dtype=torch.bool)
        for row, sequence in enumerate(sequences):
            framed = [self.begin, *sequence, self.end]
            ids[row, : len(framed)] = torch.tensor(framed)
            mask[row, : len(framed)] = True
        return ids, mask


def open_backbone(settings: EncoderSettings | None = None, *, dropout: float = 0.1) -> Backbone:
    """Load the encoder that `settings` name in float32, its word embeddings frozen.

    Raises ModelError when its files are missing or damaged.
    """
    settings = settings or EncoderSettings()
    folder = model_folder(settings)
    model = load_model(folder)
    # torch's fast attention takes ten times as long backwards as plain products of matrices do.
    model.set_attn_implementation("eager")  # type: ignore[operator]
    thin_dropout(model, dropout)
    model.get_input_embeddings().requires_grad_(False)  # type: ignore[operator]
    return Backbone(model_name(settings, folder), model, open_tokenizer(folder))
