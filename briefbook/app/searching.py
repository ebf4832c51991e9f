"""A search for settings that train best, within a budget."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from briefbook.app.progress import Reporter
from briefbook.app.training_progress import Watch
from briefbook.app.trainingplan import TrainingPlan
from briefbook.labels.examples import Example
from briefbook.learn.journal import Evaluation, Record, read_journal
from briefbook.learn.search import Choice, Proposal, Range, Space, Trial, search

Fit = Callable[[TrainingPlan, Sequence[Example], Sequence[Example], Path, Watch], None]


def search_settings(
    plan: TrainingPlan,
    train: Sequence[Example],
    development: Sequence[Example],
    folder: Path,
    *,
    fit: Fit,
    reporter: Reporter,
) -> TrainingPlan:
    """Return the plan with the settings that scored best on `development`.

    `fit` trains a plan into a folder. What is tried lies in `folder`, so that a search that was
    killed goes on; the models of trials are not kept.
    """

    def objective(proposal: Proposal) -> float:
        place = folder / f"trial-{proposal.number}"
        _remove_trials(folder, but=place)

        def watch(record: Record) -> None:
            if isinstance(record, Evaluation):
                proposal.report(record.scores["f1"], round(record.epoch))

        fit(apply_values(plan, proposal), train, development, place, watch)
        records = read_journal(place / "journal.jsonl")
        return max(one.scores["f1"] for one in records if isinstance(one, Evaluation))

    def tell(trial: Trial) -> None:
        score = "given up" if trial.score is None else f"F1 {trial.score:.4f}"
        values = ", ".join(f"{name} {_shown(value)}" for name, value in trial.values.items())
        reporter.say(f"trial {trial.number + 1} of {plan.trials}: {score} with {values}")

    found = search(
        objective,
        space_of(plan),
        trials=plan.trials,
        minutes=plan.search_minutes,
        seed=plan.loop.seed,
        storage=folder,
        first=first_values(plan),
        progress=tell,
    )
    _remove_trials(folder)
    return apply_values(plan, found.values)


def _remove_trials(folder: Path, but: Path | None = None) -> None:
    """Remove what trials left; one that was cut short goes on where it was."""
    for place in folder.glob("trial-*"):
        if place != but:
            shutil.rmtree(place)


def space_of(plan: TrainingPlan) -> Space:
    """Return what is sought: settings of the loop that were not given, around those planned."""
    loop = plan.loop
    sizes = sorted({max(1, loop.batch_pieces // 2), loop.batch_pieces, loop.batch_pieces * 2})
    space: dict[str, Choice | Range] = {
        "learning_rate": _around(loop.learning_rate, 4),
        "head_learning_rate": _around(loop.head_learning_rate, 4),
        "batch_pieces": Choice(tuple(sizes)),
        "weight_decay": _around(loop.weight_decay, 10),
        "average": Choice(tuple(sorted({0.0, 0.99, loop.average}))),
    }
    return {name: part for name, part in space.items() if name not in plan.given}


def _around(value: float, factor: int) -> Range:
    return Range(value / factor, value * factor, log=value > 0)


def first_values(plan: TrainingPlan) -> dict[str, Any]:
    """Return the planned values of what is sought, to be tried before others."""
    return {name: getattr(plan.loop, name) for name in space_of(plan)}


def apply_values(plan: TrainingPlan, values: Mapping[str, Any]) -> TrainingPlan:
    """Return the plan with these settings of the loop."""
    return replace(plan, loop=replace(plan.loop, **dict(values)))


def _shown(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
