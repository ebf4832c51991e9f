"""Ties are followed from the names of a question, step by step (pure).

A step reads the passages about a name and takes the other names there whose words fit the relation;
the passages that name it, for those that say it of themselves; and the facts of the graph.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from briefbook.records import Passage
from briefbook.schema import PREDICATES
from decide.retrieve.graph import PassageGraph, Tie, row
from decide.retrieve.reading import Page, fit, read_page, sources_of, unknown_names
from decide.retrieve.relations import RELATIONS, Relation

Load = Callable[[Collection[str]], Mapping[str, Passage]]

_LEAST_FIT = 0.3
_TARGETS = 3  # names that a step leads to from one name
_TITLED, _NAMING = 2, 12  # passages about a name, and naming it, that are read
_STEP = 0.9  # what a step further counts
_BACKWARDS = 0.8  # what a passage counts that says it of itself
#: Relations that texts say in so many ways that a match is a hint, not a way to go.
_HINTS = {"located": 0.32}
_SKIP = 0.5  # what a step counts that leaves out a relation of the chain


@dataclass(frozen=True, slots=True)
class Reached:
    """A name that a question leads to."""

    node: int
    score: float  # how sure the way there is, from 0 to 1
    source: int  # the name before it; itself where the question names it
    relation: str  # "named" where the question names it
    passage: int  # that says so; -1: none


@dataclass(slots=True)
class Pages:
    """Passages read, each once."""

    graph: PassageGraph
    load: Load
    known: dict[int, Page] = field(default_factory=dict)

    def read(self, places: Iterable[int]) -> None:
        """Read passages by their numbers, all at once."""
        new = sorted(set(places) - self.known.keys())
        if new:
            found = self.load([self.graph.passages[place] for place in new])
            for place in new:
                passage = found.get(self.graph.passages[place])
                text = passage.text if passage else ""
                self.known[place] = read_page(text, self.graph)


def follow(
    starts: Sequence[tuple[int, float]], steps: Sequence[str], pages: Pages
) -> list[Reached]:
    """Follow relations from names with their scores; return the names reached, without the starts.

    Where a step leads nowhere, the next one is tried from the same names for less.
    """
    reached: dict[int, Reached] = {}
    frontier = list(starts)
    skipped = 1.0
    for step in steps:
        found = _step(frontier, RELATIONS[step], pages, skipped)
        if not found:
            skipped *= _SKIP
            continue
        for each in found:
            if each.node not in reached or reached[each.node].score < each.score:
                reached[each.node] = each
        frontier = [(each.node, each.score) for each in found]
    begun = {node for node, _ in starts}
    return sorted(
        (each for node, each in reached.items() if node not in begun),
        key=lambda each: (-each.score, each.node),
    )


def _step(
    frontier: Sequence[tuple[int, float]], relation: Relation, pages: Pages, weight: float
) -> list[Reached]:
    pages.read(place for node, _ in frontier for place in _places(pages.graph, node))
    best: dict[int, Reached] = {}
    for node, score in frontier:
        for each in _from(node, relation, pages):
            worth = score * weight * _STEP * each.score
            one = Reached(each.node, worth, node, relation.name, each.passage)
            if each.node not in best or best[each.node].score < worth:
                best[each.node] = one
    return list(best.values())


def _places(graph: PassageGraph, node: int) -> list[int]:
    about: list[int] = row(graph.about, node)[:_TITLED].tolist()
    naming = [place for place in row(graph.named, node).tolist() if place not in about]
    return about + naming[:_NAMING]


def _from(node: int, relation: Relation, pages: Pages) -> list[Reached]:
    graph = pages.graph
    about = set(row(graph.about, node).tolist())
    found: list[Reached] = []
    for place in _places(graph, node):
        if place in about:
            found += _forwards(node, place, relation, pages)
        else:
            found += _backwards(node, place, relation, pages)
    found += _by_facts(node, graph.facts_of.get(node, ()), relation)
    best: dict[int, Reached] = {}
    for each in found:
        if each.score >= _LEAST_FIT and (
            each.node not in best or best[each.node].score < each.score
        ):
            best[each.node] = each
    return sorted(best.values(), key=lambda each: (-each.score, each.node))[:_TARGETS]


def _forwards(node: int, place: int, relation: Relation, pages: Pages) -> Iterable[Reached]:
    """What the passage about a name ties it to."""
    page = pages.known[place]
    namings = [(naming, fit(page, naming, relation)) for naming in page.namings]
    namings += unknown_names(page, relation, pages.graph)
    trust = _HINTS.get(relation.name, 1.0)
    for naming, score in ((naming, trust * score) for naming, score in namings):
        if node not in naming.nodes:
            yield Reached(naming.nodes[0], score, node, relation.name, place)
            for other in naming.nodes[1:3]:
                yield Reached(other, 0.6 * score, node, relation.name, place)


def _backwards(node: int, place: int, relation: Relation, pages: Pages) -> Iterable[Reached]:
    """What a passage about something else says of itself and the name."""
    page = pages.known[place]
    score = max((fit(page, naming, relation) for naming in sources_of(page, [node])), default=0.0)
    score *= _HINTS.get(relation.name, 1.0)
    for title in row(pages.graph.titles_of, place).tolist():
        if title != node:
            yield Reached(title, _BACKWARDS * score, node, relation.name, place)


def _by_facts(node: int, ties: Sequence[Tie], relation: Relation) -> list[Reached]:
    """What facts of the graph tie a name to; where there are many, each says less."""
    fitting = [tie for tie in ties if _says(tie.predicate, relation)]
    score = min(1.0, _TARGETS / max(1, len(fitting)))
    return [
        Reached(
            tie.object if tie.subject == node else tie.subject,
            score,
            node,
            relation.name,
            tie.passages[0] if tie.passages else -1,
        )
        for tie in fitting
    ]


def _says(predicate: str, relation: Relation) -> bool:
    known = PREDICATES.get(predicate)
    phrases = (known.phrase, known.phrase_zh) if known else ()
    words = predicate.replace("_", " ").lower()
    return any(relation.asked.search(phrase) for phrase in (words, *phrases))
