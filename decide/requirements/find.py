"""Sentences that demand something become requirements (pure)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefbook.ids import make_id
from briefbook.records import Block, Document, Evidence, Span
from decide.requirements.kinds import tell_kind
from decide.requirements.limits import read_limits
from decide.requirements.records import Priority, Requirement
from decide.requirements.wording import Obligation, read_obligation
from decide.terms import is_chinese

PRODUCER = "decide.requirements@1"

_MOST_CHARACTERS = 600  # of a sentence; longer ones are tables or damaged layouts
_MOST_ALLOWED = 60  # characters of the subject of a permission; whole clauses only tell
_LEAST_FIRM, _LEAST_SHARE = 3, 0.1
_SKIPPED = frozenset({"heading", "header", "footer", "caption"})
#: TR-1, REQ_012, R4, 3.2.1, B.4, (a), 2., 第三条, （二）
_NUMBER = re.compile(
    r"\s*(?P<number>[A-Z]{1,6}[-_ ]?(?:[A-Z]{1,5}[-_])?\d{1,4}(?:\.\d{1,3})*(?![\w%°])|"
    r"[A-Z]\.\d{1,3}(?:\.\d{1,3})*|\d{1,3}(?:\.\d{1,3}){1,4}(?![\d])|"
    r"[(（][a-zA-Z0-9一二三四五六七八九十]{1,4}[)）]|[a-z]\)|\d{1,3}[.)、．]|第[一二三四五六七八九十百\d]{1,5}条|"
    r"[一二三四五六七八九十]{1,3}、)[\s:：.]*"
)
_CONDITION = re.compile(
    r"(?P<english>(?:if|when(?:ever)?|where|unless|in case|in the event|before|after|while|"
    r"once|upon|until|during|subject to|provided that)\b[^,]{3,200}),\s*(?:then\s+)?|"
    r"(?P<chinese>(?:若|如果|如(?=[^果何同上下])|当|一旦|除非|除)[^，。；]{2,80}|[^，。；]{2,60}(?:时|后|前|的，?))，\s*(?:则)?",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"(?:it|they|this|these|he|she|which|that|其|它|它们|该|此)\s*$", re.IGNORECASE
)
_LEADING = re.compile(
    r"^(?:and|but|however|therefore|also|in addition|furthermore|moreover|otherwise|that|then|"
    r"同时|此外|另外|但|而且|并且|然而|并|且|则|故|因此|以及)[,，\s]*",
    re.IGNORECASE,
)
_OPENS_CONDITION = re.compile(r"若|如|当|一旦|除|在|自|[a-z]", re.IGNORECASE)
#: Adverbs between a subject and its demand; some of them bound the value that follows.
_ADVERBS = re.compile(
    r"(?:(?P<bound>至少|最多|至多|最少)|(?<![首成])都|[均也即还亦仍皆只就便]|一律|方才|丝毫|,?\s*(?:also|both|each))\s*$"
)
#: What begins so says when, why or by what, and is nobody who has to do something.
_ADVERBIAL = re.compile(r"为了|在(?!线|职)|对于|鉴于|根据|按照|依照|关于")
_OPENS_LIST = re.compile(r"[:：]\s*$")
_PRIORITY = re.compile(
    r"\b(?:priority|优先级)\s*[:：]?\s*(?P<said>high|medium|low|must|should|could|高|中|低)|"
    r"优先级\s*[:：]?\s*(?P<also>高|中|低)",
    re.IGNORECASE,
)
_SAID: dict[str, Priority] = {
    "high": "must",
    "must": "must",
    "高": "must",
    "medium": "should",
    "should": "should",
    "中": "should",
    "low": "may",
    "could": "may",
    "低": "may",
}


@dataclass(frozen=True, slots=True)
class _Opening:
    """The opening words of a list: "The portal shall let the customer:"."""

    text: str
    number: str
    obligation: Obligation
    evidence: Evidence


def find_requirements(document: Document) -> tuple[Requirement, ...]:
    """Return what a document demands, in the order of its text.

    A list whose opening words demand ("The portal shall:") gives one requirement for each item.
    Permissions ("may", 可) count only for what the document also demands something of, since "may"
    says as often that something is possible.
    """
    found = tuple(_found(document))
    bound = {word for each in found if each.priority != "may" for word in _words(each.subject)}
    return tuple(
        each
        for each in found
        if each.priority != "may"
        or (len(each.subject) <= _MOST_ALLOWED and bound & set(_words(each.subject)))
    )


def is_demanding(document: Document, requirements: Sequence[Requirement]) -> bool:
    """Tell whether a document is there to demand: specifications, contracts, rules, laws.

    At least three of its sentences must say so with "must" or "shall", and one in ten. A paper
    that advises here and there is none.
    """
    firm = sum(each.priority == "must" for each in requirements)
    return firm >= _LEAST_FIRM and firm >= _LEAST_SHARE * len(document.sentences)


def _found(document: Document) -> Iterator[Requirement]:
    opening: _Opening | None = None
    subject = ""
    for block in document.blocks:
        if block.kind in _SKIPPED:
            opening = None if block.kind == "heading" else opening
            continue
        for span in _sentences(document, block):
            text = " ".join(document.quote(span).split())
            number, words = _numbered(text)
            obligation = read_obligation(words, _language(words))
            evidence = document.evidence(span, producer=PRODUCER, score=_score(obligation))
            if obligation is not None and _OPENS_LIST.search(words):
                opening = _Opening(words, number, obligation, evidence)
                continue
            if opening is not None and obligation is None and _is_item(block, number):
                made = _item(opening, number, words, evidence)
            elif obligation is not None:
                opening = None if block.kind != "list_item" else opening
                made = _requirement(words, number, obligation, (evidence,), subject)
            else:
                opening = None if block.kind != "list_item" else opening
                continue
            subject = made.subject
            yield made


def _sentences(document: Document, block: Block) -> Iterator[Span]:
    for sentence in document.sentences_in(block.span):
        start = max(sentence.start, block.span.start)
        end = min(sentence.end, block.span.end)
        if 8 <= end - start <= _MOST_CHARACTERS or is_chinese(document.text[start]):
            yield Span(start, end)


def _numbered(text: str) -> tuple[str, str]:
    """Split what a sentence is called from what it says.

    >>> _numbered("TR-1 The tracker shall work."), _numbered("2. 测温误差不得大于0.5℃。")
    (('TR-1', 'The tracker shall work.'), ('2', '测温误差不得大于0.5℃。'))
    """
    match = _NUMBER.match(text)
    if match is None or match.end() == len(text):
        return "", text
    return match["number"].strip("()（） .、．"), text[match.end() :]


def _language(text: str) -> str:
    return "zh" if sum(map(is_chinese, text)) * 4 > len(text) else "en"


def _score(obligation: Obligation | None) -> float:
    return {"must": 0.9, "should": 0.8, "may": 0.6}[obligation.priority] if obligation else 0.8


def _is_item(block: Block, number: str) -> bool:
    return block.kind == "list_item" or bool(number)


def _item(opening: _Opening, number: str, words: str, evidence: Evidence) -> Requirement:
    joint = "" if is_chinese(words[0]) else " "
    text = f"{opening.text.rstrip(':： ')}{joint}{words}"
    called = ".".join(part for part in (opening.number, number) if part)
    return _requirement(text, called, opening.obligation, (opening.evidence, evidence), "")


def _requirement(
    text: str,
    number: str,
    obligation: Obligation,
    evidence: tuple[Evidence, ...],
    before: str,
) -> Requirement:
    """Take a demanding sentence apart; `before` is the subject of the one before it."""
    condition, subject, bound = _subject(text[: obligation.start])
    if not subject or _PRONOUN.fullmatch(subject):
        subject = before or subject
    demanded = text[obligation.start :].rstrip(" .。;；")
    limits = read_limits(bound + demanded)
    place = evidence[-1]
    return Requirement(
        id=make_id("req", place.document_id, place.span.start, place.span.end),
        number=number,
        text=text,
        kind=tell_kind(text, limits),
        priority=_priority(text, obligation),
        negative=obligation.negative,
        subject=subject,
        action=text[obligation.end :].strip(" .。;；,，"),
        condition=condition,
        limits=limits,
        evidence=evidence,
    )


def _subject(before: str) -> tuple[str, str, str]:
    """Split the words before the demand: condition, who or what has to, and a bound (至少).

    >>> _subject("When the door is open, the tracker ")
    ('When the door is open', 'the tracker', '')
    >>> _subject("车门打开超过10分钟时，记录仪至少")
    ('车门打开超过10分钟时', '记录仪', '至少')
    """
    rest, conditions, bound = before, [], ""
    while match := _CONDITION.match(rest):
        conditions.append((match["english"] or match["chinese"]).strip())
        rest = rest[match.end() :]
    while match := _ADVERBS.search(rest):
        bound = match["bound"] or bound
        rest = rest[: match.start()].rstrip("，, ")
    parts = [part.strip() for part in re.split(r"[，；;]", rest) if part.strip()]
    subject = _LEADING.sub("", parts[-1] if parts else "").strip(" ,，:：-–")
    if not subject and conditions and not _OPENS_CONDITION.match(conditions[-1]):
        subject = conditions.pop()  # 规定经修改后，应适用: what is changed is what has to
    if _ADVERBIAL.match(subject):
        conditions.append(subject)
        subject = ""
    return "; ".join(conditions), subject, bound


def _priority(text: str, obligation: Obligation) -> Priority:
    said = _PRIORITY.search(text)
    if said is None:
        return obligation.priority
    return _SAID[(said["said"] or said["also"]).lower()]


def _words(subject: str) -> list[str]:
    """Return the last words of a subject, which name it; of a Chinese one the last two signs.

    >>> _words("The battery of the tracker"), _words("温度记录仪")
    (['battery', 'tracker'], ['录仪'])
    """
    if _language(subject) == "zh":
        return [subject[-2:]] if len(subject) >= 2 else []
    small = {"the", "a", "an", "of", "each", "any", "all", "every", "its", "his", "their", "to"}
    return [word for word in re.findall(r"[a-z]{3,}", subject.lower()) if word not in small]
