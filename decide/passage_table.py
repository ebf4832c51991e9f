"""The LanceDB table of passages: its columns, how it is written and asked.

This and `decide.search`, which opens it, are the only modules that know LanceDB.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

import lancedb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from lancedb.index import FTS, BTree
from lancedb.query import LanceVectorQueryBuilder, MatchQuery
from lancedb.table import Table

from briefbook.ids import make_id
from briefbook.records import Passage, Span
from decide.question import read_question
from decide.rank import Hit, TextEncoder
from decide.terms import terms

Vector = npt.NDArray[np.float32]

TABLE = "passages"
#: The columns that a passage is made of.
PARTS = ["id", "document_id", "start", "end", "text", "heading", "page"]


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


def create_table(
    database: lancedb.DBConnection, encoder: TextEncoder, *, mode: Literal["create", "overwrite"]
) -> Table:
    """Make an empty table for the vectors of an encoder."""
    schema = _schema(encoder)
    # create_table warns on stderr when it is to overwrite what is not there.
    return database.create_table(TABLE, schema=schema, mode=mode)


def index_columns(table: Table) -> None:
    """Index ids, and the terms as they are: they come ready made, so only spaces divide them."""
    whole_terms = FTS(
        base_tokenizer="whitespace",
        lower_case=False,
        stem=False,
        remove_stop_words=False,
        ascii_folding=False,
        max_token_length=None,
    )
    table.create_index("terms", config=whole_terms)
    table.create_index("id", config=BTree())


def replace_passages(
    table: Table, batch: Mapping[str, Sequence[Passage]], encoder: TextEncoder
) -> int:
    """Make the passages of these documents those of `batch`; return how many changed."""
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
        .when_not_matched_by_source_delete(among("document_id", batch))
        .execute(pa.Table.from_pylist(rows, schema=table.schema))
    )
    return len(new) + len(known.keys() - {_fingerprint(passage) for passage in wanted})


def _known(table: Table, document_ids: Collection[str]) -> dict[str, Any]:
    """Return the vectors of these documents' passages by fingerprint."""
    rows = (
        table.search()
        .where(among("document_id", document_ids))
        .select(["fingerprint", "vector"])
        .limit(table.count_rows())
        .to_arrow()
    )
    return dict(zip(rows["fingerprint"].to_pylist(), rows["vector"].to_pylist(), strict=True))


def nearest(table: Table, vector: Vector, limit: int, where: str | None) -> tuple[Hit, ...]:
    """Return the passages nearest to a vector, with their cosines."""
    query = table.search(vector, query_type="vector")
    assert isinstance(query, LanceVectorQueryBuilder)
    query = query.distance_type("cosine")
    if where:
        query = query.where(where, prefilter=True)
    rows = query.select([*PARTS, "_distance"]).limit(limit).to_list()
    rows.sort(key=lambda row: (round(row["_distance"], 6), row["id"]))
    return tuple(Hit(passage_of(row), 1 - row["_distance"]) for row in rows)


def worded(table: Table, question: str, limit: int, where: str | None) -> tuple[Hit, ...]:
    """Return the passages that share rare words with a question, with their scores by BM25."""
    # Without the words of any question: "of the" would rank every English passage.
    words = " ".join(read_question(question).terms or terms(question))
    if not words:
        return ()
    query = table.search(MatchQuery(words, "terms"), query_type="fts")  # type: ignore[call-arg]
    if where:
        query = query.where(where, prefilter=True)
    rows = query.select([*PARTS, "_score"]).limit(limit).to_list()
    rows.sort(key=lambda row: (-round(row["_score"], 4), row["id"]))
    return tuple(Hit(passage_of(row), row["_score"]) for row in rows)


def load_passages(table: Table, ids: Collection[str]) -> dict[str, Passage]:
    """Return passages by their ids; unknown ones are left out."""
    query = table.search().where(among("id", ids)).select(PARTS)
    return {row["id"]: passage_of(row) for row in query.limit(len(ids)).to_list()}


def cosines(table: Table, vector: Vector, ids: Collection[str]) -> dict[str, float]:
    """Return how near passages are to a vector, by their ids."""
    query = table.search().where(among("id", ids)).select(["id", "vector"])
    rows = query.limit(len(ids)).to_arrow()
    return dict(zip(rows["id"].to_pylist(), (matrix_of(rows) @ vector).tolist(), strict=True))


def matrix_of(rows: pa.Table) -> Vector:
    """Return the vectors of rows as a matrix."""
    flat = [chunk.flatten().to_numpy(zero_copy_only=False) for chunk in rows["vector"].chunks]
    return np.concatenate([*flat, np.zeros(0, np.float32)]).reshape(len(rows), -1)


def among(column: str, values: Collection[str]) -> str:
    """Return the condition that `column` is one of `values`, quoted as SQL wants it."""
    quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in sorted(values))
    return f"{column} IN ({quoted})" if quoted else "false"


def passage_of(row: Mapping[str, Any]) -> Passage:
    """Return the passage of a row with `PARTS`."""
    span = Span(row["start"], row["end"])
    return Passage(row["id"], row["document_id"], span, row["text"], row["heading"], row["page"])
