"""The model card: what a model is, what it was made of, how good it is and where it fails.

After Mitchell et al. 2019 ("Model Cards for Model Reporting"), with the front matter that Hugging
Face's hub reads, so that a card says the same to people and to machines.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from briefbook.errors import RecordError
from briefbook.learn import card_counted, card_figures, card_rouge
from briefbook.learn.card_markup import line, table, to_yaml

_TASKS = {
    "tag": ("token-classification", "finds names and values in text and says what each is"),
    "relations": ("text-classification", "finds how things that a text names are tied together"),
    "summarize": (
        "summarization",
        "writes digests, of which each sentence is then held to its text",
    ),
    "read": (
        "question-answering",
        "finds the words of a text that answer a question, and tells whether the text helps",
    ),
    "classify": ("text-classification", "gives texts labels of the user's own"),
}
_MEASURED = {"summarize": card_rouge, "read": card_figures, "classify": card_figures}
_REQUIRED = ("name", "kind", "labels", "data")

Report = Mapping[str, Any]


def render_card(info: Mapping[str, Any], metrics: Mapping[str, Any]) -> str:
    """Write a model card in Markdown with YAML front matter; the same input gives the same card.

    `info` holds what is known of the model; what it does not hold is left out, and nothing is
    guessed:

    - `name`, `kind` (of a model folder), `labels` (names, or names with what each
      means; of a writer the forms it writes) and `data` (of each set `name`, and if known
      `licence`, `source`, `part`, `examples`, `language`) must be there;
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
    single = {"micro", "rouge", "figures"} & metrics.keys()
    reports = {"development data": metrics} if single else dict(metrics)
    writes = info["kind"] == "summarize"
    counted = reports if _measured(info) is card_counted else {}
    sections = (
        ("What it does", _purpose(info)),
        ("Forms" if writes else "Labels", _labels(info["labels"])),
        ("Data", _data(info["data"])),
        ("Training", _training(info)),
        ("Scores", _each(reports, _measured(info).score_tables)),
        ("Calibration", _each(counted, card_counted.calibration)),
        ("Robustness", _each(counted, card_counted.robustness)),
        ("Limits", _limits(info, reports)),
        ("Make it again", _recipe(info)),
    )
    parts = [f"---\n{_front_matter(info, reports)}---", f"# {line(info['name'])}"]
    for heading, lines in sections:
        body = "\n".join(lines)
        if body.strip():
            parts.append(f"## {heading}\n\n{body}")
    return "\n\n".join(parts) + "\n"


def _measured(info: Mapping[str, Any]) -> ModuleType:
    """Return what knows the scores of this kind of model."""
    return _MEASURED.get(info["kind"], card_counted)


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
        "metrics": list(_measured(info).NAMES),
        "model-index": [{"name": info["name"], "results": _results(info, reports)}] * bool(reports),
    }
    return to_yaml({key: value for key, value in fields.items() if value})


def _results(info: Mapping[str, Any], reports: Mapping[str, Report]) -> list[dict[str, Any]]:
    return [
        {
            "task": {"type": _TASKS[info["kind"]][0]},
            "dataset": {"name": name, "type": name},
            "metrics": _measured(info).measured_results(report),
        }
        for name, report in reports.items()
    ]


# The sections


def _purpose(info: Mapping[str, Any]) -> Iterator[str]:
    if info.get("summary"):
        yield f"{line(info['summary'])}\n"
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
        yield from table(("label", "meaning"), labels.items())
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
    yield from table(("data", "licence", "language", "part", "examples", "source"), rows)


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
        yield from table(("setting", "value"), rows)


def _limits(info: Mapping[str, Any], reports: Mapping[str, Report]) -> Iterator[str]:
    yield from (f"- {line(one)}" for one in info.get("limits", ()))
    for name, report in reports.items():
        yield from (
            f"- On {line(name)}, {limit}." for limit in _measured(info).measured_limits(report)
        )


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
            yield f"### {line(name)}\n"
        yield from lines
        if lines and len(reports) > 1:
            yield ""
