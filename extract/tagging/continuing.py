"""A tagger goes on learning, new labels or a new domain, without forgetting what it knew.

Old examples are rehearsed and the weights that they rely on are held on to; how, `learn.guard`
says. What the new data was not labelled for is not taken for absent in it, nor the other way round.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path

import torch

from briefbook.errors import ModelError
from briefbook.labels.examples import Example
from briefbook.learn.backbone import open_backbone, own_encoder
from briefbook.learn.continuing import all_changes, open_start
from briefbook.learn.device import computing_on
from briefbook.learn.guard import GuardSettings, grow, guarded
from briefbook.learn.journal import Record
from briefbook.learn.loop import fit
from briefbook.learn.modelfolder import ModelInfo, read_info, save_model
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tuned import MethodSettings
from extract.tagging.dataset import labels_of, make_dataset
from extract.tagging.model import KIND, HeadSettings, Tagger
from extract.tagging.train import (
    TaggerSettings,
    Training,
    calibrate,
    make_job,
    reach,
    score,
    with_method,
)


def continue_tagger(
    model: Path,
    train: Sequence[Example],
    old: Sequence[Example],
    development: Sequence[Example],
    folder: Path,
    *,
    guard: GuardSettings | None = None,
    fresh: MethodSettings | None = None,
    loop: LoopSettings | None = None,
    encoder: EncoderSettings | None = None,
    progress: Callable[[Record], None] | None = None,
) -> Training:
    """Tune the tagger in `model` on with `train`, and write what becomes of it to `folder`.

    `old` are examples of what it knows; its method and head stay. `development` should hold both.
    With `fresh` its encoder is left alone and an adapter is learnt on top. Raises ModelError when
    `model` is no tagger or belongs to another encoder.
    """
    loop, guard = loop or LoopSettings(), guard or GuardSettings()
    info = read_info(model)
    if info.kind != KIND:
        raise ModelError(f"cannot go on from {model}: it holds a model of kind {info.kind!r}")
    labels = (*info.labels, *(one for one in labels_of(train) if one not in info.labels))
    settings = settings_of(info)
    torch.manual_seed(loop.seed)  # of the head's new weights
    backbone = open_backbone(own_encoder(model, encoder), dropout=settings.dropout)
    start = open_start(model, backbone, fresh)
    tagger = Tagger(backbone, labels, settings.head)
    tagger.head.load_state_dict(grow(tagger.head.state_dict(), start.head))
    datasets = [
        make_dataset(
            told(examples),
            backbone.tokenizer,
            labels,
            reach(backbone, settings),
            nested=settings.head.nested,
        )
        for examples in (train, old)
    ]
    development = told(development)
    with computing_on(loop.device, tagger):
        job = make_job(tagger, datasets[0], development, settings)
        job = guarded(job, datasets[1].items, guard, seed=loop.seed)
        job = with_method(job, backbone, start.tuned, loop)
        history = fit(job, loop, folder=folder, progress=progress)
        calibration = calibrate(tagger, development, settings)
        scores = score(tagger, development, settings, calibration.fitted)
    head = {**info.head, **calibration.as_head()}
    learnt = replace(
        info, labels=labels, encoder=backbone.name, method=start.whole, head=head, files={}
    )
    save_model(folder, learnt, all_changes(start), tagger.head.state_dict())
    return Training(learnt, history, datasets[0], scores)


def settings_of(info: ModelInfo) -> TaggerSettings:
    """Return how a tagger reads and decides."""
    head = HeadSettings(**{item.name: info.head[item.name] for item in fields(HeadSettings)})
    return TaggerSettings(head=head, context_pieces=int(str(info.head["context_pieces"])))


def told(examples: Sequence[Example]) -> list[Example]:
    """Say which labels were looked for where that was not said: those that occur in any of them."""
    labels = labels_of(examples)
    return [one if one.looked_for else replace(one, looked_for=labels) for one in examples]
