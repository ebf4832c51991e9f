"""A relation extractor is tuned on labelled examples and written as a model folder."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from briefbook.errors import ModelError
from briefbook.labels.examples import Example
from briefbook.learn import methods
from briefbook.learn.backbone import Backbone, open_backbone
from briefbook.learn.device import computing_on
from briefbook.learn.distil import DistilSettings, Teacher
from briefbook.learn.guard import with_penalty
from briefbook.learn.journal import Record
from briefbook.learn.loop import History, Job, count_steps, fit
from briefbook.learn.methods import MethodSettings
from briefbook.learn.modelfolder import ModelInfo, save_model
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.measure.calibration import fit_temperature, measure_calibration, relation_outcomes
from briefbook.measure.relations import measure_relations
from extract.relating.asking import spell_out_all
from extract.relating.candidates import Tie
from extract.relating.choosing import arrange
from extract.relating.dataset import (
    Lesson,
    count_unreached,
    gold_predicates,
    judged,
    longest_gap,
    make_lessons,
)
from extract.relating.distilling import distilled
from extract.relating.evaluate import natural_level
from extract.relating.load import KIND, make_reader, write_head
from extract.relating.losses import judged_logits, mean_loss
from extract.relating.model import PairClassifier, make_batch
from extract.relating.predict import predict
from extract.relating.reading import Reader
from extract.relating.settings import RelationSettings
from extract.relating.task import Task, learn_task

_BATCH_LESSONS = 32  # windows at a time while logits are collected


@dataclass(frozen=True, slots=True)
class Training:
    """What came of it."""

    info: ModelInfo
    history: History
    unreached: int  # relations of the training data that no window holds both ends of
    scores: Mapping[str, Any]  # on development data, between given mentions; empty without


def train_relations(
    train: Sequence[Example],
    development: Sequence[Example],
    folder: Path,
    *,
    settings: RelationSettings | None = None,
    method: MethodSettings | None = None,
    loop: LoopSettings | None = None,
    encoder: EncoderSettings | None = None,
    ties: Sequence[Tie] = (),
    teachers: Sequence[Teacher] = (),
    texts: Sequence[Example] = (),
    distil: DistilSettings | None = None,
    progress: Callable[[Record], None] | None = None,
) -> Training:
    """Tune an extractor on `train`, choose its best weights on `development`, write it to `folder`.

    `ties` are allowed besides those that occur in `train`. From `teachers` it learns what they
    think possible besides, and of the mentions in `texts` all that they think; relations of `texts`
    do not count. Raises ModelError when there is nothing to learn from, or a teacher does not fit.
    """
    settings, method = settings or RelationSettings(), method or MethodSettings()
    loop = loop or LoopSettings()
    train = spell_out_all(train)
    task = learn_task(train, choice=settings.fixed_choice, ties=ties)
    if not task.predicates:
        raise ModelError("cannot train a relation extractor: no example holds a relation")
    torch.manual_seed(loop.seed)  # of the head's first weights
    backbone = open_backbone(encoder, dropout=settings.dropout)
    methods.prepare(backbone, method)
    reader, lessons = teach(backbone, task, settings, train)
    classifier = PairClassifier(backbone, reader.task, dropout=settings.dropout)
    job: Job[Any] = make_job(classifier, reader, lessons, development)
    if teachers:
        both = ((train, lessons), _untold(reader, texts, settings))
        wanted = distil or DistilSettings()
        job = distilled(job, classifier, reader.task, *both, teachers, wanted, device=loop.device)
    with computing_on(loop.device, classifier):
        job = with_method(job, backbone, method, loop)
        history = fit(job, loop, folder=folder, progress=progress)
        temperature = find_temperature(classifier, reader, development)
        scores = score(classifier, reader, development, temperature)
    info = ModelInfo(
        kind=KIND,
        labels=task.predicates,
        encoder=backbone.name,
        method=method,
        head=write_head(reader.task, settings),
        temperatures={KIND: temperature},
        languages=tuple(sorted({example.language for example in train if example.language})),
    )
    save_model(folder, info, methods.changes(backbone), classifier.head.state_dict())
    return Training(info, history, count_unreached(reader, train), scores)


def teach(
    backbone: Backbone, task: Task, settings: RelationSettings, train: Sequence[Example]
) -> tuple[Reader, list[Lesson]]:
    """Return the lessons, and how texts are read: as far as the lessons reach."""
    task = replace(task, longest=settings.max_distance)
    lessons = make_lessons(
        make_reader(backbone, task, settings), train, negatives=settings.negatives
    )
    task = replace(task, longest=farthest(settings, lessons))
    return make_reader(backbone, task, settings), lessons


def farthest(settings: RelationSettings, lessons: Sequence[Lesson]) -> int:
    """Return how many pieces may stand between two things: a little more than in the lessons."""
    return settings.max_distance or round(1.25 * longest_gap(lessons)) + 4


def _untold(
    reader: Reader, texts: Sequence[Example], settings: RelationSettings
) -> tuple[list[Example], list[Lesson]]:
    """Return texts without their relations, and the lessons that teachers are to fill in."""
    bare = [replace(example, relations=()) for example in texts]
    anyone = replace(reader, task=replace(reader.task, pairs_given=False))
    lessons = make_lessons(anyone, bare, negatives=settings.negatives)
    if bare and not lessons:
        raise ModelError(
            "cannot learn from the teachers' texts: they hold no two mentions that may be tied"
        )
    return bare, lessons


def make_job(
    classifier: PairClassifier,
    reader: Reader,
    lessons: Sequence[Lesson],
    development: Sequence[Example],
) -> Job[Lesson]:
    """Return the job of the training loop: micro F1 between given mentions chooses."""

    def loss(lessons: Sequence[Lesson]) -> Tensor:
        return mean_loss(classifier, reader.task, lessons)

    def evaluate() -> dict[str, float]:
        scores = score(classifier, reader, development, 1.0)
        if not scores:
            return {}
        return {"f1": scores["micro"]["f1"], "macro_f1": scores["macro"]["f1"]}

    return Job(
        module=classifier,
        items=lessons,
        size=lambda lesson: lesson.size,
        loss=loss,
        evaluate=evaluate,
        head=classifier.head,
    )


def with_method(
    job: Job[Any], backbone: Backbone, method: MethodSettings, loop: LoopSettings
) -> Job[Any]:
    """Let the method add to the loss and act after each step (AdaLoRA does)."""
    if method.method != "adalora":
        return job
    total = count_steps(job, loop)
    job = with_penalty(job, lambda: methods.penalty(backbone))
    return replace(job, after_step=lambda step: methods.after_step(backbone, step, total))


def score(
    classifier: PairClassifier, reader: Reader, gold: Sequence[Example], temperature: float
) -> dict[str, Any]:
    """Score what is found between given mentions, and how honest its scores are."""
    if not gold:
        return {}
    level = natural_level(gold)
    given = level == "pairs"
    found = predict(classifier, reader, gold, temperature=temperature, pairs_given=given)
    found = [judged(reader.task, *both) for both in zip(gold, found, strict=True)]
    report = measure_relations(gold, found, level=level).as_dict()
    outcomes = relation_outcomes(gold, found, typed=False)
    return {
        **report,
        "calibration": measure_calibration(*outcomes).as_dict(),
        "unreached": count_unreached(reader, gold),
    }


def find_temperature(
    classifier: PairClassifier, reader: Reader, development: Sequence[Example]
) -> float:
    """Return what logits are divided by so that scores are honest on development data.

    Temperature scaling: Guo et al. 2017, "On Calibration of Modern Neural Networks".
    """
    task = reader.task
    lessons = make_lessons(reader, development, negatives=10**9)
    scores, targets = [], []
    with torch.inference_mode():
        for start in range(0, len(lessons), _BATCH_LESSONS):
            some = lessons[start : start + _BATCH_LESSONS]
            logits, _ = classifier(make_batch(classifier.backbone, [one.item for one in some]))
            logits = judged_logits(task, some, logits)
            gold = gold_predicates(task, some)
            scores.append(arrange(logits, task.choice).cpu())
            targets.append((arrange(gold.float(), task.choice) > 0).cpu())
    return _temperature(torch.cat(scores), torch.cat(targets), task) if scores else 1.0


def _temperature(scores: Tensor, gold: Tensor, task: Task) -> float:
    if task.choice == "many":
        margins = scores[:, 1:] - scores[:, :1]
        is_open = margins > -1e3  # what labels rule out says nothing
        return fit_temperature(margins[is_open].numpy(), gold[:, 1:][is_open].int().numpy())
    return fit_temperature(scores.numpy(), gold.int().argmax(1).numpy())
