"""Whether a sentence asserts, denies or leaves open what a yes-or-no question asks (pure)."""

import re
from collections.abc import Sequence
from typing import Literal

from decide.question import content_terms
from decide.terms import terms

Side = Literal["for", "against", "open"]
_STRONGEST: tuple[Side, ...] = ("against", "open", "for")

_BEFORE, _BEHIND = 60, 40  # characters of a sentence in which a negation bears on what is asked
_NEGATION = re.compile(
    r"\b(?:not|no|never|nor|neither|none|nobody|nothing|without|cannot|no longer|untrue|false|"
    r"denie[sd]|den(?:y|ies)|refuse[sd]?|rejected|ceased?|stopped|failed to|\w+n['’]t)\b|"
    r"没有|没|未|不(?!仅|但|过|久|断|少|同|得不|可不)|并非|非(?!常|独占|洲)|无(?!锡|论|疑)|否认|从未|不再|不属实|拒绝|停止"
)
_OPEN = re.compile(
    r"\b(?:may|might|could|would|whether|if|unless|perhaps|possibly|probably|reportedly|allegedly|"
    r"rumou?red|said to|understood to|expected to|likely to|asked|considering)\b|"
    r"可能|或许|也许|据说|据传|传闻|传言|网传|消息，?称|是否|如果|如(?=[^果何今同下上])|若(?!兰|干)|一旦|除非|有望|或将|不排除|考虑|询问"
)
_PLANNED = re.compile(
    r"\b(?:will|shall|plans? to|intends? to|is to|are to|aims? to|going to|proposes? to)\b|"
    r"将(?=于|在|向|由|来|会|[一-鿿]{0,6}?(?:支付|签|收购|成立|出任))|拟|计划|打算|准备"
)
#: Words of which one denies the other.
_OPPOSITES = (
    ("open", "closed"),
    ("accept", "reject"),
    ("approv", "reject"),
    ("approv", "refus"),
    ("accept", "refus"),
    ("increas", "decreas"),
    ("rise", "fall"),
    ("rose", "fell"),
    ("win", "lose"),
    ("won", "lost"),
    ("pass", "fail"),
    ("profit", "loss"),
    ("start", "end"),
    ("增加", "减少"),
    ("上升", "下降"),
    ("上涨", "下跌"),
    ("盈利", "亏损"),
    ("通过", "否决"),
    ("同意", "拒绝"),
    ("批准", "驳回"),
    ("合格", "不合格"),
)


def side_of(
    question: str, sentence: str, cues: Sequence[re.Pattern[str]], *, future: bool = False
) -> Side | None:
    """Tell which side a sentence that speaks of a question's subject is on.

    Both are folded, the question's names blanked out; `cues` are the words for what it asks about.
    None when the sentence says nothing of that. A plan is "for" when the question is of the
    `future`, and open otherwise.

    >>> side_of("has it paid?", "acme has not paid it yet.", [re.compile("paid")])
    'against'
    """
    if says_opposite(question, sentence):
        return "against"
    places = _places(question, sentence, cues)
    if not places:
        return None
    sides = [_side_at(sentence, start, end, future=future) for start, end in places]
    return next((side for side in _STRONGEST if side in sides), None)


def _places(question: str, sentence: str, cues: Sequence[re.Pattern[str]]) -> list[tuple[int, int]]:
    if cues:
        return [match.span() for cue in cues for match in cue.finditer(sentence)]
    wanted = set(content_terms(question))
    words = [(m.start(), m.end()) for m in re.finditer(r"[\w'’-]+", sentence)]
    found = [(s, e) for s, e in words if wanted & set(terms(sentence[s:e]))]
    if found:
        return found
    return [m.span() for term in wanted for m in re.finditer(re.escape(term), sentence)]


def _side_at(sentence: str, start: int, end: int, *, future: bool) -> Side:
    clause = _clause(sentence, start, end)
    if _NEGATION.search(clause):
        return "against"
    if _OPEN.search(clause):
        return "open"
    if _PLANNED.search(clause):
        return "for" if future else "open"
    return "for"


def _clause(sentence: str, start: int, end: int) -> str:
    """Return what stands around a word, up to the next stop but over commas."""
    first = max(0, start - _BEFORE)
    before = re.split(r"[.;；。!?！？](?:\s|$)", sentence[first:start])[-1]
    behind = re.split(r"[.;；。!?！？,，、](?:\s|$)?", sentence[end : end + _BEHIND])[0]
    return before + sentence[start:end] + behind


def says_opposite(question: str, sentence: str) -> bool:
    """Tell whether a sentence has the opposite of a word that the question has, and not that.

    >>> says_opposite("is the plant open?", "the plant is closed.")
    True
    """
    for pair in _OPPOSITES:
        for mine, theirs in (pair, pair[::-1]):
            if mine in question and theirs not in question and _word(theirs, sentence):
                return not _word(mine, sentence)
    return False


def _word(word: str, text: str) -> bool:
    return bool(re.search(rf"\b{word}", text)) if word.isascii() else word in text
