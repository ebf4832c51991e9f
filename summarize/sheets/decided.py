"""Whether a sentence of minutes decides, refuses or leaves open, in English and Chinese (pure).

A decision is what a body did: "the board approved", "it was agreed", 会议决定. What is only
proposed, depends on something, is asked, or told of another time is none; "did not approve"
refuses.
"""

import re
from typing import Literal

Verdict = Literal["decision", "refusal", "open", ""]

_BODY = (
    r"(?:(?:(?<!\w )|(?<=\band )|(?<=\bso )|(?<=\bthat )|(?<=\bthen ))(?:we|all|everyone|both)|"
    r"(?:(?:the|this|our|a) )?(?:(?-i:[A-Z])[\w&’'-]+ ){0,3}(?:board|"
    r"committee|"
    r"council|meeting|directors|trustees|members|shareholders|partners|team|group|panel|governors|"
    r"commission|cabinet|executive|parties|participants|attendees|assembly|chair(?:man|woman)?|"
    r"majority|house)(?: of (?:the )?\w+)?)"
)
_ADVERBS = (
    r"(?: (?:also|then|unanimously|formally|therefore|further|duly|has|have|hereby|finally|all|"
    r"reluctantly|again|subsequently|jointly|narrowly|by \w+ votes to \w+,?))*"
)
_ACCEPTED = (
    r"(?:resolved|decided|agreed(?! with\b)|approved|adopted|ratified|endorsed|authori[sz]ed|"
    r"accepted(?! that)|(?:re-)?elected|appointed|voted|passed|carried|granted|selected|chose|"
    r"opted)"
)
_REFUSED = (
    r"(?:rejected|declined|refused|dismissed|vetoed|turned down|ruled out|defeated|voted against|"
    r"voted down|(?:resolved|decided|agreed|voted)(?: unanimously)? (?:not to|against))"
)
_BASE = (
    r"(?:approved?|agreed?|adopt(?:ed)?|accept(?:ed)?|authori[sz]ed?|endorsed?|support|"
    r"grant(?:ed)?|ratif(?:y|ied)|pass(?:ed)?|carr(?:y|ied)|elect(?:ed)?|appoint(?:ed)?|consent)"
)
_PASSIVE = (
    r"(?:was|were|is hereby|are hereby|has been|have been)"
    r"(?: (?:also|duly|unanimously|formally|therefore|then|hereby|all|finally))*"
)
_DONE = (
    r"(?:approved|agreed|adopted|carried|ratified|resolved|decided|endorsed|passed|authori[sz]ed|"
    r"(?:re-)?elected)(?! with\b)"
)
_NOT_BY_OTHERS = r"(?! by (?!the (?:board|committee|council|meeting|members|directors)|\w+ votes))"

