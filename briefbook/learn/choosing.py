"""Which texts would teach most if somebody labelled them: unsure ones that are not alike.

Greedy k-center (Sener & Savarese 2018, "Active learning for convolutional neural networks: a
core-set approach"), each distance weighed by how unsure the text is: doubt alone picks the same
sentence ten times, difference alone picks oddities.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

_LEAST = 1e-5  # distance below which two texts are the same
_FLOOR = 0.01  # added to all doubts: among texts without any, the farthest comes first


@dataclass(frozen=True, slots=True)
class Choice:
    """One text that was picked."""

    place: int  # in the texts there were to choose from
    doubt: float  # 0 to 1
    distance: float  # to what was known or picked before, 0 to 1 of the farthest there was


def choose(
    doubts: Sequence[float], vectors: Vectors, *, count: int, known: Vectors | None = None
) -> list[Choice]:
    """Pick up to `count` texts, the one that teaches most first.

    `vectors` has a row of length 1 for each text, `known` for texts that are labelled already. What
    is the same as something known or picked is never picked. Ties go to the earlier text.
    """
    if not len(doubts):
        return []
    weights = np.asarray(doubts, np.float64)
    if known is not None and len(known):
        nearest = _distances(vectors, known)
        scale = max(float(nearest.max()), _LEAST)
    else:  # nothing is near yet; distances are measured by how far the texts lie apart
        nearest = np.ones(len(weights))
        scale = max(float(_distances(vectors, vectors[:1]).max()), _LEAST)
    picked: list[Choice] = []
    while len(picked) < min(count, len(weights)):
        gains = np.where(nearest > _LEAST, (weights + _FLOOR) * nearest, -1.0)
        place = int(gains.argmax())
        if gains[place] < 0:
            break
        share = min(1.0, float(nearest[place]) / scale)
        picked.append(Choice(place, float(weights[place]), round(share, 4)))
        nearest = np.minimum(nearest, _distances(vectors, vectors[place : place + 1]))
        nearest[place] = 0.0
    return picked


def _distances(vectors: Vectors, centers: Vectors) -> npt.NDArray[np.float64]:
    """Return one less the cosine of each row to the nearest of `centers`."""
    nearest: npt.NDArray[np.float64] = 1.0 - (vectors @ centers.T).astype(np.float64).max(axis=1)
    return np.maximum(nearest, 0.0)
