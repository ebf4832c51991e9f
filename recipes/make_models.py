"""Make the models that ship with Briefbook: `make models DATA=folder of the public data`.

The tagger is tuned on our own passages and on public data, the relation extractor on our passages,
both by LoRA, so that they are a few megabytes each. Takes about five minutes on a graphics card
(an H100), and about three hours on two cores.
"""

import argparse
import json
import random
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from briefbook.labels.examples import Example
from briefbook.learn.augment import augment
from briefbook.learn.card import render_card
from briefbook.learn.journal import Record, read_journal
from briefbook.learn.modelfolder import read_info
from briefbook.learn.plan import LoopSettings
from briefbook.learn.tuned import MethodSettings
from briefbook.measure.evaluation import evaluate_relations, evaluate_tagger
from briefbook.schema import PREDICATES
from extract.relating.candidates import Tie
from extract.relating.load import open_relations
from extract.relating.settings import RelationSettings
from extract.relating.train import train_relations
from extract.tagging.load import open_tagger
from extract.tagging.train import train_tagger
from recipes.corpora import (
    LABELS,
    only,
    read_crossner,
    read_passages,
    read_redocred,
)

MODELS = Path(__file__).parents[1] / "briefbook" / "models"
_METHOD = MethodSettings("lora", rank=32)
_LOOP = LoopSettings(learning_rate=8e-4, batch_pieces=1536, average=0.99, patience=0, log_steps=50)
_SHIPPED = ("model.json", "encoder.safetensors", "head.safetensors", "journal.jsonl")
_REDOCRED = Path("re_redocred", "dev", "dev_revised.json.gz")

_OWN = {
    "name": "Briefbook's passages",
    "licence": "AGPL-3.0-or-later",
    "source": "recipes/passages, written for Briefbook by a language model, names invented",
    "language": "en, zh",
}
_REDOCRED_DATA = {
    "name": "Re-DocRED",
    "licence": "MIT; text CC BY-SA (Wikipedia)",
    "source": "Tan et al. 2022",
    "part": "120 documents of dev_revised",
    "language": "en",
}
_CROSSNER_DATA = {
    "name": "CrossNER",
    "licence": "MIT; text CC BY-SA (Wikipedia)",
    "source": "Liu et al. 2021",
    "part": "1,200 sentences of train and dev",
    "language": "en",
}
_CARDS: dict[str, dict[str, Any]] = {
    "tag": {
        "name": "briefbook-tagger",
        "summary": "Finds names, titles and values in enterprise documents, English and Chinese.",
        "licence": "agpl-3.0",
        "data": [_OWN, _CROSSNER_DATA, _REDOCRED_DATA],
        "limits": [
            "The development passages come from the same writers as those it learnt from: on"
            " archives of another kind it will score less.",
            "Traditional Chinese, speech and social media were hardly seen.",
        ],
    },
    "relations": {
        "name": "briefbook-relations",
        "summary": "Finds how people, companies, places and contracts are tied together, and"
        " whether a text asserts, denies, doubts, plans or conditions it.",
        "licence": "agpl-3.0",
        "data": [_OWN],
        "limits": [
            "Scores hold between mentions that are given; with found mentions they are lower.",
            "Who owns, buys, funds and supplies whom is read worse than posts, places, dates and"
            " contracts; in `briefbook run` patterns stand beside it.",
        ],
    },
}


def main() -> None:
    """Make both models, or the one that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("tag", "relations", "both"), default="both", nargs="?")
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    parser.add_argument(
        "--work", type=Path, default=Path("models.work"), help="kept if interrupted"
    )
    arguments = parser.parse_args()
    if arguments.kind != "relations":
        make_tagger(arguments.data, arguments.work / "tag")
    if arguments.kind != "tag":
        make_relations(arguments.work / "relations")


def make_tagger(data: Path, work: Path) -> None:
    """Tune the tagger and put it with its card where Briefbook finds it."""
    own = read_passages()
    public = [
        *_some(read_crossner(data / "ner_crossner" / "dev"), 1200),
        *_some(read_redocred(data / _REDOCRED), 120),
    ]
    train = [*augment(only(own.train), copies=2, seed=1), *public]
    development = only(own.development)
    loop = replace(_LOOP, epochs=5)
    train_tagger(train, development, work, method=_METHOD, loop=loop, labels=LABELS, progress=_tell)
    folder = ship(work, "tag")
    _, report = evaluate_tagger(development, open_tagger(folder).predict(development))
    describe(folder, report)


def make_relations(work: Path) -> None:
    """Tune the relation extractor and put it with its card where Briefbook finds it."""
    own = read_passages()
    ties = [
        Tie(head, one.name, tail)
        for one in PREDICATES.values()
        for head in sorted(one.subjects)
        for tail in sorted(one.objects)
    ]
    train_relations(
        own.train,
        own.development,
        work,
        settings=RelationSettings(choice="many", window_pieces=384),
        method=_METHOD,
        loop=replace(_LOOP, epochs=14),
        ties=ties,
        progress=_tell,
    )
    folder = ship(work, "relations")
    found = open_relations(folder).predict(own.development)
    _, report = evaluate_relations(own.development, found)
    describe(folder, report)


def _some(examples: Sequence[Example], count: int) -> list[Example]:
    shuffled = list(examples)
    random.Random(1).shuffle(shuffled)
    return shuffled[:count]


def ship(work: Path, kind: str) -> Path:
    """Put a trained model where Briefbook finds it."""
    folder = MODELS / kind
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in sorted(work.iterdir()):
        if path.name in _SHIPPED:
            shutil.copy(path, folder / path.name)
    return folder


def describe(folder: Path, report: dict[str, Any]) -> None:
    """Write scores and card beside the weights."""
    info = read_info(folder)
    records = read_journal(folder / "journal.jsonl")
    minutes = round(records[-1].seconds / 60, 1)
    # Scores were made honest on these very data: what that is worth is told by halves of them.
    calibration = info.head.get("held_out", report["calibration"])
    report = {**report, "calibration": calibration, "minutes": minutes}
    (folder / "metrics.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    facts = {
        **_CARDS[info.kind],
        "kind": info.kind,
        "labels": info.labels,
        "languages": ["en", "zh"],
        "encoder": info.encoder,
        "method": f"{info.method.method} of rank {info.method.rank}",
        "minutes": minutes,
        "recipe": "make models DATA=folder of the public data",
        "settings": {
            name: value
            for name, value in msgspec.to_builtins(info.head).items()
            if name not in ("calibration", "held_out", "task")
        },
    }
    (folder / "README.md").write_text(render_card(facts, report))


def _tell(record: Record) -> None:
    _say(msgspec.json.encode(record).decode())


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    main()
