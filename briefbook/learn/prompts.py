"""Tuning by what the encoder attends to: vectors before its input, or before every layer's keys.

`peft` has both, but its kinds take places from the encoder's position embeddings, so that a text
of full length no longer fits (0.21: "size of tensor must match"), and shift those of the text,
which the encoder was not trained for. Here the text keeps its positions, and its length.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import sdpa_mask
from transformers.modeling_outputs import BaseModelOutput

from briefbook.errors import ModelError
from briefbook.learn.layers import layers, linear_layers, parent

_PREFIXED = "briefbook_prefixed"  # our attention, as transformers knows it


class PromptedModel(nn.Module):
    """An encoder that sees tuned vectors before every text.

    Lester et al. 2021, "The power of scale for parameter-efficient prompt tuning".
    """

    def __init__(self, inner: nn.Module, tokens: int) -> None:
        """Keep the encoder; the vectors begin as words taken from its vocabulary at even steps."""
        super().__init__()
        self.inner = inner
        self.config = inner.config
        words = self.get_input_embeddings().get_parameter("weight").detach()
        step = max(1, len(words) // (tokens + 1))
        places = (torch.arange(1, tokens + 1) * step) % len(words)
        self.prompt = nn.Parameter(words[places].float().clone())  # (P, H)

    def get_input_embeddings(self) -> nn.Module:
        """Return the layer of word embeddings."""
        found: nn.Module = self.inner.get_input_embeddings()  # type: ignore[operator]
        return found

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None) -> BaseModelOutput:
        """Return the states of the text alone: (B, T) to (B, T, H)."""
        B, T = input_ids.shape
        P = len(self.prompt)
        words = self.get_input_embeddings()(input_ids)
        prompt = self.prompt.to(words.dtype).expand(B, -1, -1)
        if attention_mask is not None:
            attention_mask = torch.cat([attention_mask.new_ones(B, P), attention_mask], dim=1)
        output = self.inner(
            inputs_embeds=torch.cat([prompt, words], dim=1),
            attention_mask=attention_mask,
            position_ids=self._positions(P, T, input_ids.device),
        )
        return BaseModelOutput(last_hidden_state=output.last_hidden_state[:, P:])

    def _positions(self, P: int, T: int, device: torch.device) -> Tensor:
        """Put the prompt where the text begins: (1, P + T)."""
        first = _first_position(self.inner)
        text = torch.arange(first, first + T, device=device)
        return torch.cat([text[:1].expand(P), text])[None]


def _first_position(model: nn.Module) -> int:
    """Return the position of a first piece; RoBERTa's kind keeps the lowest for padding."""
    for name, module in model.named_modules():
        if name.endswith("position_embeddings") and isinstance(module, nn.Embedding):
            return 0 if module.padding_idx is None else module.padding_idx + 1
    raise ModelError(f"cannot put a prompt before a {type(model).__name__}: it has no positions")


def add_prefixes(model: nn.Module, tokens: int, frozen_layers: int = 0) -> None:
    """Let every layer but the lowest attend to tuned keys and values too.

    Li and Liang 2021, "Prefix-tuning: optimizing continuous prompts for generation", without their
    network behind the prefix, which served its stability at large learning rates.

    Raises ModelError when the model does not let its attention be chosen.
    """
    AttentionInterface.register(_PREFIXED, _attend)
    AttentionMaskInterface.register(_PREFIXED, sdpa_mask)
    try:
        model.set_attn_implementation(_PREFIXED)  # type: ignore[operator]
    except (AttributeError, ValueError) as error:
        raise ModelError(f"cannot put a prefix into a {type(model).__name__}: {error}") from error
    heads = int(model.config.num_attention_heads)  # type: ignore[union-attr, arg-type]
    size = int(model.config.hidden_size) // heads  # type: ignore[union-attr, arg-type]
    for layer in list(layers(model).values())[frozen_layers:]:
        attention, _ = parent(layer, next(iter(linear_layers(layer))))
        for name in ("prefix_keys", "prefix_values"):
            attention.register_parameter(
                name, nn.Parameter(torch.randn(heads, tokens, size) * 0.02)
            )


def _attend(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    **options: Any,  # that transformers hands to every kind
) -> tuple[Tensor, None]:
    """Attend to a layer's prefix and to the text: (B, heads, T, size) to (B, T, heads, size)."""
    if hasattr(module, "prefix_keys"):
        key = _before(module.get_parameter("prefix_keys"), key)
        value = _before(module.get_parameter("prefix_values"), value)
        if attention_mask is not None:  # (B, 1, T or 1, T)
            seen = attention_mask.new_ones(*attention_mask.shape[:3], key.shape[2] - query.shape[2])
            attention_mask = torch.cat([seen, attention_mask], dim=3)
    if torch.is_grad_enabled():  # torch's own attention is slow backwards
        scores = query @ key.transpose(2, 3) * (query.shape[3] ** -0.5)
        if attention_mask is not None:
            scores = scores.masked_fill(~attention_mask, torch.finfo(scores.dtype).min)
        attended = scores.softmax(dim=3, dtype=torch.float32).to(value.dtype) @ value
    else:
        attended = scaled_dot_product_attention(query, key, value, attention_mask)
    return attended.transpose(1, 2), None


def _before(prefix: Tensor, states: Tensor) -> Tensor:
    """Put (heads, P, size) before (B, heads, T, size)."""
    return torch.cat([prefix.to(states.dtype).expand(states.shape[0], -1, -1, -1), states], dim=2)
