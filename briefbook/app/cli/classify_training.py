"""What `briefbook train classify` and `evaluate classify` do: options become a plan, a report."""

import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from briefbook.app.cli.classifying import HERE, find_classifier
from briefbook.app.cli.model_options import (
    encoder_option,
    encoder_settings,
    path_type,
    workspace_if_any,
)
from briefbook.app.cli.options import folder_option, json_option, print_json, quiet_option

if TYPE_CHECKING:
    from briefbook.app.classifydata import Layout
    from briefbook.app.classifytraining import ClassifyPlan
    from briefbook.learn.settings import EncoderSettings

F = TypeVar("F", bound=Callable[..., Any])

_DONE = 0
_SHOWN = 5  # confusions


def layout_options(command: F) -> F:
    """Add the options that say how a file is read."""
    options = (
        click.option("--text-column", default="", metavar="NAME", help="The column of texts."),
        click.option("--label-column", default="", metavar="NAME", help="The column of labels."),
        click.option(
            "--out-of-scope",
            metavar="NAME",
            help='The label of texts that belong to no label; "oos", as an empty one does.',
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _layout(options: Mapping[str, Any], out_of_scope: str = "oos") -> "Layout":
    from briefbook.app.classifydata import Layout

    return Layout(
        text=options["text_column"],
        label=options["label_column"],
        out_of_scope=options["out_of_scope"] or out_of_scope,
    )


@click.command(name="classify", short_help="A classifier: gives texts labels of your own.")
@click.option(
    "--data",
    type=path_type,
    required=True,
    metavar="FILE",
    help="CSV, TSV or JSON lines with text and label; several labels with | between.",
)
@click.option("--dev", type=path_type, metavar="FILE", help="To judge by; else some is held out.")
@click.option(
    "--out",
    type=path_type,
    default=HERE,
    show_default=True,
    metavar="MODEL",
    help="The folder to write.",
)
@click.option("--graph", is_flag=True, help="Learn from the graph around each text too.")
@click.option("--quick", is_flag=True, help="Without tuning the encoder: seconds, not minutes.")
@click.option("--minutes", type=click.FloatRange(0), help="A limit for the tuning; 40, 0 for none.")
@click.option("--epochs", type=click.IntRange(1), help="Of the tuning, at most; by the data.")
@click.option(
    "--meanings",
    type=path_type,
    metavar="FILE",
    help='A TOML file of what labels mean: label = "in words".',
)
@click.option(
    "--reject",
    type=click.FloatRange(0, 0.49),
    help="Share of texts that may be lost as out of scope, where no examples of such are given.",
)
@layout_options
@encoder_option
@click.option("--overwrite", is_flag=True, help="Replace the model or training in MODEL.")
@folder_option
@json_option
@quiet_option
def train_classify(**options: Any) -> int:
    """Train a classifier for any set of labels: topic, intent, sentiment, urgency, risk.

    Each row has a text and its label; several labels with | between make it multi-label, an empty
    label (or "oos") marks what belongs to none. A file of a run folder's documents has their names
    (source) in place of texts. How many examples there are decides what is tuned.

    \b
    briefbook train classify --data intents.csv --out intents
    briefbook train classify --data reviews.tsv --dev more.tsv --minutes 20 --out sentiment
    briefbook train classify --data labels.csv --graph --folder letters.briefbook --out topics
    """
    from briefbook.app.classifytraining import train_labels

    with workspace_if_any(options["folder"]) as workspace:
        encoder = encoder_settings(workspace, options["encoder"])
        metrics = train_labels(
            _plan(encoder, options),
            options["out"],
            workspace,
            quiet=options["quiet"],
            overwrite=options["overwrite"],
        )
    if options["as_json"]:
        print_json({"folder": str(options["out"]), **metrics})
        return _DONE
    for line in _report_lines(metrics):
        click.echo(line)
    members = ", ".join(f"{name} {weight:g}" for name, weight in metrics["committee"].items())
    click.echo(f"members and what they count: {members}")
    click.echo(
        f"{options['out']}: {metrics['training']['minutes']:.1f} minutes; see README.md in it"
    )
    return _DONE


def _plan(encoder: "EncoderSettings", options: Mapping[str, Any]) -> "ClassifyPlan":
    from briefbook.app.classifytraining import ClassifyPlan, read_meanings
    from decide.classify.settings import ClassifySettings

    settings = ClassifySettings(reject=options["reject"] or 0.0)
    if options["quick"]:
        settings = replace(settings, tune=None)
    elif settings.tune:
        given = {"max_minutes": options["minutes"], "epochs": options["epochs"]}
        chosen = {name: value for name, value in given.items() if value is not None}
        loop = replace(settings.tune.loop, **chosen)
        settings = replace(settings, tune=replace(settings.tune, loop=loop))
    return ClassifyPlan(
        data=str(options["data"]),
        dev=str(options["dev"] or ""),
        layout=_layout(options),
        graph=options["graph"],
        told=read_meanings(options["meanings"]) if options["meanings"] else {},
        settings=settings,
        encoder=encoder,
        command=shlex.join(["briefbook", *sys.argv[1:]]),
    )


@click.command(name="classify", short_help="A classifier, on labelled texts.")
@click.option("--data", type=path_type, required=True, metavar="FILE", help="Labelled texts.")
@click.option(
    "--model",
    metavar="MODEL",
    help="A model folder or a model of the run folder; the one in use, else ./classifier.",
)
@click.option("--against", metavar="MODEL", help="Test whether it is better than this one.")
@click.option("--predictions", type=path_type, metavar="FILE", help="Write decisions, JSON lines.")
@layout_options
@encoder_option
@folder_option
@json_option
@quiet_option
def evaluate_classify(**options: Any) -> int:
    """Measure a classifier: accuracy, F1, what is confused, calibration, out of scope.

    With --against both read the same texts, and McNemar's exact test says whether the difference
    is more than chance.

    \b
    briefbook evaluate classify --data test.csv --model intents --json
    briefbook evaluate classify --data test.csv --model with-graph --against text-only
    """
    from briefbook.app.classifying import compare_models, evaluate_labels, write_decisions

    layout = _layout(options, "") if options["out_of_scope"] or _names_columns(options) else None
    with workspace_if_any(options["folder"]) as workspace:
        encoder = encoder_settings(workspace, options["encoder"])
        folders = [find_classifier(options["model"], workspace)]
        folders += [find_classifier(options["against"], workspace)] if options["against"] else []
        results = [
            evaluate_labels(
                folder,
                options["data"],
                layout,
                workspace,
                encoder=encoder,
                quiet=options["quiet"],
            )
            for folder in folders
        ]
    report = results[0].report
    if len(results) > 1:
        report = {**report, "against": compare_models(*results)}
    if options["predictions"]:
        write_decisions(results[0], options["predictions"])
    if options["as_json"]:
        print_json(report)
        return _DONE
    for line in _report_lines(report):
        click.echo(line)
    return _DONE


def _names_columns(options: Mapping[str, Any]) -> bool:
    return bool(options["text_column"] or options["label_column"])


def _report_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a person reads of a report; nothing where nothing was measured."""
    if "figures" not in report:
        return
    low, high = (report["intervals"]["accuracy"].get(one, 0.0) for one in ("low", "high"))
    yield f"accuracy  {report['accuracy']:.4f}  95 %: {low:.4f} to {high:.4f}"
    yield f"macro F1  {report['macro_f1']:.4f}"
    yield f"texts     {report['examples']:,}"
    if found := report.get("out_of_scope"):
        yield (
            f"out of scope: {found['recall']:.4f} of {found['examples']:,} found; of those in scope"
            f" {found['in_scope_refused']:.4f} refused"
        )
    if report.get("calibration"):
        yield f"calibration error {report['calibration']['ece']:.4f}"
    for one in report["confusions"][:_SHOWN]:
        yield f"{one['texts']:>6,} × {one['label']} taken for {one['taken_for'] or 'none'}"
    if found := report.get("against"):
        yield (
            f"against {found['model']}: {found['difference']:+.4f} ({found['low']:+.4f} to"
            f" {found['high']:+.4f}), McNemar p = {found['mcnemar_p']:.4f}"
        )
