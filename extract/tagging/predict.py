"""Texts go in, mentions come out: a tagger at work."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import torch

from briefbook.labels.examples import Example, LabelledSpan
from briefbook.learn.int8 import reads_together
from briefbook.measure.calibration import Isotonic, apply_isotonic
from extract.tagging.dataset import Reach, read_windows, spans_to_labels
from extract.tagging.decode import Found
from extract.tagging.model import Tagger
from extract.tagging.windows import Window

_BATCH_PIECES = 768

T = TypeVar("T")
R = TypeVar("R")


def predict(
    tagger: Tagger,
    examples: Sequence[Example],
    reach: Reach,
    *,
    calibration: Isotonic | None = None,
    threshold: float = 0.0,
    threads: int = 1,
) -> list[Example]:
    """Return the examples with the mentions that the tagger finds in place of their own.

    Neighbours with the same `document` are read in context. Scores are those of the model, made to
    mean how often it is right where `calibration` is given. With several `threads` each reads
    windows of its own, which changes no result.
    """
    texts, windows = read_windows(tagger.backbone.tokenizer, examples, reach)
    found = _find(tagger, windows, threads)
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


def _find(tagger: Tagger, windows: Sequence[Window], threads: int) -> list[list[Found]]:
    together = reads_together(tagger.backbone.model)
    batches = list(_batches(windows, threads if together else None))
    found: list[list[Found]] = [[] for _ in windows]

    def read(places: Sequence[int]) -> list[list[Found]]:
        with torch.inference_mode():  # of this thread
            return tagger.find([windows[place] for place in places])

    for places, spans in zip(batches, _each(read, batches, threads), strict=True):
        for place, one in zip(places, spans, strict=True):
            found[place] = one
    return found


def _each(read: Callable[[T], R], items: Sequence[T], threads: int) -> Iterable[R]:
    """Read items side by side, each with one thread of torch's own: they wait for nobody."""
    threads = min(threads, len(items))
    if threads < 2:
        return map(read, items)
    before = torch.get_num_threads()
    try:
        with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            return list(pool.map(read, items))
    finally:
        torch.set_num_threads(before)  # a thread has its own, but new ones take the last one set


def _batches(windows: Sequence[Window], threads: int | None) -> Iterator[list[int]]:
    """Yield places of windows, longest first, with some for each thread.

    Nothing is padded, and a window's result does not depend on its neighbours. None for models that
    only read windows of one size together: then batches do not depend on threads either.
    """
    sizes = [len(window.ids) + 2 for window in windows]
    most = min(_BATCH_PIECES, -(-sum(sizes) // (threads or 1)))
    batch: list[int] = []
    filled = 0
    for place in sorted(range(len(windows)), key=lambda place: (-sizes[place], place)):
        alike = threads is not None or sizes[place] * len(batch) == filled
        if batch and (filled + sizes[place] > most or not alike):
            yield batch
            batch, filled = [], 0
        batch.append(place)
        filled += sizes[place]
    if batch:
        yield batch
