"""The command that makes models: `train`."""

import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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
    print_json,
    quiet_option,
)
from briefbook.app.cli.reader_training import train_reader
from briefbook.app.cli.summary_training import train_summaries

if TYPE_CHECKING:
    from briefbook.app.trainingplan import TrainingPlan
    from briefbook.learn.settings import EncoderSettings

#: What the options below train.
TRAINED = {
    "tag": "A tagger: finds names and values in texts.",
    "relations": "A relation extractor: ties names together.",
    "summarize": "A writer of digests.",
    "read": "A reader: finds answers to questions in texts.",
}
DEVICES = ("auto", "cpu", "cuda")
METHODS = ("full", "lora", "adalora", "bottleneck", "bitfit", "prompt", "prefix", "head")


@click.group(cls=InOrder)
def train() -> None:
    """Train a model of a kind into a folder; killed, the same command goes on where it was.

    \b
    briefbook train tag --data labels/ --out contracts-tagger
    briefbook train summarize --data letters.csv --form abstract --out letter-digests
    briefbook train read --data questions.json --out contracts-reader
    """


@click.command()
@click.option(
    "--data",
    type=path_type,
    required=True,
    metavar="DIR_OR_FILE",
    help="A folder with train and dev files, or one file: then a tenth is held out.",
)
@format_option
@form_option
@click.option(
    "--dev", type=path_type, metavar="FILE", help="Development data, to choose weights by."
)
@click.option("--out", type=path_type, required=True, metavar="MODEL", help="The folder to write.")
@click.option(
    "--method",
    type=click.Choice(METHODS),
    help="What is tuned: all (full), a few added weights, biases, or the head alone.",
)
@click.option(
    "--rank",
    type=click.IntRange(1),
    help="How much a method adds: LoRA's rank, a bottleneck's width, a prompt's vectors.",
)
@click.option("--epochs", type=click.IntRange(1), help="At most; 10, more for little data.")
@click.option("--learning-rate", type=float, help="The encoder's, at its highest; by the method.")
@click.option("--head-learning-rate", type=float, help="That of the layers on top; 0.001.")
@click.option("--batch-pieces", type=click.IntRange(1), help="Pieces of text read at a time; 1024.")
@click.option("--patience", type=click.IntRange(0), help="Epochs without a better score; 3.")
@click.option("--max-minutes", type=click.FloatRange(0), help="A limit for the training.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of all that is drawn.")
@click.option(
    "--head",
    type=click.Choice(["words", "crf", "spans"]),
    help="How a tagger decides: word by word, on whole sequences, or on every span.",
)
@click.option("--nested", is_flag=True, help="Mentions may lie in one another (head spans).")
@click.option(
    "--context",
    type=click.IntRange(0),
    metavar="PIECES",
    help="Sentences of a document are read together up to this; 0: each alone.",
)
@click.option(
    "--adversary",
    type=click.Choice(["fgm", "pgd"]),
    help="Train against small shifts of the embeddings.",
)
@click.option("--average", is_flag=True, help="Use the moving average of the weights.")
@click.option(
    "--device",
    type=click.Choice(DEVICES),
    help="Where to compute; auto: on a CUDA card if there is one.",
)
@map_option
@click.option(
    "--continue",
    "start",
    metavar="MODEL",
    help="Go on from a model: new labels or a new domain, without forgetting.",
)
@click.option(
    "--start-from",
    "pretrained",
    metavar="NAME_OR_DIR",
    help="For summaries: tune this Hugging Face sequence-to-sequence model in place of ours.",
)
@click.option(
    "--old-data",
    type=path_type,
    metavar="DIR_OR_FILE",
    help="What that one knows; what it was trained on if left out.",
)
@click.option("--replay", type=click.FloatRange(0, 0.95), help="Share of old examples; 0.3.")
@click.option("--guard", type=click.FloatRange(0), help="Strength of weight consolidation; 0.01.")
@click.option(
    "--fresh-adapter",
    is_flag=True,
    help="Go on with a LoRA of its own on top, all the old left alone.",
)
@click.option(
    "--teacher",
    "teachers",
    multiple=True,
    metavar="MODEL",
    help="Learn from what this model thinks too. Repeated: from the mean of several.",
)
@click.option(
    "--teacher-texts",
    type=path_type,
    metavar="FILE_OR_RUN",
    help="Texts learnt from teachers alone; for relations with mentions.",
)
@click.option(
    "--teacher-share",
    type=click.FloatRange(0, 1),
    help="How much teachers count where there are labels; 0.5.",
)
@click.option(
    "--augment", type=click.IntRange(1), metavar="N", help="Add N changed copies of each."
)
@click.option("--search", type=click.IntRange(1), metavar="TRIALS", help="Seek settings first.")
@click.option("--search-minutes", type=click.FloatRange(0), help="A limit for the search.")
@click.option("--language", type=click.Choice(["en", "zh"]), help="Of the data; told by each text.")
@encoder_option
@click.option("--overwrite", is_flag=True, help="Replace the model or training in MODEL.")
@folder_option
@json_option
@quiet_option
@click.pass_context
def _train(context: click.Context, /, **options: Any) -> int:
    """Train a model into the folder MODEL.

    Killed, the same command goes on where it was. MODEL gets the weights, metrics.json (scores on
    development data), README.md (the model card), journal.jsonl and training.html (its course).
    Taggers and relation extractors learn from labels, a writer (`summarize`) from texts with
    summaries (CSV or JSON lines), a reader (`read`) from questions on paragraphs in the format of
    SQuAD.

    \b
    briefbook train tag --data labels/ --out contracts-tagger
    briefbook train tag --data labels/ --format conll --method lora --out contracts-lora
    briefbook train tag --data 50.jsonl --map PER=Person --map MISC= --out small
    briefbook train tag --data new/ --continue contracts-tagger --out contracts-and-more
    briefbook train tag --data labels/ --teacher big --teacher-texts letters.txt --out small
    briefbook train relations --data spert/ --format spert --max-minutes 30 --out ties
    briefbook train summarize --data letters.csv --form abstract --out letter-digests
    briefbook train read --data questions.json --dev more.json --out contracts-reader
    """
    kind = str(context.info_name)
    if kind == "summarize":
        return train_summaries(options)
    if kind == "read":
        return train_reader(options)
    return _train_extractor(kind, options)


