"""What a model card says of a reader or a classifier: named figures on one set of data."""

from collections.abc import Iterator, Mapping
from typing import Any

from briefbook.learn.card_markup import table

_FEW = 100  # questions or texts, below which the figures leave much to chance

Report = Mapping[str, Any]

NAMES = ("f1", "accuracy")  # as a hub calls what is measured

_SHOWN = {
    "f1": "F1",
    "exact": "exact match",
    "helps": "texts that help told from others (area under ROC)",
    "accuracy": "accuracy",
    "macro_f1": "macro F1",
    "micro_f1": "micro F1",
    "out_of_scope_recall": "texts out of scope that are refused",
}


def measured_results(report: Report) -> list[dict[str, Any]]:
    """Return the figures as a hub lists them."""
    return [
        {"type": name, "name": _SHOWN.get(name, name), "value": value}
        for name, value in report["figures"].items()
    ]


def score_tables(report: Report) -> Iterator[str]:
    """Write the figures, and how many examples they rest on."""
    rows = [(_SHOWN.get(name, name), f"{value:.4f}") for name, value in report["figures"].items()]
    yield from table(("figure", "value"), [*rows, ("examples", f"{report['examples']:,}")])


def measured_limits(report: Report) -> Iterator[str]:
    """Say where the figures rest on little."""
    if report["examples"] < _FEW:
        yield f"the figures rest on {report['examples']} examples"
