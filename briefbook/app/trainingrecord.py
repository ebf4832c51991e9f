"""What a finished training leaves beside the weights: metrics, model card and report page."""

import os
import platform
import resource
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from briefbook.app.evaluating import measure_model
from briefbook.app.progress import Reporter
from briefbook.app.trainingdata import DataPlan, TrainingData, count_labels
from briefbook.app.trainingfolder import write_metrics
from briefbook.app.trainingplan import TrainingPlan
from briefbook.learn.backbone import open_backbone
from briefbook.learn.card import render_card
from briefbook.learn.journal import Evaluation, Step, read_journal
from briefbook.learn.methods import count_tuned, prepare
from briefbook.learn.modelfolder import load_weights, read_info, version
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tuned import MethodSettings
from reports.training import TrainingPage, render_training

Json = dict[str, Any]


def measure_training(
    plan: TrainingPlan, data: TrainingData, folder: Path, *, choosing: int, reporter: Reporter
) -> Json:
    """Return all that is known of a trained model, for `metrics.json`.

    The scores are those of the folder, loaded anew; `choosing` examples chose its weights.
    """
    report: Json = {}
    if data.development:
        report = measure_model(
            folder, data.development, encoder=plan.encoder, reporter=reporter
        ).report
        report["model"] = folder.absolute().name
        # Scores were made honest on these very data: what that is worth is told by halves of them.
        report["calibration"] = read_info(folder).head.get("held_out", report["calibration"])
    counted = data.as_dict()
    counted["development"]["choosing"] = choosing
    return {
        **report,
        "kind": plan.kind,
        "version": version(folder),
        "labels_learnt": list(read_info(folder).labels),
        "training": describe_training(
            folder,
            method=plan.method,
            parameters=count_parameters(plan.encoder, plan.method, folder),
            settings=_settings(plan),
            seed=plan.loop.seed,
        ),
        "data": {"plan": describe_data(plan.data), **counted},
        **({"continues": _continued(plan)} if plan.start else {}),
        **(_taught(plan, data) if plan.teachers else {}),
        "encoder": read_info(folder).encoder,
        "encoder_model": describe_encoder(plan.encoder),
        "command": plan.command,
    }


def describe_data(plan: DataPlan) -> Json:
    """Return the plan of the data with paths that hold from anywhere."""
    paths = {"data": plan.data, "dev": plan.dev}
    whole = {name: str(Path(path).absolute()) if path else "" for name, path in paths.items()}
    return {**asdict(plan), **whole}


def _continued(plan: TrainingPlan) -> Json:
    """Return which model this one goes on from, and what kept it from forgetting."""
    start = Path(plan.start)
    return {
        "model": start.name,
        "version": version(start),
        "guard": asdict(plan.guard),
        "fresh_adapter": plan.fresh_adapter,
    }


def _taught(plan: TrainingPlan, data: TrainingData) -> Json:
    """Return which models this one learnt from, and how."""
    folders = [Path(one) for one in plan.teachers]
    texts = {"name": Path(plan.teacher_texts).name, **count_labels(data.texts)}
    return {
        "teachers": [{"model": one.name, "version": version(one)} for one in folders],
        "distillation": {**asdict(plan.distil), "texts": texts if data.texts else None},
    }


def describe_encoder(encoder: EncoderSettings) -> str:
    """Return the encoder that was named, a folder from anywhere; empty: our own."""
    path = Path(encoder.model).expanduser()
    return str(path.absolute()) if encoder.model and path.is_dir() else encoder.model


def describe_training(
    folder: Path, *, method: MethodSettings, parameters: Json, settings: Json, seed: int
) -> Json:
    """Return how the training whose journal lies in `folder` went, and with what."""
    records = read_journal(folder / "journal.jsonl")
    steps = [record for record in records if isinstance(record, Step)]
    best = [record for record in records if isinstance(record, Evaluation) and record.best]
    rates = [step.pieces_per_s for step in steps]
    return {
        "method": method.method,
        "parameters": parameters,
        "minutes": round(records[-1].seconds / 60, 2),
        "epochs": records[-1].epoch,
        "steps": records[-1].step,
        "best_epoch": best[-1].epoch if best else records[-1].epoch,
        "seed": seed,
        "pieces_per_s": round(sum(rates) / len(rates), 1) if rates else 0.0,
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "processor": f"{platform.machine()}, {os.cpu_count()} cores",
        "settings": settings,
    }


