"""What `briefbook train summarize` does: its options become a plan."""

import shlex
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefbook.app.cli.model_options import (
    PAIR_FORMATS,
    encoder_settings,
    print_rouge,
    workspace_if_any,
)
from briefbook.app.cli.options import print_json

if TYPE_CHECKING:
    from briefbook.app.summaryplan import SummaryPlan
    from briefbook.learn.settings import EncoderSettings

#: Options of `train` that mean nothing to a writer, and why where that is not plain.
_REFUSED: Mapping[str, str] = {
    "head": "a writer has one head",
    "nested": "it is for taggers",
    "context": "a writer reads the sentences that were chosen, all together",
    "renamed": "summaries have no labels",
    "augment": "a changed text would no longer say what its summary says",
    "search": "writing takes too long to try settings by",
    "search_minutes": "it goes with --search",
    "teachers": "a writer learns from summaries alone",
    "teacher_texts": "it goes with --teacher",
    "teacher_share": "it goes with --teacher",
    "guard": "a writer is kept from forgetting by --replay",
    "fresh_adapter": "the decoder goes on as a whole",
}
_KEPT = ("method", "rank")  # what a model that is gone on from says
_WITH_START = ("old_data", "replay")


def train_summaries(options: dict[str, Any]) -> int:
    """Train a writer of digests and print how good it is."""
    from briefbook.app.modelstore import find_model
    from briefbook.app.summarytraining import train_writer

    _check_together(options)
    with workspace_if_any(options["folder"]) as workspace:
        encoder = encoder_settings(workspace, options["encoder"])
        named = options["start"]
        start = find_model(named, workspace, "summarize") if named else None
    plan = _plan(encoder, options)
    if start:
        plan = _continued(plan, start, options)
    metrics = train_writer(
        plan, options["out"], quiet=options["quiet"], overwrite=options["overwrite"]
    )
    if options["as_json"]:
        print_json({"folder": str(options["out"]), **metrics})
        return 0
    print_rouge(metrics)
    training = metrics["training"]
    click.echo(
        f"{options['out']}: {training['steps']:,} steps in {training['minutes']:.1f} minutes;"
        " see training.html and README.md in it"
    )
    if plan.pretrained:
        click.echo(
            'to use it, say under [summarize]: writer = "pretrained", pretrained ='
            f' "{options["out"].absolute()}"'
        )
    return 0


def _check_together(options: dict[str, Any]) -> None:
    """Refuse what a writer has no use for, and options that contradict each other."""
    for name, reason in _REFUSED.items():
        if options[name] not in (None, False, ()):
            option = "map" if name == "renamed" else name.removesuffix("s").replace("_", "-")
            raise click.UsageError(f"--{option} is not for summaries: {reason}")
    if options["layout"] not in (None, *PAIR_FORMATS):
        raise click.UsageError(f"--format for summaries is one of {', '.join(PAIR_FORMATS)}")
    if options["start"] and options["pretrained"]:
        raise click.UsageError("--start-from does not go with --continue")
    if options["start"]:
        if fixed := [name for name in _KEPT if options[name]]:
            raise click.UsageError(
                f"--{fixed[0]} is that of the model that --continue goes on from"
            )
    elif alone := [name for name in _WITH_START if options[name] is not None]:
        raise click.UsageError(f"--{alone[0].replace('_', '-')} goes with --continue")


def _plan(encoder: "EncoderSettings", options: dict[str, Any]) -> "SummaryPlan":
    from briefbook.app.summaryplan import SummaryPlan
    from briefbook.app.trainingdata import DataPlan
    from briefbook.app.trainingplan import RATES, added_size
    from briefbook.learn.plan import LoopSettings
    from briefbook.learn.tuned import MethodSettings

    method = MethodSettings(method=options["method"] or "lora")
    if options["rank"]:
        method = added_size(method, options["rank"])
    names = (
        *("epochs", "learning_rate", "head_learning_rate", "batch_pieces", "patience"),
        *("max_minutes", "adversary", "device"),
    )
    chosen = {name: options[name] for name in names if options[name] is not None}
    if options["average"]:
        chosen["average"] = 0.99
    rate = chosen.get("learning_rate", RATES[method.method])
    return SummaryPlan(
        data=DataPlan(
            data=str(options["data"]),
            format=options["layout"] or "",
            dev=str(options["dev"] or ""),
            language=options["language"] or "",
            seed=options["seed"],
            form=options["form"] or "",
        ),
        method=method,
        loop=LoopSettings(**{**chosen, "learning_rate": rate, "seed": options["seed"]}),
        encoder=encoder,
        pretrained=_named_or_here(options["pretrained"]),
        command=shlex.join(["briefbook", *sys.argv[1:]]),
    )


def _named_or_here(model: str | None) -> str:
    """Return the name of a Hugging Face model, or its folder from anywhere."""
    if not model:
        return ""
    path = Path(model).expanduser()
    return str(path.absolute()) if path.is_dir() else model


def _continued(plan: "SummaryPlan", start: Path, options: dict[str, Any]) -> "SummaryPlan":
    """Return a plan that goes on from the model in `start`."""
    from briefbook.app.summaryplan import continued_plan

    if options["replay"] is not None:
        plan = replace(plan, replay=options["replay"])
    return continued_plan(
        plan,
        start,
        old_data=str(options["old_data"] or ""),
        rate_given=options["learning_rate"] is not None,
        encoder_given=bool(options["encoder"]),
    )
