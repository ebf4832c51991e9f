"""A reader is trained on questions with their paragraphs, measured, and written down."""

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from briefbook.app.progress import Reporter
from briefbook.app.readers import measure_reader
from briefbook.app.training_progress import watch_training
from briefbook.app.trainingdata import DataFile, DataPlan, describe_files, find_files, known_plan
from briefbook.app.trainingfolder import claim_folder, release_folder, write_metrics
from briefbook.app.trainingrecord import (
    count_parameters,
    describe_data,
    describe_encoder,
    describe_training,
    file_names,
)
from briefbook.errors import LabelsError
from briefbook.ids import make_id
from briefbook.learn.card import render_card
from briefbook.learn.journal import Evaluation, Step, read_journal
from briefbook.learn.modelfolder import read_info, version
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tuned import MethodSettings
from decide.reading.lesson import Lesson
from decide.reading.load import KIND
from decide.reading.settings import ReaderSettings
from decide.reading.squad import read_squad
from decide.reading.train import METHOD, train_reader
from reports.training import TrainingPage, render_training

Json = dict[str, Any]

_HELD_OUT = 0.1  # of the paragraphs that come without development data
_CHOOSERS = 300  # questions that choose the weights, however many there are
_MEASURED = 1_000  # questions that the metrics rest on


@dataclass(frozen=True, slots=True)
class ReaderPlan:
    """All that the training of a reader depends on, besides the content of its files."""

    data: DataPlan
    method: MethodSettings = METHOD
    loop: LoopSettings = LoopSettings()
    reader: ReaderSettings = field(default_factory=ReaderSettings)
    encoder: EncoderSettings = EncoderSettings()
    command: str = ""  # that makes it again


@dataclass(frozen=True, slots=True)
class ReadingData:
    """Questions to learn from and to develop on."""

    train: tuple[Lesson, ...]
    development: tuple[Lesson, ...]
    held_out: bool
    files: tuple[DataFile, ...]

    def as_dict(self) -> Json:
        """Return counts and checksums for JSON."""
        return {
            "train": _counted(self.train),
            "development": {**_counted(self.development), "held_out": self.held_out},
            "files": [asdict(one) for one in self.files],
        }


def load_reading_data(plan: DataPlan) -> ReadingData:
    """Read questions in the format of SQuAD; without development data some texts are held out.

    Raises LabelsError when a file cannot be read or holds nothing to learn from.
    """
    paths = find_files(plan)
    parts = {
        part: [one for path in found for one in read_squad(path)] for part, found in paths.items()
    }
    train, held_out = parts["train"], "dev" not in parts
    if not any(lesson.answers for lesson in train):
        raise LabelsError(
            f"cannot learn from {plan.data}: no text holds the answer to its question"
        )
    if held_out:
        texts = sorted({lesson.text for lesson in train})
        held = set(random.Random(plan.seed).sample(texts, round(_HELD_OUT * len(texts))))
        parts["dev"] = [lesson for lesson in train if lesson.text in held]
        train = [lesson for lesson in train if lesson.text not in held]
    return ReadingData(tuple(train), tuple(parts["dev"]), held_out, describe_files(paths))


def train_answers(
    plan: ReaderPlan, folder: Path, *, quiet: bool = False, overwrite: bool = False
) -> Json:
    """Train what `plan` says into `folder` and return its metrics.

    Killed and called again with the same plan, it goes on. Raises ModelError when the folder holds
    a finished model (unless `overwrite`), another training or other files, and LabelsError when the
    data cannot be read.
    """
    reporter = Reporter(quiet=quiet)
    data = load_reading_data(plan.data)
    claim_folder(folder, _name(plan, data), command=plan.command, overwrite=overwrite)
    counts = data.as_dict()
    reporter.say(
        f"learning from {counts['train']['examples']:,} questions;"
        f" {counts['development']['examples']:,} for development"
    )
    if not (folder / "model.json").is_file():
        with watch_training(plan.loop.epochs, quiet=quiet) as watch:
            train_reader(
                data.train,
                _some(data.development, _CHOOSERS, plan.data.seed),
                folder,
                settings=plan.reader,
                method=plan.method,
                loop=plan.loop,
                encoder=plan.encoder,
                progress=watch,
            )
    metrics = _metrics(plan, data, folder, reporter)
    _write_down(plan, metrics, folder)
    release_folder(folder)
    return metrics


