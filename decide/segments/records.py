"""The words of segmentation."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be put into a segment: a customer, a document."""

    id: str
    texts: tuple[str, ...]  # what is said of it; for the words that tell a segment
    language: str  # of most of its texts; vectors are centred for each
    # What the graph says of it: "SUPPLIES>", "names Hull" … with how often; may be empty.
    features: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentSettings:
    """How segments are made."""

    least: int = 2  # segments that are tried
    most: int = 10
    graph_weight: float = 0.5  # of the graph against a weight of 1 of the text; 0: text only
    dimensions: int = 16  # of the vectors that are clustered
    rounds: int = 20  # samples drawn to see whether segments stay
    words: int = 6  # that tell a segment
    examples: int = 3


@dataclass(frozen=True, slots=True)
class Segment:
    """Things that belong together, and what tells them from the others."""

    number: int  # from 1, the largest first
    items: tuple[str, ...]  # ids, the most typical first
    words: tuple[str, ...]  # said here more than elsewhere
    features: tuple[str, ...]  # the same of the graph
    examples: tuple[str, ...]  # ids of the most typical
    silhouette: float  # mean of its items, -1 to 1
    #: Mean likeness (Jaccard) to the nearest segment of samples; below 0.6 do not rely on it.
    stability: float


@dataclass(frozen=True, slots=True)
class Segmentation:
    """All segments, and how their number was chosen."""

    segments: tuple[Segment, ...]
    silhouettes: tuple[tuple[int, float], ...]  # of each number of segments that was tried
    #: Mean agreement of the samples with the whole (adjusted Rand index), 1 at best.
    agreement: float
