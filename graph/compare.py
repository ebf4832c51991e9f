"""What the graph holds is compared with what it should hold (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from graph.rows import EdgeRow, NodeRow

NodeKey = tuple[str, str]  # label, id
EdgeKey = tuple[tuple[str, str], str, str]  # labels of both ends, type, id


@dataclass(frozen=True, slots=True)
class Changes:
    """How many nodes and relationships are to be written, or were."""

    created: int = 0
    updated: int = 0
    deleted: int = 0

    @property
    def total(self) -> int:
        """Return the number of all of them; 0 when the graph was right already."""
        return self.created + self.updated + self.deleted


@dataclass(frozen=True, slots=True)
class PresentNode:
    """What is known of a node in the graph."""

    hash: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class PresentEdge:
    """What is known of a relationship in the graph."""

    anchor: str  # id of the node from which it is found
    hashes: list[str]  # one; more should a commit ever have been repeated


@dataclass(frozen=True, slots=True)
class NodeChanges:
    """What to do about nodes."""

    new: list[NodeRow]
    changed: list[NodeRow]
    gone: dict[str, list[str]]  # label to ids
    replaced: set[str]  # ids of entities that get another label: deleted and made again


@dataclass(frozen=True, slots=True)
class EdgeChanges:
    """What to do about relationships."""

    new: list[EdgeRow]  # changed ones included: they are deleted and made again
    gone: dict[EdgeKey, str]  # to the node from which it is found
    changed: int


def compare_nodes(rows: Iterable[NodeRow], present: Mapping[NodeKey, PresentNode]) -> NodeChanges:
    """Say which nodes are missing, differ, or should not be there."""
    left = dict(present)
    changes = NodeChanges([], [], defaultdict(list), set())
    for row in rows:
        found = left.pop((row.label, row.id), None)
        if found is None:
            changes.new.append(row)
        elif row.own_label and row.own_label not in found.labels:
            changes.replaced.add(row.id)
            changes.gone[row.label].append(row.id)
            changes.new.append(row)
        elif found.hash != row.properties["hash"]:
            changes.changed.append(row)
    for label, id in sorted(left):
        changes.gone[label].append(id)
    return changes


def compare_edges(
    rows: Iterable[EdgeRow], present: Mapping[EdgeKey, PresentEdge], replaced: Set[str]
) -> EdgeChanges:
    """Say the same of relationships; those of nodes that are made again are made again too."""
    left = dict(present)
    new: list[EdgeRow] = []
    gone: dict[EdgeKey, str] = {}
    changed = 0
    for row in rows:
        key = (row.between, row.type, row.id)
        found = left.pop(key, None)
        if found is None:
            new.append(row)
        elif [row.properties["hash"]] != found.hashes or replaced & {row.start, row.end}:
            new.append(row)
            gone[key] = found.anchor
            changed += 1
    gone.update((key, found.anchor) for key, found in left.items())
    return EdgeChanges(new, gone, changed)


def count_changes(nodes: NodeChanges, edges: EdgeChanges) -> Changes:
    """Count what is deleted and made again as updated."""
    replaced = len(nodes.replaced) + edges.changed
    return Changes(
        created=len(nodes.new) + len(edges.new) - replaced,
        updated=len(nodes.changed) + replaced,
        deleted=sum(map(len, nodes.gone.values())) + len(edges.gone) - replaced,
    )
