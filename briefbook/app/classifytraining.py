"""A classifier is trained on labelled texts, measured, and written down."""

import time
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from briefbook.app.classifycontext import contexts_of_labelled
from briefbook.app.classifydata import (
    Labelled,
    Layout,
    count_texts,
    languages_of,
    read_texts_with_labels,
)
from briefbook.app.classifyrecord import describe, write_down
from briefbook.app.classifyscores import measure_decisions
from briefbook.app.progress import Reporter
from briefbook.app.training_progress import watch_training
from briefbook.app.trainingfolder import claim_folder, release_folder
from briefbook.app.trainingrecord import describe_encoder
from briefbook.app.workspace import Workspace
from briefbook.errors import LabelsError
from briefbook.ids import make_id
from briefbook.learn.encoder import open_encoder
from briefbook.learn.settings import EncoderSettings
from decide.classify.context import Context
from decide.classify.examples import LabelledText
from decide.classify.load import Classifier, Decision
from decide.classify.settings import ClassifySettings
from decide.classify.train import Ground, Judged, Training, train_classifier

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClassifyPlan:
    """All that the training of a classifier depends on, besides the content of its files."""

    data: str
    dev: str = ""
    layout: Layout = Layout()
    graph: bool = False  # ask what the graph says around each text
    told: Mapping[str, str] = field(default_factory=dict)  # what labels mean
    settings: ClassifySettings = field(default_factory=ClassifySettings)
    encoder: EncoderSettings = EncoderSettings()
    command: str = ""  # that makes it again


def read_meanings(path: Path) -> dict[str, str]:
    """Read a TOML file of labels and what they mean.

    Raises LabelsError when it cannot be read, or a meaning is no text.
    """
    try:
        read = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LabelsError(f"cannot read {path}: {error}") from error
    if wrong := [label for label, told in read.items() if not isinstance(told, str)]:
        raise LabelsError(f"cannot read {path}: what {wrong[0]} means is no text")
    return read


def train_labels(
    plan: ClassifyPlan,
    folder: Path,
    workspace: Workspace | None = None,
    *,
    quiet: bool = False,
    overwrite: bool = False,
) -> Json:
    """Train what `plan` says into `folder` and return its metrics.

    Killed and called again with the same plan, tuning goes on. Raises ModelError when the folder
    holds a finished model (unless `overwrite`), another training or other files, and LabelsError
    when the data cannot be read or hold too few labels.
    """
    reporter = Reporter(quiet=quiet)
    train = read_texts_with_labels(Path(plan.data), plan.layout, workspace)
    held = read_texts_with_labels(Path(plan.dev), plan.layout, workspace) if plan.dev else None
    claim_folder(folder, _name(plan, train, held), command=plan.command, overwrite=overwrite)
    reporter.say(_told(train, held))
    began = time.monotonic()
    ground = _ground(plan, train, held, workspace, reporter)
    tune = plan.settings.tune
    with watch_training(tune.loop.epochs if tune else 1, quiet=quiet) as watch:
        training = train_classifier(
            ground,
            folder,
            open_encoder(plan.encoder),
            settings=plan.settings,
            encoder=plan.encoder,
            progress=watch,
        )
    metrics = {
        **_measured(training, ground),
        **describe(training, folder, minutes=(time.monotonic() - began) / 60),
        "settings": _settings(plan),
        "data": {
            "train": train.as_dict(),
            "development": held.as_dict() if held else {"held_out": _held_out(training)},
        },
        "encoder_model": describe_encoder(plan.encoder),
        "command": plan.command,
    }
    write_down(folder, metrics)
    release_folder(folder)
    return metrics


def _held_out(training: Training) -> int:
    return len(training.judged.truth) if training.judged else 0


def _settings(plan: ClassifyPlan) -> Json:
    return {"graph": plan.graph, **asdict(plan.settings), "layout": asdict(plan.layout)}


def _name(plan: ClassifyPlan, train: Labelled, held: Labelled | None) -> str:
    """Name a training by all that its result depends on."""
    settings = plan.settings
    if settings.tune:
        loop = replace(settings.tune.loop, max_minutes=0.0)
        settings = replace(settings, tune=replace(settings.tune, loop=loop))
    free = replace(plan, data="", dev="", command="", settings=settings)
    return make_id("train", repr(free), train.sha256, held.sha256 if held else "")


def _told(train: Labelled, held: Labelled | None) -> str:
    counts = count_texts(train.examples)
    said = f"learning {len(counts['labels'])} labels from {counts['examples']:,} texts"
    if counts["out_of_scope"]:
        said += f", {counts['out_of_scope']:,} of them out of scope"
    return said + (f"; {len(held.examples):,} texts to judge by" if held else "")


def _ground(
    plan: ClassifyPlan,
    train: Labelled,
    held: Labelled | None,
    workspace: Workspace | None,
    reporter: Reporter,
) -> Ground:
    """Put together what the classifier is fitted to."""
    return Ground(
        examples=train.examples,
        contexts=_contexts(plan, train, workspace, reporter),
        held=held.examples if held else (),
        held_contexts=_contexts(plan, held, workspace, reporter),
        told=plan.told,
        languages=languages_of(train.examples),
        out_of_scope=plan.layout.out_of_scope,
    )


def _contexts(
    plan: ClassifyPlan, labelled: Labelled | None, workspace: Workspace | None, reporter: Reporter
) -> tuple[Context, ...]:
    if not plan.graph or labelled is None:
        return ()
    return contexts_of_labelled(labelled, workspace, plan.encoder, reporter)


def _measured(training: Training, ground: Ground) -> Json:
    """Return how good the committee was on texts that were held out; nothing where none were."""
    judged = training.judged
    if judged is None:
        return {}
    labels = training.stored.task.labels
    examples = [
        LabelledText("", tuple(label for label, has in zip(labels, row, strict=True) if has))
        for row in judged.truth
    ]
    outside = [LabelledText("", ())] * len(judged.outside)
    decisions = _decisions(training, judged)
    return {**measure_decisions([*examples, *outside], decisions), "measured_on": "held-out texts"}


def _decisions(training: Training, judged: Judged) -> list[Decision]:
    """Return the decisions that follow from what was judged, as the classifier makes them."""
    classifier = Classifier("", training.stored, None)
    inside = judged.inside if len(judged.inside) else [None] * len(judged.chances)
    found = [
        classifier.decide(row, None if one is None else float(one))
        for row, one in zip(judged.chances, inside, strict=True)
    ]
    pairs = zip(judged.outside_chances, judged.outside, strict=True)
    return found + [classifier.decide(row, float(one)) for row, one in pairs]
