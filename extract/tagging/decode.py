"""Scores of words become spans: the best sequence that is one, or the best spans that may nest."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

NEVER = -1e4  # the score of what must not be; finite, so that sums stay numbers
Found = tuple[int, int, int, float]  # first word, last word (exclusive), label, score


def tag_names(labels: Sequence[str]) -> tuple[str, ...]:
    """Return the tags of `labels`: O, then B and I of each (BIO, Ramshaw & Marcus 1995).

    >>> tag_names(["Person"])
    ('O', 'B-Person', 'I-Person')
    """
    return ("O", *(f"{prefix}-{label}" for label in labels for prefix in "BI"))


def allowed_moves(labels: int) -> tuple[Tensor, Tensor]:
    """Return what must not begin a sequence (K) and what must not follow what (K, K) as NEVER."""
    count = 1 + 2 * labels
    start = torch.zeros(count)
    start[2::2] = NEVER
    moves = torch.zeros(count, count)
    moves[:, 2::2] = NEVER
    for label in range(labels):
        begin, inside = 1 + 2 * label, 2 + 2 * label
        moves[begin, inside] = moves[inside, inside] = 0.0
    return start, moves


def best_paths(scores: Tensor, lengths: Tensor, start: Tensor, moves: Tensor) -> Tensor:
    """Return the best tags of each sequence by Viterbi: (B, T, K) scores to (B, T) tags."""
    B, T, _ = scores.shape  # sequences, words, tags
    best = scores[:, 0] + start
    back: list[Tensor] = []
    for place in range(1, T):
        candidates = best[:, :, None] + moves  # B, from, to
        values, origin = candidates.max(dim=1)
        going = (place < lengths)[:, None]
        best = torch.where(going, values + scores[:, place], best)
        back.append(torch.where(going, origin, torch.arange(len(start)).expand(B, -1)))
    tags = [best.argmax(dim=1)]
    for origin in reversed(back):
        tags.append(origin.gather(1, tags[-1][:, None])[:, 0])
    return torch.stack(tags[::-1], dim=1)


def spans_of(tags: Sequence[int], probabilities: Sequence[float]) -> Iterator[Found]:
    """Yield the spans a sequence of tags names; the score is that of their least sure word."""
    first = label = -1
    score = 1.0
    for place, tag in enumerate((*tags, 0)):
        if first >= 0 and (tag == 0 or tag % 2 == 1):  # O or B ends what goes on
            yield first, place, label, score
            first = -1
        if tag % 2 == 1:
            first, label, score = place, tag // 2, 1.0
        if tag and place < len(probabilities):
            score = min(score, probabilities[place])


def best_spans(found: Sequence[Found], *, nested: bool) -> list[Found]:
    """Keep the surest spans that do not cross; without `nested`, that do not overlap at all."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda span: (-span[3], span[0] - span[1], span)):
        if not any(_clash(one, other, nested=nested) for other in kept):
            kept.append(one)
    return sorted(kept)


def _clash(one: Found, other: Found, *, nested: bool) -> bool:
    if one[1] <= other[0] or other[1] <= one[0]:
        return False
    if not nested:
        return True
    if one[:2] == other[:2]:
        return one[2] == other[2]
    inside = other[0] <= one[0] and one[1] <= other[1]
    around = one[0] <= other[0] and other[1] <= one[1]
    return not (inside or around)
