"""Members are fitted to a part of the examples, to be judged by the rest."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from briefbook.errors import LabelsError
from briefbook.learn.journal import Record
from briefbook.learn.settings import EncoderSettings
from decide.classify.context import Context
from decide.classify.examples import Floats, LabelledText, Task, Truth, deal, truth_of
from decide.classify.members import TUNED, Members, Texts, fit_members, joined, score_members
from decide.classify.settings import ClassifySettings, TuneSettings
from decide.classify.tune import Tuned, planned, score_tuned, tune
from decide.classify.vectors import Vectors
from decide.rank import TextEncoder

TRIAL = "search"  # the folder within the model's for what is fitted only to be judged
_FOLDS = 5  # of few examples, each of which is held out in turn
_CHEAP = 400_000  # pieces in all epochs up to which the encoder is tuned again with all texts
_CHARACTERS_A_PIECE = {True: 1.4, False: 4.5}  # of Chinese, of other text


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """Examples with their vectors: those in scope, and the texts out of it."""

    examples: tuple[LabelledText, ...]
    texts: Texts
    truth: Truth
    outside: Texts


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """All that members are fitted with."""

    task: Task
    data: Data
    names: Vectors  # of the labels' names
    tunes: TuneSettings | None  # None: the encoder is not tuned
    folder: Path
    encoder: EncoderSettings | None = None
    progress: Callable[[Record], None] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The members that were fitted."""

    members: Members = field(default_factory=Members)
    tuned: Tuned | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What members said of texts that they were not fitted to."""

    panel: Panel  # that was tried; of several folds the first
    texts: Texts
    truth: Truth
    scores: Mapping[str, Floats]
    outside: Texts


def prepare(
    task: Task,
    examples: Sequence[LabelledText],
    contexts: Sequence[Context],
    embedder: TextEncoder,
) -> Data:
    """Embed examples, and set those apart that are out of scope."""
    vectors = embedder.embed([one.text for one in examples], kind="query")
    everything = Texts(tuple(one.text for one in examples), vectors, tuple(contexts))
    known = set(task.labels)
    inside = [place for place, one in enumerate(examples) if known & set(one.labels)]
    chosen = tuple(examples[place] for place in inside)
    outside = sorted(set(range(len(examples))) - set(inside))
    if task.multiple:  # a text without any label is one of no label, not of another world
        inside, chosen, outside = list(range(len(examples))), tuple(examples), []
    return Data(chosen, everything.part(inside), truth_of(task, chosen), everything.part(outside))


def fit_panel(
    bench: Bench, places: Sequence[int], folder: Path, like: Members | None = None
) -> Panel:
    """Fit all members to some of the examples."""
    texts, truth = bench.data.texts.part(places), bench.data.truth[list(places)]
    members = fit_members(texts, truth, bench.task, bench.names, like)
    return Panel(members, fit_tuned(bench, places, folder))


def fit_tuned(bench: Bench, places: Sequence[int], folder: Path) -> Tuned | None:
    """Tune the encoder with some of the examples, if it is to be tuned."""
    if bench.tunes is None:
        return None
    return tune(
        bench.data.texts.part(places).texts,
        bench.data.truth[list(places)],
        bench.task,
        folder,
        settings=bench.tunes,
        encoder=bench.encoder,
        progress=bench.progress,
    )


def score_panel(panel: Panel, texts: Texts) -> dict[str, Floats]:
    """Return what each member says of texts: texts × labels."""
    found = score_members(panel.members, texts)
    if panel.tuned:
        found[TUNED] = score_tuned(panel.tuned, texts.texts)
    return found


def try_on(bench: Bench, held: Data) -> Trial:
    """Fit members to all examples and let them judge development data.

    Raises LabelsError when these have none of the labels.
    """
    if not held.examples or not held.truth.any():
        raise LabelsError("the development data have none of the labels that are learnt")
    panel = fit_panel(bench, range(len(bench.data.examples)), bench.folder)
    outside = bench.data.outside
    if len(held.outside.texts):
        outside = held.outside
    return Trial(panel, held.texts, held.truth, score_panel(panel, held.texts), outside)


def try_out(bench: Bench, settings: ClassifySettings) -> Trial | None:
    """Fit members to parts of the examples and let them judge the rest.

    None where a label has but one example: without it nobody could know the label.
    """
    data = bench.data
    if data.truth.sum(axis=0).min() < 2:
        return None
    folder = bench.folder / TRIAL if tunes_again(bench) else bench.folder
    tried: list[tuple[Panel, dict[str, Floats], list[int]]] = []
    for own in _held_out(bench, settings):
        rest = sorted(set(range(len(data.examples))) - set(own))
        panel = fit_panel(bench, rest, folder, tried[0][0].members if tried else None)
        tried.append((panel, score_panel(panel, data.texts.part(own)), own))
    places = [own for _, _, own in tried]
    order = sorted(place for own in places for place in own)
    scores = joined([found for _, found, _ in tried], places)
    return Trial(tried[0][0], data.texts.part(order), data.truth[order], scores, data.outside)


def _held_out(bench: Bench, settings: ClassifySettings) -> list[list[int]]:
    """Return places of examples to be held out: one part, or without tuning each in turn."""
    size = len(bench.data.examples)
    if bench.tunes is None and size < 10 * settings.most_held_out:
        dealt = deal(bench.data.examples, _FOLDS)
        parts = [np.flatnonzero(dealt == part).tolist() for part in range(_FOLDS)]
        return [part for part in parts if part]
    wanted = min(settings.held_out * size, settings.most_held_out)
    return [np.flatnonzero(deal(bench.data.examples, max(2, round(size / wanted))) == 0).tolist()]


def tunes_again(bench: Bench) -> bool:
    """Tell whether tuning is quick enough to be done again with what was held out."""
    if bench.tunes is None:
        return False
    pieces = sum(map(_pieces, bench.data.texts.texts))
    return pieces * planned(bench.tunes.loop, pieces=pieces).epochs <= _CHEAP


def _pieces(text: str) -> int:
    """Estimate the pieces of a text, near enough to plan with."""
    return 4 + min(128, round(len(text) / _CHARACTERS_A_PIECE[text > "\u3000"]))


def refit(bench: Bench, panel: Panel, names: Sequence[str]) -> Panel:
    """Fit what is quick to fit to all examples; of the others keep what was tried."""
    data, tuned = bench.data, panel.tuned if TUNED in names else None
    if tuned and tunes_again(bench):
        shutil.rmtree(bench.folder / TRIAL, ignore_errors=True)
        tuned = fit_tuned(bench, range(len(data.examples)), bench.folder)
    members = fit_members(data.texts, data.truth, bench.task, bench.names, panel.members)
    return Panel(members, tuned)
