"""A small model learns from a larger one, or from several: what else they thought possible.

Hinton, Vinyals and Dean 2015, "Distilling the knowledge in a neural network". The teacher's scores
also label texts that nobody labelled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, kl_div, log_softmax

from briefbook.errors import SettingsError
from briefbook.learn.settings import EncoderSettings

IGNORED = -100  # a label of padding: neither label nor teacher counts
UNLABELLED = -1  # a label nobody gave: the teacher alone counts

_BATCH_PIECES = 2048  # that a teacher reads at a time
_RULED_OUT = -1e3


@dataclass(frozen=True, slots=True)
class Teacher:
    """A model to learn from."""

    folder: Path
    encoder: EncoderSettings  # that it was tuned on, which may be another than the student's


@dataclass(frozen=True, slots=True)
class DistilSettings:
    """How much teachers count."""

    share: float = 0.5  # of the loss where there are labels too; elsewhere they count alone
    temperature: float = 2.0  # how far scores are evened out, so that what is unlikely shows

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if not 0 <= self.share <= 1 or not self.temperature > 0:
            raise SettingsError("teachers need 0 ≤ share ≤ 1 and a temperature above 0")


def distillation_loss(
    student_logits: Tensor,
    teacher_logits: Tensor,
    labels: Tensor,
    temperature: float = 2.0,
    share: float = 0.5,
) -> Tensor:
    """Return the mean loss of a batch, of texts (B, C) or of words (B, T, C), in float32.

    `labels` are classes (B) or (B, T), IGNORED or UNLABELLED. `share` is how much the teacher
    counts where there is a label too; its part is multiplied by the temperature squared, so that
    its gradients stay of the size of the others'. A batch without anything that counts gives 0.
    """
    counts = labels != IGNORED
    student, teacher = student_logits[counts].float(), teacher_logits[counts].float()
    labels = labels[counts]
    labelled = labels != UNLABELLED
    soft = kl_div(
        log_softmax(student / temperature, dim=-1),
        log_softmax(teacher.detach() / temperature, dim=-1),
        reduction="none",
        log_target=True,
    ).sum(dim=-1) * (temperature * temperature)
    hard = cross_entropy(student, labels, reduction="none", ignore_index=UNLABELLED)
    losses = torch.where(labelled, share * soft + (1 - share) * hard, soft)
    return losses.sum() / max(1, len(losses))


def ensemble(logits: Sequence[Tensor]) -> Tensor:
    """Return the scores of several teachers as those of one: the log of their mean probabilities.

    A teacher that is sure and wrong alone is outvoted more clearly than by a mean of logits.
    """
    chances = torch.stack([log_softmax(one.float(), dim=-1) for one in logits])
    return chances.logsumexp(dim=0) - torch.log(torch.tensor(float(len(logits))))


def within_reach(student_logits: Tensor, teacher_logits: Tensor) -> Tensor:
    """Return the teacher's scores without what the student's rule out, which it cannot learn.

    Ruled out is what a mask has put far below all that a network says.
    """
    return teacher_logits.masked_fill(student_logits.detach() < _RULED_OUT, 10 * _RULED_OUT)


def equal_batches(sizes: Sequence[int]) -> Iterator[list[int]]:
    """Yield places of items of one size, for a teacher to read without padding.

    What it says of an item then does not depend on the item's neighbours.

    >>> list(equal_batches([5, 2, 5]))
    [[1], [0, 2]]
    """
    order = sorted(range(len(sizes)), key=sizes.__getitem__)
    for size, group in groupby(order, key=sizes.__getitem__):
        places, step = list(group), max(1, _BATCH_PIECES // max(1, size))
        yield from (places[start : start + step] for start in range(0, len(places), step))
