from hypothesis import given
from hypothesis import strategies as st

from briefbook.records import Box
from ingest.aligned_tables import aligned_table
from ingest.assembly import CellPart, Part
from ingest.frames import Frame, Rect
from ingest.reading_order import Fragment, Row
from ingest.tables import Word, fill_grid, find_grids

FRAME = Frame(1, 600, 800)


def rules(xs: list[float], ys: list[float]) -> list[Rect]:
    across = [(xs[0], y, xs[-1], y + 0.5) for y in ys]
    return across + [(x, ys[0], x + 0.5, ys[-1]) for x in xs]


def word(text: str, x: float, y: float) -> Word:
    return (x, y, x + 20, y + 10, text, 0, 0, 0)


def cells(part: Part | None) -> list[tuple[int, int, str]]:
    assert part is not None
    return [(c.row, c.column, " ".join(line.text for line in c.lines)) for c in part.cells]


def test_rules_make_a_grid_and_words_fill_it() -> None:
    [grid] = find_grids(rules([50, 150, 250], [100, 120, 140]), 600, 800)
    words = [word("a", 60, 105), word("b", 160, 105), word("c", 60, 125), word("d", 160, 125)]

    part = fill_grid(grid, words, FRAME)

    assert cells(part) == [(0, 0, "a"), (0, 1, "b"), (1, 0, "c"), (1, 1, "d")]


def test_cells_drawn_as_boxes_are_a_grid_too() -> None:
    boxes = [(x, y, x + 100, y + 20) for x in (50, 150) for y in (100, 120)]
    [grid] = find_grids(boxes, 600, 800)

    assert len(grid.cells) == 4


def test_a_missing_rule_merges_cells() -> None:
    xs, ys = [50.0, 150.0, 250.0], [100.0, 120.0, 140.0]
    edges = [edge for edge in rules(xs, ys) if edge[0] != 150]
    edges.append((150, 120, 150.5, 140))  # the middle rule stands in the second row only
    [grid] = find_grids(edges, 600, 800)
    words = [word("head", 60, 105), word("c", 60, 125), word("d", 160, 125)]

    part = fill_grid(grid, words, FRAME)

    assert part is not None
    assert cells(part) == [(0, 0, "head"), (1, 0, "c"), (1, 1, "d")]
    assert [cell.column_span for cell in part.cells] == [2, 1, 1]


def test_a_frame_around_prose_is_no_table() -> None:
    assert find_grids(rules([50, 550], [100, 700]), 600, 800) == []


def test_an_empty_grid_such_as_a_chart_is_no_table() -> None:
    steps = [float(n) for n in range(100, 400, 20)]
    [grid] = find_grids(rules(steps, steps), 600, 800)

    assert fill_grid(grid, [word("0", 105, 105), word("1", 145, 145)], FRAME) is None


def test_two_tables_on_a_page_are_two() -> None:
    edges = rules([50, 150, 250], [100, 120, 140]) + rules([50, 150, 250], [300, 320, 340])

    assert [grid.rect[1] for grid in find_grids(edges, 600, 800)] == [100.25, 300.25]


def test_the_first_row_is_a_header_when_figures_follow() -> None:
    [grid] = find_grids(rules([50, 150, 250], [100, 120, 140]), 600, 800)
    words = [
        word("Ware", 60, 105),
        word("金额", 160, 105),
        word("Tea", 60, 125),
        word("900", 160, 125),
    ]

    part = fill_grid(grid, words, FRAME)

    assert part is not None
    assert [cell.is_header for cell in part.cells] == [True, True, False, False]


def fragment(text: str, x: float, y: float, width: float = 40) -> Fragment:
    return Fragment(text, x, y, x + width, y + 10, Box(1, x, y, x + width, y + 10), 10)


def rows(*texts: tuple[str, ...], places: tuple[float, ...] = (50, 200, 300)) -> list[Row]:
    return [
        [fragment(text, x, 100 + 14 * n) for x, text in zip(places, row, strict=False)]
        for n, row in enumerate(texts)
    ]


def test_aligned_words_are_a_table() -> None:
    found, used = aligned_table(
        rows(("Ware", "Price", "Sold"), ("Green tea", "3.50", "12"), ("红茶", "4.20", "7")), 0
    )

    assert used == 3
    assert cells(found)[3:] == [
        (1, 0, "Green tea"),
        (1, 1, "3.50"),
        (1, 2, "12"),
        (2, 0, "红茶"),
        (2, 1, "4.20"),
        (2, 2, "7"),
    ]


def test_a_numbered_list_is_no_table() -> None:
    assert aligned_table(rows(("1.", "first"), ("2.", "second"), ("3.", "third")), 0) == (None, 0)


def test_one_row_is_no_table() -> None:
    assert aligned_table(rows(("left", "right")), 0) == (None, 0)


@given(
    st.lists(
        st.tuples(*[st.floats(0, 600, allow_nan=False) for _ in range(4)]).map(
            lambda r: (min(r[0], r[2]), min(r[1], r[3]), max(r[0], r[2]), max(r[1], r[3]))
        ),
        max_size=30,
    ),
    st.lists(st.tuples(st.floats(0, 580), st.floats(0, 790)), max_size=20),
)
def test_no_word_is_lost_or_doubled_in_any_grid(
    rects: list[Rect], places: list[tuple[float, float]]
) -> None:
    words = [word(f"w{index}", x, y) for index, (x, y) in enumerate(places)]
    for grid in find_grids(rects, 600, 800):
        part = fill_grid(grid, words, FRAME)
        if part is None:
            continue
        texts = [text for _, _, text in cells(part)]
        assert sorted(" ".join(texts).split()) == sorted(w[4] for w in words)
        assert_no_overlap(part.cells)


def assert_no_overlap(parts: tuple[CellPart, ...]) -> None:
    places = [(cell.row, cell.column) for cell in parts]
    assert len(set(places)) == len(places)
