"""Organizations known by the form of their names: legal suffixes, banks, universities, offices."""

import re
from collections.abc import Iterator, Sequence

from extract.candidate import PATTERNS, Candidate
from extract.chinese_tags import Word
from extract.widths import compile_mixed
from extract.words import read_words

_LEGAL = (
    r"(?:Co\.?,?\s?Ltd\.?|Co\.?,?\s?Limited|Pty\.?\sLtd\.?|GmbH\s&\sCo\.?\sKG|Ltd\.?|"
    r"LTD\.?|Limited|LIMITED|plc|PLC|"
    r"Plc|Inc\.?|INC\.?|Incorporated|Corp\.?|CORP\.?|Corporation|LLC|L\.L\.C\.|LLP|GmbH|S\.A\.|"
    r"S\.p\.A\.|SpA|S\.r\.l\.|Srl|N\.V\.|B\.V\.|BV|AG|Oyj?|A/S|ASA|& Co\.?|"
    r"Company(?!\s(?:Secretary|Law|Act)))"
)
_INSTITUTION = (
    r"(?:Group|Holdings?|Bank|University|Institute|College|Council|Ministry|Authority|Agency|"
    r"Association|Commission|Foundation|Partners|Partnership|Solicitors|Consulting|"
    r"Capital|Ventures|"
    r"Technologies|Industries|Engineering|Logistics|Airlines|Motors|Laboratories|Insurance|Press|"
    r"Securities|Utilities|Systems)"
)
_WORD = r"(?:[A-Z\u00c0-\u00de]|\d{1,4}[A-Za-z])[\w\u00c0-\u024f'’.-]*"
_PLACE = r"\([A-Z][\w-]+(?:\s[A-Z][\w-]+)?\)"
# "Bank of China", but not "Carter of Meridian"
_OF = (
    r"(?:(?<=Bank\s)|(?<=University\s)|(?<=Institute\s)|(?<=College\s)|"
    r"(?<=Association\s)|(?<=Society\s))of"
)
_NAME = rf"{_WORD}(?:\s(?:{_WORD}|{_PLACE}|&|{_OF}(?:\sthe)?(?=\s[A-Z]))){{0,7}}?"
# Harbeson, Fletcher & Bateh, LLP
_FIRM_NAME = compile_mixed(
    rf"(?<![\w-])(?P<name>{_WORD}(?:,\s{_WORD}){{1,3}}\s&\s{_WORD},?\s{_LEGAL})(?![\w-])"
)
_LEGAL_NAME = compile_mixed(
    rf"(?<![\w-])(?P<name>{_NAME}(?:\s{_PLACE})?,?\s{_LEGAL})(?![\w-]|\.\w)"
)
_INSTITUTION_NAME = compile_mixed(
    rf"(?<![\w-])(?P<name>(?:{_WORD}\s){{1,4}}{_INSTITUTION})(?![\w-]|'s\b|\s[A-Z])"
)
_OF_NAME = compile_mixed(
    r"(?<![\w-])(?P<name>(?:Bank|University|Ministry|Department|Institute|Bureau|"
    r"Chamber|Court|Office)"
    rf"\sof\s(?:the\s)?{_WORD}(?:\s(?:{_WORD}|and(?=\s[A-Z]))){{0,3}})"
)
# Words that begin a sentence or an entry, never a name before a suffix.
_LEADING = compile_mixed(
    r"(?:The|A|An|In|On|At|By|As|To|From|For|With|And|Or|Of|Both|Between|When|While|If|That|This|"
    r"These|Our|Their|Its|His|Her|Your|Dear|Under|Since|After|Before|But|Mr|Mrs|Ms|Dr|Buyer|Seller|"
    r"Supplier|Customer|Client|Vendor|Purchaser|Contractor|Licensor|Licensee|Landlord|"
    r"Tenant|Lender|"
    r"Borrower|Party|Parties|Company|Invoice|Bill|Ship|Attn|Re|Subject|Said|Today|"
    r"Yesterday|However|"
    r"BETWEEN|AND|BY|THE|FOR|OF|TO|Chairman|Chief|Executive|Officer|Director|President|Manager|"
    r"[A-Z]\w+-(?:based|headquartered|listed|owned)|[A-Z]\w+['’]s|Chairwoman|CEO|CFO|"
    r"COO|CTO|VP|Managing|General)[.:]?\s(?:the\s|of\s|&\s)?"
)
# "ANNUAL REPORT OF MERIDIAN FLOW PLC": in capitals nothing else parts a name from other words.
_CAPITALS_OPENING = compile_mixed(r".*\s(?:OF|BY|FOR|AND|TO|BETWEEN|THE|WITH|FROM)\s")
_ALONE = compile_mixed(
    rf"(?:{_LEGAL}|{_INSTITUTION}|The|This|Our|Parent|Holding|Joint|Limited|Private|"
    rf"Public|New|Group|"
    r"Trading|Operating|Stock|Insurance|\s|,)+"
)
_SCORE_LEGAL = 0.93
_SCORE_INSTITUTION = 0.74
_SCORE_CHINESE_LEGAL = 0.93
_SCORE_CHINESE_INSTITUTION = 0.82


