"""The gate at work on writers of digests: a new one must be no worse than what writes now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.app.evaluating import encoder_of
from briefbook.app.modelstore import Promoted, keep_promoted, known_gold, told_model
from briefbook.app.progress import Reporter
from briefbook.app.summarymeasuring import Writing, measure_writing
from briefbook.app.summarymodel import better_than_quotes, rival_summarizer
from briefbook.app.workspace import Workspace
from briefbook.errors import LabelsError
from briefbook.learn.gate import Verdict
from briefbook.learn.gate_means import MeanTrial, decide_means
from briefbook.learn.modelfolder import version
from summarize.load import KIND, open_summarizer
from summarize.pairs import Pair

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class SummaryPromotion:
    """What the gate said of a writer, and whether it is in use now."""

    candidate: Path
    running: Path | None  # what it was held against; None: quotes, which no model writes
    verdict: Verdict
    measured: Mapping[str, tuple[Writing, Writing]]  # by data: candidate, running
    promoted: Promoted | None  # None: refused

    def told(self) -> str:
        """Say in a line what came of it."""
        rival = self.running.name if self.running else "digests of quotes, which need no model"
        if self.promoted is None:
            return (
                f"not promoted: {self.candidate.name} is worse than {rival}"
                " (--force promotes it all the same)"
            )
        how = f" although it is worse than {rival}" if self.promoted.forced else ""
        return f"promoted {told_model(self.promoted)}{how}: {_use(self.candidate)}"

    def as_dict(self) -> Json:
        """Return it for JSON."""
        return {
            "promoted": self.promoted is not None,
            "kind": KIND,
            "model": self.candidate.name,
            "running": self.running.name if self.running else None,
            "against": "model" if self.running else "extraction",
            "folder": self.promoted.folder if self.promoted else None,
            "forced": bool(self.promoted and self.promoted.forced),
            "writes": [list(one) for one in sorted(better_than_quotes(self.candidate))],
            **self.verdict.as_dict(),
            "scores": {
                name: {"candidate": mine.as_dict(), "running": theirs.as_dict()}
                for name, (mine, theirs) in self.measured.items()
            },
        }


def _use(folder: Path) -> str:
    """Say which digests the next run writes with a model."""
    kinds = sorted(better_than_quotes(folder))
    if not kinds:
        return (
            "its card shows no form in which it is better than quotes, so digests are written with"
            ' it only where [summarize] says writer = "model"'
        )
    forms = ", ".join(f"{form} ({language})" for form, language in kinds)
    return f"the next briefbook run writes with it: {forms}"


def promote_summarizer(
    workspace: Workspace,
    candidate: Path,
    *,
    new: Sequence[Pair],
    old: Sequence[Pair] | None,
    force: bool,
    reporter: Reporter,
) -> SummaryPromotion:
    """Hold a writer against what writes now, on new and on old texts, and use it if no worse.

    Where no model writes now those are quotes. `old` (None: what the one in use was promoted with)
    is what must not be forgotten; texts that are in `new` too are measured there. With `force` it
    is used whatever the gate says. Raises LabelsError when there is nothing to measure on.
    """
    running = rival_summarizer(workspace)
    remembered = known_gold(workspace, KIND, Pair) if old is None else list(old)
    known = {pair.text for pair in new}
    sets = {"new": list(new), "old": [pair for pair in remembered if pair.text not in known]}
    measured = {
        name: _measure_both(workspace, candidate, running, pairs, reporter)
        for name, pairs in sets.items()
        if pairs
    }
    if not measured:
        raise LabelsError("nothing to measure on: say --data FILE")
    verdict = decide_means(
        [
            MeanTrial(
                name,
                mine.scores,
                theirs.scores,
                tuple(f"{pair.form} ({pair.language})" for pair in sets[name]),
            )
            for name, (mine, theirs) in measured.items()
        ]
    )
    promoted = None
    if verdict.promote or force:
        promoted = keep_promoted(
            workspace,
            candidate,
            KIND,
            gold=[*sets["new"], *sets["old"]],
            rouge=next(iter(measured.values()))[0].as_dict()["mean"],
            forced=not verdict.promote,
            reasons=verdict.reasons,
            encoder=encoder_of(candidate, workspace.settings.encoder),
        )
    return SummaryPromotion(candidate, running, verdict, measured, promoted)


def _measure_both(
    workspace: Workspace,
    candidate: Path,
    running: Path | None,
    pairs: Sequence[Pair],
    reporter: Reporter,
) -> tuple[Writing, Writing]:
    mine = _measure(workspace, candidate, pairs, reporter)
    if running and version(running) == version(candidate):
        return mine, mine
    return mine, _measure(workspace, running, pairs, reporter)


def _measure(
    workspace: Workspace, folder: Path | None, pairs: Sequence[Pair], reporter: Reporter
) -> Writing:
    settings = workspace.settings.summarize
    writer = None
    if folder is not None:
        encoder = encoder_of(folder, workspace.settings.encoder)
        writer = open_summarizer(folder, encoder, beams=settings.beams)
    return measure_writing(pairs, writer, reporter=reporter, settings=settings)
