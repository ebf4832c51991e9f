"""The passage graph: what it is built of, how it is kept, how ties in it are followed."""

from pathlib import Path

import pytest

from briefbook.records import Entity, Fact
from decide.retrieve.build import graph_of_records
from decide.retrieve.expand import Pages, follow
from decide.retrieve.graph import PassageGraph, load_graph, row, save_graph
from decide.retrieve.reading import fit, read_page
from decide.retrieve.relations import RELATIONS
from decide.retrieve.walk import walk
from tests.decide.retrieve.world import PASSAGES, TITLES, world
from tests.factories import make_document, make_mention, make_passages

GRAPH = world()
BY_ID = {passage.id: passage for passage in PASSAGES}


def node(name: str, graph: PassageGraph = GRAPH) -> int:
    return graph.names.index(name)


def reached(name: str, *steps: str) -> list[str]:
    pages = Pages(GRAPH, lambda ids: {key: BY_ID[key] for key in ids})
    return [GRAPH.names[each.node] for each in follow([(node(name), 1.0)], steps, pages)]


@pytest.mark.parametrize(
    ("name", "steps", "first"),
    [
        ("The Tin Harbour (film)", ["director"], "Oskar Wendel"),
        ("The Tin Harbour (film)", ["cast"], "Mira Talvik"),
        ("Night over Belvane", ["composer"], "Tomas Hale"),
        ("The Long Lunch", ["director"], "Steno (director)"),
        ("Oskar Wendel", ["parent"], "Karel Wendel"),
        ("Matthias Wendel, Lord of Orrin", ["child"], "Karel Wendel"),  # said on the other page
        ("《青石巷》", ["director"], "沈望舒"),
        ("《青石巷》", ["cast"], "方以宁"),
        ("沈望舒", ["parent"], "沈伯年"),
    ],
)
def test_a_tie_leads_to_the_name_that_the_words_around_it_fit(
    name: str, steps: list[str], first: str
) -> None:
    assert reached(name, *steps)[0] == first


def test_ties_are_followed_step_by_step() -> None:
    assert reached("The Tin Harbour (film)", "director", "parent", "parent") == [
        "Oskar Wendel",
        "Karel Wendel",
        "Matthias Wendel, Lord of Orrin",
    ]
    assert reached("《青石巷》", "director", "parent") == ["沈望舒", "沈伯年"]


def test_a_step_that_nothing_says_is_left_out_for_less() -> None:
    assert reached("Oskar Wendel", "employer", "parent")[0] == "Karel Wendel"


def test_words_for_one_thing_speak_of_the_next_name_only() -> None:
    page = read_page("It was directed by Oskar Wendel and stars Mira Talvik.", GRAPH)
    director = RELATIONS["director"]

    first, second = (fit(page, naming, director) for naming in page.namings)

    assert first == 1.0
    assert second < 0.5


def test_a_graph_is_the_same_when_it_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "graph.npz"
    graph = graph_of_records(PASSAGES, titles=TITLES, fingerprint="one")
    save_graph(graph, path)

    again = load_graph(path, "one")

    assert again is not None
    for name in ("passages", "names", "entities", "plain", "facts"):
        assert getattr(again, name) == getattr(graph, name)
    assert {key: nodes for key, nodes in again.keys.items()} == graph.keys
    assert (again.about != graph.about).nnz == 0
    assert (again.named != graph.named).nnz == 0


def test_a_graph_of_something_else_or_a_broken_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "graph.npz"
    assert load_graph(path, "one") is None
    save_graph(graph_of_records(PASSAGES, titles=TITLES, fingerprint="one"), path)

    assert load_graph(path, "two") is None

    path.write_bytes(path.read_bytes()[:200])
    assert load_graph(path, "one") is None


def test_a_graph_does_not_depend_on_the_order_of_passages() -> None:
    other = graph_of_records(tuple(reversed(PASSAGES)), titles=TITLES)

    def named(graph: PassageGraph) -> set[tuple[str, str]]:
        ties = graph.named.tocoo()
        return {
            (graph.names[name], graph.passages[place])
            for name, place in zip(ties.row, ties.col, strict=True)
        }

    assert named(other) == named(GRAPH)


def test_entities_and_facts_of_an_archive_become_names_and_ties() -> None:
    document = make_document("Acme Pumps bought Northwind.\nOn 3 May 2024 all was signed by 华信.")
    mentions = [
        make_mention(document, "Acme Pumps", "Organization"),
        make_mention(document, "Northwind", "Organization"),
        make_mention(document, "华信", "Organization"),
        make_mention(document, "3 May 2024", "Date"),
    ]
    entities = [
        Entity(f"ent-{place}", mention.label, mention.text, (), (mention.id,))
        for place, mention in enumerate(mentions)
    ]
    facts = [
        Fact("fac-1", "ent-0", "ACQUIRED", "ent-1", (mentions[0].evidence,), 0.9),
        Fact("fac-2", "ent-0", "ACQUIRED", "ent-2", (mentions[0].evidence,), 0.9, "negated"),
        Fact("fac-3", "ent-0", "SIGNED_ON", "ent-3", (mentions[0].evidence,), 0.9),
    ]
    found = make_passages(document)

    graph = graph_of_records(
        found,
        titles={each.id: "Minutes" for each in found},
        entities=entities,
        facts=facts,
        mentions={document.id: mentions},
    )

    assert graph.names == ("Acme Pumps", "Northwind", "华信")  # no date, no title of no thing
    assert graph.entities == ("ent-0", "ent-1", "ent-2")
    assert [(tie.subject, tie.object, tie.passages) for tie in graph.facts] == [(0, 1, (0,))]
    assert row(graph.named, 2).tolist() == [1]
    pages = Pages(graph, lambda ids: {each.id: each for each in found if each.id in ids})
    [northwind] = follow([(0, 1.0)], ["acquired"], pages)
    assert (northwind.node, northwind.passage) == (1, 0)


def test_a_walk_comes_by_what_is_near_more_often() -> None:
    names = len(GRAPH.names)

    visits = walk(GRAPH.adjacent, {node("The Tin Harbour (film)"): 1.0})

    def of(title: str) -> float:
        place = next(p for p, each in enumerate(PASSAGES) if each.heading == title)
        return visits.get(names + place, 0.0)

    assert of("The Tin Harbour (film)") > of("Oskar Wendel") > of("Night over Belvane") > 0
    assert of("沈伯年") == 0
    assert sum(visits.values()) == pytest.approx(1.0, abs=1e-3)
    assert walk(GRAPH.adjacent, {}) == {}
