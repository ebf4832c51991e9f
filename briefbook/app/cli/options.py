"""Options that all commands share, and how their results are printed."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def folder_option(command: F) -> F:
    """Add `--folder`."""
    return click.option(
        "--folder",
        metavar="NAME.briefbook",
        help="The run folder; else BRIEFBOOK_FOLDER, else the one in the current directory.",
    )(command)


def json_option(command: F) -> F:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")(command)


def quiet_option(command: F) -> F:
    """Add `--quiet`."""
    return click.option("--quiet", "-q", is_flag=True, help="Show no progress.")(command)


def print_json(value: object) -> None:
    """Print one JSON value on stdout, Chinese left readable."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_counts(counts: Mapping[str, object]) -> None:
    """Print names and values on stdout, one a line, aligned."""
    width = max(len(name) for name in counts)
    for name, value in counts.items():
        shown = f"{value:,}" if isinstance(value, int) else value
        click.echo(f"{name.replace('_', ' '):<{width}}  {shown}")


def named_folder(folder: str | None, archive: Path | None) -> Path:
    """Return the run folder meant, or for a first run the one named after the archive."""
    from briefbook.app.workspace import SUFFIX, find_folder
    from briefbook.errors import WorkspaceError

    try:
        return find_folder(folder, os.environ, Path.cwd())
    except WorkspaceError:
        if archive is None or any(Path.cwd().glob(f"*{SUFFIX}")):
            raise
        return Path.cwd() / f"{archive.absolute().name}{SUFFIX}"


class InOrder(click.Group):
    """Lists commands in the order of the work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands as they were added."""
        return list(self.commands)


def copy_command(command: click.Command, name: str, short: str) -> click.Command:
    """Return the same command under another name, which it finds in its context."""
    return click.Command(
        name,
        callback=command.callback,
        params=command.params,
        help=command.help,
        short_help=short,
    )