_EN_REFUSAL = re.compile(
    rf"\b{_BODY}{_ADVERBS} {_REFUSED}\b|"
    rf"\b(?:did not|didn['’]t|do not|does not|has not|have not|will not) {_BASE}\b|"
    rf"\b(?:was|were) not (?:\w+ )?{_DONE}|"
    r"\b(?:was|were) (?:unanimously |narrowly )?(?:rejected|defeated|lost|declined|refused|"
    rf"turned down|voted down|not carried)\b{_NOT_BY_OTHERS}|"
    rf"^\W*(?:it was )?{_REFUSED}\b|\bmotion (?:failed|fell|lost)\b",
    re.IGNORECASE,
)
_EN_OPEN = re.compile(
    r"\bno (?:formal |final )?(?:decision|agreement|resolution|consensus|vote|conclusion)s?"
    r"(?: (?:was|were|had been|has been|could be))? (?:taken|made|reached|passed|held)|"
    r"\bnothing (?:had been|has been|was) (?:agreed|decided)|"
    r"\b(?:was|were|be) (?:deferred|postponed|adjourned|tabled|held over|carried over|left open|"
    r"put off|left undecided)|\b(?:deferred|postponed) (?:a|the|its|any|this) |"
    r"\b(?:agreed|resolved|decided) to (?:defer|postpone|adjourn|hold over)|"
    r"\bto be (?:decided|agreed) (?:at|in|by|later)|\bremains? (?:open|undecided)\b|"
    r"\bdid not (?:decide|vote|reach)\b|\bcould not agree\b|\bno decisions?\b",
    re.IGNORECASE,
)
_EN_DECISION = re.compile(
    rf"^\W*(?:it (?:was|is) )?(?:further |unanimously |hereby )*{_ACCEPTED}\b(?! by\b)|"
    r"^\W*(?:decisions?|resolution|resolved|agreed|decided|outcome)\s*(?:\([^)]*\)|\d+)?\s*:|"
    rf"\bit (?:was|is)(?: \w+)? (?:agreed|resolved|decided)\b|"
    rf"\b{_BODY}{_ADVERBS} {_ACCEPTED}\b|"
    r"\b(?:the (?:board|committee|council|directors|trustees|parties)) will (?:now |therefore )?"
    r"(?:propose|recommend|adopt|pay|proceed|go ahead|appoint|fund|close)\b|"
    rf"\b{_PASSIVE} {_DONE}\b{_NOT_BY_OTHERS}",
    re.IGNORECASE,
)
# Words before the cue, in its clause, that make it depend, report it, or put it off.
_EN_UNDONE = re.compile(
    r"\b(?:if|unless|until|once|whether|when|whenever|before|after|in case|provided|as soon as|"
    r"would|could|may|might|should|can|propos(?:e|es|ed|ing)|recommend\w*|ask(?:ed|s)?|"
    r"request(?:ed|s)?|"
    r"suggest\w*|want\w*|hop(?:es|ed|ing)|expect\w*|said|says|reported|noted|recalled|explained|"
    r"which|who)\b[^,;.:]*$",
    re.IGNORECASE,
)
_EN_EARLIER = re.compile(
    r"\b(?:previously|at (?:its|the|our) (?:last|previous) (?:meeting|session)|"
    r"last (?:year|month|week))\b",
    re.IGNORECASE,
)
_EN_BARE = re.compile(
    r"\W*(?:(?:unanimously )?(?:agreed|approved|carried|adopted|resolved|passed))"
    r"(?: unanimously| nem\.? con| by \d+ (?:votes )?to \d+| \d+\W\d+)?\W*",
    re.IGNORECASE,
)

_ZH_BODY = (
    r"(?:会议|大会|全会|例会|办公会|(?:董事|监事|股东|委员|理事|常委|业委|校委|党组|党委|"
    r"职代)大?会|"
    r"党委|与会[^，。；]{0,4}|全体[^，。；]{2,6}|各方|双方|三方|领导小组|班子|大家|我们|公司|集团)"
)
_ZH_ADVERBS = (
    r"(?:一致|最终|最后|原则上?|经?(?:充分|认真)?(?:讨论|研究|审议|表决|投票|协商)(?:后|并|，)?|"
    r"当场|"
    r"集体|已经?|也|随后|并|以[^，。；]{1,14}票[^，。；]{0,12}?)*"
)
_ZH_ACCEPTED = (
    r"(?:决定|决议|同意|批准|审议通过|表决通过|讨论通过|通过|议定|商定|确定|明确|采纳|选举|聘任|"
    r"任命|授权)"
)
_ZH_REFUSED = (
    r"(?:否决|驳回|拒绝|反对(?!票)|(?:不予|未予|未获|未能|未|没有|不)(?:批准|通过|同意|认可|采纳|"
    r"核准)|"
    r"(?:决定|同意)(?:不|终止|取消|放弃))"
)
_ZH_REFUSAL = re.compile(
    rf"(?:^|[，。；：:]){_ZH_ADVERBS}{_ZH_REFUSED}|{_ZH_BODY}{_ZH_ADVERBS}{_ZH_REFUSED}|"
    rf"(?:议案|提案|方案|申请|预算|请求|动议|要求)[^，。；]{{0,8}}(?:被否决|未获通过|未通过|"
    rf"未获批准|被驳回)|"
    r"不予(?:认可|批准|通过|同意|采纳)"
)
_ZH_OPEN = re.compile(
    r"(?:未|没有|未能)(?:作出|做出|形成|达成)(?:任何|最终)?(?:决定|决议|一致|共识|结论)|"
    r"暂(?:缓|不)(?:表决|决定|作决定|审议|讨论)|待定|再议|未表决|搁置|"
    r"(?:下次会议|下次例会|下一次会议|会后)(?:再|继续|另行)|(?:另行|留待|推迟|延期|延后)(?:研究|"
    r"讨论|决定|表决|审议|下)|"
    r"(?:尚|还)(?:需|须|待)[^，。；]{0,14}(?:批准|审批|同意|决定|核准)"
)
_ZH_DECISION = re.compile(
    rf"^\W*{_ZH_ADVERBS}(?:{_ZH_ACCEPTED})|"
    rf"{_ZH_BODY}{_ZH_ADVERBS}{_ZH_ACCEPTED}|"
    rf"(?:(?<![曾已])经(?![理济营费验办常])|一致)[^，。；]{{0,12}}[，,]?(?:一致)?(?:同意|决定|"
    rf"通过)|"
    r"^\W*(?:决定|决议|会议决定|结论)(?:事项)?\s*\d*\s*[:：]|"
    r"(?:议案|提案|预算|方案|报告)[^，。；]{0,10}(?:获得?|以[^，。；]{1,12}票)(?:一致)?通过"
)
_ZH_UNDONE = re.compile(
    r"(?:如|若|一旦|待|须|需|应|经(?=[^，。；]{2,10}$)|提请|报请|建议|提议|申请|请求|拟|希望|"
    r"能否|是否|倘|除非|等|"
    r"说|称|提到|前次|上次|此前|去年|可能|将由|请)[^，。；：:]*$"
)
_ZH_UNDONE_AFTER = re.compile(
    r"^(?:后|之后|以后|的(?:前提|情况|条件)|[^，。；]{0,12}(?:的前提下|后方可|后再))"
)
_ZH_BARE = re.compile(
    r"\W*(?:全体|全票|一致)?(?:同意|通过|赞成)\W*|[（(][^（）()。]{0,20}票[^（）()。]{0,20}[）)]。?"
)
_CHINESE = re.compile("[\u3400-\u9fff]")
_QUESTION = re.compile(r"[?？]\W*$")
_NOTHING = re.compile(r"[:：]\s*(?:none|nil|n/a|not applicable|无|没有)\W*$", re.IGNORECASE)


