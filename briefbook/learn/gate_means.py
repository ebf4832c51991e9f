"""The gate for models with a score for each text: candidate and running one on the same texts.

The score is ROUGE of a writer of digests, where quotes run if no model does, F1 of a reader's
answers, or whether a classifier is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefbook.errors import RecordError
from briefbook.learn.gate import (
    GateSettings,
    Judgement,
    Verdict,
    find_fallen,
    judge_difference,
    sum_up,
)
from briefbook.measure.bootstrap import Comparison
from briefbook.measure.means import compare_means

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class MeanTrial:
    """Scores of both on the same texts, in the same order."""

    name: str  # of the data, as reasons speak of it: "new", "old"
    candidate: Floats  # of each text, from 0 to 1
    running: Floats
    parts: tuple[str, ...]  # of each text: form or language, as notes speak of it
    score: str = "ROUGE"  # as reasons speak of it

    def __post_init__(self) -> None:
        """Refuse scores of different texts."""
        if not len(self.candidate) == len(self.running) == len(self.parts):
            raise RecordError("cannot compare the scores of different texts")


def decide_means(trials: Sequence[MeanTrial], settings: GateSettings | None = None) -> Verdict:
    """Say whether a model may take the place of what is in use.

    It is refused when its mean score is lower on any trial and a paired bootstrap over texts
    (Berg-Kirkpatrick et al. 2012) finds chance unlikely to be the reason. Parts that
    fell beyond noise are named even where the whole did not.

    Raises RecordError when there is no trial.
    """
    settings = settings or GateSettings()
    return sum_up([(trial.name, _judge(trial, settings)) for trial in trials])


def _judge(trial: MeanTrial, settings: GateSettings) -> Judgement:
    if not len(trial.candidate):
        return Judgement(False, f"{trial.name}: the data hold no text, so nothing was measured")
    everything = np.ones(len(trial.candidate), dtype=bool)
    found = _compare(trial, everything, settings)
    names = sorted(set(trial.parts))
    fallen = []
    if len(names) > 1:
        parts = np.array(trial.parts)
        each = [(name, _compare(trial, parts == name, settings)) for name in names]
        fallen = find_fallen(each, settings.confidence)
    held = len(trial.candidate)
    return judge_difference(trial.name, found, fallen, held, settings, score=trial.score)


def _compare(trial: MeanTrial, places: NDArray[np.bool_], settings: GateSettings) -> Comparison:
    return compare_means(
        trial.candidate[places],
        trial.running[places],
        confidence=settings.confidence,
        resamples=settings.resamples,
        seed=settings.seed,
    )
