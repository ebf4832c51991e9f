"""What the graph says around a text: its entities, their communities, what their other texts are.

Of a text the labels of texts that share its entities are a sign of its own (Macskassy and Provost
2007, "Classification in networked data: a toolkit and a univariate case study"). A text never
counts for itself: its own label is taken out of what it learns from.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from decide.classify.examples import Floats, Task, Truth
from decide.classify.linear import LinearSettings, fit_lines

_MOST_ENTITIES = 50_000
_ROUNDS = 10  # of spreading names of communities
_WEIGHT = 2.0  # of the shares of labels, against single entities


@dataclass(frozen=True, slots=True)
class Named:
    """An entity that a text names."""

    key: str  # its id in the graph, or its folded name where there is none
    label: str
    predicates: tuple[str, ...] = ()  # of the facts that the graph holds of it


Context = tuple[Named, ...]  # the entities of one text


@dataclass(frozen=True, slots=True, eq=False)
class ContextModel:
    """What was learnt of entities and communities, and what their texts were."""

    entities: Mapping[str, int]  # key → place
    kinds: Mapping[str, int]  # of an entity's label or predicate → place
    communities: NDArray[np.int32]  # of each entity
    counts: NDArray[np.float32]  # entities × labels: in how many texts of the label each is
    weights: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    bias: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))


def fit_context(contexts: Sequence[Context], truth: Truth, task: Task) -> ContextModel:
    """Learn from the entities of labelled texts."""
    often = Counter(key for context in contexts for key in {one.key for one in context})
    known = sorted(often.items(), key=lambda item: (-item[1], item[0]))[:_MOST_ENTITIES]
    entities = {key: place for place, (key, _) in enumerate(known)}
    kinds = sorted({kind for context in contexts for one in context for kind in _kinds(one)})
    holds = _holds(contexts, entities)
    counts = np.asarray(holds.T @ truth.astype(np.float32))
    communities = find_communities(holds)
    model = ContextModel(
        entities, {kind: place for place, kind in enumerate(kinds)}, communities, counts
    )
    table = _features(model, contexts, truth)
    weights, bias = fit_lines(table, truth, task, LinearSettings(strength=0.3))
    return ContextModel(model.entities, model.kinds, communities, counts, weights, bias)


def score_context(model: ContextModel, contexts: Sequence[Context]) -> Floats:
    """Return what the graph says of texts that were not learnt from: texts × labels."""
    table = _features(model, contexts, None)
    return np.asarray(table @ model.weights.T + model.bias, np.float64)


def _kinds(one: Named) -> tuple[str, ...]:
    return (one.label, *(f"{one.label} {predicate}" for predicate in one.predicates))


def _holds(contexts: Sequence[Context], entities: Mapping[str, int]) -> sparse.csr_matrix:
    """Return which text names which entity: texts × entities."""
    rows = [
        sorted({entities[one.key] for one in context if one.key in entities})
        for context in contexts
    ]
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.asarray([column for row in rows for column in row], np.int32)
    shape = (len(contexts), len(entities))
    return sparse.csr_matrix((np.ones(len(columns), np.float32), columns, starts), shape=shape)


def _features(
    model: ContextModel, contexts: Sequence[Context], own: Truth | None
) -> sparse.csr_matrix:
    """Return entities, kinds, and the labels of neighbours by entity and by community."""
    holds = _holds(contexts, model.entities)
    kinds = np.zeros((len(contexts), len(model.kinds)), np.float32)
    for row, context in enumerate(contexts):
        for kind in {kind for one in context for kind in _kinds(one)} & model.kinds.keys():
            kinds[row, model.kinds[kind]] = 0.3
    members = _members(model.communities)
    together = holds @ members
    near = _shares(holds, model.counts, own)
    around = _shares(together.sign(), members.T @ model.counts, own)
    parts = [
        _short(holds),
        sparse.csr_matrix(kinds),
        _short(together),
        sparse.csr_matrix(_WEIGHT * near),
        sparse.csr_matrix(_WEIGHT * around),
    ]
    return sparse.hstack(parts, format="csr", dtype=np.float32)


def _shares(
    holds: sparse.csr_matrix, counts: NDArray[np.float32], own: Truth | None
) -> NDArray[np.float32]:
    """Return the shares of labels among other texts of what a text holds, rare things first."""
    totals = np.asarray(counts.sum(axis=1)).ravel()
    rarity = sparse.diags(1 / (1 + np.log1p(totals)))
    found = np.asarray(holds @ (rarity @ counts))
    if own is not None:  # a text is no neighbour of itself
        held = np.asarray(holds @ rarity.diagonal()).ravel()
        found = found - held[:, None] * own
    found = np.maximum(found, 0.0)
    shares: NDArray[np.float32] = (
        found / np.maximum(found.sum(axis=1, keepdims=True), 1e-6)
    ).astype(np.float32)
    return shares


def _short(table: sparse.csr_matrix) -> sparse.csr_matrix:
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-6)) @ table


def _members(communities: NDArray[np.int32]) -> sparse.csr_matrix:
    """Return which entity is in which community: entities × communities."""
    count = int(communities.max()) + 1 if len(communities) else 0
    places = (np.arange(len(communities)), communities)
    return sparse.csr_matrix(
        (np.ones(len(communities), np.float32), places), shape=(len(communities), count)
    )


def find_communities(holds: sparse.csr_matrix) -> NDArray[np.int32]:
    """Return the community of each entity, those of one text being tied together.

    Each takes the name that most of its neighbours have, again and again (Raghavan et al. 2007,
    "Near linear time algorithm to detect community structures"), one after the other and of equals
    the smallest, so that the same graph has the same communities.
    """
    weight = sparse.diags(1 / np.maximum(1, np.asarray(holds.sum(axis=1)).ravel()))
    ties = (holds.T @ weight @ holds).tocsr()
    names = np.arange(holds.shape[1])
    for _ in range(_ROUNDS):
        changed = False
        for place in range(len(names)):
            best = _commonest(ties, names, place)
            changed |= best != names[place]
            names[place] = best
        if not changed:
            break
    _, numbered = np.unique(names, return_inverse=True)
    return numbered.astype(np.int32)


def _commonest(ties: sparse.csr_matrix, names: NDArray[np.intp], place: int) -> int:
    weights: dict[int, float] = defaultdict(float)
    for index in range(ties.indptr[place], ties.indptr[place + 1]):
        other = ties.indices[index]
        if other != place:
            weights[int(names[other])] += float(ties.data[index])
    if not weights:
        return int(names[place])
    most = max(weights.values())
    return min(name for name, weight in weights.items() if weight > most - 1e-6)
