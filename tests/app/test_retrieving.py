"""The passage graph of a run folder is kept, and built anew when what is under it changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefbook.app.progress import Reporter
from briefbook.app.retrieving import link_passages, open_retrieval, retrieve_from
from briefbook.app.stages.building import Built, keep_built
from briefbook.app.workspace import Workspace, create_workspace
from briefbook.records import Entity, Fact
from decide.search import open_index
from tests.decide.retrieve.world import Words
from tests.factories import make_document, make_mention, make_passages

LETTER = make_document("Acme Pumps bought Northwind in May.\n华信集团由陈力创办，总部位于杭州。")
NAMES = [
    make_mention(LETTER, words, label)
    for words, label in (
        ("Acme Pumps", "Organization"),
        ("Northwind", "Organization"),
        ("华信集团", "Organization"),
        ("陈力", "Person"),
    )
]
ENTITIES = tuple(
    Entity(f"ent-{place}", mention.label, mention.text, (), (mention.id,))
    for place, mention in enumerate(NAMES)
)
FACTS = (
    Fact("fac-1", "ent-0", "ACQUIRED", "ent-1", (NAMES[0].evidence,), 0.9),
    Fact("fac-2", "ent-3", "FOUNDED", "ent-2", (NAMES[2].evidence,), 0.9),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with create_workspace(tmp_path / "letters.briefbook") as opened:
        with open_index(opened.index_folder) as index:
            index.add({LETTER.id: make_passages(LETTER)}, Words())
            index.finish()
        keep_built(opened.catalog, "first", Built(ENTITIES, FACTS, ()))
        yield opened


@pytest.mark.parametrize(
    ("question", "source", "reached"),
    [
        ("Which company did Acme Pumps buy?", "Acme Pumps", "Northwind"),
        ("华信集团的创始人是谁？", "华信集团", "陈力"),
    ],
)
def test_facts_of_a_run_folder_are_followed(
    question: str, source: str, reached: str, workspace: Workspace
) -> None:
    with open_retrieval(workspace, warm=True) as retriever:
        found = retriever.find(question, Words(), limit=2)

        assert [retriever.graph.names[name.node] for name in found.linked] == [source]
        assert [retriever.graph.names[each.node] for each in found.reached] == [reached]
    assert found.route.kind == "paths"
    assert source in found.hits[0].passage.text
    assert "→" in found.reasons[0]


def test_the_graph_is_kept_and_built_anew_after_another_build(workspace: Workspace) -> None:
    path = workspace.folder / "passages.graph.npz"
    assert retrieve_from(workspace, "Who is Acme Pumps?", Words(), limit=1).linked
    written = path.stat().st_mtime_ns

    retrieve_from(workspace, "Who is Acme Pumps?", Words(), limit=1)
    assert path.stat().st_mtime_ns == written

    keep_built(workspace.catalog, "second", Built(ENTITIES[2:], (), ()))
    again = retrieve_from(workspace, "Who is Acme Pumps?", Words(), limit=1)
    assert not again.linked
    assert again.hits


def test_the_graph_can_be_built_before_anybody_asks(workspace: Workspace) -> None:
    path = workspace.folder / "passages.graph.npz"

    link_passages(workspace, reporter=Reporter(quiet=True))
    written = path.stat().st_mtime_ns
    link_passages(workspace, reporter=Reporter(quiet=True))

    assert retrieve_from(workspace, "Who is Acme Pumps?", Words(), limit=1).linked
    assert path.stat().st_mtime_ns == written


def test_a_run_folder_without_passages_has_a_graph_too(tmp_path: Path) -> None:
    with create_workspace(tmp_path / "empty.briefbook") as empty:
        link_passages(empty, reporter=Reporter(quiet=True))

        assert not retrieve_from(empty, "Who is Acme Pumps?", Words(), limit=1).hits
