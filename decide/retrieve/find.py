"""Passages for a question, found by text and by as much of the graph as it needs: the one way in.

The parts: `link` finds the names of the question in the graph, `chains` tells which ties it asks to
follow, `route` how much graph that needs, `expand` follows them, `places` says which passages that
leads to, `walk` goes over what lies around, `merge` puts all in one order.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from decide.passage_table import Vector
from decide.rank import Hit, Reader, TextEncoder
from decide.retrieve.chains import chains
from decide.retrieve.expand import Pages, Reached, follow
from decide.retrieve.graph import PassageGraph
from decide.retrieve.link import Linked, link_names
from decide.retrieve.merge import NEAR, Merged, merge
from decide.retrieve.route import Route, choose_route
from decide.retrieve.settings import RetrieveSettings
from decide.search import PassageIndex, Ranked, searchable

_RANK_SHARE = 0.5  # what coming first counts beside how relevant a reader finds a passage
_SPARE = 3  # times `limit`: passages looked at, as some may not be among `documents`


@dataclass(frozen=True, slots=True, eq=False)
class Retrieval:
    """Passages found for a question, and how."""

    hits: tuple[Hit, ...]  # best first
    reasons: tuple[str, ...]  # why each was found, in the order of `hits`
    route: Route
    vector: Vector  # of the question, as the encoder embeds it
    linked: tuple[Linked, ...] = ()  # names of the question that the graph knows
    reached: tuple[Reached, ...] = ()  # where ties led from them


def retrieve(
    question: str,
    index: PassageIndex,
    encoder: TextEncoder,
    graph: PassageGraph | None,
    *,
    limit: int,
    settings: RetrieveSettings | None = None,
    documents: Collection[str] | None = None,
    reader: Reader | None = None,
) -> Retrieval:
    """Find the `limit` passages that best help to answer.

    What the question names comes first with what ties lead to from there, surest first; then
    passages by text, by a walk over the graph, and about what the best ones name. A question that
    names nothing the graph knows is searched by text alone, as is every one without a graph. With
    `documents` only their passages are found; a `reader` orders the best of those that no name or
    tie leads to.

    Raises ModelError when the passages were embedded by another encoder.
    """
    settings = settings or RetrieveSettings()
    ranked = index.rank(question, encoder, candidates=settings.candidates, documents=documents)
    linked = link_names(question, graph) if graph is not None and settings.graph else ()
    ways = chains(question, linked)
    route = choose_route(linked, ways, graph, use=settings.graph)
    reached: tuple[Reached, ...] = ()
    most = max(_SPARE * limit, settings.reranked)
    if graph is None or route.kind == "text":
        found = [Merged(hit.passage.id, hit.score, NEAR, False) for hit in ranked.fused()]
    else:
        reached = _reach(linked, ways, Pages(graph, index.load))
        found = merge(
            ranked,
            linked,
            reached,
            graph,
            lambda keys: index.likeness(ranked.vector, keys),
            settings,
            most=most,
        )
    pairs = _hits(found[:most], ranked, index, documents)
    pairs = _reread(question, pairs, reader, settings.reranked)[:limit]
    hits, reasons = tuple(hit for hit, _ in pairs), tuple(one.why for _, one in pairs)
    return Retrieval(hits, reasons, route, ranked.vector, linked, reached)


def _reach(
    linked: Sequence[Linked], ways: Sequence[Sequence[str]], pages: Pages
) -> tuple[Reached, ...]:
    """Follow the ties from each name; where several lead to one thing, the surest counts."""
    found: dict[int, Reached] = {}
    for name, steps in zip(linked, ways, strict=True):
        for each in follow([(name.node, name.likeness)], steps, pages):
            if each.node not in found or found[each.node].score < each.score:
                found[each.node] = each
    return tuple(sorted(found.values(), key=lambda each: (-each.score, each.node)))


def _hits(
    found: Sequence[Merged],
    ranked: Ranked,
    index: PassageIndex,
    documents: Collection[str] | None,
) -> list[tuple[Hit, Merged]]:
    passages = {hit.passage.id: hit.passage for hit in (*ranked.near, *ranked.worded)}
    passages |= index.load([one.id for one in found if one.id not in passages])
    allowed = None if documents is None else frozenset(documents)
    return [
        (Hit(passages[one.id], one.score), one)
        for one in found
        if one.id in passages and (allowed is None or passages[one.id].document_id in allowed)
    ]


def _reread(
    question: str, pairs: list[tuple[Hit, Merged]], reader: Reader | None, count: int
) -> list[tuple[Hit, Merged]]:
    """Put the best passages that are not sure in the order of the reader and of search together."""
    sure = [pair for pair in pairs[:count] if pair[1].sure]
    best = [pair for pair in pairs[:count] if not pair[1].sure]
    if reader is None or len(best) < 2:
        return pairs
    relevance = reader.relevance(question, [searchable(hit.passage) for hit, _ in best])
    scores = [score + _RANK_SHARE / rank for rank, score in enumerate(relevance, start=1)]
    order = sorted(range(len(best)), key=lambda place: (-scores[place], place))
    return [*sure, *(best[place] for place in order), *pairs[count:]]
