"""A question is taken apart, its path followed, and the facts on the way become the answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from briefbook.records import Answer, Fact, Sentence
from decide.paths.graph import FactGraph, Layer, Moves, Triple, chain, follow
from decide.paths.linking import Asked, find_topics
from decide.paths.parsing import Guess, PathParser
from decide.paths.wording import word_step

MIN_LIKELIHOOD = 0.5  # of the path, or the question is left to others
_NEXT_TOPIC = 0.8  # each topic further down the list is this much less likely the one meant
_SHOWN = 12  # answers whose facts become sentences; all become values


@dataclass(frozen=True, slots=True)
class Reached:
    """One answer, with the facts that lead to it."""

    key: str
    name: str
    steps: tuple[Triple, ...]  # from the topic outwards


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """What a path leads to."""

    topic: str  # key of the thing the question names
    path: Moves
    answers: tuple[Reached, ...]  # those that are reached in most ways first
    likelihood: float  # that the question means this path


def answer_path(
    question: str,
    graph: FactGraph,
    parser: PathParser,
    *,
    min_likelihood: float = MIN_LIKELIHOOD,
) -> PathAnswer | None:
    """Follow the likeliest path that leads anywhere; None when none is likely enough."""
    for topic, guess in _guesses(find_topics(question, graph), graph, parser):
        if guess.likelihood < min_likelihood:
            return None
        layers = follow(graph, topic, guess.path)
        if len(layers[-1].nodes):
            key = graph.entries[topic].key
            return PathAnswer(key, guess.path, _answers(graph, layers), guess.likelihood)
    return None


def _guesses(
    topics: list[Asked], graph: FactGraph, parser: PathParser
) -> Iterator[tuple[int, Guess]]:
    """Give the guesses for all topics, likeliest first; those of earlier topics before equals."""
    found = [
        (asked.topic, Guess(guess.path, guess.likelihood * _NEXT_TOPIC**place))
        for place, asked in enumerate(topics)
        for guess in parser.guesses(asked, graph)
    ]
    yield from sorted(found, key=lambda each: -each[1].likelihood)


def _answers(graph: FactGraph, layers: tuple[Layer, ...]) -> tuple[Reached, ...]:
    last = layers[-1]
    found = [graph.entries[node] for node in last.nodes]
    order = sorted(range(len(found)), key=lambda place: (-last.support[place], found[place].name))
    return tuple(
        Reached(found[place].key, found[place].name, chain(graph, layers, place)) for place in order
    )


def to_answer(
    question: str,
    found: PathAnswer | None,
    graph: FactGraph,
    facts: Mapping[str, Fact],
    *,
    producer: str,
) -> Answer:
    """Word a path as an answer: its ends as values, each fact on the way as a sentence.

    `facts` gives the facts of the run folder by id: their evidence is that of the sentences. An
    answer whose chain holds a fact that is not among them is left out: nothing is said without
    evidence. The first answers bear their facts as sentences; of very many, all are values.
    """
    borne = [
        reached
        for reached in (found.answers if found else ())
        if all(triple.id in facts for triple in reached.steps)
    ]
    if found is None or not borne:
        return Answer(question, (), 0.0, producer, kind="path")
    triples = dict.fromkeys(triple for reached in borne[:_SHOWN] for triple in reached.steps)
    sentences = tuple(
        Sentence(word_step(triple, graph, question), facts[triple.id].evidence, role="step")
        for triple in triples
    )
    weakest = min(facts[triple.id].confidence for triple in borne[0].steps)
    return Answer(
        question,
        sentences,
        float(np.round(found.likelihood * weakest, 4)),
        producer,
        kind="path",
        values=tuple(dict.fromkeys(reached.name for reached in borne)),
    )
