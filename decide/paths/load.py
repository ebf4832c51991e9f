"""Which parser suits a graph: one that was tuned, the one that ships, or wording alone."""

from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from decide.paths.graph import FactGraph
from decide.paths.linking import Asked
from decide.paths.parsing import Guess, PathParser
from decide.paths.tuned import TunedParser, load_parser
from decide.paths.worded import WordedParser

_SURE = 0.5  # a tuned parser that is less sure of a question has not seen its like
_SHARE = 0.8  # of a tuned parser's predicates that a graph must have to be the kind it knows


@dataclass(frozen=True, slots=True)
class TunedFirst:
    """Asks a tuned parser, and where that is not sure the wording too."""

    tuned: TunedParser
    worded: WordedParser

    @property
    def producer(self) -> str:
        """Both names."""
        return f"{self.tuned.producer}+{self.worded.producer}"

    def guesses(self, asked: Asked, graph: FactGraph) -> list[Guess]:
        """Return the guesses of the tuned parser, or the better ones of both."""
        found = self.tuned.guesses(asked, graph)
        if found and found[0].likelihood >= _SURE:
            return found
        best: dict[tuple[object, ...], Guess] = {}
        for guess in (*found, *self.worded.guesses(asked, graph)):
            known = best.get(guess.path)
            if known is None or known.likelihood < guess.likelihood:
                best[guess.path] = guess
        return sorted(best.values(), key=lambda guess: (-guess.likelihood, guess.path))


def open_path_parser(graph: FactGraph, *, folder: Path | None = None) -> PathParser:
    """Open the parser in `folder`; without one the shipped one, where the graph is of its kind.

    The shipped one knows films: who directed, wrote and starred, in which year, language and genre.
    All other graphs are asked by the wording of their predicates. Raises ModelError when `folder`
    holds no parser.
    """
    tuned = load_parser(folder) if folder else _shipped()
    predicates = {move.predicate for path in tuned.paths for move in path}
    if not folder and len(predicates & graph.codes.keys()) < _SHARE * len(predicates):
        return WordedParser()
    return TunedFirst(tuned, WordedParser())


def _shipped() -> TunedParser:
    with as_file(files("briefbook") / "models" / "paths") as folder:
        return load_parser(folder)
