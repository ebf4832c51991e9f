"""The gate at work on classifiers: a new one must be right no less often than the one in use."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from briefbook.app.classifying import Result, evaluate_labels
from briefbook.app.evaluating import encoder_of
from briefbook.app.modelstore import Kind, Promoted, keep_promoted, promoted_model, told_model
from briefbook.app.workspace import Workspace
from briefbook.errors import LabelsError
from briefbook.learn.gate import Verdict
from briefbook.learn.gate_means import Floats, MeanTrial, decide_means
from briefbook.learn.modelfolder import version

KIND: Kind = "classify"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class ClassifierPromotion:
    """What the gate said of a classifier, and whether it is in use now."""

    candidate: Path
    running: Path | None  # what it was held against; None: nothing was in use
    verdict: Verdict
    measured: Mapping[str, tuple[Result, Result | None]]  # by data: candidate, running
    promoted: Promoted | None  # None: refused

    def told(self) -> str:
        """Say in a line what came of it."""
        if self.promoted is None:
            return (
                f"not promoted: {self.candidate.name} is worse (--force promotes it all the same)"
            )
        how = " although it is worse" if self.promoted.forced else ""
        return f"promoted {told_model(self.promoted)}{how}: briefbook classify uses it"

    def as_dict(self) -> Json:
        """Return it for JSON."""
        return {
            "promoted": self.promoted is not None,
            "kind": KIND,
            "model": self.candidate.name,
            "running": self.running.name if self.running else None,
            "folder": self.promoted.folder if self.promoted else None,
            "forced": bool(self.promoted and self.promoted.forced),
            **self.verdict.as_dict(),
            "scores": {
                name: {
                    "candidate": mine.report["figures"],
                    "running": theirs.report["figures"] if theirs else None,
                }
                for name, (mine, theirs) in self.measured.items()
            },
        }


def promote_classifier(
    workspace: Workspace,
    candidate: Path,
    *,
    new: Path | None,
    old: Path | None,
    force: bool,
    quiet: bool = False,
) -> ClassifierPromotion:
    """Hold a classifier against the one in use, text by text, and use it if it is no worse.

    `new` and `old` are files of labelled texts that neither learnt from. With `force` it is used
    whatever the gate says. Raises LabelsError when there is nothing to measure on.
    """
    files = {name: path for name, path in (("new", new), ("old", old)) if path is not None}
    if not files:
        raise LabelsError("nothing to measure on: say --data FILE with texts it did not learn from")
    running = promoted_model(workspace, KIND)
    measured = {
        name: _measure_both(workspace, candidate, running, path, quiet)
        for name, path in files.items()
    }
    verdict = decide_means([_trial(name, *both) for name, both in measured.items()])
    promoted = None
    if verdict.promote or force:
        first = next(iter(measured.values()))[0]
        promoted = keep_promoted(
            workspace,
            candidate,
            KIND,
            gold=[one for mine, _ in measured.values() for one in mine.examples],
            f1=first.report["figures"]["micro_f1"],
            forced=not verdict.promote,
            reasons=verdict.reasons,
            encoder=encoder_of(candidate, workspace.settings.encoder),
        )
    return ClassifierPromotion(candidate, running, verdict, measured, promoted)


def _trial(name: str, mine: Result, theirs: Result | None) -> MeanTrial:
    rights = _rights(mine)
    parts = tuple(one.labels[0] if one.labels else "out of scope" for one in mine.examples)
    running = _rights(theirs) if theirs else np.zeros_like(rights)
    return MeanTrial(name, rights, running, parts, "accuracy")


def _rights(result: Result) -> Floats:
    return np.array(
        [
            float(set(one.labels) == set(found.labels))
            for one, found in zip(result.examples, result.decisions, strict=True)
        ]
    )


def _measure_both(
    workspace: Workspace, candidate: Path, running: Path | None, data: Path, quiet: bool
) -> tuple[Result, Result | None]:
    encoder = workspace.settings.encoder
    mine = evaluate_labels(candidate, data, workspace=workspace, encoder=encoder, quiet=quiet)
    if running is None:
        return mine, None
    if version(running) == version(candidate):
        return mine, mine
    theirs = evaluate_labels(running, data, workspace=workspace, encoder=encoder, quiet=quiet)
    return mine, theirs
