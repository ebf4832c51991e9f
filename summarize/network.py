"""The network that writes digests: the shared encoder, and a decoder that copies from the source.

Encoder and word vectors are pretrained (Rothe et al. 2020, "Leveraging Pre-trained Checkpoints for
Sequence Generation Tasks"); decoder layers that began as copies of the encoder's learnt more slowly
than fresh ones here, so they begin fresh. Each next piece comes either from a small vocabulary or
from a place in the source ("pointer-generator", See et al. 2017, "Get To The Point"): so the
vocabulary needs no names and no figures, and a model tuned on little data can still write them.
A place is sought by what stands there and before it; that what stands before it is what was just
written counts of its own, so that a run that was begun is gone on with ("n-gram heads", Akyürek et
al. 2024, "In-Context Language Learning"): without that our few pairs did not teach to copy.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from briefbook.learn.backbone import Backbone
from briefbook.learn.standard import Standard

_NEVER = -1e4  # the logarithm of what cannot be
_UNKNOWN = -20.0  # that of a piece that can be neither written nor copied

#: Lengths that can be asked for, in pieces: the first that is no smaller. 0 leaves it to the model.
LENGTHS = (0, 6, 9, 12, 16, 20, 25, 32, 40, 50, 64, 80, 100, 128)


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """The size of the decoder; the encoder says the rest."""

    layers: int = 3  # of the decoder
    dropout: float = 0.1
    most_source: int = 480  # pieces of a text read at a time
    most_target: int = 128  # pieces written at most


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts as tensors: B texts of T pieces."""

    source: Tensor  # B, T: pieces
    mask: Tensor  # B, T: which of them there are
    asks: Tensor  # B, 3: form, language and length that are asked for
    target: Tensor  # B, U: pieces to be written, with the ones that begin and end; may be (B, 0)


@dataclass(slots=True)
class Memory:
    """What the decoder looks at, for B texts of T pieces."""

    source: Tensor  # B, T: pieces
    mask: Tensor  # B, T
    keys: list[Tensor]  # of each layer: B, heads, T, H / heads
    values: list[Tensor]
    places: Tensor  # B, T, H: by which places are found to copy from
    ask: Tensor  # B, H: what is asked for


def length_class(pieces: int) -> int:
    """Return which of `LENGTHS` a number of pieces falls in.

    >>> length_class(0), length_class(10), length_class(1000)
    (0, 3, 13)
    """
    return next((place for place, most in enumerate(LENGTHS) if pieces <= most), len(LENGTHS) - 1)


class _Attention(nn.Module):
    """Attention of several heads, whose keys and values can be kept between steps."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.output = nn.Linear(width, width)

    def split(self, states: Tensor) -> Tensor:
        """Cut (B, T, H) into heads: (B, heads, T, H / heads)."""
        return states.view(*states.shape[:-1], self.heads, -1).transpose(1, 2)

    def forward(self, states: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None) -> Tensor:
        """Attend from (B, U, H) to keys and values that are cut into heads already."""
        found = functional.scaled_dot_product_attention(
            self.split(self.query(states)), keys, values, attn_mask=mask
        )
        output: Tensor = self.output(found.transpose(1, 2).flatten(2))
        return output


class DecoderLayer(nn.Module):
    """One layer: what was written, the source, and a feed-forward; norms after each, as in BERT."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        """Make a layer for states of `width` values."""
        super().__init__()
        self.own = _Attention(width, heads)
        self.cross = _Attention(width, heads)
        self.widen = nn.Linear(width, inner)
        self.narrow = nn.Linear(inner, width)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3))
        self.dropout = nn.Dropout(dropout)

    def keep(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """Return keys and values of what was written: (B, U, H) to (B, heads, U, H / heads)."""
        return self.own.split(self.own.key(states)), self.own.split(self.own.value(states))

    def look(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Return keys and values of the source, likewise."""
        return self.cross.split(self.cross.key(memory)), self.cross.split(self.cross.value(memory))

    def attend(self, states: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None) -> Tensor:
        """Look at what was written."""
        found = self.dropout(self.own(states, keys, values, mask))
        attended: Tensor = self.norms[0](states + found)
        return attended

    def read(self, states: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None) -> Tensor:
        """Look at the source, then think: (B, U, H)."""
        states = self.norms[1](states + self.dropout(self.cross(states, keys, values, mask)))
        inner = self.narrow(self.dropout(functional.gelu(self.widen(states))))
        thought: Tensor = self.norms[2](states + self.dropout(inner))
        return thought


