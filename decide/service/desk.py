"""A desk that answers requests from past pairs, and hands over what it is not sure of.

How sure it must be is learnt from the pairs alone: each request is asked of all others, and the
requests of some intents are asked while nothing about these intents is known, as questions are that
come for the first time. A logistic model of a few signs says how likely an answer is right (Platt
1999), and the threshold is the lowest at which the share of wrong answers stays within bounds
(Chow 1970, "On optimum recognition error and reject tradeoff").
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from briefbook.errors import BriefbookError
from decide.classify.examples import Floats
from decide.classify.vectors import Vectors
from decide.rank import TextEncoder
from decide.service.intents import Intents, learn_intents, refit
from decide.service.records import Known, Level, Pair, Reply, ServiceSettings
from decide.service.signs import NAMES, Book, Signs, make_book, read_signs, table

_LEAST_PAIRS = 12
_PARTS = 5
_USUAL = 0.1  # a sign below this share of those of right answers is named as a reason


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """A calibrated desk; get one from `open_desk`."""

    book: Book
    intents: Intents
    encoder: TextEncoder
    settings: ServiceSettings
    weights: tuple[float, ...]  # of the signs
    bias: float
    threshold: float
    usual: tuple[float, ...]  # sign by sign, what right answers have as a rule
    levels: tuple[Level, ...]  # what other thresholds would come to


@dataclass(frozen=True, slots=True, eq=False)
class _Trials:
    """Requests that were held out."""

    signs: Floats
    right: npt.NDArray[np.bool_]
    known: npt.NDArray[np.bool_]  # there was a right answer to be found


def open_desk(
    pairs: Sequence[Pair], encoder: TextEncoder, settings: ServiceSettings | None = None
) -> Desk:
    """Learn from past pairs how to answer, and when not to.

    Raises BriefbookError when there are too few pairs, and LabelsError when they have one intent.
    """
    settings = settings or ServiceSettings()
    if len(pairs) < _LEAST_PAIRS:
        raise BriefbookError(f"too few pairs to learn from: {len(pairs)}, not {_LEAST_PAIRS}")
    requests = [pair.request for pair in pairs]
    vectors = encoder.embed(requests, kind="query")
    book = make_book(pairs, vectors)
    intents, held_out = learn_intents(requests, vectors, [pair.intent for pair in pairs], encoder)
    trials = _joined(_try_known(book, intents, held_out), _try_unknown(book, intents))
    model, likelihoods = _calibrate(trials)
    levels = _levels(likelihoods, trials, settings)
    usual = np.quantile(trials.signs[trials.right], _USUAL, axis=0) if trials.right.any() else None
    return Desk(
        book=book,
        intents=intents,
        encoder=encoder,
        settings=settings,
        weights=tuple(model.coef_[0].tolist()),
        bias=float(model.intercept_[0]),
        threshold=_threshold(levels, settings.most_wrong),
        usual=tuple(usual.tolist()) if usual is not None else (0.0,) * len(NAMES),
        levels=levels,
    )


def reply(desk: Desk, requests: Sequence[str]) -> tuple[Reply, ...]:
    """Answer requests, or hand them over, each with its reasons."""
    if not requests:
        return ()
    vectors = desk.encoder.embed(list(requests), kind="query")
    chances = desk.intents.chances(requests, vectors)
    return tuple(
        _reply(desk, request, vectors[place], chances[place])
        for place, request in enumerate(requests)
    )


def _reply(desk: Desk, request: str, vector: Vectors, row: Floats) -> Reply:
    chances = dict(zip(desk.intents.task.labels, row.tolist(), strict=True))
    ranked, signs = read_signs(request, vector, chances, desk.book)
    likelihood = _likelihood(desk, signs)
    pair = desk.book.pairs[ranked[0][0]]
    for_people = pair.intent in desk.settings.people
    hand_over = likelihood < desk.threshold or for_people
    nearest = [Known(desk.book.pairs[place], near) for place, near in ranked]
    order = sorted(chances.items(), key=lambda item: (-item[1], item[0]))
    return Reply(
        request=request,
        chances=tuple((intent, round(chance, 4)) for intent, chance in order[:3]),
        nearest=tuple(nearest[: desk.settings.nearest]),
        likelihood=round(likelihood, 4),
        hand_over=hand_over,
        reasons=tuple(_reasons(desk, signs, order, likelihood, pair)),
    )


def _likelihood(desk: Desk, signs: Signs) -> float:
    added = float(table([signs])[0] @ np.array(desk.weights)) + desk.bias
    return float(1 / (1 + np.exp(-added)))


def _reasons(
    desk: Desk,
    signs: Signs,
    order: Sequence[tuple[str, float]],
    likelihood: float,
    pair: Pair,
) -> list[str]:
    """Say what the likelihood rests on, and what is less than right answers have as a rule."""
    compared = "of at least" if likelihood >= desk.threshold else "below"
    found = [f"likelihood {likelihood:.2f}, {compared} the threshold {desk.threshold:.2f}"]
    if pair.intent in desk.settings.people:
        found.append(f"people always take requests of the intent {pair.intent}")
    if likelihood >= desk.threshold:
        return [*found, f"as in {pair.id}: “{pair.request}”"]
    weak = {
        name
        for name, value, usual in zip(NAMES, table([signs])[0], desk.usual, strict=True)
        if value < usual
    }
    if "likeness" in weak or "cover" in weak or not weak:
        found.append(
            f"little like it was asked before: likeness {signs.likeness:.2f}, shared words"
            f" {signs.cover:.2f}"
        )
    if "chance" in weak and len(order) > 1:
        (first, one), (second, other) = order[:2]
        found.append(f"it is not clear what is wanted: {first} {one:.0%}, {second} {other:.0%}")
    return found


def _try_known(book: Book, intents: Intents, held_out: Floats) -> _Trials:
    """Ask each request of all pairs but those with the same request."""
    signs, right = [], []
    labels = intents.task.labels
    for place, pair in enumerate(book.pairs):
        asked = " ".join(pair.request.split()).casefold()
        rest = [
            other
            for other, each in enumerate(book.pairs)
            if other != place and " ".join(each.request.split()).casefold() != asked
        ]
        chances = dict(zip(labels, held_out[place].tolist(), strict=True))
        part = book.part(rest)
        ranked, found = read_signs(pair.request, book.vectors[place], chances, part)
        signs.append(found)
        best = part.pairs[ranked[0][0]]
        right.append(best.intent == pair.intent)
    return _Trials(table(signs), np.array(right), np.ones(len(right), dtype=np.bool_))


def _try_unknown(book: Book, intents: Intents) -> _Trials:
    """Ask the requests of some intents while nothing about these is known; no answer is right."""
    labels = sorted({pair.intent for pair in book.pairs})
    parts = min(_PARTS, len(labels) - 2)
    signs = []
    for part in range(max(0, parts)):
        gone = set(labels[part::parts])
        places = [place for place, pair in enumerate(book.pairs) if pair.intent not in gone]
        rest = book.part(places)
        requests = [pair.request for pair in rest.pairs]
        fitted = refit(intents, requests, rest.vectors, [pair.intent for pair in rest.pairs])
        asked = [place for place, pair in enumerate(book.pairs) if pair.intent in gone]
        rows = fitted.chances([book.pairs[place].request for place in asked], book.vectors[asked])
        for place, row in zip(asked, rows, strict=True):
            chances = dict(zip(fitted.task.labels, row.tolist(), strict=True))
            signs.append(
                read_signs(book.pairs[place].request, book.vectors[place], chances, rest)[1]
            )
    nothing = np.zeros(len(signs), dtype=np.bool_)
    return _Trials(table(signs).reshape(-1, len(NAMES)), nothing, nothing)


def _joined(one: _Trials, other: _Trials) -> _Trials:
    return _Trials(
        np.vstack([one.signs, other.signs]),
        np.concatenate([one.right, other.right]),
        np.concatenate([one.known, other.known]),
    )


def _calibrate(trials: _Trials) -> tuple[LogisticRegression, Floats]:
    """Fit the likelihood of a right answer; return it for each trial from a model without it."""
    model = LogisticRegression(C=10.0, max_iter=1000)
    counts = np.bincount(trials.right.astype(int), minlength=2)
    if counts.min() < _PARTS:
        raise BriefbookError("too few pairs to learn from: nearly all are answered alike")
    folds = StratifiedKFold(_PARTS, shuffle=True, random_state=0)
    held_out = cross_val_predict(
        model, trials.signs, trials.right, cv=folds, method="predict_proba"
    )
    return model.fit(trials.signs, trials.right), held_out[:, 1]


def _levels(likelihoods: Floats, trials: _Trials, settings: ServiceSettings) -> tuple[Level, ...]:
    """Return what each threshold comes to in a mixture with `settings.unknown` new questions."""
    found = []
    known, unknown = trials.known, ~trials.known
    for threshold in np.arange(0.05, 1.0, 0.01):
        given = likelihoods >= threshold
        right = (given & trials.right)[known].mean()
        wrong = (given & ~trials.right)[known].mean()
        new = given[unknown].mean() if unknown.any() else 0.0
        errors = (1 - settings.unknown) * wrong + settings.unknown * new
        answers = (1 - settings.unknown) * (right + wrong) + settings.unknown * new
        share = _upper(errors / answers, answers * len(given)) if answers else 0.0
        found.append(Level(round(float(threshold), 2), float(right + wrong), float(share)))
    return tuple(found)


def _upper(share: float, count: float) -> float:
    """Return a share seen in `count` cases with a standard error on top (Wilson 1927)."""
    spread = math.sqrt(share * (1 - share) / count + 1 / (4 * count**2))
    return (share + 1 / (2 * count) + spread) / (1 + 1 / count)


def _threshold(levels: Sequence[Level], most_wrong: float) -> float:
    """Return the lowest threshold at which no more is wrong than is allowed; 1 where there is none.

    Nothing reaches 1: then all is handed over.
    """
    return next((level.threshold for level in levels if level.wrong <= most_wrong), 1.0)
