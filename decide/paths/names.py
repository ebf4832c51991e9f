"""Names as they are compared when a question is searched for them, and where it holds them."""

import re
import unicodedata
from functools import lru_cache

from briefbook.records import Span

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNIT = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_REMARK = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


def units(text: str) -> list[tuple[str, Span]]:
    """Return the words of a text, Chinese characters one by one, with their places."""
    return [
        (_folded(match.group()), Span(match.start(), match.end())) for match in _UNIT.finditer(text)
    ]


def name_key(name: str) -> str:
    """Write a name so that case, width, accents, punctuation and spaces do not matter.

    What has neither letters nor digits stays as it is.

    >>> name_key("Kaho Naa... Pyaar Hai"), name_key("《高等数学》"), name_key("Amélie")
    ('kaho naa pyaar hai', '高 等 数 学', 'amelie')
    """
    return " ".join(map(_folded, _UNIT.findall(name))) or name.strip()


def short_name(name: str) -> str:
    """Return a name without the remark in brackets that tells it from others.

    >>> short_name("线性代数（2013年武汉大学出版社出版的图书）"), short_name("(500) Days")
    ('线性代数', '(500) Days')
    """
    return _REMARK.sub("", name) or name


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    kept = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", kept)
