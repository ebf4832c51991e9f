"""The command `annotate zero`."""

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


@click.command("zero")
@click.argument("data", type=path_type, metavar="FILE_OR_RUN")
@click.option(
    "--labels",
    "labels",
    type=path_type,
    required=True,
    metavar="FILE",
    help='A TOML file of labels and what they mean: Person = "the name of a person | 人名".',
)
@click.option(
    "--model",
    metavar="MODEL",
    help='A tagger to find the names: a folder, a model of the run folder, "in-use" or "shipped";'
    " spaCy, LAC and rules if left out.",
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="SHARE",
    help="Leave out names whose label is less sure.",
)
@layout_option(None, "How FILE is labelled; told by it if left out")
@click.option(
    "--to",
    "target",
    type=click.Choice(FORMATS),
    default="jsonl",
    show_default=True,
    metavar="NAME",
    help="How to write the labels.",
)
@out_option
@unit_option("passage")
@folder_option
@json_option
def zero(data: Path, **options: Any) -> int:
    """Label the texts of a file or of a run folder by what the labels mean, without an example.

    Names are found first; each gets the label whose description is nearest. A start to correct.

    \b
    briefbook annotate zero letters.briefbook --labels labels.toml --out guessed.jsonl
    briefbook annotate zero texts.jsonl --labels labels.toml --to doccano --model shipped
    """
    from briefbook.app.weaklabels import is_run_folder, read_texts
    from briefbook.app.zerolabels import label_by_descriptions, read_descriptions

    out, as_json = options["out"], options["as_json"]
    descriptions = read_descriptions(options["labels"])
    own = str(data) if is_run_folder(data) else options["folder"]
    with workspace_if_any(own) as workspace:
        model = tagger_meant(workspace, options["model"] or "none")
        encoder = encoder_settings(workspace, None)
    examples = label_by_descriptions(
        read_texts(data, options["layout"] or "", unit=options["unit"]),
        descriptions,
        model=model,
        encoder=encoder,
        min_score=options["min_score"],
    )
    lost = put_out(examples, options["target"], out, silent=as_json)
    if as_json:
        used = str(model) if model else None
        print_json({**count_labels(examples), "model": used, "lost": lost, "out": shown_name(out)})
    return _DONE
