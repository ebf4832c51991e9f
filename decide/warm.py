"""Passages and their vectors held in memory, for many questions one after the other."""

from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from briefbook.records import Passage
from decide.passage_table import PARTS, Vector, matrix_of, passage_of
from decide.rank import Hit


class WarmPassages:
    """The passages of one version of the table."""

    def __init__(self, rows: pa.Table, version: int) -> None:
        """Keep rows with their vectors; their order does not matter."""
        self.version = version
        self._matrix = matrix_of(rows)
        self._rows = rows.select(PARTS).combine_chunks()
        ids = rows["id"].to_pylist()
        self._place = {key: place for place, key in enumerate(ids)}
        # Equals come in the order of their ids; to sort the rows would copy all vectors.
        self._turn = np.empty(len(ids), np.int64)
        self._turn[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))

    def nearest(
        self, vector: Vector, limit: int, documents: Collection[str] | None
    ) -> tuple[Hit, ...]:
        """Return the passages nearest to a vector, with their cosines: all are compared."""
        near = self._matrix @ vector
        if documents is not None:
            wanted = pc.is_in(self._rows["document_id"], pa.array(sorted(documents), pa.string()))
            near = np.where(wanted.to_numpy(), near, -np.inf)
        limit = min(limit, len(near))
        best = np.argpartition(-near, limit - 1)[:limit] if limit else np.zeros(0, int)
        order = sorted(
            best.tolist(), key=lambda place: (-round(float(near[place]), 6), self._turn[place])
        )
        return tuple(
            Hit(self._passage(place), float(near[place]))
            for place in order
            if np.isfinite(near[place])
        )

    def load(self, ids: Collection[str]) -> dict[str, Passage]:
        """Return passages by their ids; unknown ones are left out."""
        return {key: self._passage(self._place[key]) for key in ids if key in self._place}

    def cosines(self, vector: Vector, ids: Collection[str]) -> dict[str, float]:
        """Return how near passages are to a vector, by their ids."""
        known = [key for key in ids if key in self._place]
        near = self._matrix[[self._place[key] for key in known]] @ vector
        return dict(zip(known, near.tolist(), strict=True))

    def _passage(self, place: int) -> Passage:
        return passage_of({name: self._rows[name][place].as_py() for name in PARTS})
