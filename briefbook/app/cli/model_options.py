"""Options that the commands about models share, and how scores are printed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from briefbook.app.cli.options import named_folder

if TYPE_CHECKING:
    from briefbook.app.workspace import Workspace
    from briefbook.learn.settings import EncoderSettings

F = TypeVar("F", bound=Callable[..., Any])

#: Written out so that `--help` loads no format; a test holds them to what there is.
FORMATS = (
    *("jsonl", "marked", "conll", "msra", "cluener", "doccano", "label-studio", "prodigy"),
    *("spert", "docred", "scierc", "semeval", "finre", "ade-pairs", "ade", "finer-ord", "spacy"),
)

#: Of texts with their summaries.
PAIR_FORMATS = ("csv", "tsv", "jsonl", "json", "aeslc", "bbc", "csl", "qmsum")
FORMS = ("headline", "abstract", "bullets", "minutes", "contract", "complaint", "news")

path_type = click.Path(path_type=Path)
KINDS = ("tag", "relations", "summarize", "read", "classify")


def format_option(command: F) -> F:
    """Add `--format`."""
    return click.option(
        "--format",
        "layout",
        type=click.Choice(tuple(dict.fromkeys((*FORMATS, *PAIR_FORMATS)))),
        metavar="NAME",
        help=f"How files are labelled: {', '.join(FORMATS)}; for summaries"
        f" {', '.join(PAIR_FORMATS)}. Told by each file if left out.",
    )(command)


def form_option(command: F) -> F:
    """Add `--form`."""
    return click.option(
        "--form",
        type=click.Choice(FORMS),
        metavar="FORM",
        help=f"What the summaries are: {', '.join(FORMS)}. Told by the data if left out.",
    )(command)


def encoder_option(command: F) -> F:
    """Add `--encoder`."""
    return click.option(
        "--encoder",
        metavar="NAME_OR_DIR",
        help="Another encoder: a Hugging Face folder, or the name of one on this machine.",
    )(command)


def map_option(command: F) -> F:
    """Add `--map`."""
    return click.option(
        "--map",
        "renamed",
        multiple=True,
        metavar="OLD=NEW",
        help="Rename a label or predicate; OLD= leaves it out. May be repeated.",
    )(command)


def read_map(pairs: tuple[str, ...]) -> dict[str, str]:
    """Return what `--map` renames."""
    names = {}
    for text in pairs:
        old, equals, new = text.partition("=")
        if not equals or not old:
            raise click.BadParameter(f"{text!r} is not OLD=NEW", param_hint="--map")
        names[old] = new
    return names


@contextmanager
def workspace_if_any(folder: str | None) -> "Iterator[Workspace | None]":
    """Open the run folder meant, if there is one; only one that is named has to be there."""
    from briefbook.app.workspace import open_workspace
    from briefbook.errors import WorkspaceError

    try:
        opened = open_workspace(named_folder(folder, None))
    except WorkspaceError:
        if folder:
            raise
        with nullcontext() as nothing:
            yield nothing
        return
    with opened as workspace:
        yield workspace


def encoder_settings(workspace: "Workspace | None", encoder: str | None) -> "EncoderSettings":
    """Return the encoder meant: the one named, else that of the run folder, else our own."""
    from briefbook.learn.settings import EncoderSettings

    settings = workspace.settings.encoder if workspace else EncoderSettings()
    return replace(settings, model=encoder) if encoder else settings


def print_rouge(report: Mapping[str, Any]) -> None:
    """Print ROUGE of a writer and of quotes as a table on stdout; nothing if not measured."""
    if "rouge" not in report:
        return
    names = ("rouge1", "rouge2", "rougeL", "mean")
    click.echo(f"{'':<14}ROUGE-1 ROUGE-2 ROUGE-L    mean")
    for name, key in (("this model", "rouge"), ("quotes alone", "extraction")):
        found = report[key]
        low, high = found["interval"]["low"], found["interval"]["high"]
        figures = " ".join(f"{found[one]:7.4f}" for one in names)
        click.echo(f"{name:<14}{figures}  95 %: {low:.4f} to {high:.4f}")
    for part in report["parts"]:
        found = part["comparison"]
        writes = "this model" if part["better"] else "quotes"
        click.echo(
            f"{part['form']} ({part['language']}): {found['first']:.4f} against"
            f" {found['second']:.4f} on {part['texts']:,} texts; auto writes with {writes}"
        )


def print_scores(report: Mapping[str, Any]) -> None:
    """Print precision, recall and F1 as a table on stdout; nothing if nothing was measured."""
    if "micro" not in report:
        return
    intervals = report.get("intervals", {})
    labels = sorted(report["labels"].items(), key=lambda one: (-one[1]["support"], one[0]))
    rows = [(name, report[name]) for name in ("micro", "macro")] + labels
    width = max(len(name) for name, _ in rows) + 2
    click.echo(f"{'':<{width}}precision  recall      f1  in gold")
    for name, scores in rows:
        figures = f"{scores['precision']:9.4f} {scores['recall']:7.4f} {scores['f1']:7.4f}"
        gold = f"{scores['support']:9,}" if "support" in scores else " " * 9
        found = intervals.get(name)
        interval = f"  95 %: {found['low']:.4f} to {found['high']:.4f}" if found else ""
        click.echo(f"{name:<{width}}{figures}{gold}{interval}".rstrip())
