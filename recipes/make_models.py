"""Make the models that ship with Briefbook: `make models DATA=folder of the public data`.

The tagger is tuned on our own passages and on public data, the relation extractor on our passages,
both by LoRA, so that they are a few megabytes each. Takes about five minutes on a graphics card
(an H100), and about three hours on two cores. The summarizer learns only its decoder, on public
data, in half an hour on one core; the reader the upper half of the encoder, in 80 minutes of two.
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

from briefbook.app.progress import Reporter
from briefbook.app.readers import measure_reader
from briefbook.app.summarymeasuring import measure_writing, report_writing
from briefbook.labels.examples import Example
from briefbook.learn.augment import augment
from briefbook.learn.card import render_card
from briefbook.learn.journal import Record, read_journal
from briefbook.learn.modelfolder import load_weights, read_info, save_model
from briefbook.learn.plan import LoopSettings
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.tuned import MethodSettings
from briefbook.measure.evaluation import evaluate_relations, evaluate_tagger
from briefbook.schema import PREDICATES
from decide.reading.train import train_reader
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
from recipes.reading import read_lessons
from recipes.summaries import read_summaries
from summarize.load import open_summarizer
from summarize.train import train_summarizer

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
_SCITLDR_DATA = {
    "name": "SciTLDR",
    "licence": "Apache-2.0",
    "source": "Cachola et al. 2020",
    "part": "train, 1,992 abstracts",
    "language": "en",
}
_CSL_DATA = {
    "name": "CSL, title from abstract",
    "licence": "Apache-2.0",
    "source": "Li et al. 2022",
    "part": "900 of the 1,000 pairs of dev",
    "language": "zh",
}
_ENRON_DATA = {
    "name": "Enron e-mails with their subject lines",
    "licence": "public record; the selection is AESLC's (CC BY-NC-SA 4.0), whose annotations were"
    " not used",
    "source": "Zhang and Tetreault 2019",
    "part": "5,500 of train",
    "language": "en",
}
_XQUAD_DATA = {
    "name": "XQuAD",
    "licence": "CC BY-SA 4.0",
    "source": "Artetxe et al. 2020",
    "part": "26 articles; also with the question in the other language",
    "language": "en, zh",
}
_CMRC_DATA = {
    "name": "CMRC 2018",
    "licence": "CC BY-SA 4.0",
    "source": "Cui et al. 2019",
    "part": "trial, but for the last texts",
    "language": "zh",
}
_DRCD_DATA = {
    "name": "DRCD",
    "licence": "CC BY-SA 3.0",
    "source": "Shao et al. 2018",
    "part": "dev, but for the last texts",
    "language": "zh (traditional)",
}
_MULTIHOP_DATA = {
    "name": "HotpotQA and MuSiQue",
    "licence": "CC BY-SA 4.0 and CC BY 4.0",
    "source": "Yang et al. 2018, Trivedi et al. 2022",
    "part": "70 questions of each",
    "language": "en",
}
_WRITTEN_DATA = {
    "name": "Questions on Briefbook's passages, tables and mails",
    "licence": "AGPL-3.0-or-later",
    "source": "recipes/passages and recipes/questions, written by a language model, names invented",
    "language": "en, zh",
}
_WRITTEN_WIKIPEDIA_DATA = {
    "name": "Questions on paragraphs of HotpotQA and Re-DocRED",
    "licence": "AGPL-3.0-or-later; text CC BY-SA (Wikipedia)",
    "source": "recipes/questions, written by a language model",
    "language": "en, some zh",
}
_ASKED_DATA = {
    "name": "Relations asked for by templates",
    "licence": "AGPL-3.0-or-later; of Re-DocRED MIT, text CC BY-SA",
    "source": "Briefbook's passages and Re-DocRED (Tan et al. 2022)",
    "part": "800 and 1,000 questions, and 800 that the text does not answer",
    "language": "en, zh",
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
    "summarize": {
        "name": "briefbook-summarizer",
        "summary": "Writes headlines of e-mails, papers and abstracts, English and Chinese, by"
        " copying and by writing; what it writes is checked against its source before it is shown.",
        "licence": "agpl-3.0",
        "data": [_SCITLDR_DATA, _CSL_DATA, _ENRON_DATA],
        "limits": [
            "By itself it invents: use it through `briefbook summarize`, which replaces what its"
            " source does not bear.",
            "It saw e-mails, abstracts of papers, and no news, minutes or contracts.",
            "Of longer digests than one sentence it knows nothing.",
        ],
    },
    "read": {
        "name": "briefbook-reader",
        "summary": "Finds the words of a text that answer a question and tells which texts help,"
        " in English and Chinese, across the two as well.",
        "licence": "agpl-3.0",
        "data": [
            _XQUAD_DATA,
            _CMRC_DATA,
            _DRCD_DATA,
            _MULTIHOP_DATA,
            _WRITTEN_DATA,
            _WRITTEN_WIKIPEDIA_DATA,
            _ASKED_DATA,
        ],
        "limits": [
            "It learnt from about twenty thousand answers, a quarter of what published readers see:"
            " expect less than they reach.",
            "Answers of whole clauses, as CMRC wants them, it cuts short.",
        ],
    },
}


def main() -> None:
    """Make all models, or the one that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=(*_CARDS, "all"), default="all", nargs="?")
    parser.add_argument("--data", type=Path, required=True, help="folder of the public data sets")
    parser.add_argument(
        "--work", type=Path, default=Path("models.work"), help="kept if interrupted"
    )
    arguments = parser.parse_args()
    if arguments.kind in ("tag", "all"):
        make_tagger(arguments.data, arguments.work / "tag")
    if arguments.kind in ("relations", "all"):
        make_relations(arguments.work / "relations")
    if arguments.kind in ("summarize", "all"):
        make_summarizer(arguments.data, arguments.work / "summarize")
    if arguments.kind in ("read", "all"):
        make_reader(arguments.data, arguments.work / "read")


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


