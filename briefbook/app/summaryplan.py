"""What a writer of digests is to be trained on, and how."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from briefbook.app.evaluating import encoder_of
from briefbook.app.modelstore import read_metrics
from briefbook.app.trainingdata import DataPlan, known_plan
from briefbook.app.trainingplan import RATES
from briefbook.errors import ModelError
from briefbook.learn.backbone import own_encoder
from briefbook.learn.modelfolder import read_info
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tuned import MethodSettings
from summarize.train import SummarizerSettings

KIND = "summarize"


@dataclass(frozen=True, slots=True)
class SummaryPlan:
    """All that the training of a writer depends on, besides the content of its files."""

    data: DataPlan
    method: MethodSettings = MethodSettings("lora")
    loop: LoopSettings = LoopSettings()
    network: SummarizerSettings = field(default_factory=SummarizerSettings)
    encoder: EncoderSettings = EncoderSettings()
    start: str = ""  # the folder of a model to go on from; its method stays
    old: DataPlan | None = None  # what that one was trained on and is not to forget
    replay: float = 0.3  # share of old pairs among those learnt from
    pretrained: str = ""  # a Hugging Face sequence-to-sequence model to tune in place of ours
    command: str = ""  # that makes it again


def continued_plan(
    plan: SummaryPlan, start: Path, *, old_data: str, rate_given: bool, encoder_given: bool
) -> SummaryPlan:
    """Return a plan that goes on from the model in `start`, by its method.

    `old_data` (empty: what the model was trained on) is rehearsed. Raises ModelError when the model
    is of another kind, and LabelsError when what it was trained on is gone.
    """
    info = read_info(start)
    if info.kind != KIND:
        raise ModelError(f"cannot go on from {start}: it holds a model of kind {info.kind!r}")
    if old_data:
        old = DataPlan(old_data, plan.data.format, seed=plan.data.seed)
    else:
        old = known_plan(start, read_metrics(start), "--old-data")
    rate = plan.loop.learning_rate if rate_given else RATES[info.method.method]
    encoder = plan.encoder if encoder_given else encoder_of(start, plan.encoder)
    return replace(
        plan,
        start=str(start.absolute()),
        old=old,
        method=info.method,
        loop=replace(plan.loop, learning_rate=rate),
        encoder=own_encoder(start.absolute(), encoder),
    )
