"""What is left of a name when spelling, titles and legal forms are taken away (pure).

The idea of comparing fingerprints of names follows opensanctions/fingerprints and OpenRefine's key
collision clustering; unlike those, the order of words is kept.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

from briefbook.records import Entity
from briefbook.schema import THING, VALUE_LABELS
from graph import words

CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_GAP_IN_CJK = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_UNITS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\s\u3400-\u9fff\uf900-\ufaff]+")
_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_OPENING = re.compile(r"[(（]")
_CLOSING = re.compile(r"[)）]")
_BRACKETS = re.compile(r"[()（）]")
_LETTERS = re.compile(r"\b[a-z](?: [a-z])+\b")

_BRANCH_ZH = re.compile(words.BRANCH_ZH)
_ANOTHER_BODY = re.compile(words.ANOTHER_BODY)
_PART_OF_PAPER = re.compile(words.PART_OF_PAPER)
_TITLES_ZH = re.compile(words.TITLES_ZH)
_ENDINGS = sorted(words.LEGAL_FORMS, key=len, reverse=True)
_PLACE_KINDS = "市省"
_PLACE_BEFORE = re.compile(r"^[\u4e00-\u9fff]{2,3}[省市区县](?=[\u4e00-\u9fff]{2})")
_LONGEST_PLACE = 4  # words, or characters
_NO_NAMES = words.HONORIFICS | words.LETTERS_AFTER


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Fold case, width, accents, punctuation and spaces; what has no letters stays as it is.

    >>> plain("  “Ｍéridian”  Flow & Co. ’s "), plain("北京 （集团）公司")
    ('meridian flow and co', '北京集团公司')
    """
    folded = unicodedata.normalize("NFKC", _POSSESSIVE.sub("", text)).casefold()
    folded = _APOSTROPHE.sub("", folded).replace("&", " and ")
    decomposed = unicodedata.normalize("NFKD", folded)
    letters = (c for c in decomposed if not unicodedata.combining(c))
    kept = "".join(c if c.isalnum() or unicodedata.category(c) == "Mc" else " " for c in letters)
    spaced = " ".join(unicodedata.normalize("NFC", kept).split())
    return _GAP_IN_CJK.sub("", spaced) or " ".join(folded.split())


def units(key: str) -> tuple[str, ...]:
    """Split a plain name into what it is built of: Latin words and single Chinese characters.

    >>> units("abb 中国")
    ('abb', '中', '国')
    """
    return tuple(_UNITS.findall(key))


def join_units(parts: Sequence[str]) -> str:
    """Write units as a plain name again.

    >>> join_units(("abb", "中", "国")), join_units(("meridian", "flow"))
    ('abb 中国', 'meridian flow')
    """
    return _GAP_IN_CJK.sub("", " ".join(parts))


def is_chinese(key: str) -> bool:
    """Tell whether a name holds a Chinese character."""
    return CJK.search(key) is not None


def _bare(text: str) -> str:
    """Return a plain name without its article and with spelled letters joined ("U. S.": "us").

    Of a name that a tagger cut off within brackets, "Sheffield (Acme Group", the longer side is it.
    """
    if len(_OPENING.findall(text)) != len(_CLOSING.findall(text)):
        text = max(_BRACKETS.split(text), key=lambda side: len(side.encode()))
    key = plain(text).removeprefix("the ")
    return _LETTERS.sub(lambda letters: letters[0].replace(" ", ""), key)


def company_parts(text: str) -> tuple[str, str]:
    """Split the name of an organisation into its stem and its legal form ("" when it has none).

    Branches keep their ending: they are not their parent.

    >>> company_parts("The Meridian Flow Group plc"), company_parts("Acme Co., Ltd.")
    (('meridian flow group', 'plc'), ('acme', 'ltd'))
    >>> company_parts("华为技术有限公司"), company_parts("工商银行北京分公司")
    (('华为技术', '有限'), ('工商银行北京分公司', ''))
    """
    key = _bare(text)
    if is_chinese(key):
        if not _BRANCH_ZH.search(key):
            for ending, form in words.LEGAL_FORMS_ZH.items():
                if key.endswith(ending) and len(key) >= len(ending) + 2:
                    return key.removesuffix(ending), form
        return key, ""
    for ending in _ENDINGS:
        if key.endswith(" " + ending):
            return key.removesuffix(" " + ending), words.LEGAL_FORMS[ending]
    return key, ""


