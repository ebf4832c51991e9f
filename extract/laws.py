"""Names of laws, without the article that is cited, so that every citation names one thing."""

from collections.abc import Iterator

from extract.candidate import RULES, Candidate
from extract.widths import compile_mixed

_WORD = r"[A-Z][\w'’-]*(?:\s\([A-Z][\w\s]*?\))?"
_LINK = r"(?:of|and|on|for|to|in|against|&)"
_KIND = (
    r"(?:Act|Law|Code|Regulations?|Directive|Ordinance|Convention|Statute|Constitution|"
    r"Treaty|Rules)"
)
_ENGLISH = (
    # the Companies Act 2006, the Labour Contract Law of the People's Republic of China
    compile_mixed(
        rf"\b(?P<law>{_WORD}(?:,?\s(?:{_WORD}|{_LINK}(?=\s(?:{_LINK}\s)?[A-Z])))"
        rf"{{0,7}}?\s(?:Act|Ordinance)"
        r"(?:,?\s(?:of\s)?(?:1[89]|20)\d\d)?)\b(?!\s[a-z]+(?:ed|ing)\s(?:on|against)\b)"
    ),
    compile_mixed(
        rf"\b(?P<law>(?:{_WORD}\s){{1,6}}(?:Law|Code)\sof\s(?:the\s)?{_WORD}(?:\s(?:of\s)"
        rf"?{_WORD}){{0,4}})"
    ),
    compile_mixed(
        r"\b(?:[Uu]nder|[Aa]rticles?\s\d+(?:\(\d+\))?\sof|[Ss]ections?\s\d+(?:\(\d+\))?\sof|"
        r"[Tt]o|[Bb]y|"
        rf"with|of)\sthe\s(?P<law>(?:{_WORD}\s){{1,6}}{_KIND}(?:\s(?:of\s)?(?:1[89]|20)\d\d)?)\b"
    ),
    compile_mixed(
        r"\b(?P<law>(?:Regulation|Directive|Decision)\s(?:\((?:EU|EC|EEC)\)\s)?(?:No\.?\s)"
        r"?\d{2,4}/\d{1,4}"
        r"(?:/(?:EU|EC|EEC))?)\b"
    ),
    compile_mixed(
        r"\b(?P<law>General Data Protection Regulation|GDPR|Sarbanes-Oxley Act|Modern "
        r"Slavery Act)\b"
    ),
)
_CHINESE_KIND = r"(?:法|法典|条例|规定|办法|解释|细则|准则|公约|决定|规则|暂行规定|宪法)"
_CHINESE = (
    compile_mixed(rf"《(?P<law>[^《》]{{2,40}}{_CHINESE_KIND}(?:\((?:[^《》()]{{1,12}})\))?)》"),
    compile_mixed(
        r"(?P<law>中华人民共和国[\u4e00-\u9fff]{1,12}?(?:法典|法|条例))(?!院|人|定|律|规)"
    ),
)
_LEADING = compile_mixed(r"(?:The|Under|In|By|Of|And|To|With|Pursuant|Section|Article)\s")
_SCORE = 0.88


def find_laws(text: str) -> Iterator[Candidate]:
    """Yield the names of laws and regulations, some of them twice; `text` has plain widths.

    >>> text = "Article 12 of the Data Security Act 2021 and 《中华人民共和国公司法》第三条"
    >>> sorted({text[found.start : found.end] for found in find_laws(text)})
    ['Data Security Act 2021', '中华人民共和国公司法']
    """
    for pattern in (*_ENGLISH, *_CHINESE):
        for match in pattern.finditer(text):
            start, end = match.span("law")
            while leading := _LEADING.match(text, start, end):
                start = leading.end()
            if " " in text[start:end] or pattern in _CHINESE or text[start:end] == "GDPR":
                yield Candidate(start, end, "Law", _SCORE, RULES)
