import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.frames import Frame, Quarter


@given(
    st.sampled_from((0, 1, 2, 3)),
    st.integers(0, 300),
    st.integers(0, 500),
    st.integers(0, 300),
    st.integers(0, 300),
)
def test_what_is_turned_upright_finds_back_to_its_place(
    quarter: Quarter, x: int, y: int, width: int, height: int
) -> None:
    frame = Frame(1, 600, 800, quarter)

    box = frame.back(frame.turn((x, y, x + width, y + height)))

    assert (box.x0, box.y0, box.x1, box.y1) == (x, y, x + width, y + height)


@pytest.mark.parametrize("quarter", [0, 1, 2, 3])
def test_places_off_the_page_are_cut_at_its_edge(quarter: Quarter) -> None:
    box = Frame(1, 600, 800, quarter).back((-50, -50, 2000, 2000))

    assert (box.x0, box.y0, box.x1, box.y1) == (0, 0, 600, 800)


def test_text_running_down_is_read_from_right_to_left() -> None:
    frame = Frame(1, 600, 800, 1)
    first, second = frame.turn((500, 100, 520, 700)), frame.turn((470, 100, 490, 700))

    assert first[1] < second[1]
    assert first[0] == second[0] == 100
