"""The facts of an archive, ready to be followed from one thing to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefbook.records import Entity, Fact
from decide.paths.graph import FactGraph, fact_graph_of
from decide.paths.load import open_path_parser
from decide.paths.parsing import PathParser
from decide.settings import DecideSettings


@dataclass(frozen=True, slots=True)
class Paths:
    """What paths are followed over."""

    graph: FactGraph
    parser: PathParser
    facts: Mapping[str, Fact]  # those that are asserted, by id
    entities: Mapping[str, Entity]  # all, by id
    around: Mapping[str, Sequence[Fact]]  # the same facts, by the id of either end


def open_paths(
    entities: Sequence[Entity], facts: Sequence[Fact], settings: DecideSettings
) -> Paths:
    """Make the facts of an archive ready to be followed; those that are doubtful are left out."""
    sure = [
        fact
        for fact in facts
        if fact.assertion == "asserted"
        and fact.confidence >= settings.min_fact_confidence
        and fact.predicate != "HOLDS_ROLE"  # a post is held at many places: it leads anywhere
    ]
    graph = fact_graph_of(entities, sure)
    by_id = {entity.id: entity for entity in entities}
    around: dict[str, list[Fact]] = {}
    for fact in sure:
        for end in dict.fromkeys((fact.subject, fact.object)):
            around.setdefault(end, []).append(fact)
    return Paths(graph, open_path_parser(graph), {fact.id: fact for fact in sure}, by_id, around)
