"""A model is measured on labelled data it has not seen."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from briefbook.app.modelstore import Kind, read_metrics
from briefbook.app.progress import Reporter
from briefbook.errors import LabelsError, ModelError
from briefbook.labels.examples import Example
from briefbook.learn.backbone import OWN_ENCODER
from briefbook.learn.modelfolder import read_info
from briefbook.learn.settings import EncoderSettings
from briefbook.measure.evaluation import evaluate_relations, evaluate_tagger
from briefbook.measure.relations import Level, measure_relations
from briefbook.measure.robustness import measure_robustness
from briefbook.measure.tally import Tally
from briefbook.measure.tokens import split_words
from extract.relating.evaluate import natural_level
from extract.relating.load import open_relations
from extract.tagging.load import open_tagger

Predict = Callable[[Sequence[Example]], list[Example]]

_CHUNK = 256  # examples predicted between two signs of progress


@dataclass(frozen=True, slots=True)
class Ways:
    """What is measured besides the scores themselves."""

    robustness: bool = False  # on typos, other case, scans, other wording too; several times slower
    tagger: Path | None = None  # finds the mentions that relations are read between; None: gold's
    int8: bool = False  # the linear layers in 8 bits, about twice as fast


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """How a model does on some data."""

    report: dict[str, Any]  # for JSON: micro, macro, labels, intervals, calibration, speed …
    counts: Tally  # for the gate
    predicted: list[Example]


def measure_model(
    folder: Path,
    gold: Sequence[Example],
    *,
    encoder: EncoderSettings,
    reporter: Reporter,
    ways: Ways = Ways(),
) -> Measured:
    """Run a model over the texts of `gold` and score what it finds.

    Relations are read between gold's own mentions, or between those of `ways.tagger`. Raises
    ModelError when the folder holds no model and LabelsError when there is nothing to measure on.
    """
    if not gold:
        raise LabelsError("nothing to measure on: the data hold no example")
    kind = model_kind(folder)
    measure = _measure_tagger if kind == "tag" else _measure_relations
    measured = measure(folder, gold, encoder, reporter, ways)
    return replace(measured, report={**measured.report, "kind": kind, "model": folder.name})


def model_kind(folder: Path) -> Kind:
    """Return what a model does.

    Raises ModelError when the folder holds no model, or one that finds nothing by itself.
    """
    kind = read_info(folder).kind
    if kind == "encoder":
        raise ModelError(
            f"cannot measure {folder}: it is an encoder, which finds nothing by itself"
        )
    return kind


def encoder_of(folder: Path, encoder: EncoderSettings) -> EncoderSettings:
    """Return the settings with the encoder that the model says it was tuned on, if it says so.

    One that brings its encoder needs none.
    """
    if (folder / OWN_ENCODER).is_dir():
        return replace(encoder, model="")
    named = read_metrics(folder).get("encoder_model")
    return replace(encoder, model=named) if isinstance(named, str) else encoder


def open_predictor(
    folder: Path, encoder: EncoderSettings, *, int8: bool = False, pairs_given: bool = False
) -> Predict:
    """Load a model of either kind.

    What it returns replaces the mentions of examples, or their relations.
    """
    if model_kind(folder) == "tag":
        return open_tagger(folder, encoder, int8=int8).predict
    model = open_relations(folder, encoder, int8=int8)
    return lambda examples: model.predict(examples, pairs_given=pairs_given)


def _measure_tagger(
    folder: Path,
    gold: Sequence[Example],
    encoder: EncoderSettings,
    reporter: Reporter,
    ways: Ways,
) -> Measured:
    predict = open_predictor(folder, encoder, int8=ways.int8)
    found, speed = _timed(predict, gold, reporter)
    robustness = measure_robustness(gold, predict) if ways.robustness else None
    report, told = evaluate_tagger(gold, found, robustness=robustness)
    return Measured({**told, "speed": speed}, report.strict, found)


def _measure_relations(
    folder: Path,
    gold: Sequence[Example],
    encoder: EncoderSettings,
    reporter: Reporter,
    ways: Ways,
) -> Measured:
    level: Level = "mentions" if ways.tagger else natural_level(gold)
    model = open_relations(folder, encoder, int8=ways.int8)
    texts, extra = gold, dict[str, Any]()

    def relate(examples: Sequence[Example]) -> list[Example]:
        return model.predict(examples, pairs_given=level == "pairs")

    if ways.tagger:
        tag = open_predictor(ways.tagger, encoder, int8=ways.int8)
        texts, _ = _timed(tag, gold, reporter)
        _, told = evaluate_tagger(gold, texts)
        extra["mentions"] = {key: told[key] for key in ("micro", "macro", "labels")}
    found, speed = _timed(relate, texts, reporter)
    if level != "pairs":
        extra["unreached"] = model.count_unreached(texts)  # pairs that nothing was decided on

    def score(wanted: Sequence[Example], predicted: Sequence[Example]) -> Tally:
        return measure_relations(wanted, predicted, level=level).chosen

    robust = ways.robustness and not ways.tagger and level != "pairs"  # those need gold's own pairs
    robustness = measure_robustness(gold, relate, score=score, given=True) if robust else None
    report, told = evaluate_relations(gold, found, level=level, robustness=robustness)
    return Measured({**told, **extra, "speed": speed}, report.chosen, found)


def _timed(
    predict: Predict, gold: Sequence[Example], reporter: Reporter
) -> tuple[list[Example], dict[str, float]]:
    """Predict, and say how fast that was; loading the model is not counted."""
    found: list[Example] = []
    seconds = 0.0
    with reporter.stage("predict", len(gold)) as advance:
        for chunk in _chunks(gold):
            start = time.monotonic()
            found += predict(chunk)
            seconds += time.monotonic() - start
            for example in chunk:
                advance(example.id)
    words = sum(len(split_words(example.text)) for example in gold)
    return found, {
        "words_per_s": round(words / max(seconds, 1e-9), 1),
        "words": words,
        "seconds": round(seconds, 3),
    }


def _chunks(examples: Sequence[Example]) -> Iterator[Sequence[Example]]:
    """Yield some examples at a time; those of one document are read in context, so together."""
    start = 0
    for place in range(1, len(examples) + 1):
        last = place == len(examples)
        if not last:
            document = examples[place].document
            together = bool(document) and document == examples[place - 1].document
            if together or place - start < _CHUNK:
                continue
        yield examples[start:place]
        start = place
