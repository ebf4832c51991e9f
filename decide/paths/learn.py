"""A parser of questions is learnt from questions with answers; no path need be given.

Each wording is explained by several paths; which one it means is settled by expectation and
maximisation: the regression is fitted to the paths as weighed so far, and they are weighed again by
what it thinks of them (learning from denotations: Liang, Jordan & Klein, "Learning dependency-based
compositional semantics", 2013; the estimation: Dempster, Laird & Rubin 1977).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from briefbook.errors import ModelError
from decide.paths.files import PathQuestion
from decide.paths.graph import FactGraph, Moves
from decide.paths.supervision import Wording, read_wordings
from decide.paths.tuned import Calibration, TunedParser, known_share, log_odds, softmax

PRODUCER = "decide.paths.tuned@1"
_ROUNDS = 4
_SHARPNESS = 8.0  # a path that explains 0.9 of the answers counts 0.43 of one that explains all
_SHORTER = 0.9  # what each further step counts: of two that explain the same, the shorter is meant
_FOLDS = 5
_STRENGTH = 10.0  # of the fit against the weights' size (scikit-learn's C)
_CAUTION = 0.3  # the same while paths are being settled: wordings must learn from each other

Chances = list[dict[Moves, float]]  # for each wording


def learn_parser(questions: Iterable[PathQuestion], graph: FactGraph) -> TunedParser:
    """Fit a parser to `questions` about `graph`.

    Raises ModelError when too few of them are explained by any path.
    """
    wordings = [wording for wording in read_wordings(questions, graph) if wording.paths]
    settled = settle_paths(wordings)
    if len({path for chances in settled for path in chances}) < 2:
        raise ModelError("cannot learn to parse: fewer than two paths explain these questions")
    parser = _fit(wordings, settled)
    return _replace_calibration(parser, calibrate(wordings, settled))


def settle_paths(wordings: Sequence[Wording]) -> Chances:
    """Weigh the paths of each wording until the regression agrees."""
    evidence = [_evidence(wording) for wording in wordings]
    settled = [_shares(chances) for chances in evidence]
    for _ in range(_ROUNDS if len(wordings) > 1 else 0):
        parser = _fit(wordings, settled, strength=_CAUTION)
        settled = [
            _shares({path: weight * seen[path] for path, weight in chances.items() if path in seen})
            for chances, wording in zip(evidence, wordings, strict=True)
            for seen in [path_chances(parser, wording.runs)]
        ]
    return settled


def _evidence(wording: Wording) -> dict[Moves, float]:
    return {
        path: f1**_SHARPNESS * _SHORTER ** len(path) for path, f1 in sorted(wording.paths.items())
    }


def _shares(weights: Mapping[Moves, float]) -> dict[Moves, float]:
    """Make weights add up to 1, those of next to none left out."""
    whole = sum(weights.values())
    kept = {path: weight for path, weight in weights.items() if weight > 0.02 * whole}
    whole = sum(kept.values())
    return {path: weight / whole for path, weight in kept.items()}


def path_chances(parser: TunedParser, runs: Sequence[str]) -> dict[Moves, float]:
    """Return what the regression thinks of each path."""
    rows = sorted({parser.runs[run] for run in runs if run in parser.runs})
    chances = softmax(parser.biases + parser.weights[rows].sum(axis=0))
    return {path: float(chance) for path, chance in zip(parser.paths, chances, strict=True)}


def _fit(
    wordings: Sequence[Wording], settled: Chances, *, strength: float = _STRENGTH
) -> TunedParser:
    """Fit the regression to wordings, each as often as its paths are likely."""
    paths = tuple(sorted({path for chances in settled for path in chances}))
    place = {path: number for number, path in enumerate(paths)}
    runs = _known_runs(wordings)
    rows = [
        (wording, place[path], share * np.sqrt(wording.count))
        for wording, chances in zip(wordings, settled, strict=True)
        for path, share in sorted(chances.items())
    ]
    features = _features([wording for wording, _, _ in rows], runs)
    model = LogisticRegression(C=strength, max_iter=300)
    model.fit(features, [label for _, label, _ in rows], [weight for _, _, weight in rows])
    weights, biases = _both_sides(model, len(paths))
    return TunedParser(PRODUCER, paths, runs, weights, biases, Calibration(0.0, 1.0, 0.0))


def _both_sides(
    model: LogisticRegression, count: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return a column for each path: for two paths the library gives but one."""
    weights, biases = model.coef_, model.intercept_
    if count == 2:
        weights, biases = np.vstack([-weights, weights]), np.concatenate([-biases, biases])
    return weights.T.astype(np.float32), biases.astype(np.float32)


def _known_runs(wordings: Sequence[Wording]) -> dict[str, int]:
    counts = Counter(run for wording in wordings for run in set(wording.runs))
    # Where wordings are few a run of several words that stands in one of them says nothing more.
    kept = sorted(run for run, count in counts.items() if count > 1 or " " not in run)
    return {run: number for number, run in enumerate(kept)}


def _features(wordings: Sequence[Wording], runs: Mapping[str, int]) -> csr_matrix:
    found = [sorted({runs[run] for run in each.runs if run in runs}) for each in wordings]
    places = [0, *np.cumsum([len(row) for row in found])]
    columns = [column for row in found for column in row]
    return csr_matrix((np.ones(len(columns)), columns, places), (len(found), len(runs)))


def calibrate(wordings: Sequence[Wording], settled: Chances) -> Calibration:
    """Learn how far guesses can be trusted, from wordings and from paths that were kept away.

    Of a path never seen every guess is wrong: so that the parser knows when to say nothing, as
    many of these count as of wordings never seen.
    """
    best = [max(sorted(chances), key=lambda path: chances[path]) for chances in settled]
    paths = sorted(set(best))
    rows: list[tuple[float, float]] = []
    right: list[bool] = []
    for fold in range(_FOLDS):
        by_path = set(paths[fold::_FOLDS])
        for held in (
            [number for number in range(len(wordings)) if number % _FOLDS == fold],
            [number for number in range(len(wordings)) if best[number] in by_path],
        ):
            for measured, is_right in _held_out(wordings, settled, best, set(held)):
                rows.append(measured)
                right.append(is_right)
    if len(set(right)) < 2:
        return Calibration(0.0, 1.0, 0.0)
    model = LogisticRegression(C=1.0).fit(np.array(rows), right)
    odds, known = model.coef_[0]
    return Calibration(
        round(float(model.intercept_[0]), 4), round(float(odds), 4), round(float(known), 4)
    )


def _held_out(
    wordings: Sequence[Wording], settled: Chances, best: Sequence[Moves], held: set[int]
) -> list[tuple[tuple[float, float], bool]]:
    """Fit without some wordings; return measures of the guesses at them, and whether right."""
    kept = [number for number in range(len(wordings)) if number not in held]
    if len({best[number] for number in kept}) < 2:
        return []
    parser = _fit([wordings[number] for number in kept], [settled[number] for number in kept])
    found = []
    for number in sorted(held):
        chances = path_chances(parser, wordings[number].runs)
        path = max(parser.paths, key=lambda each: chances[each])
        known = known_share(wordings[number].runs, parser.runs)
        found.append(((log_odds(chances[path]), known), path == best[number]))
    return found


def _replace_calibration(parser: TunedParser, calibration: Calibration) -> TunedParser:
    return TunedParser(
        parser.producer, parser.paths, parser.runs, parser.weights, parser.biases, calibration
    )