def developed_on(folder: Path, metrics: Json) -> list[Lesson]:
    """Read again the questions that a reader was developed on.

    Raises LabelsError when they are gone or changed.
    """
    return list(load_reading_data(known_plan(folder, metrics, "--data")).development)


def _counted(lessons: Sequence[Lesson]) -> Json:
    return {
        "examples": len(lessons),
        "answered": sum(bool(lesson.answers) for lesson in lessons),
        "texts": len({lesson.text for lesson in lessons}),
        "languages": sorted({lesson.language for lesson in lessons}),
    }


def _some(lessons: Sequence[Lesson], count: int, seed: int) -> list[Lesson]:
    if len(lessons) <= count:
        return list(lessons)
    drawn = sorted(random.Random(seed).sample(range(len(lessons)), count))
    return [lessons[place] for place in drawn]


def _name(plan: ReaderPlan, data: ReadingData) -> str:
    """Name a training by all that its result depends on."""
    settings = replace(plan, command="", loop=replace(plan.loop, max_minutes=0.0))
    settings = replace(settings, data=replace(plan.data, data="", dev=""))
    files = [f"{one.part} {one.sha256}" for one in data.files]
    return make_id("trn", repr(settings), *files)


def _metrics(plan: ReaderPlan, data: ReadingData, folder: Path, reporter: Reporter) -> Json:
    report: Json = {}
    held = _some(data.development, _MEASURED, plan.data.seed)
    if any(lesson.answers for lesson in held):
        report = measure_reader(folder, held, encoder=plan.encoder, reporter=reporter).as_dict()
    info = read_info(folder)
    return {
        **report,
        "kind": KIND,
        "model": folder.absolute().name,
        "version": version(folder),
        "training": describe_training(
            folder,
            method=info.method,
            parameters=count_parameters(plan.encoder, info.method, folder),
            settings={**asdict(plan.loop), **asdict(info.method), **asdict(plan.reader)},
            seed=plan.loop.seed,
        ),
        "data": {"plan": describe_data(plan.data), **data.as_dict()},
        "encoder": info.encoder,
        "encoder_model": describe_encoder(plan.encoder),
        "command": plan.command,
    }


def _write_down(plan: ReaderPlan, metrics: Json, folder: Path) -> None:
    """Write card, page and, last, the metrics, with which the training is finished."""
    scored = metrics if "figures" in metrics else {}
    card = render_card(_card_info(plan, metrics, folder), scored)
    (folder / "README.md").write_text(card, encoding="utf-8")
    page = render_training(_page(metrics, folder))
    (folder / "training.html").write_text(page, encoding="utf-8")
    write_metrics(folder, metrics)


def _card_info(plan: ReaderPlan, metrics: Json, folder: Path) -> Json:
    training, data = metrics["training"], metrics["data"]
    return {
        "name": folder.absolute().name,
        "kind": KIND,
        "labels": read_info(folder).labels,
        "version": metrics["version"],
        "languages": data["train"]["languages"],
        "encoder": metrics["encoder"],
        "parameters": sum(training["parameters"].values()),
        "settings": {"seed": training["seed"], "peak memory": f"{training['peak_memory_mb']} MB"},
        **{name: training[name] for name in ("method", "epochs", "steps", "minutes", "processor")},
        "data": [
            {
                "name": file_names(data["files"], part),
                "part": part,
                "examples": counted["examples"],
                "language": ", ".join(counted["languages"]),
            }
            for part, counted in (("train", data["train"]), ("dev", data["development"]))
            if counted["examples"]
        ],
        "limits": ["Measured on development data, which also chose the weights."],
        "recipe": plan.command,
    }


def _page(metrics: Json, folder: Path) -> TrainingPage:
    records = read_journal(folder / "journal.jsonl")
    training, data = metrics["training"], metrics["data"]
    facts = {
        "kind": KIND,
        "method": training["method"],
        "parameters": sum(training["parameters"].values()),
        "minutes": training["minutes"],
        "steps": training["steps"],
        "memory": training["peak_memory_mb"],
        "train": data["train"]["examples"],
        "development": data["development"]["examples"],
    }
    return TrainingPage(
        name=folder.absolute().name,
        encoder=metrics["encoder"],
        facts=tuple(facts.items()),
        losses=tuple((one.epoch, one.loss) for one in records if isinstance(one, Step)),
        scores=tuple(
            (one.epoch, one.scores["f1"], one.best)
            for one in records
            if isinstance(one, Evaluation) and "f1" in one.scores
        ),
        settings=tuple(training["settings"].items()),
        command=metrics["command"],
    )
