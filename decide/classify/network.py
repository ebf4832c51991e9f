"""The tuned encoder as a classifier: the mean of its last states, and a line for each label."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from briefbook.learn.backbone import Backbone
from briefbook.learn.standard import Standard

_HEAD_SHARE = 0.75  # of a text that is cut, how much comes from its beginning
_PREFIX = "query:"  # as the encoder was trained to read what is compared


class Head(nn.Module):
    """From the mean of a text's states to a score for each label."""

    def __init__(self, width: int, labels: int, dropout: float) -> None:
        """Begin with no opinion: all scores are zero."""
        super().__init__()
        self.standard = Standard(width)
        self.dropout = nn.Dropout(dropout)
        self.outputs = nn.Linear(width, labels)
        nn.init.zeros_(self.outputs.weight)
        nn.init.zeros_(self.outputs.bias)

    def forward(self, means: Tensor) -> Tensor:
        """Return scores: (B, H) to (B, labels)."""
        scores: Tensor = self.outputs(self.dropout(self.standard(means)))
        return scores


class TextClassifier(nn.Module):
    """An encoder with a head for labels."""

    def __init__(self, backbone: Backbone, labels: int, *, dropout: float) -> None:
        """Put a head that has no opinion yet on the encoder."""
        super().__init__()
        self.backbone = backbone
        self.head = Head(backbone.width, labels, dropout)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return scores: (B, T) pieces and which are there to (B, labels)."""
        return self.score(self.backbone(ids, mask), mask)

    def score(self, states: Tensor, mask: Tensor) -> Tensor:
        """Return scores from the encoder's states: (B, T, H) to (B, labels)."""
        scores: Tensor = self.head(self.means(states, mask))
        return scores

    def means(self, states: Tensor, mask: Tensor) -> Tensor:
        """Return the mean state of each text: (B, T, H) to (B, H)."""
        there = mask[..., None].to(states.dtype)
        return (states * there).sum(dim=1) / there.sum(dim=1)


def read_pieces(backbone: Backbone, texts: Sequence[str], most: int) -> list[tuple[int, ...]]:
    """Return the pieces of each text; of a long one its beginning and its end, `most` in all."""
    prefix = backbone.tokenizer.encode(_PREFIX, add_special_tokens=False).ids
    room = min(most, backbone.max_pieces) - len(prefix)
    encodings = backbone.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [(*prefix, *_cut(encoding.ids, room)) for encoding in encodings]


def _cut(pieces: Sequence[int], room: int) -> Sequence[int]:
    if len(pieces) <= room:
        return pieces
    first = round(_HEAD_SHARE * room)
    return [*pieces[:first], *pieces[len(pieces) - (room - first) :]]


def score_pieces(
    model: TextClassifier, pieces: Sequence[Sequence[int]], *, batch_pieces: int = 2048
) -> Tensor:
    """Return scores of texts: (texts, labels), without gradients.

    Texts of one length go together, so that a score does not depend on neighbours.
    """
    found = torch.zeros(len(pieces), model.head.outputs.out_features)
    with torch.inference_mode():
        for batch in _alike(pieces, batch_pieces):
            ids, mask = model.backbone.pad([pieces[place] for place in batch])
            found[batch] = model(ids, mask)
    return found


def _alike(pieces: Sequence[Sequence[int]], most: int) -> list[list[int]]:
    batches: list[list[int]] = []
    for place in sorted(range(len(pieces)), key=lambda place: len(pieces[place])):
        size = len(pieces[place])
        last = batches[-1] if batches else []
        if last and len(pieces[last[0]]) == size and (len(last) + 1) * (size + 2) <= most:
            last.append(place)
        else:
            batches.append([place])
    return batches
