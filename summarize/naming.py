"""What a plain text names: words with capitals, codes, titles of works, organizations (pure)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarize.figures import Figure
from summarize.stems import is_content, stem
from summarize.terms import CJK, HAN, TOKEN, inside

_OPENING = re.compile(r"(?:^|[.!?:;。！？：；]\s*[\"')\]]*\s*|[\"'(\[-]\s*|\n)$")
_JOINED = re.compile(r"\s(?:of(?: the)?|de|van|von|der|la|al|bin|du|&)\s|[\s.-]{0,2}")
_TITLE = re.compile(r"《([^《》]{1,60})》")
# What Chinese names of organizations and places end with, and what before it makes them no name.
_KIND = (
    "公司|集团|银行|大学|学院|医院|研究院|研究所|委员会|协会|基金会|法院|检察院|出版社|学校|中学|小学|"
    "酒店|工厂|证券|保险|省|市|县|区|镇|州|村"
)
_HAN_NAME = re.compile(rf"[{CJK}]{{2}}(?:{_KIND})")
_NO_NAME = re.compile(
    r"[该本这那此贵某各两几多的其我他们些家个所在是和与及为由于对从向有新老大小名内外全]|上市|有限|股份|分公|"
    r"子公|母公|城市|超市|都市|门市|股市|楼市|地区|社区|园区|小区|山区|专区|灾区|城区|郊区|校区|辖区|厂区|景区|农村|乡村|广州?区|综合|"
    r"商业|国有|中央|人民|高等|科技|技术|重点|附属|中级|高级|最高|投资|保险|专科|临床|师范|中小|中医|教学"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A word, or a run of Chinese characters, that names something."""

    text: str
    key: str  # folded: no dots, no possessive
    start: int
    end: int
    certain: bool  # False where a capital may be due to the place: first word, title
    follows: bool = False  # it goes on with the name before it

    @property
    def term_stem(self) -> str:
        """The stem that it has as a term."""
        return stem(self.text)


def latin_names(text: str, found: Sequence[Figure]) -> Iterator[Name]:
    """Yield the names in Latin script, word by word; figures are none."""
    taken = [(each.start, each.end) for each in found]
    tokens = [match for match in TOKEN.finditer(text) if not HAN.match(match[0])]
    titled = _is_titled([match[0] for match in tokens])
    end = -1
    for match in tokens:
        word = match[0]
        if not _has_sign_of_name(word) or inside(*match.span(), taken):
            continue
        opens = bool(_OPENING.search(text, 0, match.start()))
        if not (opens or titled) or is_content(word):
            follows = end >= 0 and bool(_JOINED.fullmatch(text, end, match.start()))
            certain = _is_code(word) or not (titled or opens)
            yield Name(word, key_of(word), *match.span(), certain, follows)
            end = match.end() - (2 if word.endswith("'s") else 0)


def _has_sign_of_name(word: str) -> bool:
    if word in ("I", "I'm", "I've", "I'd", "I'll"):
        return False
    return any(letter.isupper() for letter in word) or _is_code(word)


def _is_code(word: str) -> bool:
    """Tell A320 and 3G, or 1.1.2, from words and numbers."""
    digits = sum(letter.isdigit() for letter in word)
    return 0 < digits < len(word)


def _is_titled(words: list[str]) -> bool:
    """Tell whether words have capitals as in a title, or throughout."""
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in long)
    return len(long) >= 3 and capitals >= 0.75 * len(long) and _small(words) < 0.3 * len(words)


def _small(words: list[str]) -> int:
    return sum(word.islower() and is_content(word) for word in words)


def key_of(word: str) -> str:
    """Fold a name: no capitals, no dots, no possessive."""
    return word.casefold().removesuffix("'s").replace(".", "").replace("'", "")


def han_names(text: str) -> Iterator[Name]:
    """Yield titles of works, and organizations and places by how their names end."""
    for match in _TITLE.finditer(text):
        yield Name(match[1], match[1].casefold(), *match.span(1), True)
    for match in _HAN_NAME.finditer(text):
        if not _NO_NAME.search(match[0][:2]) and not _NO_NAME.fullmatch(match[0][:2]):
            yield Name(match[0], match[0], *match.span(), True)
