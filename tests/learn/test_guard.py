"""What is learnt anew leaves the old in place."""

import dataclasses
from collections import Counter
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from briefbook.errors import ModelError, SettingsError
from briefbook.learn.guard import anchor, consolidation, fisher, replay, tuned_parameters
from briefbook.learn.loop import LoopSettings, fit
from tests.learn.tiny_job import Item, TinyModel, accuracy, make_items, tiny_job

QUICK = LoopSettings(
    epochs=10, learning_rate=0.01, head_learning_rate=0.01, batch_pieces=64, precision="float32"
)


def test_fisher_information_is_the_mean_of_squared_gradients() -> None:
    layer = nn.Linear(2, 1, bias=False)
    items = [(1.0, 0.0), (3.0, 0.0)]

    found = fisher(lambda batch: layer(torch.tensor(batch)).sum(), items, tuned_parameters(layer))

    # Gradients are the inputs, so that squares are 1 and 9 and 0; scaled to a mean of 1.
    assert torch.allclose(found["weight"], torch.tensor([[2.0, 0.0]]))


def test_fisher_information_leaves_gradients_alone() -> None:
    job = tiny_job()
    parameters = tuned_parameters(job.module)

    found = fisher(job.loss, job.items, parameters, limit=10)

    assert set(found) == set(parameters) == set(anchor(job.module))
    assert all(weight.grad is None for weight in job.module.parameters())
    assert torch.cat([part.flatten() for part in found.values()]).mean() == pytest.approx(1)


def test_fisher_information_of_nothing_is_refused() -> None:
    job = tiny_job()
    with pytest.raises(ModelError, match="no old items"):
        fisher(job.loss, [], tuned_parameters(job.module))


def test_the_penalty_is_zero_at_the_anchor_and_grows_with_what_matters() -> None:
    layer = nn.Linear(2, 1, bias=False)
    penalty = consolidation(
        layer, anchor(layer), {"weight": torch.tensor([[2.0, 0.0]])}, strength=3.0
    )
    assert penalty().item() == 0

    with torch.no_grad():
        layer.weight += torch.tensor([[1.0, 5.0]])

    assert penalty().item() == pytest.approx(3 / 2 * 2 * 1**2)
    penalty().backward()  # type: ignore[no-untyped-call]
    assert layer.weight.grad is not None
    assert torch.allclose(layer.weight.grad, torch.tensor([[6.0, 0.0]]))


def test_only_what_is_tuned_is_held() -> None:
    job = tiny_job()
    anchors = anchor(job.module)
    importance = fisher(job.loss, job.items, tuned_parameters(job.module), limit=10)
    job.module.get_submodule("layer").requires_grad_(False)

    penalty = consolidation(job.module, anchors, importance, 1.0)
    with torch.no_grad():
        job.module.get_parameter("layer.weight").add_(1)
    assert penalty().item() == 0

    job.module.requires_grad_(False)
    with pytest.raises(ModelError, match="no weight that is tuned"):
        consolidation(job.module, anchors, importance, 1.0)


def test_another_shape_is_refused() -> None:
    job = tiny_job()
    anchors = anchor(job.module)
    importance = fisher(job.loss, job.items, tuned_parameters(job.module), limit=5)
    job.module.head = nn.Linear(8, 3)

    with pytest.raises(ModelError, match="head.weight has another shape"):
        consolidation(job.module, anchors, importance, 1.0)


def contrary(items: list[Item]) -> list[Item]:
    """Return a second task, where low pieces make class 1; its sequences end in a mark."""
    return [((*pieces, *[1] * 7), 1 - label) for pieces, label in items]


def second_task(folder: Path, guard: str, seed: int) -> tuple[float, float]:
    """Learn one task, then another, and return the scores on the old and on the new."""
    old, new = make_items(150), contrary(make_items(150, seed=7))
    job = tiny_job(count=150, seed=seed)
    model = job.module
    assert isinstance(model, TinyModel)
    fit(job, QUICK, folder=folder)
    second = dataclasses.replace(job, items=new, evaluate=lambda: {})
    if guard == "consolidation":
        importance = fisher(job.loss, old, tuned_parameters(model))
        penalty = consolidation(model, anchor(model), importance, strength=3.0)
        second = dataclasses.replace(second, penalty=penalty)
    if guard == "replay":
        second = dataclasses.replace(second, refresh=replay(old, new, share=0.5))
    fit(second, QUICK, folder=folder)
    tests = make_items(100, seed=1), contrary(make_items(100, seed=2))
    return accuracy(model, tests[0])["f1"], accuracy(model, tests[1])["f1"]


def mean_scores(folder: Path, guard: str) -> tuple[float, float]:
    """Return the means over a few models: one alone may hit on weights that serve both tasks."""
    scores = [second_task(folder, guard, seed) for seed in (3, 4, 5)]
    return sum(old for old, _ in scores) / len(scores), sum(new for _, new in scores) / len(scores)


def test_less_is_forgotten_with_a_guard(tmp_path: Path) -> None:
    guards = ("none", "consolidation", "replay")
    old, new = zip(*(mean_scores(tmp_path, guard) for guard in guards), strict=True)

    assert old[1] > old[0] + 0.1
    assert old[2] > old[0] + 0.1
    assert new[0] > 0.6
    assert old[2] + new[2] > old[0] + new[0] + 0.1


def test_replay_mixes_a_share_of_old_items_in() -> None:
    old, new = [f"old {number}" for number in range(100)], [f"new {number}" for number in range(30)]

    epochs = [replay(old, new, share=0.25, seed=2)(epoch) for epoch in range(4)]

    assert all(len(epoch) == 40 and epoch[:30] == new for epoch in epochs)
    assert len({name for epoch in epochs for name in epoch[30:]}) == 40
    assert replay(old, new, share=0.25, seed=3)(0) != epochs[0]
    assert replay(old, new, share=0.0)(0) == new


@given(
    old=st.integers(0, 30),
    new=st.integers(1, 30),
    share=st.floats(0, 0.9),
    epochs=st.integers(1, 6),
)
def test_replay_gives_every_old_item_its_turn(
    old: int, new: int, share: float, epochs: int
) -> None:
    items_of = replay(list(range(old)), [-1] * new, share=share)

    seen = Counter(item for epoch in range(epochs) for item in items_of(epoch)[new:])

    counts = [seen[item] for item in range(old)]
    assert not counts or max(counts) - min(counts) <= 1
    assert items_of(0) == items_of(0)


def test_a_share_of_old_items_only_is_refused() -> None:
    with pytest.raises(SettingsError, match="share of old items"):
        replay([1], [2], share=1.0)
