"""Documents that someone should read: near in the graph to what they follow, and near in meaning.

A walk over documents and the entities they name starts again and again from the profile
(personalised PageRank: Haveliwala 2002, "Topic-sensitive PageRank"); documents are also ranked by
their vectors, and the two rankings are fused. What is chosen is spread out by maximal marginal
relevance (Carbonell and Goldstein 1998), and each choice says why.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from briefbook.records import Entity, Evidence, Fact
from decide.rank import fuse

Vectors = npt.NDArray[np.float32]
#: It names what is followed; what it names is tied to that by a fact; it names what a document that
#: was read names too; it is like such a document; it is near the question.
Kind = Literal["names", "tied", "shared", "read", "question"]

_LEAST_LIKE = 0.1  # cosine of centred vectors below which likeness is no reason
_STEPS_WALKED = 60


@dataclass(frozen=True, slots=True)
class Profile:
    """Whom the reading is for."""

    entities: tuple[str, ...] = ()  # ids of what they follow
    documents: tuple[str, ...] = ()  # ids of what they have read and found good
    question: Vectors | None = None  # the vector of a question they have, of length 1


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents to choose from, and the graph they stand in."""

    documents: tuple[str, ...]  # ids
    vectors: Vectors  # a row of length 1 for each document
    named: Mapping[str, Mapping[str, tuple[Evidence, ...]]]  # document → entity → where it is named
    entities: Mapping[str, Entity]  # by id; those of `named` and `facts` and no others
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class RecommendSettings:
    """How documents are chosen."""

    count: int = 5
    damping: float = 0.5  # of the walk: how often it goes on rather than start again
    diversity: float = 0.3  # 0: only relevance counts; 1: only difference from what was chosen
    reasons: int = 3  # the most that are told
    graph: bool = True  # use the walk
    vectors: bool = True  # use meaning


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a document is recommended."""

    kind: Kind
    subject: str  # id of the entity, or of the document that was read; "" for the question
    via: Fact | None  # of "tied": what ties the entity it names to one that is followed
    strength: float  # to compare reasons of one kind
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A document to read, and why."""

    document: str
    score: float  # of the fused rankings; good for the order only
    reasons: tuple[Reason, ...]


def recommend(
    profile: Profile, shelf: Shelf, settings: RecommendSettings | None = None
) -> tuple[Recommendation, ...]:
    """Return documents that were not read yet, the best first, each different from those before.

    A document for which no reason can be told is not recommended.
    """
    settings = settings or RecommendSettings()
    near = likeness(profile, shelf)
    scores = _scores(profile, shelf, near, settings)
    spread = Counter(entity for named in shelf.named.values() for entity in named)
    places = {key: place for place, key in enumerate(shelf.documents)}
    found = []
    for key in _spread(scores, places, shelf.vectors, settings):
        reasons = (
            *_names(key, profile, shelf),
            *_tied(key, profile, shelf),
            *_shared(key, profile, shelf, spread),
            *_alike(key, near),
        )
        if reasons:
            found.append(Recommendation(key, scores[key], reasons[: settings.reasons]))
        if len(found) == settings.count:
            break
    return tuple(found)


def _scores(
    profile: Profile,
    shelf: Shelf,
    near: Mapping[str, Mapping[str, float]],
    settings: RecommendSettings,
) -> dict[str, float]:
    rankings = []
    unread = [key for key in shelf.documents if key not in set(profile.documents)]
    if settings.graph and (visits := walk_from(profile, shelf, damping=settings.damping)):
        reached = [key for key in unread if visits.get(key, 0.0) > 0]
        rankings.append(sorted(reached, key=lambda key: (-round(visits[key], 12), key)))
    if settings.vectors and near:
        nearest = {key: max(each[key] for each in near.values()) for key in unread}
        rankings.append(sorted(unread, key=lambda key: (-round(nearest[key], 6), key)))
    return dict(fuse(rankings))


def likeness(profile: Profile, shelf: Shelf) -> dict[str, dict[str, float]]:
    """Return for each document read, and "" for the question, how near every document is to it.

    The mean of the archive is taken away first: all vectors of one encoder lie close together.
    """
    places = {key: place for place, key in enumerate(shelf.documents)}
    mean = shelf.vectors.mean(axis=0) if len(shelf.documents) > 2 else np.float32(0)
    centred = _unit(shelf.vectors - mean)
    wanted = {key: centred[places[key]] for key in profile.documents if key in places}
    if profile.question is not None:
        wanted[""] = _unit(profile.question[None, :] - mean)[0]
    return {
        key: dict(zip(shelf.documents, (centred @ vector).tolist(), strict=True))
        for key, vector in wanted.items()
    }


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Vectors = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return result


