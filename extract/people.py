"""People known by what stands beside their names: Mr, Dr, 先生, 女士, 总经理 …"""

import re
from collections.abc import Iterator

from extract.candidate import PATTERNS, Candidate
from extract.widths import compile_mixed
from extract.words import read_words

_WORD = r"[A-Z\u00c0-\u00de][\w\u00c0-\u024f'’-]+"
_HONORIFIC = compile_mixed(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame)\.?\s"
    rf"(?P<name>{_WORD}(?:\s(?:[A-Z]\.\s?)?{_WORD}){{0,2}})"
)
_LABELLED = compile_mixed(
    r"\b(?:Contact(?:\sperson)?|Attn\.?|Attention|Signed\sby|Prepared\sby|Approved\sby|Author|Name|"
    r"From|To|Cc|Chair|Secretary|Inspector|Buyer|Account\smanager|Reported\sby|Salesperson)\s?:\s*"
    rf"(?:(?:Mr|Mrs|Ms|Dr)\.?\s)?(?P<name>{_WORD}\s(?:[A-Z]\.\s)?{_WORD}(?:\s{_WORD})?)"
    rf"(?=\s*(?:[,;<(|]|$))"
)
_POSSESSIVE = compile_mixed(r"['’]s$")
_NOT_A_NAME = compile_mixed(
    r"\b(?:Ltd|Limited|plc|Inc|Co|Group|Department|Team|Office|Sales|Service|Customer|"
    r"Accounts?|Support|"
    r"Board|Committee|Company|Chairman|President|Director|Manager|Minister|Speaker|All|"
    r"Purchasing)\b",
    re.IGNORECASE,
)
# "Dear Helen and Daniel," alone on its line
_SALUTATION = compile_mixed(
    rf"(?:(?:Dear|Hi|Hello|Good morning|Thanks|Thank you,)\s)?{_WORD}(?:(?:,|\sand)"
    rf"\s{_WORD}){{0,3}},"
)
_OPENING = compile_mixed(r"(?:Dear|Hi|Hello|Good morning|Thanks|Thank you,)\s")
_GREETED = compile_mixed(_WORD)
_NOT_GREETED = frozenset(
    [
        "all",
        "everyone",
        "colleagues",
        "sir",
        "madam",
        "sirs",
        "team",
        "regards",
        "sincerely",
        "faithfully",
        "yours",
        "best",
        "kind",
        "many",
        "thanks",
        "however",
        "therefore",
        "meanwhile",
    ]
)
_SURNAMES = sorted(read_words("chinese_surnames"), key=lambda name: (-len(name), name))
_HAN = r"[\u4e00-\u9fff]"
_SURNAME = f"(?:{'|'.join(_SURNAMES)})"
_CHINESE_HONORIFIC = compile_mixed(
    rf"(?P<name>{_SURNAME}{_HAN}{{1,2}})(?=(?:先生|女士|小姐|博士|教授|律师|同志)(?!们))"
)
_CHINESE_LABELLED = compile_mixed(
    r"(?:联系人|姓名|法定代表人|负责人|经办人|签字人|代表人|授权代表|审核人|审批人|"
    r"投诉人|主持人|记录人|收件人|发件人|编制|"
    rf"批准)\s?[:：]\s?(?P<name>{_SURNAME}{_HAN}{{1,2}})(?!{_HAN})"
)
_FOREIGN = compile_mixed(rf"{_HAN}{{1,7}}(?:[·•・]{_HAN}{{1,8}}){{1,3}}")
_COMMON = read_words("common_english")
_SCORE_GREETED = 0.72
_NAME_LETTERS = compile_mixed(rf"{_SURNAME}{_HAN}{{1,2}}")
# Second characters after which a "name" is a word: 高度, 王国, 马上 …
_NOT_GIVEN = frozenset("的了在是和与等说们个这那有为对从到以及者先女小之未某方")


def find_people(text: str) -> Iterator[Candidate]:
    """Yield names in both languages that an honorific or a field name shows to be people's.

    >>> text = "Dr Helen Carter met 王建国先生."
    >>> [text[found.start : found.end] for found in find_people(text)]
    ['Helen Carter', '王建国']
    """
    for pattern, score in (
        (_HONORIFIC, 0.9),
        (_LABELLED, 0.85),
        (_CHINESE_HONORIFIC, 0.9),
        (_CHINESE_LABELLED, 0.92),
    ):
        for match in pattern.finditer(text):
            name = _POSSESSIVE.sub("", match["name"])
            start = match.start("name")
            if not _NOT_A_NAME.search(name) and not set(name[1:]) & _NOT_GIVEN:
                yield Candidate(start, start + len(name), "Person", score, PATTERNS)
    yield from _greeted(text)


def _greeted(text: str) -> Iterator[Candidate]:
    if not _SALUTATION.fullmatch(text):
        return
    opening = _OPENING.match(text)
    for match in _GREETED.finditer(text, opening.end() if opening else 0):
        word = match[0].lower()
        if word not in _NOT_GREETED and word not in _COMMON:
            yield Candidate(*match.span(), "Person", _SCORE_GREETED, PATTERNS)


def chinese_name_score(name: str) -> float:
    """Say how much a Chinese string looks like the name of a person, 0 to 1.

    Surnames are the commonest of the census and the compound ones; a name from another language
    is written with a dot between its parts.

    >>> chinese_name_score("欧阳娜"), chinese_name_score("约翰·史密斯"), chinese_name_score("公司")
    (0.9, 0.85, 0.3)
    """
    if _FOREIGN.fullmatch(name):
        return 0.85
    if _NAME_LETTERS.fullmatch(name):
        if set(name[1:]) & _NOT_GIVEN:
            return 0.3
        return 0.9 if len(name) > 2 else 0.8  # two characters are more often a common word
    if len(name) == 4 and name[0] in _SURNAMES:  # two surnames: 范徐丽泰
        return 0.6
    return 0.5 if len(name) in (3, 4, 5) else 0.3
