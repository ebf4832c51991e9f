"""Whether a Chinese name may be a Western one written by its sound: "谢菲尔德", "Sheffield" (pure).

Vowels are left aside and consonants fall into classes that Chinese transliteration confounds, as
in the phonetic matching of English and Chinese names (Wan & Verspoor, "Automatic English-Chinese
name transliteration for development of multilingual resources", ACL 1998); what is left is
compared by a weighted edit distance in which sounds that Chinese drops cost little.
"""

import re
from functools import lru_cache

from pypinyin import Style, pinyin

from graph.names import is_chinese
from graph.words import TRANSLITERATING

#: How far two names may be apart, as a share of the longer one's consonants.
FURTHEST = 0.2
FEWEST = 3  # consonants; with fewer, too many names sound alike
_WEAK = "RWHJ"  # often dropped: "Turner" is "特纳"
_DROPPED, _ALIKE = 0.3, 0.4
_CLOSE = frozenset(map(frozenset, ("KS", "TS", "NM", "FW", "JS", "HK", "FH", "JK", "FP")))
_LATIN = (
    ("sch|tch|sh|ch|th|zh", "S"),
    ("ph|f|v", "F"),
    ("ck|c(?=[aoulrkt])|k|qu?|g|c$", "K"),
    ("x", "KS"),
    ("b|p", "P"),
    ("d|t", "T"),
    ("s|z|c", "S"),
    ("l|r", "R"),
    ("m", "M"),
    ("n", "N"),
    ("w", "W"),
    ("h", "H"),
    ("j", "J"),
)
_LATIN_SOUNDS = tuple((re.compile(letters), sound) for letters, sound in _LATIN)
_INITIALS = {
    **dict.fromkeys(("b", "p"), "P"),
    "f": "F",
    **dict.fromkeys(("d", "t"), "T"),
    **dict.fromkeys(("g", "k"), "K"),
    **dict.fromkeys(("zh", "ch", "sh", "z", "c", "s", "q", "x", "j"), "S"),
    **dict.fromkeys(("l", "r"), "R"),
    "m": "M",
    "n": "N",
    "w": "W",
    "h": "H",
}


def transliterated_head(key: str) -> str:
    """Return what a Chinese name begins with that is written by its sound, "" when too little.

    >>> transliterated_head("谢菲尔德泵业"), transliterated_head("郑启明")
    ('谢菲尔德', '')
    """
    size = next((n for n, char in enumerate(key) if char not in TRANSLITERATING), len(key))
    return key[:size] if size >= FEWEST else ""


@lru_cache(maxsize=200_000)
def consonants(key: str) -> str:
    """Return the classes of a name's consonants, in order.

    >>> consonants("sheffield"), consonants("谢菲尔德")
    ('SFRT', 'SFRT')
    """
    return _chinese(key) if is_chinese(key) else "".join(map(_latin, key.split()))


def sounds_like(key: str, other: str) -> bool:
    """Tell whether two names have the same consonants, as nearly as Chinese can write them.

    >>> sounds_like("hannover", "汉诺威"), sounds_like("daniel carter", "丹尼尔史密斯")
    (True, False)
    """
    first, second = consonants(key), consonants(other)
    if min(len(first), len(second)) < FEWEST:
        return False
    return distance(first, second) <= FURTHEST * max(len(first), len(second))


def first_sound(key: str) -> str:
    """Return the first consonant class that is never dropped, to look names up by."""
    return next((sound for sound in consonants(key) if sound not in _WEAK), "")


def distance(first: str, second: str) -> float:
    """Return the cost of turning one string of consonant classes into the other."""
    row = [0.0]
    for sound in second:
        row.append(row[-1] + _drop(sound))
    for sound in first:
        above, row = row, [row[0] + _drop(sound)]
        for place, other in enumerate(second):
            row.append(
                min(
                    above[place] + _change(sound, other),
                    above[place + 1] + _drop(sound),
                    row[place] + _drop(other),
                )
            )
    return row[-1]


def _drop(sound: str) -> float:
    return _DROPPED if sound in _WEAK else 1.0


def _change(sound: str, other: str) -> float:
    if sound == other:
        return 0.0
    return _ALIKE if frozenset((sound, other)) in _CLOSE else 1.0


def _latin(word: str) -> str:
    folded = re.sub(r"([a-z])\1", r"\1", word)
    for letters, sound in _LATIN_SOUNDS:
        folded = letters.sub(sound, folded)
    return "".join(sound for sound in folded if sound.isupper())


def _chinese(key: str) -> str:
    sounds = ""
    parts = zip(_read(key, Style.INITIALS), _read(key, Style.NORMAL), strict=True)
    ended_in_n = False
    for initial, whole in parts:
        sound = _INITIALS.get(initial or whole[:1], "")
        sounds += "" if ended_in_n and sound == "N" else sound
        ended_in_n = whole.endswith(("n", "ng"))
        sounds += "N" if ended_in_n else "R" if whole == "er" else ""
    return sounds


def _read(key: str, style: Style) -> list[str]:
    return [found[0] for char in key for found in pinyin(char, style=style, strict=False)]