def walk_from(profile: Profile, shelf: Shelf, *, damping: float) -> dict[str, float]:
    """Return how often a walk from the profile comes by each document; {} for an empty profile."""
    nodes = [*shelf.documents, *sorted(shelf.entities)]
    places = {key: place for place, key in enumerate(nodes)}
    start = np.zeros(len(nodes))
    for key in (*profile.entities, *profile.documents):
        if key in places:
            start[places[key]] = 1.0
    if not start.any():
        return {}
    start /= start.sum()
    step = _steps(shelf, places)
    visits = start.copy()
    for _ in range(_STEPS_WALKED):
        visits = (1 - damping) * start + damping * (step @ visits)
    return {key: float(visits[places[key]]) for key in shelf.documents}


def _steps(shelf: Shelf, places: Mapping[str, int]) -> csr_array:
    """Return the chances to go from each node (column) to each other (row).

    What few documents name ties them more than what all do; a fact counts by its confidence.
    """
    ties: defaultdict[tuple[int, int], float] = defaultdict(float)
    spread = Counter(entity for named in shelf.named.values() for entity in named)
    for document, named in shelf.named.items():
        for entity, evidence in named.items():
            rarity = math.log(1 + len(shelf.documents) / spread[entity])
            ties[places[document], places[entity]] += rarity * (1 + math.log(len(evidence)))
    for fact in shelf.facts:
        if fact.assertion == "asserted" and fact.subject in places and fact.object in places:
            ties[places[fact.subject], places[fact.object]] += 2 * fact.confidence
    rows, columns = zip(*sorted(ties), strict=True) if ties else ((), ())
    weights = [ties[pair] for pair in sorted(ties)]
    half = coo_array((weights, (rows, columns)), shape=(len(places), len(places)))
    whole = csr_array(half + half.T)
    sums = np.maximum(whole.sum(axis=0), 1e-12)
    return csr_array(whole.multiply(1 / sums[None, :]))


def _spread(
    scores: Mapping[str, float],
    places: Mapping[str, int],
    vectors: Vectors,
    settings: RecommendSettings,
) -> list[str]:
    """Order documents so that each is relevant and unlike those before it."""
    pool = sorted(scores, key=lambda key: (-scores[key], key))[: 8 * settings.count]
    if not pool:
        return []
    best = scores[pool[0]]
    centred = _unit(vectors - vectors.mean(axis=0)) if len(vectors) > 2 else vectors
    chosen: list[str] = []
    while pool:
        seen = centred[[places[key] for key in chosen]] if chosen else None

        def worth(key: str, seen: Vectors | None = seen) -> float:
            known = float((seen @ centred[places[key]]).max()) if seen is not None else 0.0
            gain = scores[key] / best
            return (1 - settings.diversity) * gain - settings.diversity * max(0.0, known)

        following = max(pool, key=lambda key: (round(worth(key), 9), key))
        chosen.append(following)
        pool.remove(following)
    return chosen


def _names(key: str, profile: Profile, shelf: Shelf) -> list[Reason]:
    named = shelf.named.get(key, {})
    followed = [entity for entity in profile.entities if entity in named]
    found = [
        Reason("names", entity, None, float(len(named[entity])), _clearest(named[entity]))
        for entity in followed
    ]
    return sorted(found, key=lambda reason: (-reason.strength, reason.subject))


def _clearest(places: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the place where the longest form of a name stands."""
    return tuple(sorted(places, key=lambda place: (-len(place.quote), place.span))[:1])


def _tied(key: str, profile: Profile, shelf: Shelf) -> list[Reason]:
    """Say what the document names that a fact ties to something followed and not named in it."""
    named = shelf.named.get(key, {})
    followed = set(profile.entities) - set(named)
    found: dict[str, Reason] = {}
    for fact in sorted(shelf.facts, key=lambda fact: (-fact.confidence, fact.id)):
        for one, other in ((fact.subject, fact.object), (fact.object, fact.subject)):
            if fact.assertion == "asserted" and one in named and other in followed:
                evidence = (*_clearest(named[one]), fact.evidence[0])
                found.setdefault(one, Reason("tied", one, fact, fact.confidence, evidence))
    return list(found.values())


def _shared(key: str, profile: Profile, shelf: Shelf, spread: Mapping[str, int]) -> list[Reason]:
    """Say what rare things the document names that one that was read names too."""
    named = shelf.named.get(key, {})
    found: dict[str, Reason] = {}
    for read in profile.documents:
        for entity in shelf.named.get(read, {}):
            if entity in named and entity not in profile.entities:
                strength = math.log(1 + len(shelf.documents) / spread[entity])
                found.setdefault(
                    entity, Reason("shared", entity, None, strength, _clearest(named[entity]))
                )
    return sorted(found.values(), key=lambda reason: (-reason.strength, reason.subject))[:2]


def _alike(key: str, near: Mapping[str, Mapping[str, float]]) -> list[Reason]:
    """Say which of what was read, or the question, the document is nearest to in meaning."""
    if not near:
        return []
    subject = min(near, key=lambda each: (-near[each][key], each))
    value = near[subject][key]
    kind: Kind = "read" if subject else "question"
    return [Reason(kind, subject, None, value, ())] if value > _LEAST_LIKE else []
