"""Learn something new without forgetting the old: rehearse it, and hold on to what it needs.

Replay mixes old items into the new ones (Robins 1995, "Catastrophic forgetting, rehearsal and
pseudorehearsal"); elastic weight consolidation makes it costly to change the weights that the old
task relies on (Kirkpatrick et al. 2017, "Overcoming catastrophic forgetting in neural networks").
Both work on whatever is tuned: all weights, or the factors of an adapter alone.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from briefbook.errors import ModelError, SettingsError
from briefbook.learn.job import Item, Job


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """What keeps the old from being forgotten."""

    replay: float = 0.3  # share of old examples in an epoch; 0: none
    strength: float = 0.01  # of elastic weight consolidation; 0: none
    fisher_items: int = 128  # old examples that tell which weights matter

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if not 0 <= self.replay < 1 or self.strength < 0 or self.fisher_items < 1:
            raise SettingsError("the guard needs 0 ≤ replay < 1, strength ≥ 0, fisher_items ≥ 1")


def guarded(
    job: Job[Item], old_items: Sequence[Item], guard: GuardSettings, *, seed: int
) -> Job[Item]:
    """Return the job with rehearsal of old items and with consolidation, beside its own penalty.

    The module is to hold the old weights. Without old items the job stays as it is.
    """
    if not old_items:
        return job
    if guard.replay:
        job = replace(job, refresh=replay(old_items, job.items, share=guard.replay, seed=seed))
    if guard.strength:
        job.module.eval()
        weights = tuned_parameters(job.module)
        importance = fisher(job.loss, old_items, weights, limit=guard.fisher_items, seed=seed)
        held = consolidation(job.module, anchor(job.module), importance, guard.strength)
        job = with_penalty(job, held)
    return job


def with_penalty(job: Job[Item], penalty: Callable[[], Tensor]) -> Job[Item]:
    """Add a penalty to those that the job has."""
    own = job.penalty
    return replace(job, penalty=(lambda: own() + penalty()) if own else penalty)


def grow(new: Mapping[str, Tensor], old: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights of a larger head that begin with those of a smaller one.

    What a head has one of for each label is numbered with the old labels first, so that the old
    weights are a corner of the new. Raises ModelError when the heads are of different kinds.
    """
    if new.keys() != old.keys():
        raise ModelError("cannot go on from the model: its head is of another kind")
    grown = {}
    for name, tensor in new.items():
        before = old[name]
        if tensor.dim() != before.dim() or any(
            size < least for size, least in zip(tensor.shape, before.shape, strict=True)
        ):
            raise ModelError(f"cannot go on from the model: {name} has another shape")
        tensor = tensor.clone()
        tensor[tuple(slice(size) for size in before.shape)] = before
        grown[name] = tensor
    return grown


def tuned_parameters(module: nn.Module) -> dict[str, nn.Parameter]:
    """Return the parameters that training may change, by their names in `module`."""
    return {name: weight for name, weight in module.named_parameters() if weight.requires_grad}


def anchor(module: nn.Module) -> dict[str, Tensor]:
    """Return a copy of all that training may change, to be held on to."""
    return {name: weight.detach().clone() for name, weight in tuned_parameters(module).items()}


def fisher(
    loss: Callable[[Sequence[Item]], Tensor],
    items: Sequence[Item],
    parameters: Mapping[str, nn.Parameter],
    *,
    limit: int = 256,
    seed: int = 1,
) -> dict[str, Tensor]:
    """Return how much the old task relies on each parameter: its diagonal Fisher information.

    It is the mean of squared gradients, item by item (the gradient of a batch would blur them), of
    at most `limit` old items drawn with `seed`; labels are the gold ones, which makes it the
    empirical kind. It is scaled to a mean of 1, so that the strength of `consolidation` means the
    same for every model, method and amount of data. Call it with the module in evaluation mode.
    Raises ModelError when there are no items or no parameter matters to them.
    """
    chosen = random.Random(seed).sample(list(items), min(limit, len(items)))
    weights = list(parameters.values())
    sums = [torch.zeros_like(weight) for weight in weights]
    for item in chosen:
        gradients = torch.autograd.grad(loss([item]), weights, allow_unused=True)
        for total, gradient in zip(sums, gradients, strict=True):
            if gradient is not None:
                total.addcmul_(gradient, gradient)
    mean = sum(float(total.sum()) for total in sums) / max(1, sum(total.numel() for total in sums))
    if not mean > 0:
        raise ModelError("cannot guard against forgetting: no old items that any weight matters to")
    return {name: total / mean for name, total in zip(parameters, sums, strict=True)}


def consolidation(
    module: nn.Module,
    anchors: Mapping[str, Tensor],
    fisher: Mapping[str, Tensor],
    strength: float,
) -> Callable[[], Tensor]:
    """Return the penalty for leaving `anchors`, for `Job.penalty`.

    It is strength / 2 times the sum of squared changes, each weighted by `fisher`. Parameters that
    training may not change and those without an anchor (new ones) cost nothing. Raises ModelError
    when none is left or a shape differs.
    """
    tuned = tuned_parameters(module)
    names = [name for name in tuned if name in anchors and name in fisher]
    if not names:
        raise ModelError("cannot guard against forgetting: no weight that is tuned has an anchor")
    for name in names:
        if not tuned[name].shape == anchors[name].shape == fisher[name].shape:
            raise ModelError(
                f"cannot guard against forgetting: {name} has another shape than before"
            )

    def penalty() -> Tensor:
        costs = [(fisher[name] * (tuned[name] - anchors[name]).square()).sum() for name in names]
        return strength / 2 * torch.stack(costs).sum()

    return penalty


def replay(
    old_items: Sequence[Item], new_items: Sequence[Item], *, share: float, seed: int = 1
) -> Callable[[int], list[Item]]:
    """Return the items of each epoch, for `Job.refresh`: all new ones and some old ones.

    Old ones make up `share` of an epoch if there are enough, and are other ones in every epoch,
    none again before all have had their turn.

    >>> replay(["a", "b", "c"], ["x", "y"], share=0.5)(0)
    ['x', 'y', 'c', 'b']
    """
    if not 0 <= share < 1:
        raise SettingsError("the share of old items must be at least 0 and below 1")
    count = min(len(old_items), round(len(new_items) * share / (1 - share)))

    def items_of(epoch: int) -> list[Item]:
        return [*new_items, *_turn(old_items, count * epoch, count, seed)]

    return items_of


def _turn(items: Sequence[Item], start: int, count: int, seed: int) -> list[Item]:
    """Return `count` items from place `start` on of endless rounds, each in an order of its own."""
    chosen: list[Item] = []
    while len(chosen) < count:
        number, place = divmod(start + len(chosen), len(items))
        order = random.Random(f"{seed}/{number}").sample(range(len(items)), len(items))
        chosen += [items[index] for index in order[place : place + count - len(chosen)]]
    return chosen
