"""What is trained, on what, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from torch import Tensor, nn

from briefbook.learn.journal import Evaluation, Record, Step

Item = TypeVar("Item")
Stop = Literal["epochs", "patience", "time"]


@dataclass(frozen=True)
class Job(Generic[Item]):
    """What is trained, on what, and how it is judged.

    `loss` and `evaluate` are called with matrices multiplied in the precision that was set; a part
    that needs float32 says so with `torch.autocast(..., enabled=False)`.
    """

    module: nn.Module  # all that is tuned, encoder and head; `requires_grad` says which part
    items: Sequence[Item]  # featurised training items
    size: Callable[[Item], int]  # pieces in an item; batches hold items of nearly one size
    loss: Callable[[Sequence[Item]], Tensor]  # mean loss of a batch, module in training mode
    #: Scores on development data, higher is better; nothing at all lets the last weights win.
    evaluate: Callable[[], Mapping[str, float]]
    head: nn.Module  # the part of `module` with the learning rate of a head
    penalty: Callable[[], Tensor] | None = None  # added to each step's loss; see `guard`
    refresh: Callable[[int], Sequence[Item]] | None = None  # items of an epoch, not `items`
    after_step: Callable[[int], None] | None = None  # told each step while it has its gradients
    chooses: str = "f1"  # the score that chooses the best weights


@dataclass(frozen=True, slots=True)
class History:
    """A training that has ended."""

    records: tuple[Record, ...]  # all of the journal
    stopped: Stop  # what ended it

    @property
    def steps(self) -> tuple[Step, ...]:
        """How the loss went."""
        return tuple(record for record in self.records if isinstance(record, Step))

    @property
    def evaluations(self) -> tuple[Evaluation, ...]:
        """How the scores went."""
        return tuple(record for record in self.records if isinstance(record, Evaluation))

    @property
    def best(self) -> Evaluation:
        """The evaluation of the weights that the model has now."""
        return [evaluation for evaluation in self.evaluations if evaluation.best][-1]

    @property
    def seconds(self) -> float:
        """How long it took, pauses not counted."""
        return self.records[-1].seconds
