"""Look for settings that score best, within a budget, with the tree-structured Parzen estimator.

Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", as optuna has it (Akiba et al.
2019); trials that fall behind the median of the others are given up early (Golovin et al. 2017).
"""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.pruners import MedianPruner
from optuna.samplers import TPESampler
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState

from briefbook.errors import ModelError, SettingsError

_DONE = (TrialState.COMPLETE, TrialState.PRUNED)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some values."""

    options: tuple[str | int | float | bool, ...]

    def __post_init__(self) -> None:
        """Refuse a choice of nothing."""
        if not self.options:
            raise SettingsError("a choice needs at least one option")


@dataclass(frozen=True, slots=True)
class Range:
    """A number from `low` to `high`, both included; a whole one if both are."""

    low: float
    high: float
    log: bool = False  # as likely between 1 and 10 as between 10 and 100

    def __post_init__(self) -> None:
        """Refuse a range that holds nothing."""
        if not self.low <= self.high or (self.log and self.low <= 0):
            raise SettingsError(f"no range: {self.low} to {self.high}")


Space = Mapping[str, Choice | Range]


@dataclass(frozen=True, slots=True)
class Trial:
    """Settings that were tried."""

    number: int  # counted from 0
    values: Mapping[str, Any]
    score: float | None  # None: given up
    seconds: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found."""

    values: Mapping[str, Any]  # of the best trial
    score: float
    trials: tuple[Trial, ...]
    stopped: Literal["trials", "minutes"]  # which budget ended it


class Proposal(Mapping[str, Any]):
    """Values to try, and the means to say early how they do."""

    def __init__(self, number: int, trial: optuna.Trial) -> None:
        """Wrap a trial; it keeps its `number` when the search is killed and started again."""
        self.number = number
        self._trial = trial

    def __getitem__(self, name: str) -> Any:
        """Return the value of one setting."""
        return self._trial.params[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names of the settings."""
        return iter(self._trial.params)

    def __len__(self) -> int:
        """Return how many settings there are."""
        return len(self._trial.params)

    def report(self, score: float, step: int) -> None:
        """Say how well it does by now; ends the trial if others did better at this step."""
        self._trial.report(score, step)
        if self._trial.should_prune():
            raise optuna.TrialPruned


def search(
    objective: Callable[[Proposal], float],
    space: Space,
    *,
    trials: int,
    minutes: float = 0.0,
    seed: int = 1,
    storage: Path,
    first: Mapping[str, Any] | None = None,
    progress: Callable[[Trial], None] | None = None,
) -> SearchResult:
    """Try settings from `space`, and return those for which `objective` is highest.

    It ends after `trials`, or with the trial during which all took `minutes` (0: no limit). `first`
    holds values to try before others, such as the ones in use. A trial that raises ModelError (it
    diverged) is given up. The folder `storage` gets `search.jsonl`: killed and called again, the
    search goes on; the trial cut short comes again with its number and values, and has spent no
    time. Raises SettingsError when `first` is not in `space`, and ModelError when no trial came to
    its end or the folder holds another search.
    """
    for name, value in (first or {}).items():
        if name not in space or not _holds(space[name], value):
            raise SettingsError(
                f"cannot try {name} = {value!r} first: the search has no such value"
            )
    with _quiet():
        study = _open_study(space, seed, storage)
        while (stopped := _spent(study, trials, minutes)) is None:
            number = len(_done(study))
            study.sampler = _sampler(f"{seed}/{number}")
            if first and number == 0:
                study.enqueue_trial(dict(first))
            trial = study.ask({name: _distribution(part) for name, part in space.items()})
            _try(study, trial, objective, number)
            if progress:
                progress(_trials(study)[-1])
        return _result(study, stopped)


def _open_study(space: Space, seed: int, folder: Path) -> optuna.Study:
    folder.mkdir(parents=True, exist_ok=True)
    study = optuna.create_study(
        storage=JournalStorage(JournalFileBackend(str(folder / "search.jsonl"))),
        study_name="search",
        direction="maximize",
        pruner=MedianPruner(n_startup_trials=4),
        load_if_exists=True,
    )
    about = {"seed": seed, "space": {name: repr(part) for name, part in sorted(space.items())}}
    if study.user_attrs.setdefault("about", about) != about:
        raise ModelError(
            f"cannot search in {folder}: it holds a search with another space or seed; go on with"
            " those, or remove search.jsonl"
        )
    study.set_user_attr("about", about)
    for trial in study.get_trials(states=(TrialState.RUNNING, TrialState.WAITING)):
        study.tell(trial.number, state=TrialState.FAIL)  # cut short when the search was killed
    return study


def _sampler(seed: str) -> TPESampler:
    """Return a sampler for one trial, so that a search that goes on draws as it would have done."""
    return TPESampler(
        seed=random.Random(seed).randrange(2**32), n_startup_trials=6, constant_liar=False
    )


def _holds(part: Choice | Range, value: Any) -> bool:
    if isinstance(part, Choice):
        return value in part.options
    return isinstance(value, int | float) and part.low <= value <= part.high


def _distribution(part: Choice | Range) -> BaseDistribution:
    if isinstance(part, Choice):
        return CategoricalDistribution(part.options)
    if isinstance(part.low, int) and isinstance(part.high, int):
        return IntDistribution(part.low, part.high, log=part.log)
    return FloatDistribution(part.low, part.high, log=part.log)


def _try(
    study: optuna.Study,
    trial: optuna.Trial,
    objective: Callable[[Proposal], float],
    number: int,
) -> None:
    try:
        score = objective(Proposal(number, trial))
    except (optuna.TrialPruned, ModelError):
        study.tell(trial, state=TrialState.PRUNED)
    else:
        study.tell(trial, score)


def _done(study: optuna.Study) -> list[FrozenTrial]:
    return study.get_trials(deepcopy=False, states=_DONE)


def _trials(study: optuna.Study) -> tuple[Trial, ...]:
    return tuple(
        Trial(
            number=number,
            values=dict(trial.params),
            score=trial.value if trial.state == TrialState.COMPLETE else None,
            seconds=trial.duration.total_seconds() if trial.duration else 0.0,
        )
        for number, trial in enumerate(_done(study))
    )


def _spent(study: optuna.Study, trials: int, minutes: float) -> Literal["trials", "minutes"] | None:
    tried = _trials(study)
    if len(tried) >= trials:
        return "trials"
    seconds = sum(trial.seconds for trial in tried)
    return "minutes" if minutes and seconds >= minutes * 60 else None


def _result(study: optuna.Study, stopped: Literal["trials", "minutes"]) -> SearchResult:
    tried = _trials(study)
    scored = [(trial.score, trial) for trial in tried if trial.score is not None]
    if not scored:
        raise ModelError("the search found nothing: no trial came to its end")
    score, best = max(scored, key=lambda pair: pair[0])
    return SearchResult(best.values, score, tried, stopped)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep optuna from reporting each trial."""
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        yield
    finally:
        optuna.logging.set_verbosity(before)