def verdict(text: str, *, in_section: bool = False) -> Verdict:
    """Judge a sentence; `in_section` when it stands under a heading such as "Resolutions".

    >>> verdict("The board approved the budget."), verdict("The board did not approve the budget.")
    ('decision', 'refusal')
    >>> verdict("会议决定下周发函。"), verdict("如董事会同意，下周发函。")
    ('decision', '')
    """
    if _QUESTION.search(text) or _NOTHING.search(text):
        return ""
    if _CHINESE.search(text):
        return _chinese(text) or ("decision" if in_section else "")
    return _english(text) or ("decision" if in_section else "")


def is_bare(text: str) -> bool:
    """Tell whether a sentence only says that the one before it was decided: "Agreed." """
    pattern = _ZH_BARE if _CHINESE.search(text) else _EN_BARE
    return pattern.fullmatch(text) is not None


def _english(text: str) -> Verdict:
    if _EN_OPEN.search(text):
        return "open"
    if _EN_EARLIER.search(text) and not re.search(r"\bminutes of the\b", text, re.IGNORECASE):
        return ""
    for found, kind in ((_EN_REFUSAL, "refusal"), (_EN_DECISION, "decision")):
        for match in found.finditer(text):
            if not _EN_UNDONE.search(text[: match.start()]) and not _relative(text, match):
                return "refusal" if kind == "refusal" else "decision"
    return ""


def _relative(text: str, match: re.Match[str]) -> bool:
    """Tell whether the cue only describes: "the plan that was approved", "as was agreed"."""
    return re.search(r"\b(?:that|which|who|as)\s*$", text[: match.start()]) is not None


def _chinese(text: str) -> Verdict:
    if _ZH_OPEN.search(text):
        return "open"
    for found, kind in ((_ZH_REFUSAL, "refusal"), (_ZH_DECISION, "decision")):
        for match in found.finditer(text):
            start = match.start() + (match.group()[0] in "，。；：:")
            undone = _ZH_UNDONE.search(text[:start]) or _ZH_UNDONE_AFTER.search(text[match.end() :])
            if not undone:
                return "refusal" if kind == "refusal" else "decision"
    return ""
