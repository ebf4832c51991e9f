"""How a sentence demands, recommends, allows or forbids (pure).

The words are those of RFC 2119 and of the ISO/IEC Directives, Part 2, clause 7, in English
("shall", "should", "may"), and of GB/T 1.1-2020, appendix C, in Chinese (应, 宜, 可), with 必须,
不得, 严禁 and other words of contracts and laws.
"""

import re
from dataclasses import dataclass

from decide.requirements.records import Priority


@dataclass(frozen=True, slots=True)
class Obligation:
    """Where in a sentence the demand stands, and what it is."""

    start: int  # characters [start, end) of the words that demand: "shall not"
    end: int  # equal where the words are a part of a limit: 不得超过
    priority: Priority
    negative: bool


_ADVERB = (
    r"(?:\s+(?:also|always|only|then|therefore|further|each|at all times|in addition|either))?"
)
#: Who is bound by a contract or built by a specification: of these "will" and "may not" bind.
_ACTOR = (
    r"(?:supplier|contractor|vendor|provider|seller|buyer|purchaser|customer|client|licen[sc]ee|"
    r"licen[sc]or|tenant|landlord|lessee|lessor|employee|employer|bidder|tenderer|consultant|"
    r"part(?:y|ies)|system|software|platform|application|product|device|service|user|operator)s?"
)
_MUST = re.compile(
    rf"\b(?:shall|must){_ADVERB}\b|\b(?:is|are|be){_ADVERB}\s+(?:required|obliged|obligated)\s+to\b",
    re.IGNORECASE,
)
_WILL = re.compile(rf"(?<=\b)(?:the|each|any)\s+{_ACTOR}\s+(?P<modal>will(?:\s+not)?)\b", re.I)
_FORBIDS = re.compile(
    rf"\b(?:shall|must){_ADVERB}\s+(?:not|never)\b|\b(?:mustn|shan)['’]t\b|"
    r"\b(?:is|are)\s+(?:prohibited|forbidden)(?:\s+from|\s+to)?\b|"
    r"\b(?:is|are)\s+not\s+(?:permitted|allowed)(?:\s+to)?\b",
    re.IGNORECASE,
)
_MAY_NOT = re.compile(rf"\b(?:the|each|any|no)\s+{_ACTOR}\s+(?P<modal>may\s+not|cannot)\b", re.I)
_SHOULD = re.compile(
    rf"\bshould{_ADVERB}\b|\b(?:is|are)\s+recommended(?:\s+(?:to|that))?\b", re.IGNORECASE
)
_SHOULD_NOT = re.compile(
    rf"\bshould{_ADVERB}\s+(?:not|never)\b|\bshouldn['’]t\b|\b(?:is|are)\s+not\s+recommended\b",
    re.IGNORECASE,
)
_MAY = re.compile(r"\bmay\b(?!\s+(?:be\s+)?(?:not|have|well|\d))")
#: Demands in form only: guesses at what was, questions, and ways of speaking.
_NO_DEMAND = re.compile(
    r"\b(?:shall|must|should)\s+(?:not\s+)?have\s+(?:been|had|\w+ed)\b|"
    r"^\W*(?:should|shall)\s+(?:you|the|it|we|i|they|any|this)\b|"
    r"\b(?:i|we)\s+(?:must|should)\s+(?:say|admit|note|add|confess)\b|"
    r"\bit\s+(?:should|must)\s+be\s+(?:noted|said|stressed|emphasi[sz]ed|remembered|pointed)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？]\s*[\"'”’)]*\s*$")
_NOBODY = re.compile(r"(?:^|,\s*)(?:no|neither)\s+\w+", re.IGNORECASE)

