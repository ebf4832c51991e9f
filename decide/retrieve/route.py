"""How much of the graph a question needs, told from the question and what it names (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from decide.retrieve.graph import PassageGraph, row
from decide.retrieve.link import Linked

#: "text": by text alone; "names": the passages about what is named, too; "paths": ties followed.
Kind = Literal["text", "names", "paths"]


@dataclass(frozen=True, slots=True)
class Route:
    """How a question is searched for, and why so."""

    kind: Kind
    why: str  # one sentence


def choose_route(
    linked: Sequence[Linked],
    chains: Sequence[Sequence[str]],
    graph: PassageGraph | None,
    *,
    use: bool,
) -> Route:
    """Choose how much of the graph to use for a question."""
    if graph is None or not use:
        return Route("text", "Text alone: " + ("as set." if graph else "there is no graph."))
    known = [name for name in linked if stands_for_itself(name, graph)]
    if not known:
        return Route("text", "Text alone: the question names nothing that the graph knows of.")
    shown = ", ".join(name.text for name in known)
    steps = list(dict.fromkeys(step for chain in chains for step in chain))
    if steps:
        ties = " and ".join(steps)
        return Route("paths", f"Ties followed ({ties}) from what the question names: {shown}.")
    if len(known) > 1:
        return Route("paths", f"What several names of the question share: {shown}.")
    return Route(
        "names", f"Text first, and what the graph holds of {shown}: one name, no tie asked for."
    )


def stands_for_itself(name: Linked, graph: PassageGraph) -> bool:
    """Tell whether a name is an entity or a title, not just words that texts share."""
    return bool(graph.entities[name.node]) or len(row(graph.about, name.node)) > 0
