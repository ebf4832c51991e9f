"""Options that narrow a search to some documents and passages."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from briefbook.app.filters import Filters

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--entity", "entities", multiple=True, metavar="NAME", help="Passages that name it."
    ),
    click.option(
        "--type",
        "types",
        multiple=True,
        metavar="LABEL",
        help="Passages that name something of this label, such as Person.",
    ),
    click.option("--since", default="", metavar="DATE", help="Documents of then and later."),
    click.option("--until", default="", metavar="DATE", help="Documents of then and earlier."),
    click.option(
        "--source",
        "sources",
        multiple=True,
        metavar="PATTERN",
        help='Documents whose path is like this, such as "mail/*.eml", or in this folder.',
    ),
    click.option(
        "--label",
        "labels",
        multiple=True,
        metavar="LABEL",
        help="Documents that a classifier gave this label.",
    ),
)


def filter_options(command: F) -> F:
    """Add `--entity`, `--type`, `--since`, `--until`, `--source` and `--label`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_filters(options: dict[str, Any]) -> "Filters":
    """Take the filters out of a command's options."""
    from briefbook.app.filters import Filters

    names = ("entities", "types", "since", "until", "sources", "labels")
    return Filters(**{name: options.pop(name) for name in names})
