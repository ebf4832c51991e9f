"""Facts in memory: found, followed, and led back to."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.records import Entity, Evidence, Fact, Span
from decide.paths.graph import (
    Move,
    Triple,
    chain,
    fact_graph_of,
    follow,
    make_fact_graph,
    moves_from,
    place_of,
)
from tests.decide.paths.films import FILMS, film_graph

SAME_DIRECTOR = (Move("directed by", True), Move("directed by", False))


def _reached(subject: str, path: tuple[Move, ...]) -> set[str]:
    graph = film_graph()
    layers = follow(graph, place_of(graph, subject), path)
    return {graph.entries[node].name for node in layers[-1].nodes}


def test_a_path_leads_from_facts_to_facts() -> None:
    path = (*SAME_DIRECTOR, Move("starred actors", True))

    assert _reached("Night Ferry", path) == {"Tom Eyre"}


def test_the_topic_is_no_answer_to_what_shares_something_with_it() -> None:
    assert _reached("Night Ferry", SAME_DIRECTOR) == {"Salt Road"}


def test_a_predicate_that_the_graph_lacks_leads_nowhere() -> None:
    assert _reached("Night Ferry", (Move("sold by", True),)) == set()


def test_every_answer_has_the_chain_of_facts_that_leads_to_it() -> None:
    graph = film_graph()
    path = (Move("starred actors", False), Move("directed by", True))
    layers = follow(graph, place_of(graph, "Mara Lind"), path)

    for place, node in enumerate(layers[-1].nodes):
        first, second = chain(graph, layers, place)
        assert (first.object, first.subject) == ("Mara Lind", second.subject)
        assert second.object == graph.entries[node].name


def test_what_is_reached_in_two_ways_has_more_support() -> None:
    graph = film_graph()
    path = (Move("written by", False), Move("starred actors", True))
    last = follow(graph, place_of(graph, "Ivo Brandt"), path)[-1]

    support = {graph.entries[node].name: last.support[i] for i, node in enumerate(last.nodes)}

    assert support == {"Mara Lind": 2.0, "Tom Eyre": 1.0}


def test_moves_are_those_that_lead_somewhere() -> None:
    graph = film_graph()
    layer = follow(graph, place_of(graph, "Ada Holm"), ())[0]

    assert moves_from(graph, layer.nodes) == [Move("directed by", False)]


def test_an_empty_graph_has_nothing_to_follow() -> None:
    graph = make_fact_graph([])

    assert graph.entries == () and graph.predicates == ()
    with pytest.raises(KeyError):
        place_of(graph, "Night Ferry")


@pytest.mark.parametrize("rows", list(permutations(FILMS[:4])))
def test_the_order_of_facts_does_not_matter(rows: tuple[tuple[str, str, str], ...]) -> None:
    graph, other = (make_fact_graph(Triple(*row) for row in some) for some in (FILMS[:4], rows))

    assert (graph.triples, graph.entries) == (other.triples, other.entries)
    assert (graph.forward.codes == other.forward.codes).all()


_names = st.sampled_from("abcdef")


@given(st.lists(st.tuples(_names, st.sampled_from("pq"), _names)), _names, st.booleans())
def test_a_step_reaches_what_a_plain_search_reaches(
    rows: list[tuple[str, str, str]], start: str, forward: bool
) -> None:
    graph = make_fact_graph(Triple(*row) for row in (*rows, (start, "r", "z")))

    last = follow(graph, place_of(graph, start), (Move("p", forward),))[-1]

    ends = [(s, o) if forward else (o, s) for s, p, o in rows if p == "p"]
    expected = {to for here, to in ends if here == start and to != start}
    assert {graph.entries[node].key for node in last.nodes} == expected


def test_of_a_run_folder_only_what_is_asserted_is_a_fact() -> None:
    place = Evidence("doc-1", Span(0, 4), (), "word", "test@1", 0.9)
    entities = [Entity(f"ent-{n}", "Thing", name, (), (f"m{n}",)) for n, name in enumerate("ab")]
    facts = [
        Fact("fac-1", "ent-0", "OWNS", "ent-1", (place,), 0.9),
        Fact("fac-2", "ent-1", "OWNS", "ent-0", (place,), 0.9, assertion="negated"),
    ]

    graph = fact_graph_of(entities, facts)

    assert graph.triples == (Triple("ent-0", "OWNS", "ent-1", "fac-1"),)
    assert [entry.label for entry in graph.entries] == ["", ""]
