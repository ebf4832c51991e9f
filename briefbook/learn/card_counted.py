"""What a model card says of scores that are counted: precision, recall, F1 and confidence."""

from collections.abc import Iterator, Mapping
from typing import Any

from briefbook.learn.card_markup import table

_WEAK_F1 = 0.5  # a label below it is named among the limits
_RARE = 20  # and one with less gold than this
_UNSURE_ECE = 0.05  # confidences further off than this are

Report = Mapping[str, Any]

NAMES = ("precision", "recall", "f1")  # as a hub calls what is measured


def measured_results(report: Report) -> list[dict[str, Any]]:
    """Return the scores as a hub lists them."""
    return [
        {"type": kind, "name": f"{average} {kind}", "value": report[average][kind]}
        for average in ("micro", "macro")
        for kind in NAMES
        if average in report
    ]


def score_tables(report: Report) -> Iterator[str]:
    """Write precision, recall and F1: of all, of each label and of each language."""
    intervals = report.get("intervals", {})
    rows = [
        (average, *_figures(report[average]), _interval(intervals.get(average)), "")
        for average in ("micro", "macro")
        if average in report
    ]
    rows += [
        (label, *_figures(scores), "", scores.get("support", ""))
        for label, scores in report.get("labels", {}).items()
    ]
    yield from table(("", "precision", "recall", "F1", "95 % interval of F1", "in gold"), rows)
    languages = [
        (name, *_figures(part["micro"]), part["support"])
        for name, part in report.get("languages", {}).items()
    ]
    if len(languages) > 1:
        yield ""
        yield from table(("language", "precision", "recall", "F1", "in gold"), languages)


def calibration(report: Report) -> Iterator[str]:
    """Write how far confidences can be relied on."""
    found = report.get("calibration")
    if found and found["count"]:
        yield (
            f"Expected calibration error {found['ece']:.4f}, Brier score {found['brier']:.4f}, "
            f"over {found['count']} predictions.\n"
        )
        rows = [
            (f"{one['low']:.2f} to {one['high']:.2f}", one["count"])
            + (f"{one['confidence']:.3f}", f"{one['accuracy']:.3f}")
            for one in found["bins"]
        ]
        yield from table(("confidence", "predictions", "mean confidence", "share right"), rows)


def robustness(report: Report) -> Iterator[str]:
    """Write what is lost on texts with faults."""
    rows = [
        (name.replace("_", " "), f"{one['f1']:.4f}", f"{one['loss']:+.4f}" if "loss" in one else "")
        for name, one in report.get("robustness", {}).items()
    ]
    if rows:
        yield from table(("texts", "F1", "loss"), rows)


def measured_limits(report: Report) -> Iterator[str]:
    """Say where the scores are weak or rest on little, a clause each."""
    labels = report.get("labels", {}).items()
    held = [(label, one) for label, one in labels if one["support"]]
    weak = [f"`{label}` ({one['f1']:.2f})" for label, one in held if one["f1"] < _WEAK_F1]
    rare = [f"`{label}` ({one['support']})" for label, one in held if one["support"] < _RARE]
    if weak:
        yield f"F1 is below {_WEAK_F1} for {', '.join(weak)}"
    if rare:
        yield f"scores rest on fewer than {_RARE} in gold for {', '.join(rare)}"
    ece = report.get("calibration", {}).get("ece", 0.0)
    if ece > _UNSURE_ECE:
        yield f"confidences are off by {ece:.2f} on average"
    losses = {
        name: one["loss"] for name, one in report.get("robustness", {}).items() if "loss" in one
    }
    if losses and (worst := max(losses, key=lambda name: losses[name])) and losses[worst] > 0:
        yield f"most is lost through {worst.replace('_', ' ')}: {losses[worst]:.3f} of F1"


def _figures(scores: Mapping[str, float]) -> tuple[str, str, str]:
    return f"{scores['precision']:.4f}", f"{scores['recall']:.4f}", f"{scores['f1']:.4f}"


def _interval(found: Mapping[str, float] | None) -> str:
    return f"{found['low']:.4f} to {found['high']:.4f}" if found else ""
