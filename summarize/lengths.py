"""How long a digest is, from how long its text is: one rule for every kind of text (pure)."""

from math import log2

_PART = 0.3  # of its text, at most: a digest is shorter than what it tells of
_USUAL = 84  # words of the digest of a text of a few pages
_PAGES = 1000  # words from which a digest grows, slowly …
_GROWTH = 0.8  # … by this part of the usual each time that the text doubles
_LEAST = 15
_LONG = 45  # words; a longer sentence counts as one of this, or one clause would be a digest
_OVER = 1.25  # of the words wanted, that a sentence may reach when it is added
_ENOUGH = 0.8


def wanted_words(size: int, *, asked: bool = False) -> int:
    """Return how many words the digest of a text of `size` words should have.

    With a question (`asked`) it does not grow: an answer is as long from a book as from a letter.

    >>> [wanted_words(size) for size in (40, 120, 300, 1000, 10_000, 150_000)]
    [15, 36, 84, 84, 307, 569]
    """
    usual = min(_USUAL, max(_LEAST, size * _PART))
    if size > _PAGES and not asked:
        usual *= 1 + _GROWTH * log2(size / _PAGES)
    return int(usual)


def cost(size: int) -> int:
    """Return how many of the words wanted a sentence of `size` words takes up."""
    return min(size, _LONG)


def fits(size: int, held: int, wanted: int) -> bool:
    """Tell whether `size` words may join the `held` words where `wanted` are wanted."""
    return not held or held + size <= _OVER * wanted


def is_enough(held: int, wanted: int) -> bool:
    """Tell whether `held` words are about as many as wanted."""
    return held >= _ENOUGH * wanted
