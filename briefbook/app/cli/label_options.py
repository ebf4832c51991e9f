"""Options that the commands about labels share, and how labels are put out."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from briefbook.app.cli.model_options import FORMATS, path_type

if TYPE_CHECKING:
    from briefbook.app.workspace import Workspace
    from briefbook.labels.examples import Example

F = TypeVar("F", bound=Callable[..., Any])


def layout_option(default: str | None, help_text: str) -> Callable[[F], F]:
    """Add `--format`."""
    return click.option(
        "--format",
        "layout",
        type=click.Choice(FORMATS),
        default=default,
        metavar="NAME",
        help=f"{help_text}: {', '.join(FORMATS)}.",
    )


def unit_option(default: str) -> Callable[[F], F]:
    """Add `--unit`."""
    return click.option(
        "--unit",
        type=click.Choice(["document", "passage", "sentence"]),
        default=default,
        show_default=True,
        help="How documents are cut into texts.",
    )


out_option = click.option(
    "--out", type=path_type, metavar="FILE", help="Where to write labels; stdout if left out."
)


def put_out(
    examples: "Sequence[Example]", layout: str, out: Path | None, *, silent: bool = False
) -> list[str]:
    """Write labels to `out` or stdout, say what the format loses, and return that."""
    from briefbook.app.annotating import export_labels, write_file

    data, lost = export_labels(examples, layout)
    if lost:
        click.echo(f"{layout} cannot hold {', '.join(lost)}", err=True)
    if out is not None:
        write_file(out, data)
        click.echo(f"wrote {len(examples)} texts to {out}", err=True)
    elif not silent:
        click.echo(data, nl=False)
    return lost


def count_labels(examples: "Sequence[Example]") -> dict[str, int]:
    """Return how much there is of what."""
    return {
        "texts": len(examples),
        "mentions": sum(len(one.mentions) for one in examples),
        "relations": sum(len(one.relations) for one in examples),
    }


def shown_name(out: Path | None) -> str | None:
    """Return a path for JSON."""
    return str(out) if out else None


def tagger_meant(workspace: "Workspace | None", name: str | None) -> Path | None:
    """Return the tagger meant, the one in use without a name; None for none."""
    from briefbook.app.modelstore import find_model, running_model, shipped_model

    if name == "none":
        return None
    if name:
        return find_model(name, workspace, "tag")
    return running_model(workspace, "tag") if workspace else shipped_model("tag")
