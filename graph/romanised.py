"""One name in two scripts: Chinese names as they are written in Latin letters (pure).

Readings of characters come from pypinyin, which knows whole words ("重庆" is chong qing); names of
countries and regions, which are translated, come from Unicode CLDR as Babel packs it.
"""

import re
from functools import lru_cache

from babel import Locale
from pypinyin import lazy_pinyin

from graph import words
from graph.names import is_chinese, place_parts, plain, surname_zh

_SYLLABLE = (
    r"(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui"
    r"|ue|er|a|e|i|o|u)"
)
_PINYIN = re.compile(rf"(?:{_SYLLABLE}){{2,}}")
_U_UMLAUT = re.compile(r"v|(?<=[ln])yu")


@lru_cache(maxsize=200_000)
def pinyin(key: str) -> str:
    """Return Chinese characters in Latin letters, run together, without tones.

    >>> pinyin("苏州"), pinyin("重庆"), pinyin("陕西")
    ('suzhou', 'chongqing', 'shaanxi')
    """
    return words.SPELLED_OTHERWISE.get(key) or _letters("".join(lazy_pinyin(key)))


@lru_cache(maxsize=200_000)
def pinyin_of_person(key: str) -> str:
    """Return a Chinese name in Latin letters; a family name may be read otherwise than elsewhere.

    >>> pinyin_of_person("吕国栋"), pinyin_of_person("单雄信"), pinyin_of_person("欧阳娜娜")
    ('luguodong', 'shanxiongxin', 'ouyangnana')
    """
    surname = surname_zh(key)
    first = words.SURNAMES_READ_OTHERWISE.get(surname) or pinyin(surname)
    return first + pinyin(key.removeprefix(surname))


def _letters(text: str) -> str:
    """Run letters together and write ü as `names.plain` leaves it: "lü", "lv", "lyu" are "lu".

    >>> _letters("lv"), _letters("lyu"), _letters("lvguodong"), _letters("liuwei")
    ('lu', 'lu', 'luguodong', 'liuwei')
    """
    return _U_UMLAUT.sub("u", plain(text).replace(" ", ""))


def may_be_pinyin(word: str) -> bool:
    """Tell whether a Latin word is spelled like two Chinese syllables or more.

    >>> may_be_pinyin("meirui"), may_be_pinyin("meridian flow"), may_be_pinyin("lu")
    (True, False, False)
    """
    return _PINYIN.fullmatch(word) is not None and len(word) >= 4


def person_spellings(key: str) -> frozenset[str]:
    """Return a full name in Latin letters as Chinese order would have it, family name first.

    >>> sorted(person_spellings("guodong lyu")), sorted(person_spellings("吕国栋"))
    (['guodonglu', 'luguodong'], ['luguodong'])
    """
    if is_chinese(key):
        is_full = len(surname_zh(key)) < len(key) <= words.LONGEST_NAME_ZH
        return frozenset({pinyin_of_person(key)} if is_full else ())
    parts = [_letters(part) for part in key.split()]
    if not 2 <= len(parts) <= words.LONGEST_NAME_ZH:
        return frozenset()
    orders = ("".join(parts), "".join([parts[-1], *parts[:-1]]))
    return frozenset(order for order in orders if may_be_pinyin(order))


def place_spelling(key: str) -> str:
    """Return what a place is called in either language: its country code, or Latin letters.

    >>> place_spelling("苏州") == place_spelling("suzhou"), place_spelling("英国")
    (True, '=GB')
    """
    if key in territories():
        return "=" + territories()[key]
    if is_chinese(key):
        return pinyin(key) if len(key) >= 2 else ""
    word = _letters(key)
    return word if may_be_pinyin(word) else ""


@lru_cache(maxsize=1)
def territories() -> dict[str, str]:
    """Return the codes of countries and regions by their names in English and Chinese."""
    found: dict[str, str] = dict(words.TERRITORIES)
    for language in ("en", "zh"):
        for code, name in sorted(Locale(language).territories.items()):
            found.setdefault(place_parts(name)[0], code)
    return found
