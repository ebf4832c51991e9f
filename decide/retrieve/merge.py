"""Rankings by words, meaning, walk and neighbourhood become one (pure)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from decide.retrieve.expand import Reached
from decide.retrieve.graph import PassageGraph
from decide.retrieve.link import Linked
from decide.retrieve.places import beside, place_names, said_so, walk_passages
from decide.retrieve.settings import RetrieveSettings
from decide.search import Ranked

Likeness = Callable[[Sequence[str]], Mapping[str, float]]  # cosines of passages to the question

NEAR = "near in words or meaning"
_BESIDE = "about what the best passages name"
_AROUND = "near in the graph"

# Tuned on questions of HotpotQA and MuSiQue, together with the shares in `RetrieveSettings`.
_OFFSET = 20  # of reciprocal ranks; smaller than for text alone, as these rankings differ more
_WORDS_SHARE = 1.0  # what the ranking by words counts beside the one by meaning
_COSINES = 6.0  # what likeness counts among passages beside the best: cosines lie close together


@dataclass(frozen=True, slots=True)
class Merged:
    """A passage in the merged ranking."""

    id: str
    score: float
    why: str
    sure: bool  # a name or a tie leads to it: what comes first, comes first


def merge(
    ranked: Ranked,
    linked: Sequence[Linked],
    reached: Sequence[Reached],
    graph: PassageGraph,
    likeness: Likeness,
    settings: RetrieveSettings,
    *,
    most: int,
) -> list[Merged]:
    """Return the `most` best passages: those of names and ties, surest first, then all others."""
    text = [graph.place.get(hit.passage.id, -1) for hit in ranked.fused()]
    order = {place: rank for rank, place in enumerate(text) if place >= 0}
    placed = place_names(linked, reached, graph, order, settings.least_path)
    around = beside(placed, order, graph)
    told = said_so(reached, graph)
    rankings = (
        ([hit.passage.id for hit in ranked.near], 1.0),
        ([hit.passage.id for hit in ranked.worded], _WORDS_SHARE),
        (_ids(walk_passages(linked, reached, graph, order), graph), settings.walk_weight),
        (_ids(list(told), graph), settings.fact_weight),
        (_by_likeness(around, graph, likeness), settings.beside_weight),
    )
    scores = _fuse(rankings)
    why = {graph.passages[place]: way for place, way in told.items()}
    why |= {graph.passages[place]: found.why for place, found in placed.items()}
    why |= {graph.passages[place]: _BESIDE for place in around}
    near = {hit.passage.id for hit in (*ranked.near, *ranked.worded)}
    sure = {graph.passages[place]: found.score for place, found in placed.items()}
    keys = nsmallest(  # a walk comes by thousands, of which few are wanted
        most,
        scores.keys() | sure.keys(),
        key=lambda key: (-sure.get(key, 0.0), -scores.get(key, 0.0), key),
    )
    return [
        Merged(
            key,
            sure.get(key, 0.0) + scores.get(key, 0.0),
            why.get(key, NEAR if key in near else _AROUND),
            key in sure,
        )
        for key in keys
    ]


def _ids(places: Sequence[int], graph: PassageGraph) -> list[str]:
    return [graph.passages[place] for place in places]


def _by_likeness(around: Mapping[int, float], graph: PassageGraph, likeness: Likeness) -> list[str]:
    """Order passages by how good what names them is, and by how near they are themselves."""
    scores = {graph.passages[place]: score for place, score in around.items()}
    likely = likeness(list(scores))
    return sorted(scores, key=lambda key: (-scores[key] - _COSINES * likely.get(key, 0.0), key))


def _fuse(rankings: Sequence[tuple[Sequence[str], float]]) -> dict[str, float]:
    scores: dict[str, float] = {}
    for keys, weight in rankings:
        for rank, key in enumerate(keys, start=1):
            scores[key] = scores.get(key, 0.0) + weight / (_OFFSET + rank)
    return scores
