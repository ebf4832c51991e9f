"""A relation extractor learns from larger ones: how likely each thinks every predicate of a pair.

Pairs are known by their mentions, so a teacher may be tuned on another encoder, read in other
windows, and count differently how many relations a pair may have. Assertions are learnt from labels
alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from briefbook.errors import ModelError
from briefbook.labels.examples import Example
from briefbook.learn.device import Device, computing_on
from briefbook.learn.distil import (
    IGNORED,
    UNLABELLED,
    DistilSettings,
    Teacher,
    distillation_loss,
    equal_batches,
    within_reach,
)
from briefbook.learn.job import Job
from extract.relating.choosing import arrange, probabilities
from extract.relating.dataset import Lesson
from extract.relating.load import RelationModel, open_relations
from extract.relating.losses import judged_logits, loss_of
from extract.relating.model import PairClassifier, make_batch
from extract.relating.reading import read_items, settle
from extract.relating.settings import Choice
from extract.relating.task import Task

_SMALL = 1e-6  # least probability, so that its logarithm is a number

#: What a teacher thinks of each pair of an example: predicates (P), by the names of head and tail.
_Thought = dict[tuple[int, int], Tensor]


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """A window with what teachers think of its pairs."""

    lesson: Lesson
    is_labelled: bool
    chances: Tensor  # n, 2, P: probabilities of the student's predicates; NaN: not known


def distilled(
    job: Job[Lesson],
    classifier: PairClassifier,
    task: Task,
    labelled: tuple[Sequence[Example], Sequence[Lesson]],
    unlabelled: tuple[Sequence[Example], Sequence[Lesson]],
    teachers: Sequence[Teacher],
    settings: DistilSettings,
    *,
    device: Device,
) -> Job[Taught]:
    """Return the job with pairs that teachers have judged, once, and a loss that heeds them.

    What stands in `unlabelled` is learnt from the teachers alone. Raises ModelError when a teacher
    lacks a label or predicate.
    """
    items: list[Taught] = []
    for (examples, lessons), is_labelled in ((labelled, True), (unlabelled, False)):
        opinions = [_ask(one, examples, task, device) for one in teachers]
        items += [
            Taught(lesson, is_labelled, _mean_of(lesson, opinions, task)) for lesson in lessons
        ]
    return Job(
        module=job.module,
        items=items,
        size=lambda one: one.lesson.size,
        loss=lambda some: _loss(classifier, task, some, settings),
        evaluate=job.evaluate,
        head=job.head,
    )


def _mean_of(lesson: Lesson, opinions: Sequence[Sequence[_Thought]], task: Task) -> Tensor:
    """Return the mean of what teachers think of the pairs of a window, both ways."""
    item = lesson.item
    unknown = torch.full((len(task.predicates),), torch.nan)
    rows = []
    for pair in item.pairs:
        first, second = item.names[pair.first], item.names[pair.second]
        for ends in ((first, second), (second, first)):
            some = [opinion[item.example].get(ends, unknown) for opinion in opinions]
            rows.append(torch.stack(some).mean(dim=0))
    if not rows:
        return torch.zeros(0, 2, len(task.predicates)).half()
    return torch.stack(rows).view(-1, 2, len(task.predicates)).half()


def _loss(
    classifier: PairClassifier, task: Task, some: Sequence[Taught], settings: DistilSettings
) -> Tensor:
    """Return the mean loss for each pair: of labels and teachers, or of teachers alone."""
    batch = make_batch(classifier.backbone, [one.lesson.item for one in some])
    logits, assertions = classifier(batch)
    owners = torch.tensor([one.is_labelled for one in some for _ in one.lesson.item.pairs])
    total = torch.zeros(())
    for is_labelled in (True, False):
        mine = owners == is_labelled
        taught = [one for one in some if one.is_labelled is is_labelled]
        if not bool(mine.any()):
            continue
        lessons = [one.lesson for one in taught]
        share = settings.share if is_labelled else 1.0
        judged = judged_logits(task, lessons, logits[mine])
        loss = share * _soft_loss(judged, taught, task.choice, settings.temperature)
        if share < 1:
            loss = loss + (1 - share) * loss_of(task, lessons, logits[mine], assertions[mine])
        total = total + loss * mine.sum()
    return total / len(owners)


def _soft_loss(
    logits: Tensor, taught: Sequence[Taught], choice: Choice, temperature: float
) -> Tensor:
    """Return how far the student is from its teachers, for each choice that it makes."""
    chances = torch.cat([one.chances for one in taught]).to(logits.device).float()  # N, 2, P
    student, teacher = _choices(logits, choice), _thought_choices(chances, choice)
    known = ~teacher.isnan().any(dim=-1)
    if choice == "many":
        known &= student[..., 1] > -1e3  # what labels rule out is no choice
    labels = torch.full(known.shape, IGNORED).masked_fill(known, UNLABELLED)
    scores = within_reach(student, teacher.nan_to_num(0.0))
    loss = distillation_loss(student, scores, labels, temperature)
    # Each predicate is a choice of its own: their losses are summed, as those of labels are.
    return loss * known.sum() / max(1, 2 * len(logits)) if choice == "many" else loss


def _choices(logits: Tensor, choice: Choice) -> Tensor:
    """Return the scores among which each choice is made: (N, 2, 1 + P) to (R, C); 0 means none."""
    if choice != "many":
        return arrange(logits, choice)
    margins = (logits[..., 1:] - logits[..., :1]).flatten()
    return torch.stack([torch.zeros_like(margins), margins], dim=-1)


def _thought_choices(chances: Tensor, choice: Choice) -> Tensor:
    """Return the same of teachers, as log probabilities: (N, 2, P) to (R, C)."""
    if choice == "many":
        flat = chances.flatten()
        return torch.stack([1 - flat, flat], dim=-1).clamp_min(_SMALL).log()
    rows = chances.flatten(1) if choice == "pair" else chances.flatten(0, 1)
    none = 1 - rows.sum(dim=-1, keepdim=True)
    return torch.cat([none, rows], dim=-1).clamp_min(_SMALL).log().log_softmax(dim=-1)


# Asking a teacher


def _ask(
    teacher: Teacher, examples: Sequence[Example], task: Task, device: Device
) -> list[_Thought]:
    """Return what a teacher thinks of all pairs of each example that it would look at."""
    opened = open_relations(teacher.folder, teacher.encoder)
    places = _predicates_meant(opened, task)
    classifier, reader = opened.classifier, opened.reader
    items = read_items(reader, settle(reader, examples))
    thoughts: list[_Thought] = [{} for _ in examples]
    with computing_on(device, classifier), torch.inference_mode():
        for batch in equal_batches([item.size for item in items]):
            some = [items[place] for place in batch]
            logits, _ = classifier(make_batch(classifier.backbone, some))
            chances = probabilities(logits, reader.task.choice, opened.temperature)
            rows = iter(chances[..., places].cpu())
            for item in some:
                for pair in item.pairs:
                    first, second = item.names[pair.first], item.names[pair.second]
                    row = next(rows)
                    thoughts[item.example].setdefault((first, second), row[0])
                    thoughts[item.example].setdefault((second, first), row[1])
    return thoughts


def _predicates_meant(opened: RelationModel, task: Task) -> list[int]:
    """Return where the student's predicates stand among the teacher's."""
    known = opened.task
    missing = [one for one in task.predicates if one not in known.predicates]
    missing += [one for one in task.labels if one not in known.labels]
    if missing:
        raise ModelError(f"cannot learn from {opened.name}: it does not know {', '.join(missing)}")
    return [known.predicates.index(one) for one in task.predicates]
