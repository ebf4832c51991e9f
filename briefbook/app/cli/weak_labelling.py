"""The command `annotate weak`."""

from collections.abc import Mapping, Sequence
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
from briefbook.app.cli.model_options import (
    FORMATS,
    encoder_settings,
    path_type,
    workspace_if_any,
)
from briefbook.app.cli.options import folder_option, json_option, print_json

_DONE = 0
_SOURCES = ("spacy", "lac", "rules", "gazetteer", "model")


@click.command("weak")
@click.argument("data", type=path_type, metavar="FILE_OR_RUN")
@click.option(
    "--source",
    "sources",
    multiple=True,
    type=click.Choice(_SOURCES),
    help="Who labels; may be repeated. spaCy, LAC, rules, and what the options below name.",
)
@click.option(
    "--gazetteer",
    type=path_type,
    metavar="FILE",
    help="A list of names: on each line a name, a tab and its label.",
)
@click.option("--model", metavar="MODEL", help="A tagger that votes too.")
@layout_option(None, "How FILE is labelled; told by it if left out")
@click.option(
    "--to",
    "target",
    type=click.Choice(FORMATS),
    default="jsonl",
    show_default=True,
    metavar="NAME",
    help="How to write the labels that were voted for.",
)
@out_option
@click.option(
    "--disagreements",
    type=path_type,
    metavar="FILE",
    help="Write each place that two sources see differently, as JSON lines.",
)
@unit_option("passage")
@folder_option
@json_option
def weak(data: Path, **options: Any) -> int:
    """Label the texts of a file or of a run folder without anybody's help.

    spaCy, LAC, rules, a list of names and a model each say what they see, and vote. How far they
    agree is shown, for each two of them and each label.

    \b
    briefbook annotate weak letters.briefbook --out weak.jsonl --disagreements differ.jsonl
    briefbook annotate weak texts.jsonl --gazetteer companies.tsv --to doccano --out weak.jsonl
    """
    from briefbook.app.annotating import write_file
    from briefbook.app.weaklabels import (
        agreement_rows,
        disagreement_rows,
        encode_rows,
        is_run_folder,
        label_weakly,
        read_names,
        read_texts,
    )

    sources, out, as_json = _sources(options), options["out"], options["as_json"]
    own = str(data) if is_run_folder(data) else options["folder"]
    with workspace_if_any(own) as workspace:
        found = tagger_meant(workspace, options["model"]) if "model" in sources else None
        encoder = encoder_settings(workspace, None)
    examples = read_texts(data, options["layout"] or "", unit=options["unit"])
    names = read_names(options["gazetteer"]) if options["gazetteer"] else None
    done = label_weakly(examples, sources, names=names, model=found, encoder=encoder)
    differ, agreed = disagreement_rows(done.weak), agreement_rows(done.agreement)
    if options["disagreements"]:
        write_file(options["disagreements"], encode_rows(differ))
    lost = put_out(done.examples, options["target"], out, silent=as_json)
    counts = {**count_labels(done.examples), "disagreements": len(differ)}
    if as_json:
        print_json({**counts, "agreement": agreed, "lost": lost, "out": shown_name(out)})
    else:
        _print_agreement(agreed, counts["disagreements"])
    return _DONE


def _sources(options: Mapping[str, Any]) -> list[Any]:
    """Return who labels: those named, else all that have what they need."""
    named = list(dict.fromkeys(options["sources"]))
    if named:
        return named
    given = [one for one in ("gazetteer", "model") if options[one]]
    return ["spacy", "lac", "rules", *given]


def _print_agreement(rows: Sequence[Mapping[str, Any]], differing: int) -> None:
    """Say on stderr how far the sources agree: stdout may hold the labels."""
    click.echo(f"{differing} places are seen differently by two sources", err=True)
    if not rows:
        return
    width = max(len(row["sources"]) for row in rows)
    wide = max(len(row["label"]) for row in rows)
    click.echo(f"{'':<{width}}  {'label':<{wide}}    both   share      f1   kappa", err=True)
    for row in rows:
        figures = f"{row['both']:7,} {row['share']:7.3f} {row['f1']:7.3f} {row['kappa']:7.3f}"
        click.echo(f"{row['sources']:<{width}}  {row['label']:<{wide}} {figures}", err=True)
