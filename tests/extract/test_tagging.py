"""Windows, decoding and the tagger as a whole, on a tiny random encoder."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.learn.tokens import Pieces
from briefbook.records import Span
from extract.tagging.decode import allowed_moves, best_paths, best_spans, spans_of, tag_names
from extract.tagging.windows import make_windows


def _pieces(words: int, each: int = 2) -> Pieces:
    """Words of `each` pieces and three characters."""
    spans = tuple(Span(4 * place, 4 * place + 3) for place in range(words))
    return Pieces(tuple(range(words * each)), spans, tuple(range(0, words * each, each)))


@given(
    st.lists(st.integers(0, 90), max_size=6),
    st.integers(8, 40),
    st.integers(0, 60),
    st.integers(0, 80),
)
@settings(max_examples=60, deadline=None)
def test_every_word_is_judged_in_exactly_one_window(
    sizes: list[int], max_pieces: int, context: int, overlap: int
) -> None:
    texts = [_pieces(size) for size in sizes]

    windows = make_windows(
        texts, ["a"] * len(texts), max_pieces=max_pieces, context_pieces=context, overlap=overlap
    )

    judged = []
    for window in windows:
        assert len(window.ids) <= max_pieces
        words = [
            (part.text, word) for part in window.parts for word in range(part.first, part.last)
        ]
        assert len(words) == len(window.words)
        for (text, word), place in zip(words, window.words, strict=True):
            assert window.ids[place] == texts[text].ids[texts[text].firsts[word]]
        judged += words
    assert sorted(judged) == [(t, w) for t, size in enumerate(sizes) for w in range(size)]


def test_only_neighbours_of_one_document_share_a_window() -> None:
    texts = [_pieces(3), _pieces(3), _pieces(3), _pieces(3)]

    windows = make_windows(texts, ["a", "a", "b", ""], max_pieces=100, context_pieces=50)

    assert [[part.text for part in window.parts] for window in windows] == [[0, 1], [2], [3]]


def test_a_label_never_goes_on_where_it_did_not_begin() -> None:
    start, moves = allowed_moves(2)
    scores = torch.zeros(1, 3, 5)
    scores[0, :, 4] = 5.0  # I of the second label everywhere
    scores[0, 0, 3] = 1.0  # its B comes nearest

    [path] = best_paths(scores, torch.tensor([3]), start, moves)

    assert [tag_names(["A", "B"])[tag] for tag in path.tolist()] == ["B-B", "I-B", "I-B"]


def test_what_stands_after_the_end_of_a_sequence_does_not_matter() -> None:
    start, moves = allowed_moves(1)
    generator = torch.Generator().manual_seed(3)
    scores = torch.randn(2, 7, 3, generator=generator)

    long = best_paths(scores, torch.tensor([4, 7]), start, moves)[0, :4]
    short = best_paths(scores[:1, :4], torch.tensor([4]), start, moves)[0]

    assert long.tolist() == short.tolist()


def test_a_span_is_as_sure_as_its_least_sure_word() -> None:
    found = list(spans_of([1, 2, 0, 3, 3], [0.9, 0.6, 1.0, 0.8, 0.7]))

    assert found == [(0, 2, 0, 0.6), (3, 4, 1, 0.8), (4, 5, 1, 0.7)]


def test_spans_may_lie_in_one_another_but_not_cross() -> None:
    outer, inner, across = (0, 5, 0, 0.9), (1, 3, 1, 0.8), (4, 7, 0, 0.7)

    assert best_spans([inner, across, outer], nested=True) == [outer, inner]
    assert best_spans([inner, across, outer], nested=False) == [outer]
