"""Commands for labels: `annotate import`, `export`, `next`, `weak` and `zero`."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from briefbook.app.cli.label_options import (
    count_labels,
    layout_option,
    out_option,
    put_out,
    shown_name,
    tagger_meant,
    unit_option,
)
from briefbook.app.cli.model_options import path_type
from briefbook.app.cli.options import (
    folder_option,
    json_option,
    named_folder,
    print_counts,
    print_json,
    quiet_option,
)
from briefbook.app.cli.weak_labelling import weak
from briefbook.app.cli.zero_labelling import zero

_DONE = 0
_SHOWN = 20  # conflicts or disagreements told one by one


@click.group()
def annotate() -> None:
    """Bring labels in and out, choose what to label next, label weakly.

    Labels live in the run folder, in labels/train.jsonl, ready for briefbook train. With --json,
    each says what it did in one object.

    \b
    briefbook annotate next --format doccano --out next.jsonl --folder letters.briefbook
    briefbook annotate import done.jsonl --format doccano
    """


annotate.add_command(weak)
annotate.add_command(zero)


@annotate.command("import")
@click.argument("files", nargs=-1, required=True, type=path_type)
@layout_option(None, "How the files are labelled; told by each if left out")
@click.option(
    "--keep",
    type=click.Choice(["new", "old"]),
    default="new",
    show_default=True,
    help="Which labels a text keeps that is labelled already; the others are set aside.",
)
@folder_option
@json_option
def import_(
    files: tuple[Path, ...], layout: str | None, keep: str, folder: str | None, as_json: bool
) -> int:
    """Add the labels in FILES to the run folder.

    The same text with the same labels is added once; one with other labels is a conflict, and
    shown. Texts that are a sentence or a passage of a document are told whose they are.

    \b
    briefbook annotate import corrected.jsonl --format doccano
    briefbook annotate import gold/ --folder letters.briefbook --keep old
    """
    from briefbook.app.labelled import read_labelled
    from briefbook.app.labelstore import import_labels
    from briefbook.app.workspace import open_workspace

    examples = read_labelled(files, layout or "")
    with open_workspace(named_folder(folder, None)) as workspace, workspace.writing():
        done = import_labels(workspace, examples, keep=keep)  # type: ignore[arg-type]
    conflicts = [one.as_dict() for one in done.conflicts]
    counts = {**asdict(done), "conflicts": len(conflicts)}
    if as_json:
        print_json({**counts, "conflicts": conflicts})
        return _DONE
    print_counts(counts)
    for one in conflicts[:_SHOWN]:
        click.echo(_told_conflict(one), err=True)
    if len(conflicts) > _SHOWN:
        click.echo(f"… and {len(conflicts) - _SHOWN} more: --json lists all", err=True)
    return _DONE


def _told_conflict(row: Mapping[str, Any]) -> str:
    kept = ", ".join(row["only_kept"]) or "nothing"
    other = ", ".join(row["only_other"]) or "nothing"
    way = "both stay, in two documents" if row["kept"] == "both" else "the first stays"
    return f"conflict in “{_short(row['text'])}”: {kept}; or {other} ({way})"


def _short(text: str, size: int = 70) -> str:
    line = " ".join(text.split())
    return line if len(line) <= size else f"{line[: size - 1]}…"


@annotate.command("export")
@layout_option("jsonl", "How to write the labels")
@out_option
@click.option(
    "--from",
    "origin",
    type=click.Choice(["labels", "readings"]),
    default="labels",
    show_default=True,
    help="The labels of the run folder, or what its documents were read to say, to be corrected.",
)
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="NAME",
    help="Only this file of the archive, with --from readings. May be repeated.",
)
@unit_option("passage")
@folder_option
@json_option
def export(
    layout: str,
    out: Path | None,
    origin: str,
    documents: tuple[str, ...],
    unit: str,
    folder: str | None,
    as_json: bool,
) -> int:
    """Write labels in the format of an annotation tool.

    What the format cannot hold is said on stderr.

    \b
    briefbook annotate export --format conll --out gold.conll
    briefbook annotate export --from readings --format doccano --out to-correct.jsonl
    briefbook annotate export --from readings --document minutes/board.docx --format label-studio
    """
    from briefbook.app.annotating import read_as_labels
    from briefbook.app.labelstore import read_labels
    from briefbook.app.workspace import open_workspace

    with open_workspace(named_folder(folder, None)) as workspace:
        if origin == "labels":
            examples, crossing = read_labels(workspace), 0
        else:
            examples, crossing = read_as_labels(workspace, documents, unit=unit)  # type: ignore[arg-type]
    if crossing:
        click.echo(
            f"{crossing} labels reach from one {unit} into another and are left out:"
            " --unit document keeps them",
            err=True,
        )
    lost = put_out(examples, layout, out, silent=as_json and out is None)
    if as_json:
        print_json(
            {**count_labels(examples), "crossing": crossing, "lost": lost, "out": shown_name(out)}
        )
    return _DONE


@annotate.command("next")
@click.option("--count", type=click.IntRange(1), default=20, show_default=True, metavar="N")
@layout_option("doccano", "How to write them")
@out_option
@click.option(
    "--model",
    metavar="MODEL",
    help='Whose doubts to ask about: a folder, a model of the run folder, "shipped", or "none" for'
    " spaCy, LAC and rules. The one in use if left out.",
)
@folder_option
@json_option
@quiet_option
def next_(
    count: int,
    layout: str,
    out: Path | None,
    model: str | None,
    folder: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Pick the sentences that would teach most: unsure ones, each about something else.

    They come with guessed labels, to be corrected and imported; nothing that is labelled is picked.
    Why each was picked is said on stderr.

    \b
    briefbook annotate next --count 50 --out next.jsonl
    briefbook annotate next --format label-studio --model contracts-tagger --out next.json
    """
    from briefbook.app.nextlabels import pick_next
    from briefbook.app.progress import Reporter
    from briefbook.app.workspace import open_workspace

    with open_workspace(named_folder(folder, None)) as workspace:
        found = tagger_meant(workspace, model)
        reporter = Reporter(quiet=quiet)
        picks = pick_next(workspace, count=count, model=found, reporter=reporter)
    examples = [one.example for one in picks]
    if not as_json:
        for number, one in enumerate(picks, 1):
            click.echo(f"{number:3} {one.source}: “{_short(one.example.text)}”", err=True)
            click.echo(f"    {one.why}; doubt {one.doubt:.2f}, new {one.distance:.2f}", err=True)
    put_out(examples, layout, out, silent=as_json)
    if as_json:
        rows = [
            {
                "id": one.example.id,
                "document": one.example.document,
                "source": one.source,
                "text": one.example.text,
                "doubt": one.doubt,
                "distance": one.distance,
                "why": one.why,
                "mentions": [
                    {"start": span.span.start, "end": span.span.end, "label": span.label}
                    for span in one.example.mentions
                ],
            }
            for one in picks
        ]
        print_json({"model": str(found) if found else None, "picked": rows, "out": shown_name(out)})
    return _DONE
