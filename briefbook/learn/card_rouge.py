"""What a model card says of a writer of digests: ROUGE, and whether quoting would do better.

ROUGE: Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from briefbook.learn.card_markup import table

_FEW = 50  # texts, below which the scores leave much to chance

Report = Mapping[str, Any]

NAMES = ("rouge",)  # as a hub calls what is measured

_SHOWN = {"rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeL": "ROUGE-L", "mean": "mean"}
_SYSTEMS = {"rouge": "this model", "extraction": "quotes alone"}


def measured_results(report: Report) -> list[dict[str, Any]]:
    """Return the scores as a hub lists them."""
    return [
        {"type": "rouge", "name": _SHOWN[name], "value": report["rouge"][name]}
        for name in ("rouge1", "rouge2", "rougeL")
    ]


def score_tables(report: Report) -> Iterator[str]:
    """Write ROUGE of the model beside that of quotes alone: of all texts, then by form."""
    names = ("F1 of", *_SHOWN.values(), "95 % interval of the mean", "texts")
    rows = [
        (
            shown,
            *(f"{report[system][name]:.4f}" for name in _SHOWN),
            _interval(report[system].get("interval")),
            report["texts"],
        )
        for system, shown in _SYSTEMS.items()
        if system in report
    ]
    yield from table(names, rows)
    if parts := report.get("parts"):
        yield ""
        yield 'What `writer = "auto"` writes with, by form and language (mean ROUGE):\n'
        yield from table(
            ("form", "language", "texts", "this model", "quotes alone", "difference", "auto"),
            [_part(one) for one in parts],
        )
    if "faithfulness" in report:
        replaced = report["origins"]["replaced"]
        yield ""
        yield (
            f"Of its sentences {replaced:.1%} were replaced by quotes, for the text does"
            f" not bear them; faithfulness {report['faithfulness']:.4f}."
        )


def _part(part: Report) -> tuple[object, ...]:
    found = part["comparison"]
    return (
        *(part[name] for name in ("form", "language", "texts")),
        f"{found['first']:.4f}",
        f"{found['second']:.4f}",
        f"{found['difference']:+.4f} ({found['low']:+.4f} to {found['high']:+.4f})",
        "this model" if part["better"] else "quotes",
    )


def measured_limits(report: Report) -> Iterator[str]:
    """Say where the model is no better than quoting or the scores rest on little."""
    parts = report.get("parts", ())
    weak = [f"{one['form']} ({one['language']})" for one in parts if not one["better"]]
    if weak:
        yield f"it is not shown to write better than quotes alone: {', '.join(weak)}"
    rare = [
        f"{one['form']} ({one['language']}, {one['texts']})" for one in parts if one["texts"] < _FEW
    ]
    if rare:
        yield f"scores rest on fewer than {_FEW} texts: {', '.join(rare)}"


def _interval(found: Mapping[str, float] | None) -> str:
    return f"{found['low']:.4f} to {found['high']:.4f}" if found else ""
