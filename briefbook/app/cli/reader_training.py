"""What `briefbook train read` and `promote` do with readers: options become a plan."""

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefbook.app.cli.model_options import encoder_settings, workspace_if_any
from briefbook.app.cli.options import print_json

if TYPE_CHECKING:
    from briefbook.app.promotingreaders import ReaderPromotion
    from briefbook.app.readertraining import ReaderPlan
    from briefbook.app.workspace import Workspace
    from briefbook.learn.settings import EncoderSettings

#: Options of `train` that mean nothing to a reader.
_REFUSED = (
    *("head", "nested", "context", "renamed", "augment", "search", "search_minutes", "teachers"),
    *("teacher_texts", "teacher_share", "guard", "fresh_adapter", "start", "old_data", "replay"),
    *("pretrained", "form"),
)
_DEFAULTS: Mapping[str, Any] = {
    "epochs": 3,
    "learning_rate": 8e-4,
    "batch_pieces": 2048,
    "average": 0.99,
    "patience": 0,
    "warmup_share": 0.06,
}


def train_reader(options: dict[str, Any]) -> int:
    """Train a reader and print how good it is."""
    from briefbook.app.readertraining import train_answers

    for name in _REFUSED:
        if options[name] not in (None, False, ()):
            option = {"renamed": "map", "start": "continue", "pretrained": "start-from"}
            shown = option.get(name, name.removesuffix("s").replace("_", "-"))
            raise click.UsageError(f"--{shown} is not for readers")
    if options["layout"] not in (None, "squad"):
        raise click.UsageError("--format for readers is squad")
    with workspace_if_any(options["folder"]) as workspace:
        encoder = encoder_settings(workspace, options["encoder"])
    plan = _plan(encoder, options)
    metrics = train_answers(
        plan, options["out"], quiet=options["quiet"], overwrite=options["overwrite"]
    )
    if options["as_json"]:
        print_json({"folder": str(options["out"]), **metrics})
        return 0
    for name, value in metrics.get("figures", {}).items():
        click.echo(f"{name:<8}{value:.4f}")
    training = metrics["training"]
    click.echo(
        f"{options['out']}: {training['steps']:,} steps in {training['minutes']:.1f} minutes;"
        " see training.html and README.md in it"
    )
    return 0


def _plan(encoder: "EncoderSettings", options: dict[str, Any]) -> "ReaderPlan":
    from briefbook.app.readertraining import ReaderPlan
    from briefbook.app.trainingdata import DataPlan
    from briefbook.app.trainingplan import RATES, added_size
    from briefbook.learn.plan import LoopSettings
    from briefbook.learn.tuned import MethodSettings
    from decide.reading.train import METHOD

    method = MethodSettings(method=options["method"]) if options["method"] else METHOD
    if options["rank"]:
        method = added_size(method, options["rank"])
    names = (
        *("epochs", "learning_rate", "head_learning_rate", "batch_pieces", "patience"),
        *("max_minutes", "adversary", "device"),
    )
    chosen = {name: options[name] for name in names if options[name] is not None}
    rates = {} if method.method == "lora" else {"learning_rate": RATES[method.method]}
    loop = LoopSettings(**{**_DEFAULTS, **rates, **chosen, "seed": options["seed"]})
    return ReaderPlan(
        data=DataPlan(
            data=str(options["data"]),
            format="squad",
            dev=str(options["dev"] or ""),
            seed=options["seed"],
        ),
        method=method,
        loop=loop,
        encoder=encoder,
        command=shlex.join(["briefbook", *sys.argv[1:]]),
    )


def promote_reader(
    workspace: "Workspace", candidate: Path, options: dict[str, Any]
) -> "ReaderPromotion":
    """Hold a reader against the one in use, and use it if it is no worse."""
    from briefbook.app import promotingreaders
    from briefbook.app.modelstore import read_metrics
    from briefbook.app.progress import Reporter
    from briefbook.app.readertraining import developed_on
    from decide.reading.squad import read_squad

    for name in ("renamed", "form"):
        if options[name]:
            raise click.UsageError("--map and --form are not for readers")
    if options["data"]:
        new = read_squad(options["data"])
    else:
        new = developed_on(candidate, read_metrics(candidate))
    old = options["old_data"]
    return promotingreaders.promote_reader(
        workspace,
        candidate,
        new=new,
        old=read_squad(old) if old else None,
        force=options["force"],
        reporter=Reporter(quiet=options["quiet"]),
    )
