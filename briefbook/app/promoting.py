"""The gate at work: a new model takes the place of the one in use if it is no worse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.app.evaluating import Measured, encoder_of, measure_model, model_kind
from briefbook.app.modelstore import (
    Kind,
    Promoted,
    keep_promoted,
    known_gold,
    running_model,
    told_model,
)
from briefbook.app.progress import Reporter
from briefbook.app.workspace import Workspace
from briefbook.errors import LabelsError, ModelError
from briefbook.labels.examples import Example
from briefbook.learn.gate import Trial, Verdict, decide
from briefbook.learn.modelfolder import read_info, version
from briefbook.schema import ALIAS_PREDICATE, LABELS, PREDICATES

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Promotion:
    """What the gate said of a model, and whether it is in use now."""

    kind: Kind
    candidate: Path
    running: Path | None  # what it was held against; None: nothing was in use
    verdict: Verdict
    measured: Mapping[str, tuple[Measured, Measured | None]]  # by data: candidate, running
    promoted: Promoted | None  # None: refused

    def told(self) -> str:
        """Say in a line what came of it."""
        if self.promoted is None:
            return (
                f"not promoted: {self.candidate.name} is worse (--force promotes it all the same)"
            )
        how = " although it is worse" if self.promoted.forced else ""
        return f"promoted {told_model(self.promoted)}{how}: the next briefbook run reads with it"

    def as_dict(self) -> Json:
        """Return it for JSON."""
        return {
            "promoted": self.promoted is not None,
            "kind": self.kind,
            "model": self.candidate.name,
            "running": self.running.name if self.running else None,
            "folder": self.promoted.folder if self.promoted else None,
            "forced": bool(self.promoted and self.promoted.forced),
            **self.verdict.as_dict(),
            "scores": {
                name: {
                    "candidate": _scores(candidate),
                    "running": _scores(running) if running else None,
                }
                for name, (candidate, running) in self.measured.items()
            },
        }


def _scores(measured: Measured) -> Json:
    return {key: measured.report[key] for key in ("micro", "macro", "labels")}


def _check_names(candidate: Path, kind: Kind) -> None:
    labels = read_info(candidate).labels
    known = LABELS if kind == "tag" else (*PREDICATES, ALIAS_PREDICATE)
    if not set(labels) & set(known):
        raise ModelError(
            f"cannot use {candidate}: the graph knows none of {', '.join(labels)}; train with"
            f" --map {labels[0]}={known[0]}, or another of {', '.join(known)}"
        )


def promote_model(
    workspace: Workspace,
    candidate: Path,
    *,
    new: Sequence[Example],
    old: Sequence[Example] | None,
    force: bool,
    reporter: Reporter,
) -> Promotion:
    """Hold a model against the one in use, on new and on old data, and use it if it is no worse.

    `old` (None: what the one in use was promoted with) is what must not be forgotten; what is in
    `new` too is measured there. With `force` it is used whatever the gate says.

    Raises LabelsError when there is nothing to measure on, and ModelError when the model says
    nothing that the graph has a name for.
    """
    kind = model_kind(candidate)
    _check_names(candidate, kind)
    running = running_model(workspace, kind)
    remembered = known_gold(workspace, kind, Example) if old is None else list(old)
    sets = {"new": list(new), "old": _without(remembered, new)}
    measured: dict[str, tuple[Measured, Measured | None]] = {}
    for name, gold in sets.items():
        if gold:
            measured[name] = _measure_both(workspace, candidate, running, gold, reporter)
    if not measured:
        raise LabelsError("nothing to measure on: say --data FILE")
    verdict = decide(
        [
            Trial(name, mine.counts, theirs.counts if theirs else None)
            for name, (mine, theirs) in measured.items()
        ]
    )
    promoted = None
    if verdict.promote or force:
        promoted = keep_promoted(
            workspace,
            candidate,
            kind,
            gold=[*sets["new"], *sets["old"]],
            f1=next(iter(measured.values()))[0].report["micro"]["f1"],
            forced=not verdict.promote,
            reasons=verdict.reasons,
            encoder=encoder_of(candidate, workspace.settings.encoder),
        )
    return Promotion(kind, candidate, running, verdict, measured, promoted)


def _measure_both(
    workspace: Workspace,
    candidate: Path,
    running: Path | None,
    gold: Sequence[Example],
    reporter: Reporter,
) -> tuple[Measured, Measured | None]:
    mine = _measure(workspace, candidate, gold, reporter)
    if running is None:
        return mine, None
    if version(running) == version(candidate):
        return mine, mine
    return mine, _measure(workspace, running, gold, reporter)


def _measure(
    workspace: Workspace, folder: Path, gold: Sequence[Example], reporter: Reporter
) -> Measured:
    encoder = encoder_of(folder, workspace.settings.encoder)
    return measure_model(folder, gold, encoder=encoder, reporter=reporter)


def _without(examples: Sequence[Example], others: Sequence[Example]) -> list[Example]:
    """Leave out examples whose texts are among others."""
    known = {example.text for example in others}
    return [example for example in examples if example.text not in known]
