"""What the two taggers say, cleaned: their spans trimmed, their labels ours, their junk dropped."""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span

from extract import chinese_tags, english_tags
from extract.candidate import Candidate
from extract.chinese_tags import Word
from extract.people import chinese_name_score
from extract.words import read_words

#: The tagger's label, ours, and how often it is right on business text (measured on FiNER-ORD).
_ENGLISH = {
    "PERSON": ("Person", 0.75),
    "ORG": ("Organization", 0.68),
    "GPE": ("Location", 0.78),
    "LOC": ("Location", 0.68),
    "FAC": ("Location", 0.45),
    "PRODUCT": ("Product", 0.45),
    "EVENT": ("Event", 0.5),
}
_CHINESE = {"PER": ("Person", 1.0), "LOC": ("Location", 0.78), "ORG": ("Organization", 0.74)}

# The number of a house names no place by itself: 东风路12号
_CHINESE_STREET = re.compile(r"\d+[号弄室幢栋楼]$")
_TRIM_LEFT = re.compile(
    r"(?:(?:the|a|an|The|THE|A|An|its|our|their|Mr|Mrs|Ms|Dr|Dear|Miss)\b\.?\s+|[^\w(]+)+"
)
_TRIM_RIGHT = re.compile(r"(?:['’]s?|[^\w).]+|(?<![A-Z\s.][a-z]{2})(?<!\b[A-Z])\.)$")
_ORGANIZATION_WORD = re.compile(
    r"\b(?:Ltd|Limited|plc|Inc|Corp|Corporation|GmbH|LLP|LLC|Group|Holdings?|Bank|Company|Co|University|"
    r"Institute|Council|Partners|Ministry|Commission|Association|Agency|Authority|Committee)\b"
)
# Words of contracts, forms and calendars that stand with a capital and name nothing.
_COMMON = read_words("common_english")
_TECHNICAL = read_words("technical_abbreviations")
_CHINESE_COMMON = read_words("common_chinese")


def english_names(tokens: Doc) -> Iterator[Candidate]:
    """Yield the names spaCy found, with offsets into the text that was tagged."""
    text = tokens.text
    if text.isupper() and " " in text:  # headings in capitals: everything looks like a name
        return
    for found in tokens.ents:
        known = _ENGLISH.get(found.label_)
        span = _trim(text, _first_character(found), found.end_char)
        if known is None or span is None:
            continue
        label, score = known
        name = text[slice(*span)]
        if not is_english_name(name):
            continue
        label = _relabel(label, name, text[: span[0]])
        if label in ("Person", "Organization") and _in_address(name, text[span[1] :]):
            label = "Location"
        if label == "Organization" and " and " in name and not _ORGANIZATION_WORD.search(name):
            continue  # two names in one
        if label == "Person" and not _is_person(name):
            continue
        if " " not in name and len(tokens) <= _LONE_TOKENS:
            continue  # an entry of a list or a cell: any word with a capital looks like a name
        if " " not in name:
            score -= 0.12 if label != "Location" else 0.03
        yield Candidate(*span, label, score, english_tags.PRODUCER)


def _first_character(found: Span) -> int:
    """Leave out a word that has its capital from the sentence only: "Later Meridian paid"."""
    first = found[0]
    if first.i == 0 and len(found) > 1 and first.pos_ in _OPENING_WORDS:
        return int(found[1].idx)
    return int(found.start_char)


_LONE_TOKENS = 3
_OPENING_WORDS = frozenset(("ADV", "ADP", "SCONJ", "CCONJ", "PRON", "DET", "AUX", "INTJ"))


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    if match := _TRIM_LEFT.match(text, start, end):
        start = match.end()
    while match := _TRIM_RIGHT.search(text[start:end]):
        end -= len(match[0])
    if text[start:end].count("(") != text[start:end].count(")"):
        return None
    return (start, end) if start < end else None


def is_english_name(name: str) -> bool:
    """Tell whether a capitalised string can be a name: no formula, no common or technical word."""
    if len(name) < 2 or not any(character.isupper() for character in name):
        return False
    if name.isupper() and name.lower() in _TECHNICAL:
        return False
    if any(character in name for character in "\t@/|:;=#%<>[]") or name.lower() in _COMMON:
        return False
    letters = sum(character.isalpha() for character in name)
    words = re.findall(r"[\w&.-]+", name.lower())
    return letters * 2 > len(name) and not all(word in _COMMON or word.isdigit() for word in words)