def find_english_organizations(text: str) -> Iterator[Candidate]:
    """Yield names that end in a legal form or in a word for an institution.

    >>> text = "The parent of Huaxin Valve (Suzhou) Co., Ltd. is Meridian Flow Group plc."
    >>> [text[found.start : found.end] for found in find_english_organizations(text)][:2]
    ['Huaxin Valve (Suzhou) Co., Ltd.', 'Meridian Flow Group plc']
    """
    for pattern, score in (
        (_LEGAL_NAME, _SCORE_LEGAL),
        (_FIRM_NAME, _SCORE_LEGAL + 0.01),  # else its last part would be taken alone
        (_INSTITUTION_NAME, _SCORE_INSTITUTION),
        (_OF_NAME, _SCORE_INSTITUTION),
    ):
        for match in pattern.finditer(text):
            start, end = match.span("name")
            while leading := _LEADING.match(text, start, end):
                start = leading.end()
            if text[start:end].isupper() and (opening := _CAPITALS_OPENING.match(text, start, end)):
                start = opening.end()
            end = _without_full_stop(text, start, end)
            name = text[start:end]
            if name[:1].isalnum() and not _ALONE.fullmatch(name) and not name[0].islower():
                yield Candidate(start, end, "Organization", score, PATTERNS)


def _without_full_stop(text: str, start: int, end: int) -> int:
    """Leave a full stop at the very end to the sentence, except where the name has others."""
    if text[start:end].endswith(".") and not text[end:].strip():
        return end if "." in text[start : end - 1] else end - 1
    return end


_CHINESE_LEGAL = compile_mixed(
    r"(?:股份有限公司|有限责任公司|有限公司|律师事务所|会计师事务所|总公司|分公司|"
    r"集团公司|合伙企业\(有限合伙\))"
    r"(?:[\u4e00-\u9fff]{2,6}?(?:分公司|办事处))?"
)
_CHINESE_INSTITUTION = compile_mixed(
    r"(?:集团(?!有限|股份|公司|内|总|层)|银行(?!业|家|卡|存|账|转|股份|承|贷|间|保)"
    r"(?:[\u4e00-\u9fff]{2,5}?[分支]行)?|"
    r"大学(?!生)|学院|研究院|研究所|设计院|委员会|管理局|监督局|税务局|人民法院|"
    r"仲裁委员会|协会(?!会)|商会|基金会|"
    r"证券交易所|人民政府|医院)"
)
#: Tags of words that may stand inside a name, and of those that may begin one.
_INSIDE = frozenset(
    [
        "LOC",
        "ORG",
        "PER",
        "nz",
        "n",
        "a",
        "an",
        "vn",
        "v",
        "nw",
        "s",
        "f",
        "m",
        "xc",
        "ad",
        "j",
        "b",
    ]
)
_BEGINS = frozenset(["LOC", "ORG", "PER", "nz", "nw"])
_BUSINESS_VERBS = read_words("chinese_business_verbs")
_NEVER_INSIDE = read_words("chinese_name_stops")
_MAX_WORDS = 9
_OPENING, _CLOSING = ("（", "("), ("）", ")")
_BRACKETS = _OPENING + _CLOSING


