"""A tagger goes on learning, new labels or a new domain, without forgetting what it knew.

Old examples are rehearsed and the weights that they rely on are held on to; how, `learn.guard`
says. What the new data was not labelled for is not taken for absent in it, nor the other way round.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import torch
from torch import Tensor

from briefbook.errors import ModelError, SettingsError
from briefbook.labels.examples import Example
from briefbook.learn.backbone import open_backbone
from briefbook.learn.device import computing_on
from briefbook.learn.guard import anchor, consolidation, fisher, replay, tuned_parameters
from briefbook.learn.job import Job
from briefbook.learn.journal import Record
from briefbook.learn.loop import fit
from briefbook.learn.methods import apply_changes, changes
from briefbook.learn.modelfolder import (
    ModelInfo,
    check_encoder,
    load_weights,
    read_info,
    save_model,
)
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from extract.tagging.dataset import Item, labels_of, make_dataset
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


def continue_tagger(
    model: Path,
    train: Sequence[Example],
    old: Sequence[Example],
    development: Sequence[Example],
    folder: Path,
    *,
    guard: GuardSettings = GuardSettings(),
    loop: LoopSettings | None = None,
    encoder: EncoderSettings | None = None,
    progress: Callable[[Record], None] | None = None,
) -> Training:
    """Tune the tagger in `model` on with `train`, and write what becomes of it to `folder`.

    `old` are examples of what it knows; its method and head stay. `development` should hold both.
    Raises ModelError when `model` is no tagger or belongs to another encoder.
    """
    loop = loop or LoopSettings()
    info = read_info(model)
    if info.kind != KIND:
        raise ModelError(f"cannot go on from {model}: it holds a model of kind {info.kind!r}")
    labels = (*info.labels, *(one for one in labels_of(train) if one not in info.labels))
    settings = settings_of(info)
    torch.manual_seed(loop.seed)  # of the head's new weights
    backbone = open_backbone(encoder, dropout=settings.dropout)
    check_encoder(info, backbone)
    weights = load_weights(model)
    apply_changes(backbone, info.method, weights.encoder)
    tagger = Tagger(backbone, labels, settings.head)
    tagger.head.load_state_dict(grow(tagger.head.state_dict(), weights.head))
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
        job = _guarded(job, datasets[1].items, guard, loop)
        job = _with_penalty(with_method(job, backbone, info.method, loop), job.penalty)
        history = fit(job, loop, folder=folder, progress=progress)
        calibration = calibrate(tagger, development, settings)
        scores = score(tagger, development, settings, calibration)
    head = {**info.head, "calibration": asdict(calibration)}
    learnt = replace(info, labels=labels, encoder=backbone.name, head=head, files={})
    save_model(folder, learnt, changes(backbone), tagger.head.state_dict())
    return Training(learnt, history, datasets[0], scores)


def settings_of(info: ModelInfo) -> TaggerSettings:
    """Return how a tagger reads and decides."""
    head = HeadSettings(**{item.name: info.head[item.name] for item in fields(HeadSettings)})
    return TaggerSettings(head=head, context_pieces=int(str(info.head["context_pieces"])))


def told(examples: Sequence[Example]) -> list[Example]:
    """Say which labels were looked for where that was not said: those that occur in any of them."""
    labels = labels_of(examples)
    return [one if one.looked_for else replace(one, looked_for=labels) for one in examples]


def grow(new: Mapping[str, Tensor], old: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights of a larger head that begin with those of a smaller one.

    Outputs are numbered by label, old labels first, so that the old weights are a corner of the
    new. Raises ModelError when the heads are of different kinds.
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


def _guarded(
    job: Job[Item], old: Sequence[Item], guard: GuardSettings, loop: LoopSettings
) -> Job[Item]:
    """Add rehearsal and consolidation to a job."""
    if not old:
        return job
    if guard.replay:
        refresh = replay(old, job.items, share=guard.replay, seed=loop.seed)
        job = replace(job, refresh=refresh)
    if guard.strength:
        job.module.eval()
        importance = fisher(
            job.loss, old, tuned_parameters(job.module), limit=guard.fisher_items, seed=loop.seed
        )
        penalty = consolidation(job.module, anchor(job.module), importance, guard.strength)
        job = replace(job, penalty=penalty)
    return job


def _with_penalty(job: Job[Item], penalty: Callable[[], Tensor] | None) -> Job[Item]:
    """Keep the guard's penalty beside the method's own."""
    own = job.penalty
    if penalty is None or own is None or own is penalty:
        return job
    return replace(job, penalty=lambda: penalty() + own())
