"""A tagger is tuned on labelled examples and written as a model folder."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from briefbook.errors import ModelError
from briefbook.labels.examples import Example
from briefbook.learn.backbone import Backbone, open_backbone
from briefbook.learn.device import computing_on
from briefbook.learn.distil import DistilSettings, Teacher
from briefbook.learn.guard import with_penalty
from briefbook.learn.journal import Record
from briefbook.learn.loop import History, Job, count_steps, fit
from briefbook.learn.methods import MethodSettings, after_step, changes, penalty, prepare
from briefbook.learn.modelfolder import ModelInfo, save_model
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.standard import fit_standard
from briefbook.measure.calibration import (
    Calibration,
    Isotonic,
    fit_isotonic,
    measure_cross_fitted,
    span_outcomes,
)
from briefbook.measure.spans import measure_spans
from extract.tagging.dataset import Dataset, Item, Reach, labels_of, make_dataset
from extract.tagging.distilling import distilled
from extract.tagging.model import KIND, HeadSettings, Tagger
from extract.tagging.predict import predict


@dataclass(frozen=True, slots=True)
class TaggerSettings:
    """How a tagger reads and decides."""

    head: HeadSettings = field(default_factory=HeadSettings)
    context_pieces: int = 192  # sentences of one document are read together up to this
    dropout: float = 0.1  # within the encoder


@dataclass(frozen=True, slots=True)
class Training:
    """What came of it."""

    info: ModelInfo
    history: History
    dataset: Dataset
    scores: Mapping[str, Any]  # on development data


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What makes scores honest, and how honest they are on what it was not fitted to."""

    fitted: Isotonic
    held_out: Calibration

    def as_head(self) -> dict[str, Any]:
        """Return what a model folder keeps of it."""
        return {"calibration": asdict(self.fitted), "held_out": self.held_out.as_dict()}


def train_tagger(
    train: Sequence[Example],
    development: Sequence[Example],
    folder: Path,
    *,
    settings: TaggerSettings | None = None,
    method: MethodSettings | None = None,
    loop: LoopSettings | None = None,
    encoder: EncoderSettings | None = None,
    labels: Sequence[str] = (),
    teachers: Sequence[Teacher] = (),
    texts: Sequence[Example] = (),
    distil: DistilSettings | None = None,
    progress: Callable[[Record], None] | None = None,
) -> Training:
    """Tune a tagger on `train`, choose its best weights on `development`, write it to `folder`.

    `labels` (empty: those that occur in `train`) fixes which are learnt. From `teachers` it learns
    what they think possible besides, and of `texts` all that they think; labels of `texts` do not
    count. Raises ModelError when there is nothing to learn from, or a teacher does not fit.
    """
    settings, method = settings or TaggerSettings(), method or MethodSettings()
    loop = loop or LoopSettings()
    labels = tuple(labels) or labels_of(train)
    if not labels:
        raise ModelError("cannot train a tagger: no example holds a mention")
    torch.manual_seed(loop.seed)  # of the head's first weights
    backbone = open_backbone(encoder, dropout=settings.dropout)
    prepare(backbone, method)
    tagger = Tagger(backbone, labels, settings.head)
    dataset = make_dataset(
        train, backbone.tokenizer, labels, reach(backbone, settings), nested=settings.head.nested
    )
    fit_standard(tagger.head.standard, backbone, [item.window.ids for item in dataset.items])
    job: Job[Any] = make_job(tagger, dataset, development, settings)
    if teachers:
        extra = make_dataset(texts, backbone.tokenizer, labels, reach(backbone, settings))
        both = ((train, dataset), (texts, extra))
        wanted = distil or DistilSettings()
        job = distilled(job, tagger, *both, teachers, wanted, device=loop.device)
    with computing_on(loop.device, tagger):
        job = with_method(job, backbone, method, loop)
        history = fit(job, loop, folder=folder, progress=progress)
        calibration = calibrate(tagger, development, settings)
        scores = score(tagger, development, settings, calibration.fitted)
    info = ModelInfo(
        kind=KIND,
        labels=labels,
        encoder=backbone.name,
        method=method,
        head={
            **asdict(settings.head),
            "context_pieces": settings.context_pieces,
            **calibration.as_head(),
        },
    )
    save_model(folder, info, changes(backbone), tagger.head.state_dict())
    return Training(info, history, dataset, scores)


def make_job(
    tagger: Tagger, dataset: Dataset, development: Sequence[Example], settings: TaggerSettings
) -> Job[Item]:
    """Return the job of the training loop: strict micro F1 on `development` chooses."""
    scope = reach(tagger.backbone, settings)

    def loss(items: Sequence[Item]) -> torch.Tensor:
        return tagger.loss(
            [item.window for item in items],
            [item.truth for item in items],
            [item.unknown for item in items],
        )

    def evaluate() -> dict[str, float]:
        if not development:
            return {}
        report = measure_spans(development, predict(tagger, development, scope)).as_dict()
        return {"f1": report["micro"]["f1"], "macro_f1": report["macro"]["f1"]}

    return Job(
        module=tagger,
        items=dataset.items,
        size=lambda item: len(item.window.ids) + 2,
        loss=loss,
        evaluate=evaluate,
        head=tagger.head,
    )


def with_method(
    job: Job[Any], backbone: Backbone, method: MethodSettings, loop: LoopSettings
) -> Job[Any]:
    """Add what the method itself wants done in each step; only AdaLoRA wants anything."""
    if method.method != "adalora":
        return job
    total = count_steps(job, loop)
    job = with_penalty(job, lambda: penalty(backbone))
    return replace(job, after_step=lambda step: after_step(backbone, step, total))


def reach(backbone: Backbone, settings: TaggerSettings) -> Reach:
    """Return how much text the encoder reads together."""
    return Reach(backbone.max_pieces, settings.context_pieces)


def score(
    tagger: Tagger,
    development: Sequence[Example],
    settings: TaggerSettings,
    calibration: Isotonic,
) -> dict[str, Any]:
    """Score what is found in development data."""
    scope = reach(tagger.backbone, settings)
    predicted = predict(tagger, development, scope, calibration=calibration)
    return measure_spans(development, predicted).as_dict()


def calibrate(
    tagger: Tagger, development: Sequence[Example], settings: TaggerSettings
) -> Calibrated:
    """Fit the model's scores to how often it is right on development data."""
    predicted = predict(tagger, development, reach(tagger.backbone, settings))
    scores, correct = span_outcomes(development, predicted)
    return Calibrated(fit_isotonic(scores, correct), measure_cross_fitted(scores, correct))
