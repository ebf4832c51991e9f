from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pytest

from briefbook.errors import ModelError
from briefbook.learn.encoder import Encoder
from briefbook.records import Document, Passage
from decide.rank import fuse
from decide.search import open_index
from tests.factories import make_document, make_passages

LEASE = make_document(
    "The lease of the warehouse in Rotterdam ends on 31 March 2027.\n"
    "The rent of 12,500 euros is due on the first day of each month."
)
SUPPLY = make_document(
    "供货合同 NW-2024-017 的付款期限为收货后三十天。\n轴承由华北工厂生产。", "zh"
)
MINUTES = make_document("The board met on Monday and chose a new auditor.")


def passages(*documents: Document) -> dict[str, tuple[Passage, ...]]:
    return {document.id: make_passages(document) for document in documents}


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("When does the rental agreement for the storage building run out?", LEASE),
        ("NW-2024-017", SUPPLY),
        ("多久之内要付款？", SUPPLY),
        ("payment deadline of the supply contract", SUPPLY),
    ],
)
def test_passages_are_found_by_words_and_by_meaning_across_languages(
    question: str, document: Document, encoder: Encoder, tmp_path: Path
) -> None:
    with open_index(tmp_path) as index:
        index.add(passages(LEASE, SUPPLY, MINUTES), encoder)
        index.finish()

        first = index.search(question, encoder, limit=2)[0]

    assert first.passage.document_id == document.id
    assert first.passage in make_passages(document)


def test_an_index_with_nothing_in_it_finds_nothing(encoder: Encoder, tmp_path: Path) -> None:
    with open_index(tmp_path / "new") as index:
        assert index.count() == 0
        assert index.search("anything", encoder, limit=3) == ()
        index.remove(["doc-1"])
        index.finish()
        index.add({}, encoder)

        assert index.search("anything", encoder, limit=3) == ()
        assert index.document_ids() == frozenset()


class Counting:
    """The real encoder, counting what it is asked to embed."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self.encoder = encoder
        self.texts = 0

    def embed(
        self, texts: Sequence[str], *, kind: Literal["query", "passage"]
    ) -> npt.NDArray[np.float32]:
        self.texts += len(texts)
        return self.encoder.embed(texts, kind=kind)


def test_adding_again_embeds_and_changes_nothing(encoder: Encoder, tmp_path: Path) -> None:
    counting = Counting(encoder)
    with open_index(tmp_path) as index:
        assert index.add(passages(LEASE, SUPPLY), counting) == 4
    with open_index(tmp_path) as index:
        assert index.add(passages(LEASE, SUPPLY), counting) == 0
        assert index.count() == 4

    assert counting.texts == 4


def test_a_document_is_replaced_whole(encoder: Encoder, tmp_path: Path) -> None:
    old, new = make_passages(LEASE)
    with open_index(tmp_path) as index:
        index.add(passages(LEASE, MINUTES), encoder)
        index.add({LEASE.id: (new,)}, encoder)

        found = index.search("warehouse rent", encoder, limit=9)

        assert index.count() == 2
        assert {hit.passage.id for hit in found} == {new.id, make_passages(MINUTES)[0].id}
        index.add({LEASE.id: (old, new)}, encoder)
        assert index.count() == 3


def test_documents_are_forgotten_and_searched_alone(encoder: Encoder, tmp_path: Path) -> None:
    with open_index(tmp_path) as index:
        index.add(passages(LEASE, SUPPLY, MINUTES), encoder)

        [only] = index.search("rent", encoder, limit=5, documents=[MINUTES.id])
        index.remove([LEASE.id, "doc-'; unknown"])
        left = index.search("rent of the warehouse", encoder, limit=5)

        assert only.passage.document_id == MINUTES.id
        assert LEASE.id not in {hit.passage.document_id for hit in left}
        assert index.document_ids() == {SUPPLY.id, MINUTES.id}


def test_another_encoder_is_refused_until_the_index_is_made_again(
    encoder: Encoder, tmp_path: Path
) -> None:
    class Other(Counting):
        def __init__(self) -> None:
            super().__init__(encoder)
            self.name = "other@1"

    other = Other()
    with open_index(tmp_path) as index:
        index.add(passages(LEASE), encoder)
        with pytest.raises(ModelError, match="index the archive again"):
            index.search("rent", other, limit=1)

        index.add(passages(LEASE), other)

        assert index.search("rent", other, limit=1)[0].passage.document_id == LEASE.id


def test_the_order_of_adding_does_not_change_what_is_found(
    encoder: Encoder, tmp_path: Path
) -> None:
    found = []
    for name, order in (("a", [LEASE, SUPPLY, MINUTES]), ("b", [MINUTES, SUPPLY, LEASE])):
        with open_index(tmp_path / name) as index:
            for document in order:
                index.add(passages(document), encoder)
            index.finish()
            found.append(index.search("合同 contract payment", encoder, limit=5))

    assert found[0] == found[1]


def test_what_both_rankings_like_comes_first() -> None:
    assert [each for each, _ in fuse([["a", "b", "c"], ["c", "b"]])][0] == "c"
    assert fuse([[], []]) == []
