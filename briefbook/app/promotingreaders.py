"""The gate at work on readers: a new one must find answers no worse than the one in use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from briefbook.app.evaluating import encoder_of
from briefbook.app.modelstore import (
    Promoted,
    keep_promoted,
    known_gold,
    running_model,
    told_model,
)
from briefbook.app.progress import Reporter
from briefbook.app.readers import ReadingScores, measure_reader
from briefbook.app.workspace import Workspace
from briefbook.errors import LabelsError
from briefbook.learn.gate import Verdict
from briefbook.learn.gate_means import MeanTrial, decide_means
from briefbook.learn.modelfolder import version
from decide.reading.lesson import Lesson
from decide.reading.load import KIND

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class ReaderPromotion:
    """What the gate said of a reader, and whether it is in use now."""

    candidate: Path
    running: Path | None  # what it was held against; None: nothing read answers
    verdict: Verdict
    measured: Mapping[str, tuple[ReadingScores, ReadingScores | None]]  # candidate, running
    promoted: Promoted | None  # None: refused

    def told(self) -> str:
        """Say in a line what came of it."""
        if self.promoted is None:
            return (
                f"not promoted: {self.candidate.name} is worse (--force promotes it all the same)"
            )
        how = " although it is worse" if self.promoted.forced else ""
        return f"promoted {told_model(self.promoted)}{how}: briefbook ask reads with it"

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
                name: {"candidate": mine.as_dict(), "running": theirs and theirs.as_dict()}
                for name, (mine, theirs) in self.measured.items()
            },
        }


def promote_reader(
    workspace: Workspace,
    candidate: Path,
    *,
    new: Sequence[Lesson],
    old: Sequence[Lesson] | None,
    force: bool,
    reporter: Reporter,
) -> ReaderPromotion:
    """Hold a reader against the one in use, by F1 on new and old questions; use it if no worse.

    `old` (None: what the one in use was promoted with) is what must not be forgotten; questions
    that are in `new` too are measured there. With `force` it is used whatever the gate says. Raises
    LabelsError when there is nothing to measure on.
    """
    running = running_model(workspace, KIND)
    remembered = known_gold(workspace, KIND, Lesson) if old is None else list(old)
    known = {(one.question, one.text) for one in new}
    sets = {
        "new": list(new),
        "old": [one for one in remembered if (one.question, one.text) not in known],
    }
    sets = {name: some for name, some in sets.items() if any(one.answers for one in some)}
    if not sets:
        raise LabelsError("nothing to measure on: say --data FILE")
    measured = {
        name: _measure_both(workspace, candidate, running, some, reporter)
        for name, some in sets.items()
    }
    verdict = decide_means([_trial(name, *both) for name, both in measured.items()])
    promoted = None
    if verdict.promote or force:
        promoted = keep_promoted(
            workspace,
            candidate,
            KIND,
            gold=[one for some in sets.values() for one in some],
            f1=next(iter(measured.values()))[0].as_dict()["figures"]["f1"],
            forced=not verdict.promote,
            reasons=verdict.reasons,
            encoder=encoder_of(candidate, workspace.settings.encoder),
        )
    return ReaderPromotion(candidate, running, verdict, measured, promoted)


def _trial(name: str, mine: ReadingScores, theirs: ReadingScores | None) -> MeanTrial:
    running = theirs.f1 if theirs else np.zeros_like(mine.f1)
    return MeanTrial(name, mine.f1, running, mine.languages, "F1")


def _measure_both(
    workspace: Workspace,
    candidate: Path,
    running: Path | None,
    lessons: Sequence[Lesson],
    reporter: Reporter,
) -> tuple[ReadingScores, ReadingScores | None]:
    mine = _measure(workspace, candidate, lessons, reporter)
    if running is None:
        return mine, None
    if version(running) == version(candidate):
        return mine, mine
    return mine, _measure(workspace, running, lessons, reporter)


def _measure(
    workspace: Workspace, folder: Path, lessons: Sequence[Lesson], reporter: Reporter
) -> ReadingScores:
    encoder = encoder_of(folder, workspace.settings.encoder)
    return measure_reader(folder, lessons, encoder=encoder, reporter=reporter)
