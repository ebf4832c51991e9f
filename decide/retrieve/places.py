"""Which passages names and ties stand for, and which passages lie next to those (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from decide.retrieve.expand import Reached
from decide.retrieve.graph import PassageGraph, row
from decide.retrieve.link import Linked
from decide.retrieve.names import name_key
from decide.retrieve.route import stands_for_itself
from decide.retrieve.walk import walk

_MEANT_TOO = 0.5  # what a second thing counts that a name may mean
_TITLED = 2  # passages about one name, those that the text ranks best
_FROM_TEXT = 20  # passages nearest in text from which the walk starts, too
_TEXT_SHARE = 0.3  # of the starts; the rest is for names
_REACHED_SHARE = 0.5  # what a name that was reached counts beside one that is asked about
_BESIDE_TEXT, _TEXT_SCORE = 2, 0.5  # passages of the text ranking whose neighbours count, and how
_BESIDE = 6  # passages of names and ties whose neighbours count
_MOST_TITLED = 3  # a name with more passages of its own is too broad to lead anywhere
_MOST_SHARING, _SHARED = 30, 0.7  # passages that share a name, and what that counts
_MOST_BESIDE = 200


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage that a name or a tie leads to."""

    score: float  # how sure, from 0 to 1
    why: str


def place_names(
    linked: Sequence[Linked],
    reached: Sequence[Reached],
    graph: PassageGraph,
    order: Mapping[int, int],
    least: float,
) -> dict[int, Placed]:
    """Return the passages about names and about what ties lead to, at least `least` sure.

    `order` is the place of passages in the ranking of text: the best of those about a thing count.
    """
    known = [each for each in linked if stands_for_itself(each, graph)]
    wanted = [
        (node, share * each.likeness, _about(graph, node))
        for each in known
        for node, share in _meant(each, graph)
    ]
    wanted += [(each.node, each.score, _way(graph, each)) for each in reached]
    placed: dict[int, Placed] = {}
    for node, score, why in wanted:
        for place in _best_about(graph, node, order):
            if score >= least and (place not in placed or placed[place].score < score):
                placed[place] = Placed(score, why)
    return placed


def _meant(name: Linked, graph: PassageGraph) -> list[tuple[int, float]]:
    """Return what a name may mean and how sure that is.

    One that is written as a title means that first; one that many share means none of them surely.
    """
    first, *others = name.nodes
    if name_key(graph.names[first]) != name_key(name.text) and len(others) > 1:
        return [(node, 1 / len(name.nodes)) for node in name.nodes]
    return [(first, 1.0), *((node, _MEANT_TOO) for node in others)]


def said_so(reached: Sequence[Reached], graph: PassageGraph) -> dict[int, str]:
    """Return the passages that say ties to names without a passage of their own, surest first."""
    found: dict[int, str] = {}
    for each in reached:
        if each.passage >= 0 and not len(row(graph.about, each.node)):
            found.setdefault(each.passage, _way(graph, each))
    return found


def _about(graph: PassageGraph, node: int) -> str:
    return f"about {graph.names[node]}"


def _way(graph: PassageGraph, each: Reached) -> str:
    return f"{graph.names[each.source]} → {each.relation} → {graph.names[each.node]}"


def _best_about(graph: PassageGraph, node: int, order: Mapping[int, int]) -> list[int]:
    about: list[int] = row(graph.about, node).tolist()
    return sorted(about, key=lambda place: (order.get(place, len(order)), place))[:_TITLED]


def walk_passages(
    linked: Sequence[Linked],
    reached: Sequence[Reached],
    graph: PassageGraph,
    order: Mapping[int, int],
) -> list[int]:
    """Return passages in the order in which a walk from names and near passages comes by them."""
    names = len(graph.names)
    start: dict[int, float] = {}
    for name in linked:  # a name that many passages share says little of each
        start[name.node] = name.likeness / max(1, len(row(graph.named, name.node))) ** 0.5
    for each in reached:
        start[each.node] = max(start.get(each.node, 0.0), _REACHED_SHARE * each.score)
    ranks = {place: 1 / (rank + 1) for place, rank in order.items() if rank < _FROM_TEXT}
    scale = _TEXT_SHARE * (sum(start.values()) or 1.0) / (sum(ranks.values()) or 1.0)
    start |= {names + place: scale * weight for place, weight in ranks.items()}
    visits = walk(graph.adjacent, start)
    nodes = np.fromiter(visits, np.int64, len(visits))
    often = np.fromiter(visits.values(), np.float64, len(visits)).round(9)
    found: list[int] = (nodes[np.lexsort((nodes, -often))] - names).tolist()
    return [place for place in found if place >= 0]


def beside(
    placed: Mapping[int, Placed], order: Mapping[int, int], graph: PassageGraph
) -> dict[int, float]:
    """Return the passages about what the best passages name, with the best score of those."""
    firsts = sorted(placed, key=lambda place: (-placed[place].score, place))[:_BESIDE]
    sources = {place: placed[place].score for place in firsts}
    for place in sorted(order, key=order.__getitem__)[:_BESIDE_TEXT]:
        if len(row(graph.titles_of, place)):
            sources.setdefault(place, _TEXT_SCORE)
    found: dict[int, float] = {}
    for place, score in sources.items():
        for name in row(graph.said_of, place).tolist():
            for other, share in _led_to(name, graph):
                if other not in placed:
                    found[other] = max(found.get(other, 0.0), share * score)
    best = sorted(found, key=lambda place: (-found[place], place))[:_MOST_BESIDE]
    return {place: found[place] for place in best}


def _led_to(name: int, graph: PassageGraph) -> list[tuple[int, float]]:
    """Return the passages that a name leads to: about it, and for less those that share it."""
    about = row(graph.about, name).tolist()
    sharing = row(graph.named, name).tolist()
    found = [(place, 1.0) for place in about] if len(about) <= _MOST_TITLED else []
    if len(sharing) <= _MOST_SHARING:
        found += [(place, _SHARED) for place in sharing]
    return found
