"""What a reader decides, as answers at places of texts: the best spans, and how likely each is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from briefbook.records import Span
from decide.rank import Excerpt
from decide.reading.network import Decisions, ReaderNetwork
from decide.reading.windows import Window

_BATCH_PIECES = 4096  # decided on at a time
_MOST = 3  # answers kept of a window


@dataclass(frozen=True, slots=True)
class Judged:
    """What was decided of one window."""

    helps: float  # logit of whether the text is needed
    #: First character, end and log-probability of the likeliest answers, if the text has one.
    answers: tuple[tuple[int, int, float], ...]
    parts: tuple[float, ...] = ()  # log-probability likewise that the answer is in each part


def judge(
    network: ReaderNetwork,
    windows: Sequence[Window],
    *,
    longest: int,
    answers: bool = True,
    parts: Sequence[Sequence[Span]] = (),
) -> list[Judged]:
    """Decide on windows; what comes out does not depend on their order.

    Without `answers` only whether they help is told. `parts` are places in the text of each window.
    """
    found: list[Judged] = [Judged(0.0, ())] * len(windows)
    order = sorted(range(len(windows)), key=lambda place: len(windows[place].ids))
    for places in _batches(order, windows, alike=not network.reads_together):
        some = [windows[place] for place in places]
        with torch.inference_mode():
            decisions = network(some)
            scores = score_spans(decisions, some, longest) if answers else None
        spans = best_spans(scores) if scores is not None else [()] * len(some)
        for row, place in enumerate(places):
            read = tuple(
                (windows[place].words[first].start, windows[place].words[last].end, score)
                for first, last, score in spans[row]
            )
            within: tuple[float, ...] = ()
            if scores is not None and parts:
                within = tuple(_within(scores[row], windows[place], part) for part in parts[place])
            found[place] = Judged(float(decisions.helps[row]), read, within)
    return found


def _within(scores: Tensor, window: Window, part: Span) -> float:
    """Return the log-probability that the answer is in a part, from the scores (W, W) of spans."""
    inside = [place for place, word in enumerate(window.words) if part.contains(word)]
    if not inside:
        return float("-inf")
    first, end = inside[0], inside[-1] + 1
    return float(scores[first:end, first:end].flatten().logsumexp(0))


def _batches(order: Sequence[int], windows: Sequence[Window], *, alike: bool) -> list[list[int]]:
    """Put windows together; with `alike` only those of one size, so that nothing is padded."""
    batches: list[list[int]] = []
    size = filled = 0
    for place in order:
        length = len(windows[place].ids)
        if not batches or (alike and length != size) or filled + length > _BATCH_PIECES:
            batches.append([])
            size, filled = length, 0
        batches[-1].append(place)
        filled += length
    return batches


def score_spans(decisions: Decisions, windows: Sequence[Window], longest: int) -> Tensor:
    """Return the log-probability of each span: (windows, first word, last word).

    A span has at most `longest` words of one paragraph or cell, and cuts no figure.
    """
    starts, ends = decisions.starts.log_softmax(-1), decisions.ends.log_softmax(-1)
    words = starts.shape[1]
    places = torch.arange(words)
    ahead = places[None] - places[:, None]  # W, W: how far the end is from the start
    cells, opens, closes = _marks(windows, words)
    allowed = (ahead >= 0) & (ahead < longest) & (cells[:, :, None] == cells[:, None, :])
    allowed &= opens[:, :, None] & closes[:, None, :]
    scores = starts[:, :, None] + ends[:, None, :]
    scores = scores.masked_fill(~allowed, float("-inf"))
    # The chances of all spans that are allowed add up to one.
    return scores - scores.flatten(1).logsumexp(1)[:, None, None]


def best_spans(scores: Tensor) -> list[tuple[tuple[int, int, float], ...]]:
    """Return for each window first word, last word and log-probability of the best spans."""
    words = scores.shape[1]
    kept = scores.flatten(1).topk(min(4 * _MOST, words * words))
    return [
        _apart(values, chosen, words)
        for values, chosen in zip(kept.values, kept.indices, strict=True)
    ]


def _marks(windows: Sequence[Window], words: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return the cell of each word, whether a span may begin with it, and end; each B, W."""
    cells = torch.full((len(windows), words), -1)
    opens = torch.zeros(len(windows), words, dtype=torch.bool)
    closes = torch.zeros_like(opens)
    for row, window in enumerate(windows):
        count = len(window.words)
        cells[row, :count] = torch.tensor(window.cells)
        opens[row, :count] = torch.tensor(window.opens)
        closes[row, :count] = torch.tensor((*window.opens[1:], True))
    return cells, opens, closes


def _apart(scores: Tensor, chosen: Tensor, words: int) -> tuple[tuple[int, int, float], ...]:
    """Keep the best spans that do not overlap a better one."""
    kept: list[tuple[int, int, float]] = []
    for score, place in zip(scores.tolist(), chosen.tolist(), strict=True):
        first, last = divmod(place, words)
        apart = all(last < other or first > end for other, end, _ in kept)
        if score > float("-inf") and apart and len(kept) < _MOST:
            kept.append((first, last, score))
    return tuple(kept)


def likeliest(
    judged: Sequence[Judged], temperature: tuple[float, float] = (1.0, 0.0)
) -> tuple[Excerpt, ...]:
    """Merge the answers found in the windows of one text, the likeliest first.

    The likelihood of an answer is that of its window helping times its share among the answers of
    that window; `temperature` is what that logit is multiplied by, and what is added to it.
    """
    found: dict[tuple[int, int], float] = {}
    for one in judged:
        helps = -math.log1p(math.exp(min(-one.helps, 700.0)))
        for start, end, score in one.answers:
            found[start, end] = max(found.get((start, end), float("-inf")), helps + score)
    excerpts = [
        Excerpt(start, end, calibrated(score, temperature)) for (start, end), score in found.items()
    ]
    return tuple(sorted(excerpts, key=lambda one: (-one.score, one.start, one.end)))[:_MOST]


def likely_parts(judged: Sequence[Judged], count: int) -> tuple[float, ...]:
    """Return how likely each of `count` parts of a text holds the answer, by its best window."""
    found = [float("-inf")] * count
    for one in judged:
        helps = -math.log1p(math.exp(min(-one.helps, 700.0)))
        found = [max(old, helps + new) for old, new in zip(found, one.parts, strict=True)]
    return tuple(round(math.exp(score), 4) for score in found)


def calibrated(log_probability: float, temperature: tuple[float, float]) -> float:
    """Return a likelihood from 0 to 1 (Platt 1999): logistic in the logit."""
    probability = min(max(math.exp(log_probability), 1e-6), 1 - 1e-6)
    slope, offset = temperature
    logit = slope * math.log(probability / (1 - probability)) + offset
    return chance(logit)


def chance(logit: float) -> float:
    """Return a probability in four digits: the last bits depend on what shares a batch."""
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 4)
