"""Passages are kept with their vectors and terms, and found again by meaning and by words.

The index is a LanceDB table in a folder; this is the only module that knows LanceDB.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import lancedb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from lancedb.index import FTS
from lancedb.query import LanceVectorQueryBuilder, MatchQuery
from lancedb.table import Table

from briefbook.errors import ModelError, WorkspaceError
from briefbook.ids import make_id
from briefbook.records import Passage, Span
from decide.question import read_question
from decide.rank import Hit, TextEncoder, fuse
from decide.terms import terms

_LOG = logging.getLogger(__name__)

_TABLE = "passages"
_BATCH = 256  # passages embedded and written at a time
_KEEP = timedelta(minutes=10)  # versions another process may still be reading
_FOUND = ["id", "document_id", "start", "end", "text", "heading", "page"]


class PassageIndex:
    """The passages of an archive, searchable; get one from `open_index`."""

    def __init__(self, folder: Path) -> None:
        """Open the database in `folder`; nothing is written before the first `add`."""
        self._folder = folder
        try:
            # An interval of zero: see at once what another process wrote.
            self._database = lancedb.connect(folder, read_consistency_interval=timedelta(0))
            known = _TABLE in self._database.list_tables().tables
            self._table: Table | None = self._database.open_table(_TABLE) if known else None
        except (OSError, RuntimeError, ValueError) as error:
            raise WorkspaceError(f"cannot open the passages in {folder}: {error}") from error

    def add(self, passages: Mapping[str, Sequence[Passage]], encoder: TextEncoder) -> int:
        """Make `passages` the passages of the documents they are keyed by; return how many changed.

        Documents are replaced whole: one that is killed on the way keeps its old passages. What is
        there already, word for word, is not embedded again. Give many documents at once: each
        write costs a version of the table until `finish`. Another encoder than the one before
        starts the index afresh.
        """
        table = self._begin(encoder)
        return sum(_replace(table, batch, encoder) for batch in _batches(passages) if batch)

    def remove(self, document_ids: Collection[str]) -> None:
        """Forget the passages of these documents; unknown ones are no error."""
        if self._table is not None and document_ids:
            self._table.delete(_among("document_id", document_ids))

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
        if self._table is None or not question.strip():
            return ()
        if self._encoder_name() != encoder.name:
            raise ModelError(
                f"the passages were embedded by {self._encoder_name()}, not {encoder.name}: "
                "index the archive again"
            )
        where = _among("document_id", documents) if documents is not None else None
        vector = encoder.embed([question], kind="query")[0]
        near = _nearest(self._table, vector, candidates, where)
        worded = _worded(self._table, question, candidates, where)
        return _fuse((near, worded))[:limit]

    def close(self) -> None:
        """Let go of the folder."""
        self._table = None

    def _encoder_name(self) -> str:
        metadata = self._table.schema.metadata if self._table is not None else None
        return ((metadata or {}).get(b"encoder") or b"").decode()

    def _begin(self, encoder: TextEncoder) -> Table:
        if self._table is None:
            self._table = _create(self._database, encoder, mode="create")
        elif self._encoder_name() != encoder.name:
            _LOG.info("the encoder is now %s: starting the passages afresh", encoder.name)
            self._table = _create(self._database, encoder, mode="overwrite")
        if not self._table.list_indices():  # killed between making the table and its index
            _index_terms(self._table)
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


def searchable(passage: Passage) -> str:
    """Return what is embedded and searched of a passage: its headings and its text."""
    return f"{passage.heading}\n{passage.text}" if passage.heading else passage.text


def _fingerprint(passage: Passage) -> str:
    return make_id("fpr", passage.id, passage.heading, passage.text, passage.page or 0)


def _schema(encoder: TextEncoder) -> pa.Schema:
    fields = [
        ("id", pa.string()),
        ("document_id", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("page", pa.int64()),
        ("heading", pa.string()),
        ("text", pa.string()),
        ("fingerprint", pa.string()),
        ("terms", pa.string()),
        ("vector", pa.list_(pa.float32(), encoder.dimension)),
    ]
    return pa.schema(fields, metadata={"encoder": encoder.name})


def _row(passage: Passage, vector: Any) -> dict[str, Any]:
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "start": passage.span.start,
        "end": passage.span.end,
        "page": passage.page,
        "heading": passage.heading,
        "text": passage.text,
        "fingerprint": _fingerprint(passage),
        "terms": " ".join(terms(searchable(passage))),
        "vector": vector,
    }


def _create(
    database: lancedb.DBConnection, encoder: TextEncoder, *, mode: Literal["create", "overwrite"]
) -> Table:
    schema = _schema(encoder)
    # create_table warns on stderr when it is to overwrite what is not there.
    return database.create_table(_TABLE, schema=schema, mode=mode)


def _index_terms(table: Table) -> None:
    """Index the terms as they are: they come ready made, so only spaces divide them."""
    whole_terms = FTS(
        base_tokenizer="whitespace",
        lower_case=False,
        stem=False,
        remove_stop_words=False,
        ascii_folding=False,
        max_token_length=None,
    )
    table.create_index("terms", config=whole_terms)


def _replace(table: Table, batch: Mapping[str, Sequence[Passage]], encoder: TextEncoder) -> int:
    known = _known(table, batch)
    wanted = [passage for passages in batch.values() for passage in passages]
    new = [passage for passage in wanted if _fingerprint(passage) not in known]
    if not new and len(wanted) == len(known):
        return 0
    fresh = encoder.embed([searchable(passage) for passage in new], kind="passage")
    vectors = known | dict(zip(map(_fingerprint, new), fresh, strict=True))
    rows = [_row(passage, vectors[_fingerprint(passage)]) for passage in wanted]
    (
        table.merge_insert("id")
        .when_matched_update_all()
        .when_not_matched_insert_all()
        .when_not_matched_by_source_delete(_among("document_id", batch))
        .execute(pa.Table.from_pylist(rows, schema=table.schema))
    )
    return len(new) + len(known.keys() - {_fingerprint(passage) for passage in wanted})


def _known(table: Table, document_ids: Collection[str]) -> dict[str, Any]:
    """Return the vectors of these documents' passages by fingerprint."""
    rows = (
        table.search()
        .where(_among("document_id", document_ids))
        .select(["fingerprint", "vector"])
        .limit(table.count_rows())
        .to_arrow()
    )
    return dict(zip(rows["fingerprint"].to_pylist(), rows["vector"].to_pylist(), strict=True))


