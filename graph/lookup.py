"""Records read back out of the graph: entities by name, and what is around them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from briefbook.records import Entity, Evidence, Fact, Neighbourhood, Span
from briefbook.schema import NAMED_LABELS
from graph.facts import strongest_first
from graph.names import name_key, plain
from graph.rows import read_box
from graph.schema import CHUNK, ENTITY, EVIDENCE, FROM_CHUNK, OBJECT, SUBJECT
from graph.store import GraphStore
from graph.view import gather_neighbourhood

ENTITIES_NAMED = f"MATCH (e:`{ENTITY}`) WHERE any(k IN e.keys WHERE k IN $keys) RETURN e.id AS id"
ENTITIES = (
    f"UNWIND $ids AS id MATCH (e:`{ENTITY}` {{id: id}}) "
    f"OPTIONAL MATCH (e)-[m:`{FROM_CHUNK}`]->(:`{CHUNK}`) "
    "RETURN e.id AS id, labels(e) AS labels, e.name AS name, e.aliases AS aliases, "
    "collect(m.id) AS mentions"
)
FACTS_AROUND = (
    f"UNWIND $ids AS id MATCH (e:`{ENTITY}` {{id: id}})<-[:`{SUBJECT}`|`{OBJECT}`]-(f) "
    "WITH DISTINCT f "
    f"MATCH (s:`{ENTITY}`)<-[:`{SUBJECT}`]-(f)-[:`{OBJECT}`]->(o:`{ENTITY}`) "
    f"MATCH (f)-[v:`{EVIDENCE}`]->(:`{CHUNK}`) "
    "RETURN s.id AS subject, o.id AS object, properties(f) AS fact, "
    "collect(properties(v)) AS places"
)


def find_entities(store: GraphStore, names: Iterable[str]) -> tuple[Entity, ...]:
    """Return the entities that bear one of `names`, compared as resolution compares them."""
    keys = {key for name in names for key in _keys(name)}
    rows = store.read(ENTITIES_NAMED, keys=sorted(keys))
    return read_entities(store, sorted(row["id"] for row in rows))


def _keys(name: str) -> set[str]:
    return {plain(name), *(name_key(label, name) for label in NAMED_LABELS)}


def read_entities(store: GraphStore, ids: Sequence[str]) -> tuple[Entity, ...]:
    """Return the entities with these ids, in this order; ids that the graph lacks are left out."""
    rows = {row["id"]: _entity(row) for row in store.read(ENTITIES, ids=list(ids))}
    return tuple(rows[id] for id in ids if id in rows)


def read_neighbourhoods(store: GraphStore, ids: Sequence[str]) -> tuple[Neighbourhood, ...]:
    """Return what is around the entities with these ids, in this order."""
    facts = [_fact(row) for row in store.read(FACTS_AROUND, ids=list(ids))]
    around: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        around[fact.subject].append(fact)
        around[fact.object].append(fact)
    named = {end for fact in facts for end in (fact.subject, fact.object)} | set(ids)
    entities = {entity.id: entity for entity in read_entities(store, sorted(named))}
    return tuple(
        gather_neighbourhood(entities[id], around[id], entities) for id in ids if id in entities
    )


def _entity(row: dict[str, Any]) -> Entity:
    [label] = [label for label in row["labels"] if label != ENTITY]
    aliases, mentions = tuple(row["aliases"] or ()), tuple(sorted(row["mentions"]))
    return Entity(row["id"], label, row["name"], aliases, mentions)


def _fact(row: dict[str, Any]) -> Fact:
    fact = row["fact"]
    return Fact(
        id=fact["id"],
        subject=row["subject"],
        predicate=fact["predicate"],
        object=row["object"],
        evidence=strongest_first(map(_evidence, row["places"])),
        confidence=fact["confidence"],
        assertion=fact["assertion"],
        valid_from=fact.get("valid_from"),
        valid_to=fact.get("valid_to"),
        first_seen=fact.get("first_seen"),
        last_seen=fact.get("last_seen"),
    )


def _evidence(place: dict[str, Any]) -> Evidence:
    return Evidence(
        document_id=place["document"],
        span=Span(place["start"], place["end"]),
        boxes=tuple(map(read_box, place.get("boxes") or ())),
        quote=place["quote"],
        producer=place["producer"],
        score=place["score"],
    )
