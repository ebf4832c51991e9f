"""The tagger: an encoder with one of three heads over the words of a window."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from briefbook.learn.backbone import Backbone
from briefbook.learn.int8 import read_together, reads_together
from briefbook.learn.standard import Standard
from extract.tagging.decode import (
    NEVER,
    Found,
    allowed_moves,
    best_paths,
    best_spans,
    spans_of,
)
from extract.tagging.windows import Window

KIND: Literal["tag"] = "tag"  # of model folder
Truth = tuple[tuple[int, int, int], ...]  # first word, last word (exclusive), label: of a window


@dataclass(frozen=True, slots=True)
class HeadSettings:
    """How words become spans."""

    head: Literal["words", "crf", "spans"] = "crf"
    nested: bool = False  # spans may lie in one another; needs the head "spans"
    span_width: int = 64  # of the vectors that the head "spans" compares
    dropout: float = 0.1  # before the head

    def __post_init__(self) -> None:
        if self.nested and self.head != "spans":
            raise ValueError('nested mentions need the head "spans"')


class Tagger(nn.Module):
    """Encoder and head; `labels` are numbered in the order given."""

    def __init__(self, backbone: Backbone, labels: Sequence[str], settings: HeadSettings) -> None:
        """Start with a random head over `backbone`."""
        super().__init__()
        self.backbone = backbone
        self.labels = tuple(labels)
        self.settings = settings
        kind = SpanHead if settings.head == "spans" else WordHead
        self.head: WordHead | SpanHead = kind(backbone.width, len(self.labels), settings)

    def loss(
        self,
        windows: Sequence[Window],
        truths: Sequence[Truth],
        unknown: Sequence[Collection[int]] = (),
    ) -> Tensor:
        """Return the mean loss of a batch.

        A window may have `unknown` labels, which nobody looked for in it: then where no span is
        given, the model is free to see one of those.
        """
        words, lengths = self.word_states(windows)
        with torch.autocast(words.device.type, enabled=False):  # sums over sequences need digits
            loss: Tensor = self.head.loss(words, lengths, truths, unknown or [()] * len(windows))
        return loss

    def find(self, windows: Sequence[Window], *, threshold: float = 0.0) -> list[list[Found]]:
        """Return the spans of each window, in words of the window, with raw scores."""
        words, lengths = self.word_states(windows)
        with torch.autocast(words.device.type, enabled=False):
            return self.head.find(words, lengths, threshold=threshold)

    def word_states(self, windows: Sequence[Window]) -> tuple[Tensor, Tensor]:
        """Return the state of each word's first piece: (B, W, H), and how many words: (B)."""
        states, starts = self._states([window.ids for window in windows])
        counts = [len(window.words) for window in windows]
        rows = [
            [*window.words, *[0] * (max(counts) - count)]
            for window, count in zip(windows, counts, strict=True)
        ]
        places = torch.tensor(rows) + torch.tensor(starts)[:, None]
        words, lengths = self.head.standard(states[places].float()), torch.tensor(counts)
        return F.dropout(words, self.settings.dropout, self.training), lengths

    def _states(self, texts: Sequence[Sequence[int]]) -> tuple[Tensor, list[int]]:
        """Return the states of all pieces (N, H), and the place of each text's first."""
        backbone = self.backbone
        if not self.training and reads_together(backbone.model):
            framed = [(backbone.begin, *text, backbone.end) for text in texts]
            ends = accumulate(map(len, framed), initial=0)
            return read_together(backbone.model, framed), [end + 1 for end in ends][:-1]
        ids, mask = backbone.pad(texts)
        states = backbone(ids, mask)
        return states.flatten(0, 1), [row * ids.shape[1] + 1 for row in range(len(texts))]


class WordHead(nn.Module):
    """A tag for every word, decoded to the best sequence that is one.

    With "crf" the moves between tags are learnt too, and the loss is that of whole sequences
    (Lafferty et al. 2001; Lample et al. 2016 for tagging).
    """

    start: Tensor
    moves: Tensor

    def __init__(self, width: int, labels: int, settings: HeadSettings) -> None:
        """Make a head for states of `width` and BIO tags of `labels`."""
        super().__init__()
        self.standard = Standard(width)
        self.scores = nn.Linear(width, 1 + 2 * labels)
        nn.init.normal_(self.scores.weight, std=0.02)
        nn.init.zeros_(self.scores.bias)
        start, moves = allowed_moves(labels)
        self.register_buffer("start", start, persistent=False)
        self.register_buffer("moves", moves, persistent=False)
        count = len(start)
        self.learnt = nn.Parameter(torch.zeros(count, count)) if settings.head == "crf" else None

    @property
    def of_states(self) -> nn.Module:
        """The scores of tags straight from the encoder's states."""
        return nn.Sequential(self.standard, self.scores)

    def loss(
        self,
        words: Tensor,
        lengths: Tensor,
        truths: Sequence[Truth],
        unknown: Sequence[Collection[int]],
    ) -> Tensor:
        """Return the mean negative log-likelihood for each word.

        Where several tags may be true, it is that of any of them (Tsuboi et al. 2008, "Training
        conditional random fields using incomplete annotations").
        """
        scores = self.scores(words)  # B, W, K
        mask = torch.arange(scores.shape[1]) < lengths[:, None]
        true = scores + self._barred(scores, truths, unknown)  # what cannot be true is NEVER
        if self.learnt is None:
            missed: Tensor = scores.logsumexp(dim=-1) - true.logsumexp(dim=-1)
            return missed.masked_select(mask).mean()
        both = torch.cat([scores, true])  # in one pass, which is long and narrow
        totals = _total(both, mask.repeat(2, 1), self.start, self.all_moves())
        any_path, true_paths = totals.chunk(2)
        return (any_path - true_paths).sum() / mask.sum()

    def _barred(
        self, scores: Tensor, truths: Sequence[Truth], unknown: Sequence[Collection[int]]
    ) -> Tensor:
        barred = torch.full(scores.shape, NEVER, device="cpu")  # filled bit by bit
        barred[:, :, 0] = 0.0
        for row, labels in enumerate(unknown):
            for label in labels:
                barred[row, :, 1 + 2 * label : 3 + 2 * label] = 0.0
        for row, truth in enumerate(truths):
            for first, last, label in truth:
                barred[row, first:last] = NEVER
                barred[row, first, 1 + 2 * label] = 0.0
                barred[row, first + 1 : last, 2 + 2 * label] = 0.0
        return barred.to(scores.device)

    def find(self, words: Tensor, lengths: Tensor, *, threshold: float) -> list[list[Found]]:
        """Return the spans of the best sequence of tags of each row."""
        scores = self.scores(words)
        paths = best_paths(scores, lengths, self.start, self.all_moves())
        chances = scores.softmax(dim=-1).gather(2, paths[:, :, None])[:, :, 0]
        rows = zip(paths.tolist(), chances.tolist(), lengths.tolist(), strict=True)
        found = [list(spans_of(tags[:size], some[:size])) for tags, some, size in rows]
        return [[one for one in spans if one[3] >= threshold] for spans in found]

    def all_moves(self) -> Tensor:
        """Return what each tag's following each other scores, learnt or only allowed: (K, K)."""
        return self.moves if self.learnt is None else self.moves + self.learnt