def _settings(plan: TrainingPlan) -> Json:
    own = asdict(plan.tagger) if plan.kind == "tag" else asdict(plan.relations)
    head = own.pop("head", {})
    return {**asdict(plan.loop), **asdict(plan.method), **own, **head}


def count_parameters(encoder: EncoderSettings, method: MethodSettings, folder: Path) -> Json:
    """Return how many numbers were tuned, in the encoder and in the head."""
    backbone = open_backbone(encoder)
    prepare(backbone, method)
    tensors = load_weights(folder).head.values()
    head = sum(tensor.numel() for tensor in tensors if tensor.is_floating_point())
    return {"encoder": count_tuned(backbone), "head": head}


def write_down(plan: TrainingPlan, metrics: Json, folder: Path) -> None:
    """Write card, page and, last, the metrics, with which the training is finished."""
    card = render_card(card_info(plan, metrics, folder), _scored(metrics))
    (folder / "README.md").write_text(card, encoding="utf-8")
    page = render_training(training_page(metrics, folder))
    (folder / "training.html").write_text(page, encoding="utf-8")
    write_metrics(folder, metrics)


def _scored(metrics: Json) -> Mapping[str, Any]:
    """Return what a card shows of the scores; nothing where nothing was measured."""
    return metrics if "micro" in metrics else {}


def card_info(plan: TrainingPlan, metrics: Json, folder: Path) -> Json:
    """Return what the model card is made of."""
    training, data = metrics["training"], metrics["data"]
    parts = [("train", data["train"]), ("dev", data["development"])]
    limits = [
        "Measured on development data, which also chose the weights: expect less on new text."
    ]
    return {
        "name": folder.absolute().name,
        "kind": plan.kind,
        "labels": metrics["labels_learnt"],
        "version": metrics["version"],
        "languages": data["train"]["languages"],
        "encoder": metrics["encoder"],
        "method": training["method"],
        "parameters": sum(training["parameters"].values()),
        "settings": {
            "seed": training["seed"],
            "peak memory": f"{training['peak_memory_mb']} MB",
            "continues": _named([metrics["continues"]]) if "continues" in metrics else None,
            "teachers": _named(metrics["teachers"]) if "teachers" in metrics else None,
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
        ]
        + _texts_row(metrics),
        "limits": limits if data["development"]["examples"] else [],
        "recipe": plan.command,
    }


def _named(models: Sequence[Mapping[str, str]]) -> str:
    return ", ".join(f"{one['model']}@{one['version']}" for one in models)


def _texts_row(metrics: Json) -> list[Json]:
    """Return what the card says of texts that teachers labelled, if there are any."""
    texts = metrics.get("distillation", {}).get("texts")
    if not texts:
        return []
    row = {"name": texts["name"], "part": "texts, by teachers", "examples": texts["examples"]}
    return [{**row, "language": ", ".join(texts["languages"])}]


def file_names(files: Sequence[Mapping[str, str]], part: str) -> str:
    """Return the names of the files of a part; what was held out stands in those for training."""
    names = [Path(one["path"]).name for one in files if one["part"] == part]
    return ", ".join(names or [Path(one["path"]).name for one in files])


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
        encoder=metrics["encoder"],
        facts=tuple(facts.items()),
        losses=tuple((one.epoch, one.loss) for one in records if isinstance(one, Step)),
        scores=tuple(
            (one.epoch, one.scores["f1"], one.best)
            for one in records
            if isinstance(one, Evaluation) and "f1" in one.scores
        ),
        report=_scored(metrics),
        settings=tuple(training["settings"].items()),
        command=metrics["command"],
    )
