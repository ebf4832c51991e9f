"""A walk over the graph from what a question is about: personalised PageRank on the part around it.

After HippoRAG (Gutiérrez et al. 2024, "HippoRAG: neurobiologically inspired long-term memory for
large language models") and HippoRAG 2 (2025): the walk starts again and again from the names of the
question and, with little weight, from the passages nearest to it.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

_DAMPING = 0.5  # as in HippoRAG: every other step starts again
_STEPS = 20  # 0.5 ** 20 is nothing
_HOPS = 3  # from where it starts to where it may get
_MOST_NODES = 4000  # of the part that is walked
_HUB = 400  # a node with more ties is entered but not left


def walk(adjacent: Any, start: Mapping[int, float]) -> dict[int, float]:
    """Return how often a walk comes by each node; `start` are nodes with their weights."""
    weighted = {node: weight for node, weight in start.items() if weight > 0}
    if not weighted:
        return {}
    nodes = _around(adjacent, np.fromiter(weighted, np.int32))
    part = adjacent[nodes][:, nodes]
    ties = np.asarray(part.sum(axis=0)).ravel()
    step: csr_matrix = part @ diags(1 / np.maximum(ties, 1e-12))
    reset = np.zeros(len(nodes))
    reset[: len(weighted)] = list(weighted.values())  # these nodes come first
    reset /= reset.sum()
    visits: Floats = reset.copy()
    for _ in range(_STEPS):
        visits = (1 - _DAMPING) * reset + _DAMPING * (step @ visits)
    seen = visits > 0
    return dict(zip(nodes[seen].tolist(), visits[seen].tolist(), strict=True))


def _around(adjacent: Any, start: Ints) -> Ints:
    """Return the nodes within a few hops of `start`, nearest first, at most `_MOST_NODES`."""
    seen: list[int] = start.tolist()
    begun = frozenset(seen)
    known = set(seen)
    frontier = seen
    for _ in range(_HOPS):
        reached: list[int] = []
        for node in frontier:
            ends = adjacent.indices[adjacent.indptr[node] : adjacent.indptr[node + 1]]
            if len(ends) <= _HUB or node in begun:
                new = [end for end in ends[:_HUB].tolist() if end not in known]
                reached += new
                known.update(new)
            if len(known) >= _MOST_NODES:
                break
        frontier = reached
        seen += frontier
        if len(seen) >= _MOST_NODES:
            break
    return np.asarray(seen[:_MOST_NODES], np.int32)
