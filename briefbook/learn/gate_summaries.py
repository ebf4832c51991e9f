"""The gate for writers of digests: ROUGE of each text, candidate and running one on the same texts.

What runs without a model are quotes: a first writer must be no worse than those.
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
class SummaryTrial:
    """Scores of both on the same texts, in the same order."""

    name: str  # of the data, as reasons speak of it: "new", "old"
    candidate: Floats  # of each text: its mean of ROUGE-1, ROUGE-2 and ROUGE-L
    running: Floats
    parts: tuple[str, ...]  # of each text: form and language, as notes speak of it

    def __post_init__(self) -> None:
        """Refuse scores of different texts."""
        if not len(self.candidate) == len(self.running) == len(self.parts):
            raise RecordError("cannot compare the ROUGE of different texts")


def decide_summaries(
    trials: Sequence[SummaryTrial], settings: GateSettings | None = None
) -> Verdict:
    """Say whether a writer may take the place of what writes now, a model or quotes.

    It is refused when its mean ROUGE is lower on any trial and a paired bootstrap over texts
    (Berg-Kirkpatrick et al. 2012) finds chance unlikely to be the reason. Forms and languages that
    fell beyond noise are named even where the whole did not.

    Raises RecordError when there is no trial.
    """
    settings = settings or GateSettings()
    return sum_up([(trial.name, _judge(trial, settings)) for trial in trials])


def _judge(trial: SummaryTrial, settings: GateSettings) -> Judgement:
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
    return judge_difference(trial.name, found, fallen, held, settings, score="ROUGE")


def _compare(trial: SummaryTrial, places: NDArray[np.bool_], settings: GateSettings) -> Comparison:
    return compare_means(
        trial.candidate[places],
        trial.running[places],
        confidence=settings.confidence,
        resamples=settings.resamples,
        seed=settings.seed,
    )
