"""How well a past pair fits a request, in a few numbers that a person can follow (pure)."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
import numpy.typing as npt

from decide.classify.examples import Floats
from decide.classify.vectors import Vectors
from decide.service.records import Pair
from decide.terms import is_chinese, terms


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for the best past answer."""

    likeness: float  # of the nearest past request, in meaning
    cover: float  # share of the request's terms, weighted by rarity, that this one has too
    chance: float  # of the intent of the answer


NAMES = tuple(field.name for field in fields(Signs))


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """Past pairs, ready to be compared with."""

    pairs: tuple[Pair, ...]
    vectors: Vectors  # of the requests
    center: Vectors
    terms: tuple[frozenset[str], ...]
    weights: Mapping[str, float]  # of terms, by rarity

    def part(self, places: Sequence[int]) -> "Book":
        """Return the book with some of its pairs; center and weights stay."""
        return Book(
            tuple(self.pairs[place] for place in places),
            self.vectors[list(places)],
            self.center,
            tuple(self.terms[place] for place in places),
            self.weights,
        )


def make_book(pairs: Sequence[Pair], vectors: Vectors) -> Book:
    """Put past pairs together with the vectors of their requests."""
    found = tuple(frozenset(terms(pair.request)) for pair in pairs)
    counts = Counter(term for each in found for term in each)
    weights = {term: math.log(1 + len(pairs) / count) for term, count in counts.items()}
    return Book(tuple(pairs), vectors, vectors.mean(axis=0), found, weights)


def rank_pairs(
    request: str, vector: Vectors, chances: Mapping[str, float], book: Book
) -> list[tuple[int, float]]:
    """Return places of pairs with their likeness, the best answer first.

    Likeness, shared terms and the chance of the intent are added; an answer in the language of the
    request comes before one in another.
    """
    near = likeness(vector[None, :], book)[0]
    asked = frozenset(terms(request))
    chinese = any(map(is_chinese, request))

    def worth(place: int) -> float:
        pair = book.pairs[place]
        same = any(map(is_chinese, pair.answer)) == chinese
        shared = _cover(asked, book.terms[place], book.weights)
        return float(near[place]) + 0.3 * shared + chances.get(pair.intent, 0.0) + 0.5 * same

    order = sorted(range(len(book.pairs)), key=lambda place: (-round(worth(place), 6), place))
    return [(place, float(near[place])) for place in order]


def likeness(vectors: Vectors, book: Book) -> npt.NDArray[np.float32]:
    """Return the cosines of requests with past requests, the mean of these taken away first."""
    found: npt.NDArray[np.float32] = (
        _unit(vectors - book.center) @ _unit(book.vectors - book.center).T
    )
    return found


def read_signs(
    request: str, vector: Vectors, chances: Mapping[str, float], book: Book
) -> tuple[list[tuple[int, float]], Signs]:
    """Return the ranked pairs of the book and what speaks for the first."""
    ranked = rank_pairs(request, vector, chances, book)
    first, near = ranked[0]
    shared = _cover(frozenset(terms(request)), book.terms[first], book.weights)
    return ranked, Signs(near, shared, chances.get(book.pairs[first].intent, 0.0))


def table(signs: Sequence[Signs]) -> Floats:
    """Return signs as rows."""
    return np.array([astuple(each) for each in signs], dtype=np.float64)


def _cover(asked: frozenset[str], known: frozenset[str], weights: Mapping[str, float]) -> float:
    rarest = max(weights.values(), default=1.0)
    whole = sum(weights.get(term, rarest) for term in asked)
    return sum(weights.get(term, rarest) for term in asked & known) / whole if whole else 0.0


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
