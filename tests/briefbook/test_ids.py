"""Ids come from content."""

from hypothesis import given
from hypothesis import strategies as st

from briefbook.ids import make_id


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_ids_are_equal_only_for_equal_parts(first: list[str], second: list[str]) -> None:
    assert (make_id("x", *first) == make_id("x", *second)) == (first == second)


def test_an_id_stays_the_same_from_release_to_release() -> None:
    assert make_id("men", "doc-1", 0, 12) == "men-65fe3c8c9a130f2bb156"


def test_the_kind_is_part_of_the_id() -> None:
    assert make_id("doc", "a") != make_id("ent", "a")
    assert make_id("doc", "a").startswith("doc-")
