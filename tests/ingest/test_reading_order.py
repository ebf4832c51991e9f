from hypothesis import given
from hypothesis import strategies as st

from briefbook.records import Box
from ingest.reading_order import Fragment, read_columns


def fragment(text: str, x0: float, y0: float, x1: float, order: int = 0) -> Fragment:
    return Fragment(text, x0, y0, x1, y0 + 10, Box(1, x0, y0, x1, y0 + 10), 10, order=order)


def prose(name: str, x0: float, x1: float, y0: float, lines: int) -> list[Fragment]:
    return [fragment(f"{name}{n}", x0, y0 + 12 * n, x1 - n % 3) for n in range(lines)]


def read(fragments: list[Fragment]) -> list[str]:
    rows = [row for column in read_columns(fragments) for row in column]
    return [" ".join(f.text for f in row) for row in rows]


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    left, right = prose("a", 50, 250, 100, 6), prose("b", 270, 470, 100, 6)

    assert read([*right, *left]) == [f.text for f in [*left, *right]]


def test_a_wide_title_and_a_wide_figure_cut_the_columns_into_strips() -> None:
    title = fragment("title", 100, 60, 420)
    above = prose("a", 50, 250, 100, 5), prose("b", 270, 470, 100, 5)
    figure = fragment("figure", 60, 180, 460)
    below = prose("c", 50, 250, 210, 5), prose("d", 270, 470, 210, 5)
    expected = [title, *above[0], *above[1], figure, *below[0], *below[1]]

    assert read(sorted(expected, key=lambda f: f.text)) == [f.text for f in expected]


def test_three_columns_are_found() -> None:
    columns = [prose(name, x, x + 140, 100, 5) for name, x in (("a", 40), ("b", 200), ("c", 360))]

    assert read([f for column in reversed(columns) for f in column]) == [
        f.text for column in columns for f in column
    ]


def test_rows_of_figures_are_read_row_by_row() -> None:
    cells = [
        fragment(f"{name}{row}", x, 100 + 14 * row, x + 40, order=3 * row + place)
        for row in range(5)
        for place, (name, x) in enumerate((("a", 50), ("b", 200), ("c", 300)))
    ]

    assert read(cells) == [f"a{row} b{row} c{row}" for row in range(5)]


def test_two_addresses_side_by_side_are_kept_apart() -> None:
    sender = [fragment(f"s{n}", 50, 50 + 14 * n, 120, order=n) for n in range(3)]
    receiver = [fragment(f"r{n}", 350, 50 + 14 * n, 430, order=3 + n) for n in range(3)]

    assert read([*sender, *receiver]) == ["s0", "s1", "s2", "r0", "r1", "r2"]


def test_a_paragraph_gap_in_both_columns_does_not_cut_them() -> None:
    left = prose("a", 50, 250, 100, 4) + prose("b", 50, 250, 180, 4)
    right = prose("c", 270, 470, 100, 4) + prose("d", 270, 470, 180, 4)

    assert read([*left, *right]) == [f.text for f in [*left, *right]]


@given(
    st.lists(
        st.tuples(st.floats(0, 500), st.floats(0, 800), st.floats(1, 300), st.integers(0, 50)),
        max_size=40,
    )
)
def test_every_fragment_is_read_exactly_once(places: list[tuple[float, float, float, int]]) -> None:
    fragments = [
        fragment(str(index), x, y, x + width, order)
        for index, (x, y, width, order) in enumerate(places)
    ]

    read_texts = [f.text for column in read_columns(fragments) for row in column for f in row]

    assert sorted(read_texts) == sorted(f.text for f in fragments)


@given(st.permutations(range(12)))
def test_the_order_of_the_input_does_not_matter(order: list[int]) -> None:
    fragments = prose("a", 50, 250, 100, 6) + prose("b", 270, 470, 100, 6)

    assert read([fragments[index] for index in order]) == [f.text for f in fragments]
