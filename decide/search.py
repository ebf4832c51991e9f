"""Passages are kept with their vectors and terms, and found again by meaning and by words.

The index is a LanceDB table in a folder; see `decide.passage_table`.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import lancedb
import numpy as np
from lancedb.table import Table

from briefbook.errors import ModelError, WorkspaceError
from briefbook.records import Passage
from decide.passage_table import (
    PARTS,
    TABLE,
    Vector,
    among,
    cosines,
    create_table,
    index_columns,
    load_passages,
    nearest,
    passage_of,
    replace_passages,
    searchable,
    worded,
)
from decide.rank import Hit, TextEncoder, fuse
from decide.warm import WarmPassages

__all__ = ["PassageIndex", "Ranked", "open_index", "searchable"]

_LOG = logging.getLogger(__name__)

_BATCH = 256  # passages embedded and written at a time
_KEEP = timedelta(minutes=10)  # versions another process may still be reading


@dataclass(frozen=True, slots=True)
class Ranked:
    """Passages found for a question, best first."""

    near: tuple[Hit, ...]  # by meaning; scores are cosines
    worded: tuple[Hit, ...]  # by words; scores are those of BM25
    vector: Vector  # of the question

    def fused(self) -> tuple[Hit, ...]:
        """Return both rankings as one, by reciprocal rank."""
        passages = {hit.passage.id: hit.passage for hit in (*self.near, *self.worded)}
        order = fuse([[hit.passage.id for hit in ranking] for ranking in (self.near, self.worded)])
        return tuple(Hit(passages[key], score) for key, score in order)


class PassageIndex:
    """The passages of an archive, searchable; get one from `open_index`."""

    def __init__(self, folder: Path) -> None:
        """Open the database in `folder`; nothing is written before the first `add`."""
        self._folder = folder
        self._warm: WarmPassages | None = None
        try:
            # An interval of zero: see at once what another process wrote.
            self._database = lancedb.connect(folder, read_consistency_interval=timedelta(0))
            known = TABLE in self._database.list_tables().tables
            self._table: Table | None = self._database.open_table(TABLE) if known else None
        except (OSError, RuntimeError, ValueError) as error:
            raise WorkspaceError(f"cannot open the passages in {folder}: {error}") from error

    def add(self, passages: Mapping[str, Sequence[Passage]], encoder: TextEncoder) -> int:
        """Make `passages` the passages of the documents they are keyed by; return how many changed.

        Documents are replaced whole: one that is killed on the way keeps its old passages. What is
        there already, word for word, is not embedded again. Give many documents at once: each
        write costs a version of the table until `finish`. Another encoder than the one before
        starts the index afresh.
        """
        self._warm = None
        table = self._begin(encoder)
        return sum(replace_passages(table, batch, encoder) for batch in _batches(passages) if batch)

    def remove(self, document_ids: Collection[str]) -> None:
        """Forget the passages of these documents; unknown ones are no error."""
        self._warm = None
        if self._table is not None and document_ids:
            self._table.delete(among("document_id", document_ids))

    def count(self) -> int:
        """Return how many passages there are."""
        return self._table.count_rows() if self._table is not None else 0

    def document_ids(self) -> frozenset[str]:
        """Return the documents that have passages."""
        if self._table is None:
            return frozenset()
        rows = self._table.search().select(["document_id"]).limit(self.count()).to_arrow()
        return frozenset(rows["document_id"].to_pylist())

    def finish(self) -> None:
        """Compact the table and bring the full-text index up to date, after the last `add`."""
        if self._table is not None:
            self._table.optimize(cleanup_older_than=_KEEP)

    def search(
        self,
        question: str,
        encoder: TextEncoder,
        *,
        limit: int,
        candidates: int = 60,
        documents: Collection[str] | None = None,
    ) -> tuple[Hit, ...]:
        """Find the `limit` passages nearest to the question in meaning and in words, best first.

        With `documents` only their passages are searched. An empty index finds nothing.

        Raises ModelError when the passages were embedded by another encoder.
        """
        ranked = self.rank(question, encoder, candidates=candidates, documents=documents)
        return ranked.fused()[:limit]

    def rank(
        self,
        question: str,
        encoder: TextEncoder,
        *,
        candidates: int = 60,
        documents: Collection[str] | None = None,
    ) -> Ranked:
        """Rank the passages by meaning and by words apart, before `search` fuses the two.

        Raises ModelError when the passages were embedded by another encoder.
        """
        if self._table is None or not question.strip():
            return Ranked((), (), np.zeros(encoder.dimension, np.float32))
        if self._encoder_name() != encoder.name:
            raise ModelError(
                f"the passages were embedded by {self._encoder_name()}, not {encoder.name}: "
                "index the archive again"
            )
        vector = encoder.embed([question], kind="query")[0]
        where = among("document_id", documents) if documents is not None else None
        if self._warm is not None and self._warm.version != self._table.version:
            self._warm = None  # another process has written since
        if self._warm is not None:
            near = self._warm.nearest(vector, candidates, documents)
        else:
            near = nearest(self._table, vector, candidates, where)
        return Ranked(near, worded(self._table, question, candidates, where), vector)

    def load(self, ids: Collection[str]) -> dict[str, Passage]:
        """Return passages by their ids; unknown ones are left out."""
        if self._table is None or not ids:
            return {}
        return self._warm.load(ids) if self._warm else load_passages(self._table, ids)

    def likeness(self, vector: Vector, ids: Collection[str]) -> dict[str, float]:
        """Return the cosines of passages, by their ids, to a vector of length 1."""
        if self._table is None or not ids:
            return {}
        if self._warm is not None:
            return self._warm.cosines(vector, ids)
        return cosines(self._table, vector, ids)

    def warm(self) -> None:
        """Keep passages and vectors in memory, about 2 kB for each: for many questions.

        What is written later is still found, read from the folder until the next call.
        """
        if self._table is not None:
            rows = self._table.search().select([*PARTS, "vector"]).limit(self.count()).to_arrow()
            self._warm = WarmPassages(rows, self._table.version)

    def passages(self) -> tuple[Passage, ...]:
        """Return all passages, by document and place."""
        if self._table is None:
            return ()
        rows = self._table.search().select(PARTS).limit(self.count()).to_list()
        rows.sort(key=lambda row: (row["document_id"], row["start"], row["id"]))
        return tuple(map(passage_of, rows))

    def close(self) -> None:
        """Let go of the folder."""
        self._table = self._warm = None

    def _encoder_name(self) -> str:
        metadata = self._table.schema.metadata if self._table is not None else None
        return ((metadata or {}).get(b"encoder") or b"").decode()

    def _begin(self, encoder: TextEncoder) -> Table:
        if self._table is None:
            self._table = create_table(self._database, encoder, mode="create")
        elif self._encoder_name() != encoder.name:
            _LOG.info("the encoder is now %s: starting the passages afresh", encoder.name)
            self._table = create_table(self._database, encoder, mode="overwrite")
        if len(list(self._table.list_indices())) < 2:  # killed in between
            index_columns(self._table)
        return self._table


@contextmanager
def open_index(folder: Path) -> Iterator[PassageIndex]:
    """Open the passages kept in `folder`, which need not exist yet, and close them at the end.

    Raises WorkspaceError when the folder cannot be read.
    """
    index = PassageIndex(folder)
    try:
        yield index
    finally:
        index.close()


def _batches(passages: Mapping[str, Sequence[Passage]]) -> Iterator[dict[str, Sequence[Passage]]]:
    """Yield whole documents together, about `_BATCH` passages at a time."""
    batch: dict[str, Sequence[Passage]] = {}
    size = 0
    for document_id in sorted(passages):
        batch[document_id] = passages[document_id]
        size += len(passages[document_id])
        if size >= _BATCH:
            yield batch
            batch, size = {}, 0
    yield batch
