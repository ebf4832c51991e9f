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
    "--candidates",
    type=click.Choice(["words", "names", "model"]),
    help="What may be labelled: any likely words; names that spaCy, LAC and rules find; or what a"
    " tagger finds, whatever it calls it. A tagger if there is one, else names.",
)
@click.option("--model", metavar="MODEL", help="The tagger; the one in use if left out.")
@click.option(
    "--threshold",
    type=float,
    metavar="Z",
    help="How near a description a span must be, in standard deviations above the other spans.",
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

    Of the names found each gets the label whose description is nearest. A start to correct.

    \b
    briefbook annotate zero letters.briefbook --labels labels.toml --out guessed.jsonl
    briefbook annotate zero texts.txt.jsonl --labels labels.toml --candidates words --to doccano
    """
    from briefbook.app.weaklabels import is_run_folder, read_texts
    from briefbook.app.zerolabels import label_by_descriptions, read_descriptions

    out, candidates = options["out"], options["candidates"]
    descriptions = read_descriptions(options["labels"])
    own = str(data) if is_run_folder(data) else options["folder"]
    with workspace_if_any(own) as workspace:
        model = None
        if candidates in (None, "model"):
            model = tagger_meant(workspace, options["model"])
        encoder = encoder_settings(workspace, None)
    candidates = candidates or ("model" if model else "names")
    done = label_by_descriptions(
        read_texts(data, options["layout"] or "", unit=options["unit"]),
        descriptions,
        candidates,
        threshold=options["threshold"],
        model=model,
        encoder=encoder,
    )
    lost = put_out(done, options["target"], out, silent=options["as_json"])
    if options["as_json"]:
        counts = count_labels(done)
        print_json({**counts, "candidates": candidates, "lost": lost, "out": shown_name(out)})
    return _DONE
