"""The `briefbook` command: parse, call one function, print.

Data go to stdout, messages and progress to stderr. Exit codes: 0 done, 1 a named error, 2 wrong
usage, 3 done but with problems listed.
"""

import logging
import os
import sys
from collections.abc import Sequence

import click

from briefbook.app.cli.annotating import annotate
from briefbook.app.cli.asking import ask, cypher, doctor
from briefbook.app.cli.classify_training import evaluate_classify, train_classify
from briefbook.app.cli.classifying import classify
from briefbook.app.cli.explaining import explain
from briefbook.app.cli.importing import import_command
from briefbook.app.cli.modelling import diff, evaluate
from briefbook.app.cli.options import InOrder
from briefbook.app.cli.path_training import train_paths
from briefbook.app.cli.promoting import models, promote, rollback
from briefbook.app.cli.running import (
    build,
    demo,
    extract,
    index,
    ingest,
    init,
    report,
    run,
)
from briefbook.app.cli.searching import search
from briefbook.app.cli.summarizing import summarize
from briefbook.app.cli.training import train
from briefbook.app.cli.watching import watch
from briefbook.errors import BriefbookError

_COMMANDS = (
    run,
    demo,
    init,
    ingest,
    import_command,
    extract,
    build,
    index,
    summarize,
    classify,
    report,
    search,
    ask,
    watch,
    cypher,
    diff,
    doctor,
    annotate,
    explain,
    train,
    evaluate,
    promote,
    rollback,
    models,
)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="briefbook")
def cli() -> None:
    """Turn an archive of documents into a knowledge graph and briefings.

    \b
    briefbook run letters/                         read an archive into letters.briefbook
    briefbook ask "Who heads Huaxin?"              ask the archive
    briefbook cypher "MATCH (n) RETURN count(n)"   ask its graph
    briefbook doctor                               see that all is well

    Every command takes --folder NAME.briefbook; else BRIEFBOOK_FOLDER, else the one run folder in
    the current directory.
    """


train.add_command(train_classify)
train.add_command(train_paths)
evaluate.add_command(evaluate_classify)
for _command in _COMMANDS:
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    # What goes wrong there reaches the user as one line of ours; their own lines come on top.
    logging.getLogger("neo4j").setLevel(logging.ERROR)
    os.environ.setdefault("LANCE_LOG", "error")
    try:
        code = cli.main(args=arguments, prog_name="briefbook", standalone_mode=False)
    except BriefbookError as error:
        click.echo(f"briefbook: {error}", err=True)
        code = 1
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("briefbook: interrupted; the same command goes on from here", err=True)
        code = 130
    sys.exit(code)