def place_parts(text: str) -> tuple[str, str]:
    """Split a place into its stem and its kind: a city and a province may share a stem.

    >>> place_parts("上海市"), place_parts("The Netherlands")
    (('上海', '市'), ('netherlands', ''))
    >>> place_parts("City of York"), place_parts("Jiangsu Province"), place_parts("Mexico City")
    (('york', '市'), ('jiangsu', '省'), ('mexico city', ''))
    """
    key = _bare(text)
    if len(key) >= 3 and key[-1] in _PLACE_KINDS:
        return key[:-1], key[-1]
    for kind, sign in words.PLACE_KINDS.items():
        if key.startswith(f"{kind} of "):
            return key.removeprefix(f"{kind} of "), sign
        if key.endswith(f" {kind}") and key not in words.CITIES_BY_NAME:
            return key.removesuffix(f" {kind}"), sign
    return key, ""


def without_place(stem: str, places: Set[str]) -> str:
    """Return a company's name without the place before it, where enough is left to tell it.

    A Chinese company is named by place, then brand, then trade (Provisions on the Administration
    of Enterprise Name Registration, article 6); English names of such companies do the same.

    >>> without_place("宁波美瑞水处理", {"宁波"}), without_place("苏州市华美", set())
    ('美瑞水处理', '华美')
    >>> without_place("ningbo meirui water", {"ningbo"})
    'meirui water'
    >>> without_place("shanghai electric", {"shanghai"})
    'shanghai electric'
    """
    stem = _PLACE_BEFORE.sub("", stem)
    parts = units(stem)
    for size in range(min(len(parts) - 2, _LONGEST_PLACE), 0, -1):
        if join_units(parts[:size]) in places:
            rest = parts[size:]
            return join_units(rest[1:] if rest[0] in _PLACE_KINDS else rest)
    return stem


def names_another_body(rest: Sequence[str], places: Set[str]) -> bool:
    """Tell whether what follows a name makes it another's: "(Shanghai)", "Foundation"."""
    if _ANOTHER_BODY.search(join_units(rest)):
        return True
    return any(
        join_units(rest[start:end]) in places
        for start in range(len(rest))
        for end in range(start + 1, min(len(rest), start + _LONGEST_PLACE) + 1)
    )


def person_key(text: str) -> str:
    """Return a person's name without titles, letters after it, and with the family name last.

    >>> person_key("Ms. Helen Carter, PhD"), person_key("Carter, Helen"), person_key("王伟先生")
    ('helen carter', 'helen carter', '王伟')
    """
    key = plain(text)
    if is_chinese(key):
        bare = _TITLES_ZH.sub("", key)
        return bare or key
    parts = [part.split() for part in _comma_parts(text)]
    names = [name for part in parts for name in part if name not in _NO_NAMES]
    if len(parts) == 2 and len(parts[0]) == 1 and names and names[0] == parts[0][0]:
        names = [*names[1:], names[0]]
    if names[:1] == ["lao"] and len(names) == 2:  # 老: familiar, before a family name
        names = names[1:]
    return " ".join(names) or key


def _comma_parts(text: str) -> list[str]:
    parts = [plain(part) for part in text.split(",") if part.strip()]
    return [part for part in parts if not set(part.split()) <= words.LETTERS_AFTER] or parts


def surname_zh(key: str) -> str:
    """Return the family name of a Chinese name.

    >>> surname_zh("欧阳娜娜"), surname_zh("王伟")
    ('欧阳', '王')
    """
    return key[:2] if key[:2] in words.SURNAMES_OF_TWO else key[:1]


def is_defined_term(key: str) -> bool:
    """Tell whether a name is none: what a contract calls a party, a date or a part of itself.

    >>> is_defined_term("licensee"), is_defined_term("schedule 1"), is_defined_term("乙方")
    (True, True, True)
    >>> is_defined_term("part of paris"), is_defined_term("meridian")
    (False, False)
    """
    return key in words.DEFINED_TERMS or _PART_OF_PAPER.fullmatch(key) is not None


def name_key(label: str, text: str) -> str:
    """Return what two names of one thing with this label have in common, legal form aside."""
    if label == "Person":
        return person_key(text)
    if label == "Organization":
        return company_parts(text)[0]
    if label == "Location":
        return place_parts(text)[0]
    if label == THING:
        return " ".join(text.split())
    return _bare(text)


def entity_names(entity: Entity) -> Iterator[str]:
    """Give all names of an entity, the main one first."""
    yield entity.name
    yield from entity.aliases


def entity_keys(entity: Entity) -> frozenset[str]:
    """Return all names of an entity as they are compared; values are compared as they stand."""
    if entity.label in (*VALUE_LABELS, THING):
        return frozenset(plain(name) for name in entity_names(entity))
    return frozenset(name_key(entity.label, name) for name in entity_names(entity))
