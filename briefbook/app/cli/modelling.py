"""Commands for those who want to know how good it is and what changed: `evaluate`, `diff`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from briefbook.app.cli.answer_measuring import evaluate_answer
from briefbook.app.cli.model_options import (
    FORMATS,
    encoder_option,
    encoder_settings,
    form_option,
    format_option,
    map_option,
    path_type,
    print_scores,
    read_map,
    workspace_if_any,
)
from briefbook.app.cli.options import (
    InOrder,
    copy_command,
    folder_option,
    json_option,
    named_folder,
    print_json,
    quiet_option,
)
from briefbook.app.cli.search_measuring import evaluate_search
from briefbook.app.cli.summary_measuring import (
    evaluate_summaries,
    refuse_summary_options,
    summary_options,
)

_DONE = 0
#: What the options below measure.
_MEASURED = {
    "tag": "A tagger, on labelled texts.",
    "relations": "A relation extractor, on labelled texts.",
    "summarize": "Digests, on texts with summaries.",
}


@click.group(cls=InOrder)
def evaluate() -> None:
    """Measure on data that were not learnt from: models of a kind, answers, search.

    \b
    briefbook evaluate tag --model contracts-tagger --data test.conll --json
    briefbook evaluate summarize --data news.csv --baselines
    """


@click.command()
@click.option(
    "--model",
    metavar="MODEL",
    help='A model folder, a model of the run folder by its name, or "shipped". Of summaries, who'
    " writes by default if left out.",
)
@click.option("--data", type=path_type, required=True, metavar="FILE", help="Labelled data.")
@format_option
@form_option
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
    help="Any format that can be written; of summaries always JSON lines.",
)
@summary_options
@encoder_option
@folder_option
@json_option
@quiet_option
@click.pass_context
def _evaluate(context: click.Context, /, **options: Any) -> int:
    """Measure a model on labelled data: strict precision, recall and F1, and more with --json.

    Relations are read between the labelled mentions, or with --end-to-end between those found.
    Digests are held against summaries that people wrote, by ROUGE-1, -2 and -L (of Chinese, by
    characters); files of many kinds are understood, columns by their names.

    \b
    briefbook evaluate tag --model contracts-tagger --data test.conll --format conll --json
    briefbook evaluate tag --model shipped --data gold.jsonl --robustness --tokens
    briefbook evaluate relations --model ties --data test.json --format spert
    briefbook evaluate relations --model ties --data test.json --end-to-end --tagger names
    briefbook evaluate summarize --data news.csv --format csv --baselines --json
    """
    kind = str(context.info_name)
    if kind == "summarize":
        return evaluate_summaries(options)
    return _evaluate_model(kind, options)


for _kind, _short in _MEASURED.items():
    evaluate.add_command(copy_command(_evaluate, _kind, _short))
evaluate.add_command(evaluate_search)
evaluate.add_command(evaluate_answer)


def _evaluate_model(kind: str, options: Mapping[str, Any]) -> int:
    from briefbook.app.evaluating import Ways, encoder_of, measure_model
    from briefbook.app.labelled import checksum_file, write_labelled
    from briefbook.app.modelstore import IN_USE, find_model
    from briefbook.app.progress import Reporter
    from briefbook.app.trainingdata import load_gold

    refuse_summary_options(options)
    if not options["model"]:
        raise click.UsageError(f"evaluate {kind} needs --model")
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