#: 应 as a part of another word: 供应, 应用, 应急 …
_YING = (
    r"(?<![供反响对效相适感因顺回照答呼策报])应(?!用(?!于)|急|收|付(?!给|费)|邀|届|试|聘|接不暇|运|变|激|"
    r"有尽有|季|景|声|约|诉|征|对(?:措施|方案|策略|风险|挑战|气候|危机|突发)|[^，。；]{1,14}(?:请求|要求|邀请)，)"
)
_ZH_FORBIDS = re.compile(
    rf"不得(?!不|已|而知)|严禁|禁止|不许|不准|不允许|无权|不应当?|{_YING}(?:当)?(?:禁止|避免|杜绝)|"
    r"不可(?!避|抗|缺|分|撤|少|能|靠|再|逆|预|或|否|思)"
)
_ZH_MUST = re.compile(
    rf"必须|务必|应当(?!前)|有义务|有责任|(?<![必无毋])须(?!知|要)|需要?(?=在|经|按|由|提供|满足|符合|支持|具备|采用|"
    rf"确保|保证|完成|提交|配备)|{_YING}"
)
_ZH_SHOULD_NOT = re.compile(r"不宜|不建议|不推荐")
_ZH_SHOULD = re.compile(
    r"(?<![适便事不相权])宜(?!居|家|人|昌|宾|兴)|建议|推荐(?!算法|系统|模型|给)"
)
_ZH_MAY = re.compile(
    r"可以|(?<![许认不宁无])可(?=选|由|采用|使用|按|在|根据|要求|向|自行|不|将|提供|通过|设|显示|为)"
)
#: A limit in the words of a ban: "shall not exceed 5", 不得超过, is a demand like any other.
_BOUND = re.compile(
    r"\s*(?:exceed|be\s+(?:more|less|greater|fewer|longer|shorter|higher|lower|later|earlier)\s+than|"
    r"be\s+(?:above|below|over|under)|fall\s+below)\b|"
    r"\s*(?:超过|大于|小于|少于|多于|低于|高于|短于|长于|晚于|早于|超出|迟于)",
    re.IGNORECASE,
)
_BOUND_LATER = re.compile(
    r"[^.;]{0,80}\bby\s+(?:more|less)\s+than\s+\d|[^.;]{0,60}\b(?:more|less)\s+than\s+\d", re.I
)


def read_obligation(text: str, language: str) -> Obligation | None:
    """Return what a sentence demands, or None where it only tells.

    `language` is "zh" for Chinese wording; all else is read as English.

    >>> read_obligation("The pump must not leak.", "en")
    Obligation(start=9, end=17, priority='must', negative=True)
    >>> read_obligation("相应的应用手册由供应商提供。", "zh") is None
    True
    """
    if _QUESTION.search(text) or _NO_DEMAND.search(text):
        return None
    found = _chinese(text) if language == "zh" else _english(text)
    if found is None:
        return None
    if found.negative and _is_bound(text[found.end :]):
        # "shall | not exceed": the denial belongs to the limit, and what is demanded is a value.
        modal = re.match(r"[A-Za-z]+\s+", text[found.start : found.end])
        end = found.start + (modal.end() if modal else 0)
        return Obligation(found.start, end, found.priority, False)
    if not found.negative and language != "zh" and _NOBODY.search(text[: found.start]):
        return Obligation(found.start, found.end, found.priority, True)
    return found


def _english(text: str) -> Obligation | None:
    return _first(
        text,
        (_FORBIDS, "must", True),
        (_MAY_NOT, "must", True),
        (_MUST, "must", False),
        (_WILL, "must", False),
        (_SHOULD_NOT, "should", True),
        (_SHOULD, "should", False),
        (_MAY, "may", False),
    )


def _chinese(text: str) -> Obligation | None:
    return _first(
        text,
        (_ZH_FORBIDS, "must", True),
        (_ZH_SHOULD_NOT, "should", True),
        (_ZH_MUST, "must", False),
        (_ZH_SHOULD, "should", False),
        (_ZH_MAY, "may", False),
    )


def _first(text: str, *words: tuple[re.Pattern[str], Priority, bool]) -> Obligation | None:
    """Return the demand that binds most; of equals that which comes first, of those the longest."""
    found = []
    for pattern, priority, negative in words:
        match = pattern.search(text)
        if match is not None:
            group = "modal" if "modal" in pattern.groupindex else 0
            is_denied = negative or "not" in match.group(group).lower().split()
            found.append(Obligation(*match.span(group), priority, is_denied))
    order = ("must", "should", "may")
    return min(
        found, key=lambda each: (order.index(each.priority), each.start, -each.end), default=None
    )


def _is_bound(rest: str) -> bool:
    return bool(_BOUND.match(rest) or _BOUND_LATER.match(rest))
