"""Where a tagger is least sure: what active learning asks people about.

Least confidence (Culotta & McCallum 2005), word by word, so that a name it nearly saw counts as
much as one it nearly did not see.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from briefbook.labels.examples import Example
from briefbook.learn.tokens import Pieces
from briefbook.records import Span
from extract.tagging.dataset import Reach, read_windows
from extract.tagging.model import SpanHead, Tagger
from extract.tagging.scores import head_scores
from extract.tagging.windows import Window


@dataclass(frozen=True, slots=True)
class Doubt:
    """The place of a text that a tagger is least sure of."""

    doubt: float  # 0 sure, 1 as unsure as can be
    span: Span | None  # the words in doubt; None in a text without words
    first: str = ""  # what the tagger holds likeliest there; "" for no label
    second: str = ""  # and next to that


_Place = tuple[float, int, int, str, str]  # doubt, first and last word of the window, two labels


def find_doubts(tagger: Tagger, examples: Sequence[Example], reach: Reach) -> list[Doubt]:
    """Return for each example what `tagger` is least sure of in it."""
    texts, windows = read_windows(tagger.backbone.tokenizer, examples, reach)
    worst = [Doubt(0.0, None) for _ in examples]
    read = _by_spans if isinstance(tagger.head, SpanHead) else _by_words
    with torch.inference_mode():
        for window in windows:
            scores = head_scores(tagger, window, *tagger.backbone.pad([window.ids]))
            for text, found in _in_texts(window, read(scores[0], tagger.labels), texts):
                if found.doubt > worst[text].doubt or worst[text].span is None:
                    worst[text] = found
    return worst


def _by_words(scores: Tensor, labels: Sequence[str]) -> list[_Place]:
    """Return the doubt of each word: 1 less the chance of its likeliest label."""
    tags = scores.softmax(dim=-1)  # W, K
    inside = tags[:, 1::2] + tags[:, 2::2]  # B and I of a label are one
    chances = torch.cat([tags[:, :1], inside], dim=1)  # W, 1 + L
    best = chances.topk(2, dim=1)
    names = ("", *labels)
    rows = zip(best.values[:, 0].tolist(), best.indices.tolist(), strict=True)
    return [
        (1 - chance, place, place, names[first], names[second])
        for place, (chance, (first, second)) in enumerate(rows)
    ]


def _by_spans(scores: Tensor, labels: Sequence[str]) -> list[_Place]:
    """Return for each first word the span nearest to the line between yes and no."""
    W = scores.shape[-1]
    chances = scores.sigmoid().permute(1, 0, 2).flatten(1)  # first word, label and last word
    doubts, places = (2 * torch.minimum(chances, 1 - chances)).max(dim=1)
    found: list[_Place] = []
    for first, (doubt, place) in enumerate(zip(doubts.tolist(), places.tolist(), strict=True)):
        name, last = labels[place // W], max(first, place % W)
        is_one = float(chances[first, place]) > 0.5
        found.append((doubt, first, last, name if is_one else "", "" if is_one else name))
    return found


def _in_texts(
    window: Window, places: Sequence[_Place], texts: Sequence[Pieces]
) -> list[tuple[int, Doubt]]:
    found, offset = [], 0
    for part in window.parts:
        words = texts[part.text].words
        size = part.last - part.first
        for doubt, first, last, *names in places[offset : offset + size]:
            last = min(last, offset + size - 1)  # a span does not cross into the next text
            start = words[first - offset + part.first].start
            end = words[last - offset + part.first].end
            found.append((part.text, Doubt(round(doubt, 4), Span(start, end), *names)))
        offset += size
    return found
