"""The longest common subsequence of two lists of words, many words at a time (pure).

A row of the usual table is kept as one whole number with a bit for each word of the first list, and
the next row takes four operations (Hyyrö 2004, "Bit-parallel LCS-length computation revisited",
after Crochemore et al. 2001).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence


def common_length(first: Sequence[Hashable], second: Sequence[Hashable]) -> int:
    """Return how long the longest common subsequence is.

    >>> common_length("ABCBDAB", "BDCABA")
    4
    """
    last = (1 << len(first)) - 1
    for row in _rows(first, second):
        last = row
    return len(first) - last.bit_count()


def common_places(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[int]:
    """Return the places in `first` of one longest common subsequence, in order.

    Of several equally long ones it is that of rouge-score, which goes back from the end.

    >>> common_places("ABCBDAB", "BDCABA")
    [1, 2, 3, 5]
    """
    rows = [(1 << len(first)) - 1, *_rows(first, second)]
    places: list[int] = []
    one, other = len(first), len(second)
    while one and other:
        if first[one - 1] == second[other - 1]:
            places.append(one - 1)
            one, other = one - 1, other - 1
        elif _length(rows[other - 1], one) > _length(rows[other], one - 1):
            other -= 1
        else:
            one -= 1
    return places[::-1]


def _rows(first: Sequence[Hashable], second: Sequence[Hashable]) -> Iterator[int]:
    """Yield a row for each word of `second`: a bit is clear where the length grows by one."""
    held: defaultdict[Hashable, int] = defaultdict(int)
    for place, word in enumerate(first):
        held[word] |= 1 << place
    every = (1 << len(first)) - 1
    row = every
    for word in second:
        matches = row & held[word]
        row = ((row + matches) | (row - matches)) & every
        yield row


def _length(row: int, count: int) -> int:
    """Return the length that `row` gives for the first `count` words."""
    return count - (row & ((1 << count) - 1)).bit_count()
