"""A job that trains in an instant: which of two kinds of words a sequence holds more of."""

import random
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from briefbook.learn.loop import Job

Item = tuple[tuple[int, ...], int]  # pieces, class


class TinyModel(nn.Module):
    """Frozen embeddings, a layer with dropout, and a head."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(12, 8, padding_idx=0)
        self.embedding.requires_grad_(False)
        self.layer = nn.Linear(8, 8)
        self.norm = nn.LayerNorm(8)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(8, 2)

    def forward(self, ids: Tensor) -> Tensor:
        states = self.layer(self.embedding(ids)).tanh().mean(dim=1)
        scores: Tensor = self.head(self.dropout(self.norm(states)))
        return scores.float()


def make_items(count: int, seed: int = 0) -> list[Item]:
    """Return sequences of 2 to 9 pieces; class 1 if most are above 6."""
    chance = random.Random(seed)
    items = []
    for _ in range(count):
        pieces = tuple(chance.randint(1, 11) for _ in range(chance.randint(2, 9)))
        items.append((pieces, int(sum(piece > 6 for piece in pieces) * 2 > len(pieces))))
    return items


def score(model: TinyModel, items: Sequence[Item]) -> Tensor:
    """Return the scores of both classes for each item."""
    longest = max(len(pieces) for pieces, _ in items)
    rows = [[*pieces, *[0] * (longest - len(pieces))] for pieces, _ in items]
    result: Tensor = model(torch.tensor(rows))
    return result


def mean_loss(model: TinyModel, items: Sequence[Item]) -> Tensor:
    """Return the cross entropy of a batch."""
    labels = torch.tensor([label for _, label in items])
    return nn.functional.cross_entropy(score(model, items), labels)


def accuracy(model: TinyModel, items: Sequence[Item]) -> Mapping[str, float]:
    """Return the share of items whose class is found, as if it were an F1."""
    found = score(model, items).argmax(dim=1).tolist()
    return {"f1": sum(found[place] == items[place][1] for place in range(len(items))) / len(items)}


def tiny_job(count: int = 60, seed: int = 3) -> Job[Item]:
    """Return a job over new weights, the same ones each time."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = TinyModel()
    held_out = make_items(40, seed=1)
    return Job(
        module=model,
        items=make_items(count),
        size=lambda item: len(item[0]),
        loss=lambda items: mean_loss(model, items),
        evaluate=lambda: accuracy(model, held_out),
        head=model.head,
    )


def weights_of(job: Job[Item]) -> dict[str, Tensor]:
    """Return a copy of all weights."""
    return {name: weight.detach().clone() for name, weight in job.module.named_parameters()}
