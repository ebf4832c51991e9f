"""The command that tunes a parser of questions about a list of facts: `train paths`."""

from pathlib import Path

import click

from briefbook.app.cli.model_options import workspace_if_any
from briefbook.app.cli.options import folder_option, json_option, print_json, quiet_option

_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("paths")
@click.option(
    "--data",
    type=_file,
    required=True,
    multiple=True,
    metavar="FILE",
    help='Questions and answers: "question about [name] TAB answer|answer" a line.',
)
@click.option(
    "--triples",
    type=_file,
    metavar="FILE",
    help="The facts: subject, predicate, object. Left out: those of the gold paths in FILE, else"
    " of the run folder.",
)
@click.option(
    "--format",
    "layout",
    type=click.Choice(["metaqa", "nlpcc"]),
    default="metaqa",
    show_default=True,
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="FOLDER",
    help="The folder to write.",
)
@folder_option
@json_option
@quiet_option
def train_paths(
    data: tuple[Path, ...],
    triples: Path | None,
    layout: str,
    out: Path,
    folder: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Tune a parser of questions that are paths, from questions with answers alone.

    A tenth of the questions is kept back and measured. Which path a question means is found from
    its answers; none need be given.

    \b
    briefbook train paths --data qa_train.txt --triples kb.csv --out film-questions
    """
    from briefbook.app.pathtraining import train_path_parser
    from briefbook.app.progress import Reporter

    with workspace_if_any(folder) as workspace:
        report = train_path_parser(
            data, triples, layout, out, workspace=workspace, reporter=Reporter(quiet=quiet)
        )
    if as_json:
        print_json(report)
        return 0
    for name in ("questions", "answered", "hits@1", "exact", "f1"):
        click.echo(f"{name:<10} {report['scores'][name]}")
    click.echo(f"{out}: {report['paths']} paths learnt from {report['learnt_from']:,} questions")
    return 0
