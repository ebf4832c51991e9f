"""What `briefbook evaluate summarize` does: texts with summaries become scores."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from briefbook.app.cli.model_options import PAIR_FORMATS, encoder_settings, workspace_if_any
from briefbook.app.cli.options import print_json

if TYPE_CHECKING:
    from briefbook.app.workspace import Workspace
    from summarize.settings import SummarizeSettings

F = TypeVar("F", bound=Callable[..., Any])

WRITERS = ("auto", "extract", "model", "pretrained", "endpoint")
_DONE = 0
_MEASURES = ("rouge1", "rouge2", "rougeL")
#: Options of `evaluate` that only summaries have, and what they are when left out.
_OWN: Mapping[str, Any] = {
    "form": None,
    "writer": None,
    "sentences": None,
    "limit": None,
    "text_field": "",
    "summary_field": "",
    "baselines": False,
}
#: Those that summaries have no use for.
_OTHERS: Mapping[str, Any] = {
    "renamed": (),
    "robustness": False,
    "tokens": False,
    "end_to_end": False,
    "tagger": None,
    "int8": False,
}


def summary_options(command: F) -> F:
    """Add the options of `evaluate` that are for summaries alone."""
    options = (
        click.option(
            "--writer",
            type=click.Choice(WRITERS),
            metavar="NAME",
            help=f"Of summaries: {', '.join(WRITERS)}; as set if left out.",
        ),
        click.option(
            "--sentences",
            type=click.IntRange(1),
            metavar="N",
            help="Of summaries: how long; as set if left out.",
        ),
        click.option(
            "--limit",
            type=click.IntRange(1),
            metavar="N",
            help="Of summaries: measure the first N texts alone.",
        ),
        click.option("--text-field", default="", metavar="NAME", help="The column of the texts."),
        click.option(
            "--summary-field", default="", metavar="NAME", help="The column of their summaries."
        ),
        click.option(
            "--baselines", is_flag=True, help="Measure first sentences and TextRank besides."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def refuse_summary_options(options: Mapping[str, Any]) -> None:
    """Raise UsageError for an option that only summaries have."""
    for name, nothing in _OWN.items():
        if options[name] != nothing:
            raise click.UsageError(f"--{name.replace('_', '-')} is for summaries")


def evaluate_summaries(options: Mapping[str, Any]) -> int:
    """Measure digests on texts with summaries and print how good they are."""
    from briefbook.app.labelled import checksum_file
    from briefbook.app.progress import Reporter
    from briefbook.app.summary_scores import measure_summaries, write_digests
    from summarize.pairs import read_pairs

    _check(options)
    path: Path = options["data"]
    pairs = read_pairs(
        path,
        options["layout"],
        options["form"],
        text_field=options["text_field"],
        summary_field=options["summary_field"],
    )[: options["limit"]]
    with workspace_if_any(options["folder"]) as workspace:
        settings, pick = _writing(workspace, options)
    measured = measure_summaries(
        pairs,
        pick,
        settings,
        reporter=Reporter(quiet=options["quiet"]),
        baselines=options["baselines"],
    )
    if options["predictions"]:
        write_digests(pairs, measured.digests, options["predictions"])
    if options["as_json"]:
        data = {"path": str(path)}
        if path.is_file():
            data["sha256"] = checksum_file(path)
        print_json({**measured.report, "data": data})
    else:
        for line in report_lines(measured.report):
            click.echo(line)
    return _DONE


def _check(options: Mapping[str, Any]) -> None:
    for name, nothing in _OTHERS.items():
        if options[name] != nothing:
            option = "map" if name == "renamed" else name.replace("_", "-")
            raise click.UsageError(f"--{option} is not for summaries")
    if options["layout"] not in (None, *PAIR_FORMATS):
        raise click.UsageError(f"--format for summaries is one of {', '.join(PAIR_FORMATS)}")


def _writing(
    workspace: "Workspace | None", options: Mapping[str, Any]
) -> tuple["SummarizeSettings", Any]:
    """Return the settings, and who writes what: a model that is named writes everything."""
    from briefbook.app.modelstore import find_model, running_model, shipped_model
    from briefbook.app.summary_scores import with_sentences
    from briefbook.app.summarymodel import ENDPOINT_KEY
    from summarize.settings import SummarizeSettings
    from summarize.writers import Writers

    settings = workspace.settings.summarize if workspace else SummarizeSettings()
    named = options["model"]
    if named and (Path(named) / "config.json").is_file():
        settings, folder = replace(settings, writer="pretrained", pretrained=named), None
    elif named:
        settings, folder = (
            replace(settings, writer="model"),
            find_model(named, workspace, "summarize"),
        )
    elif workspace:
        folder = running_model(workspace, "summarize")
    else:
        folder = shipped_model("summarize")
    if options["writer"]:
        settings = replace(settings, writer=options["writer"])
    writers = Writers(
        settings,
        model_folder=folder,
        encoder=encoder_settings(workspace, options["encoder"]),
        key=os.environ.get(ENDPOINT_KEY, ""),
    )
    return with_sentences(settings, options["sentences"]), writers.pick


def report_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that a person reads: scores, baselines, what was written, how fast."""
    width = max(len(name) for name in ("digests", *report.get("baselines", ())))
    yield f"{'':<{width}}  ROUGE-1  ROUGE-2  ROUGE-L  words"
    yield f"{'digests':<{width}}{_figures(report)}  {report['words']:5.0f}"
    low, high = report["intervals"]["rouge1"]["low"], report["intervals"]["rouge1"]["high"]
    yield f"{'':<{width}}  ROUGE-1 95 %: {low:.4f} to {high:.4f}, {report['count']:,} texts"
    for name, found in report.get("baselines", {}).items():
        yield f"{name:<{width}}{_figures(found)}  {found['words']:5.0f}"
        ahead = [found["ahead"][measure] for measure in _MEASURES]
        told = ", ".join(f"{one['difference']:+.4f} (p {one['p']:.3f})" for one in ahead)
        yield f"{'':<{width}}  digests ahead by {told}"
    yield f"{'summaries':<{width}}{'':<27}  {report['reference_words']:5.0f}"
    for part in report.get("parts", ()):
        asked = ", to a question" if part["answers_a_query"] else ""
        figures = _figures(part).strip()
        yield f"{part['form']} ({part['language']}{asked}), {part['count']:,} texts: {figures}"
    origins = ", ".join(f"{name} {share:.1%}" for name, share in report["origins"].items())
    yield f"sentences: {origins}; faithfulness {report['faithfulness']:.4f}"
    yield f"names and figures not in the evidence: {report['unsupported']['names_and_figures']:,}"
    speed = report["speed"]
    yield f"{speed['texts_per_minute']:,.0f} texts a minute"


def _figures(scores: Mapping[str, Any]) -> str:
    return "".join(f"{scores[measure]:9.4f}" for measure in _MEASURES)
