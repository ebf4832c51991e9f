"""Names as they are compared, and found again in running text (pure).

A name is compared by its words alone, without case, accents and punctuation: "The Mask Of
Fu-Manchu" and "The mask of Fu Manchu" are one. A character of Chinese is a word of its own.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from decide.terms import is_chinese

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_BRACKET = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*$")
#: Letters that Unicode does not take apart into a letter and its mark.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_MARKS = re.compile("[\u0300-\u036f]")
_LONGEST = 24  # words of a name


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text and where it stands."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A name of the dictionary in a text."""

    key: str
    start: int  # characters [start, end)
    end: int
    words: int


def words_of(text: str) -> list[Word]:
    """Return the words of a text, folded.

    >>> [word.folded for word in words_of("Żuławski’s 华信")]
    ['zulawski', 's', '华', '信']
    """
    found = []
    for match in _WORD.finditer(text):
        found.append(Word(fold(match.group()), match.start(), match.end()))
    return found


def fold(word: str) -> str:
    """Return one word without case and accents."""
    word = word.casefold()
    if word.isascii():
        return word
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", word))
    return unicodedata.normalize("NFC", plain.translate(_LETTERS))


def name_key(name: str) -> str:
    """Return what a name is compared by.

    >>> name_key("Polish-Russian War (Film)")
    'polish russian war film'
    """
    return " ".join(word.folded for word in words_of(name))


def without_bracket(name: str) -> tuple[str, str]:
    """Divide a name from the words in brackets that tell it from others.

    >>> without_bracket("Blind Shaft (film)")
    ('Blind Shaft', 'film')
    """
    match = _BRACKET.search(name)
    if match is None or not match.start():
        return name, ""
    return name[: match.start()], match.group(1)


class Dictionary:
    """Keys of names, ready to be found in texts."""

    def __init__(self, keys: Iterable[str]) -> None:
        """Sort the keys by their first words, and by how long they are."""
        sizes: dict[str, set[int]] = {}
        self._keys = frozenset(keys)
        for key in self._keys:
            sizes.setdefault(key.split(" ", 1)[0], set()).add(key.count(" ") + 1)
        self._sizes = {
            first: tuple(sorted((size for size in known if size <= _LONGEST), reverse=True))
            for first, known in sizes.items()
        }

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def find(self, words: Sequence[Word]) -> Iterator[Found]:
        """Yield the names in a text from left to right, the longest where several start."""
        place = 0
        while place < len(words):
            size = self.size_at(words, place)
            if size:
                yield self._found(words, place, size)
            place += size or 1

    def find_all(self, words: Sequence[Word]) -> list[Found]:
        """Return the names in a text, also those that overlap; the longest at each word."""
        sizes = [(place, self.size_at(words, place)) for place in range(len(words))]
        return [self._found(words, place, size) for place, size in sizes if size]

    def size_at(self, words: Sequence[Word], place: int) -> int:
        """Return how many words the longest name has that starts at `place`; 0: none does."""
        for size in self._sizes.get(words[place].folded, ()):
            if place + size <= len(words):
                key = " ".join(word.folded for word in words[place : place + size])
                if key in self._keys:
                    return size
        return 0

    def _found(self, words: Sequence[Word], place: int, size: int) -> Found:
        part = words[place : place + size]
        key = " ".join(word.folded for word in part)
        return Found(key, part[0].start, part[-1].end, size)


def written_as_name(text: str, found: Found, plain: Mapping[str, int] | frozenset[str]) -> bool:
    """Tell whether the words at a place look like a name there: capitals, and not a plain word.

    `plain` are words that texts write small as a rule. Chinese of two characters or more will do.
    """
    written = text[found.start : found.end]
    if is_chinese(written[0]):
        return found.words > 1
    if found.words == 1:
        return len(written) > 1 and not written[0].islower() and found.key not in plain
    parts = [match.group() for match in _WORD.finditer(written)]
    capital = sum(not part[0].islower() for part in parts)
    return not parts[0][0].islower() and 2 * capital >= len(parts)
