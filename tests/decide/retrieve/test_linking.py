"""The names of a question are found in the graph, however sloppily they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decide.retrieve.chains import chains
from decide.retrieve.link import link_names
from decide.retrieve.names import Dictionary, name_key, without_bracket, words_of
from tests.decide.retrieve.world import TEXTS, world

GRAPH = world()


def linked(question: str) -> list[str]:
    return [GRAPH.names[name.node] for name in link_names(question, GRAPH)]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who directed The Tin Harbour (film)?", ["The Tin Harbour (film)"]),
        ("Who directed the film The Tin Harbour?", ["The Tin Harbour (film)"]),
        ("Who wrote the novel The Tin Harbour?", ["The Tin Harbour (novel)"]),
        ("who directed Night Over Belvane?", ["Night over Belvane"]),
        ("When was Lucja Brandt born?", ["Łucja Brandt"]),
        ("When was Oskar Johann Wendel born?", ["Oskar Wendel"]),
        ("When was Oskar Wendell born?", ["Oskar Wendel"]),
        ("Who was Matthias Wendel?", ["Matthias Wendel, Lord of Orrin"]),
        ("What is Tomas Hale's town?", ["Tomas Hale"]),
        ("Who was born first, Mira Talvik or Tomas Hale?", ["Mira Talvik", "Tomas Hale"]),
        ("《青石巷》的导演是谁？", ["《青石巷》"]),
        ("沈望舒和方以宁谁更年长？", ["沈望舒", "方以宁"]),
        ("Who invented the wheel?", []),
        ("谁发明了轮子？", []),
    ],
)
def test_names_are_linked(question: str, names: list[str]) -> None:
    assert linked(question) == names


def test_a_name_that_may_mean_several_things_keeps_them_all() -> None:
    [name] = link_names("What is The Tin Harbour about?", GRAPH)

    assert {GRAPH.names[node] for node in name.nodes} == {
        "The Tin Harbour (film)",
        "The Tin Harbour (novel)",
    }


@pytest.mark.parametrize(
    ("question", "steps"),
    [
        (
            "Who is the mother of the director of film The Tin Harbour (film)?",
            ["director", "parent"],
        ),
        ("Who is The Tin Harbour (film)'s director's mother?", ["director", "parent"]),
        ("Who is Oskar Wendel's grandfather?", ["parent", "parent"]),
        ("Who is Oskar Wendel's father-in-law?", ["spouse", "parent"]),
        ("《青石巷》的导演的父亲是谁？", ["director", "parent"]),
        ("When was Mira Talvik born?", []),
    ],
)
def test_ties_are_followed_from_the_name_outwards(question: str, steps: list[str]) -> None:
    assert [list(chain) for chain in chains(question, link_names(question, GRAPH))] == [steps]


def test_what_is_said_of_two_names_together_is_followed_from_both() -> None:
    question = "Are the directors of Night over Belvane and The Long Lunch from the same country?"

    assert chains(question, link_names(question, GRAPH)) == [("director",), ("director",)]


@given(st.text(max_size=60))
def test_keys_do_not_depend_on_case_or_punctuation_around(text: str) -> None:
    assert name_key(f" «{text}»! ") == name_key(text)
    assert all(text[word.start : word.end] for word in words_of(text))


@given(st.sampled_from(sorted(TEXTS)), st.sampled_from(["", "Is ", "我问："]))
def test_every_title_is_found_in_a_text_that_holds_it(title: str, before: str) -> None:
    bare, _ = without_bracket(title)
    dictionary = Dictionary([name_key(bare)])

    [found] = dictionary.find(words_of(f"{before}{bare}, no?"))

    assert found.key == name_key(bare)


def test_the_longest_name_is_found() -> None:
    dictionary = Dictionary(["karel", "karel wendel", "wendel"])

    assert [name.key for name in dictionary.find(words_of("Karel Wendel, Wendel"))] == [
        "karel wendel",
        "wendel",
    ]