def _nearest(
    table: Table, vector: npt.NDArray[np.float32], limit: int, where: str | None
) -> list[dict[str, Any]]:
    query = table.search(vector, query_type="vector")
    assert isinstance(query, LanceVectorQueryBuilder)
    query = query.distance_type("cosine")
    if where:
        query = query.where(where, prefilter=True)
    rows = query.select([*_FOUND, "_distance"]).limit(limit).to_list()
    return sorted(rows, key=lambda row: (round(row["_distance"], 6), row["id"]))


def _worded(table: Table, question: str, limit: int, where: str | None) -> list[dict[str, Any]]:
    # Without the words of any question: "of the" would rank every English passage.
    words = " ".join(read_question(question).terms or terms(question))
    if not words:
        return []
    query = table.search(MatchQuery(words, "terms"), query_type="fts")  # type: ignore[call-arg]
    if where:
        query = query.where(where, prefilter=True)
    rows = query.select([*_FOUND, "_score"]).limit(limit).to_list()
    return sorted(rows, key=lambda row: (-round(row["_score"], 4), row["id"]))


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


def _among(column: str, values: Collection[str]) -> str:
    """Return the condition that `column` is one of `values`, quoted as SQL wants it."""
    quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in sorted(values))
    return f"{column} IN ({quoted})" if quoted else "false"


def _fuse(rankings: Sequence[Sequence[Mapping[str, Any]]]) -> tuple[Hit, ...]:
    rows = {row["id"]: row for ranking in rankings for row in ranking}
    order = fuse([[row["id"] for row in ranking] for ranking in rankings])
    return tuple(Hit(_passage(rows[row_id]), score) for row_id, score in order)


def _passage(row: Mapping[str, Any]) -> Passage:
    span = Span(row["start"], row["end"])
    return Passage(row["id"], row["document_id"], span, row["text"], row["heading"], row["page"])
