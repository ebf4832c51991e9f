"""One tag a word to spans and back, whatever scheme the tags follow.

IOB1, IOB2 (BIO), IO, IOE, BIOES, BMES (BMEWO) and BILOU need not be told apart to be read: B, S and
U begin a span, E, L, S and U end one, I and M go on with one of the same label or begin one, as
the scorer of CoNLL-2000 (`conlleval`) has it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

Scheme = Literal["BIO", "BIOES", "BMES", "BILOU"]
_TAG = re.compile(r"([BIEMSLUW])[-_](.+)")
_SINGLE = frozenset("SUW")
_LAST = frozenset("EL") | _SINGLE
_FIRST = frozenset("B") | _SINGLE
_OUTSIDE = frozenset(("O", "o", "", "_"))
#: The letters of a first word, one inside, a last one, and one alone.
_LETTERS: dict[Scheme, tuple[str, str, str, str]] = {
    "BIO": ("B", "I", "I", "B"),
    "BIOES": ("B", "I", "E", "S"),
    "BMES": ("B", "M", "E", "S"),
    "BILOU": ("B", "I", "L", "U"),
}


def is_tag(text: str) -> bool:
    """Tell whether `text` is a tag of any scheme with prefixes."""
    return text in _OUTSIDE or _TAG.fullmatch(text) is not None


def has_prefixes(tags: Iterable[str]) -> bool:
    """Tell whether any of `tags` has a prefix; without, each names a label alone (IO)."""
    return any(_TAG.fullmatch(tag) for tag in tags)


def read_tags(tags: Sequence[str], *, prefixes: bool = True) -> Iterator[tuple[int, int, str]]:
    """Yield (first word, word after the last, label) of each span that `tags` mark.

    A tag without a prefix is a label where no tag has one (`prefixes` False), else outside.

    >>> list(read_tags(["I-PER", "I-PER", "B-PER", "O", "S-LOC", "E-ORG"]))
    [(0, 2, 'PER'), (2, 3, 'PER'), (4, 5, 'LOC'), (5, 6, 'ORG')]
    """
    start, label = 0, ""
    for index, tag in enumerate((*tags, "O")):
        letter, name = _parts(tag, prefixes)
        if label and (letter in _FIRST or name != label):
            yield start, index, label
            label = ""
        if name and not label:
            start, label = index, name
        if label and letter in _LAST:
            yield start, index + 1, label
            label = ""


def _parts(tag: str, prefixes: bool) -> tuple[str, str]:
    match = _TAG.fullmatch(tag)
    if match and prefixes:
        return match[1], match[2]
    return ("", "") if prefixes or tag in _OUTSIDE else ("I", tag)


def write_tags(
    size: int, spans: Iterable[tuple[int, int, str]], scheme: Scheme = "BIO"
) -> list[str]:
    """Return a tag for each of `size` words; `spans` are (first, after the last, label), apart.

    >>> write_tags(4, [(0, 3, "ORG")]), write_tags(2, [(1, 2, "LOC")], "BMES")
    (['B-ORG', 'I-ORG', 'I-ORG', 'O'], ['O', 'S-LOC'])
    """
    begin, inside, last, single = _LETTERS[scheme]
    tags = ["O"] * size
    for first, end, label in spans:
        letters = [begin, *[inside] * (end - first - 2), last] if end - first > 1 else [single]
        tags[first:end] = [f"{letter}-{label}" for letter in letters]
    return tags
