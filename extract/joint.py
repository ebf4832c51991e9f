"""What the tuned tagger, the two small taggers and the patterns say of names, put together.

The tuned tagger finds what the others miss, and is right more often. Alone it must be fairly sure
in English and sure in Chinese, where words have no spaces and the borders of LAC are good. Where it
read a text and sees no name, the others must be sure.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from extract.candidate import Candidate
from extract.named import is_english_name
from extract.words import read_words

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
# "Chinese buyers", "the European market": no place is named
_NATIONALITY = re.compile(r"^[A-Z][a-z]+(?:ese|ish|[^b]ean|[a-z]ian|[a-z]ican)$")
_CODE = re.compile(r"^[A-Z\d][A-Z\d./-]*$")
#: Numbers of contracts and orders are found by rules, which know their forms.
_BY_RULE = frozenset(("Reference",))
_CURRENCIES = read_words("currency_codes")
_ALONE = 0.8  # of the tuned tagger, where no other sees the same name
_SURE = 0.9  # the same in Chinese
_WELL_KNOWN = 0.8  # of a pattern that knows where its names end: "Co., Ltd."
_UNSEEN = 0.79  # of the others, where the tuned tagger sees nothing


def join_names(
    text: str, tuned: Iterable[Candidate], others: Sequence[Candidate]
) -> list[Candidate]:
    """Return the candidates worth keeping; without `tuned`, all `others`."""
    kept = [one for one in tuned if one.label not in _BY_RULE]
    if not kept:
        return list(others)
    seen = Places(kept)
    standing = Places(others)
    sure = [one for one in others if one.score >= _WELL_KNOWN]
    borders, labels = Places(sure), {(one.start, one.end, one.label) for one in sure}
    own = [
        one
        for one in kept
        if _is_plausible(text, one, standing)
        and ((one.start, one.end, one.label) in labels or not borders.meet(one))
    ]
    return [*own, *(one for one in others if one.score >= _UNSEEN or seen.meet(one))]


def _is_plausible(text: str, one: Candidate, others: "Places") -> bool:
    name = text[one.start : one.end]
    is_chinese = _HAN.search(name) is not None
    if one.label == "Role" and not is_chinese:
        return True
    if one.score < (_SURE if is_chinese else _ALONE) and not others.hold(one):
        return False
    if is_chinese:
        return True
    if one.label == "Location" and _NATIONALITY.match(name):
        return False
    if one.label in ("Product", "Organization") and name in _CURRENCIES:
        return False
    if one.label == "Product" and _CODE.match(name):
        return False  # numbers of batches and parts look like products
    return is_english_name(name)


class Places:
    """Where candidates stand, for quick questions."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        """Sort the places; they may overlap."""
        self._exact = {(one.start, one.end) for one in candidates}
        self._joined = list(_joined(sorted(self._exact)))
        self._ends = [end for _, end in self._joined]

    def hold(self, one: Candidate) -> bool:
        """Tell whether a candidate stands at just this place."""
        return (one.start, one.end) in self._exact

    def meet(self, one: Candidate) -> bool:
        """Tell whether a candidate shares a character with this place."""
        first = bisect_left(self._ends, one.start + 1)
        return first < len(self._joined) and self._joined[first][0] < one.end


def _joined(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join overlapping places, so that starts and ends rise together."""
    start = end = -1
    for first, last in places:
        if start >= 0 and first < end:
            end = max(end, last)
            continue
        if start >= 0:
            yield start, end
        start, end = first, last
    if start >= 0:
        yield start, end
