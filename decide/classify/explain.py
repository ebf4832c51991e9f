"""Why a text has its label: which words speak for it, and which entities.

What lines say is a sum over n-grams, so each word's part of it is exact. What the whole committee
says is asked by leaving parts out (occlusion; Zeiler and Fergus 2014, "Visualizing and
understanding convolutional networks"): by how much does the label become less likely?
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from briefbook.records import Span
from decide.classify.context import Context
from decide.classify.examples import Floats
from decide.classify.grams import grams, split_words
from decide.classify.linear import LinearModel, weigh_rows
from decide.classify.load import Classifier

_MOST_PARTS = 32  # left out one after the other


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a stretch of the text speaks for the label, or against it below zero."""

    span: Span
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a text has a label."""

    label: str
    words: tuple[Weight, ...]  # by what lines say, exact; strongest first
    parts: tuple[Weight, ...]  # by what all members say when a part is left out; strongest first
    entities: tuple[tuple[str, float], ...]  # by what the graph says without them


def explain(
    classifier: Classifier, text: str, label: str, context: Context = (), *, most: int = 10
) -> Explanation:
    """Return what speaks for `label` in a text, strongest first, at most `most` of each kind."""
    place = classifier.labels.index(label)
    words = word_weights(classifier, text, place)
    strongest = sorted(
        (one for one in words if one.weight), key=lambda one: (-abs(one.weight), one.span.start)
    )
    return Explanation(
        label,
        tuple(strongest[:most]),
        tuple(_parts(classifier, text, place, context)[:most]),
        tuple(_entities(classifier, text, place, context)[:most]),
    )


def word_weights(classifier: Classifier, text: str, place: int) -> list[Weight]:
    """Return for each word how much the lines of the committee count it for a label.

    Against the mean of all labels, in units of the committee's scores; in order of the text.
    """
    words = split_words(text)
    added = np.zeros(len(words))
    committee = classifier.stored.committee
    for name, model in sorted(classifier.stored.members.lines.items()):
        added += committee.weights.get(name, 0.0) * _line_weights(model, text, words, place)
    return [
        Weight(Span(start, end), text[start:end], round(float(value), 6))
        for (start, end), value in zip(words, added, strict=True)
    ]


def _line_weights(
    model: LinearModel, text: str, words: Sequence[tuple[int, int]], place: int
) -> Floats:
    """Share what each n-gram adds to the score evenly among its words, and all its places."""
    row = weigh_rows(model, [text]).tocsr()
    values = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
    line = model.weights[place] - model.weights.mean(axis=0)
    found = [
        (model.vocabulary.places[gram], first, last)
        for gram, first, last in grams(text, words, model.vocabulary.kind)
        if gram in model.vocabulary.places
    ]
    times: dict[int, int] = {}
    for column, _, _ in found:
        times[column] = times.get(column, 0) + 1
    added = np.zeros(len(words))
    for column, first, last in found:
        share = values[column] * float(line[column]) / times[column] / (last - first + 1)
        added[first : last + 1] += share
    return added


def _parts(classifier: Classifier, text: str, place: int, context: Context) -> list[Weight]:
    """Leave out one part of the text after the other, words or runs of words."""
    words = split_words(text)
    size = max(1, -(-len(words) // _MOST_PARTS))
    spans = [
        Span(words[first][0], words[min(first + size, len(words)) - 1][1])
        for first in range(0, len(words), size)
    ]
    if len(spans) < 2:
        return []
    texts = [text, *(text[: span.start] + text[span.end :] for span in spans)]
    odds = _odds(classifier, texts, place, [context] * len(texts))
    found = [
        Weight(span, text[span.start : span.end], round(float(odds[0] - one), 6))
        for span, one in zip(spans, odds[1:], strict=True)
    ]
    return sorted(found, key=lambda one: (-abs(one.weight), one.span.start))


def _entities(
    classifier: Classifier, text: str, place: int, context: Context
) -> list[tuple[str, float]]:
    """Leave out one entity of the graph after the other."""
    if not classifier.stored.members.context or not context:
        return []
    contexts = [context, *(context[:one] + context[one + 1 :] for one in range(len(context)))]
    odds = _odds(classifier, [text] * len(contexts), place, contexts)
    found = [
        (named.key, round(float(odds[0] - one), 6))
        for named, one in zip(context, odds[1:], strict=True)
    ]
    return sorted((one for one in found if one[1]), key=lambda one: (-abs(one[1]), one[0]))


def _odds(
    classifier: Classifier, texts: Sequence[str], place: int, contexts: Sequence[Context]
) -> Floats:
    chances, _ = classifier.chances(classifier.read(texts, contexts))
    chance = np.clip(chances[:, place], 1e-9, 1 - 1e-9)
    return np.asarray(np.log(chance / (1 - chance)))
