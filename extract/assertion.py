"""Whether a statement is made, denied, doubted, planned or tied to a condition.

Cues and scopes in the manner of NegEx (Chapman et al. 2001, Journal of Biomedical Informatics) and
ConText (Chapman, Chu and Dowling 2007, BioNLP; Harkema et al. 2009): a cue reaches forward to the
words that carry the statement unless a terminating word stands between, false cues ("not only",
"no later than") are set aside first, and a few cues reach backward. The Chinese lists follow the
same scheme; negation there reaches no further than its own clause.

The text is masked (`extract.masks`), so that no name or date can be taken for a cue ("12 May").
"""

import re

from briefbook.records import Assertion

_SIGNS = "\ue000-\ue00f"
_FALSE_CUES = re.compile(
    r"\bnot only\b|\bno (?:later|less|more|fewer|sooner) than\b|\bnot (?:later|less|more) than\b|"
    r"\bno doubt\b|\bwithout prejudice\b|\bNo\.|\bnot limited to\b|\bwhether or not\b|"
    r"\bno other than\b|\bmay be (?:found|viewed|contacted|reached|seen)\b|\bas if\b|\bif any\b|"
    r"\b(?:said|announced|confirmed) it (?:will|would) not comment\b|"
    r"\bsubject to (?:the )?(?:terms|clauses?|sections?|provisions|conditions of)\b|"
    r"不仅|不但|不断|不久|不锈|不超过|不少于|不低于|不限于|不得不|不晚于|不迟于|不同|"
    r"不动产|无锡|无线|无缝|无人机|未来|未央|"
    r"将军|将近|若干|可能性|或者|不可撤销|无形资产|非执行|没收|应收|应付"
)

_TERMINATORS = re.compile(
    r"[;:]|\b(?:but|however|although|though|whereas|while|instead|yet|nevertheless)\b"
)
_NEGATED = re.compile(
    r"\b(?:not|never|no longer|neither|nor|denie[sd]|deny|denying|denial|reject(?:s|ed|ing)?|"
    r"rul(?:ed|es|ing) out|declin(?:ed|es) to|refus(?:ed|es|al) to|fail(?:ed|s) to|"
    r"cancel(?:led|ed|s)?|"
    r"abandon(?:ed|s)?|withdr[ea]wn?|drop(?:ped|s)|no plans?|no intention|ceased to|untrue|without|"
    r"no)\b|\w+n['’]t\b",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"\b(?:if|unless|provided that|in the event|on condition|conditional (?:up)?on|subject to|"
    r"contingent (?:up)?on|pending (?:\w+ )?approval|once approved|as long as|should "
    r"(?:the|it|he|she|they))\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:may|might|could|would|possibly|probably|perhaps|reportedly|allegedly|alleged|"
    r"rumou?r(?:s|ed)?|speculat(?:ion|ed|es)|believed to|thought to|understood to|"
    r"appears? to|seems? to|"
    r"consider(?:s|ed|ing)|exploring|(?:un)?likely|unconfirmed|potential(?:ly)?|in talks|"
    r"(?:is|are|was|were) said (?:to|that)|(?:is|are) rumou?red|understood|sources "
    r"(?:say|said)|suspected)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:will|shall|plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|intention|agree(?:s|d)? "
    r"(?:in principle )?to|"
    r"(?:is|are|was|were) to (?=\w)|aim(?:s|ed|ing)?|propos(?:e|es|ed|al|ing)|going to|"
    r"expect(?:s|ed|ing)?|scheduled|set to|due to (?=\w+ )|seek(?:s|ing)?|offer(?:s|ed)"
    r"? to|hop(?:es|ed|ing)|"
    r"letter of intent|offer for|bid(?:ding|s)? for|prepar(?:es|ed|ing) (?:an? )?(?=offer|bid|to)|"
    r"be (?=appointed|elected|named)|no sooner than|want(?:s|ed) to|wish(?:es)? to|"
    r"upcoming|about to|preparing to|"
    r"forthcoming)\b",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"\b(?:but|although|though)\b[^.;]{0,60}\b(?:denie[sd]|denying|rejected|disputed)\b|"
    r"\b(?:is|was|are|were) (?:untrue|false|denied|incorrect|unconfirmed)\b"
)

_FAILED_AFTER = re.compile(
    r"^[^.;,]{0,60}\b(?:cancelled|canceled|called off|abandoned|blocked|collapsed|fell through|"
    r"did not (?:go ahead|take place)|not (?:completed|proceed|go ahead)|failed)\b"
)

_CHINESE_TERMINATORS = re.compile(r"[;；。]|但是|但|然而|不过|而是")
_CHINESE_NEGATED = re.compile(
    r"尚未|从未|未曾|并未|未能|未|没有|没|并非|并不|绝不|不再|不会|不是|不|无意|无须|"
    r"无需|取消|放弃|终止|叫停|拒绝"
)
_CHINESE_DENIED = re.compile(r"否认|驳斥|辟谣|不实|澄清")
_CHINESE_CONDITIONAL = re.compile(
    r"如果|假如|倘若|若|一旦|除非|只要|前提|须经|尚需|尚须|有待|如(?=获|未|经|能|果|甲|"
    r"乙|双)|待[^，。；]{0,12}(?:批准|审批|通过)后"
)
_CHINESE_HEDGED = re.compile(
    r"可能|或将|或许|或会|也许|据传|传闻|传言|据称|疑似|有望|据报道|考虑|洽谈|磋商|"
    r"传(?=[\ue000-\ue00f])|尚待确认|据市场消息|网传|消息[，,]?称|传出消息|真假不知|听说|听口气"
)
_CHINESE_PLANNED = re.compile(
    r"拟|计划|即将|打算|准备|有意|意向|预计|筹划|将(?!其|该|所|持)|力争|争取|同意|提议|"
    r"应当?(?!\w{0,2}[用急])"
)
_CHINESE_DENIED_AFTER = re.compile(r"(?:但|不过|然而)?[^。；]{0,15}(?:否认|辟谣|不属实|并不属实)")
_CHINESE_FAILED_AFTER = re.compile(r"^[^。；]{0,20}(?:失败|未果|告吹|流产|被否|未获(?:批准|通过))")
_CHINESE_REACH = 14  # characters of its clause over which a negation reaches

