"""A question about something that is only described becomes two, asked one after the other (pure).

"Where is the bank based that lends to Acme?" asks which bank lends to Acme, and where that one is
based. Facts alone often do not lead from one to the other; texts that are read twice may.
"""

import re
from dataclasses import dataclass, replace

from briefbook.records import Answer, Sentence

_KIND = (
    "company|firm|bank|organi[sz]ation|supplier|manufacturer|maker|business|institution|university|"
    "agency|association|publisher|owner|customer|person|man|woman|author|director|city|country|"
    "town|team|band|school|film|book|river|station|group|party|club|studio|label|network|county|state"
)
_RELATION = (
    "distributor|supplier|parent company|parent|subsidiary|auditor|bank|customer|owner|lender|"
    "agent|dealer|partner|landlord|insurer|lawyer|solicitor|publisher|employer|founder|maker|manufacturer"
)
_NAME = r"[A-ZÀ-Þ][\w.&-]*(?: (?:of |and |& |the )?[A-ZÀ-Þ][\w.&-]*)*"
_AT_END = re.compile(
    rf"^(?P<head>.+?) the (?P<noun>{_KIND})(?P<tail>(?: \w+)?),?"
    r" (?:that|which|who) (?P<clause>.+?)\?*$"
)
_OF_ITS = re.compile(
    rf"^.+ (?:of|by|for|from|at) (?P<whose>{_NAME})['’]s"
    rf" (?P<noun>{_RELATION})(?P<rest>[^?]*)\?*$"
)
_KIND_ZH = "公司|企业|银行|机构|单位|厂家|集团|人|作者|导演|城市|大学|学校"
_RELATION_ZH = (
    "大股东|控股股东|股东|母公司|子公司|供应商|客户|经销商|"
    "代理商|审计机构|合作伙伴|创始人|作者|导演"
)
_CLAUSE_ZH = re.compile(
    rf"^(?P<clause>[^，,？?]{{3,40}}?)的(?:那(?:家|个|位)|这(?:家|个|位))?"
    rf"(?P<noun>{_KIND_ZH})[，,]?(?P<rest>[^的].+?)[？?]*$"
)
_OF_ITS_ZH = re.compile(
    rf"^(?P<whose>[^，,？?的]{{2,30}})的(?P<noun>{_RELATION_ZH})的?(?P<rest>[^，,？?].+?)[？?]*$"
)
_WHO_ZH = frozenset({"人", "作者", "导演", "创始人"})
_ASKS_NOTHING = re.compile(
    r"^(?:名称|名字)?(?:是谁|有哪些|是什么|叫啥|叫什么(?:名字)?|"
    r"是哪[家个位](?:公司|企业|单位|机构|银行|人)?)$"
)


@dataclass(frozen=True, slots=True)
class Nested:
    """Two questions; the answer to the first stands in the second where {} is."""

    first: str
    second: str

    def about(self, answer: str) -> str:
        """Return the second question about what the first was answered with."""
        return self.second.replace("{}", answer)


def split_question(text: str) -> Nested | None:
    """Return the two questions that a nested one asks; None where it is not nested.

    >>> split_question("Where is the bank based that lends to Acme?")
    Nested(first='Which bank lends to Acme?', second='Where is {} based?')
    >>> split_question("Who is the chair of Acme's distributor in Spain?").first
    "Which is Acme's distributor in Spain?"
    >>> split_question("收购塔恩贝克的公司，现任首席执行官是谁？").second
    '{}现任首席执行官是谁？'
    """
    text = " ".join(text.split())
    return _english(text) or _chinese(text)


def _english(text: str) -> Nested | None:
    if match := _AT_END.match(text):
        head, noun, tail, clause = match.group("head", "noun", "tail", "clause")
        person = noun in ("person", "man", "woman", "author", "director")
        asks = "Who" if person else f"Which {noun}"
        return Nested(f"{asks} {clause}?", f"{head} {{}}{tail}?")
    if match := _OF_ITS.match(text):
        whose, noun, rest = match.group("whose", "noun", "rest")
        return Nested(f"Which is {whose}'s {noun}{rest}?", f"{text[: match.start('whose')]}{{}}?")
    return None


def _chinese(text: str) -> Nested | None:
    match = _CLAUSE_ZH.match(text)
    if match and not _ASKS_NOTHING.match(match["rest"]):
        clause, noun, rest = match.group("clause", "noun", "rest")
        who = "谁" if noun in _WHO_ZH else f"哪家{noun}"
        return Nested(f"{who}{clause}？", f"{{}}{rest}？")
    match = _OF_ITS_ZH.match(text)
    if match and not _ASKS_NOTHING.match(match["rest"]):
        return Nested(f"{match['whose']}的{match['noun']}是谁？", f"{{}}{match['rest']}？")
    return None


def join_steps(
    question: str, nested: Nested, first: Answer, second: Answer, *, least: float
) -> Answer | None:
    """Return both answers as one, steps and all; None when they are not sure enough together."""
    confidence = round(first.confidence * second.confidence, 4)
    if second.abstained or not second.values or confidence < least:
        return None
    value = first.values[0]
    steps: list[Sentence] = [replace(each, role="step") for each in first.sentences[:1]]
    steps += [replace(each, role="step") for each in second.sentences]
    return replace(
        second,
        question=question,
        sentences=tuple(dict.fromkeys(steps)),
        confidence=confidence,
        kind="path",
        route=f"asked twice: “{nested.first}” gives {value}; then “{nested.about(value)}”",
    )
