"""The network that decides on all pairs of a window at once.

An entity is the logsumexp of its mentions, and each pair attends to the words that matter to it,
both after Zhou et al. 2021, "Document-Level Relation Extraction with Adaptive Thresholding and
Localized Context Pooling" (ATLOP; its context is learnt here, not read from the encoder's
attention). The words between two mentions are max-pooled as by Eberts & Ulges 2020, "Span-based
Joint Entity and Relation Extraction with Transformer Pre-training" (SpERT).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from briefbook.learn.backbone import Backbone
from extract.relating.markers import add_markers
from extract.relating.reading import DISTANCES, Item
from extract.relating.task import Task

_BLOCKED = -1e4  # a logit of what the labels of a pair rule out
_SMALL = 32  # width of the vectors for labels and distances


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows as tensors; W windows of T pieces, U things, N pairs."""

    ids: Tensor  # W, T
    mask: Tensor  # W, T
    starts: Tensor  # U, M: pieces of all windows counted through; start markers of each mention
    ends: Tensor  # U, M
    present: Tensor  # U, M: which of the M mentions there are
    labels: Tensor  # U
    pairs: Tensor  # N, 2: things
    windows: Tensor  # N
    between: Tensor  # N, 2: pieces from, to
    distances: Tensor  # N, 2: seen from the first, from the second
    asked: Tensor  # N, 2: which directions to decide on


def make_batch(backbone: Backbone, items: Sequence[Item]) -> Batch:
    """Put windows together."""
    ids, mask = backbone.pad([item.window.ids for item in items])
    T = ids.shape[1]
    most = max(len(thing) for item in items for thing in item.things)
    rows: dict[str, list[object]] = {name: [] for name in Batch.__dataclass_fields__}
    offset = 0
    for number, item in enumerate(items):
        shift = number * T + 1  # the special token before every window
        for thing, label in zip(item.things, item.labels, strict=True):
            marks = [item.window.marks[inner] for inner in thing]
            marks += marks[:1] * (most - len(marks))
            rows["starts"].append([start + shift for start, _ in marks])
            rows["ends"].append([end + shift for _, end in marks])
            rows["present"].append([place < len(thing) for place in range(most)])
            rows["labels"].append(label)
        for pair in item.pairs:
            rows["pairs"].append([pair.first + offset, pair.second + offset])
            rows["windows"].append(number)
            rows["between"].append([pair.between[0] + shift, pair.between[1] + shift])
            rows["distances"].append([pair.distance, pair.distance_back])
            rows["asked"].append(pair.asked)
        offset += len(item.things)
    made = {name: torch.tensor(values) for name, values in rows.items() if values}
    return Batch(**{**made, "ids": ids, "mask": mask})


