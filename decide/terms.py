"""Text becomes search terms, in English and Chinese alike (pure).

English words are folded and lightly stemmed, Chinese runs become overlapping pairs of characters
(bigrams index Chinese as well as words do: Nie et al. 2000, "On the use of words and n-grams for
Chinese information retrieval"), numbers and reference numbers stay whole.
"""

import re
import unicodedata

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# A run of Chinese, or a word with its inner signs: NW-2024-017, 1,200.50, a.b@c.com, didn't.
_CHINESE = re.compile(f"[{_CJK}]")
_TOKEN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+(?:[-./,:@_'&+][^\W_{_CJK}]+)*")
_INNER = re.compile(r"[-./,:@_&+]")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_APOSTROPHE = str.maketrans("’‘＇", "'''")
_VOWEL = re.compile("[aeiouy]")


def terms(text: str) -> list[str]:
    """Return the terms of `text` in order, repeats included.

    >>> terms("The parties' contract NW-2024-017 is worth 1,200 euros")
    ['the', 'party', 'contract', 'nw-2024-017', 'is', 'worth', '1200', 'euro']
    >>> terms("付款期限30天")
    ['付款', '款期', '期限', '30', '天']
    """
    found: list[str] = []
    for token in _TOKEN.findall(unicodedata.normalize("NFKC", text).translate(_APOSTROPHE)):
        if is_chinese(token[0]):
            found.extend(_pairs(token))
        else:
            found.extend(_word_terms(token.casefold()))
    return found


def is_chinese(character: str) -> bool:
    """Tell whether a character belongs to a script written without spaces.

    >>> is_chinese("华"), is_chinese("a")
    (True, False)
    """
    return bool(_CHINESE.match(character))


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run) - 1)] or [run]


def _word_terms(word: str) -> list[str]:
    if _NUMBER.fullmatch(word):
        return [word.replace(",", "")]
    if any(character.isdigit() for character in word):
        return [word]
    if "@" in word:
        return [word, *map(stem, _INNER.split(word))]
    return [stem(part) for part in _INNER.split(word)]


def stem(word: str) -> str:
    """Take the commonest endings off an English word.

    Lighter than Porter's stemmer: plural (Harman 1991, "How effective is suffixing?"), -ed, -ing,
    and a last e or y, so that the forms of a verb meet.

    >>> [stem(word) for word in ("companies", "acquired", "acquires", "planning", "glass", "was")]
    ['company', 'acquir', 'acquir', 'plan', 'glass', 'was']
    """
    word = word.removesuffix("'s").rstrip("'")
    if len(word) <= 3 or not word.isascii():
        return word
    word = _singular(word)
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and _VOWEL.search(root):
            doubled = root[-1] == root[-2] and root[-1] not in "lsz"
            return root[:-1] if doubled else root
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and word[-2] not in "sui":
        return word[:-1]
    return word
