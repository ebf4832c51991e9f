"""The model card: what a model is, what it was made of, how good it is and where it fails.

After Mitchell et al. 2019 ("Model Cards for Model Reporting"), with the front matter that Hugging
Face's hub reads, so that a card says the same to people and to machines.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from briefbook.errors import RecordError

_TASKS = {
    "tag": ("token-classification", "finds names and values in text and says what each is"),
    "relations": ("text-classification", "finds how things that a text names are tied together"),
}
_REQUIRED = ("name", "kind", "labels", "data")
_WEAK_F1 = 0.5  # a label below it is named among the limits
_RARE = 20  # and one with less gold than this
_UNSURE_ECE = 0.05  # confidences further off than this are

# What YAML takes in quotes only as an escape (YAML 1.2, 5.1), besides what JSON escapes already.
_UNPRINTABLE = re.compile("[\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")

Report = Mapping[str, Any]


def render_card(info: Mapping[str, Any], metrics: Mapping[str, Any]) -> str:
    """Write a model card in Markdown with YAML front matter; the same input gives the same card.

    `info` holds what is known of the model; what it does not hold is left out, and nothing is
    guessed:

    - `name`, `kind` ("tag" or "relations"), `labels` (names, or names with what each means) and
      `data` (of each set `name`, and if known `licence`, `source`, `part`, `examples`,
      `language`) must be there;
    - `summary`, `version`, `licence`, `languages`, `encoder`, `method`, `parameters` (how many were
      tuned), `settings`, `epochs`, `steps`, `minutes`, `processor`, `limits` (sentences), `recipe`
      (the command that makes it again).

    `metrics` is what `briefbook evaluate` says of one set of data, or of several by name.

    Raises RecordError when something that must be there is missing.
    """
    if missing := [key for key in _REQUIRED if not info.get(key)]:
        raise RecordError(f"a model card needs {', '.join(missing)}")
    if info["kind"] not in _TASKS:
        raise RecordError(f"a model card is of kind {' or '.join(_TASKS)}, not {info['kind']}")
    reports = {"development data": metrics} if "micro" in metrics else dict(metrics)
    sections = (
        ("What it does", _purpose(info)),
        ("Labels", _labels(info["labels"])),
        ("Data", _data(info["data"])),
        ("Training", _training(info)),
        ("Scores", _each(reports, _scores)),
        ("Calibration", _each(reports, _calibration)),
        ("Robustness", _each(reports, _robustness)),
        ("Limits", _limits(info, reports)),
        ("Make it again", _recipe(info)),
    )
    parts = [f"---\n{_front_matter(info, reports)}---", f"# {_line(info['name'])}"]
    for heading, lines in sections:
        body = "\n".join(lines)
        if body.strip():
            parts.append(f"## {heading}\n\n{body}")
    return "\n\n".join(parts) + "\n"


# The front matter


def _front_matter(info: Mapping[str, Any], reports: Mapping[str, Report]) -> str:
    fields = {
        "language": list(info.get("languages", ())),
        "license": info.get("licence"),
        "library_name": "briefbook",
        "pipeline_tag": _TASKS[info["kind"]][0],
        "base_model": info.get("encoder"),
        "tags": ["briefbook", info["kind"], *([info["method"]] if info.get("method") else [])],
        "datasets": list(dict.fromkeys(one["name"] for one in info["data"])),  # parts share it
        "metrics": ["precision", "recall", "f1"],
        "model-index": [{"name": info["name"], "results": _results(info, reports)}] * bool(reports),
    }
    return _yaml({key: value for key, value in fields.items() if value})


def _results(info: Mapping[str, Any], reports: Mapping[str, Report]) -> list[dict[str, Any]]:
    return [
        {
            "task": {"type": _TASKS[info["kind"]][0]},
            "dataset": {"name": name, "type": name},
            "metrics": [
                {"type": kind, "name": f"{average} {kind}", "value": report[average][kind]}
                for average in ("micro", "macro")
                for kind in ("precision", "recall", "f1")
                if average in report
            ],
        }
        for name, report in reports.items()
    ]


def _yaml(value: Mapping[str, Any], indent: str = "") -> str:
    """Write a mapping as YAML; texts as JSON writes them, which YAML reads as such."""
    lines = []
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            lines.append(f"{indent}{key}:\n{_yaml(inner, indent + '  ')}")
        elif isinstance(inner, list):
            lines.append(f"{indent}{key}:\n" + "".join(_item(one, indent) for one in inner))
        else:
            lines.append(f"{indent}{key}: {_scalar(inner)}\n")
    return "".join(lines)


def _item(value: Any, indent: str) -> str:
    if not isinstance(value, Mapping):
        return f"{indent}- {_scalar(value)}\n"
    return f"{indent}- " + _yaml(value, indent + "  ").removeprefix(indent + "  ")


def _scalar(value: object) -> str:
    if isinstance(value, float):
        return _number(value)
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _number(value: float) -> str:
    """Write a number as YAML has it: 1e-05 would be a text to it, for want of a full stop."""
    if not math.isfinite(value):
        return "null"
    digits, exponent, power = repr(value).partition("e")
    return f"{digits}{'' if '.' in digits else '.0'}{exponent}{power}"


# The sections


def _purpose(info: Mapping[str, Any]) -> Iterator[str]:
    if info.get("summary"):
        yield f"{_line(info['summary'])}\n"
    languages = ", ".join(info.get("languages", ()))
    yield f"A Briefbook model that {_TASKS[info['kind']][1]}" + (
        f" (languages: {languages})." if languages else "."
    )
    if info.get("encoder"):
        yield f"It tunes the encoder `{info['encoder']}` and needs it to run."
    if info.get("version"):
        yield f"Version {info['version']}."
    if info.get("licence"):
        yield f"Licence: {info['licence']}."


def _labels(labels: Mapping[str, str] | Sequence[str]) -> Iterator[str]:
    if isinstance(labels, Mapping):
        yield from _table(("label", "meaning"), labels.items())
    else:
        yield ", ".join(f"`{label}`" for label in labels)


def _data(sets: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    rows = [
        (
            one["name"],
            one.get("licence") or "not stated",
            one.get("language", ""),
            one.get("part", ""),
            one.get("examples", ""),
            one.get("source", ""),
        )
        for one in sets
    ]
    yield from _table(("data", "licence", "language", "part", "examples", "source"), rows)


def _training(info: Mapping[str, Any]) -> Iterator[str]:
    known = {
        "method": info.get("method"),
        "parameters tuned": f"{info['parameters']:,}" if info.get("parameters") else None,
        "epochs": info.get("epochs"),
        "steps": info.get("steps"),
        "minutes": info.get("minutes"),
        "processor": info.get("processor"),
        **info.get("settings", {}),
    }
    rows = [(name, value) for name, value in known.items() if value is not None]
    if rows:
        yield from _table(("setting", "value"), rows)


def _scores(report: Report) -> Iterator[str]:
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
    yield from _table(("", "precision", "recall", "F1", "95 % interval of F1", "in gold"), rows)
    languages = [
        (name, *_figures(part["micro"]), part["support"])
        for name, part in report.get("languages", {}).items()
    ]
    if len(languages) > 1:
        yield ""
        yield from _table(("language", "precision", "recall", "F1", "in gold"), languages)


def _calibration(report: Report) -> Iterator[str]:
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
        yield from _table(("confidence", "predictions", "mean confidence", "share right"), rows)


def _robustness(report: Report) -> Iterator[str]:
    rows = [
        (name.replace("_", " "), f"{one['f1']:.4f}", f"{one['loss']:+.4f}" if "loss" in one else "")
        for name, one in report.get("robustness", {}).items()
    ]
    if rows:
        yield from _table(("texts", "F1", "loss"), rows)


def _limits(info: Mapping[str, Any], reports: Mapping[str, Report]) -> Iterator[str]:
    yield from (f"- {_line(one)}" for one in info.get("limits", ()))
    for name, report in reports.items():
        yield from (f"- On {_line(name)}, {limit}." for limit in _measured_limits(report))


def _measured_limits(report: Report) -> Iterator[str]:
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


def _recipe(info: Mapping[str, Any]) -> Iterator[str]:
    if info.get("recipe"):
        yield f"```sh\n{info['recipe'].strip()}\n```"


# Markdown


def _each(
    reports: Mapping[str, Report], section: Callable[[Report], Iterator[str]]
) -> Iterator[str]:
    """Write a section for each set of data, under its name where there are several."""
    for name, report in reports.items():
        lines = list(section(report))
        if lines and len(reports) > 1:
            yield f"### {_line(name)}\n"
        yield from lines
        if lines and len(reports) > 1:
            yield ""


def _table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Write a table, without the columns that are empty in every row."""
    listed = [[_cell(value) for value in row] for row in rows]
    used = [place for place in range(len(names)) if any(row[place] for row in listed)]
    yield "| " + " | ".join(names[place] for place in used) + " |"
    yield "|" + " --- |" * len(used)
    for row in listed:
        yield "| " + " | ".join(row[place] for place in used) + " |"


def _figures(scores: Mapping[str, float]) -> tuple[str, str, str]:
    return f"{scores['precision']:.4f}", f"{scores['recall']:.4f}", f"{scores['f1']:.4f}"


def _interval(found: Mapping[str, float] | None) -> str:
    return f"{found['low']:.4f} to {found['high']:.4f}" if found else ""


def _cell(value: object) -> str:
    return _line(value).replace("|", "\\|")


def _line(value: object) -> str:
    return " ".join(str(value).split())
