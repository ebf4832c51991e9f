"""What training makes small: wrong predicates, and wrong assertions of what is tied."""

from collections.abc import Sequence

from torch import Tensor, nn

from extract.relating.choosing import choice_loss
from extract.relating.dataset import (
    Lesson,
    gold_assertions,
    gold_predicates,
    unknown_predicates,
)
from extract.relating.model import PairClassifier, make_batch
from extract.relating.task import Task

_BLOCKED = -1e4  # a logit of what must not be, as in `model`


def mean_loss(classifier: PairClassifier, task: Task, lessons: Sequence[Lesson]) -> Tensor:
    """Return the loss of predicates, and of the assertions of what is tied if they are taught."""
    batch = make_batch(classifier.backbone, [lesson.item for lesson in lessons])
    return loss_of(task, lessons, *classifier(batch))


def loss_of(task: Task, lessons: Sequence[Lesson], logits: Tensor, assertions: Tensor) -> Tensor:
    """Return the same loss of what the network said of these lessons."""
    judged = judged_logits(task, lessons, logits)
    loss = choice_loss(judged, gold_predicates(task, lessons), task.choice)
    if task.assertions:
        taught = gold_assertions(lessons)
        if bool((taught >= 0).any()):
            flat = assertions.flatten(0, 1)
            loss = loss + nn.functional.cross_entropy(flat, taught.flatten(), ignore_index=-1)
    return loss


def judged_logits(task: Task, lessons: Sequence[Lesson], logits: Tensor) -> Tensor:
    """Rule out predicates that nobody looked for: they are neither right nor wrong."""
    if not any(lesson.unknown for lesson in lessons):
        return logits
    return logits.masked_fill(unknown_predicates(task, lessons), _BLOCKED)
