"""Entities and facts as a network: what is around an entity, what matters most, how it is drawn."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import networkx

from briefbook.records import Drawing, Entity, Fact, Neighbourhood
from briefbook.schema import NAMED_LABELS

LEAST_DISTANCE = 0.12  # between two points of a drawing, so that their names can be read


def neighbourhoods(
    centers: Iterable[str], entities: Iterable[Entity], facts: Iterable[Fact]
) -> tuple[Neighbourhood, ...]:
    """Return what is around each of `centers` (ids of entities): its facts, surest first."""
    by_id, around = {entity.id: entity for entity in entities}, facts_by_end(facts)
    return tuple(
        gather_neighbourhood(by_id[center], around.get(center, ()), by_id) for center in centers
    )


def facts_by_end(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Return the facts about each entity that any is about, by its id."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        for end in dict.fromkeys((fact.subject, fact.object)):
            found[end].append(fact)
    return dict(found)


def gather_neighbourhood(
    center: Entity, facts: Iterable[Fact], entities: Mapping[str, Entity]
) -> Neighbourhood:
    """Put together an entity, the facts that name it, and the entities these name."""
    ordered = sorted(facts, key=lambda fact: (-fact.confidence, -len(fact.evidence), fact.id))
    named = {end for fact in ordered for end in (fact.subject, fact.object)} - {center.id}
    return Neighbourhood(
        center.id, (center, *(entities[end] for end in sorted(named))), tuple(ordered)
    )


def rank_entities(entities: Iterable[Entity], facts: Iterable[Fact]) -> dict[str, float]:
    """Return how much each named entity matters, most important first; values are not ranked.

    The sum of what is asserted of it, each fact by its confidence and the logarithm of its support,
    and the logarithm of how often it is mentioned: a weighted degree, which a reader can check by
    hand and which changes little when a document is added.
    """
    named = {entity.id: entity for entity in entities if entity.label in NAMED_LABELS}
    scores = {id: math.log1p(len(entity.mentions)) for id, entity in named.items()}
    for fact in facts:
        if fact.assertion == "asserted":
            for end in {fact.subject, fact.object} & scores.keys():
                scores[end] += _weight(fact)
    ranked = sorted(scores.items(), key=lambda item: (-round(item[1], 9), item[0]))
    return {id: round(score, 4) for id, score in ranked}


def _weight(fact: Fact) -> float:
    return fact.confidence * (1 + math.log(len(fact.evidence)))


def draw(entities: Sequence[Entity], facts: Sequence[Fact], *, limit: int = 25) -> Drawing:
    """Lay out the most important entities that are tied to each other, and what ties them.

    Springs pull together what facts tie (Fruchterman and Reingold, 1991), from a fixed start, so
    that the same graph gives the same drawing. Values are not drawn.
    """
    graph = _important_part(entities, facts, limit)
    ids = sorted(graph)
    drawn = set(ids)
    shown = [
        fact.id
        for fact in sorted(facts, key=lambda fact: fact.id)
        if fact.assertion == "asserted" and {fact.subject, fact.object} <= drawn
    ]
    positions = _spread(_positions(graph, ids))
    return Drawing(tuple(ids), tuple(positions), tuple(shown))


def _important_part(
    entities: Sequence[Entity], facts: Sequence[Fact], limit: int
) -> "networkx.Graph[str]":
    """Take the `limit` most important entities with a tie, and of those what is tied together."""
    importance = rank_entities(entities, facts)
    weights: Counter[tuple[str, str]] = Counter()
    for fact in facts:
        if fact.assertion == "asserted" and {fact.subject, fact.object} <= importance.keys():
            weights[min(fact.subject, fact.object), max(fact.subject, fact.object)] += 1
    whole: networkx.Graph[str] = networkx.Graph()
    whole.add_weighted_edges_from((a, b, n) for (a, b), n in sorted(weights.items()))
    tied = [id for id in importance if id in whole]
    part = whole.subgraph(tied[:limit])
    kept = sorted(id for id in part if part.degree(id))
    return networkx.Graph(whole.subgraph(kept))


def _positions(graph: "networkx.Graph[str]", ids: Sequence[str]) -> list[tuple[float, float]]:
    if len(ids) < 2:
        return [(0.5, 0.5)] * len(ids)
    start = {
        id: (math.cos(2 * math.pi * place / len(ids)), math.sin(2 * math.pi * place / len(ids)))
        for place, id in enumerate(ids)
    }
    found = networkx.spring_layout(
        graph, pos=start, k=2.2 / math.sqrt(len(ids)), iterations=300, weight=None, seed=0
    )
    return _to_unit_square([(float(found[id][0]), float(found[id][1])) for id in ids])


def _to_unit_square(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    columns = list(zip(*points, strict=True))
    lows = [min(column) for column in columns]
    spans = [max(column) - low or 1.0 for column, low in zip(columns, lows, strict=True)]
    return [
        (round((x - lows[0]) / spans[0], 4), round((y - lows[1]) / spans[1], 4)) for x, y in points
    ]


def _spread(points: Sequence[tuple[float, float]], rounds: int = 100) -> list[tuple[float, float]]:
    """Push apart points that stand too close to be told apart."""
    placed = [list(point) for point in points]
    for _ in range(rounds):
        for first, a in enumerate(placed):
            for b in placed[first + 1 :]:
                _push_apart(a, b)
    return [(round(x, 4), round(y, 4)) for x, y in placed]


def _push_apart(a: list[float], b: list[float]) -> None:
    dx, dy = b[0] - a[0], b[1] - a[1]
    distance = math.hypot(dx, dy)
    if distance >= LEAST_DISTANCE:
        return
    if distance == 0:
        dx, dy, distance = 1.0, 0.0, 1.0
    step = (LEAST_DISTANCE - min(distance, LEAST_DISTANCE)) / 2 or LEAST_DISTANCE / 2
    for point, sign in ((a, -1), (b, 1)):
        point[0] = min(1.0, max(0.0, point[0] + sign * step * dx / distance))
        point[1] = min(1.0, max(0.0, point[1] + sign * step * dy / distance))
