"""What changed in a graph from one build to another: entities and facts added, removed, changed.

Ids follow from mentions, so a model that draws a border elsewhere gives the same entity another
id. Entities are therefore paired by what they share, ids, mentions and names, before anything is
called new.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from briefbook.app.holdings import Holdings
from briefbook.app.stages.building import Built, load_built, load_built_before
from briefbook.app.workspace import Workspace, open_workspace
from briefbook.errors import WorkspaceError
from briefbook.records import Entity, Evidence, Fact
from briefbook.schema import PREDICATES

What = Literal["added", "removed", "changed"]
WHATS: tuple[What, ...] = ("added", "removed", "changed")

#: Confidences nearer than this are one: they wander a little with every quote.
_NOTICEABLE = 0.01

_Key = tuple[str, str, str]  # entity, predicate, entity


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two graphs that are compared."""

    built: Built
    sources: Mapping[str, str]  # document id → its name in the archive


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was."""

    name: str  # "label", "confidence", "support" …
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class EntityChange:
    """What became of one entity."""

    what: What
    entity: Entity  # as it is now; if it is gone, as it was
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class FactChange:
    """What became of one fact, with the names of its ends and the words it rests on."""

    what: What
    fact: Fact  # as it is now; if it is gone, as it was
    subject: str
    object: str
    places: tuple[tuple[What, str, str], ...]  # quotes that came or went: what, source, quote
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class GraphDiff:
    """All that changed; entities by label and name, facts by predicate and names."""

    entities: tuple[EntityChange, ...]
    facts: tuple[FactChange, ...]
    kept_entities: int  # those that are as they were
    kept_facts: int


def diff_last_build(workspace: Workspace) -> GraphDiff:
    """Return what the last build changed.

    Raises WorkspaceError when there was only one.
    """
    before = load_built_before(workspace.catalog)
    if before is None:
        raise WorkspaceError(
            f"nothing to compare with: {workspace.folder.name} was built at most once;"
            " name another run folder to compare it with"
        )
    sources = _sources(workspace)
    return compare_graphs(Side(before, sources), Side(load_built(workspace.catalog), sources))


def diff_folders(other: Path, workspace: Workspace) -> GraphDiff:
    """Return what is different in `workspace` from another run folder."""
    with open_workspace(other) as before:
        side = Side(load_built(before.catalog), _sources(before))
    return compare_graphs(side, Side(load_built(workspace.catalog), _sources(workspace)))


def _sources(workspace: Workspace) -> dict[str, str]:
    return {key: names[0] for key, names in Holdings(workspace.catalog).sources.items()}


def compare_graphs(before: Side, after: Side) -> GraphDiff:
    """Return what changed from one graph to the other."""
    pairs = pair_entities(before.built.entities, after.built.entities)
    changed = (_entity_change(one, two) for one, two in pairs)
    entities = [change for change in changed if change]
    names = {one.id: (two or one).id for one, two in pairs if one}
    fact_pairs = list(_pair_facts(before.built.facts, after.built.facts, names))
    altered = (_fact_change(one, two, before, after) for one, two in fact_pairs)
    facts = [change for change in altered if change]
    entities.sort(key=lambda one: (one.entity.label, one.entity.name, one.entity.id))
    facts.sort(key=lambda one: (one.fact.predicate, one.subject, one.object, one.fact.id))
    return GraphDiff(
        tuple(entities), tuple(facts), len(pairs) - len(entities), len(fact_pairs) - len(facts)
    )


# Entities


def pair_entities(
    before: Sequence[Entity], after: Sequence[Entity]
) -> list[tuple[Entity | None, Entity | None]]:
    """Pair the entities of two builds that are one thing, each with at most one other.

    What stays alone has None beside it.
    """
    old, new = ({one.id: one for one in side} for side in (before, after))
    taken_old: dict[str, str] = {}
    taken_new: set[str] = set()
    for _, left, right in sorted(
        (_likeness(old[left], new[right]), left, right)
        for left, right in _candidates(before, after)
    ):
        if left not in taken_old and right not in taken_new:
            taken_old[left] = right
            taken_new.add(right)
    pairs: list[tuple[Entity | None, Entity | None]] = [
        (one, new[taken_old[one.id]] if one.id in taken_old else None) for one in before
    ]
    return pairs + [(None, one) for one in after if one.id not in taken_new]


def _candidates(before: Sequence[Entity], after: Sequence[Entity]) -> set[tuple[str, str]]:
    known: dict[str, list[str]] = defaultdict(list)
    for one in before:
        for sign in _signs(one):
            known[sign].append(one.id)
    return {(left, one.id) for one in after for sign in _signs(one) for left in known[sign]}


def _signs(entity: Entity) -> Iterator[str]:
    yield from entity.mentions
    yield from (f"name {name.casefold()}" for name in {entity.name, *entity.aliases})


def _likeness(one: Entity, other: Entity) -> tuple[bool, int, bool, bool]:
    """Order pairs: the likest first."""
    return (
        one.id != other.id,
        -len(set(one.mentions) & set(other.mentions)),
        one.label != other.label,
        one.name != other.name,
    )


def _entity_change(before: Entity | None, after: Entity | None) -> EntityChange | None:
    if before is None or after is None:
        return EntityChange("removed" if before else "added", _either(before, after))
    views = (
        {
            "label": one.label,
            "name": one.name,
            "aliases": list(one.aliases),
            "mentions": len(one.mentions),
        }
        for one in (before, after)
    )
    differences = _differences(*views)
    return EntityChange("changed", after, differences) if differences else None


# Facts


def _pair_facts(
    before: Iterable[Fact], after: Iterable[Fact], names: Mapping[str, str]
) -> Iterator[tuple[Fact | None, Fact | None]]:
    """Yield facts about the same two entities together, the likest first."""
    groups: dict[_Key, tuple[list[Fact], list[Fact]]] = defaultdict(lambda: ([], []))
    for fact in before:
        groups[_key(fact, names)][0].append(fact)
    for fact in after:
        groups[_key(fact, {})][1].append(fact)
    for old, new in groups.values():
        for one in sorted(old, key=lambda fact: fact.id):
            other = min(new, key=lambda fact: _unlikeness(one, fact), default=None)
            if other is not None:
                new.remove(other)
            yield one, other
        yield from ((None, fact) for fact in new)


def _key(fact: Fact, names: Mapping[str, str]) -> _Key:
    ends = [names.get(fact.subject, fact.subject), names.get(fact.object, fact.object)]
    known = PREDICATES.get(fact.predicate)
    first, second = sorted(ends) if known and known.symmetric else ends
    return first, fact.predicate, second


def _unlikeness(one: Fact, other: Fact) -> tuple[bool, bool, str]:
    same_time = (one.valid_from, one.valid_to) == (other.valid_from, other.valid_to)
    return one.assertion != other.assertion, not same_time, other.id


def _fact_change(
    before: Fact | None, after: Fact | None, old: Side, new: Side
) -> FactChange | None:
    differences = _differences(_fact_view(before), _fact_view(after)) if before and after else ()
    places = (
        *_places("removed", before, after, old.sources),
        *_places("added", after, before, new.sources),
    )
    if before and after and not differences and not places:
        return None
    fact = _either(before, after)
    names = {one.id: one.name for one in (new if after else old).built.entities}
    what: What = "changed" if before and after else "removed" if before else "added"
    return FactChange(
        what,
        fact,
        names.get(fact.subject, fact.subject),
        names.get(fact.object, fact.object),
        places,
        differences,
    )


def _fact_view(fact: Fact) -> dict[str, Any]:
    return {
        "assertion": fact.assertion,
        "confidence": fact.confidence,
        "support": len(fact.evidence),
        "valid_from": fact.valid_from,
        "valid_to": fact.valid_to,
    }


def _places(
    what: What, fact: Fact | None, other: Fact | None, sources: Mapping[str, str]
) -> Iterator[tuple[What, str, str]]:
    """Yield the quotes of `fact` that `other` does not have."""
    known = {_place(piece) for piece in other.evidence} if other else set()
    for piece in fact.evidence if fact else ():
        if _place(piece) not in known:
            yield what, sources.get(piece.document_id, ""), piece.quote


def _place(piece: Evidence) -> tuple[str, int, int]:
    return piece.document_id, piece.span.start, piece.span.end


# Both


def _either(before: Any, after: Any) -> Any:
    return after if after is not None else before


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    return tuple(
        Difference(name, value, after[name])
        for name, value in before.items()
        if not _same(value, after[name])
    )


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, float) and isinstance(after, float):
        return abs(before - after) < _NOTICEABLE
    return bool(before == after)


def count_changes(changes: Iterable[EntityChange | FactChange]) -> dict[str, dict[str, int]]:
    """Return how much was added, removed and changed, by label or predicate."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        kind = change.entity.label if isinstance(change, EntityChange) else change.fact.predicate
        counts[kind][change.what] += 1
    return {kind: {what: found[what] for what in WHATS} for kind, found in sorted(counts.items())}
