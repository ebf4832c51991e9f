"""A summarizer is tuned on pairs of texts and summaries and written as a model folder."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from briefbook.errors import ModelError
from briefbook.learn import methods
from briefbook.learn.backbone import Backbone, open_backbone
from briefbook.learn.batches import sorted_batches
from briefbook.learn.continuing import all_changes, open_start
from briefbook.learn.device import computing_on
from briefbook.learn.guard import with_penalty
from briefbook.learn.journal import Record
from briefbook.learn.loop import History, Job, count_steps, fit
from briefbook.learn.methods import MethodSettings
from briefbook.learn.modelfolder import ModelInfo, read_info, save_model
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.standard import fit_standard
from summarize.dataset import (
    ASKS,
    Lesson,
    choose_vocabulary,
    make_batch,
    make_lessons,
    quoting,
    with_lengths,
)
from summarize.load import KIND, decoder_of, read_network
from summarize.network import Batch, Decoder, NetworkSettings, Summarizer
from summarize.pairs import Pair

_BATCH_PIECES = 4096  # of texts whose states are computed, or that are scored, at a time
_MOST_KEPT = 6 << 30  # bytes of states that are kept rather than computed in each epoch


@dataclass(frozen=True, slots=True)
class SummarizerSettings:
    """What a summarizer is, besides the encoder and how it is tuned."""

    network: NetworkSettings = field(default_factory=NetworkSettings)
    vocabulary: int = 16_000  # pieces that can be written without standing in the source
    #: Share of the texts that in each epoch also teach to quote one of their sentences, which is
    #: how the network learns to copy and where sentences end.
    quoting: float = 0.5
    coverage: float = 0.2  # what looking at the same places twice adds to the loss


@dataclass(frozen=True, slots=True)
class Training:
    """What came of it."""

    info: ModelInfo
    history: History
    scores: Mapping[str, Any]  # on development data: how likely its summaries are; empty without


def train_summarizer(
    train: Sequence[Pair],
    development: Sequence[Pair],
    folder: Path,
    *,
    settings: SummarizerSettings | None = None,
    method: MethodSettings | None = None,
    loop: LoopSettings | None = None,
    encoder: EncoderSettings | None = None,
    start: Path | None = None,
    progress: Callable[[Record], None] | None = None,
) -> Training:
    """Tune a summarizer on `train`, choose its best weights on `development`, write it to `folder`.

    The weights are chosen by how likely they make the summaries of the development data, for that
    can be told without writing any. With `start`, a model folder, the decoder goes on from there.
    Raises ModelError when there is nothing to learn from or the model does not fit.
    """
    settings, method = settings or SummarizerSettings(), method or MethodSettings("lora")
    loop = loop or LoopSettings()
    torch.manual_seed(loop.seed)  # of the first weights
    tunes = method.method != "head"  # else nothing goes back through the encoder
    backbone = open_backbone(encoder, dropout=settings.network.dropout, training=tunes)
    begun = None
    known: tuple[set[str], set[str]] = set(), set()  # forms and languages of the start
    if start is not None:
        known = set(read_info(start).labels), set(read_info(start).languages)
        begun = open_start(start, backbone, None if _same(start, method) else method)
        model = Summarizer(backbone, decoder_of(backbone, start, begun.head))
        method, whole = begun.tuned, begun.whole
        settings = replace(settings, network=read_network(read_info(start)))
        lessons = make_lessons(backbone, train, settings.network)
    else:
        most = min(settings.network.most_source, backbone.max_pieces)
        settings = replace(settings, network=replace(settings.network, most_source=most))
        lessons = make_lessons(backbone, train, settings.network)
        model = _new_model(backbone, lessons, settings)
        methods.prepare(backbone, method)
        whole = method
    if not lessons:
        raise ModelError("cannot train a summarizer: no pair of a text and its summary")
    held = make_lessons(backbone, development, settings.network)
    with computing_on(loop.device, model):
        job = _job(model, lessons, held, settings, method, loop)
        history = fit(
            _with_method(job, backbone, method, loop), loop, folder=folder, progress=progress
        )
    tuned = all_changes(begun) if begun else methods.changes(backbone)
    info = ModelInfo(
        kind=KIND,
        labels=tuple(sorted({pair.form for pair in train} | known[0])),
        encoder=backbone.name,
        method=whole,
        head=asdict(settings.network),
        languages=tuple(sorted({pair.language for pair in train if pair.language} | known[1])),
    )
    save_model(folder, info, tuned, model.head.state_dict())
    return Training(info, history, dict(history.best.scores) if held else {})


def _new_model(
    backbone: Backbone, lessons: Sequence[Lesson], settings: SummarizerSettings
) -> Summarizer:
    vocabulary = choose_vocabulary(backbone, lessons, settings.vocabulary)
    head = Decoder(backbone, vocabulary, settings.network, asks=ASKS)
    fit_standard(head.standard, backbone, [lesson.source for lesson in lessons])
    return Summarizer(backbone, head)


def _job(
    model: Summarizer,
    lessons: Sequence[Lesson],
    held: Sequence[Lesson],
    settings: SummarizerSettings,
    method: MethodSettings,
    loop: LoopSettings,
) -> Job[Lesson]:
    """Return the job of the training loop; how likely summaries are chooses."""
    kept = States(model, most_bytes=_MOST_KEPT) if method.method == "head" else None

    def loss(some: Sequence[Lesson]) -> Tensor:
        unlikely, twice, there = _losses(model, some, kept)
        return ((unlikely + settings.coverage * twice) * there).sum() / there.sum()

    def evaluate() -> dict[str, float]:
        if not held:
            return {}
        total, count = 0.0, 0.0
        for batch in sorted_batches([lesson.size for lesson in held], _BATCH_PIECES):
            unlikely, _, there = _losses(model, [held[place] for place in batch], kept)
            total += float((unlikely * there).sum())
            count += float(there.sum())
        return {"likelihood": math.exp(-total / count)}

    def refresh(epoch: int) -> list[Lesson]:
        told = with_lengths(lessons, seed=loop.seed, epoch=epoch)
        return told + quoting(
            model.backbone, lessons, settings.quoting, seed=loop.seed, epoch=epoch
        )

    return Job(
        module=model,
        items=lessons,
        size=lambda lesson: lesson.size,
        loss=loss,
        evaluate=evaluate,
        head=model.head,
        refresh=refresh,
        chooses="likelihood",
    )


def _losses(
    model: Summarizer, lessons: Sequence[Lesson], kept: "States | None"
) -> tuple[Tensor, Tensor, Tensor]:
    """Return how unlikely each piece is, what was looked at twice, and which pieces there are."""
    batch = make_batch(model.backbone, lessons)
    states = kept.of(lessons, batch) if kept else None
    unlikely, twice = model(batch, states)
    there = (batch.target[:, 1:] != model.backbone.padding).float()
    return unlikely, twice, there


class States:
    """The encoder's states of texts, kept in half precision while the encoder stays as it is."""

    def __init__(self, model: Summarizer, *, most_bytes: int) -> None:
        """Keep states until they fill `most_bytes`; others are computed each time."""
        self._model = model
        self._room = most_bytes
        self._kept: dict[tuple[int, ...], Tensor] = {}

    def of(self, lessons: Sequence[Lesson], batch: Batch) -> Tensor:
        """Return the states of a batch (B, T, H), those of padding zero."""
        missing = [row for row, one in enumerate(lessons) if one.source not in self._kept]
        found = batch.mask.new_zeros((*batch.mask.shape, self._model.backbone.width)).float()
        if missing:
            self._compute(lessons, batch, missing, found)
        for row, lesson in enumerate(lessons):
            kept = self._kept.get(lesson.source)
            if kept is not None and row not in missing:
                found[row, : len(kept)] = kept.float()
        return found

    def _compute(
        self, lessons: Sequence[Lesson], batch: Batch, rows: Sequence[int], found: Tensor
    ) -> None:
        backbone = self._model.backbone
        was_training = backbone.training
        backbone.eval()  # what is kept must not have gaps that dropout made
        with torch.no_grad():
            states = backbone(batch.source[rows], batch.mask[rows])
        backbone.train(was_training)
        for row, own in zip(rows, states, strict=True):
            size = len(lessons[row].source) + 2
            found[row, :size] = own[:size].float()
            if self._room > 0:
                self._kept[lessons[row].source] = own[:size].half()
                self._room -= own[:size].numel() * 2


def _same(start: Path, method: MethodSettings) -> bool:
    return read_info(start).method.method == method.method


def _with_method(
    job: Job[Any], backbone: Backbone, method: MethodSettings, loop: LoopSettings
) -> Job[Any]:
    """Let the method add to the loss and act after each step (AdaLoRA does)."""
    if method.method != "adalora":
        return job
    total = count_steps(job, loop)
    job = with_penalty(job, lambda: methods.penalty(backbone))
    return replace(job, after_step=lambda step: methods.after_step(backbone, step, total))
