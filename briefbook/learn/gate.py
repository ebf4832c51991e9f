"""The gate: may a new model take the place of the one that runs?

It may not when it is worse beyond noise on what it was tuned for or on what was known before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from briefbook.errors import RecordError, SettingsError
from briefbook.measure.bootstrap import Comparison, compare_tallies
from briefbook.measure.tally import GOLD, Tally

_DOUBT = 0.02  # half an interval of a score from which on it is said that little was measured
_FEW = 50  # examples with gold, below which it is said too: intervals of few are too narrow


@dataclass(frozen=True, slots=True)
class GateSettings:
    """When a difference is more than noise."""

    confidence: float = 0.95  # of being worse, before a model is refused
    tolerance: float = 0.0  # F1, or ROUGE, that may be lost although it is no noise
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
    return sum_up([(trial.name, _judge(trial, settings)) for trial in trials])


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one trial says."""

    passed: bool
    reason: str
    comparison: Comparison | None = None
    notes: tuple[str, ...] = ()


def sum_up(judged: Sequence[tuple[str, Judgement]]) -> Verdict:
    """Return what the judgements of all trials, by name, come to: all must have passed.

    Raises RecordError when there is none.
    """
    if not judged:
        raise RecordError("nothing to decide on: the candidate was not tried on any data")
    reasons = [one.reason for _, one in judged]
    notes = [note for _, one in judged for note in one.notes]
    compared = [(name, one.comparison) for name, one in judged if one.comparison is not None]
    return Verdict(all(one.passed for _, one in judged), (*reasons, *notes), tuple(compared))


def _judge(trial: Trial, settings: GateSettings) -> Judgement:
    labels = [label for label, scores in trial.candidate.by_label().items() if scores.gold]
    if not labels:
        return Judgement(False, f"{trial.name}: the data hold no label, so nothing was measured")
    if trial.running is None:
        return Judgement(True, _first_reason(trial))
    found = _compare(trial.candidate, trial.running, labels, settings)
    fallen = [] if len(labels) == 1 else _fallen(trial.candidate, trial.running, labels, settings)
    held = int((trial.candidate.counts[:, :, GOLD].sum(axis=1) > 0).sum())
    return judge_difference(trial.name, found, fallen, held, settings)


def judge_difference(
    name: str,
    found: Comparison,
    fallen: Sequence[tuple[str, Comparison]],
    held: int,
    settings: GateSettings,
    *,
    score: str = "F1",
) -> Judgement:
    """Judge the candidate by how it compares with the running model on `held` examples of `name`.

    `fallen` are the parts of them that it is worse on beyond noise; `score` says what was compared.
    """
    worse = _is_worse(found, settings.confidence) and -found.difference > settings.tolerance
    notes = [
        f"{name}: note that {part} fell: {score} {one.first:.4f} against {one.second:.4f}"
        for part, one in fallen
    ]
    if held < _FEW or (found.high - found.low) / 2 > _DOUBT:
        notes.append(f"{name}: note that {held} labelled examples leave much to chance")
    reason = f"{name}: {_reason(found, worse, settings)}: {_figures(found, score, settings)}"
    return Judgement(not worse, reason, found, tuple(notes))


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
    found = [(label, _compare(candidate, running, [label], settings)) for label in labels]
    return find_fallen(found, settings.confidence)


def find_fallen(
    found: Sequence[tuple[str, Comparison]], confidence: float
) -> list[tuple[str, Comparison]]:
    """Return parts worse beyond noise, each tried alone (Holm 1979, since they are many)."""
    lower = sorted((one for one in found if one[1].difference < 0), key=lambda one: one[1].p)
    fallen = []
    for place, (part, comparison) in enumerate(lower):
        if comparison.p >= (1 - confidence) / (len(found) - place):
            break
        fallen.append((part, comparison))
    return fallen


def _first_reason(trial: Trial) -> str:
    f1 = trial.candidate.micro().f1
    return f"{trial.name}: F1 {f1:.4f}; no model runs yet, so there is nothing to compare with"


def _reason(found: Comparison, worse: bool, settings: GateSettings) -> str:
    if worse:
        return "worse beyond noise"
    if _is_worse(found, settings.confidence):
        return f"worse, but by no more than the {settings.tolerance} allowed"
    if found.difference > 0 and found.p < 1 - settings.confidence:
        return "better beyond noise"
    return "no difference beyond noise"


def _figures(found: Comparison, score: str, settings: GateSettings) -> str:
    return (
        f"{score} {found.first:.4f} against {found.second:.4f} "
        f"({found.difference:+.4f}, {settings.confidence:.0%} interval "
        f"{found.low:+.4f} to {found.high:+.4f}, p = {found.p:.4f})"
    )
