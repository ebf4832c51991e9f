"""Facts of the graph that answer a question, worded with both names and their quote (pure)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefbook.records import Entity, Fact, Neighbourhood, Sentence
from briefbook.schema import PREDICATES
from decide.question import Question, named_in
from decide.settings import DecideSettings
from decide.terms import terms

_MAX_MISSING = 0.3  # share of a question's terms that a fact may leave out
#: Words for the kind of thing that an end of a fact is, as `terms` gives them: they add nothing.
_KIND_WORDS = {
    label: frozenset(term for term in terms(words))
    for label, words in {
        "Person": "person people man woman name 人 人员 姓名",
        "Organization": "company firm organization business bank supplier 公司 企业 单位 机构 银行",
        "Location": "place city country town 地方 城市 国家",
        "Reference": "contract agreement invoice order document 合同 协议 发票 订单",
        "Date": "date day year 日期 时间 年份",
        "Money": "amount sum price value 金额 价格",
        "Product": "product 产品",
    }.items()
}
_QUOTE_LENGTH = 240  # characters of the quote that are worded; the evidence keeps all of it


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact put into words."""

    sentence: Sentence
    confidence: float


#: Words by which a question asks for a predicate, in both languages.
_CUES = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "WORKS_FOR": r"\bwork|\bemploy|\bstaff|任职|就职|供职|工作|员工|雇",
        "HEADS": r"\bhead(?!quarter)|\blead|\bled\b|\brun|\bchief|\bceo\b|\bchair|\bpresident|"
        r"\bdirector|\bmanag|\bboss|领导|负责人|董事长|总经理|总裁|主席|首席|主管|执掌|掌管",
        "HOLDS_ROLE": r"\brole|\bposition|\bpost\b|\btitle|\bjob|\bofficer|\bdirector|\bmanager|"
        r"\bceo\b|\bcfo\b|\bcto\b|担任|职务|职位|什么职|岗位",
        "MEMBER_OF": r"\bmember|\bbelong|\bboard\b|成员|委员|会员|加入|属于",
        "OWNS": r"\bown|\bshareholder|\bstake|\bshares?\b|\bsubsidiar|\bparent|持股|股东|股份|"
        r"控股|拥有|子公司|母公司",
        "ACQUIRED": r"\bacqui|\bbuy|\bbought|\btakeover|\btook over|\bpurchas|收购|并购|买下",
        "INVESTED_IN": r"\binvest|\bfund(?:ed|ing)|投资|注资|融资",
        "FOUNDED": r"\bfound|\bestablish|\bset up|\bcreat|创立|创办|创始|创建|成立",
        "FOUNDED_ON": r"\bfound|\bestablish|\bset up|\bincorporat|成立|创立|创办|创建|设立",
        "LOCATED_IN": r"\blocat|\bbased\b|\bheadquarter|\bseat\b|\bwhere\b|\boffice|位于|总部|"
        r"地址|在哪|哪里|所在|何处|注册地",
        "COOPERATES_WITH": r"\bcooperat|\bpartner|\bcollaborat|\bwork(?:s|ed|ing)? with|合作|伙伴",
        "SUPPLIES": r"\bsuppl|\bdeliver|\bvendor|供货|供应|供给",
        "PRODUCES": r"\bproduc|\bmake|\bmanufactur|生产|制造|产品",
        "PAID": r"\bpaid|\bpay|支付|付款|付给|缴",
        "PARTY_TO": r"\bpart(?:y|ies)\b|\bsign|\bcontract|\bagreement|签署|签订|签约|当事|"
        r"合同|协议",
        "SIGNED_ON": r"\bsign|\bdated?\b|\bconclu|签署|签订|签约",
        "ENDS_ON": r"\bend|\bexpir|\bterminat|\buntil\b|\brun out|到期|终止|届满|截止|期满|有效期",
        "WORTH": r"\bworth|\bvalue|\bamount|\bprice|\bcost|\bsum\b|\bhow much|金额|价值|价款|总价|"
        r"多少钱|费用",
        "HAS_EMAIL": r"\be-?mail|邮箱|邮件|电邮",
        "HAS_PHONE": r"\bphone|\btelephone|\bnumber|\bcall\b|电话|手机|号码",
    }.items()
}


