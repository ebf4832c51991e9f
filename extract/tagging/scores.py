"""The raw scores of a tagger's head for one window: what explaining and doubting look into."""

import torch
from torch import Tensor

from extract.tagging.model import SpanHead, Tagger
from extract.tagging.windows import Window


def head_scores(tagger: Tagger, window: Window, ids: Tensor, mask: Tensor) -> Tensor:
    """Return the scores for `window`, read as `ids` (B, T), which may differ from its own.

    From a head over words: of each tag for each word (B, W, K). From one over spans: of each label
    for each span by its first and last word (B, L, W, W), unlikely ones far below zero.
    """
    places = torch.tensor(window.words) + 1  # after the special piece at the beginning
    words = tagger.head.standard(tagger.backbone(ids, mask)[:, places].float())
    if isinstance(tagger.head, SpanHead):
        lengths = torch.full((len(ids),), len(window.words))
        return tagger.head.span_scores(words, lengths)
    scores: Tensor = tagger.head.scores(words)
    return scores
