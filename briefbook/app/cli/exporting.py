"""The command `models export`: a model for other programs, or a smaller one."""

from pathlib import Path

import click

from briefbook.app.cli.model_options import (
    encoder_option,
    encoder_settings,
    path_type,
    workspace_if_any,
)
from briefbook.app.cli.options import folder_option, json_option, print_json

_DONE = 0


@click.command()
@click.argument("model")
@click.option(
    "--onnx",
    type=click.Choice(["float32", "int8"]),
    help="A tagger as ONNX, with its tokenizer and a program that uses it.",
)
@click.option(
    "--prune",
    metavar="LANGUAGES",
    help="Keep of the encoder's vocabulary only these languages, such as en,zh.",
)
@click.option("--out", type=path_type, required=True, metavar="DIR", help="A new folder.")
@encoder_option
@folder_option
@json_option
def export(
    model: str,
    onnx: str | None,
    prune: str | None,
    out: Path,
    encoder: str | None,
    folder: str | None,
    as_json: bool,
) -> int:
    """Write a model as ONNX for other programs, or with a smaller encoder of its own, or both.

    A pruned model reads texts in its languages as before, and works wherever a model does.

    \b
    briefbook models export shipped --onnx int8 --out tagger-onnx
    briefbook models export contracts --prune en,zh --out contracts-small
    """
    from briefbook.app.evaluating import encoder_of
    from briefbook.app.modelstore import find_model

    if not (onnx or prune):
        raise click.UsageError("say what to export to: --onnx, --prune or both")
    with workspace_if_any(folder) as workspace:
        found = find_model(model, workspace, "tag" if onnx else None)
        settings = encoder_settings(workspace, encoder)
    if not encoder:
        settings = encoder_of(found, settings)
    languages = tuple(part.strip() for part in prune.split(",")) if prune else ()
    if onnx:
        from briefbook.app.exporting import export_tagger

        told = export_tagger(found, out, onnx, encoder=settings, languages=languages)  # type: ignore[arg-type]
        line = f"{told['folder']}: {onnx}, {told['bytes'] / 1e6:.0f} MB"
    else:
        from briefbook.app.pruning import export_pruned

        told = export_pruned(found, out, languages, encoder=settings)
        pieces, size = told["pieces"], told["encoder_bytes"]
        line = (
            f"{told['folder']}: {pieces['after']:,} of {pieces['before']:,} pieces kept,"
            f" {size['after'] / 1e6:.0f} MB in place of {size['before'] / 1e6:.0f} MB"
        )
    if as_json:
        print_json(told)
    else:
        click.echo(line)
    return _DONE
