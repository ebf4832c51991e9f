"""Commands for those who own models: `evaluate`, `promote`, `rollback`, `models`, `diff`."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from briefbook.app.cli.exporting import export
from briefbook.app.cli.model_options import (
    FORMATS,
    encoder_option,
    encoder_settings,
    format_option,
    kind_argument,
    map_option,
    path_type,
    print_scores,
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

_DONE, _REFUSED = 0, 1


@click.command()
@kind_argument
@click.option(
    "--model",
    required=True,
    metavar="MODEL",
    help='A model folder, a model of the run folder by its name, or "shipped".',
)
@click.option("--data", type=path_type, required=True, metavar="FILE", help="Labelled data.")
@format_option
@map_option
@click.option("--robustness", is_flag=True, help="On typos, other case, scans and wording too.")
@click.option("--tokens", is_flag=True, help="Show scores token by token too, with O and without.")
@click.option("--end-to-end", is_flag=True, help="Relations between mentions that were found.")
@click.option("--tagger", metavar="MODEL", help="What finds them; the one in use if left out.")
@click.option("--int8", is_flag=True, help="With the linear layers in 8 bits.")
@click.option(
    "--predictions",
    type=path_type,
    metavar="FILE",
    help="Write what was found, in --predictions-format.",
)
@click.option(
    "--predictions-format",
    type=click.Choice(FORMATS),
    default="jsonl",
    show_default=True,
    metavar="NAME",
    help="Any format that can be written.",
)
@encoder_option
@folder_option
@json_option
@quiet_option
def evaluate(kind: str, **options: Any) -> int:
    """Measure a model on labelled data: strict precision, recall and F1, and more with --json.

    Relations are read between the labelled mentions, or with --end-to-end between those found.

    \b
    briefbook evaluate tag --model contracts-tagger --data test.conll --format conll --json
    briefbook evaluate tag --model shipped --data gold.jsonl --robustness --tokens
    briefbook evaluate relations --model ties --data test.json --format spert
    briefbook evaluate relations --model ties --data test.json --end-to-end --tagger names
    """
    from briefbook.app.evaluating import Ways, encoder_of, measure_model
    from briefbook.app.labelled import checksum_file, write_labelled
    from briefbook.app.modelstore import IN_USE, find_model
    from briefbook.app.progress import Reporter
    from briefbook.app.trainingdata import load_gold

    if options["tagger"] and not options["end_to_end"]:
        raise click.UsageError("--tagger goes with --end-to-end")
    if options["end_to_end"] and kind == "tag":
        raise click.UsageError("--end-to-end is for relations")
    gold = load_gold(options["data"], options["layout"] or "", read_map(options["renamed"]))
    with workspace_if_any(options["folder"]) as workspace:
        folder = find_model(options["model"], workspace, kind)  # type: ignore[arg-type]
        tagger = None
        if options["end_to_end"]:
            tagger = find_model(options["tagger"] or IN_USE, workspace, "tag")
        encoder = encoder_settings(workspace, options["encoder"])
    measured = measure_model(
        folder,
        gold,
        encoder=encoder if options["encoder"] else encoder_of(folder, encoder),
        reporter=Reporter(quiet=options["quiet"]),
        ways=Ways(options["robustness"], tagger, options["int8"]),
    )
    if options["predictions"]:
        write_labelled(measured.predicted, options["predictions"], options["predictions_format"])
    if options["as_json"]:
        data = {"path": str(options["data"]), "sha256": checksum_file(options["data"])}
        print_json({**measured.report, "data": data})
        return _DONE
    _print_report(measured.report, tokens=options["tokens"])
    return _DONE


def _print_report(report: Mapping[str, Any], *, tokens: bool) -> None:
    print_scores(report)
    if "accuracy" in report and report.get("level") == "pairs":
        click.echo(f"pairs right {report['accuracy']:.4f}")
    if tokens and "tokens" in report:
        found = report["tokens"]
        for name, part in (("tokens", found), ("tokens without O", found["without_o"])):
            micro, macro = part["micro"]["f1"], part["macro"]["f1"]
            click.echo(f"{name}: micro F1 {micro:.4f}, macro F1 {macro:.4f}")
    for name, part in report.get("robustness", {}).items():
        loss = f", {part['loss']:+.4f} lost" if "loss" in part else ""
        click.echo(f"robustness, {name.replace('_', ' ')}: F1 {part['f1']:.4f}{loss}")
    click.echo(f"calibration error {report['calibration']['ece']:.4f}")
    click.echo(f"{report['speed']['words_per_s']:,.0f} words a second")


@click.command()
@click.argument("model")
@click.option(
    "--data",
    type=path_type,
    metavar="NEW",
    help="Labelled data to judge by; what the model was developed on if left out.",
)
@format_option
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
    the one in use stays.

    \b
    briefbook promote contracts-tagger
    briefbook promote contracts-tagger --data new.jsonl --old-data old.jsonl --json
    briefbook promote contracts-tagger --force
    """
    from briefbook.app.modelstore import find_model, read_metrics
    from briefbook.app.progress import Reporter
    from briefbook.app.promoting import promote_model
    from briefbook.app.trainingdata import development_of, load_gold
    from briefbook.app.workspace import open_workspace

    layout, names = options["layout"] or "", read_map(options["renamed"])
    old = options["old_data"]
    path = named_folder(options["folder"], None)
    with open_workspace(path) as workspace, workspace.writing():
        candidate = find_model(model, workspace)
        if options["data"]:
            new = load_gold(options["data"], layout, names)
        else:
            new = development_of(candidate, read_metrics(candidate))
        promotion = promote_model(
            workspace,
            candidate,
            new=new,
            old=load_gold(old, layout, names) if old else None,
            force=options["force"],
            reporter=Reporter(quiet=options["quiet"]),
        )
    if options["as_json"]:
        print_json(promotion.as_dict())
    else:
        for reason in promotion.verdict.reasons:
            click.echo(reason)
        click.echo(promotion.told())
    return _DONE if promotion.promoted else _REFUSED


@click.command()
@kind_argument
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
        f1 = f"F1 {row['f1']:.4f}" if row["f1"] is not None else "not measured"
        name = f"{row['name']}-{row['version']}"
        click.echo(f"{row['kind']:<9}  {row['state']:<8}  {name}  {f1}, {row['method']}")
        click.echo(f"{'':<21}{', '.join(row['labels'])}")
    return _DONE


@click.command()
@click.argument("other", required=False, type=path_type, metavar="[OTHER.briefbook]")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="Most lines of a kind; --json shows all.",
)
@folder_option
@json_option
def diff(other: Path | None, limit: int, folder: str | None, as_json: bool) -> int:
    """Show what the last build changed in the graph: entities and facts, with names and quotes.

    With OTHER, what is different here from that run folder.

    \b
    briefbook diff
    briefbook diff before.briefbook --folder after.briefbook --json
    """
    from briefbook.app.diff import diff_folders, diff_last_build
    from briefbook.app.diff_told import diff_json, diff_lines
    from briefbook.app.workspace import open_workspace

    with open_workspace(named_folder(folder, None)) as workspace:
        found = diff_folders(other, workspace) if other else diff_last_build(workspace)
    if as_json:
        print_json(diff_json(found))
    else:
        for line in diff_lines(found, limit=limit):
            click.echo(line)
    return _DONE
