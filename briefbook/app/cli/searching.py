"""Passages found: `briefbook search`."""

from typing import Any

import click

from briefbook.app.cli.filtering import filter_options, read_filters
from briefbook.app.cli.options import folder_option, json_option, named_folder, print_json

_SHOWN = 300  # characters of a passage; --json has all


@click.command()
@click.argument("question")
@filter_options
@click.option("--limit", type=click.IntRange(min=1), default=10, help="How many at most.")
@folder_option
@json_option
def search(question: str, **options: Any) -> int:
    """Find passages for QUESTION, by meaning, by words and by the graph, and say why.

    A filter given twice lets through what passes either; of different filters all must pass.

    \b
    briefbook search "leaking diaphragms" --since 2024-07 --type Organization
    briefbook search 膜片开裂 --entity 华信 --source "mail/*" --source complaints
    briefbook search "late deliveries" --label complaint --limit 5 --json
    """
    from briefbook.app.passage_search import search_passages
    from briefbook.app.workspace import open_workspace

    filters = read_filters(options)
    with open_workspace(named_folder(options["folder"], None)) as workspace:
        found = search_passages(workspace, question, filters, limit=options["limit"])
    if options["as_json"]:
        print_json(found)
        return 0
    if not found["passages"]:
        click.echo("Nothing found.")
    for place, row in enumerate(found["passages"], start=1):
        _print_row(place, row)
    return 0


def _print_row(place: int, row: dict[str, Any]) -> None:
    text = " ".join(row["text"].split())
    page = f", page {row['page']}" if row["page"] else ""
    date = f", {row['date']}" if row["date"] else ""
    click.echo(f"{place}. {row['source']}{page}{date}")
    click.echo(f"    {text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}")
    words = f"; words: {', '.join(row['terms'])}" if row["terms"] else ""
    click.echo(f"    {row['why']}{words}")
