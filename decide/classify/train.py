"""A committee is fitted to labelled texts and written as a model folder."""

import logging
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from briefbook.learn.encoder import model_folder, model_name
from briefbook.learn.journal import Record
from briefbook.learn.settings import EncoderSettings
from decide.classify.committee import Committee, fit_committee, mix
from decide.classify.context import Context
from decide.classify.examples import Floats, LabelledText, Truth, task_of
from decide.classify.members import TUNED, keep
from decide.classify.scope import Scope, fit_scope, in_scope, read_signs
from decide.classify.settings import ClassifySettings
from decide.classify.store import Stored, save_classifier
from decide.classify.trying import (
    TRIAL,
    Bench,
    Trial,
    fit_panel,
    prepare,
    refit,
    score_panel,
    try_on,
    try_out,
)
from decide.classify.vectors import Vectors, embed_names
from decide.rank import TextEncoder

_LOG = logging.getLogger(__name__)

_MOST_KNOWN = 20_000  # texts whose vectors are kept
#: Where nothing can be held out, because some label has a single example.
_UNTRIED = Committee({"middles": 12.0, "names": 6.0})


@dataclass(frozen=True, slots=True)
class Ground:
    """What a classifier is fitted to."""

    examples: tuple[LabelledText, ...]  # those without labels are out of scope
    contexts: tuple[Context, ...] = ()  # what the graph says around each; none: it is not asked
    held: tuple[LabelledText, ...] = ()  # development data; none: a part is held out
    held_contexts: tuple[Context, ...] = ()
    told: Mapping[str, str] | None = None  # what labels mean, where names do not say it
    languages: tuple[str, ...] = ()
    out_of_scope: str = ""  # what the user calls texts without a label


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What the committee said of texts that were held out, and what was right."""

    truth: Truth
    chances: Floats
    scores: Mapping[str, Floats]  # of each member
    inside: Floats  # how likely each text is in scope; empty where that is not told
    outside: Floats  # the same of texts out of scope
    outside_chances: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """What came of it."""

    stored: Stored
    judged: Judged | None  # None: nothing could be held out
    examples: int  # that were learnt from in the end


def train_classifier(
    ground: Ground,
    folder: Path,
    embedder: TextEncoder,
    *,
    settings: ClassifySettings | None = None,
    encoder: EncoderSettings | None = None,
    progress: Callable[[Record], None] | None = None,
) -> Training:
    """Fit a committee to labelled texts and write it to `folder`.

    How much each member counts, and what is out of scope, is told by examples that none of them
    was fitted to: the development data, or a part that is then learnt from too by all that are
    quick to fit. The encoder is tuned where there are enough examples. Killed and called again
    with the same ground, tuning goes on where it was. Raises LabelsError when there are not two
    labels.
    """
    settings = settings or ClassifySettings()
    task = task_of(ground.examples)
    data = prepare(task, ground.examples, ground.contexts, embedder)
    tunes = settings.tune if len(data.examples) >= settings.least_tuned else None
    names = embed_names(task.labels, embedder, ground.told or {})
    bench = Bench(task, data, names, tunes, folder, encoder, progress)
    if ground.held:
        held = prepare(task, ground.held, ground.held_contexts, embedder)
        trial: Trial | None = try_on(bench, held)
    else:
        trial = try_out(bench, settings)
    stored, judged = _judged(bench, trial, settings, ground) if trial else (_untried(bench), None)
    save_classifier(folder, stored, _encoder_name(encoder), ground.languages)
    shutil.rmtree(folder / TRIAL, ignore_errors=True)
    return Training(stored, judged, len(data.examples))


def _judged(
    bench: Bench, trial: Trial, settings: ClassifySettings, ground: Ground
) -> tuple[Stored, Judged]:
    """Weigh the members by their trial, and put the classifier together."""
    committee = fit_committee(trial.scores, trial.truth, bench.task)
    _LOG.info("weights of the committee: %s", dict(committee.weights))
    scope, judged = _scoped(bench, trial, committee, settings)
    panel = trial.panel if ground.held else refit(bench, trial.panel, tuple(committee.weights))
    lines = tuple(panel.members.lines) if scope else ()  # whose clearness tells what is in scope
    stored = Stored(
        bench.task,
        committee,
        keep(panel.members, (*committee.weights, *lines)),
        panel.tuned if TUNED in committee.weights else None,
        scope,
        _known(bench.data.texts.vectors) if scope else None,
        ground.out_of_scope,
    )
    return stored, judged


def _scoped(
    bench: Bench, trial: Trial, committee: Committee, settings: ClassifySettings
) -> tuple[Scope | None, Judged]:
    """Learn what is out of scope from examples of it, or from how unusual a text may be."""
    chances = mix(committee, trial.scores, bench.task)
    nothing = np.zeros(0)
    judged = Judged(trial.truth, chances, trial.scores, nothing, nothing, chances[:0])
    if bench.task.multiple or not (len(trial.outside.texts) or settings.reject):
        return None, judged
    known = _known(bench.data.texts.vectors)
    vectors = trial.texts.vectors
    inside = read_signs(chances, trial.scores, vectors, known, among_known=True)
    found = score_panel(trial.panel, trial.outside)
    others = mix(committee, found, bench.task)
    outside = read_signs(others, found, trial.outside.vectors, known)
    scope = fit_scope(inside, outside, reject=settings.reject)
    likely = in_scope(scope, inside), in_scope(scope, outside)
    return scope, Judged(trial.truth, chances, trial.scores, *likely, others)


def _known(vectors: Vectors) -> Vectors:
    """Return vectors of texts to compare with, evenly drawn where there are too many."""
    return vectors[:: max(1, -(-len(vectors) // _MOST_KNOWN))]


def _untried(bench: Bench) -> Stored:
    """Compare with the few examples and with the names of labels."""
    everything = range(len(bench.data.examples))
    panel = fit_panel(replace(bench, tunes=None), everything, bench.folder)
    members = keep(panel.members, tuple(_UNTRIED.weights))
    return Stored(bench.task, _UNTRIED, members)


def _encoder_name(encoder: EncoderSettings | None) -> str:
    settings = encoder or EncoderSettings()
    return model_name(settings, model_folder(settings))
