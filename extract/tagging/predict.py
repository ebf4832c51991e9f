"""Texts go in, mentions come out: a tagger at work."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import torch

from briefbook.labels.examples import Example, LabelledSpan
from briefbook.measure.calibration import Isotonic, apply_isotonic
from extract.tagging.dataset import Reach, read_windows, spans_to_labels
from extract.tagging.decode import Found
from extract.tagging.model import Tagger
from extract.tagging.windows import Window

_BATCH_PIECES = 1024


def predict(
    tagger: Tagger,
    examples: Sequence[Example],
    reach: Reach,
    *,
    calibration: Isotonic | None = None,
    threshold: float = 0.0,
) -> list[Example]:
    """Return the examples with the mentions that the tagger finds in place of their own.

    Neighbours with the same `document` are read in context. Scores are those of the model, made to
    mean how often it is right where `calibration` is given.
    """
    texts, windows = read_windows(tagger.backbone.tokenizer, examples, reach)
    found: list[list[Found]] = [[] for _ in windows]
    with torch.inference_mode():
        for batch in _batches(windows):
            spans = tagger.find([windows[place] for place in batch])
            for place, one in zip(batch, spans, strict=True):
                found[place] = one
    labelled = spans_to_labels(texts, windows, found, tagger.labels)
    return [
        replace(example, mentions=_calibrated(mentions, calibration, threshold), relations=())
        for example, mentions in zip(examples, labelled, strict=True)
    ]


def _calibrated(
    mentions: Sequence[LabelledSpan], calibration: Isotonic | None, threshold: float
) -> tuple[LabelledSpan, ...]:
    if calibration and mentions:
        chances = apply_isotonic(calibration, [one.score for one in mentions])
        pairs = zip(mentions, chances, strict=True)
        mentions = [replace(one, score=float(chance)) for one, chance in pairs]
    return tuple(one for one in mentions if one.score >= threshold)


def _batches(windows: Sequence[Window]) -> Iterator[list[int]]:
    """Yield places of windows of one size, so that nothing is padded.

    A window's result then does not depend on its neighbours.
    """
    order = sorted(range(len(windows)), key=lambda place: len(windows[place].ids))
    for size, group in groupby(order, key=lambda place: len(windows[place].ids)):
        places, step = list(group), max(1, _BATCH_PIECES // (size + 2))
        yield from (places[start : start + step] for start in range(0, len(places), step))
