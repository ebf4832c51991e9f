"""Which thing of the graph a question is about, and what else it says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefbook.records import Span
from decide.paths.graph import FactGraph
from decide.paths.names import name_key, units

_BRACKETED = re.compile(r"\[(.+)\]")
_LONGEST = 40  # words of a name, or Chinese characters
_MOST = 6  # topics tried for one question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one thing."""

    text: str
    topic: int  # its place in the graph's entries
    span: Span  # where the question names it, brackets included

    @property
    def before(self) -> str:
        """What the question says before the name."""
        return self.text[: self.span.start]

    @property
    def after(self) -> str:
        """What it says after the name."""
        return self.text[self.span.end :]


def find_topics(question: str, graph: FactGraph) -> list[Asked]:
    """Return what the question may be about, likeliest first; nothing when it names nothing known.

    A name in square brackets is the topic; else the longest name of the graph that the question
    holds, in any case, and after it the next ones that lie outside it. A shorter name inside a
    longer one is not meant: "Acme Bank" is not Acme.
    """
    if match := _BRACKETED.search(question):
        span = Span(match.start(), match.end())
        return [Asked(question, node, span) for node in _called(match.group(1), graph)]
    taken: list[Span] = []
    found: list[Asked] = []
    for span, nodes in sorted(_named(question, graph), key=lambda each: _rank(question, each[0])):
        if not any(span.overlaps(other) for other in taken):
            taken.append(span)
            found += [Asked(question, node, span) for node in nodes]
    return found[:_MOST]


def _called(name: str, graph: FactGraph) -> Sequence[int]:
    """Return the things with this name, those that are written exactly so before others."""
    nodes = graph.names.get(name_key(name), ())
    exact = [node for node in nodes if graph.entries[node].name == name]
    return exact or sorted(nodes, key=lambda node: len(graph.entries[node].name))


def _named(question: str, graph: FactGraph) -> Iterator[tuple[Span, Sequence[int]]]:
    words = units(question)
    for first in range(len(words)):
        key = ""
        for last in range(first, min(len(words), first + _LONGEST)):
            key = f"{key} {words[last][0]}" if key else words[last][0]
            if key in graph.names:
                span = Span(words[first][1].start, words[last][1].end)
                if nodes := _worth(question, span, graph):
                    yield span, nodes


def _worth(question: str, span: Span, graph: FactGraph) -> Sequence[int]:
    """Return what a stretch of the question names; one small word or sign of it names nothing."""
    text = question[span.start : span.end]
    nodes = _called(text, graph)
    if len(text) == 1 and not text.isdigit():
        return ()
    if " " in text or not text.isascii() or not text.islower():
        return nodes
    return [node for node in nodes if graph.entries[node].name == text]


def _rank(question: str, span: Span) -> tuple[bool, int, int]:
    """Quoted names first, then long ones, then early ones."""
    quoted = question[span.start - 1 : span.start] in tuple('《“「『"')
    text = question[span.start : span.end]
    weight = len(text) if text.isascii() else 2 * len(text)
    return not quoted, -weight, span.start
