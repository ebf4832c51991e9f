"""The parts of a sentence that can stand as a headline, word for word (pure)."""

import re
from collections.abc import Iterator

from briefbook.records import Span
from summarize.prose import mostly_chinese
from summarize.words import length

# Where an English headline may begin: after what only leads up to it …
_LEADS = re.compile(
    r"^\W*(?:please|this (?:e-?mail|message|note|letter|memo)(?: is)?(?: to)?|fyi|"
    r"attached (?:is|are)|"
    r"here (?:is|are)|(?:i|we) (?:just |also )?(?:want(?:ed)?|would like|need|have|am|are)(?: to)?|"
    r"(?:can|could|would|will) you(?: please)?|do you(?: have)?|let me know|let us|just|per our|"
    r"there (?:is|are|was|were|will be)|as (?:you know|we discussed|discussed))\s+|"
    r"\b(?:we|i|(?:in )?this (?:paper|work|article|study|report),?(?: we)?)\s+"
    r"(?:\w+ly |then |also )?"
    r"(?:propose|present|introduce|describe|develop|study|investigate|explore|consider|provide|show|"
    r"demonstrate|report|design|examine|analy[sz]e|address|establish)(?:s|d|ed)?(?: that| how)?\s+",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(?:the|a|an|our|my|your|its|their|his|her|about|re)\s+", re.I)
_MARK = re.compile(
    r"[,;:](?=\s)\s*|[()\"“”—–]\s*|\s-+\s*|\b(?:that|and|to|for|on)\s+", re.IGNORECASE
)
# … and where it may end: before what only adds to it.
_ENDS = re.compile(
    r"\s*[,;:](?=\s)|\s*[()\"“”—–]|\s-+\s|\s(?:and|or|but|that|which|who|whose|where|because|so|for|to|by|with|"
    r"on|in|at|from|of|into|than|is|are|was|were|will|would|has|have|had|can|could|should|may|might|"
    r"as|when|if|while|using|via|through|between|under|over|after|before|during|until|since|"
    r"without|you|we|i|it|he|she|they)\b",
    re.IGNORECASE,
)
_CHINESE_LEADS = re.compile(
    r"[，。；：,;:、]\s*|(?:本文|该文|文章|目的|方法|结果|结论|为了?|针对|通过|旨在|对于|"
    r"对(?!应|称|照|比|象)|就(?!业|诊)|从(?!而|事|属)|在(?!线|职|校)|将(?!来)|并(?!购|且|列)|"
    r"以(?!上|下|及|来|后|前|内|外|往|色)|"
    r"首先|其次|然后|最后|同时|进而|从而)|"
    r"(?:提出|研究|探讨|探究|探索|分析|介绍|设计|建立|构建|采用|利用|运用|应用|观察|评价|比较|阐述|论述|"
    r"讨论|总结|考察|验证|揭示|阐明|制备|合成|测定|实现|给出|开发|改进|了解|明确|提高|决定|同意|批准)"
    r"(?:并\w{2})?(?:了|出)?(?:一种|一个|一类|一套)?|(?:一种|一个|一类|一套|新的?)"
)
_CHINESE_STARTS = re.compile(r"(?:基于|关于|面向|一种)")
_CHINESE_ENDS = re.compile(
    r"\s*[，。；：,;:、（(.]|(?:进行|提出|建立|构建|采用|利用|通过|是|为|具有|可以|能够|(?<!功)能|已|被|将(?!来)|"
    r"方面|过程中|中|等|时|后|上|下|的)|"
    r"(?<=方法)|(?<=研究)|(?<=分析)|(?<=算法)|(?<=模型)|(?<=系统)|(?<=影响)|(?<=问题)|(?<=应用)|(?<=疗效)|"
    r"(?<=作用)|(?<=设计)|(?<=关系)|(?<=特征)|(?<=技术)|(?<=策略)|(?<=机制)|(?<=效果)|(?<=变化)|(?<=表达)"
)
# What turns the meaning of the words beside it must not be cut away from them.
_TURNS = re.compile(
    r"\b(?:not?|never|none|nor|without|n['’]t|den(?:y|ies|ied)|refus\w+|reject\w*|fail\w*|if|unless|"
    r"whether|except|provided|subject to|may|might|could|allege\w*|claim\w*|rumou?r\w*|"
    r"reported(?:ly)?|said|says|according|hop(?:e|es|ed)|expect\w*|plan(?:s|ned)?|intend\w*|would|"
    r"cancel\w*|no longer|hardly|against|instead|rather than|until)\b|n['’]t\b|"
    r"不|未|没|否认|拒绝|如果|若|除非|是否|可能|据|称|表示|拟|计划|预计|取消|无法|尚|避免|禁止|而非|并非"
)
# A part that begins or ends with these was cut through something that belongs together.
_TORN = re.compile(
    r"^(?:\W*$|[\W_]*(?:and|or|but|which|who|whose|of|than|if|,|[)\]”’]))\b|^[)\]”’、，；的了和与及或而并等之且也还是均都曾]|"
    r"\b(?:the|an?|such|very|more|most|just|not|so|also|this|these|our|your|my|its|their|his|her|no|any|"
    r"some|all|each|every|other|both|either|mr|mrs|ms|dr|of|to|for|with|and|or|be|been|being|we|i|you|"
    r"it|he|she|they|new|here|on|in|at|by|from|that|as|is|are|was|were|who|than|into)$|[(\[“‘、，；：的了和与及或为是在对从将并且而以把被由向于其该此这那各主要均都曾也还未]$",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"在[^中上下时里内后前间]{0,6}$|[与和及][^与和及之的]{0,2}$|^(?:made|given|used)\s", re.I
)
# What says something must say it to the end of its clause; only a name for a thing may end before.
_SAYS = re.compile(
    r"^(?:i|we|you|he|she|they|it|there|this|these|that|who|what)\b|"
    r"\b(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|should|shall|may|might|must|"
    r"says?|said|makes?|made|takes?|took|gives?|gave|gets?|got|goes|went|sees?|saw|knows?|knew|"
    r"thinks?|thought|wants?|needs?|likes?|owns?|holds?|held|sells?|sold|buys?|bought|pays?|paid|"
    r"keeps?|kept|sends?|sent|spent|"
    r"(?<!the )(?<!a )(?<!an )[a-z]{2,}ed(?! [a-z]+(?:s|ion|ment|ing)\b))\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"\s*(?:[,;:()\"“”—–.!?]|-+\s|(?:and|or|but|because|so|when|if|while|which|who|as|since)\b|$)",
    re.IGNORECASE,
)
_PAIRS = ("()", "（）", "[]", "“”", "《》", "【】", "「」")
_EDGES = " \t\u3000,;:，；：、-–—*"
_LEAST, _MOST = 3, 30
_FINAL = re.compile(r"[\s.。!！;；:：,，、]+$")
_MOST_EDGES = 24  # looked at on either side, so that a very long sentence costs no more


def clauses(text: str, *, most: int = _MOST) -> Iterator[Span]:
    """Yield the parts of a sentence of at most `most` words that can stand as a headline.

    The whole sentence, without its final stop, comes first whatever its length. A part is left out
    when what was cut away denies, doubts, puts off or attributes what the part says.
    """
    end = len(text) - len(found.group() if (found := _FINAL.search(text)) else "")
    whole = Span(0, end) if end else Span(0, len(text))
    yield whole
    turns = [match.span() for match in _TURNS.finditer(text)]
    seen = {whole}
    for start in _starts(text, whole.end):
        for stop in _stops(text, start, whole.end):
            part = _trimmed(text, start, stop)
            if part is None or any(a < part.start or b > part.end for a, b in turns):
                continue
            said = text[part.start : part.end]
            if _SAYS.search(said) and not _CLAUSE_END.match(text, part.end):
                continue
            if part not in seen and _LEAST <= length(said) <= most and _is_whole(said):
                seen.add(part)
                yield part


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """Return the span without white space and marks at its edges; None when nothing is left."""
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return Span(start, end) if start < end else None


def _is_whole(text: str) -> bool:
    """Tell whether neither its edges nor its brackets were torn."""
    if _TORN.search(text) or _OPEN.search(text) or text.count('"') % 2:
        return False
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in _PAIRS)


def _starts(text: str, end: int) -> list[int]:
    found = {0}
    if mostly_chinese(text):
        found |= {match.end() for match in _CHINESE_LEADS.finditer(text, 0, end)}
        found |= {match.start() for match in _CHINESE_STARTS.finditer(text, 0, end)}
    else:
        for pattern in (_LEADS, _MARK, _ARTICLE):
            found |= {match.end() for match in pattern.finditer(text, 0, end)}
        found |= {match.start() for match in _ARTICLE.finditer(text, 0, end)}
        found |= {match.end() for start in sorted(found) if (match := _ARTICLE.match(text, start))}
    return sorted(place for place in found if place < end)[:_MOST_EDGES]


def _stops(text: str, start: int, end: int) -> list[int]:
    pattern = _CHINESE_ENDS if mostly_chinese(text) else _ENDS
    found = [match.start() for match in pattern.finditer(text, start + 1, end)]
    return [*found[:_MOST_EDGES], end]
