"""An encoder in 8-bit integers: two to three times the speed on a CPU, the same ranking.

The layers of BERT and its kin are computed whole, with query, key and value as one product and
no copies between the parts; of any other encoder, just the linear layers become 8-bit ones.

Since a token's numbers do not depend on its neighbours in a product, texts of any length go through
such layers together, one behind the other with nothing padded: only attention looks at each text.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers.activations import GELUActivation
from transformers.models.bert.modeling_bert import BertLayer, BertModel, BertSelfAttention
from transformers.models.xlm_roberta.modeling_xlm_roberta import (
    XLMRobertaLayer,
    XLMRobertaModel,
    XLMRobertaSelfAttention,
)

from briefbook.learn.int8linear import Int8Linear, blocks, scratch

_MODELS = (BertModel, XLMRobertaModel)
_LAYERS = (BertLayer, XLMRobertaLayer)
_ATTENTIONS = (BertSelfAttention, XLMRobertaSelfAttention)
_PARTS = 6  # linear layers of one layer: query, key, value, and three that follow


class Int8Layer(nn.Module):
    """A layer of BERT (Devlin et al. 2019) for inference, its linear layers in 8 bits."""

    def __init__(self, layer: Any) -> None:
        """Take over a layer for which `is_plain` holds."""
        super().__init__()
        own, attention = layer.attention.self, layer.attention
        self.heads = int(own.num_attention_heads)
        self.look = Int8Linear(own.query, own.key, own.value)
        self.gather = Int8Linear(attention.output.dense)
        self.gathered = attention.output.LayerNorm
        self.widen = Int8Linear(layer.intermediate.dense)
        self.narrow = Int8Linear(layer.output.dense)
        self.narrowed = layer.output.LayerNorm

    def forward(
        self, states: Tensor, attention_mask: Tensor | None = None, *_: object, **options: object
    ) -> Tensor:
        """Return the next states (B, T, H); the rest of the arguments is for decoders."""
        B, T, H = states.shape
        return self.read(states.reshape(B * T, H), [(B, T)], attention_mask).view(B, T, H)

    def read(
        self, rows: Tensor, groups: Sequence[tuple[int, int]], mask: Tensor | None = None
    ) -> Tensor:
        """Return the next states of tokens (N, H); a group is so many texts of so many tokens."""
        width = rows.shape[1]
        size = torch.Size((len(rows), 3 * width))
        looks = scratch("looks", size, torch.float32, rows.device)
        for block in blocks(len(rows)):
            self.look.multiply(rows[block], out=looks[block])
        seen, outputs = torch.empty_like(rows), torch.empty_like(rows)
        start = 0
        for texts, tokens in groups:
            end = start + texts * tokens
            self._attend(looks[start:end], seen[start:end], (texts, tokens), mask)
            start = end
        for block in blocks(len(rows)):
            self._feed_forward(rows[block], seen[block], outputs[block])
        return outputs

    def _attend(
        self, looks: Tensor, seen: Tensor, group: tuple[int, int], mask: Tensor | None
    ) -> None:
        """Let every token look at those of its own text, and put what it sees into `seen`."""
        query, key, value = looks.view(*group, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        found = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        seen.view(*group, self.heads, -1).copy_(found.transpose(1, 2))

    def _feed_forward(self, rows: Tensor, seen: Tensor, out: Tensor) -> None:
        """Put the next states of one block of tokens into `out`."""
        self.gather.multiply(seen, out=out)
        middle = self.gathered(out.add_(rows))
        size = torch.Size((len(rows), len(self.widen.scale)))
        wide = self.widen.multiply(middle, out=scratch("wide", size, out.dtype, out.device))
        self.narrow.multiply(torch.ops.aten.gelu_(wide), out=out)
        out.copy_(self.narrowed(out.add_(middle)))


def quantise(model: nn.Module) -> None:
    """Replace the layers inside `model` by their 8-bit form; for inference in float32 only."""
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if is_plain(child):
                setattr(parent, name, Int8Layer(child))
            elif isinstance(child, nn.Linear):
                setattr(parent, name, Int8Linear(child))


def reads_together(model: nn.Module) -> bool:
    """Tell whether `read_together` serves this model."""
    return type(model) in _MODELS and all(
        type(layer) is Int8Layer for layer in _stack(model).children()
    )


def read_together(model: nn.Module, texts: Sequence[Sequence[int]]) -> Tensor:
    """Return the states of texts' pieces, one text behind the other: (N, H).

    Each gets the same numbers in whatever company; neighbours of one length are the fastest.
    """
    embed = model.get_submodule("embeddings")
    groups = [[*group] for _, group in groupby(texts, key=len)]
    states = torch.cat([embed(torch.tensor(group)).flatten(0, 1) for group in groups])
    shapes = [(len(group), len(group[0])) for group in groups]
    for layer in _stack(model).children():
        if isinstance(layer, Int8Layer):  # all are
            states = layer.read(states, shapes)
    return states


def _stack(model: nn.Module) -> nn.Module:
    return model.get_submodule("encoder.layer")


def is_plain(layer: nn.Module) -> bool:
    """Tell whether a layer is one of BERT's kind to which tuning has added nothing."""
    if type(layer) not in _LAYERS or getattr(layer, "is_decoder", False):
        return False
    linears = [one for one in layer.modules() if isinstance(one, nn.Linear)]
    own: Any = layer.get_submodule("attention.self")
    activation = layer.get_submodule("intermediate.intermediate_act_fn")
    return (
        type(own) in _ATTENTIONS
        and own.config._attn_implementation in ("sdpa", "eager")
        and type(activation) is GELUActivation
        and len(linears) == _PARTS
        and all(type(one) is nn.Linear for one in linears)
    )
