"""Where a text says that two names are of one thing: brackets, quotes, 以下简称."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.candidate import PATTERNS, Candidate
from extract.widths import compile_mixed
from extract.words import read_words

_SHORT_ENGLISH = r"(?P<short>[A-Z][\w&.'’-]*(?:\s[A-Z][\w&.'’-]*){0,4})"
_DECLARED = (
    # Meridian Flow Group plc (the "Company" or "Meridian")
    compile_mixed(
        r"\s?[(（](?:(?:hereinafter|hereafter|referred to|together|collectively|also|known|"
        r"formerly|"
        r"called|abbreviated|trading|registered|the|as|to|and)[\s,:]+){0,6}"
        rf"[\"“'‘]{_SHORT_ENGLISH}[\"”'’][^()（）]{{0,40}}[)）]"
    ),
    # 华信精密阀门（苏州）有限公司（以下简称“华信”）
    compile_mixed(
        r"\s?[（(](?:以下|下|下文)?(?:简称|统称|称|称为|简称为)\s?[:：]?\s?[“\"「‘《]?"
        r"(?P<short>[\u4e00-\u9fffA-Za-z0-9&·]{2,16})[”\"」’》]?(?:或[^（）()]{0,20})?[）)]"
    ),
    compile_mixed(
        r"\s?[（(](?:英文名称?|中文名称?|英文|中文|别名|又名|原名|曾用名|Chinese name|"
        r"English name|formerly|"
        r"formerly known as|previously|also known as|aka|trading as|in Chinese)\s?[:：]?\s?[“\"]?"
        r"(?P<short>[^（）()“”\"]{2,80}?)[”\"]?\s?[)）]",
    ),
)
_KNOWN_AS = compile_mixed(
    r",?\s(?:also known as|formerly known as|trading as|better known as|doing business "
    r"as|aka|a\.k\.a\.)\s"
    rf"{_SHORT_ENGLISH}"
)
#: What contracts call their parties; such a name is good in its own document only.
_PARTY_WORDS = read_words("party_words")
# The name in brackets may hold a bracket itself, 甲（苏州）有限公司, and be followed by its place.
_BRACKET = compile_mixed(
    r"(?:,\s[A-Z][\w-]+)?\s?(?:[(（]|[/|／]\s?(?=[\u4e00-\u9fff]))\s?[“\"]?"
    r"(?P<short>[^()（）“”\"，,;；\n]{2,80}?(?:[(（][^()（）\n]{2,20}[)）][^()（）“”\"，,;；\n]{0,40}?)?)"
    r"[”\"]?(?:[，,]\s?[^()（）\n]{1,20})?\s?(?:[)）]|(?=\n|$|[，,;；。\t]))"
)
_HAN = compile_mixed(r"[\u4e00-\u9fff]")
_SCORE_DECLARED = 0.93
_SCORE_TRANSLATION = 0.85
_CHINESE_NAME = 4  # characters at most in the Chinese name of a person
_ALIASED = ("Person", "Organization", "Product", "Location", "Event")


@dataclass(frozen=True, slots=True)
class Alias:
    """A second name in `[start, end)` for what is named just before."""

    name: Candidate
    start: int
    end: int
    closes: int  # where the bracket around it ends
    score: float


def find_aliases(text: str, names: Sequence[Candidate]) -> Iterator[Alias]:
    """Yield where a second name is given for one of `names`, in order.

    >>> text = "Meridian Flow Group plc (“Meridian”) bought it."
    >>> [found] = find_aliases(text, [Candidate(0, 23, "Organization", 0.9, "patterns@1")])
    >>> text[found.start : found.end]
    'Meridian'
    """
    for name in names:
        if name.label not in _ALIASED:
            continue
        for pattern in (*_DECLARED, _KNOWN_AS):
            match = pattern.match(text, name.end)
            if match and match["short"].casefold() not in _PARTY_WORDS:
                yield Alias(name, *match.span("short"), match.end(), _SCORE_DECLARED)
                break
        else:
            yield from _translation(text, name)


def _translation(text: str, name: Candidate) -> Iterator[Alias]:
    """Yield 张伟 in "Zhang Wei (张伟)", and the other way round: a name in the other script."""
    match = _BRACKET.match(text, name.end)
    if match is None:
        return
    first, second = text[name.start : name.end], match["short"]
    if bool(_HAN.search(first)) == bool(_HAN.search(second)):
        return
    if name.label == "Person" and not second.isascii() and len(second) > _CHINESE_NAME:
        return
    letters = re.sub(r"[()（）]", "", second)
    if second.isascii() and second[0].isupper() or len(_HAN.findall(letters)) == len(letters):
        yield Alias(name, *match.span("short"), match.end(), _SCORE_TRANSLATION)


def alias_candidates(text: str, names: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield a candidate for each second name, with the label of the first."""
    for alias in find_aliases(text, names):
        yield replace(
            alias.name, start=alias.start, end=alias.end, score=alias.score, producer=PATTERNS
        )
