"""What a finished training of a writer leaves beside the weights: metrics, card and report page."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from briefbook.app.modelstore import read_metrics
from briefbook.app.progress import Reporter
from briefbook.app.summarydata import SummaryData
from briefbook.app.summarymeasuring import measure_writing, report_writing
from briefbook.app.summaryplan import KIND, SummaryPlan
from briefbook.app.trainingfolder import write_metrics
from briefbook.app.trainingrecord import (
    count_parameters,
    describe_data,
    describe_encoder,
    describe_training,
    file_names,
)
from briefbook.learn.card import render_card
from briefbook.learn.journal import Evaluation, Step, read_journal
from briefbook.learn.modelfolder import read_info, version
from reports.training import RougeRow, TrainingPage, render_training
from summarize.load import open_summarizer
from summarize.pairs import Pair
from summarize.pretrained import open_pretrained
from summarize.settings import SummarizeSettings
from summarize.writing import Writer

Json = dict[str, Any]

_CHOOSES = "likelihood"  # the score that chooses the weights
_MEASURED = 500  # texts that digests are written of; more would take longer than they tell


def is_trained(plan: SummaryPlan, folder: Path) -> bool:
    """Tell whether `folder` holds the weights that `plan` leads to."""
    return (folder / ("config.json" if plan.pretrained else "model.json")).is_file()


def open_trained(plan: SummaryPlan, folder: Path) -> Writer:
    """Open what was trained, as those who use it do."""
    settings = SummarizeSettings()
    if plan.pretrained:
        return open_pretrained(str(folder), beams=settings.beams)
    return open_summarizer(folder, plan.encoder, beams=settings.beams)


def measure_training(
    plan: SummaryPlan, data: SummaryData, folder: Path, *, choosing: int, reporter: Reporter
) -> Json:
    """Return all that is known of a trained writer, for `metrics.json`.

    The scores are those of the folder, opened anew; `choosing` pairs chose its weights. Of much
    development data digests are written of a part.
    """
    known = read_metrics(folder) if plan.pretrained else {}  # what tuning others' models leaves
    writer = open_trained(plan, folder)
    pairs = _drawn(data.development, plan.loop.seed)
    report: Json = {}
    if pairs:
        mine = measure_writing(pairs, writer, reporter=reporter)
        quotes = measure_writing(pairs, None, reporter=reporter)
        report = report_writing(pairs, mine, quotes)
    counted = data.as_dict()
    counted["development"] |= {"choosing": choosing, "measured": len(pairs)}
    return {
        **report,
        "kind": KIND,
        "model": folder.absolute().name,
        "version": writer.producer.rpartition("@")[2],
        "labels_learnt": sorted({pair.form for pair in data.train}),
        "training": describe_training(
            folder,
            method=plan.method,
            parameters={} if plan.pretrained else _parameters(plan, folder),
            settings=_settings(plan),
            seed=plan.loop.seed,
        ),
        "data": {"plan": describe_data(plan.data), **counted},
        **({"continues": _continued(plan)} if plan.start else {}),
        "encoder": "" if plan.pretrained else read_info(folder).encoder,
        "encoder_model": "" if plan.pretrained else describe_encoder(plan.encoder),
        **{name: known[name] for name in ("start", "shortened") if known.get(name)},
        "command": plan.command,
    }


def _drawn(pairs: Sequence[Pair], seed: int) -> list[Pair]:
    if len(pairs) <= _MEASURED:
        return list(pairs)
    drawn = sorted(random.Random(seed).sample(range(len(pairs)), _MEASURED))
    return [pairs[place] for place in drawn]


def _parameters(plan: SummaryPlan, folder: Path) -> Json:
    return count_parameters(plan.encoder, plan.method, folder)


def _settings(plan: SummaryPlan) -> Json:
    own = {} if plan.pretrained else asdict(plan.network)
    return {**asdict(plan.loop), **asdict(plan.method), **own.pop("network", {}), **own}


def _continued(plan: SummaryPlan) -> Json:
    start = Path(plan.start)
    return {"model": start.name, "version": version(start), "replay": plan.replay}


def write_down(plan: SummaryPlan, metrics: Json, folder: Path) -> None:
    """Write card, page and, last, the metrics, with which the training is finished."""
    scored = metrics if "rouge" in metrics else {}
    card = render_card(card_info(plan, metrics, folder), scored)
    (folder / "README.md").write_text(card, encoding="utf-8")
    page = render_training(training_page(metrics, folder))
    (folder / "training.html").write_text(page, encoding="utf-8")
    write_metrics(folder, metrics)


def card_info(plan: SummaryPlan, metrics: Json, folder: Path) -> Json:
    """Return what the model card is made of."""
    training, data = metrics["training"], metrics["data"]
    parts = [("train", data["train"]), ("dev", data["development"])]
    return {
        "name": folder.absolute().name,
        "kind": KIND,
        "labels": metrics["labels_learnt"],
        "version": metrics["version"],
        "languages": data["train"]["languages"],
        "encoder": metrics["encoder"],
        "method": training["method"],
        "parameters": sum(training["parameters"].values()),
        "settings": {
            "seed": training["seed"],
            "peak memory": f"{training['peak_memory_mb']} MB",
            "continues": _named(metrics.get("continues")),
            "tuned from": metrics.get("start"),
        },
        "epochs": training["epochs"],
        "steps": training["steps"],
        "minutes": training["minutes"],
        "processor": training["processor"],
        "data": [
            {
                "name": file_names(data["files"], part),
                "part": part,
                "examples": counted["examples"],
                "language": ", ".join(counted["languages"]),
            }
            for part, counted in parts
            if counted["examples"]
        ],
        "limits": list(_limits(metrics)),
        "recipe": plan.command,
    }


def _named(model: Mapping[str, Any] | None) -> str | None:
    return f"{model['model']}@{model['version']}" if model else None


def _limits(metrics: Mapping[str, Any]) -> Iterator[str]:
    development = metrics["data"]["development"]
    if "shortened" in metrics:
        yield f"Of {metrics['shortened']} texts it learnt from the first part alone."
    if not development["examples"]:
        yield "Not measured: there was too little data to hold any out."
        return
    if development["choosing"]:
        yield "Measured on development data, which also chose the weights: expect less on new text."
    if development["measured"] < development["examples"]:
        yield (
            f"Measured on {development['measured']} of {development['examples']} development texts."
        )
    yield "What it writes is held to its text afterwards; what the text does not bear is replaced."


def training_page(metrics: Json, folder: Path) -> TrainingPage:
    """Return what the page of a training shows."""
    records = read_journal(folder / "journal.jsonl")
    training, data = metrics["training"], metrics["data"]
    facts = {
        "kind": metrics["kind"],
        "method": training["method"],
        "parameters": sum(training["parameters"].values()),
        "minutes": training["minutes"],
        "steps": training["steps"],
        "memory": training["peak_memory_mb"],
        "train": data["train"]["examples"],
        "development": data["development"]["examples"],
    }
    return TrainingPage(
        name=folder.absolute().name,
        encoder=metrics["encoder"] or metrics.get("start", ""),
        facts=tuple((name, value) for name, value in facts.items() if value),
        losses=tuple((one.epoch, one.loss) for one in records if isinstance(one, Step)),
        scores=tuple(
            (one.epoch, one.scores[_CHOOSES], one.best)
            for one in records
            if isinstance(one, Evaluation) and _CHOOSES in one.scores
        ),
        score=_CHOOSES,
        rouge=tuple(_rouge_rows(metrics)),
        settings=tuple(training["settings"].items()),
        command=metrics["command"],
    )


def _rouge_rows(metrics: Json) -> Iterator[RougeRow]:
    """Yield the scores on all texts, then those of each form and language."""
    names = ("rouge1", "rouge2", "rougeL", "mean")
    for system, key in (("model", "rouge"), ("extraction", "extraction")):
        if scores := metrics.get(key):
            whole = scores["interval"]
            figures = tuple(scores[name] for name in names)
            interval = (whole["low"], whole["high"])
            yield RougeRow(system, "", "", figures, interval, metrics["texts"])
    for part in metrics.get("parts", ()):
        for system, place in (("model", "first"), ("extraction", "second")):
            figures = (part["comparison"][place],)
            yield RougeRow(system, part["form"], part["language"], figures, None, part["texts"])