for _kind, _short in TRAINED.items():
    train.add_command(copy_command(_train, _kind, _short))


def _train_extractor(kind: str, options: dict[str, Any]) -> int:
    from briefbook.app.modelstore import find_model
    from briefbook.app.training import train_model

    _check_together(options)
    with workspace_if_any(options["folder"]) as workspace:
        encoder = encoder_settings(workspace, options["encoder"])

        def find(name: str) -> Path:
            return find_model(name, workspace, kind)  # type: ignore[arg-type]

        start = find(options["start"]) if options["start"] else None
        teachers = [find(name) for name in options["teachers"]]
    plan = _training_plan(kind, encoder, options)
    plan = replace(plan, teachers=tuple(str(one.absolute()) for one in teachers))
    if start:
        plan = _continued(plan, start, options)
    metrics = train_model(
        plan, options["out"], quiet=options["quiet"], overwrite=options["overwrite"]
    )
    if options["as_json"]:
        print_json({"folder": str(options["out"]), **metrics})
        return 0
    print_scores(metrics)
    training = metrics["training"]
    click.echo(
        f"{options['out']}: {training['steps']:,} steps in {training['minutes']:.1f} minutes;"
        " see training.html and README.md in it"
    )
    return 0


def _check_together(options: dict[str, Any]) -> None:
    """Refuse options that contradict each other."""
    for option in ("form", "pretrained"):
        if options[option]:
            name = {"pretrained": "start-from"}.get(option, option)
            raise click.UsageError(f"--{name} goes with summarize")
    if options["layout"] not in (None, *FORMATS):
        raise click.UsageError(f"--format {options['layout']} goes with summarize")
    if options["start"]:
        kept = ("method", "rank", "head", "nested", "context")
        fixed = [name for name in kept if options[name]]
        if options["fresh_adapter"]:
            fixed = [name for name in fixed if name != "rank"]
        if fixed:
            raise click.UsageError(
                f"--{fixed[0]} is that of the model that --continue goes on from"
            )
        if options["teachers"]:
            raise click.UsageError("--teacher does not go with --continue")
    elif options["fresh_adapter"]:
        raise click.UsageError("--fresh-adapter goes with --continue")
    if not options["teachers"]:
        for name in ("teacher_texts", "teacher_share"):
            if options[name] is not None:
                raise click.UsageError(f"--{name.replace('_', '-')} goes with --teacher")


def _training_plan(
    kind: str, encoder: "EncoderSettings", options: dict[str, Any]
) -> "TrainingPlan":
    """Return the plan that the options of `train` mean."""
    from briefbook.app.trainingdata import DataPlan
    from briefbook.app.trainingplan import (
        RATES,
        TrainingPlan,
        added_size,
        head_settings,
    )
    from briefbook.learn.distil import DistilSettings
    from briefbook.learn.plan import LoopSettings
    from briefbook.learn.tuned import MethodSettings
    from extract.relating.settings import RelationSettings
    from extract.tagging.train import TaggerSettings

    method = MethodSettings(method=options["method"] or "full")
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
    tagger, relations = TaggerSettings(), RelationSettings()
    tagger = replace(tagger, head=head_settings(options["head"], nested=options["nested"]))
    if options["context"] is not None:
        tagger = replace(tagger, context_pieces=options["context"])
        relations = replace(relations, context_pieces=options["context"])
    share = {} if options["teacher_share"] is None else {"share": options["teacher_share"]}
    return TrainingPlan(
        kind=kind,  # type: ignore[arg-type]
        data=DataPlan(
            data=str(options["data"]),
            format=options["layout"] or "",
            dev=str(options["dev"] or ""),
            renamed=read_map(options["renamed"]),
            language=options["language"] or "",
            seed=options["seed"],
        ),
        method=method,
        loop=LoopSettings(**{**chosen, "learning_rate": rate, "seed": options["seed"]}),
        given=tuple(chosen),
        tagger=tagger,
        relations=relations,
        encoder=encoder,
        fresh_adapter=options["fresh_adapter"],
        teacher_texts=str(options["teacher_texts"] or ""),
        distil=DistilSettings(**share),
        copies=options["augment"] or 0,
        trials=options["search"] or 0,
        search_minutes=options["search_minutes"] or 0.0,
        command=shlex.join(["briefbook", *sys.argv[1:]]),
    )


def _continued(plan: "TrainingPlan", start: Path, options: dict[str, Any]) -> "TrainingPlan":
    """Return a plan that goes on from the model in `start`."""
    from briefbook.app.trainingplan import continued_plan

    chosen = {"replay": options["replay"], "strength": options["guard"]}
    guard = {name: value for name, value in chosen.items() if value is not None}
    return continued_plan(
        replace(plan, guard=replace(plan.guard, **guard)),
        start,
        old_data=str(options["old_data"] or ""),
        rank=options["rank"],
        encoder_given=bool(options["encoder"]),
    )
