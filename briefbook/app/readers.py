"""The reader of a run folder: which one is in use, and how good one is on questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from briefbook.app.evaluating import encoder_of
from briefbook.app.modelstore import running_model
from briefbook.app.progress import Reporter
from briefbook.app.workspace import Workspace
from briefbook.errors import LabelsError
from briefbook.learn.settings import EncoderSettings
from briefbook.measure.answers import exact_match, token_f1
from briefbook.measure.means import mean_interval
from decide.reading.evaluate import ordered_share
from decide.reading.lesson import Lesson
from decide.reading.load import KIND, Reader, open_reader

Json = dict[str, Any]
Floats = NDArray[np.float64]


def open_running_reader(workspace: Workspace) -> Reader | None:
    """Open the reader in use: the promoted one, else the shipped one; None where there is none."""
    folder = running_model(workspace, KIND)
    if folder is None:
        return None
    return open_reader(folder, encoder_of(folder, workspace.settings.encoder))


@dataclass(frozen=True, slots=True, eq=False)
class ReadingScores:
    """How a reader did on questions."""

    f1: Floats  # of each question that its text answers
    exact: Floats
    languages: tuple[str, ...]  # of each
    helps: float | None  # how well texts that help are told from others; None: not asked

    def as_dict(self) -> Json:
        """Return the figures, for JSON and the card."""
        whole = mean_interval(self.f1).as_dict()
        figures = {"f1": whole["value"], "exact": round(float(self.exact.mean()), 4)}
        if self.helps is not None:
            figures["helps"] = round(self.helps, 4)
        return {
            "figures": figures,
            "examples": len(self.f1),
            "interval": {"low": whole["low"], "high": whole["high"]},
            "languages": {name: self._of(name) for name in sorted(set(self.languages))},
        }

    def _of(self, language: str) -> Json:
        here = np.array([one == language for one in self.languages])
        return {
            "f1": round(float(self.f1[here].mean()), 4),
            "exact": round(float(self.exact[here].mean()), 4),
            "examples": int(here.sum()),
        }


def measure_reader(
    folder: Path, lessons: Sequence[Lesson], *, encoder: EncoderSettings, reporter: Reporter
) -> ReadingScores:
    """Read each lesson's text with its question, and compare with the right answers.

    Raises LabelsError when no text answers its question.
    """
    reader = open_reader(folder, encoder)
    asked = [lesson for lesson in lessons if lesson.answers]
    if not asked:
        raise LabelsError("nothing to measure on: no text holds the answer to its question")
    f1, exact = [], []
    helpful: dict[bool, list[float]] = {True: [], False: []}
    with reporter.stage("read", len(lessons)) as advance:
        for lesson in lessons:
            helpful[lesson.helps] += reader.relevance(lesson.question, [lesson.text])
            if lesson.answers:
                [read] = reader.read(lesson.question, [lesson.text])
                found = read.excerpts
                best = lesson.text[found[0].start : found[0].end] if found else ""
                golds = [lesson.text[one.start : one.end] for one in lesson.answers]
                f1.append(token_f1(best, golds))
                exact.append(exact_match(best, golds))
            advance(lesson.id)
    helps = ordered_share(helpful[True], helpful[False]) if all(helpful.values()) else None
    languages = tuple(lesson.language for lesson in asked)
    return ReadingScores(np.array(f1), np.array(exact), languages, helps)
