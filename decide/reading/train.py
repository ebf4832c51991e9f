"""A reader is tuned on questions with texts and written as a model folder."""

import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from briefbook.errors import ModelError
from briefbook.learn import methods
from briefbook.learn.backbone import open_backbone
from briefbook.learn.device import computing_on
from briefbook.learn.journal import Record
from briefbook.learn.layers import layers
from briefbook.learn.loop import History, Job, fit
from briefbook.learn.lower import LowerStates, can_keep
from briefbook.learn.methods import MethodSettings
from briefbook.learn.modelfolder import ModelInfo, save_model
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.standard import fit_standard
from decide.reading.calibrate import fit_platt
from decide.reading.evaluate import measure_reading, read_lessons
from decide.reading.lesson import Lesson
from decide.reading.load import KIND
from decide.reading.network import Decisions, ReaderNetwork
from decide.reading.settings import ReaderSettings
from decide.reading.windows import Window, make_windows, word_span

#: LoRA on the upper half of the encoder: what the lower half makes of a text is computed once.
METHOD = MethodSettings("lora", rank=32, frozen_layers=6)
_OTHERS = 0.35  # share of long texts of which a window without the answer is learnt from too
_HELPING = 1.0  # weight of telling whether a text helps, beside finding the answer


@dataclass(frozen=True, slots=True)
class Item:
    """A window and what is true of it."""

    window: Window
    spans: tuple[tuple[int, int], ...]  # first and last word of each right answer; perhaps none
    helps: bool


@dataclass(frozen=True, slots=True)
class Training:
    """What came of it."""

    info: ModelInfo
    history: History
    scores: dict[str, float]  # on development data; empty without


def train_reader(
    train: Sequence[Lesson],
    development: Sequence[Lesson],
    folder: Path,
    *,
    settings: ReaderSettings | None = None,
    method: MethodSettings | None = None,
    loop: LoopSettings | None = None,
    encoder: EncoderSettings | None = None,
    progress: Callable[[Record], None] | None = None,
) -> Training:
    """Tune a reader on `train`, choose its best weights on `development`, write it to `folder`.

    Of each text one window that holds the answer is learnt from, and of some long texts one that
    does not. Raises ModelError when there is nothing to learn from.
    """
    settings, method, loop = settings or ReaderSettings(), method or METHOD, loop or LoopSettings()
    torch.manual_seed(loop.seed)  # of the head's first weights
    backbone = open_backbone(encoder, dropout=settings.dropout)
    # An encoder of fewer layers than ours: half of them.
    most = len(layers(backbone.model)) // 2
    method = replace(method, frozen_layers=min(method.frozen_layers, most))
    keeps = can_keep(backbone, method)
    methods.prepare(backbone, method)
    network = ReaderNetwork(backbone, settings)
    items = make_items(network, train, settings, seed=loop.seed)
    if not any(item.spans for item in items):
        raise ModelError("cannot train a reader: no text holds the answer to its question")
    fit_standard(network.head.standard, backbone, [item.window.ids for item in items])
    lower = LowerStates(backbone, method.frozen_layers) if keeps else None
    with computing_on(loop.device, network):
        job = _job(network, items, development, settings, lower)
        history = fit(job, loop, folder=folder, progress=progress)
        platt = fit_platt(read_lessons(network, development, settings)) if development else None
    info = ModelInfo(
        kind=KIND,
        labels=("answer",),
        encoder=backbone.name,
        method=method,
        head=asdict(settings),
        temperatures={"slope": platt[0], "offset": platt[1]} if platt else {},
        languages=tuple(sorted({one.language for one in train if one.language})),
    )
    save_model(folder, info, methods.changes(backbone), network.head.state_dict())
    return Training(info, history, dict(history.best.scores) if development else {})


def make_items(
    network: ReaderNetwork, lessons: Sequence[Lesson], settings: ReaderSettings, *, seed: int
) -> list[Item]:
    """Return what is learnt from: windows with the answer, and others of the same text."""
    backbone = network.backbone
    cut = make_windows(
        backbone.tokenizer,
        backbone.end,
        [lesson.question for lesson in lessons],
        [lesson.text for lesson in lessons],
        settings,
    )
    items: list[Item] = []
    for number, (lesson, windows) in enumerate(zip(lessons, cut, strict=True)):
        items += _items_of(lesson, windows, random.Random(f"{seed}/{number}"))
    return items


def _items_of(lesson: Lesson, windows: Sequence[Window], chance: random.Random) -> list[Item]:
    found = [(window, _spans(lesson, window)) for window in windows]
    if not lesson.answers:
        return [Item(chance.choice(windows), (), lesson.helps)] if windows else []
    holding = [(window, spans) for window, spans in found if spans]
    others = [window for window, _ in found if not _touches(lesson, window)]
    items = [Item(*chance.choice(holding), True)] if holding else []
    wanted = bool(others) and chance.random() < _OTHERS
    return items + ([Item(chance.choice(others), (), False)] if wanted else [])


def _spans(lesson: Lesson, window: Window) -> tuple[tuple[int, int], ...]:
    spans = (word_span(window, answer) for answer in lesson.answers)
    return tuple(sorted({span for span in spans if span is not None}))


def _touches(lesson: Lesson, window: Window) -> bool:
    return any(word.overlaps(answer) for word in window.words for answer in lesson.answers)


def _job(
    network: ReaderNetwork,
    items: Sequence[Item],
    development: Sequence[Lesson],
    settings: ReaderSettings,
    lower: LowerStates | None,
) -> Job[Item]:
    def loss(some: Sequence[Item]) -> Tensor:
        windows = [item.window for item in some]
        if lower is None:
            return _loss(network(windows), some)
        states, mask = lower.forward([window.ids for window in windows])
        return _loss(network.decide(states, mask, windows), some)

    def evaluate() -> dict[str, float]:
        return measure_reading(network, development, settings) if development else {}

    return Job(
        module=network,
        items=items,
        size=lambda item: len(item.window.ids) + 2,
        loss=loss,
        evaluate=evaluate,
        head=network.head,
    )


def _loss(decisions: Decisions, items: Sequence[Item]) -> Tensor:
    helps = torch.tensor([float(item.helps) for item in items])
    loss = _HELPING * F.binary_cross_entropy_with_logits(decisions.helps, helps)
    rows = [row for row, item in enumerate(items) if item.spans]
    if not rows:
        return loss
    starts, ends = decisions.starts.log_softmax(-1), decisions.ends.log_softmax(-1)
    # Where several answers are right, that one of them is found.
    likely = [
        torch.stack([starts[row, a] + ends[row, b] for a, b in items[row].spans]).logsumexp(0)
        for row in rows
    ]
    return loss - torch.stack(likely).sum() / len(items)
