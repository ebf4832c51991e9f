"""A writer of digests is trained on texts with summaries, measured, and written down."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from briefbook.app.progress import Reporter
from briefbook.app.summarydata import SummaryData, choosing_pairs, load_summary_data
from briefbook.app.summaryplan import SummaryPlan
from briefbook.app.summaryreading import choose_for_writer
from briefbook.app.summaryrecord import is_trained, measure_training, write_down
from briefbook.app.training_progress import Watch, watch_training
from briefbook.app.trainingfolder import claim_folder, release_folder
from briefbook.ids import make_id
from briefbook.learn.modelfolder import version
from summarize.pairs import Pair
from summarize.pretrained_training import train_pretrained
from summarize.settings import SummarizeSettings
from summarize.train import train_summarizer

Json = dict[str, Any]


def train_writer(
    plan: SummaryPlan, folder: Path, *, quiet: bool = False, overwrite: bool = False
) -> Json:
    """Train what `plan` says into `folder` and return its metrics.

    Killed and called again with the same plan, it goes on. Raises ModelError when the folder holds
    a finished model (unless `overwrite`), another training or other files, and LabelsError when the
    data cannot be read.
    """
    reporter = Reporter(quiet=quiet)
    data = load_summary_data(plan.data)
    old = load_summary_data(plan.old) if plan.old else None
    claim_folder(folder, _name(plan, data, old), command=plan.command, overwrite=overwrite)
    data = _with_old(data, old, plan) if old else data
    reporter.say(_told(data))
    chosen = choosing_pairs(data.development, seed=plan.loop.seed)
    if data.development and not chosen:
        reporter.say("too few development pairs to choose weights by: keeping the last")
    if not is_trained(plan, folder):
        settings = SummarizeSettings()
        train = choose_for_writer(data.train, settings, reporter=reporter)
        held = choose_for_writer(chosen, settings, reporter=reporter)
        with watch_training(plan.loop.epochs, quiet=quiet) as watch:
            fit_writer(plan, train, held, folder, watch)
    metrics = measure_training(plan, data, folder, choosing=len(chosen), reporter=reporter)
    write_down(plan, metrics, folder)
    release_folder(folder)
    return metrics


def fit_writer(
    plan: SummaryPlan,
    train: Sequence[Pair],
    development: Sequence[Pair],
    folder: Path,
    watch: Watch,
) -> None:
    """Train a model into `folder`; the best weights on `development` are kept, else the last.

    The texts are what a writer is given: sentences that were chosen.
    """
    common: Json = {"method": plan.method, "loop": plan.loop, "progress": watch}
    if plan.pretrained:
        common |= {"start": plan.pretrained, "allow_network": plan.encoder.allow_network}
        train_pretrained(train, development, folder, **common)
        return
    common |= {"settings": plan.network, "encoder": plan.encoder}
    start = Path(plan.start) if plan.start else None
    train_summarizer(train, development, folder, start=start, **common)


def _with_old(data: SummaryData, old: SummaryData, plan: SummaryPlan) -> SummaryData:
    """Add old pairs to those learnt from, as many as are to be rehearsed, and all to judge by."""
    train = (*data.train, *_rehearsed(old.train, len(data.train), plan.replay, plan.loop.seed))
    files = (*data.files, *(replace(one, part=f"old {one.part}") for one in old.files))
    return replace(
        data, train=train, development=(*data.development, *old.development), files=files
    )


def _rehearsed(old: Sequence[Pair], new: int, share: float, seed: int) -> list[Pair]:
    """Return as many old pairs as make up `share` of the whole."""
    wanted = round(new * share / (1 - share))
    if wanted >= len(old):
        return list(old)
    drawn = sorted(random.Random(seed).sample(range(len(old)), wanted))
    return [old[place] for place in drawn]


def _told(data: SummaryData) -> str:
    learnt, held = data.as_dict()["train"], data.as_dict()["development"]
    forms = ", ".join(f"{count:,} of form {form}" for form, count in learnt["forms"].items())
    counts = f"{learnt['examples']:,} texts ({forms}; {', '.join(learnt['languages'])})"
    if not held["examples"]:
        return f"learning from {counts}; too little to hold any out for development"
    source = "held out of them" if data.held_out else "in files of their own"
    return f"learning from {counts}; {held['examples']:,} for development, {source}"


def _name(plan: SummaryPlan, data: SummaryData, old: SummaryData | None) -> str:
    """Name a training by all that its result depends on."""
    settings = replace(plan, command="", loop=replace(plan.loop, max_minutes=0.0))
    settings = replace(settings, data=replace(plan.data, data="", dev=""), start="", old=None)
    files = [f"{one.part} {one.sha256}" for one in (*data.files, *(old.files if old else ()))]
    start = [f"start {version(Path(plan.start))}"] if plan.start else []
    return make_id("train", repr(settings), *start, *files)
