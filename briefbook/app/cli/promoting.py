"""Commands for those who own models: `promote`, `rollback`, `models`."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefbook.app.cli.exporting import export
from briefbook.app.cli.model_options import (
    KINDS,
    form_option,
    format_option,
    map_option,
    path_type,
    read_map,
    workspace_if_any,
)
from briefbook.app.cli.options import (
    folder_option,
    json_option,
    named_folder,
    print_json,
    quiet_option,
)
from briefbook.app.cli.reader_training import promote_reader

if TYPE_CHECKING:
    from briefbook.app.promoting import Promotion
    from briefbook.app.promotingclassifiers import ClassifierPromotion
    from briefbook.app.promotingsummaries import SummaryPromotion
    from briefbook.app.workspace import Workspace

_DONE, _REFUSED = 0, 1
_Promote = Callable[["Workspace", Path, dict[str, Any]], Any]


@click.command()
@click.argument("model")
@click.option(
    "--data",
    type=path_type,
    metavar="NEW",
    help="Labelled data to judge by; what the model was developed on if left out.",
)
@format_option
@form_option
@click.option(
    "--old-data",
    type=path_type,
    metavar="OLD",
    help="What must not be forgotten; what the model in use was promoted with if left out.",
)
@map_option
@click.option("--force", is_flag=True, help="Promote although it is worse.")
@folder_option
@json_option
@quiet_option
def promote(model: str, **options: Any) -> int:
    """Use MODEL from the next run on, unless it is worse than the one in use.

    Both are measured on new and on old data. Exit code 1: it is worse beyond noise on either, and
    the one in use stays. A writer of digests is held against quotes where no other is in use.

    \b
    briefbook promote contracts-tagger
    briefbook promote contracts-tagger --data new.jsonl --old-data old.jsonl --json
    briefbook promote contracts-tagger --force
    briefbook promote letter-digests --data new.csv --form abstract
    """
    from briefbook.app.modelstore import find_model
    from briefbook.app.workspace import open_workspace
    from briefbook.learn.modelfolder import read_info

    path = named_folder(options["folder"], None)
    with open_workspace(path) as workspace, workspace.writing():
        candidate = find_model(model, workspace)
        put_to_use: _Promote = _PROMOTE.get(read_info(candidate).kind, _promote_extractor)
        promotion = put_to_use(workspace, candidate, options)
    if options["as_json"]:
        print_json(promotion.as_dict())
    else:
        for reason in promotion.verdict.reasons:
            click.echo(reason)
        click.echo(promotion.told())
    return _DONE if promotion.promoted else _REFUSED


def _promote_extractor(
    workspace: "Workspace", candidate: Path, options: dict[str, Any]
) -> "Promotion":
    from briefbook.app.modelstore import read_metrics
    from briefbook.app.progress import Reporter
    from briefbook.app.promoting import promote_model
    from briefbook.app.trainingdata import development_of, load_gold

    layout, names = options["layout"] or "", read_map(options["renamed"])
    if options["form"]:
        raise click.UsageError("--form goes with writers of digests")
    if options["data"]:
        new = load_gold(options["data"], layout, names)
    else:
        new = development_of(candidate, read_metrics(candidate))
    old = options["old_data"]
    return promote_model(
        workspace,
        candidate,
        new=new,
        old=load_gold(old, layout, names) if old else None,
        force=options["force"],
        reporter=Reporter(quiet=options["quiet"]),
    )


def _promote_summarizer(
    workspace: "Workspace", candidate: Path, options: dict[str, Any]
) -> "SummaryPromotion":
    from briefbook.app.modelstore import read_metrics
    from briefbook.app.progress import Reporter
    from briefbook.app.promotingsummaries import promote_summarizer
    from briefbook.app.summarydata import developed_on, read_all

    if options["renamed"]:
        raise click.UsageError("--map is not for writers of digests: summaries have no labels")
    how = (options["layout"] or "", options["form"] or "")
    if options["data"]:
        new = read_all([options["data"]], *how)
    else:
        new = developed_on(candidate, read_metrics(candidate))
    old = options["old_data"]
    return promote_summarizer(
        workspace,
        candidate,
        new=new,
        old=read_all([old], *how) if old else None,
        force=options["force"],
        reporter=Reporter(quiet=options["quiet"]),
    )


def _promote_classifier(
    workspace: "Workspace", candidate: Path, options: dict[str, Any]
) -> "ClassifierPromotion":
    from briefbook.app.promotingclassifiers import promote_classifier

    for name in ("renamed", "form", "layout"):
        if options[name]:
            raise click.UsageError("--map, --form and --format are not for classifiers")
    return promote_classifier(
        workspace,
        candidate,
        new=options["data"],
        old=options["old_data"],
        force=options["force"],
        quiet=options["quiet"],
    )


_PROMOTE: Mapping[str, _Promote] = {
    "summarize": _promote_summarizer,
    "read": promote_reader,
    "classify": _promote_classifier,
}


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@folder_option
@json_option
def rollback(kind: str, folder: str | None, as_json: bool) -> int:
    """Use again the model that was in use before the last promotion; twice is as before.

    \b
    briefbook rollback tag
    briefbook rollback relations --json
    """
    from briefbook.app.modelstore import roll_back, told_model
    from briefbook.app.workspace import open_workspace

    with open_workspace(named_folder(folder, None)) as workspace, workspace.writing():
        slot = roll_back(workspace, kind)  # type: ignore[arg-type]
    if as_json:
        print_json({"kind": kind, **asdict(slot)})
    else:
        click.echo(f"{kind}: in use is {told_model(slot.current)}, not {told_model(slot.previous)}")
    return _DONE


@click.group(invoke_without_command=True)
@folder_option
@json_option
@click.pass_context
def models(context: click.Context, folder: str | None, as_json: bool) -> int:
    """List models: those shipped, those promoted in the run folder, with their scores.

    \b
    briefbook models
    briefbook models --json
    """
    if context.invoked_subcommand is None:
        return _list_models(folder, as_json)
    return _DONE


models.add_command(export)


@models.command("list")
@folder_option
@json_option
def list_them(folder: str | None, as_json: bool) -> int:
    """List models, as `briefbook models` does.

    \b
    briefbook models list
    """
    return _list_models(folder, as_json)


def _list_models(folder: str | None, as_json: bool) -> int:
    from briefbook.app.modelstore import list_models, model_row

    with workspace_if_any(folder) as workspace:
        rows = [model_row(one) for one in list_models(workspace)]
    if as_json:
        print_json(rows)
        return _DONE
    if not rows:
        click.echo("no models yet: briefbook train --help says how to make one", err=True)
    for row in rows:
        name = f"{row['name']}-{row['version']}"
        click.echo(f"{row['kind']:<9}  {row['state']:<8}  {name}  {_score(row)}, {row['method']}")
        click.echo(f"{'':<21}{', '.join(row['labels'])}")
    return _DONE


def _score(row: dict[str, Any]) -> str:
    for name, shown in (("f1", "F1"), ("rouge", "mean ROUGE")):
        if row[name] is not None:
            return f"{shown} {row[name]:.4f}"
    return "not measured"
