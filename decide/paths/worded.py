"""A parser without training: the words of a question against the words of predicates.

Paths grow from the topic step by step, the best of them kept (beam search). A path is likely when
its steps are spoken of, in the order of their distance from the topic and in their direction; when
it leaves nothing unsaid that the question says; and when what it reaches is of the kind asked for.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

from decide.paths.expecting import kinds_fit
from decide.paths.graph import FactGraph, Layer, Move, Moves, first_layer, moves_from, step
from decide.paths.linking import Asked
from decide.paths.matching import Match, is_schema, match_move
from decide.paths.parsing import Guess
from decide.paths.wordings import SHARING
from decide.paths.words import Word, is_telling, question_words

PRODUCER = "decide.paths.worded@1"
_MOST_HOPS = 3
_BEAM = 12
_MOST = 12  # guesses for one question
_LOOKED_AT = 300  # things of a wide layer from which steps are taken
_BACK = 0.75  # least quality of a step back along the same relation: it is seldom meant
_KNOWN_BETTER = 2.0  # more doubt of a step that would have been spoken of
_SHARED = 0.9  # quality of a step back along the same relation that "also" or "share" speaks of


@dataclass(frozen=True, slots=True)
class Measures:
    """What speaks for a path."""

    cover: float  # part of the question's content that its steps and kinds explain
    mean: float  # mean quality of its steps
    agrees: float  # mean of how far the words take its steps in their direction, -1 to 1
    ordered: float  # part of the steps that lie no nearer to the topic than those before
    kinds: float  # 1: it reaches what is asked for; -1: something else; 0: cannot be told
    doubt: float  # of steps that nobody speaks of: 1 and the logarithm of how many there are


@dataclass(frozen=True, slots=True)
class _Grown:
    """A path on its way."""

    path: Moves
    layer: Layer
    matches: tuple[Match, ...]
    measures: Measures
    likelihood: float


@dataclass(frozen=True, slots=True)
class WordedParser:
    """Parses by wording alone; for any graph."""

    producer: str = PRODUCER

    def guesses(self, asked: Asked, graph: FactGraph) -> list[Guess]:
        """Return the paths that the words around the topic fit best."""
        words = question_words(asked)
        found = [grown for grown in grow_paths(asked, words, graph) if grown.matches]
        found.sort(key=lambda grown: (-grown.likelihood, len(grown.path), grown.path))
        return [Guess(grown.path, grown.likelihood) for grown in found[:_MOST]]


def grow_paths(asked: Asked, words: Sequence[Word], graph: FactGraph) -> Iterator[_Grown]:
    """Give paths of up to three steps with what speaks for them."""
    nothing = Measures(0, 0, 0, 0, 0, 0)
    beam = [_Grown((), first_layer(asked.topic), (), nothing, 0.0)]
    for _ in range(_MOST_HOPS):
        grown = [
            after
            for before in beam
            for moves in [moves_from(graph, before.layer.nodes[:_LOOKED_AT])]
            for move in moves
            if (after := _grow(before, move, len(moves), asked, words, graph)) is not None
        ]
        yield from grown
        grown.sort(key=lambda each: (-each.likelihood, each.path))
        beam = grown[:_BEAM]


def _grow(
    before: _Grown, move: Move, choices: int, asked: Asked, words: Sequence[Word], graph: FactGraph
) -> _Grown | None:
    path = (*before.path, move)
    match = _match(before, move, words)
    if match.quality < _BACK and before.path[-1:] == (Move(move.predicate, not move.forward),):
        return None
    layer = step(graph, before.layer, move, without=asked.topic)
    if not len(layer.nodes):
        return None
    matches = (*before.matches, match if match.taken else _unspoken(before, move, words, choices))
    measures = measure_path(path, matches, layer, asked, words, graph)
    return _Grown(path, layer, matches, measures, likelihood(measures))


def _match(before: _Grown, move: Move, words: Sequence[Word]) -> Match:
    taken = {place for match in before.matches for place in match.taken}
    free = frozenset(place for place in range(len(words)) if place not in taken)
    middle = sum(word.distance < 0 for word in words)
    hull = range(min([middle, *taken]), max([middle, *(place + 1 for place in taken)]))
    found = match_move(move, words, free, hull)
    back = Move(move.predicate, not move.forward)
    if found.quality < _SHARED and before.path[-1:] == (back,) and before.matches[-1].quality:
        shared = {place for place in free if words[place].text in SHARING}
        if shared:
            return Match(_SHARED * before.matches[-1].quality, frozenset(shared), 0.0)
    return found


def _unspoken(before: _Grown, move: Move, words: Sequence[Word], choices: int) -> Match:
    """Let a step nobody speaks of stand for the words beyond those explained, if any are left.

    It is one of so many steps that could be meant: the fewer there are, the likelier. A step that
    nothing is left for is hardly meant, nor is a predicate of the schema: it would have been known
    by its wording.
    """
    taken = {place for match in before.matches for place in match.taken}
    reach = max((abs(words[place].distance) for place in taken), default=0)
    beyond = frozenset(
        place
        for place, word in enumerate(words)
        if place not in taken and is_telling(word) and abs(word.distance) > reach
    )
    known_better = is_schema(move) or not beyond
    return Match(0.0, beyond, doubt=1 + math.log(choices) + known_better * _KNOWN_BETTER)


def measure_path(
    path: Moves,
    matches: Sequence[Match],
    layer: Layer,
    asked: Asked,
    words: Sequence[Word],
    graph: FactGraph,
) -> Measures:
    """Measure how well a path fits the words of a question."""
    qualities = [match.quality for match in matches if not match.doubt] or [0.0]
    spoken = [match for match in matches if match.taken]
    places = [max(abs(words[place].distance) for place in match.taken) for match in spoken]
    pairs = list(zip(places, places[1:], strict=False))
    return Measures(
        cover=_cover(matches, words),
        mean=sum(qualities) / len(qualities),
        agrees=sum(match.agrees for match in matches) / len(matches),
        ordered=sum(near <= far for near, far in pairs) / len(pairs) if pairs else 1.0,
        kinds=kinds_fit(asked, [graph.entries[node] for node in layer.nodes[:20]]),
        doubt=sum(match.doubt for match in matches),
    )


def _cover(matches: Sequence[Match], words: Sequence[Word]) -> float:
    taken = {place for match in matches for place in match.taken}
    content = {
        place
        for place, word in enumerate(words)
        if is_telling(word) or word.text in SHARING or place in taken
    }
    return len(content & taken) / len(content) if content else 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model over the measures."""

    measures: Measures
    bias: float


WEIGHTS = Weights(Measures(3.29, 1.8, 0.47, 0.82, 1.89, -1.17), bias=-5.09)


def likelihood(measures: Measures, weights: Weights = WEIGHTS) -> float:
    """Estimate how likely a path is meant."""
    pairs = zip(astuple(weights.measures), astuple(measures), strict=True)
    return float(1 / (1 + math.exp(-weights.bias - sum(w * value for w, value in pairs))))
