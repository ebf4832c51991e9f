"""Requirements that say the same, or cannot all be met, are found (pure).

Only what is about the same is compared: by the cosine of the terms, weighted by rarity and without
the values (Salton and Buckley 1988, "Term-weighting approaches in automatic text retrieval"). With
an encoder a Chinese clause meets an English one where each is nearest to the other, once the mean
of its language is taken away. Conditions must agree too: what holds with the door open does not
contradict what holds with it closed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import triu
from sklearn.feature_extraction.text import TfidfVectorizer

from decide.rank import TextEncoder
from decide.requirements.records import Conflict, ConflictKind, Limit, Requirement
from decide.terms import is_chinese, terms


@dataclass(frozen=True, slots=True)
class ConflictSettings:
    """When two requirements are about the same; likenesses from 0 to 1."""

    alike: float = 0.5  # of terms, to be compared at all
    same: float = 0.85  # of terms, to say the same
    across: float = 0.35  # of meaning, between two languages
    agree: float = 0.7  # of the terms of two conditions
    tolerance: float = 0.01  # values that differ by less are one value


_SMALL = frozenset(
    terms(
        "a an the if when while of to in on at by for with and or be is are it its this that these"
        " those any all each every such as from into than not no least most more less within"
        " without"
    )
)
_Pair = tuple[int, int]


def find_conflicts(
    requirements: Sequence[Requirement],
    encoder: TextEncoder | None = None,
    settings: ConflictSettings | None = None,
) -> tuple[Conflict, ...]:
    """Return what does not go together, and what is said twice, the gravest kind first.

    Without an encoder, only requirements in one language are compared.
    """
    settings = settings or ConflictSettings()
    found = []
    for (first, second), likeness in sorted(_pairs(requirements, encoder, settings).items()):
        a, b = requirements[first], requirements[second]
        is_same = likeness >= settings.same or _is_chinese(a) != _is_chinese(b)
        kind, reason = _compare(a, b, is_same=is_same, tolerance=settings.tolerance)
        if kind is not None:
            found.append(Conflict(kind, a.id, b.id, round(min(1.0, likeness), 4), reason))
    gravity: Mapping[ConflictKind, int] = {
        "values": 0,
        "opposite": 1,
        "differing": 2,
        "duplicate": 3,
    }
    return tuple(sorted(found, key=lambda each: gravity[each.kind]))


def _pairs(
    requirements: Sequence[Requirement], encoder: TextEncoder | None, settings: ConflictSettings
) -> dict[_Pair, float]:
    """Return the places of requirements that are about the same, with their likeness."""
    if len(requirements) < 2:
        return {}
    found = dict(_alike_in_words(requirements, settings.alike))
    if encoder is not None:
        found |= dict(_alike_in_meaning(requirements, encoder, settings.across))
    return {
        pair: likeness
        for pair, likeness in found.items()
        if _conditions_agree(requirements[pair[0]], requirements[pair[1]], settings.agree)
    }


def _alike_in_words(
    requirements: Sequence[Requirement], least: float
) -> Iterator[tuple[_Pair, float]]:
    texts = [_about(each) for each in requirements]
    if not any(map(_content, texts)):
        return
    weights = TfidfVectorizer(analyzer=_content).fit_transform(texts)
    likeness = triu(weights @ weights.T, k=1).tocoo()
    for first, second, value in zip(likeness.row, likeness.col, likeness.data, strict=True):
        a, b = requirements[int(first)], requirements[int(second)]
        if value >= least and _share(a.subject, b.subject):
            yield (int(first), int(second)), float(value)


def _alike_in_meaning(
    requirements: Sequence[Requirement], encoder: TextEncoder, least: float
) -> Iterator[tuple[_Pair, float]]:
    """Yield pairs across the two languages that are nearest to each other."""
    vectors = encoder.embed([_about(each) for each in requirements], kind="query")
    in_chinese = np.array([_is_chinese(each) for each in requirements])
    if in_chinese.all() or not in_chinese.any():
        return
    likeness = _centred(vectors[in_chinese]) @ _centred(vectors[~in_chinese]).T
    chinese, english = np.flatnonzero(in_chinese), np.flatnonzero(~in_chinese)
    near = (likeness >= likeness.max(axis=1, keepdims=True) - 1e-4) & (
        likeness >= likeness.max(axis=0, keepdims=True) - 1e-4
    )
    for row, column in np.argwhere(near & (likeness >= least)):
        pair = sorted((int(chinese[row]), int(english[column])))
        yield (pair[0], pair[1]), float(likeness[row, column])


def _centred(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    centred = vectors - vectors.mean(axis=0) if len(vectors) > 1 else vectors
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    result: npt.NDArray[np.float32] = centred / np.maximum(lengths, 1e-9)
    return result


def _about(requirement: Requirement) -> str:
    """Return what a requirement is about: its words without its values."""
    text = f"{requirement.subject} {requirement.action}"
    for limit in requirement.limits:
        text = text.replace(limit.words, " ")
    return text


def _content(text: str) -> list[str]:
    return [term for term in terms(text) if term not in _SMALL and not term.isdigit()]


def _share(first: str, second: str) -> bool:
    """Tell whether two subjects name the same: most terms of the shorter are in the other.

    >>> _share("The battery of the tracker", "the tracker battery"), _share("A portal", "A pump")
    (True, False)
    """
    one, other = set(_content(first)), set(_content(second))
    shorter = min(len(one), len(other))
    return shorter == 0 or len(one & other) > shorter / 2


def _conditions_agree(a: Requirement, b: Requirement, least: float) -> bool:
    if not a.condition and not b.condition:
        return True
    if _is_chinese(a) != _is_chinese(b):
        return bool(a.condition) == bool(b.condition)
    one, other = set(_content(a.condition)), set(_content(b.condition))
    return len(one & other) >= max(1.0, least * len(one | other))


def _is_chinese(requirement: Requirement) -> bool:
    return sum(map(is_chinese, requirement.text)) * 4 > len(requirement.text)


def _compare(
    a: Requirement, b: Requirement, *, is_same: bool, tolerance: float
) -> tuple[ConflictKind | None, str]:
    clashes = [
        (one, other)
        for one, other in _matched(a.limits, b.limits)
        if not _equal(one, other, tolerance)
    ]
    if a.negative != b.negative:
        return ("opposite", "one demands what the other forbids") if not clashes else (None, "")
    for one, other in clashes:
        if _apart(one, other):
            return "values", f"no value is both {one.words!r} and {other.words!r}"
    if clashes:
        one, other = clashes[0]
        return "differing", f"{one.words!r} here, {other.words!r} there"
    if is_same and _dimensions(a) == _dimensions(b):
        return "duplicate", "they say the same"
    return None, ""


def _matched(first: Sequence[Limit], second: Sequence[Limit]) -> Iterator[tuple[Limit, Limit]]:
    """Pair the limits of one dimension in their order; counts of things only by what is counted."""
    for dimension in dict.fromkeys(limit.dimension for limit in first):
        one = [limit for limit in first if limit.dimension == dimension]
        other = [limit for limit in second if limit.dimension == dimension]
        if len(one) == len(other):
            yield from zip(one, other, strict=True)


def _dimensions(requirement: Requirement) -> list[str]:
    return sorted(
        limit.dimension for limit in requirement.limits if not limit.dimension.startswith("count")
    )


def _equal(one: Limit, other: Limit, tolerance: float) -> bool:
    return all(
        a == b
        or (a is not None and b is not None and abs(a - b) <= tolerance * max(abs(a), abs(b)))
        for a, b in ((one.low, other.low), (one.high, other.high))
    )


def _apart(one: Limit, other: Limit) -> bool:
    """Tell whether no value lies within both."""
    low = max((value for value in (one.low, other.low) if value is not None), default=None)
    high = min((value for value in (one.high, other.high) if value is not None), default=None)
    return low is not None and high is not None and low > high
