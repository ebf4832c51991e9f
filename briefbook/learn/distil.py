"""A small model learns from a larger one, or from several: what else they thought possible.

Hinton, Vinyals and Dean 2015, "Distilling the knowledge in a neural network". The teacher's scores
also label texts that nobody labelled.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, kl_div, log_softmax

IGNORED = -100  # a label of padding: neither label nor teacher counts
UNLABELLED = -1  # a label nobody gave: the teacher alone counts


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
