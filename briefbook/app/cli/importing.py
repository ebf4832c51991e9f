"""The command that takes lists in: `import`."""

from dataclasses import asdict
from pathlib import Path

import click

from briefbook.app.cli.options import (
    folder_option,
    json_option,
    named_folder,
    print_counts,
    print_json,
    quiet_option,
)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=False), metavar="FILE")
@click.option("--entities", is_flag=True, help="FILE lists entities: name, label, aliases.")
@click.option(
    "--name", default="", help="What the list is called in the run folder; its file name."
)
@click.option("--delimiter", default="", help="Between cells; told by the first line.")
@click.option("--remove", is_flag=True, help="Take the list called FILE out again.")
@click.option("--no-index", is_flag=True, help="Leave its rows out of the search for now.")
@folder_option
@json_option
@quiet_option
def import_command(
    file: Path,
    entities: bool,
    name: str,
    delimiter: str,
    remove: bool,
    no_index: bool,
    folder: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Take facts from FILE, a CSV list: subject, predicate, object, each with its row as evidence.

    More columns, where the first row names them: subject_label, object_label, valid_from, valid_to,
    source. With --entities: name, label, aliases (parted by ";"). The same list twice changes
    nothing; a changed one takes the place of the old. Exit code 3: done, but some rows could not go
    in; they are listed.

    \b
    briefbook import facts.csv --folder films.briefbook
    briefbook import companies.csv --entities
    briefbook import facts.csv --remove
    """
    from briefbook.app.importing import import_list, remove_list
    from briefbook.app.progress import Reporter
    from briefbook.app.workspace import create_workspace

    delimiter = delimiter.replace("\\t", "\t")
    if len(delimiter) > 1:
        raise click.BadParameter("it is one character", param_hint="--delimiter")
    reporter = Reporter(quiet=quiet)
    with create_workspace(named_folder(folder, None)) as workspace, workspace.writing():
        if remove:
            counts = remove_list(
                workspace, name or file.name, index=not no_index, reporter=reporter
            )
        else:
            counts = import_list(
                workspace,
                file,
                "entities" if entities else "facts",
                name=name,
                delimiter=delimiter,
                index=not no_index,
                reporter=reporter,
            )
    (print_json if as_json else print_counts)(asdict(counts))
    if counts.failed:
        click.echo("Some rows could not go in: briefbook doctor says why.", err=True)
    return 3 if counts.failed else 0
