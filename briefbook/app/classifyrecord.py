"""What a finished classifier leaves beside its weights: metrics and model card."""

import os
import platform
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefbook.app.trainingfolder import write_metrics
from briefbook.learn.card import render_card
from briefbook.learn.journal import read_journal
from briefbook.learn.modelfolder import read_info, version
from decide.classify.train import Training

Json = dict[str, Any]


def describe(training: Training, folder: Path, *, minutes: float) -> Json:
    """Return how a classifier was made and of what it consists, for `metrics.json`."""
    info = read_info(folder)
    committee = training.stored.committee
    tuned = training.stored.tuned
    records = read_journal(folder / "journal.jsonl") if tuned else []
    return {
        "kind": "classify",
        "model": folder.absolute().name,
        "version": version(folder),
        "labels_learnt": list(info.labels),
        "multiple": training.stored.task.multiple,
        "committee": {name: round(one, 4) for name, one in sorted(committee.weights.items())},
        "members": _member_accuracies(training),
        "training": {
            "method": info.method.method if tuned else "none",
            "examples": training.examples,
            "minutes": round(minutes, 2),
            "epochs": records[-1].epoch if records else 0,
            "steps": records[-1].step if records else 0,
            "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "processor": f"{platform.machine()}, {os.cpu_count()} cores",
        },
        "encoder": info.encoder,
    }


def _member_accuracies(training: Training) -> Json:
    """Return how often each member alone was right on texts that were held out."""
    judged = training.judged
    if judged is None or training.stored.task.multiple:
        return {}
    gold = judged.truth.argmax(axis=1)
    return {
        name: round(float((scores.argmax(axis=1) == gold).mean()), 4)
        for name, scores in sorted(judged.scores.items())
    }


def write_down(folder: Path, metrics: Json) -> None:
    """Write the card and, last, the metrics, with which the training is finished."""
    scored = metrics if "figures" in metrics else {}
    card = render_card(card_info(metrics), scored)
    (folder / "README.md").write_text(card, encoding="utf-8")
    write_metrics(folder, metrics)


def card_info(metrics: Json) -> Json:
    """Return what the model card is made of."""
    training, data = metrics["training"], metrics["data"]
    parts = [("train", data["train"]), ("dev", data["development"])]
    return {
        "name": metrics["model"],
        "kind": "classify",
        "labels": metrics["labels_learnt"],
        "version": metrics["version"],
        "languages": data["train"]["languages"],
        "encoder": metrics["encoder"],
        "method": training["method"] if training["steps"] else None,
        "epochs": training["epochs"] or None,
        "steps": training["steps"] or None,
        "minutes": training["minutes"],
        "processor": training["processor"],
        "settings": {
            "peak memory": f"{training['peak_memory_mb']} MB",
            "members": ", ".join(metrics["committee"]),
        },
        "data": [
            {
                "name": Path(one["path"]).name,
                "part": part,
                "examples": one["examples"],
                "language": ", ".join(one["languages"]),
            }
            for part, one in parts
            if one.get("path")
        ],
        "limits": list(_limits(metrics)),
        "recipe": metrics["command"],
    }


def _limits(metrics: Json) -> Iterator[str]:
    if "figures" not in metrics:
        yield "Not measured: some label has a single example, so that none could be held out."
        return
    yield (
        "Measured on held-out texts, which also said how much each member counts: expect a little"
        " less on new text."
    )
    if not metrics["data"]["train"]["out_of_scope"]:
        yield "It learnt no text out of scope: whatever it reads gets one of its labels."
