"""Commands that read: `ask`, `cypher`, `doctor`."""

import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from briefbook.app.cli.options import folder_option, json_option, named_folder, print_json


@click.command()
@click.argument("question")
@click.option(
    "--endpoint",
    is_flag=True,
    help="Let the service set under [summarize] word the answer; it can add nothing.",
)
@click.option("--verbose", "-v", is_flag=True, help="Show the route, the query and all places.")
@folder_option
@json_option
def ask(question: str, endpoint: bool, verbose: bool, folder: str | None, as_json: bool) -> int:
    """Answer QUESTION from the archive, with the places that say so.

    Answers are read out of sentences, followed from fact to fact, counted or listed by a query, or
    a yes or no with what speaks for and against it. When nothing in the archive supports an answer,
    it says so.

    \b
    briefbook ask "When was the supply agreement signed?"
    briefbook ask "How many contracts end in 2026?" --verbose
    briefbook ask "谁是华信的总经理？" --json
    """
    from briefbook.app.answer_told import answer_json, answer_lines
    from briefbook.app.asking import ask_archive
    from briefbook.app.readers import open_running_reader
    from briefbook.app.workspace import open_workspace

    with open_workspace(named_folder(folder, None)) as workspace:
        answer, documents = ask_archive(
            workspace, question, reader=open_running_reader(workspace), endpoint=endpoint
        )
    if as_json:
        print_json(answer_json(answer, documents))
    else:
        for line in answer_lines(answer, documents, verbose=verbose):
            click.echo(line)
    return 0


@click.command()
@click.argument("query")
@click.option(
    "--param",
    "-p",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of the query; the value is read as JSON where it can be.",
)
@click.option(
    "--format",
    "layout",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help="How to print the rows.",
)
@folder_option
@json_option
def cypher(
    query: str, parameters: tuple[str, ...], layout: str, folder: str | None, as_json: bool
) -> int:
    """Run QUERY on the graph, with an account that cannot write. "-" reads it from stdin.

    \b
    briefbook cypher "MATCH (p:Person)-[:HEADS]->(o) RETURN p.name, o.name"
    briefbook cypher "MATCH (e {name: \\$name})-[r]-(x) RETURN type(r), x.name" -p name=华信
    briefbook cypher "MATCH (d:Document) RETURN d.source, d.title" --format csv
    """
    from briefbook.app.querying import query_graph
    from briefbook.app.workspace import open_workspace

    text = sys.stdin.read() if query == "-" else query
    with open_workspace(named_folder(folder, None)) as workspace:
        rows = query_graph(workspace, text, dict(map(_parameter, parameters)))
    if as_json or layout == "json":
        print_json(rows)
    elif layout == "csv":
        _print_csv(rows)
    else:
        _print_table(rows)
    return 0


def _parameter(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--param")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value


def _print_csv(rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        writer = csv.writer(sys.stdout)
        writer.writerow(rows[0])
        writer.writerows([_shown(value) for value in row.values()] for row in rows)


def _print_table(rows: Sequence[dict[str, Any]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    if not rows:
        click.echo("no rows", err=True)
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*[_shown(value) for value in row.values()])
    wide = None if sys.stdout.isatty() else 10_000
    Console(markup=False, highlight=False, width=wide).print(table)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@click.command()
@click.option(
    "--gold",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of gold (examples/gold): print precision, recall and F1 against it.",
)
@folder_option
@json_option
def doctor(gold: Path | None, folder: str | None, as_json: bool) -> int:
    """See that all is well: the run folder, its evidence, graph and index, and what failed.

    Exit code 1 when something is broken. Files that could not be read are listed, and no fault.

    \b
    briefbook doctor
    briefbook doctor --gold examples/gold --json
    """
    from briefbook.app.doctor import diagnose, told
    from briefbook.app.workspace import open_workspace

    with open_workspace(named_folder(folder, None)) as workspace:
        parts = diagnose(workspace, gold=gold)
    if as_json:
        print_json(parts)
    else:
        click.echo(told(parts))
    return 0 if parts["healthy"] else 1
