"""The search finds good settings within its budget, and goes on when killed."""

import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import optuna
import pytest

from briefbook.errors import ModelError, SettingsError
from briefbook.learn.search import Choice, Proposal, Range, Space, Trial, search

SPACE: Space = {
    "rate": Range(1e-5, 1e-1, log=True),
    "layers": Range(1, 6),
    "method": Choice(("lora", "full")),
}


def quality(values: Mapping[str, Any]) -> float:
    """Return 1 at a rate of 0.001 with 4 layers, tuned in full, and less elsewhere."""
    away: float = abs(math.log10(values["rate"]) + 3) / 4 + abs(values["layers"] - 4) / 6
    return 1 - away - (0.3 if values["method"] == "lora" else 0)


def without_times(trials: tuple[Trial, ...]) -> list[tuple[int, Mapping[str, Any], float | None]]:
    """Return what does not differ from run to run."""
    return [(trial.number, trial.values, trial.score) for trial in trials]


def test_the_search_finds_good_settings(tmp_path: Path) -> None:
    result = search(quality, SPACE, trials=30, storage=tmp_path)

    assert result.score > 0.8
    assert (
        result.score == quality(result.values) == max(trial.score or 0 for trial in result.trials)
    )
    assert isinstance(result.values["layers"], int)
    assert (len(result.trials), result.stopped) == (30, "trials")


def test_the_same_seed_tries_the_same(tmp_path: Path) -> None:
    first, again, other = (
        search(quality, SPACE, trials=9, seed=seed, storage=tmp_path / name)
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )

    assert without_times(first.trials) == without_times(again.trials)
    assert without_times(first.trials) != without_times(other.trials)
    assert len({trial.values["rate"] for trial in first.trials}) == 9


def test_a_killed_search_goes_on_as_if_nothing_had_happened(tmp_path: Path) -> None:
    whole = search(quality, SPACE, trials=12, storage=tmp_path / "whole")
    seen: list[tuple[int, dict[str, Any]]] = []

    def killed(values: Proposal) -> float:
        seen.append((values.number, dict(values)))
        if len(seen) == 8:
            raise KeyboardInterrupt
        return quality(values)

    with pytest.raises(KeyboardInterrupt):
        search(killed, SPACE, trials=12, storage=tmp_path / "cut")
    result = search(killed, SPACE, trials=12, storage=tmp_path / "cut")

    assert without_times(result.trials) == without_times(whole.trials)
    assert seen[7] == seen[8]  # the trial cut short came again
    assert len(seen) == 13


def test_a_search_that_is_done_tries_nothing_more(tmp_path: Path) -> None:
    before = search(quality, SPACE, trials=5, storage=tmp_path)

    def never(values: Proposal) -> float:
        raise AssertionError

    assert search(never, SPACE, trials=5, storage=tmp_path) == before


def test_minutes_end_the_search(tmp_path: Path) -> None:
    def slow(values: Proposal) -> float:
        time.sleep(0.03)
        return quality(values)

    result = search(slow, SPACE, trials=1000, minutes=0.0015, storage=tmp_path)

    assert result.stopped == "minutes"
    assert 1 <= len(result.trials) <= 3


def test_values_in_use_are_tried_first(tmp_path: Path) -> None:
    used = {"rate": 0.002, "layers": 4, "method": "full"}

    result = search(quality, SPACE, trials=3, storage=tmp_path, first=used)

    assert result.trials[0].values == used
    assert result.score >= quality(used)


@pytest.mark.parametrize("first", [{"layers": 9}, {"method": "prefix"}, {"unknown": 1}])
def test_values_to_try_first_must_be_in_the_space(first: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"cannot try {next(iter(first))}"):
        search(quality, SPACE, trials=3, storage=tmp_path, first=first)


def test_trials_that_fall_behind_are_given_up(tmp_path: Path) -> None:
    steps: list[int] = []

    def reporting(values: Proposal) -> float:
        for step in range(10):
            steps.append(values.number)
            values.report(quality(values) * (step + 1) / 10, step)
        return quality(values)

    result = search(reporting, SPACE, trials=20, storage=tmp_path)

    given_up = [trial.number for trial in result.trials if trial.score is None]
    assert given_up
    assert all(steps.count(number) < 10 for number in given_up)
    assert result.score > 0.7


def test_a_trial_that_diverges_is_given_up(tmp_path: Path) -> None:
    def diverging(values: Proposal) -> float:
        if values["rate"] > 1e-3:
            raise ModelError("training diverged")
        return quality(values)

    result = search(diverging, SPACE, trials=10, storage=tmp_path)

    assert {trial.score is None for trial in result.trials} == {True, False}
    assert all((trial.score is None) == (trial.values["rate"] > 1e-3) for trial in result.trials)


def test_nothing_found_is_said(tmp_path: Path) -> None:
    def diverging(values: Proposal) -> float:
        raise ModelError("training diverged")

    with pytest.raises(ModelError, match="no trial came to its end"):
        search(diverging, SPACE, trials=3, storage=tmp_path)


def test_another_search_in_the_folder_is_not_mixed_in(tmp_path: Path) -> None:
    search(quality, SPACE, trials=2, storage=tmp_path)

    with pytest.raises(ModelError, match="another space or seed"):
        search(quality, SPACE, trials=4, seed=9, storage=tmp_path)
    with pytest.raises(ModelError, match="another space or seed"):
        search(quality, {**SPACE, "layers": Range(1, 9)}, trials=4, storage=tmp_path)


def test_progress_tells_each_trial_and_optuna_stays_quiet(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = optuna.logging.get_verbosity()
    told: list[Trial] = []

    result = search(quality, SPACE, trials=4, storage=tmp_path, progress=told.append)

    assert tuple(told) == result.trials
    assert capfd.readouterr() == ("", "")
    assert optuna.logging.get_verbosity() == before


def test_ranges_and_choices_of_nothing_are_refused() -> None:
    with pytest.raises(SettingsError, match="no range"):
        Range(2, 1)
    with pytest.raises(SettingsError, match="no range"):
        Range(0, 1, log=True)
    with pytest.raises(SettingsError, match="at least one option"):
        Choice(())