def _total(scores: Tensor, mask: Tensor, start: Tensor, moves: Tensor) -> Tensor:
    """Return the log of the summed weight of all sequences of tags: (B, W, K), (B, W) to (B)."""
    total = scores[:, 0] + start
    for place in range(1, scores.shape[1]):
        ahead = torch.logsumexp(total[:, :, None] + moves, dim=1) + scores[:, place]
        total = torch.where(mask[:, place, None], ahead, total)
    return total.logsumexp(dim=1)


class SpanHead(nn.Module):
    """A score for every span and label, so that spans may nest.

    The efficient global pointer: one score for being a span at all, from rotary vectors of its
    ends, and one for its label (Su et al. 2022, "Global Pointer"); trained with their loss, whose
    zero is the line between yes and no.
    """

    def __init__(self, width: int, labels: int, settings: HeadSettings) -> None:
        """Make a head for states of `width`."""
        super().__init__()
        self.standard = Standard(width)
        self.size = settings.span_width
        self.nested = settings.nested
        self.ends = nn.Linear(width, 2 * self.size)
        self.kinds = nn.Linear(width, 2 * labels)

    def loss(
        self,
        words: Tensor,
        lengths: Tensor,
        truths: Sequence[Truth],
        unknown: Sequence[Collection[int]],
    ) -> Tensor:
        """Return the mean loss for each window and label; unknown labels have none."""
        scores = self.span_scores(words, lengths)  # B, L, W, W
        wanted = torch.zeros_like(scores)
        for row, truth in enumerate(truths):
            scores[row, list(unknown[row])] = NEVER
            for first, last, label in truth:
                wanted[row, label, first, last - 1] = 1.0
        flat, yes = scores.flatten(2), wanted.flatten(2)
        signed = (1 - 2 * yes) * flat
        wrong = F.pad(signed + NEVER * yes, (0, 1))  # the added zero is the threshold
        right = F.pad(signed + NEVER * (1 - yes), (0, 1))
        return (wrong.logsumexp(dim=-1) + right.logsumexp(dim=-1)).mean()

    def find(self, words: Tensor, lengths: Tensor, *, threshold: float) -> list[list[Found]]:
        """Return the spans above zero of each row that do not cross."""
        scores = self.span_scores(words, lengths)
        found: list[list[Found]] = [[] for _ in range(len(scores))]
        places = (scores > 0).nonzero().tolist()
        chances = scores[scores > 0].sigmoid().tolist()
        for (row, label, first, last), chance in zip(places, chances, strict=True):
            if chance >= threshold:
                found[row].append((first, last + 1, label, chance))
        return [best_spans(spans, nested=self.nested) for spans in found]

    def span_scores(self, words: Tensor, lengths: Tensor) -> Tensor:
        """Return the score of every label for every span, by its ends: (B, L, W, W)."""
        B, W, _ = words.shape  # windows, words
        starts, ends = (_rotate(part) for part in self.ends(words).split(self.size, dim=-1))
        span = starts @ ends.transpose(1, 2) / self.size**0.5  # B, W, W
        first, last = self.kinds(words).unflatten(-1, (-1, 2)).permute(3, 0, 2, 1)  # B, L, W each
        scores = span[:, None] + (first[..., :, None] + last[..., None, :]) / 2
        valid = torch.arange(W) < lengths[:, None]
        pairs = valid[:, None, :] & torch.ones(W, W, dtype=torch.bool).triu()
        kept: Tensor = scores.masked_fill(~pairs[:, None], NEVER)
        return kept


def _rotate(vectors: Tensor) -> Tensor:
    """Turn pairs of values by an angle that grows with the place (Su et al. 2021, RoFormer)."""
    _, W, D = vectors.shape
    rates = 10_000 ** (-torch.arange(0, D, 2) / D)
    angles = torch.arange(W)[:, None] * rates  # W, D/2
    cos, sin = angles.cos(), angles.sin()
    even, odd = vectors[..., 0::2], vectors[..., 1::2]
    turned: Tensor = torch.stack([even * cos - odd * sin, even * sin + odd * cos], dim=-1)
    return turned.flatten(-2)