def left_edge(text: str, words: Sequence[Word], end: int, *, named: bool = False) -> int:
    """Walk left from `end` over words that may belong to a name; return where it starts.

    With `named`, the name must begin with a word that the tagger took for a name; `end` itself is
    returned where there is none.
    """
    edge = best = end
    before = [word for word in words if word.start < end]
    for word in reversed(before[-_MAX_WORDS:]):
        part = text[word.start : min(word.end, end)]
        if word.end < edge or not _may_be_inside(part, word.tag):
            break
        edge = word.start
        if word.tag in _BEGINS or (not named and part not in _BRACKETS):
            best = edge
    return best + _junk_before(text[best:end])


def find_chinese_organizations(text: str, words: Sequence[Word]) -> Iterator[Candidate]:
    """Yield Chinese names by their endings; `words` show how far to the left a name reaches."""
    for pattern, score in (
        (_CHINESE_LEGAL, _SCORE_CHINESE_LEGAL),
        (_CHINESE_INSTITUTION, _SCORE_CHINESE_INSTITUTION),
    ):
        for match in pattern.finditer(text):
            edge = left_edge(text, words, match.start(), named=pattern is _CHINESE_INSTITUTION)
            start = max(edge, _after_previous(text, match.start()))
            opening = max(text.rfind(one, start, match.end()) for one in _OPENING)
            if not any(one in text[max(opening, start) : match.end()] for one in _CLOSING):
                start = max(start, opening + 1)  # the bracket closes after the name
            if match.start() - start >= 2:
                yield Candidate(start, match.end(), "Organization", score, PATTERNS)
    for match in _CHINESE_ENTRY.finditer(text):
        if not _LINKED.search(match["name"]):
            yield Candidate(*match.span("name"), "Organization", _SCORE_CHINESE_LEGAL, PATTERNS)


# A whole entry, or what stands after a colon: here the tagger's words are not needed, and are
# often wrong at brackets. "客户：甲精密（苏州）流体设备有限公司"
_CHINESE_ENTRY = compile_mixed(
    r"(?:^|[:：])\s?(?P<name>[\u4e00-\u9fff]{2,10}[（(][\u4e00-\u9fff]{2,6}[）)]"
    r"[\u4e00-\u9fff]{0,14}(?:股份有限公司|有限责任公司|有限公司))"
)
_LINKED = re.compile(r"[向与和及对由被从是为的在]")


def _after_previous(text: str, end: int) -> int:
    """Return where a name before `end` may start: the tagger took 甲公司向乙公司 for one."""
    ends = [match.end() for match in _CHINESE_ENDED.finditer(text, 0, end)]
    if not ends:
        return 0
    link = _LINKS.match(text, ends[-1], end)
    return link.end() if link else ends[-1]


# A group before a preposition is a name of its own: "某集团向某公司", "某集团旗下子公司某公司".
_CHINESE_ENDED = re.compile(
    rf"{_CHINESE_LEGAL.pattern}|集团(?=[向与和及对被由给同跟的]|旗下|下属|子公司|全资)|"
    rf"子公司|母公司|附属公司|股东"
)
_LINKS = re.compile(r"[向与和及对为被由从、，给同跟是在以]+")


def _may_be_inside(part: str, tag: str) -> bool:
    if part in _NEVER_INSIDE:
        return False
    if part in _BRACKETS or part == "·":
        return True
    if tag in ("v", "vn", "ad"):
        return tag == "vn" or part in _BUSINESS_VERBS
    return tag in _INSIDE


def _junk_before(name: str) -> int:
    """Count leading characters that cannot open a name: brackets, and what they enclose."""
    skip = 0
    while name[skip : skip + 1] in _CLOSING or (
        name[skip : skip + 1] in _OPENING and not any(one in name[skip:] for one in _CLOSING)
    ):
        skip += 1
    enclosed = re.match(r"[（(][^（）()]*[）)]", name[skip:])
    return skip + (enclosed.end() if enclosed else 0)
