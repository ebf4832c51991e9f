"""The encoder is tuned to tell labels apart, by the same loop as every other model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from briefbook.learn import methods
from briefbook.learn.backbone import Backbone, open_backbone
from briefbook.learn.batches import sorted_batches
from briefbook.learn.journal import Record
from briefbook.learn.loop import History, Job, fit
from briefbook.learn.lower import LowerStates, can_keep
from briefbook.learn.methods import MethodSettings
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from decide.classify.examples import Floats, Task, Truth
from decide.classify.network import TextClassifier, read_pieces, score_pieces
from decide.classify.settings import TuneSettings

_LEAST_EPOCHS = 2
_MOST_PIECES = 2_400_000  # in all epochs together: about 45 minutes of a core with half the layers
_LEAST_BATCH = 256
_LEAST_STEPS = 400
_STANDARD_TEXTS = 512  # whose means the head's standardisation is taken from
_LOWER_PIECES = 2048  # read at a time where nothing is learnt


@dataclass(frozen=True, slots=True, eq=False)
class Tuned:
    """A classifier that was tuned, and how that went."""

    model: TextClassifier
    method: MethodSettings
    most_pieces: int
    history: History | None  # None: loaded


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A text to learn from."""

    pieces: tuple[int, ...]
    wanted: Tensor  # (labels,) 0 or 1


def tune(
    texts: Sequence[str],
    truth: Truth,
    task: Task,
    folder: Path,
    *,
    settings: TuneSettings,
    encoder: EncoderSettings | None = None,
    progress: Callable[[Record], None] | None = None,
) -> Tuned:
    """Tune the encoder on texts; `folder` gets the journal, and a checkpoint meanwhile.

    Of the layers that are left alone the states are computed once and kept. Killed and called
    again with the same texts and settings, it goes on. The last weights are the ones: the
    learning rate has fallen to zero by then, and no held-out text is used up to choose others.
    """
    torch.manual_seed(settings.loop.seed)
    backbone = open_backbone(encoder, dropout=settings.dropout)
    method = settings.method
    keeps = can_keep(backbone, method)
    model = TextClassifier(backbone, len(task.labels), dropout=settings.dropout)
    methods.prepare(backbone, method)
    pieces = read_pieces(backbone, texts, settings.most_pieces)
    loop = planned(settings.loop, pieces=sum(map(len, pieces)))
    _standardise(model, pieces)
    items = [
        Item(one, torch.from_numpy(row).float()) for one, row in zip(pieces, truth, strict=True)
    ]
    lower = LowerStates(backbone, method.frozen_layers) if keeps else None
    job = _job(model, items, task, lower, settings.smoothing)
    history = fit(job, loop, folder=folder, progress=progress)
    return Tuned(model, method, settings.most_pieces, history)


def planned(loop: LoopSettings, *, pieces: int) -> LoopSettings:
    """Return how often texts of so many pieces are gone through, in batches of which size.

    As often as settings say, but of many texts less, so that it takes no longer than it should;
    of few texts the batches are smaller, or there would be too few steps to learn anything.
    """
    epochs = min(loop.epochs, max(_LEAST_EPOCHS, _MOST_PIECES // max(1, pieces)))
    batch = min(loop.batch_pieces, max(_LEAST_BATCH, pieces * epochs // _LEAST_STEPS))
    return replace(loop, epochs=epochs, batch_pieces=batch)


def _standardise(model: TextClassifier, pieces: Sequence[Sequence[int]]) -> None:
    """Take mean and spread of the head's input from the encoder as it is."""
    model.eval()
    some = pieces[:: max(1, len(pieces) // _STANDARD_TEXTS)]
    found = []
    with torch.no_grad():
        for batch in sorted_batches([len(one) + 2 for one in some], _LOWER_PIECES):
            ids, mask = model.backbone.pad([some[place] for place in batch])
            found.append(model.means(model.backbone(ids, mask), mask))
    means = torch.cat(found)
    model.head.standard.center.copy_(means.mean(dim=0))
    if len(means) > 1:
        model.head.standard.spread.copy_(means.std(dim=0).clamp_min(1e-6))


def _job(
    model: TextClassifier,
    items: Sequence[Item],
    task: Task,
    lower: LowerStates | None,
    smoothing: float,
) -> Job[Item]:
    def loss(some: Sequence[Item]) -> Tensor:
        wanted = torch.stack([item.wanted for item in some])
        scores = _scores(model, some, lower)
        if task.multiple:
            return F.binary_cross_entropy_with_logits(scores, wanted)
        return F.cross_entropy(scores, wanted.argmax(dim=1), label_smoothing=smoothing)

    return Job(
        module=model,
        items=items,
        size=lambda item: len(item.pieces) + 2,
        loss=loss,
        evaluate=dict,  # nothing: the last weights are kept
        head=model.head,
    )


def _scores(model: TextClassifier, items: Sequence[Item], lower: LowerStates | None) -> Tensor:
    pieces = [item.pieces for item in items]
    if lower is None:
        scores: Tensor = model(*model.backbone.pad(pieces))
        return scores
    return model.score(*lower.forward(pieces))


def score_tuned(tuned: Tuned, texts: Sequence[str]) -> Floats:
    """Return the scores of the tuned encoder: texts × labels."""
    tuned.model.eval()
    pieces = read_pieces(tuned.model.backbone, texts, tuned.most_pieces)
    scores: Floats = score_pieces(tuned.model, pieces).double().numpy()
    return scores


def tuned_backbone(tuned: Tuned) -> Backbone:
    """Return the encoder inside, whose changes a model folder keeps."""
    return tuned.model.backbone
