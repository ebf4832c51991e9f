"""A model is trained on labelled data, measured, and written down with all that it came from."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from briefbook.app.progress import Reporter
from briefbook.app.searching import search_settings
from briefbook.app.training_progress import Watch, watch_training
from briefbook.app.trainingdata import TrainingData, load_texts, load_training_data
from briefbook.app.trainingfolder import SEARCH, claim_folder, release_folder
from briefbook.app.trainingplan import (
    TrainingPlan,
    choosers,
    count_pieces,
    fit_loop,
    teachers_of,
)
from briefbook.app.trainingrecord import measure_training, write_down
from briefbook.errors import ModelError
from briefbook.ids import make_id
from briefbook.labels.examples import Example
from briefbook.learn.augment import augment
from briefbook.learn.modelfolder import version
from extract.relating.continuing import continue_relations
from extract.relating.continuing import told as told_predicates
from extract.relating.train import train_relations
from extract.tagging.continuing import continue_tagger
from extract.tagging.continuing import told as told_labels
from extract.tagging.train import train_tagger

Json = dict[str, Any]


def train_model(
    plan: TrainingPlan, folder: Path, *, quiet: bool = False, overwrite: bool = False
) -> Json:
    """Train what `plan` says into `folder` and return its metrics.

    Killed and called again with the same plan, it goes on. Raises ModelError when the folder holds
    a finished model (unless `overwrite`), another training or other files, and LabelsError when the
    data cannot be read.
    """
    reporter = Reporter(quiet=quiet)
    data, old = load_both(plan)
    claim_folder(folder, _name(plan, data), command=plan.command, overwrite=overwrite)
    reporter.say(_told(data))
    chosen = choosers(data.development, data.train, seed=plan.loop.seed)
    if data.development and not chosen:
        reporter.say("too few labelled development examples to choose weights by: keeping the last")
    train = augment(data.train, copies=plan.copies, seed=plan.loop.seed)
    loop = fit_loop(plan.loop, pieces=count_pieces([*train, *data.texts]), given=plan.given)
    plan = replace(plan, loop=loop)
    fit = partial(fit_model, texts=data.texts)
    if plan.trials:
        if plan.start:
            raise ModelError("cannot search for settings of a training that goes on from a model")
        if not chosen:
            raise ModelError("cannot search for settings: too little development data")
        place = folder / SEARCH
        plan = search_settings(plan, train, chosen, place, fit=fit, reporter=reporter)
    if not (folder / "model.json").is_file():
        with watch_training(plan.loop.epochs, quiet=quiet) as watch:
            fit(plan, train, chosen, folder, watch, old=old)
    metrics = measure_training(plan, data, folder, choosing=len(chosen), reporter=reporter)
    write_down(plan, metrics, folder)
    release_folder(folder)
    return metrics


def fit_model(
    plan: TrainingPlan,
    train: Sequence[Example],
    development: Sequence[Example],
    folder: Path,
    watch: Watch,
    *,
    old: Sequence[Example] = (),
    texts: Sequence[Example] = (),
) -> None:
    """Train a model into `folder`; the best weights on `development` are kept, else the last.

    A plan that goes on from a model rehearses `old` examples; one with teachers learns from what
    they say of `texts`.
    """
    common: Json = {"loop": plan.loop, "encoder": plan.encoder, "progress": watch}
    if plan.start:
        common |= {"guard": plan.guard, "fresh": plan.method if plan.fresh_adapter else None}
        go_on = continue_tagger if plan.kind == "tag" else continue_relations
        go_on(Path(plan.start), train, old, development, folder, **common)
        return
    common |= {"teachers": teachers_of(plan), "texts": texts, "distil": plan.distil}
    common |= {"method": plan.method}
    if plan.kind == "tag":
        train_tagger(train, development, folder, settings=plan.tagger, **common)
    else:
        train_relations(train, development, folder, settings=plan.relations, **common)


def load_both(plan: TrainingPlan) -> tuple[TrainingData, tuple[Example, ...]]:
    """Return the data, and old examples to rehearse; old development data joins the new."""
    data = load_training_data(plan.data)
    if plan.teacher_texts:
        data = replace(data, texts=tuple(load_texts(Path(plan.teacher_texts))))
    if plan.old is None:
        return data, ()
    told = told_labels if plan.kind == "tag" else told_predicates
    old = load_training_data(plan.old)
    both = (*told(data.development), *told(old.development))
    files = (*data.files, *(replace(one, part=f"old {one.part}") for one in old.files))
    return replace(data, development=both, files=files), tuple(told(old.train))


def _told(data: TrainingData) -> str:
    learnt, held = data.as_dict()["train"], data.as_dict()["development"]
    counts = ", ".join(f"{learnt[name]:,} {name}" for name in ("examples", "mentions", "relations"))
    if not held["examples"]:
        return f"learning from {counts}; too little to hold any out for development"
    source = "held out of them" if data.held_out else "in files of their own"
    if data.texts:
        counts += f", and what teachers say of {len(data.texts):,} texts"
    return f"learning from {counts}; {held['examples']:,} for development, {source}"


def _name(plan: TrainingPlan, data: TrainingData) -> str:
    """Name a training by all that its result depends on."""
    given = tuple(name for name in plan.given if name != "max_minutes")  # that may be changed
    settings = replace(plan, command="", given=given, loop=replace(plan.loop, max_minutes=0.0))
    settings = replace(settings, data=replace(plan.data, data="", dev=""))
    settings = replace(settings, teachers=(), teacher_texts="")
    files = [f"{one.part} {one.sha256}" for one in data.files]
    teachers = [f"teacher {version(Path(one))}" for one in plan.teachers]
    texts = [f"{one.text} {one.mentions}" for one in data.texts]
    return make_id("train", repr(settings), *files, *teachers, *texts)
