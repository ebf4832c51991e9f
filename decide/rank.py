"""Passages that were found, and how two rankings of them become one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from briefbook.records import Passage, Span

_OFFSET = 60  # as in the paper; the larger, the less the first places count


class TextEncoder(Protocol):
    """What turns texts into vectors; `briefbook.learn.encoder.Encoder` is one."""

    name: str  # "model@version"
    dimension: int

    def embed(
        self, texts: Sequence[str], *, kind: Literal["query", "passage"]
    ) -> npt.NDArray[np.float32]:
        """Return one vector of length 1 for each text, as rows."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words of a text that may answer a question."""

    start: int  # characters [start, end) of the text
    end: int
    score: float  # how likely they answer it, from 0 to 1


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in a text with a question in mind."""

    excerpts: tuple[Excerpt, ...]  # the likeliest answers, best first; perhaps none
    parts: tuple[float, ...]  # how likely each part that was asked about holds the answer


class Reader(Protocol):
    """What reads texts with a question in mind; `decide.reading.load.Reader` is one."""

    producer: str  # "name@version"

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return for each text how likely it holds the answer, or a part of it, from 0 to 1."""

    def read(
        self, question: str, texts: Sequence[str], parts: Sequence[Sequence[Span]] = ()
    ) -> list[Read]:
        """Return what is read in each text; `parts` are places in each, such as its sentences."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found."""

    passage: Passage
    score: float  # of `fuse`; good for ranking only, 0.033 at most


def fuse(rankings: Sequence[Sequence[str]]) -> list[tuple[str, float]]:
    """Merge rankings of ids by reciprocal rank; best first, with their scores.

    Source: Cormack et al. 2009, "Reciprocal rank fusion outperforms Condorcet and individual rank
    learning methods".

    >>> [each for each, _ in fuse([["a", "b"], ["b", "c"]])]
    ['b', 'a', 'c']
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for place, each in enumerate(ranking, start=1):
            scores[each] = scores.get(each, 0.0) + 1 / (_OFFSET + place)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
