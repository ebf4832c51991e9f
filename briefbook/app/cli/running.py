"""Commands that do the work: `run`, `demo`, and each stage by its name."""

from dataclasses import asdict
from importlib import import_module
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

_DONE, _DONE_WITH_PROBLEMS = 0, 3

_archive_argument = click.argument(
    "archive", required=False, type=click.Path(path_type=Path), metavar="[ARCHIVE]"
)


def work(
    function: str, *arguments: object, folder: Path, make: bool, as_json: bool, quiet: bool
) -> int:
    """Open the run folder for writing, call `function` on it, print what it came to.

    `function` is "module:name" below `briefbook.app`, imported only now to keep `--help` quick.
    """
    from briefbook.app.progress import Reporter
    from briefbook.app.workspace import create_workspace, open_workspace

    module, name = function.split(":")
    do = getattr(import_module(f"briefbook.app.{module}"), name)
    open_folder = create_workspace if make else open_workspace
    with open_folder(folder) as workspace, workspace.writing():
        counts = asdict(do(workspace, *arguments, reporter=Reporter(quiet=quiet)))
    (print_json if as_json else print_counts)(counts)
    if not counts.get("failed"):
        return _DONE
    click.echo("Some files could not be read: the briefing and briefbook doctor say why.", err=True)
    return _DONE_WITH_PROBLEMS


@click.command()
@_archive_argument
@folder_option
@json_option
@quiet_option
def run(archive: Path | None, folder: str | None, as_json: bool, quiet: bool) -> int:
    """Do all stages: read ARCHIVE, build its graph, write its briefing.

    Only what is new or changed is read; files that are gone leave the graph. Without ARCHIVE, the
    one read last is read again. Exit code 3: done, but some files could not be read.

    \b
    briefbook run letters/
    briefbook run letters/ --folder letters.briefbook --json
    """
    path = named_folder(folder, archive)
    make = archive is not None
    return work("pipeline:run", archive, folder=path, make=make, as_json=as_json, quiet=quiet)


@click.command()
@folder_option
@json_option
@quiet_option
def demo(folder: str | None, as_json: bool, quiet: bool) -> int:
    """Run on the sample archive, into demo.briefbook unless --folder is given.

    \b
    briefbook demo
    """
    from briefbook.app.sample import sample_archive

    archive = sample_archive()
    path = named_folder(folder or "demo.briefbook", archive)
    return work("pipeline:run", archive, folder=path, make=True, as_json=as_json, quiet=quiet)


@click.command()
@_archive_argument
@folder_option
@json_option
def init(archive: Path | None, folder: str | None, as_json: bool) -> int:
    """Make a run folder with its settings file, and read nothing yet.

    \b
    briefbook init letters/
    briefbook init --folder letters.briefbook
    """
    from briefbook.app.stages.ingesting import remember_archive
    from briefbook.app.workspace import create_workspace

    path = named_folder(folder, archive)
    with create_workspace(path) as workspace:
        if archive is not None:
            remember_archive(workspace, archive)
    made = {"folder": str(path), "settings": str(path / "briefbook.toml")}
    (print_json if as_json else print_counts)(made)
    return _DONE


@click.command()
@_archive_argument
@folder_option
@json_option
@quiet_option
def ingest(archive: Path | None, folder: str | None, as_json: bool, quiet: bool) -> int:
    """Read the files of ARCHIVE into documents.

    Exit code 3: done, but some files could not be read.

    \b
    briefbook ingest letters/ --folder letters.briefbook
    """
    path = named_folder(folder, archive)
    make = archive is not None
    function = "stages.ingesting:ingest_archive"
    return work(function, archive, folder=path, make=make, as_json=as_json, quiet=quiet)


def _stage(name: str, function: str, help_text: str) -> click.Command:
    """Make the command that runs one stage on what the stages before it have left."""

    @click.command(name, help=help_text)
    @folder_option
    @json_option
    @quiet_option
    def command(folder: str | None, as_json: bool, quiet: bool) -> int:
        path = named_folder(folder, None)
        return work(function, folder=path, make=False, as_json=as_json, quiet=quiet)

    return command


extract = _stage(
    "extract",
    "stages.extracting:extract_readings",
    """Find mentions and relations in the documents that were read.

    \b
    briefbook extract --folder letters.briefbook
    """,
)

build = _stage(
    "build",
    "stages.building:build_graph",
    """Bring the graph up to date: entities, facts and their evidence.

    Without NEO4J_URI an embedded server is started on demand; with it, that server is used.

    \b
    briefbook build --folder letters.briefbook
    NEO4J_URI=bolt://localhost:7687 NEO4J_PASSWORD=… briefbook build
    """,
)

index = _stage(
    "index",
    "stages.indexing:index_passages",
    """Bring the search index up to date: passages, their vectors and full text.

    \b
    briefbook index --folder letters.briefbook
    """,
)

report = _stage(
    "report",
    "stages.reporting:write_report",
    """Write the HTML briefing.

    \b
    briefbook report --folder letters.briefbook
    """,
)