#: A contract's "shall" and "will" is what these state, not a plan; an end lies ahead by nature.
_STANDING = frozenset(
    {"SUPPLIES", "PARTY_TO", "ENDS_ON", "WORTH", "SIGNED_ON", "HAS_EMAIL", "HAS_PHONE"}
)
_OBLIGATION = re.compile(r"\bshall\b|应当?")


#: States that end; "former chairman" and 曾任 say that they have.
_STATES = frozenset({"WORKS_FOR", "HEADS", "HOLDS_ROLE", "MEMBER_OF", "OWNS"})
_ENDED = re.compile(
    r"\b(?:former(?:ly)?|resign(?:ed|s|ation|ing)|step(?:ped|s|ping)? down|retired|ex-|previously|"
    r"used to|dismissed|departed|departure of|(?:gave|given|give|gives) up the post of|retires?|"
    r"(?:has |had )?left (?:the post|his post|her post|as)|outgoing)(?:\b|(?<=-))",
    re.IGNORECASE,
)
_CHINESE_ENDED = re.compile(
    r"曾(?!任命)|原(?=[\ue000-\ue00f])|前任?(?=[\ue000-\ue00f])|卸任|辞去|离任|辞职|退休|历任|免去"
)
_ENDED_REACH = 24  # characters before the words of the statement


def assertion_of(
    text: str, start: int, end: int, predicate: str, language: str, *, describes: bool = False
) -> Assertion:
    """Judge the statement whose words stand in `[start, end)` of a masked text.

    Negated outranks conditional, then hedged, then planned. An obligation ("shall supply", 应支付)
    counts as planned, except for predicates of standing terms, where it is asserted. A state that
    is over ("former chairman", 曾任) is negated: it does not hold. Words that only describe ("Anna
    Bell, chairman of A, may buy B") are taken for granted whatever is said around them.
    """
    hidden = _FALSE_CUES.sub(lambda match: "·" * len(match[0]), text)
    if predicate in _STATES and (ended := _ended_cue(hidden, start, end, language)):
        return "asserted" if _STILL_HOLDS.search(ended) else "negated"
    if describes:
        hidden, start, end = hidden[start:end], 0, end - start
    found = (_chinese if language == "zh" else _english)(hidden, start, end)
    if found in ("planned", "conditional") and predicate in _STANDING:
        return "asserted" if _is_standing(hidden, start, end, predicate) else found
    return found


def _ended_cue(text: str, start: int, end: int, language: str) -> str:
    """Return the words up to the cue that a state is over; none where no cue is found."""
    if language == "zh":
        words = re.split(r"[，,。；]", text[:start])[-1] + text[start:end]
        found = _CHINESE_ENDED.search(words)
    else:
        before = re.split(r"[.;,\ue000-\ue00f]", text[max(0, start - _ENDED_REACH) : start])[-1]
        words = before + text[start:end]
        found = _ENDED.search(words)
    return words[: found.end()] if found else ""


# Who will step down has not yet done so.
_STILL_HOLDS = re.compile(
    r"\b(?:will|shall|is to|are to|plans? to|intends? to|about to|due to|before|until)"
    r"\s(?:\w+\s)?\w+$|"
    r"(?:将|拟|即将|计划)(?:于\ue007)?[^，。]{0,4}$"
)


def _is_standing(text: str, start: int, end: int, predicate: str) -> bool:
    """Tell whether a plan is a term of a contract; a plan to sign or to supply is none."""
    if predicate in ("SUPPLIES", "PARTY_TO", "SIGNED_ON"):
        return _OBLIGATION.search(text, max(0, start - 40), end) is not None
    return True


def _english(text: str, start: int, end: int) -> Assertion:
    before = _after_last(_TERMINATORS, text, start, end)
    after = text[end:].split(";")[0]
    if _NEGATED.search(before) or _FAILED_AFTER.search(after):
        return "negated"
    if _CONDITIONAL.search(before) or _CONDITIONAL.search(after):
        return "conditional"
    if _HEDGED.search(before) or _DENIED_AFTER.search(after):
        return "hedged"
    return "planned" if _PLANNED.search(before) else "asserted"


def _chinese(text: str, start: int, end: int) -> Assertion:
    before = _after_last(_CHINESE_TERMINATORS, text, start, end)
    after = re.split(r"[;；。]", text[end:])[0]
    clause = re.split(r"[，,]", text[:start])[-1][-_CHINESE_REACH:] + text[start:end]
    denied = _CHINESE_DENIED.search(before) or _CHINESE_FAILED_AFTER.search(after)
    if denied or _CHINESE_NEGATED.search(clause):
        return "negated"
    if _CHINESE_CONDITIONAL.search(before) or re.search(r"须经|尚需|尚须|有待", after):
        return "conditional"
    if _CHINESE_HEDGED.search(before) or _CHINESE_DENIED_AFTER.search(after):
        return "hedged"
    return "planned" if _CHINESE_PLANNED.search(clause) else "asserted"


def _after_last(terminators: re.Pattern[str], text: str, start: int, end: int) -> str:
    """Return the text up to `end`, from the last terminator before `start` on."""
    opening = 0
    for match in terminators.finditer(text, 0, start):
        opening = match.end()
    return text[opening:end]
