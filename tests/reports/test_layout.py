"""Labels of a drawn graph never lie on each other, and lines reach what they tie."""

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.layout import close_gaps, free_place, place_labels, route, text_width

UNIT = st.floats(0, 1, allow_nan=False)
LABELS = st.lists(st.tuples(UNIT, UNIT, st.floats(30, 230), st.just(28.0)), min_size=1, max_size=30)


@settings(max_examples=25, deadline=None)
@given(LABELS)
def test_labels_never_overlap_and_stay_on_the_canvas(
    parts: list[tuple[float, float, float, float]],
) -> None:
    positions = [(x, y) for x, y, _, _ in parts]
    sizes = [(width, height) for _, _, width, height in parts]

    labels, height = place_labels(positions, sizes, width=980, height=400)

    assert not any(one.overlaps(other) for one, other in combinations(labels, 2))
    for label in labels:
        assert label.width / 2 <= label.x <= 980 - label.width / 2
        assert label.height / 2 <= label.y <= height - label.height / 2


def test_the_same_graph_is_placed_the_same_way() -> None:
    positions = [(0.5, 0.5)] * 12
    sizes = [(140.0, 28.0)] * 12

    assert place_labels(positions, sizes, width=980, height=400) == place_labels(
        positions, sizes, width=980, height=400
    )


@settings(max_examples=25, deadline=None)
@given(LABELS)
def test_empty_bands_are_closed_without_overlaps(
    parts: list[tuple[float, float, float, float]],
) -> None:
    positions = [(x, y) for x, y, _, _ in parts]
    placed, tall = place_labels(positions, [(w, h) for *_, w, h in parts], width=980, height=900)

    labels, height = close_gaps(placed, tall)

    assert height <= tall + 1e-6
    assert [label.x for label in labels] == [label.x for label in placed]
    assert not any(one.overlaps(other, gap=-1e-6) for one, other in combinations(labels, 2))
    tops = sorted(label.y - label.height / 2 for label in labels)
    assert all(below - above <= 28 + 64 + 1e-6 for above, below in pairwise(tops))
    assert all(label.y + label.height / 2 <= height for label in labels)


def test_a_line_ends_at_the_borders_of_its_labels() -> None:
    labels, _ = place_labels([(0, 0), (1, 1)], [(100, 28), (100, 28)], width=980, height=400)

    curve = route(labels, 0, 1)

    assert not labels[0].holds(curve.start) and labels[0].holds(curve.start, margin=8)
    assert not labels[1].holds(curve.end) and labels[1].holds(curve.end, margin=8)


def test_a_line_goes_around_a_label_in_its_way() -> None:
    positions = [(0, 0.5), (0.5, 0.5), (1, 0.5)]
    labels, _ = place_labels(positions, [(80.0, 28.0)] * 3, width=980, height=400)

    curve = route(labels, 0, 2)

    assert not any(labels[1].holds(curve.at(t / 50)) for t in range(51))


def test_words_on_a_line_keep_clear_of_what_is_there() -> None:
    labels, _ = place_labels([(0, 0), (1, 1)], [(90, 28), (90, 28)], width=980, height=400)
    curve = route(labels, 0, 1)
    first = free_place(curve, (60, 14), labels, width=980, height=400)
    assert first is not None

    second = free_place(curve, (60, 14), [*labels, first], width=980, height=400)

    assert second is not None and not second.overlaps(first)


def test_chinese_letters_are_wider() -> None:
    assert text_width("北风", 13) == 26
    assert text_width("ab", 13) < 26
