"""The form of answer a question wants: a count, a list, yes or no, an extreme, one thing (pure)."""

import re
from dataclasses import dataclass
from typing import Literal

ShapeKind = Literal["count", "sum", "extreme", "list", "yes_no", "one"]

_MEASURES = "份|家|个|名|位|种|款|项|件|座|所|人|次|篇|张|笔"
_COUNT = re.compile(
    rf"\bhow many\b|\b(?:the )?number of\b|(?:多少|几)(?:{_MEASURES})(?!月|年|日|小时)|"
    r"多少(?=合同|协议|供应商|客户|产品|公司|文件|文档|股东|子公司)|(?:合同|协议|供应商|客户|产品|公司|股东|子公司)数量"
)
_SUM = re.compile(
    r"\b(?:total|combined|overall) (?:value|worth|amount|sum)\b|\bhow much (?:are|is|do|does)\b.*"
    r"\b(?:together|in total|altogether)\b|总金额|金额合计|合计金额|总共值|一共值|总额"
)
_LAST = r"latest|last|longest|newest|most recent(?:ly)?"
_FIRST = r"earliest|first|soonest|shortest|oldest"
_MOST = r"largest|biggest|highest|most valuable|most expensive|greatest"
_LEAST = r"smallest|lowest|least valuable|cheapest"
_EXTREME = re.compile(
    rf"\b(?:which|what|name|show)\b.*\b(?:{_LAST}|{_FIRST}|{_MOST}|{_LEAST})\b|"
    r"最(?:早|晚|先|后|近|大|小|高|低)"
)
_HIGH = re.compile(rf"\b(?:{_LAST}|{_MOST})\b|最(?:晚|后|近|大|高)")
_LIST = re.compile(
    r"^(?:please )?(?:list|name|enumerate|show)\b|\b(?:which|what) (?:\w+ ){0,2}?"
    r"(?:companies|firms|organi[sz]ations|people|persons|products|contracts|agreements|suppliers|"
    r"vendors|customers|clients|shareholders|owners|subsidiaries|members|partners|roles|positions|"
    r"posts|jobs|cities|towns|countries|places|banks|makers|manufacturers|investors|founders)\b|"
    r"\bwho are\b|哪些|列出|列举|分别有"
)
_AUXILIARY = re.compile(
    r"^(?:please |so |and |but )?(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|"
    r"would|shall|should|may|might|must|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|hasn't|"
    r"haven't|won't)\b"
)
_WH = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b")
_YES_NO_ZH = re.compile(
    r"吗|是否|是不是|有没有|有无|能否|可否|会不会|能不能|要不要|了没有?[？?]?$|没有[？?]$|对不对|属实"
)
_WH_ZH = re.compile(r"什么|谁|哪|多少|几(?:个|家|份|名|位|时|年|月)|为何|怎么|怎样|如何")


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of the answer."""

    kind: ShapeKind
    high: bool = False  # of an extreme: the latest or largest, not the earliest or smallest


def read_shape(folded: str) -> Shape:
    """Tell what form of answer a question wants, folded as `decide.naming.fold` does.

    >>> [read_shape(text).kind for text in ("how many contracts end in 2026?", "谁是总经理？")]
    ['count', 'one']
    >>> read_shape("has the invoice been paid?").kind, read_shape("发票付了吗？").kind
    ('yes_no', 'yes_no')
    """
    if asks_yes_or_no(folded):
        return Shape("yes_no")
    if _SUM.search(folded):
        return Shape("sum")
    if _COUNT.search(folded):
        return Shape("count")
    if _EXTREME.search(folded):
        return Shape("extreme", high=bool(_HIGH.search(folded)))
    if _LIST.search(folded):
        return Shape("list")
    return Shape("one")


def asks_yes_or_no(folded: str) -> bool:
    """Tell whether a folded question is to be answered by yes or no."""
    if _YES_NO_ZH.search(folded):
        return not _WH_ZH.search(folded)
    match = _AUXILIARY.match(folded)
    return bool(match) and not _WH.search(folded) and " or " not in folded