class Decoder(nn.Module):
    """All that is put on the encoder: layers, the choice between writing and copying, and asks."""

    vocabulary: Tensor  # V, sorted: the pieces that can be written
    table: Tensor  # V, H: their vectors, those of the encoder

    def __init__(
        self,
        backbone: Backbone,
        vocabulary: Sequence[int],
        settings: NetworkSettings,
        *,
        asks: tuple[int, int],
    ) -> None:
        """Make a decoder that may write the pieces of `vocabulary` and copy any.

        `asks` is how many forms and languages can be asked for.
        """
        super().__init__()
        width = backbone.width
        config = backbone.model.config
        heads, inner = int(config.num_attention_heads), int(config.intermediate_size)  # type: ignore[union-attr, arg-type]
        self.standard = Standard(width)
        self.bridge = nn.Linear(2 * width, width)
        self.bridge_norm = nn.LayerNorm(width)
        self.positions = nn.Embedding(settings.most_target + 1, width)
        self.asks = nn.ModuleList(nn.Embedding(count, width) for count in (*asks, len(LENGTHS)))
        self.enter = nn.LayerNorm(width)
        self.layers = nn.ModuleList(
            DecoderLayer(width, heads, inner, settings.dropout) for _ in range(settings.layers)
        )
        self.words = nn.Linear(width, width)
        self.words_norm = nn.LayerNorm(width)
        self.bias = nn.Parameter(torch.zeros(len(vocabulary)))
        self.place_query = nn.Linear(width, width)
        self.place_key = nn.Linear(3 * width, width)
        self.gate = nn.Linear(2 * width + 1, 1)
        self.goes_on = nn.Parameter(torch.tensor([2.0, 2.0]))  # after one piece; after two
        self.dropout = nn.Dropout(settings.dropout)
        self.register_buffer("vocabulary", torch.tensor(sorted(vocabulary)))
        words = backbone.model.get_input_embeddings().weight.detach()  # type: ignore[operator]
        self.register_buffer("table", words[self.vocabulary].float(), persistent=False)
        for ask in self.asks:
            nn.init.normal_(ask.weight, std=0.02)  # type: ignore[arg-type]


