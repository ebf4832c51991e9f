"""A text is written piece by piece: beam search over what may be written and what may be copied.

Keys and values of what was written are kept from step to step, and the source is read once, however
many beams look at it. Scores are divided by a power of the length (Wu et al. 2016, "Google's Neural
Machine Translation System"); looking at the same places again costs, and no three pieces are
written twice (Paulus et al. 2018, "A Deep Reinforced Model for Abstractive Summarization").
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from summarize.network import Batch, DecoderLayer, Memory, Summarizer

_NEVER = -1e9
_RUN = 3  # pieces in a row that are written once


@dataclass(frozen=True, slots=True)
class DecodingSettings:
    """How the most likely text is sought."""

    beams: int = 4  # texts under way that are kept at a time
    length_power: float = 1.0  # what scores are divided by: 0 likes short texts, 1 means per piece
    coverage: float = 0.5  # what looking again costs, for each whole look


@dataclass(slots=True)
class _Search:
    """One text under way in all its beams."""

    most: int
    least: int
    done: list[tuple[float, list[int]]] = field(default_factory=list)  # score, pieces
    cut: list[int] = field(default_factory=list)  # the best of those that had not ended in time


@torch.inference_mode()
def write(
    model: Summarizer,
    batch: Batch,
    *,
    least: Sequence[int],
    most: Sequence[int],
    begin: int,
    end: int,
    banned: Sequence[int] = (),
    settings: DecodingSettings = DecodingSettings(),
) -> list[list[int]]:
    """Return the pieces written of each text, between `least` and `most` of them.

    `begin` and `end` are the pieces that stand around a text; `banned` ones are never written.
    """
    memory = model.remember(batch, model.encode(batch.source, batch.mask))
    slots, pieces = _slots(model, memory, end)
    searches = [_Search(high, low) for low, high in zip(least, most, strict=True)]
    B, K = len(searches), settings.beams
    forbidden = torch.isin(pieces, torch.tensor([begin, *banned]))  # B, E
    written = torch.full((B, K, 1), begin)
    scores = torch.full((B, K), _NEVER)
    scores[:, 0] = 0.0
    covered = torch.zeros(B, K, memory.source.shape[1])
    cost = torch.zeros(B, K)
    cache: list[tuple[Tensor, Tensor]] = []
    for step in range(max(most) + 1):  # the last may only end
        chances, looked, cache = _step(model, memory, slots, pieces, written, cache)
        again = torch.minimum(looked, covered).sum(-1)
        chances = chances.masked_fill(forbidden[:, None], _NEVER)
        ending = pieces == end
        early = torch.tensor([step < search.least for search in searches])
        chances = chances.masked_fill((ending & early[:, None])[:, None], _NEVER)
        _block_runs(chances, pieces, written)
        cost = cost + settings.coverage * again
        total = scores[..., None] + chances - (settings.coverage * again)[..., None]
        best, places = total.flatten(1).topk(2 * K)  # B, 2K
        scores, parents, chosen = _keep(
            searches, best, places, pieces, written, end, step, settings.length_power
        )
        rows = torch.arange(B)[:, None]
        written = torch.cat([written[rows, parents], chosen[..., None]], -1)
        covered = covered[rows, parents] + looked[rows, parents]
        order = (rows * K + parents).flatten()
        cache = [(keys[order], values[order]) for keys, values in cache]
        if all(_is_done(search, step, K) for search in searches):
            break
    return [_best(search) for search in searches]


def _step(
    model: Summarizer,
    memory: Memory,
    slots: Tensor,
    pieces: Tensor,
    written: Tensor,
    cache: list[tuple[Tensor, Tensor]],
) -> tuple[Tensor, Tensor, list[tuple[Tensor, Tensor]]]:
    """Return how likely each next piece is (B, K, E), where was looked (B, K, T), and the cache."""
    B, K, U = written.shape
    ask = memory.ask.repeat_interleave(K, 0)
    found = model.enter(written[:, :, -1].reshape(B * K, 1), U - 1, ask)
    seen = memory.mask[:, None, None]
    kept = []
    for number, layer in enumerate(model.head.layers):
        assert isinstance(layer, DecoderLayer)
        keys, values = layer.keep(found)
        if cache:
            keys = torch.cat([cache[number][0], keys], 2)
            values = torch.cat([cache[number][1], values], 2)
        kept.append((keys, values))
        found = layer.attend(found, keys, values, None)
        beams = found.view(B, K, -1)  # beams of a text look at it as if they were places of one
        beams = layer.read(beams, memory.keys[number], memory.values[number], seen)
        found = beams.view(B * K, 1, -1)
    last = torch.nn.functional.pad(written, (1, 0), value=-1)[:, :, -2:].flip(-1)
    writing, copying, looked = model.choices(found.view(B, K, -1).float(), memory, last)
    chances = torch.zeros(B, K, pieces.shape[1])
    chances[..., : writing.shape[-1]] = writing.exp()
    chances.scatter_add_(2, slots[:, None].expand(-1, K, -1), copying.exp())
    return chances.clamp_min(1e-12).log(), looked, kept


def _slots(model: Summarizer, memory: Memory, end: int) -> tuple[Tensor, Tensor]:
    """Return which place of the choices each piece of a source has (B, T), and all choices (B, E).

    The choices of a text are the vocabulary, and behind it the pieces that only its source holds.
    """
    vocabulary = model.head.vocabulary
    B, T = memory.source.shape
    place = torch.searchsorted(vocabulary, memory.source).clamp_max(len(vocabulary) - 1)
    own = vocabulary[place] != memory.source
    slots = place.clone()
    extra: list[list[int]] = []
    for row in range(B):
        found: dict[int, int] = {}
        for column in own[row].nonzero()[:, 0].tolist():
            piece = int(memory.source[row, column])
            slots[row, column] = len(vocabulary) + found.setdefault(piece, len(found))
        extra.append(list(found))
    most = max(map(len, extra))
    pieces = torch.full((B, len(vocabulary) + most), -1)
    pieces[:, : len(vocabulary)] = vocabulary
    for row, found_pieces in enumerate(extra):
        if found_pieces:
            start = len(vocabulary)
            pieces[row, start : start + len(found_pieces)] = torch.tensor(found_pieces)
    return slots, pieces


def _block_runs(chances: Tensor, pieces: Tensor, written: Tensor) -> None:
    """Rule out pieces that would end a run which was written before."""
    B, K, U = written.shape
    if U < _RUN + 1:
        return
    for row in range(B):
        for beam, line in enumerate(written[row].tolist()):
            last = line[-(_RUN - 1) :]
            for start in range(1, U - _RUN + 1):
                if line[start : start + _RUN - 1] == last:
                    after = line[start + _RUN - 1]
                    chances[row, beam].masked_fill_(pieces[row] == after, _NEVER)


def _keep(
    searches: Sequence[_Search],
    best: Tensor,
    places: Tensor,
    pieces: Tensor,
    written: Tensor,
    end: int,
    step: int,
    power: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """Put texts that end aside; return scores, parents and pieces of the beams that go on."""
    B, K, _ = written.shape
    E = pieces.shape[1]
    scores = torch.full((B, K), _NEVER)
    parents = torch.zeros(B, K, dtype=torch.long)
    chosen = torch.full((B, K), end)
    for row, search in enumerate(searches):
        kept = 0
        if step > search.most:
            continue
        for rank in range(2 * K):
            score, place = float(best[row, rank]), int(places[row, rank])
            beam, piece = place // E, int(pieces[row, place % E])
            if score <= _NEVER / 2 or kept == K:
                break
            line = written[row, beam, 1:].tolist()
            if piece == end:
                if rank < K and len(search.done) < K:
                    search.done.append((score / (len(line) + 1) ** power, line))
                continue
            if step + 1 == search.most and not kept:
                search.cut = [*line, piece]
            scores[row, kept], parents[row, kept], chosen[row, kept] = score, beam, piece
            kept += 1
    return scores, parents, chosen


def _is_done(search: _Search, step: int, beams: int) -> bool:
    return len(search.done) >= beams or step >= search.most


def _best(search: _Search) -> list[int]:
    return max(search.done, key=lambda one: one[0])[1] if search.done else search.cut
