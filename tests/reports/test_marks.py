"""Quoted places are cut, marked and anchored, however they overlap."""

import re

from hypothesis import given
from hypothesis import strategies as st

from briefbook.records import Span
from reports.anchors import anchor
from reports.marks import homes, mark
from tests.reports.page import parse

TEXT = "Ada <b>met</b> 陈文涛 & Bo\tin Leeds."


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.integers(0, len(TEXT) - 1))
    return Span(start, draw(st.integers(start + 1, len(TEXT))))


@given(st.sets(spans(), max_size=6), st.sets(st.integers(1, len(TEXT) - 1), max_size=3))
def test_every_place_is_marked_whole_and_anchored_once(places: set[Span], cuts: set[int]) -> None:
    edges = [0, *sorted(cuts), len(TEXT)]
    stretches = [Span(a, b) for a, b in zip(edges, edges[1:], strict=False)]
    home = homes(stretches, places)

    pieces = [
        mark(TEXT, stretch, places, [span for span in places if home[span] == stretch])
        for stretch in stretches
    ]

    tree = parse(f"<div>{''.join(pieces)}</div>")
    assert tree.text_content() == TEXT
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert sorted(ids) == sorted(anchor(place) for place in places)
    for place in places:
        marks = [m for m in tree.iter("mark") if anchor(place) in m.get("class", "").split()]
        assert "".join(m.text_content() for m in marks) == TEXT[place.start : place.end]


def test_a_place_between_two_stretches_is_anchored_at_the_one_before() -> None:
    [(place, stretch)] = homes([Span(0, 3), Span(4, 9)], [Span(3, 4)]).items()

    assert stretch == Span(0, 3)
    assert re.search(f'id="{anchor(place)}"', mark(TEXT, stretch, [place], [place]))