def make_summarizer(data: Path, work: Path) -> None:
    """Tune the summarizer and put it with its card where Briefbook finds it."""
    train, development = read_summaries(data)
    loop = LoopSettings(
        epochs=12,
        head_learning_rate=8e-4,
        batch_pieces=4096,
        warmup_share=0.06,
        patience=0,
        max_minutes=30,
        log_steps=40,
    )
    method = MethodSettings("head")
    train_summarizer(train, development, work, method=method, loop=loop, progress=_tell)
    folder = ship(work, "summarize")
    compact(folder)
    reporter = Reporter(quiet=True)
    mine = measure_writing(development, open_summarizer(folder), reporter=reporter)
    quotes = measure_writing(development, None, reporter=reporter)
    describe(folder, report_writing(development, mine, quotes))


def make_reader(data: Path, work: Path) -> None:
    """Tune the reader and put it with its card where Briefbook finds it."""
    train, development = read_lessons(data)
    loop = LoopSettings(
        epochs=3,
        learning_rate=8e-4,
        batch_pieces=2048,
        average=0.99,
        warmup_share=0.06,
        patience=0,
        max_minutes=80,
        log_steps=20,
    )
    # Every third one chooses the weights, for reading them takes minutes.
    train_reader(train, development[::3], work, loop=loop, progress=_tell)
    folder = ship(work, "read")
    scores = measure_reader(
        folder, development, encoder=EncoderSettings(), reporter=Reporter(quiet=True)
    )
    describe(folder, scores.as_dict())


def compact(folder: Path) -> None:
    """Keep the matrices of a model's head in 8 bits."""
    weights = load_weights(folder)
    save_model(folder, read_info(folder), weights.encoder, weights.head, compact=True)


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
    report = {**report, "minutes": minutes}
    if "calibration" in report:
        # Scores were made honest on these very data: what that is worth is told by halves of them.
        report["calibration"] = info.head.get("held_out", report["calibration"])
    (folder / "metrics.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    facts = {
        **_CARDS[info.kind],
        "kind": info.kind,
        "labels": info.labels,
        "languages": ["en", "zh"],
        "encoder": info.encoder,
        "method": _method_told(info.method),
        "minutes": minutes,
        "recipe": "make models DATA=folder of the public data",
        "settings": {
            name: value
            for name, value in msgspec.to_builtins(info.head).items()
            if name not in ("calibration", "held_out", "task")
        },
    }
    (folder / "README.md").write_text(render_card(facts, report))


def _method_told(method: MethodSettings) -> str:
    if method.method == "head":
        return "the decoder alone, on an encoder left as it is"
    upper = f" above layer {method.frozen_layers}" if method.frozen_layers else ""
    return f"{method.method} of rank {method.rank}{upper}"


def _tell(record: Record) -> None:
    _say(msgspec.json.encode(record).decode())


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    main()