def _relabel(label: str, name: str, before: str) -> str:
    if label in ("Person", "Location", "Product") and _ORGANIZATION_WORD.search(name):
        return "Organization"
    if label in ("Person", "Organization") and _STREET.search(name):
        return "Location"
    if label in ("Person", "Organization") and _BUILDING.search(name) and _SEAT.search(before):
        return "Location"
    if label == "Person" and " " not in name and _PLACE_BEFORE.search(before):
        return "Location"
    return label


_STREET = re.compile(
    r"\b(?:Lane|Road|Street|Avenue|Square|Drive|Estate|Bridge|Quay|Wharf|Business Park)$"
)
# "at Calder House": with its seat before it, a house is a place and no company
_BUILDING = re.compile(
    r"\b(?:House|Works|Mill|Mills|Court|Hall|Building|Tower|Park|Row|Place|Way|Close|Yard|Lodge|Farm)$"
)
_SEAT = re.compile(
    r"\b(?:(?:[Hh]eld|office|seat|is|based|works|premises|located|offices|address(?: is)?) at|"
    r"[Aa]ddress:|whose \w+ office is at|plc, of|Ltd, of|Limited, of|, of|, at)\s(?:the\s)?$"
)
# "Calder House, Mill Lane, Leeds LS1 4AB": a house with a street or a postcode after it
_ADDRESS_AFTER = re.compile(
    r",\s(?:[A-Z\d][\w-]*\s){1,3}(?:Lane|Road|Street|Avenue|Square|Drive|Estate|Park|Row|Way)\b|"
    r",\s(?:[A-Z][a-z]+,?\s){1,3}[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"
)


def _in_address(name: str, after: str) -> bool:
    return _BUILDING.search(name) is not None and _ADDRESS_AFTER.match(after) is not None


_PLACE_BEFORE = re.compile(r"\b(?:in|near)\s(?:the\s)?$")


def _is_person(name: str) -> bool:
    parts = name.split()
    return (
        len(parts) <= 4
        and all(part[0].isupper() or part in _PARTICLES for part in parts)
        and (not any(character.isdigit() for character in name))
    )


_PARTICLES = frozenset(
    [
        "de",
        "da",
        "di",
        "du",
        "del",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "bin",
        "al",
        "ten",
        "dos",
    ]
)


# The tagger took two companies for one; the patterns find both.
_TWO_COMPANIES = re.compile(r"公司[^（(]*公司|集团[向与和及对被由给同跟]")


def chinese_names(text: str, words: Sequence[Word]) -> Iterator[Candidate]:
    """Yield the names LAC found, with offsets into the text that was tagged."""
    for word in _joined_people(text, words):
        known = _CHINESE.get(word.tag)
        name = text[word.start : word.end].strip()
        if known is None or len(name) < 2 or name in _CHINESE_COMMON or not name[0].isalpha():
            continue
        if _TWO_COMPANIES.search(name) or _CHINESE_STREET.search(name):
            continue
        label, score = known
        start = word.start + text[word.start : word.end].index(name)
        if label == "Person":
            score = chinese_name_score(name) if not name.isascii() else 0.55
        elif name.isascii():
            score -= 0.2
        yield Candidate(start, start + len(name), label, score, chinese_tags.PRODUCER)


def _joined_people(text: str, words: Sequence[Word]) -> Iterator[Word]:
    """Join 约翰 · 史密斯, which LAC cuts into three words, and 王 小明 into one."""
    place = 0
    while place < len(words):
        word = words[place]
        last = place
        while (
            word.tag == "PER"
            and last + 2 < len(words)
            and text[words[last + 1].start : words[last + 1].end] in ("·", "•", "・")
            and words[last + 2].tag in ("PER", "nz", "LOC")
        ):
            last += 2
        if last == place and _is_branch(text, words, place):
            last = place + 1
        yield Word(word.start, words[last].end, word.tag)
        place = last + 1


def _is_branch(text: str, words: Sequence[Word], place: int) -> bool:
    """Tell whether a company and a place are one name: 华信苏州, but not 华信苏州工厂."""
    if place + 1 >= len(words) or words[place].tag != "ORG" or words[place + 1].tag != "LOC":
        return False
    company = text[words[place].start : words[place].end]
    city = text[words[place + 1].start : words[place + 1].end]
    is_short = len(company) <= _SHORT_COMPANY and not _CHINESE_FORM.search(company)
    return is_short and len(city) == _CITY and not _SITE.match(text, words[place + 1].end)


_SHORT_COMPANY = 6
_CITY = 2
_CHINESE_FORM = re.compile(r"(?:公司|集团|银行|大学|学院|局|院|会|所)$")
_SITE = re.compile(r"[市省县区]|总部|工厂|厂区|厂房|基地|办事处|分公司|研发|机场|项目|门店|仓库")
