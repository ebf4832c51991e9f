"""Make the models that ship with Briefbook: `make models DATA=folder of the public data`.

The tagger and the relation extractor are tuned in full on our own passages and on public data, and
shipped as factors of low rank, a few megabytes each. Takes about an hour and a half on two cores.
"""

import argparse
import json
import random
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from briefbook.labels.examples import Example
from briefbook.learn.augment import augment
from briefbook.learn.card import render_card
from briefbook.learn.journal import Record
from briefbook.learn.lowrank import compress
from briefbook.learn.modelfolder import load_weights, read_info, save_model
from briefbook.learn.plan import LoopSettings
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
    read_finre,
    read_passages,
    read_redocred,
)

MODELS = Path(__file__).parents[1] / "briefbook" / "models"
_RANK = 32  # of the factors that ship
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
    "part": "some of dev_revised",
    "language": "en",
}
_CROSSNER_DATA = {
    "name": "CrossNER",
    "licence": "MIT; text CC BY-SA (Wikipedia)",
    "source": "Liu et al. 2021",
    "part": "800 sentences of train and dev",
    "language": "en",
}
_FINRE_DATA = {
    "name": "FinRE",
    "licence": "MIT",
    "source": "Li et al. 2019",
    "part": "1,000 sentences of train",
    "language": "zh",
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
        "data": [_OWN, _FINRE_DATA, _REDOCRED_DATA],
        "limits": [
            "Scores hold between mentions that are given; with found mentions they are lower.",
            "Public data says of few pairs that nothing ties them in the sense of this schema.",
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
        make_relations(arguments.data, arguments.work / "relations")


def make_tagger(data: Path, work: Path) -> None:
    """Tune the tagger and put it with its card where Briefbook finds it."""
    own = read_passages()
    public = [
        *_some(read_crossner(data / "ner_crossner" / "dev"), 800),
        *_some(_unrelated(read_redocred(data / _REDOCRED)), 100),
    ]
    train = [*augment(only(own.train), copies=2, seed=1), *public]
    loop = LoopSettings(epochs=4, learning_rate=3e-4, average=0.995, log_steps=50)
    started = time.monotonic()
    train_tagger(train, only(own.development), work, loop=loop, labels=LABELS, progress=_tell)
    folder = _ship(work, "tag")
    _, report = evaluate_tagger(
        only(own.development), open_tagger(folder).predict(only(own.development))
    )
    _describe(folder, report, _CARDS["tag"], minutes=(time.monotonic() - started) / 60)


def make_relations(data: Path, work: Path) -> None:
    """Tune the relation extractor and put it with its card where Briefbook finds it."""
    own = read_passages()
    public = [
        *_some(read_finre(data / "re_zh_finre" / "dev" / "train.txt.gz"), 1000),
        *_some(read_redocred(data / _REDOCRED), 80),
    ]
    train = [*augment(own.train, copies=1, seed=1), *public]
    ties = [
        Tie(head, one.name, tail)
        for one in PREDICATES.values()
        for head in sorted(one.subjects)
        for tail in sorted(one.objects)
    ]
    loop = LoopSettings(epochs=6, learning_rate=2e-4, average=0.99, log_steps=25)
    settings = RelationSettings(choice="many", window_pieces=384)
    started = time.monotonic()
    train_relations(
        train, own.development, work, settings=settings, loop=loop, ties=ties, progress=_tell
    )
    folder = _ship(work, "relations")
    found = open_relations(folder).predict(own.development)
    _, report = evaluate_relations(own.development, found)
    _describe(folder, report, _CARDS["relations"], minutes=(time.monotonic() - started) / 60)


def _some(examples: Sequence[Example], count: int) -> list[Example]:
    shuffled = list(examples)
    random.Random(1).shuffle(shuffled)
    return shuffled[:count]


def _unrelated(examples: Sequence[Example]) -> list[Example]:
    return [replace(example, relations=()) for example in examples]


def _ship(work: Path, kind: str) -> Path:
    """Write a trained model as factors of low rank."""
    folder = MODELS / kind
    weights = load_weights(work)
    smaller, shares = compress(weights.encoder, _RANK)
    save_model(folder, read_info(work), smaller, weights.head)
    shutil.copy(work / "journal.jsonl", folder / "journal.jsonl")
    kept = sum(shares.values()) / max(1, len(shares))
    _say(f"{folder}: factors of rank {_RANK} keep {kept:.1%} of what tuning changed")
    return folder


def _describe(folder: Path, report: Any, about: dict[str, Any], *, minutes: float) -> None:
    """Write scores and card beside the weights."""
    info = read_info(folder)
    report = {**report, "minutes": round(minutes, 1)}
    (folder / "metrics.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    facts = {
        **about,
        "kind": info.kind,
        "labels": info.labels,
        "languages": ["en", "zh"],
        "encoder": info.encoder,
        "method": f"full tuning, shipped as factors of rank {_RANK}",
        "minutes": round(minutes),
        "recipe": "make models DATA=folder of the public data",
        "settings": msgspec.to_builtins(info.head),
    }
    (folder / "README.md").write_text(render_card(facts, report))


def _tell(record: Record) -> None:
    _say(msgspec.json.encode(record).decode())


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    main()
