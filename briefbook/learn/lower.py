"""The lower layers of an encoder, run once for each text while only the upper ones are tuned.

What frozen layers make of a text is the same in every epoch. Kept in half precision, it leaves each
step only the upper half to compute, forwards and backwards: training takes about half the time, and
the cost is memory, 768 bytes a piece with multilingual-e5-small.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from briefbook.learn.backbone import Backbone
from briefbook.learn.int8 import is_plain
from briefbook.learn.layers import layers
from briefbook.learn.methods import MethodSettings

_MOST_BYTES = 6 << 30  # of states that are kept; others are computed each time


class _Reached(Exception):
    """The first layer that is tuned was reached, with what it was given."""

    def __init__(self, states: Tensor) -> None:
        super().__init__("the lower layers are done")
        self.states = states


def can_keep(backbone: Backbone, method: MethodSettings) -> bool:
    """Tell whether `LowerStates` serves an encoder to which tuning has added nothing yet.

    The lowest layers must stay as they are, and all must be of BERT's kind.
    """
    frozen = method.frozen_layers > 0 and method.method in ("lora", "full", "bitfit")
    return frozen and all(map(is_plain, layers(backbone.model).values()))


class LowerStates:
    """What the lowest layers make of sequences of pieces, computed when first asked for."""

    def __init__(
        self, backbone: Backbone, frozen_layers: int, most_bytes: int = _MOST_BYTES
    ) -> None:
        """Keep the states below layer `frozen_layers` (from 0) of a BERT-like encoder."""
        self._backbone = backbone
        self._upper = list(layers(backbone.model).values())[frozen_layers:]
        self._room = most_bytes
        self._kept: dict[tuple[int, ...], Tensor] = {}

    def forward(self, sequences: Sequence[tuple[int, ...]]) -> tuple[Tensor, Tensor]:
        """Return the encoder's last states (B, T, H) of sequences, and their mask (B, T)."""
        ids, mask = self._backbone.pad(sequences)
        states = self._lower(sequences, ids, mask)
        hidden = torch.zeros_like(mask, dtype=torch.float32)[:, None, None]
        hidden.masked_fill_(~mask[:, None, None], torch.finfo(torch.float32).min)
        for layer in self._upper:
            states = layer(states, hidden)
        return states, mask

    def _lower(self, sequences: Sequence[tuple[int, ...]], ids: Tensor, mask: Tensor) -> Tensor:
        missing = [row for row, one in enumerate(sequences) if one not in self._kept]
        found = torch.zeros(*mask.shape, self._backbone.width)
        if missing:
            found[missing] = self._compute(ids[missing], mask[missing]).float()
        for row, sequence in enumerate(sequences):
            size = len(sequence) + 2
            kept = self._kept.get(sequence)
            if kept is not None:
                found[row, :size] = kept.float()
            elif self._room > 0:
                self._kept[sequence] = found[row, :size].half()
                self._room -= size * self._backbone.width * 2
        return found

    def _compute(self, ids: Tensor, mask: Tensor) -> Tensor:
        was_training = self._backbone.training
        self._backbone.eval()  # what is kept must not have gaps that dropout made
        handle = self._upper[0].register_forward_pre_hook(_stop)
        try:
            with torch.no_grad():
                self._backbone(ids, mask)
        except _Reached as reached:
            return reached.states
        finally:
            handle.remove()
            self._backbone.train(was_training)
        raise AssertionError("an encoder runs through its layers")


def _stop(_layer: nn.Module, arguments: tuple[Tensor, ...]) -> None:
    raise _Reached(arguments[0].detach())
