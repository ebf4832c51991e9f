"""What a parser of questions is, and which one suits a graph."""

from dataclasses import dataclass
from typing import Protocol

from decide.paths.graph import FactGraph, Moves
from decide.paths.linking import Asked


@dataclass(frozen=True, slots=True)
class Guess:
    """A path that a question may mean."""

    path: Moves
    likelihood: float  # from 0 to 1


class PathParser(Protocol):
    """What turns the words around a name into paths."""

    @property
    def producer(self) -> str:
        """Return "name@version"."""

    def guesses(self, asked: Asked, graph: FactGraph) -> list[Guess]:
        """Return the paths that the question may mean, likeliest first; none when it fits none."""
