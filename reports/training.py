"""A training becomes one self-contained HTML file: its course, its scores, its settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from reports.charts import draw_meter
from reports.curves import draw_curve
from reports.pages import render_page
from reports.words import name_of, number, say

Scores = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RougeRow:
    """ROUGE of a writer, or of quotes alone, on some texts."""

    system: str  # "model", "extraction"
    form: str  # empty: of all texts
    language: str
    scores: tuple[float, ...]  # ROUGE-1, 2, L and their mean; of a part its mean alone
    interval: tuple[float, float] | None
    texts: int


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """What the page of a training shows."""

    name: str
    encoder: str
    facts: tuple[tuple[str, int | float | str], ...]  # "minutes", "steps" … and their values
    losses: tuple[tuple[float, float], ...]  # epoch, mean loss
    scores: tuple[tuple[float, float, bool], ...]  # epoch, score, whether its weights are the best
    report: Scores = field(default_factory=dict)  # of `briefbook evaluate`; empty: not measured
    settings: tuple[tuple[str, Any], ...] = ()
    command: str = ""
    score: str = "f1"  # what chose the weights: "f1", "likelihood"
    rouge: tuple[RougeRow, ...] = ()  # of a writer of digests, in place of `report`


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The scores of a label, or of all of them together."""

    label: str
    whole: bool  # of all labels
    precision: str
    recall: str
    f1: str
    meter: Markup
    interval: str
    support: str


def render_training(page: TrainingPage, *, language: str = "en") -> str:
    """Render a training as one HTML file that needs nothing else to be read."""
    best = [(epoch, score) for epoch, score, is_best in page.scores if is_best]
    chosen_by = say(f"training.{page.score}", language)
    return render_page(
        "training.html",
        language=language,
        title=page.name,
        encoder=page.encoder,
        lead=say("training.lead" if page.report or page.rouge else "training.unmeasured", language),
        facts=[
            (_value(value, language), name_of("training", key, language))
            for key, value in page.facts
        ],
        loss=draw_curve(page.losses, say("training.loss", language)),
        chosen_by=chosen_by,
        course=draw_curve(
            [(epoch, score) for epoch, score, _ in page.scores],
            chosen_by,
            marked=best[-1] if best else None,
        ),
        rouge=[_rouge(row, language) for row in page.rouge],
        rows=_rows(page.report, language),
        calibration=_calibration(page.report),
        ece=f"{page.report.get('calibration', {}).get('ece', 0.0):.4f}",
        settings=[(name.replace("_", " "), str(value)) for name, value in page.settings],
        command=page.command,
    )


def _value(value: int | float | str, language: str) -> str:
    if isinstance(value, str):
        return name_of("training.kind", value, language)
    return number(value) if isinstance(value, int) else f"{value:,.1f}"


def _rows(report: Scores, language: str) -> list[ScoreRow]:
    if not report:
        return []
    intervals = report.get("intervals", {})
    whole = [
        _row(name_of("training", key, language), report[key], intervals.get(key), whole=True)
        for key in ("micro", "macro")
    ]
    labels = sorted(report["labels"].items(), key=lambda one: (-one[1]["support"], one[0]))
    return whole + [_row(name_of("label", label, language), one) for label, one in labels]


def _row(
    label: str, scores: Scores, interval: Scores | None = None, *, whole: bool = False
) -> ScoreRow:
    return ScoreRow(
        label=label,
        whole=whole,
        precision=f"{scores['precision']:.4f}",
        recall=f"{scores['recall']:.4f}",
        f1=f"{scores['f1']:.4f}",
        meter=draw_meter(round(scores["f1"] * 100)),
        interval=f"{interval['low']:.4f} – {interval['high']:.4f}" if interval else "",
        support=number(scores["support"]) if "support" in scores else "",
    )


def _rouge(row: RougeRow, language: str) -> tuple[str, bool, tuple[str, ...], str, str]:
    """Return what is measured, whether on all texts, its figures, their interval, and texts."""
    label = name_of("training.system", row.system, language)
    if row.form:
        label += f": {name_of('training.form', row.form, language)}, {row.language}"
    figures = tuple(f"{score:.4f}" for score in row.scores)
    interval = f"{row.interval[0]:.4f} – {row.interval[1]:.4f}" if row.interval else ""
    return label, not row.form, ("",) * (4 - len(figures)) + figures, interval, number(row.texts)


def _calibration(report: Scores) -> list[tuple[str, str, str, Markup, str]]:
    """Return rows of confidence, its mean, how much was right with a meter, and how many."""
    return [
        (
            f"{one['low']:.2f} – {one['high']:.2f}",
            f"{one['confidence']:.3f}",
            f"{one['accuracy']:.3f}",
            draw_meter(round(one["accuracy"] * 100)),
            number(one["count"]),
        )
        for one in report.get("calibration", {}).get("bins", ())
    ]