def fitting_statements(
    question: Question, neighbourhoods: Sequence[Neighbourhood], settings: DecideSettings
) -> list[Statement]:
    """Return the asserted facts that answer, most confident first, at most `settings.facts`.

    A fact answers when it ties together all that the question names, but for the one end that is
    asked for, and what else the question says stands in its quote: "Who makes the moulds for X?" is
    not answered by who makes X.
    """
    entities = {entity.id: entity for around in neighbourhoods for entity in around.entities}
    named = {entity.id for entity in named_in(question.text, entities.values())}
    facts = {fact.id: fact for around in neighbourhoods for fact in around.facts}
    fitting = [
        fact
        for fact in facts.values()
        if fact.assertion == "asserted"
        and fact.confidence >= settings.min_fact_confidence
        and _asks_for(question, fact.predicate)
        and _fits(question, fact, entities, named)
        and _covers(question, fact, entities)
    ]
    fitting.sort(key=lambda fact: (-fact.confidence, -len(fact.evidence), fact.id))
    chosen = fitting[: settings.facts]
    return [Statement(_word(question, fact, entities), fact.confidence) for fact in chosen]


def _asks_for(question: Question, predicate: str) -> bool:
    cue = _CUES.get(predicate)
    if cue is None:  # a predicate of the users' own: its words are its cue
        return any(word in question.text.casefold() for word in predicate.lower().split("_"))
    return bool(cue.search(question.text))


def _fits(question: Question, fact: Fact, entities: dict[str, Entity], named: set[str]) -> bool:
    ends = (fact.subject, fact.object)
    if not all(end in entities for end in ends):
        return False
    if not named <= {*ends}:
        return False
    unnamed = [entities[end] for end in ends if end not in named]
    if len(unnamed) == 1:
        return not question.expects or unnamed[0].label in question.expects
    # Both ends are in the question: they answer yes or no, or since when, but not who or where.
    return not question.expects or ("Date" in question.expects and fact.valid_from is not None)


def _covers(question: Question, fact: Fact, entities: Mapping[str, Entity]) -> bool:
    """Tell whether most of what the question says is in the fact and its quotes."""
    ends = [entities[end] for end in (fact.subject, fact.object)]
    known = {term for end in ends for name in (end.name, *end.aliases) for term in terms(name)}
    known |= {term for piece in fact.evidence for term in terms(piece.quote)}
    known |= {term for end in ends for term in _KIND_WORDS.get(end.label, ())}
    cue = _CUES.get(fact.predicate)
    known |= {term for term in question.terms if cue and cue.search(term)}
    missing = [term for term in question.terms if term not in known]
    return len(missing) <= _MAX_MISSING * len(question.terms)


def _word(question: Question, fact: Fact, entities: dict[str, Entity]) -> Sentence:
    """Word a fact in the language of the question; the quote keeps its own."""
    subject, object_ = entities[fact.subject].name, entities[fact.object].name
    known = PREDICATES.get(fact.predicate)
    quote = " ".join(fact.evidence[0].quote.split())
    if len(quote) > _QUOTE_LENGTH:
        quote = quote[: _QUOTE_LENGTH - 1] + "…"
    if question.chinese:
        phrase = known.phrase_zh if known else _plain(fact.predicate)
        times = "，".join(_times(fact, "自", "至"))
        text = f"{subject}{phrase}{object_}{f'（{times}）' if times else ''}：“{quote}”"
    else:
        phrase = known.phrase if known else _plain(fact.predicate)
        times = ", ".join(_times(fact, "from ", "until "))
        text = f"{subject} {phrase} {object_}{f' ({times})' if times else ''}: “{quote}”"
    return Sentence(text, fact.evidence)


def _plain(predicate: str) -> str:
    return predicate.lower().replace("_", " ")


def _times(fact: Fact, since: str, until: str) -> Iterator[str]:
    if fact.valid_from:
        yield f"{since}{fact.valid_from}"
    if fact.valid_to:
        yield f"{until}{fact.valid_to}"