class PairClassifier(nn.Module):
    """An encoder, markers, and a head that reads pairs."""

    allowed: Tensor

    def __init__(
        self,
        backbone: Backbone,
        task: Task,
        *,
        dropout: float = 0.1,
    ) -> None:
        """Add markers to the encoder, and a head that is not trained yet."""
        super().__init__()
        self.backbone = backbone
        self.head = PairHead(backbone.width, task, add_markers(backbone, task.labels), dropout)
        self.register_buffer("allowed", _allowed(task), persistent=False)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return logits of predicates (N, 2, 1 + P; 0: none) and assertions (N, 2, A).

        The two stand for first to second, and second to first.
        """
        states = self.backbone(batch.ids, batch.mask)  # W, T, H
        # Few and small matrices, whose results are compared: in full precision.
        with torch.autocast(states.device.type, enabled=False):
            predicates, assertions = self.head(states.float(), batch)
        return predicates.masked_fill(~self._open(batch), _BLOCKED), assertions

    def _open(self, batch: Batch) -> Tensor:
        """Tell which predicates may be: those asked for that the labels allow, and none."""
        first, second = batch.labels[batch.pairs].unbind(1)  # N
        allowed = torch.stack([self.allowed[first, second], self.allowed[second, first]], dim=1)
        is_open = allowed & batch.asked[..., None]
        is_open[..., 0] = True
        return is_open  # N, 2, 1 + P


class PairHead(nn.Module):
    """What is learnt anew: markers, and how pairs are read from the encoder's states."""

    def __init__(self, width: int, task: Task, markers: nn.Embedding, dropout: float) -> None:
        """Make a head for states of `width` values; `markers` are learnt with it."""
        super().__init__()
        self.markers = markers
        self.labels = nn.Embedding(len(task.labels), _SMALL)
        self.distances = nn.Embedding(DISTANCES, _SMALL)
        self.query = nn.Linear(4 * width, width)
        self.key = nn.Linear(width, width)
        self.mix = nn.Linear(6 * width + 3 * _SMALL, width)
        self.predicates = nn.Linear(width, 1 + len(task.predicates))
        self.assertions = nn.Linear(width, max(1, len(task.assertions)))
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return logits of predicates and assertions of all pairs in both directions."""
        flat = states.flatten(0, 1)  # W·T, H
        things = torch.cat(
            [_pool(flat[batch.starts], batch.present), _pool(flat[batch.ends], batch.present)], -1
        )  # U, 2H
        ways = torch.stack([batch.pairs, batch.pairs.flip(1)], dim=1)  # N, 2, (head, tail)
        ties = things[ways].flatten(2)  # N, 2, 4H
        between = _range_max(flat, *batch.between.unbind(1))
        mixed = torch.cat(
            [
                ties,
                self._context(states, ties, batch),
                between[:, None].expand(-1, 2, -1),
                self.labels(batch.labels[ways]).flatten(2),
                self.distances(batch.distances),
            ],
            dim=-1,
        )
        read = nn.functional.gelu(self.mix(self.dropout(mixed)))
        read = self.dropout(read)
        return self.predicates(read), self.assertions(read)

    def _context(self, states: Tensor, ties: Tensor, batch: Batch) -> Tensor:
        """Return what each pair attends to in its window: N, 2, H."""
        queries, keys = self.query(ties), self.key(states)
        found = torch.empty(*ties.shape[:2], states.shape[-1])
        scale = states.shape[-1] ** -0.5
        for window in sorted(set(batch.windows.tolist())):
            mine = batch.windows == window
            scores = queries[mine] @ keys[window].T * scale  # n, 2, T
            scores = scores.masked_fill(~batch.mask[window], _BLOCKED)
            found[mine] = scores.softmax(-1) @ states[window]
        return found


def _pool(states: Tensor, present: Tensor) -> Tensor:
    """Return one vector for each thing: U, M, H to U, H."""
    if states.shape[1] == 1:
        return states[:, 0]
    return states.masked_fill(~present[..., None], _BLOCKED).logsumexp(1)


def _range_max(flat: Tensor, start: Tensor, end: Tensor) -> Tensor:
    """Return the maximum of `flat[start:end]` for N ranges; zeros for empty ones.

    Two overlapping ranges of a power of two cover any range ("sparse table").
    """
    size = end - start
    levels = [flat]
    for level in range(max(0, int(size.max()).bit_length() - 1)):
        last, step = levels[-1], 1 << level
        levels.append(torch.maximum(last, torch.cat([last[step:], last[-1:].expand(step, -1)])))
    level_of = (size.clamp_min(1).float().log2() + 1e-6).long()
    table = torch.stack(levels)
    step_of = 2**level_of
    left = table[level_of, start.clamp_max(len(flat) - 1)]
    right = table[level_of, (end - step_of).clamp_min(0)]
    return torch.maximum(left, right).masked_fill((size == 0)[:, None], 0.0)


def _allowed(task: Task) -> Tensor:
    """Return which predicates tie a head's label to a tail's: L, L, 1 + P; the first says none."""
    labels = {label: number for number, label in enumerate(task.labels)}
    numbers = {predicate: 1 + number for number, predicate in enumerate(task.predicates)}
    allowed = torch.zeros(len(labels), len(labels), 1 + len(numbers), dtype=torch.bool)
    allowed[..., 0] = True
    for tie in task.ties:
        allowed[labels[tie.head], labels[tie.tail], numbers[tie.predicate]] = True
    return allowed
