"""Train spaCy's own entity recogniser on labelled data, to hold against `briefbook train tag`.

    python benchmarks/spacy_ner.py TRAIN DEV --format conll --language en --epochs 10

Its standard small architecture (a convolutional tok2vec and the transition-based parser), trained
from scratch on the same sentences and scored by the same code as ours.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example as Lesson
from spacy.util import compounding, filter_spans, fix_random_seed, minibatch

from briefbook.labels.examples import Example, LabelledSpan
from briefbook.labels.formats import read_examples
from briefbook.measure.spans import measure_spans
from briefbook.records import Span


def main() -> None:
    """Train, score on the development part after each epoch, print the best as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("development", type=Path)
    parser.add_argument("--format", default="conll")
    parser.add_argument("--language", default="en", choices=("en", "zh"))
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    fix_random_seed(arguments.seed)
    started = time.monotonic()
    pipeline = spacy.blank(arguments.language)
    train = read_examples(arguments.train, arguments.format)
    development = read_examples(arguments.development, arguments.format)
    best = {"f1": 0.0}
    for epoch in _train(pipeline, train, arguments.epochs, arguments.seed):
        report = measure_spans(development, _predict(pipeline, development)).as_dict()
        minutes = round((time.monotonic() - started) / 60, 1)
        sys.stderr.write(f"epoch {epoch}: F1 {report['micro']['f1']} after {minutes} min\n")
        best = max(best, {**report["micro"], "epoch": epoch, "minutes": minutes}, key=_f1)
    sys.stdout.write(json.dumps(best) + "\n")


def _f1(scores: dict[str, float]) -> float:
    return scores["f1"]


def _train(
    pipeline: Language, examples: Sequence[Example], epochs: int, seed: int
) -> Iterator[int]:
    lessons = [_lesson(pipeline, one) for one in examples]
    pipeline.add_pipe("ner")
    optimiser = pipeline.initialize(lambda: lessons)
    chance = random.Random(seed)
    for epoch in range(1, epochs + 1):
        chance.shuffle(lessons)
        for batch in minibatch(lessons, compounding(8.0, 64.0, 1.001)):
            pipeline.update(batch, sgd=optimiser, drop=0.1)
        yield epoch


def _doc(pipeline: Language, example: Example) -> Doc:
    """Take the data's own tokens where it has them."""
    if not example.tokens:
        return pipeline.make_doc(example.text)
    words = [example.quote(span) for span in example.tokens]
    ends = [span.end for span in example.tokens]
    spaces = [example.text[end : end + 1] == " " for end in ends]
    return Doc(pipeline.vocab, words=words, spaces=spaces)


def _lesson(pipeline: Language, example: Example) -> Lesson:
    doc = _doc(pipeline, example)
    reference = doc.copy()
    spans = [
        doc.char_span(one.span.start, one.span.end, one.label, alignment_mode="expand")
        for one in example.mentions
    ]
    kept = filter_spans([one for one in spans if one is not None])
    reference.set_ents([_moved(reference, one.start, one.end, one.label_) for one in kept])
    return Lesson(doc, reference)


def _moved(doc: Doc, start: int, end: int, label: str) -> spacy.tokens.Span:
    return spacy.tokens.Span(doc, start, end, label=label)


def _predict(pipeline: Language, examples: Sequence[Example]) -> list[Example]:
    docs = pipeline.pipe([_doc(pipeline, one) for one in examples], batch_size=64)
    return [
        replace(
            example,
            mentions=tuple(
                LabelledSpan(Span(one.start_char, one.end_char), one.label_) for one in doc.ents
            ),
            relations=(),
        )
        for example, doc in zip(examples, docs, strict=True)
    ]


if __name__ == "__main__":
    main()
