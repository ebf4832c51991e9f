"""What is to be trained and how, with what follows from the size of the data."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from briefbook.app.evaluating import encoder_of
from briefbook.app.modelstore import Kind, read_metrics
from briefbook.app.trainingdata import DataPlan, known_plan
from briefbook.errors import ModelError
from briefbook.labels.examples import Example
from briefbook.learn.backbone import own_encoder
from briefbook.learn.distil import DistilSettings, Teacher
from briefbook.learn.guard import GuardSettings
from briefbook.learn.modelfolder import read_info
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tuned import Method, MethodSettings
from briefbook.measure.tokens import split_words
from extract.relating.load import read_head
from extract.relating.settings import RelationSettings
from extract.tagging.continuing import settings_of
from extract.tagging.model import HeadSettings
from extract.tagging.train import TaggerSettings

#: Highest learning rate of the encoder, where none is given: the fewer weights a method tunes, the
#: further each of them has to go.
RATES: Mapping[Method, float] = {
    "full": 2e-4,
    "lora": 5e-4,
    "adalora": 1e-3,
    "bottleneck": 5e-4,
    "bitfit": 1e-3,
    "prompt": 5e-3,
    "prefix": 5e-3,
    "head": 1e-4,
}

_PIECES_A_WORD = 1.35  # of English, measured; a Chinese character is a word and a piece
_LEAST_STEPS = 150  # fewer than this teach little, however few examples there are
_STEPS_AN_EPOCH = 4  # fewer, and scores on development data cost more than training
_LEAST_BATCH = 256  # pieces
_FEW = 20  # labelled examples; fewer cannot choose between weights
_CHOOSERS = 4  # times the training examples: as many choose weights of small data


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """All that a training depends on, besides the content of its files."""

    kind: Kind
    data: DataPlan
    method: MethodSettings = MethodSettings()
    loop: LoopSettings = LoopSettings()
    given: tuple[str, ...] = ()  # settings of the loop that were chosen, and so are left alone
    tagger: TaggerSettings = field(default_factory=TaggerSettings)
    relations: RelationSettings = RelationSettings()
    encoder: EncoderSettings = EncoderSettings()
    start: str = ""  # the folder of a model to go on from; its method and head stay
    fresh_adapter: bool = False  # its encoder is left alone, `method` adds to it
    old: DataPlan | None = None  # what that one knows and is not to forget
    guard: GuardSettings = field(default_factory=GuardSettings)
    teachers: tuple[str, ...] = ()  # folders of models to learn from, besides the labels
    teacher_texts: str = ""  # a file or run folder whose texts are learnt from teachers alone
    distil: DistilSettings = field(default_factory=DistilSettings)
    copies: int = 0  # changed ones of each training example, besides it
    trials: int = 0  # of a search for settings; 0: none
    search_minutes: float = 0.0  # 0: no limit
    command: str = ""  # that makes it again


def fit_loop(loop: LoopSettings, *, pieces: int, given: Collection[str]) -> LoopSettings:
    """Return settings that take enough steps on `pieces` of training data.

    Of little data the batches get smaller and the epochs more, and patience does not end it:
    what few examples say between two epochs is noise. Settings in `given` are left alone.
    """

    def steps(settings: LoopSettings) -> int:
        return max(1, round(pieces / (settings.batch_pieces * settings.accumulate)))

    if loop.epochs * steps(loop) >= _LEAST_STEPS or "epochs" in given:
        return loop
    if "batch_pieces" not in given:
        smaller = max(_LEAST_BATCH, pieces // _STEPS_AN_EPOCH)
        loop = replace(loop, batch_pieces=min(loop.batch_pieces, smaller))
    epochs = max(loop.epochs, -(-_LEAST_STEPS // steps(loop)))
    patience = loop.patience if "patience" in given else 0
    return replace(loop, epochs=epochs, patience=patience)


def count_pieces(examples: Sequence[Example]) -> int:
    """Estimate how many pieces the encoder reads; near enough to plan with."""
    words = (len(split_words(example.text)) for example in examples)
    return round(sum(_PIECES_A_WORD * count + 2 for count in words))


def choosers(
    development: Sequence[Example], train: Sequence[Example], *, seed: int
) -> list[Example]:
    """Return the development examples that choose the best weights, in their order.

    Few cannot choose, so the last weights are kept: none. Many would take longer than the training
    itself when that is small: some are drawn.
    """
    labelled = sum(bool(one.mentions or one.relations) for one in development)
    if labelled < _FEW:
        return []
    most = max(10 * _FEW, _CHOOSERS * len(train))
    if len(development) <= most:
        return list(development)
    drawn = sorted(random.Random(seed).sample(range(len(development)), most))
    return [development[place] for place in drawn]


def added_size(settings: MethodSettings, size: int) -> MethodSettings:
    """Return settings that add `size`: LoRA's rank, a bottleneck's width, a prompt's vectors."""
    match settings.method:
        case "bottleneck":
            return replace(settings, width=size)
        case "prompt" | "prefix":
            return replace(settings, tokens=size)
        case _:
            return replace(settings, rank=size)


def head_settings(head: str | None, *, nested: bool) -> HeadSettings:
    """Return the head that is meant; nested mentions need the one over spans."""
    chosen = head or ("spans" if nested else HeadSettings().head)
    return HeadSettings(head=chosen, nested=nested)  # type: ignore[arg-type]


def continued_plan(
    plan: TrainingPlan, start: Path, *, old_data: str, rank: int | None, encoder_given: bool
) -> TrainingPlan:
    """Return a plan that goes on from the model in `start`, by its method and with its head.

    `old_data` (empty: what the model was trained on) is rehearsed. With `plan.fresh_adapter` a
    LoRA of `rank` is learnt. Raises ModelError when the model is of another kind, and LabelsError
    when what it was trained on is gone.
    """
    info = read_info(start)
    if info.kind != plan.kind:
        raise ModelError(f"cannot go on from {start}: it holds a model of kind {info.kind!r}")
    if old_data:
        old = DataPlan(old_data, plan.data.format, seed=plan.data.seed)
    else:
        old = known_plan(start, read_metrics(start), "--old-data")
    method = _fresh(info.method, rank) if plan.fresh_adapter else info.method
    rate = plan.loop.learning_rate if "learning_rate" in plan.given else RATES[method.method]
    encoder = plan.encoder if encoder_given else encoder_of(start, plan.encoder)
    plan = replace(
        plan,
        start=str(start.absolute()),
        old=old,
        method=method,
        loop=replace(plan.loop, learning_rate=rate),
        encoder=own_encoder(start.absolute(), encoder),
    )
    if plan.kind == "tag":
        return replace(plan, tagger=settings_of(info))
    return replace(plan, relations=read_head(info.head, start)[1])


def _fresh(old: MethodSettings, rank: int | None) -> MethodSettings:
    """Return the adapter to add: shaped as the old one, if that is one."""
    method = old if old.method == "lora" else MethodSettings("lora")
    return replace(method, rank=rank) if rank else method


def teachers_of(plan: TrainingPlan) -> tuple[Teacher, ...]:
    """Return the teachers, each with the encoder that it was tuned on."""
    bundled = replace(plan.encoder, model="")
    folders = [Path(one) for one in plan.teachers]
    return tuple(Teacher(folder, encoder_of(folder, bundled)) for folder in folders)
