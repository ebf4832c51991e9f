"""The network: an encoder that reads question and text together, and what is decided from it.

Where an answer begins and ends is decided as by Devlin et al. 2019, "BERT: pre-training of deep
bidirectional transformers", whether the text helps at all by its own output rather than by the
place of a null answer, as Zhang et al. 2021, "Retrospective reader for machine reading
comprehension", found better; which makes the same model the cross-encoder that ranks passages
(Nogueira and Cho 2019, "Passage re-ranking with BERT").
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from briefbook.learn.backbone import Backbone
from briefbook.learn.int8 import read_together, reads_together
from briefbook.learn.standard import Standard
from decide.reading.settings import ReaderSettings
from decide.reading.windows import Window

_BLOCKED = -1e4  # a logit of what is no word


@dataclass(frozen=True, slots=True)
class Decisions:
    """What is decided of B windows with at most W words."""

    helps: Tensor  # B: logit of whether the text is needed to answer
    starts: Tensor  # B, W: logits of the first word of the answer
    ends: Tensor  # B, W: logits of the last


class ReaderHead(nn.Module):
    """Reads decisions from the encoder's states."""

    def __init__(self, width: int, settings: ReaderSettings) -> None:
        """Make a head for states of `width` values."""
        super().__init__()
        self.standard = Standard(width)
        self.word = nn.Linear(width, settings.hidden)
        self.places = nn.Linear(settings.hidden, 2)
        self.whole = nn.Linear(3 * width, settings.hidden)
        self.helps = nn.Linear(settings.hidden, 1)
        self.dropout = nn.Dropout(settings.dropout)

    def forward(self, states: Tensor, mask: Tensor, firsts: Tensor, there: Tensor) -> Decisions:
        """Decide from states (B, T, H), their mask, places of words (B, W) and which there are."""
        states = self.standard(states) * mask[..., None]
        rows = torch.arange(len(states))[:, None]
        words = states[rows, firsts]  # B, W, H
        read = nn.functional.gelu(self.word(self.dropout(words)))
        starts, ends = self.places(self.dropout(read)).unbind(-1)
        best = words.masked_fill(~there[..., None], _BLOCKED).amax(1)
        mean = states.sum(1) / mask.sum(1, keepdim=True)
        whole = torch.cat([states[:, 0], mean, best], dim=-1)
        helps = self.helps(nn.functional.gelu(self.whole(self.dropout(whole))))[:, 0]
        return Decisions(
            helps, starts.masked_fill(~there, _BLOCKED), ends.masked_fill(~there, _BLOCKED)
        )


class ReaderNetwork(nn.Module):
    """An encoder with a reader's head."""

    def __init__(self, backbone: Backbone, settings: ReaderSettings) -> None:
        """Put a head that is not trained yet on the encoder."""
        super().__init__()
        self.backbone = backbone
        self.head = ReaderHead(backbone.width, settings)

    @property
    def reads_together(self) -> bool:
        """Tell whether windows of several lengths are read at once, with nothing padded."""
        return not self.training and reads_together(self.backbone.model)

    def forward(self, windows: Sequence[Window]) -> Decisions:
        """Decide on windows."""
        ids, mask = self.backbone.pad([window.ids for window in windows])
        if not self.reads_together:
            return self.decide(self.backbone(ids, mask), mask, windows)
        sizes = mask.sum(1).tolist()
        framed = [row[:size] for row, size in zip(ids.tolist(), sizes, strict=True)]
        states = torch.split(read_together(self.backbone.model, framed), sizes)
        return self.decide(nn.utils.rnn.pad_sequence(list(states), batch_first=True), mask, windows)

    def decide(self, states: Tensor, mask: Tensor, windows: Sequence[Window]) -> Decisions:
        """Decide from the encoder's states of windows."""
        firsts, there = _places(windows)
        # Small matrices, whose results are compared: in full precision.
        with torch.autocast(states.device.type, enabled=False):
            decisions: Decisions = self.head(states.float(), mask, firsts, there)
        return decisions


def _places(windows: Sequence[Window]) -> tuple[Tensor, Tensor]:
    """Return where the words of windows are in the states, and which there are: both B, W."""
    most = max(len(window.firsts) for window in windows)
    # The special token at the beginning moves all pieces by one.
    rows = [
        [*(first + 1 for first in window.firsts), *[0] * (most - len(window.firsts))]
        for window in windows
    ]
    sizes = torch.tensor([len(window.firsts) for window in windows])
    return torch.tensor(rows), torch.arange(most) < sizes[:, None]
