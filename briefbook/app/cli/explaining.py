"""The command `explain`."""

import sys
from typing import TYPE_CHECKING, Any

import click

from briefbook.app.cli.label_options import tagger_meant
from briefbook.app.cli.model_options import encoder_option, encoder_settings, workspace_if_any
from briefbook.app.cli.options import folder_option, json_option, print_json

if TYPE_CHECKING:
    from briefbook.records import Span

_DONE = 0


@click.command()
@click.option(
    "--model",
    metavar="MODEL",
    help='A model folder, a model of the run folder, or "shipped"; the one in use if left out.',
)
@click.option("--text", required=True, help='The text; "-" reads it from stdin.')
@click.option("--span", metavar="START:END", help="Only this place, in characters.")
@click.option("--quote", default="", metavar="WORDS", help="Only where these words stand first.")
@click.option("--label", default="", help="Explain the score of this label there, found or not.")
@click.option(
    "--top", type=click.IntRange(1), default=10, show_default=True, help="Words to show of each."
)
@encoder_option
@folder_option
@json_option
def explain(model: str | None, text: str, **options: Any) -> int:
    """Show why a tagger gives a span its label: which words speak for it, and which against.

    Integrated gradients over the words; their weights add up to what the text changes in the score.

    \b
    briefbook explain --model names --text "Oakfield Ltd hired Ann." --quote Ann
    briefbook explain --text "王建国任华信总经理。" --json
    """
    from briefbook.app.explaining import explain_text, explanation_rows, told_explanation
    from briefbook.errors import ModelError

    text = sys.stdin.read().rstrip("\n") if text == "-" else text
    with workspace_if_any(options["folder"]) as workspace:
        found = tagger_meant(workspace, model)
        encoder = encoder_settings(workspace, options["encoder"])
    if found is None:
        raise ModelError("no model is in use: say which with --model MODEL")
    explained = explain_text(
        found,
        text,
        span=_span(options["span"]),
        quote=options["quote"],
        label=options["label"],
        encoder=encoder,
    )
    if options["as_json"]:
        print_json({"text": text, "model": str(found), "spans": explanation_rows(text, explained)})
        return _DONE
    for one in explained:
        click.echo(told_explanation(text, one, top=options["top"]))
    return _DONE


def _span(given: str | None) -> "Span | None":
    from briefbook.records import Span

    if given is None:
        return None
    start, colon, end = given.partition(":")
    if not (colon and start.isdigit() and end.isdigit() and int(start) < int(end)):
        raise click.BadParameter(f"{given!r} is not START:END", param_hint="--span")
    return Span(int(start), int(end))
