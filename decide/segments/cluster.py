"""Items become segments: k-means, their number by silhouette, stability by samples (pure)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.metrics import adjusted_rand_score, silhouette_samples

from briefbook.errors import BriefbookError
from decide.segments.records import Item, Segment, Segmentation, SegmentSettings, Vectors
from decide.segments.telling import telling_features, telling_words

Labels = npt.NDArray[np.int64]

_LEAST_ITEMS = 6
_STARTS = 10  # of k-means; the best is kept
_SEED = 0


def find_segments(
    items: Sequence[Item], vectors: Vectors, settings: SegmentSettings | None = None
) -> Segmentation:
    """Put items into segments by what their texts mean and what the graph says of them.

    `vectors` has a row for each item. The number of segments is that with the best mean silhouette
    (Rousseeuw 1987); each segment's stability is its mean Jaccard likeness to the nearest segment
    in samples drawn with replacement (Hennig 2007, "Cluster-wise assessment of cluster stability").
    The same items give the same segments, in any order.

    Raises BriefbookError when there are too few items.
    """
    settings = settings or SegmentSettings()
    if len(items) < _LEAST_ITEMS:
        raise BriefbookError(
            f"too few to segment: {len(items)}, at least {_LEAST_ITEMS} are needed"
        )
    order = sorted(range(len(items)), key=lambda place: items[place].id)
    ordered = [items[place] for place in order]
    points = make_points(ordered, vectors[order], settings)
    labels, tried = _best(points, settings)
    stability, agreement = _stability(points, labels, settings.rounds)
    return Segmentation(_segments(ordered, points, labels, stability, settings), tried, agreement)


def make_points(
    items: Sequence[Item], vectors: Vectors, settings: SegmentSettings
) -> npt.NDArray[np.float64]:
    """Return what is clustered: text and graph, each of unit length, weighted and side by side.

    Text vectors are centred for each language, since a multilingual encoder puts languages apart
    before topics.
    """
    text = _reduced(_centred(vectors, [item.language for item in items]), settings.dimensions)
    if settings.graph_weight == 0 or not any(item.features for item in items):
        return text
    counts = DictVectorizer().fit_transform([dict(item.features) for item in items])
    weighted = TfidfTransformer(sublinear_tf=True).fit_transform(counts).toarray()
    graph = _unit(weighted - weighted.mean(axis=0))
    blank = [not item.features for item in items]
    graph[blank] = 0.0  # nothing known is not a likeness
    graph = _reduced(graph, settings.dimensions)
    return np.hstack([text, graph * settings.graph_weight])


def _centred(vectors: Vectors, languages: Sequence[str]) -> npt.NDArray[np.float64]:
    centred = vectors.astype(np.float64)
    for language in sorted(set(languages)):
        own = [place for place, each in enumerate(languages) if each == language]
        if len(own) > 2:
            centred[own] -= centred[own].mean(axis=0)
        else:
            centred[own] -= vectors.mean(axis=0)
    return _unit(centred)


def _reduced(points: npt.NDArray[np.float64], dimensions: int) -> npt.NDArray[np.float64]:
    size = min(dimensions, len(points) - 1, points.shape[1])
    reduced: npt.NDArray[np.float64] = PCA(size, svd_solver="full").fit_transform(points)
    return _unit(reduced)


def _unit(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    unit: npt.NDArray[np.float64] = points / np.maximum(lengths, 1e-12)
    return unit


def _best(
    points: npt.NDArray[np.float64], settings: SegmentSettings
) -> tuple[Labels, tuple[tuple[int, float], ...]]:
    most = min(settings.most, (len(points) - 1) // 2)
    found = {count: _clustered(points, count) for count in range(settings.least, most + 1)}
    tried = tuple(
        (count, round(float(silhouette_samples(points, labels).mean()), 4))
        for count, labels in found.items()
    )
    best = min(tried, key=lambda pair: (-pair[1], pair[0]))[0]
    return found[best], tried


def _clustered(points: npt.NDArray[np.float64], count: int) -> Labels:
    labels: Labels = KMeans(count, n_init=_STARTS, random_state=_SEED).fit_predict(points)
    return labels.astype(np.int64)


def _stability(
    points: npt.NDArray[np.float64], labels: Labels, rounds: int
) -> tuple[dict[int, float], float]:
    """Cluster samples anew; return how well each segment and the whole come back."""
    random = np.random.default_rng(_SEED)
    count = len(set(labels.tolist()))
    likeness: dict[int, list[float]] = {label: [] for label in range(count)}
    agreement = []
    for _ in range(rounds):
        sample = np.unique(random.integers(0, len(points), len(points)))
        if len(sample) <= count:
            continue
        again = _clustered(points[sample], count)
        agreement.append(adjusted_rand_score(labels[sample], again))
        for label in range(count):
            own = labels[sample] == label
            if own.any():
                likeness[label].append(max(_jaccard(own, again == each) for each in range(count)))
    means = {label: float(np.mean(values)) if values else 0.0 for label, values in likeness.items()}
    return means, round(float(np.mean(agreement)) if agreement else 0.0, 4)


def _jaccard(one: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_]) -> float:
    return float((one & other).sum() / max(1, (one | other).sum()))


def _segments(
    items: Sequence[Item],
    points: npt.NDArray[np.float64],
    labels: Labels,
    stability: dict[int, float],
    settings: SegmentSettings,
) -> tuple[Segment, ...]:
    """Describe the segments, the largest first, the items of each from its middle outwards."""
    silhouettes = silhouette_samples(points, labels)
    order = sorted(
        stability, key=lambda label: (-int((labels == label).sum()), _first(labels, label))
    )
    places = [_by_typical(points, np.flatnonzero(labels == label)) for label in order]
    words = telling_words(
        [[items[place].texts for place in own] for own in places], limit=settings.words
    )
    features = telling_features(
        [[[name for name, _ in items[place].features] for place in own] for own in places],
        limit=settings.words,
    )
    return tuple(
        Segment(
            number=number,
            items=tuple(items[place].id for place in own),
            words=words[number - 1],
            features=features[number - 1],
            examples=tuple(items[place].id for place in own[: settings.examples]),
            silhouette=round(float(silhouettes[own].mean()), 4),
            stability=round(stability[label], 4),
        )
        for number, (label, own) in enumerate(zip(order, places, strict=True), start=1)
    )


def _first(labels: Labels, label: int) -> int:
    return int(np.flatnonzero(labels == label)[0])


def _by_typical(points: npt.NDArray[np.float64], own: npt.NDArray[np.int64]) -> list[int]:
    distances = np.linalg.norm(points[own] - points[own].mean(axis=0), axis=1)
    ranked = sorted(zip(distances.round(9).tolist(), own.tolist(), strict=True))
    return [place for _, place in ranked]
