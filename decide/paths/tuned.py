"""A parser learned from questions and their answers: words around the name to paths, linearly.

Multinomial logistic regression on runs of one to three words (Chinese: characters) of the question,
the name itself replaced by a sign. Made by `decide.paths.learn`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from briefbook.errors import ModelError
from decide.paths.graph import FactGraph, Move, Moves
from decide.paths.linking import Asked
from decide.paths.names import units
from decide.paths.parsing import Guess

TOPIC, START, END = "⌂", "^", "$"
RUN = 3  # words, the longest run that is a feature
_MOST = 12  # guesses for one question
_FILES = ("parser.json", "weights.npz")


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of how likely a guess is right."""

    bias: float
    odds: float  # weight of the log odds that the regression gives the path
    known: float  # weight of the share of the question's words that it has seen


@dataclass(frozen=True, slots=True)
class TunedParser:
    """Weights of runs of words for each path that was seen."""

    producer: str
    paths: tuple[Moves, ...]
    runs: Mapping[str, int]  # run of words → row of `weights`
    weights: npt.NDArray[np.float32]  # runs × paths
    biases: npt.NDArray[np.float32]
    calibration: Calibration

    def guesses(self, asked: Asked, graph: FactGraph) -> list[Guess]:
        """Return the likeliest paths whose predicates the graph has."""
        runs = list(question_runs(asked))
        rows = sorted({self.runs[run] for run in runs if run in self.runs})
        chances = softmax(self.biases + self.weights[rows].sum(axis=0))
        known = known_share(runs, self.runs)
        best = [place for place in np.argsort(-chances, kind="stable")[:_MOST]]
        return [
            Guess(self.paths[place], calibrated(float(chances[place]), known, self.calibration))
            for place in best
            if all(move.predicate in graph.codes for move in self.paths[place])
        ]


def question_runs(asked: Asked) -> Iterator[str]:
    """Give the runs of words of a question, its topic written as one sign."""
    before = [word for word, _ in units(asked.before)]
    after = [word for word, _ in units(asked.after)]
    words = [START, *before, TOPIC, *after, END]
    for size in range(1, RUN + 1):
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])


def known_share(runs: Sequence[str], known: Mapping[str, int]) -> float:
    """Return the share of single words that are known."""
    words = [run for run in runs if " " not in run and run not in (START, TOPIC, END)]
    return sum(word in known for word in words) / len(words) if words else 0.0


def softmax(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Turn scores into chances that add up to 1."""
    powers = np.exp(scores.astype(np.float64) - scores.max())
    return np.asarray(powers / powers.sum())


def log_odds(chance: float) -> float:
    """Return the logarithm of the odds, within ±12."""
    chance = min(max(chance, 1e-5), 1 - 1e-5)
    return float(np.log(chance / (1 - chance)))


def calibrated(chance: float, known: float, calibration: Calibration) -> float:
    """Return how likely a guess is right."""
    score = calibration.bias + calibration.odds * log_odds(chance) + calibration.known * known
    return float(1 / (1 + np.exp(-score)))


def save_parser(parser: TunedParser, folder: Path) -> None:
    """Write a parser: its paths and words as JSON, its weights in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    calibration = parser.calibration
    told = {
        "producer": parser.producer,
        "paths": [[[move.predicate, move.forward] for move in path] for path in parser.paths],
        "runs": sorted(parser.runs, key=lambda run: parser.runs[run]),
        "calibration": [calibration.bias, calibration.odds, calibration.known],
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    (folder / _FILES[0]).write_text(text + "\n", "utf-8")
    np.savez_compressed(
        folder / _FILES[1],
        weights=parser.weights.astype(np.float16),
        biases=parser.biases.astype(np.float32),
    )


def load_parser(folder: Path) -> TunedParser:
    """Read what `save_parser` wrote.

    Raises ModelError when it is missing or damaged.
    """
    try:
        told = json.loads((folder / _FILES[0]).read_text("utf-8"))
        with np.load(folder / _FILES[1], allow_pickle=False) as arrays:
            weights = arrays["weights"].astype(np.float32)
            biases = arrays["biases"].astype(np.float32)
        paths = tuple(tuple(Move(*move) for move in path) for path in told["paths"])
        if weights.shape != (len(told["runs"]), len(paths)):
            raise ValueError("weights of another shape")
        return TunedParser(
            producer=told["producer"],
            paths=paths,
            runs={run: row for row, run in enumerate(told["runs"])},
            weights=weights,
            biases=biases,
            calibration=Calibration(*told["calibration"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"cannot read the parser of questions in {folder}: {error}") from error
