"""A plain text becomes terms: content words by their stems, pairs of characters, figures (pure)."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarize.figures import Figure
from summarize.stems import is_content, stem

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
LATIN = rf"[^\W_{CJK}]"
TOKEN = re.compile(
    rf"(?:[A-Za-z]\.){{2,}}|\d+(?:\.\d+){{2,}}|{LATIN}+(?:[&']{LATIN}+)*|[{CJK}]+",
)
HAN = re.compile(f"[{CJK}]+")
UNIT = re.compile(rf"{LATIN}+(?:'{LATIN}+)*|[{CJK}]")
_FUNCTION = re.compile("[的了是在和与及或也都就而被把将对从由为以其该此这那我你他她它们等着并且于]")
# A statement ends here, and with it what a cue or a figure beside it speaks of.
BREAK = re.compile(
    r"[,;:，、；：。.!?！？()\[\]\"]+(?=\s|$|[^\x00-\x7f])|[,;:()\"]|\b(?:and|but|while|whereas|although|though)\b|"
    r"而|但|并且|以及"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A content word by its stem, a pair of Chinese characters, or a figure."""

    stem: str
    start: int
    end: int
    clause: int  # the number of the clause it stands in


def terms(text: str, found: Sequence[Figure]) -> Iterator[Term]:
    """Yield the terms of a `plain` text in order; `found` are its figures."""
    ends = [match.start() for match in BREAK.finditer(text)]
    taken = [(each.start, each.end) for each in found]
    pieces: list[tuple[str, int, int]] = [
        (f"#{each.value:f}", each.start, each.end) for each in found if each.unit != "date"
    ]
    for match in TOKEN.finditer(text):
        if HAN.match(match[0]):
            pieces += _pairs(match[0], match.start(), taken)
        elif is_content(match[0]) and not inside(match.start(), match.end(), taken):
            pieces.append((stem(match[0]), *match.span()))
    for value, start, end in sorted(pieces, key=lambda piece: piece[1:]):
        yield Term(value, start, end, bisect_right(ends, start))


def _pairs(
    run: str, offset: int, taken: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, int, int]]:
    for place in range(len(run) - 1):
        pair = run[place : place + 2]
        start = offset + place
        free = not any(first < start + 2 and start < last for first, last in taken)
        if free and not _FUNCTION.search(pair):
            yield pair, start, start + 2


def inside(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a stretch lies in one of those taken."""
    return any(first <= start and end <= last for first, last in taken)
