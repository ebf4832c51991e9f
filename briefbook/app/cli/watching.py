"""Early warning: `briefbook watch`."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefbook.app.cli.options import (
    folder_option,
    json_option,
    named_folder,
    print_json,
    quiet_option,
)
from briefbook.app.cli.watch_printing import print_found, print_series, series_row

if TYPE_CHECKING:
    from briefbook.app.alerts import Target
    from briefbook.app.progress import Reporter

_DONE, _DONE_WITH_PROBLEMS = 0, 3
_KINDS = ("entity", "topic", "label", "predicate", "query", "archive")

_least_option = click.option(
    "--at-least",
    "least",
    type=click.Choice(["note", "warning", "alarm"]),
    default="note",
    help="Show no alerts of less weight.",
)


@click.group()
def watch() -> None:
    """Watch entities, topics, labels, predicates and saved queries, and be warned.

    \b
    briefbook watch add "Northgate Pumps Ltd"       an entity of the graph
    briefbook watch add "recall, 召回"              a topic: sentences with one of these
    briefbook watch add ACQUIRED                    facts of this predicate
    briefbook watch run --since 2024-09-01          what would have been told since then
    briefbook watch run --read --every 60           read the archive and look, every hour
    """


@watch.command()
@click.argument("what")
@click.option(
    "--as",
    "kind",
    type=click.Choice(_KINDS),
    help="What it is; told from the archive when left out.",
)
@click.option("--name", default="", help="What to call it; a query deserves one.")
@folder_option
@json_option
def add(what: str, kind: Any, name: str, folder: str | None, as_json: bool) -> int:
    """Watch WHAT from now on: what the archive says already is no news.

    An entity by its name, words of a topic divided by commas, the label that a classifier gives, a
    predicate, a Cypher query (or "-" to read it from stdin), or "*" for the whole archive.

    \b
    briefbook watch add 华信
    briefbook watch add "strike, walk-out, 罢工" --name unrest
    briefbook watch add complaint --as label
    briefbook watch add "MATCH (c)-[:ENDS_ON]->(d) RETURN c.name, d.name" --name ends
    """
    from briefbook.app.watching import add_watch
    from briefbook.app.workspace import open_workspace

    text = sys.stdin.read() if what == "-" else what
    with open_workspace(named_folder(folder, None)) as workspace, workspace.writing():
        added = add_watch(workspace, text, kind, name)
    if as_json:
        print_json({"name": added.name, "kind": added.kind, "text": added.text, "id": added.id})
    else:
        click.echo(f"watching the {added.kind} {added.name}")
    return _DONE


@watch.command()
@click.argument("name")
@folder_option
@json_option
def remove(name: str, folder: str | None, as_json: bool) -> int:
    """Watch NAME no more; what was told of it stays in the history.

    \b
    briefbook watch remove unrest
    """
    from briefbook.app.watching import remove_watch
    from briefbook.app.workspace import open_workspace

    with open_workspace(named_folder(folder, None)) as workspace, workspace.writing():
        removed = remove_watch(workspace, name)
    if as_json:
        print_json({"name": removed.name, "kind": removed.kind, "id": removed.id})
    else:
        click.echo(f"watching the {removed.kind} {removed.name} no more")
    return _DONE


@watch.command("list")
@folder_option
@json_option
def list_command(folder: str | None, as_json: bool) -> int:
    """Show what is watched.

    \b
    briefbook watch list --json
    """
    from briefbook.app.watching import list_watches
    from briefbook.app.workspace import open_workspace

    with open_workspace(named_folder(folder, None)) as workspace:
        rows = list_watches(workspace)
    if as_json:
        print_json(rows)
        return _DONE
    if not rows:
        click.echo("Nothing is watched yet: see briefbook watch add --help.")
    for row in rows:
        text = f"  {' '.join(row['text'].split())}" if row["text"] != row["name"] else ""
        absent = "  (no entity of this name yet)" if row["entities"] == 0 else ""
        click.echo(f"{row['kind']:<9}  {row['name']}{text}{absent}")
    return _DONE


@watch.command()
@click.option("--since", default="", metavar="DATE", help="Take documents since then as new.")
@click.option("--read", "reads", is_flag=True, help="Read the archive first, as briefbook run.")
@click.option(
    "--every", type=click.FloatRange(min=0.01), metavar="MINUTES", help="Again and again."
)
@click.option(
    "--file", "files", multiple=True, metavar="PATH", help='Add JSON lines to it; "-" is stdout.'
)
@click.option("--email", "addresses", multiple=True, metavar="ADDRESS", help="Send a mail there.")
@click.option("--webhook", "webhooks", multiple=True, metavar="URL", help="Post JSON there.")
@_least_option
@folder_option
@json_option
@quiet_option
def run(**options: Any) -> int:
    """Look at what is new since the last look, and tell.

    New is what the last look had not seen; when things happened is told by the documents' dates.
    Alerts also go where the table [alerts] of the settings says. Mail needs smtp_host and sender
    there, and BRIEFBOOK_SMTP_USER and BRIEFBOOK_SMTP_PASSWORD where the server asks for an account.
    With BRIEFBOOK_WEBHOOK_KEY, requests bear X-Briefbook-Signature, the HMAC-SHA256 of their body.
    What could not be delivered is kept, and tried again by the next run. Exit code 3: done, but a
    delivery or a query failed.

    \b
    briefbook watch run
    briefbook watch run --since 2024-09-01 --at-least warning
    briefbook watch run --file - --quiet >> alerts.jsonl
    briefbook watch run --read --every 60 --email press@example.org
    """
    from briefbook.app.progress import Reporter

    reporter = Reporter(quiet=options["quiet"])
    minutes = options["every"]
    if minutes is None:
        return _run_once(options, reporter)
    reporter.say(f"looking every {minutes:g} minutes; Ctrl-C ends it")
    with _told_to_stop() as stop:
        while not stop:
            _run_once_of_many(options, reporter)
            until = time.monotonic() + minutes * 60
            while not stop and time.monotonic() < until:
                time.sleep(min(0.2, max(0.0, until - time.monotonic())))
    reporter.say("stopped; the next look goes on from here")
    return _DONE


@contextmanager
def _told_to_stop() -> Iterator[list[int]]:
    """Yield a list that Ctrl-C puts something into: a look is finished; a second one ends it.

    An interrupt raised in the middle of a look may be lost in a library's clean-up.
    """
    stop: list[int] = []

    def note(number: int, _frame: object) -> None:
        stop.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _run_once_of_many(options: dict[str, Any], reporter: "Reporter") -> None:
    """Look once; what goes wrong now may go well next time."""
    from briefbook.errors import GraphError, WorkspaceBusy

    try:
        _run_once(options, reporter)
    except (WorkspaceBusy, GraphError) as error:
        click.echo(f"briefbook: {error}", err=True)
    else:
        options["since"] = ""  # a look back is one look


def _run_once(options: dict[str, Any], reporter: "Reporter") -> int:
    from briefbook.app.pipeline import run as read_archive
    from briefbook.app.watching import run_watches
    from briefbook.app.workspace import open_workspace

    targets = _targets(options)
    with open_workspace(named_folder(options["folder"], None)) as workspace, workspace.writing():
        if options["reads"]:
            read_archive(workspace, None, reporter=reporter)
        found = run_watches(workspace, since=options["since"], targets=targets, reporter=reporter)
    print_found(found, options)
    return _DONE_WITH_PROBLEMS if found.problems else _DONE


def _targets(options: dict[str, Any]) -> "list[Target]":
    from briefbook.app.alerts import STDOUT, Target
    from briefbook.app.alertsettings import check_target

    targets = [
        *(Target("email", address) for address in options["addresses"]),
        *(Target("webhook", address) for address in options["webhooks"]),
    ]
    for target in targets:
        check_target(target.channel, target.address)
    paths = [path if path == STDOUT else str(Path(path).absolute()) for path in options["files"]]
    return [*(Target("file", path) for path in paths), *targets]


@watch.command()
@click.argument("name")
@folder_option
@json_option
@quiet_option
def show(name: str, folder: str | None, as_json: bool, quiet: bool) -> int:
    """Show how much was said of NAME over time, in what tone, and where it burst.

    \b
    briefbook watch show "Northgate Pumps Ltd"
    briefbook watch show unrest --json
    """
    from briefbook.app.progress import Reporter
    from briefbook.app.watching import show_watch
    from briefbook.app.workspace import open_workspace

    with open_workspace(named_folder(folder, None)) as workspace:
        shown = show_watch(workspace, name, reporter=Reporter(quiet=quiet))
        least = workspace.settings.watch.false_alarms
    if as_json:
        print_json(series_row(shown))
    else:
        print_series(shown, least)
    return _DONE


@watch.command()
@click.argument("name", required=False, default="")
@_least_option
@click.option("--last", type=click.IntRange(min=1), default=50, help="How many at most.")
@folder_option
@json_option
def history(name: str, least: Any, last: int, folder: str | None, as_json: bool) -> int:
    """Show the alerts of the past, of NAME or of all, and whether they arrived.

    \b
    briefbook watch history
    briefbook watch history unrest --at-least warning --json
    """
    from briefbook.app.alerts import told_row
    from briefbook.app.watching import alert_history
    from briefbook.app.workspace import open_workspace

    with open_workspace(named_folder(folder, None)) as workspace:
        rows = alert_history(workspace, name=name, least=least, last=last)
    if as_json:
        print_json(rows)
        return _DONE
    if not rows:
        click.echo("No alerts so far.")
    for row in rows:
        click.echo(f"run {row['run']}  {told_row(row)}")
        for address, state in row["delivered"].items():
            click.echo(f"      {address}: {state}")
    return _DONE
