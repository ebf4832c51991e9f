"""What a plain text denies, doubts or plans, and of what it does so (pure).

The cues and how far they reach are in the manner of NegEx (Chapman et al. 2001) and ConText
(Harkema et al. 2009).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from summarize.figures import Figure
from summarize.terms import BREAK, Term

Stance = Literal["negated", "hedged", "planned"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a denial or a doubt is about."""

    stance: Stance
    first: frozenset[str]  # stems of the word it is chiefly about
    reach: frozenset[str]  # stems of all it may be about


_FALSE_CUES = re.compile(
    r"\bnot only\b|\bno (?:later|less|more|fewer|sooner) than\b|\bnot (?:later|less|more) than\b|"
    r"\bno doubt\b|\bno\. ?\d|\bwhether or not\b|\bno other than\b|\bas if\b|\bif any\b|"
    r"\bmay \d|\d may\b|\bwill's?\b(?= of)|"
    r"不仅|不但|不断|不久|不锈|不超过|不少于|不低于|不限于|不得不|不晚于|不迟于|不同|不足|不到|不过|不少|不管|"
    r"不论|不动产|无论|无锡|无线|无缝|无人机|无机|未来|未央|没收|差不多|对不起|了不起|要不|"
    r"将军|将近|若干|可能性|或者|计划经济|计划生育"
)
_ENGLISH_CUES: dict[Stance, re.Pattern[str]] = {
    "negated": re.compile(
        r"\b(?:not|never|no longer|neither|nor|no|none|nobody|nothing|without|cannot|unable to|"
        r"fail(?:s|ed|ing)? to|refus(?:e|es|ed|ing) to|declin(?:e|es|ed|ing) to|"
        r"den(?:y|ies|ied|ying)|"
        r"rul(?:e|es|ed|ing) out|reject(?:s|ed|ing)?|lack(?:s|ed|ing)?(?: of)?|barely|hardly)\b|"
        r"\w+n't\b"
    ),
    "hedged": re.compile(
        r"\b(?:may|might|could|possibly|probably|perhaps|reportedly|allegedly|alleged|"
        r"suspected|rumou?red|apparently|appears? to|seems? to|seemed to|appeared to|"
        r"(?:is|are|was|were|be|been) considering|believed to|thought to|(?:un)?likely|if|unless|"
        r"potential(?:ly)?|accused of)\b"
    ),
    "planned": re.compile(
        r"\b(?:will|shall|would|plan(?:s|ned|ning)? to|plans? for|intend(?:s|ed|ing)? to|"
        r"propos(?:e|es|ed|als?|ing) to|aim(?:s|ed|ing)? to|going to|expect(?:s|ed|ing)? to|"
        r"set to|due to(?= [a-z]+ )|seek(?:s|ing)? to|hop(?:e|es|ed|ing) to|want(?:s|ed)? to|"
        r"agree(?:s|d)? to|about to|prepar(?:es|ed|ing) to|scheduled to|offer(?:s|ed)? to|"
        r"threaten(?:s|ed|ing)? to|vow(?:s|ed)? to|promis(?:e|es|ed) to)\b|"
        r"'ll\b"
    ),
}
_CHINESE_CUES: dict[Stance, re.Pattern[str]] = {
    "negated": re.compile(
        r"尚未|从未|未曾|并未|未能|未|没有|没|并非|绝非|并不|绝不|不再|不会|不能|不是|不|无法|无意|无|"
        r"拒绝|否认|取消|驳回"
    ),
    "hedged": re.compile(
        r"可能|或将|或许|或会|也许|据传|传闻|据称|疑似|有望|涉嫌|如果|假如|倘若|一旦|正考虑|正在考虑"
    ),
    "planned": re.compile(r"拟|计划|即将|打算|准备|有意|意向|预计|筹划|将(?![其该所])|力争|争取"),
}
_REACH_WORDS, _REACH_CHARACTERS, _FIRST_CHARACTERS = 5, 12, 3
_LIGHT = re.compile("获得|得到|进行|作出|做出|取得|予以|经过|能够?|再|会|有")
_PARTS = re.compile(
    r"(?P<negated>\b(?:not|never|no longer|neither|no|cannot)\b|n't\b|"
    r"未能|尚未|从未|没有|并未|未|没|不|无)|"
    r"(?P<hedged>\b(?:may|might|could|possibly|probably|reportedly|allegedly)\b|"
    r"可能|或将|据称|有望|涉嫌)|"
    r"(?P<planned>\b(?:will|plans? to|intends? to|hopes? to|expects? to)\b|拟|计划|预计|将)"
)
_AUXILIARIES = frozenset(("do", "doe", "did", "hav", "has", "had"))  # stems
_SOFT_ENDING = re.compile(r"\w{3,}ly$")


def scopes(
    text: str, folded: str, terms: Sequence[Term], found: Sequence[Figure]
) -> Iterator[Scope]:
    """Yield what a text denies, doubts and plans; `folded` is the text in small letters."""
    masked = _masked(folded, found)
    for cues in (_ENGLISH_CUES, _CHINESE_CUES):
        for stance, pattern in cues.items():
            for match in pattern.finditer(masked):
                yield _scope(stance, match, text, terms)


def _masked(folded: str, found: Sequence[Figure]) -> str:
    """Hide what only looks like a cue: "not only", 未来, and May the month."""
    masked = _FALSE_CUES.sub(lambda match: "\x00" * len(match[0]), folded)
    for each in found:
        masked = masked[: each.start] + "\x00" * (each.end - each.start) + masked[each.end :]
    return masked


def _scope(stance: Stance, match: re.Match[str], text: str, terms: Sequence[Term]) -> Scope:
    stop = BREAK.search(text, match.end())
    end = stop.start() if stop else len(text)
    ahead = [term for term in terms if match.end() <= term.start < end]
    chinese = not match[0].isascii()
    if chinese:
        near = [term for term in ahead if term.end <= match.end() + _REACH_CHARACTERS]
        light = _LIGHT.match(text, match.end())
        heavy = [t for t in near if t.start >= (light or match).end() and t.stem[0] != "#"]
        first = [t for t in heavy if t.end <= heavy[0].start + _FIRST_CHARACTERS]
    else:
        near = ahead[:_REACH_WORDS]
        heavy = [term for term in near if not _SOFT_ENDING.search(text[term.start : term.end])]
        first = [term for term in (heavy or near)[:1] if not term.stem.startswith("#")]
    return Scope(
        stance,
        frozenset(term.stem for term in first),
        frozenset(term.stem for term in near),
    )


def partings(
    folded: str, units: Sequence[tuple[str, int, int]], found: Sequence[Figure]
) -> Iterator[tuple[Stance, tuple[str, ...], str]]:
    """Yield where a cue parts words: its stance, the units that may go before, the one behind."""
    masked = _masked(folded, found)
    for match in _PARTS.finditer(masked):
        before = [unit for unit, _, end in units if end <= match.start()][-2:]
        split = [unit for unit, start, end in units if start < match.start() < end]
        after = next((unit for unit, start, _ in units if start >= match.end()), None)
        if split:  # "don't"
            before = [*before[-1:], split[0].removesuffix("nt")]
        if after and before:
            past = before[-1] in _AUXILIARIES
            yield _stance(match), tuple(before if past else before[-1:]), after


def _stance(match: re.Match[str]) -> Stance:
    if match["negated"]:
        return "negated"
    return "hedged" if match["hedged"] else "planned"
