"""Passages are found by text and by as much of the graph as a question needs."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from briefbook.errors import SettingsError
from briefbook.records import Span
from decide.rank import Read
from decide.retrieve.find import Retrieval, retrieve
from decide.retrieve.settings import RetrieveSettings
from decide.search import PassageIndex, open_index
from tests.decide.retrieve.world import PASSAGES, Words, world

GRAPH = world()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageIndex]:
    with open_index(tmp_path_factory.mktemp("index")) as opened:
        opened.add({each.document_id: (each,) for each in PASSAGES}, Words())
        opened.finish()
        yield opened


def titles(found: Retrieval) -> list[str]:
    return [hit.passage.heading for hit in found.hits]


@pytest.mark.parametrize(
    ("question", "needed"),
    [
        (
            "Who is the mother of the director of film The Tin Harbour (Film)?",
            ["The Tin Harbour (film)", "Oskar Wendel"],
        ),
        ("Who is Oskar Wendel's paternal grandfather?", ["Oskar Wendel", "Karel Wendel"]),
        (
            "Are director of film The Long Lunch and director of film Night Over Belvane alike?",
            ["The Long Lunch", "Night over Belvane", "Steno (director)", "Łucja Brandt"],
        ),
        (
            "Which film came out first, The Long Lunch or Night over Belvane?",
            ["The Long Lunch", "Night over Belvane"],
        ),
        ("《青石巷》导演的父亲做什么工作？", ["《青石巷》", "沈望舒", "沈伯年"]),
    ],
)
def test_what_ties_lead_to_comes_first(
    question: str, needed: list[str], index: PassageIndex
) -> None:
    found = retrieve(question, index, Words(), GRAPH, limit=5)

    assert set(needed) <= set(titles(found)[: len(needed)])
    assert found.route.kind == "paths"
    assert len(found.reasons) == len(found.hits) == 5


def test_the_way_to_a_passage_is_told(index: PassageIndex) -> None:
    found = retrieve("谁是《青石巷》导演的父亲？", index, Words(), GRAPH, limit=3)

    assert found.reasons == (
        "about 《青石巷》",
        "《青石巷》 → director → 沈望舒",
        "沈望舒 → parent → 沈伯年",
    )
    assert "director" in found.route.why and "青石巷" in found.route.why


@pytest.mark.parametrize("question", ["a town with a bridge on a river", "哪一位是木匠？"])
def test_a_question_that_names_nothing_is_searched_by_text_alone(
    question: str, index: PassageIndex
) -> None:
    found = retrieve(question, index, Words(), GRAPH, limit=4)

    assert found.hits == index.search(question, Words(), limit=4)
    assert found.route.kind == "text"
    assert not found.linked and not found.reached


def test_without_a_graph_or_with_it_switched_off_text_alone_is_searched(
    index: PassageIndex,
) -> None:
    question = "Who directed The Long Lunch?"
    plain = index.search(question, Words(), limit=3)
    off = RetrieveSettings(graph=False)

    assert retrieve(question, index, Words(), None, limit=3).hits == plain
    assert retrieve(question, index, Words(), GRAPH, limit=3, settings=off).hits == plain


def test_only_the_documents_asked_for_are_found(index: PassageIndex) -> None:
    wanted = {each.document_id for each in PASSAGES if each.heading in ("Oskar Wendel", "沈伯年")}
    question = "Who is the mother of the director of The Tin Harbour (film)?"

    found = retrieve(question, index, Words(), GRAPH, limit=5, documents=wanted)

    assert titles(found)[0] == "Oskar Wendel"
    assert {hit.passage.document_id for hit in found.hits} <= wanted


def test_passages_kept_in_memory_are_found_as_those_on_disk(
    index: PassageIndex, tmp_path: Path
) -> None:
    with open_index(tmp_path) as warm:
        warm.add({each.document_id: (each,) for each in PASSAGES}, Words())
        warm.finish()
        warm.warm()
        for question in (
            "Who directed The Long Lunch?",
            "a town with a bridge",
            "沈望舒生于哪里？",
        ):
            cold_found = retrieve(question, index, Words(), GRAPH, limit=5)
            warm_found = retrieve(question, warm, Words(), GRAPH, limit=5)
            assert titles(warm_found) == titles(cold_found)

        few = {PASSAGES[0].document_id}
        ranked = warm.rank("a town", Words(), documents=few)
        assert {hit.passage.document_id for hit in ranked.near} == few

        warm.remove(few)  # what is written later is seen
        assert PASSAGES[0].id not in warm.load([PASSAGES[0].id])


class LikesBridges:
    """A reader that finds everything about bridges relevant."""

    producer = "bridges@1"

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        return [float("bridge" in text) for text in texts]

    def read(
        self, question: str, texts: Sequence[str], parts: Sequence[Sequence[Span]] = ()
    ) -> list[Read]:
        return [Read((), ()) for _ in texts]


def test_a_reader_puts_forward_what_no_tie_leads_to(index: PassageIndex) -> None:
    question = "Where was the composer of Night over Belvane born?"

    plain = retrieve(question, index, Words(), GRAPH, limit=12)
    read = retrieve(question, index, Words(), GRAPH, limit=12, reader=LikesBridges())

    assert titles(read)[:2] == titles(plain)[:2] == ["Night over Belvane", "Tomas Hale"]
    assert titles(read).index("Dunmarrow") < titles(plain).index("Dunmarrow")


def test_settings_that_cannot_work_are_refused() -> None:
    for wrong in ({"candidates": 0}, {"least_path": 2.0}, {"walk_weight": -1.0}):
        with pytest.raises(SettingsError, match="retrieve"):
            RetrieveSettings(**wrong)
