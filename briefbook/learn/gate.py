"""The gate: may a new model take the place of the one that runs?

It may not when it is worse beyond noise on what it was tuned for or on what was known before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from briefbook.errors import RecordError, SettingsError
from briefbook.measure.bootstrap import Comparison, compare_tallies
from briefbook.measure.tally import GOLD, Tally

_DOUBT = 0.02  # half an interval of F1 from which on the reasons say that little was measured
_FEW = 50  # examples with gold, below which they say so too: intervals of few are too narrow


@dataclass(frozen=True, slots=True)
class GateSettings:
    """When a difference is more than noise."""

    confidence: float = 0.95  # of being worse, before a model is refused
    tolerance: float = 0.0  # F1 that may be lost although it is no noise
    resamples: int = 2000  # draws of the paired bootstrap
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if not 0.5 < self.confidence < 1 or not 0 <= self.tolerance < 1 or self.resamples < 100:
            raise SettingsError(
                "the gate needs 0.5 < confidence < 1, 0 ≤ tolerance < 1 and resamples ≥ 100"
            )


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """Counts of both models on the same examples, in the same order."""

    name: str  # of the data, as reasons speak of it: "new", "old", "old: politics"
    candidate: Tally  # `SpanReport.strict` or `RelationReport.chosen`
    running: Tally | None  # None: no model runs yet


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the candidate may be promoted, and why."""

    promote: bool
    reasons: tuple[str, ...]  # one line for each trial, then what else should be known
    comparisons: tuple[tuple[str, Comparison], ...]  # by name of the trial; candidate first

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict for JSON."""
        return {
            "promote": self.promote,
            "reasons": list(self.reasons),
            "comparisons": {name: found.as_dict() for name, found in self.comparisons},
        }


def decide(trials: Sequence[Trial], settings: GateSettings = GateSettings()) -> Verdict:
    """Say whether the candidate may take the place of the running model.

    Each trial is the candidate against the running model on one set of data: what is new, and what
    was known before. The candidate is refused when its F1 is lower on any of them and a paired
    bootstrap (Berg-Kirkpatrick et al. 2012) finds chance unlikely to be the reason, or when a trial
    holds no label of gold, so that nothing was measured. Being no better is no reason to refuse.

    Only labels that the gold of a trial holds are judged: what it was never labelled for cannot be
    right or wrong in it. Labels that fell beyond noise are named even where the whole did not.

    Raises RecordError when there is no trial, or a trial's counts are of different examples.
    """
    if not trials:
        raise RecordError("nothing to decide on: the candidate was not tried on any data")
    judged = [_judge(trial, settings) for trial in trials]
    return Verdict(
        promote=all(one.passed for one in judged),
        reasons=(*(one.reason for one in judged), *(note for one in judged for note in one.notes)),
        comparisons=tuple(
            (trial.name, one.comparison)
            for trial, one in zip(trials, judged, strict=True)
            if one.comparison is not None
        ),
    )


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What one trial says."""

    passed: bool
    reason: str
    comparison: Comparison | None = None
    notes: tuple[str, ...] = ()


def _judge(trial: Trial, settings: GateSettings) -> _Judgement:
    labels = [label for label, scores in trial.candidate.by_label().items() if scores.gold]
    if not labels:
        return _Judgement(False, f"{trial.name}: the data hold no label, so nothing was measured")
    if trial.running is None:
        return _Judgement(True, _first_reason(trial))
    found = _compare(trial.candidate, trial.running, labels, settings)
    worse = _is_worse(found, settings.confidence) and -found.difference > settings.tolerance
    notes = _notes(trial, found, _fallen(trial.candidate, trial.running, labels, settings))
    return _Judgement(not worse, _reason(trial.name, found, worse, settings), found, tuple(notes))


def _compare(
    candidate: Tally, running: Tally, labels: Sequence[str], settings: GateSettings
) -> Comparison:
    return compare_tallies(
        candidate.only(labels),
        running.only(labels),
        confidence=settings.confidence,
        resamples=settings.resamples,
        seed=settings.seed,
    )


def _is_worse(found: Comparison, confidence: float) -> bool:
    return found.difference < 0 and found.p < 1 - confidence


def _fallen(
    candidate: Tally, running: Tally, labels: Sequence[str], settings: GateSettings
) -> list[tuple[str, Comparison]]:
    """Return labels worse beyond noise, each tried alone (Holm 1979, since they are many)."""
    if len(labels) == 1:
        return []  # the whole is that label
    found = [(label, _compare(candidate, running, [label], settings)) for label in labels]
    lower = sorted((one for one in found if one[1].difference < 0), key=lambda one: one[1].p)
    fallen = []
    for place, (label, comparison) in enumerate(lower):
        if comparison.p >= (1 - settings.confidence) / (len(labels) - place):
            break
        fallen.append((label, comparison))
    return fallen


def _first_reason(trial: Trial) -> str:
    f1 = trial.candidate.micro().f1
    return f"{trial.name}: F1 {f1:.4f}; no model runs yet, so there is nothing to compare with"


def _reason(name: str, found: Comparison, worse: bool, settings: GateSettings) -> str:
    figures = (
        f"F1 {found.first:.4f} against {found.second:.4f} "
        f"({found.difference:+.4f}, {settings.confidence:.0%} interval "
        f"{found.low:+.4f} to {found.high:+.4f}, p = {found.p:.4f})"
    )
    if worse:
        return f"{name}: worse beyond noise: {figures}"
    if _is_worse(found, settings.confidence):
        return f"{name}: worse, but by no more than the {settings.tolerance} allowed: {figures}"
    if found.difference > 0 and found.p < 1 - settings.confidence:
        return f"{name}: better beyond noise: {figures}"
    return f"{name}: no difference beyond noise: {figures}"


def _notes(trial: Trial, found: Comparison, fallen: Sequence[tuple[str, Comparison]]) -> list[str]:
    notes = [
        f"{trial.name}: note that {label} fell: F1 {one.first:.4f} against {one.second:.4f}"
        for label, one in fallen
    ]
    held = int((trial.candidate.counts[:, :, GOLD].sum(axis=1) > 0).sum())
    if held < _FEW or (found.high - found.low) / 2 > _DOUBT:
        notes.append(f"{trial.name}: note that {held} labelled examples leave much to chance")
    return notes
