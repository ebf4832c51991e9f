"""Markers around mentions: pieces that the encoder's vocabulary does not have.

They are numbered from the end of the vocabulary on, two for each label, and begin as the mean of
the encoder's own vectors of the label's name and of a bracket, so that they mean something at once
(typed markers: Zhou & Chen 2022, "An Improved Baseline for Sentence-level Relation Extraction").
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from briefbook.learn.backbone import Backbone


class MarkedEmbedding(nn.Module):
    """The encoder's embedding layer, and markers after its last piece."""

    def __init__(self, words: nn.Module, markers: nn.Embedding) -> None:
        """Keep both; `markers` are tuned as a part of the head."""
        super().__init__()
        self.words = words
        self.markers = markers

    @property
    def weight(self) -> Tensor:
        """The vectors of the vocabulary, without markers."""
        weight: Tensor = self.words.weight  # type: ignore[assignment]
        return weight

    def forward(self, ids: Tensor) -> Tensor:
        """Return vectors: (W, T) ids to (W, T, H)."""
        is_marker = ids >= len(self.weight)
        words = self.words(ids.masked_fill(is_marker, 0))
        markers = self.markers((ids - len(self.weight)).clamp_min(0))
        return torch.where(is_marker[..., None], markers.to(words.dtype), words)


def add_markers(backbone: Backbone, labels: Sequence[str]) -> nn.Embedding:
    """Let the encoder read two markers for each label, and return their vectors."""
    words = backbone.model.get_input_embeddings()  # type: ignore[operator]
    if isinstance(words, MarkedEmbedding):  # of another task on the same encoder
        words = words.words
    markers = nn.Embedding(2 * len(labels), backbone.width)
    with torch.no_grad():
        for place, label in enumerate(labels):
            name = label.replace("_", " ").lower()
            for which, bracket in enumerate("[]"):
                vector = (_mean(backbone, words, name) + _mean(backbone, words, bracket)) / 2
                markers.weight[2 * place + which] = vector
    for part in backbone.model.modules():
        if hasattr(part, "set_input_embeddings"):
            part.set_input_embeddings(MarkedEmbedding(words, markers))  # type: ignore[operator]
            break
    return markers


def count_pieces(backbone: Backbone) -> int:
    """Return the size of the vocabulary, without markers: the number of the first marker."""
    return len(backbone.model.get_input_embeddings().weight)  # type: ignore[operator]


def _mean(backbone: Backbone, words: nn.Module, text: str) -> Tensor:
    ids = backbone.tokenizer.encode(text, add_special_tokens=False).ids
    vectors: Tensor = words(torch.tensor(ids or [backbone.begin]))
    return vectors.mean(0)