class Summarizer(nn.Module):
    """Encoder and decoder together."""

    def __init__(self, backbone: Backbone, head: Decoder) -> None:
        """Put the two together."""
        super().__init__()
        self.backbone = backbone
        self.head = head

    def encode(self, source: Tensor, mask: Tensor) -> Tensor:
        """Return the encoder's states of (B, T) pieces: B, T, H."""
        states: Tensor = self.backbone(source, mask)
        return states

    def remember(self, batch: Batch, states: Tensor) -> Memory:
        """Prepare what the decoder looks at, from the encoder's states."""
        head = self.head
        pieces = self._embed(batch.source)
        before = functional.pad(pieces, (0, 0, 1, 0))[:, :-1]
        read = head.bridge_norm(head.bridge(torch.cat([head.standard(states), pieces], -1)))
        kept = [layer.look(read) for layer in head.layers]  # type: ignore[operator]
        return Memory(
            source=batch.source,
            mask=batch.mask,
            keys=[keys for keys, _ in kept],
            values=[values for _, values in kept],
            places=head.place_key(torch.cat([read, pieces, before], -1)),
            ask=sum(part(batch.asks[:, number]) for number, part in enumerate(head.asks)),
        )

    def enter(self, pieces: Tensor, first: int, ask: Tensor) -> Tensor:
        """Return what the decoder begins with for (B, U) pieces that stand from place `first`."""
        head = self.head
        places = torch.arange(first, first + pieces.shape[1], device=pieces.device)
        entered: Tensor = head.enter(self._embed(pieces) + head.positions(places) + ask[:, None])
        dropped: Tensor = head.dropout(entered)
        return dropped

    def choices(
        self, states: Tensor, memory: Memory, before: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return how likely each next piece is, for states (B, U, H) of the last layer.

        `before` (B, U, 2) are the last piece written and the one before it.
        Logarithms of writing each piece of the vocabulary (B, U, V) and of copying from each place
        of the source (B, U, T), which together come to 1; and where the decoder looked (B, U, T).
        """
        head = self.head
        query = head.place_query(states) * states.shape[-1] ** -0.5
        after = _follows(memory.source, before)  # B, U, T, 2
        scores = query @ memory.places.transpose(1, 2) + after @ head.goes_on
        scores = scores.masked_fill(~memory.mask[:, None], _NEVER)
        looked = scores.softmax(-1)
        context = looked @ memory.places
        sure = (looked * after[..., 0]).sum(-1, keepdim=True)  # that a run is gone on with
        gate = head.gate(torch.cat([states, context, sure], -1))
        wanted = head.words_norm(functional.gelu(head.words(head.dropout(states))))
        written = functional.linear(wanted, head.table, head.bias)
        return (
            written.log_softmax(-1) + functional.logsigmoid(gate),
            scores.log_softmax(-1) + functional.logsigmoid(-gate),
            looked,
        )

    def forward(self, batch: Batch, states: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return how unlikely each piece of the target is (B, U - 1), and what was looked at twice.

        The second is the coverage loss of See et al. (B, U - 1). `states` may be given, where the
        encoder does not change.
        """
        if states is None:
            states = self.encode(batch.source, batch.mask)
        memory = self.remember(batch, states)
        before, after = batch.target[:, :-1], batch.target[:, 1:]
        found = self.enter(before, 0, memory.ask)
        seen = memory.mask[:, None, None]
        size = before.shape[1]
        earlier = torch.ones(size, size, dtype=torch.bool, device=before.device).tril()
        for number, layer in enumerate(self.head.layers):
            assert isinstance(layer, DecoderLayer)
            found = layer.attend(found, *layer.keep(found), earlier)
            found = layer.read(found, memory.keys[number], memory.values[number], seen)
        with torch.autocast(found.device.type, enabled=False):
            last = torch.stack([before, functional.pad(before, (1, 0), value=-1)[:, :-1]], -1)
            written, copied, looked = self.choices(found.float(), _exact(memory), last)
        covered = looked.cumsum(1) - looked
        twice = torch.minimum(looked, covered).sum(-1)
        return -self._of(after, written, copied, memory), twice

    def _of(self, pieces: Tensor, written: Tensor, copied: Tensor, memory: Memory) -> Tensor:
        """Return the logarithm of how likely given pieces (B, U) are, written or copied."""
        vocabulary = self.head.vocabulary
        place = torch.searchsorted(vocabulary, pieces.contiguous()).clamp_max(len(vocabulary) - 1)
        known = vocabulary[place] == pieces
        writing = written.gather(-1, place[..., None])[..., 0].masked_fill(~known, _NEVER)
        same = memory.source[:, None] == pieces[..., None]  # B, U, T
        copying = copied.masked_fill(~same, _NEVER).logsumexp(-1)
        return torch.logaddexp(writing, copying).clamp_min(_UNKNOWN)

    def _embed(self, pieces: Tensor) -> Tensor:
        """Return the encoder's own vectors of pieces, which are never tuned."""
        found: Tensor = self.backbone.model.get_input_embeddings()(pieces)  # type: ignore[operator]
        return found.float()  # they may be kept in half precision


def _follows(source: Tensor, before: Tensor) -> Tensor:
    """Tell which places (B, T) follow on the last piece or two that were written: B, U, T, 2."""
    one = functional.pad(source, (1, 0), value=-2)[:, None, :-1]
    two = functional.pad(source, (2, 0), value=-2)[:, None, :-2]
    last = one == before[..., :1]
    return torch.stack([last, last & (two == before[..., 1:])], -1).float()


def _exact(memory: Memory) -> Memory:
    """Return the memory with what probabilities are made of in full precision."""
    return Memory(
        memory.source,
        memory.mask,
        memory.keys,
        memory.values,
        memory.places.float(),
        memory.ask,
    )
