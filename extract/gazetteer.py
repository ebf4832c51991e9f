"""Names known beforehand, found wherever they stand."""

from collections.abc import Iterator, Mapping

from extract.candidate import Candidate

GAZETTEER = "gazetteer@1"

_SCORE = 0.9  # a name that is on a list may still be a common word, or name something else here


def find_gazetteer(text: str, names: Mapping[str, str]) -> Iterator[Candidate]:
    """Yield the places of `names` (name to label) in `text`, the longest where several begin.

    Letter for letter; a name that begins or ends with a Latin letter or a digit is no part of a
    longer word.

    >>> [found.start for found in find_gazetteer("Annie met Ann", {"Ann": "Person"})]
    [10]
    """
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[:1], set()).add(len(name))
    place = 0
    while place < len(text):
        size = _longest(text, place, lengths.get(text[place], set()), names)
        if size:
            label = names[text[place : place + size]]
            yield Candidate(place, place + size, label, _SCORE, GAZETTEER)
        place += size or 1


def _longest(text: str, start: int, lengths: set[int], names: Mapping[str, str]) -> int:
    for size in sorted(lengths, reverse=True):
        end = start + size
        if text[start:end] in names and not _inside_word(text, start, end):
            return size
    return 0


def _inside_word(text: str, start: int, end: int) -> bool:
    before = start > 0 and _joined(text[start - 1], text[start])
    return before or (end < len(text) and _joined(text[end - 1], text[end]))


def _joined(left: str, right: str) -> bool:
    return all(one.isalnum() and ord(one) < 0x2E80 for one in (left, right))
