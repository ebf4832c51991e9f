"""What a question asks for: its content terms, the names in it, and the kind of answer (pure)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from briefbook.records import Entity
from decide.terms import is_chinese, terms


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart."""

    text: str
    terms: tuple[str, ...]  # content terms in order, each once
    names: tuple[str, ...]  # what it names, as written
    expects: frozenset[str]  # labels an answer may have; "Number" for any figure; empty: anything
    chinese: bool


#: Words of an English question that say nothing of its subject.
_STOP_WORDS = frozenset(
    terms(
        "a about am an and any are as at be been being by can could did do does during each"
        " for from had has have how i if in into is it its many me much my of on or our please"
        " s shall she should so some tell than that the their them there these they this to"
        " was we were what when where which who whom whose why will with would you your he his"
        " her the give name"
    )
)
#: The same in Chinese, longest first; cut out before pairs are formed.
_STOP_PHRASES = re.compile(
    "什么时候|什么地方|为什么|有没有|是什么|哪一年|哪一个|请问|什么|哪些|哪个|哪位|哪家|哪里|哪儿|哪年|哪一|"
    "何时|何地|何处|何人|为何|如何|怎么|怎样|多少|是否|可以|以及|谁|哪|何|几|吗|呢|吧|的|了|是|在|于|被|"
    "把|与|和|及|或|由|从|向|对|为|以|将|其|该|此|这|那|有|请|？|\\?"
)

_PERSON = frozenset({"Person", "Organization"})
_PLACE = frozenset({"Location"})
_DATE = frozenset({"Date"})
_MONEY = frozenset({"Money", "Percent", "Number"})
_NUMBER = frozenset({"Number", "Percent", "Money"})
_ASKS = tuple(
    (re.compile(pattern, re.IGNORECASE), labels)
    for pattern, labels in (
        (r"\bwho(?:m|se)?\b|谁|哪位|何人|哪个人|哪一位", _PERSON),
        (
            r"\b(?:what|which|whose)\s+(?:\w+\s+)?(?:compan|organi[sz]ation|firm|supplier|bank|"
            r"agency|institution|universit)|(?:哪家|哪个|哪些|什么)(?:公司|企业|机构|单位|银行|组织|供应商)",
            frozenset({"Organization"}),
        ),
        (
            r"\bwhen\b|\b(?:what|which)\s+(?:year|date|day|month|time|century|decade)|\bhow soon\b|"
            r"何时|什么时候|什么时间|哪年|哪一年|几年几月|几月|哪天|哪一天|哪个月|什么日期|日期是",
            _DATE,
        ),
        (
            r"\bwhere\b|\b(?:what|which)\s+(?:city|country|place|location|state|region|town|"
            r"county|province|continent)|哪里|哪儿|何处|何地|什么地方|位于哪|"
            r"(?:哪个|哪座|哪一个|什么)(?:国家|城市|省|市|县|地区|地方)",
            _PLACE,
        ),
        (
            r"\bhow much\b|"
            r"\b(?:what|which)\b[\w ]{0,24}\b(?:amount|price|sum|fee|rent|cost|value)\b|"
            r"多少钱|多少元|金额|价格|费用是|租金|价款",
            _MONEY,
        ),
        (
            r"\bhow (?:many|old|long|tall|far|large|big|high|often|fast)\b|"
            r"\b(?:what|which) (?:number|percent|percentage|share|rate|proportion)\b|"
            r"多少|几(?!乎)|多长|多高|多大|多远|百分之几",
            _NUMBER,
        ),
        (
            r"\b(?:which|what) (?:\w+ )?(?:contract|agreement|invoice|order|reference)s?\b|"
            r"\b(?:contract|agreement|invoice|order|reference|complaint|report) number\b|"
            r"编号|合同号|发票号|单号|哪(?:一)?份(?:合同|协议)",
            frozenset({"Reference"}),
        ),
        (r"\be-?mail\b|邮箱|电子邮件", frozenset({"Email"})),
        (r"\b(?:phone|telephone)\b|电话|手机", frozenset({"Phone"})),
    )
)

#: What who, when and where ask for.
_PLAIN = (_PERSON, _DATE, _PLACE)
#: In an English question whose first word asks, these begin a clause further on.
_OTHER_FIRST = re.compile(r"\s*(?:how|what|which)\b", re.IGNORECASE)
_CLAUSE = frozenset({"who", "whom", "whose", "when", "where"})

_QUOTED = re.compile('[《“「『"]([^》”」』"]{2,60})[》”」』"]')
_NAME = r"[A-ZÀ-Þ][A-Za-zÀ-ɏ0-9&.'’-]*"  # ends where Chinese begins
_CAPITALS = re.compile(rf"{_NAME}(?:\s+(?:(?:of|and|&|the|de|van|von)\s+)?{_NAME})*")
_WITH_DIGIT = re.compile(r"[A-Za-z]*\d[A-Za-z0-9./-]*")


def read_question(text: str, entities: Iterable[Entity] = ()) -> Question:
    """Take a question apart; `entities` are those it may name, known from the graph.

    >>> question = read_question("When was contract NW-2024-017 signed?")
    >>> question.terms, question.names, sorted(question.expects)
    (('contract', 'nw-2024-017', 'sign'), ('NW-2024-017',), ['Date'])
    >>> read_question("华北公司的总经理是谁？").terms
    ('华北', '北公', '公司', '总经', '经理')
    """
    content = content_terms(text)
    known = [entity.name for entity in named_in(text, entities)]
    names = dict.fromkeys([*known, *_names(text)])
    chinese = any(is_chinese(character) for character in text)
    return Question(text, tuple(dict.fromkeys(content)), tuple(names), _expects(text), chinese)


def content_terms(text: str) -> list[str]:
    """Return the terms of `text` that say something of its subject, repeats included.

    >>> content_terms("What is the rent?")
    ['rent']
    """
    return [term for term in terms(_STOP_PHRASES.sub(" ", text)) if term not in _STOP_WORDS]


def named_in(text: str, entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return the entities that `text` names, by name or alias, in any case, in their order.

    A name inside a longer one does not count: "WVW-2024-07" names no July, "Acme Bank" no Acme.
    """
    folded = " ".join(text.casefold().split())
    named = [
        (entity, {name for name in map(_folded, (entity.name, *entity.aliases)) if name})
        for entity in entities
    ]
    found = [(entity, {n for n in names if _names_it(folded, n)}) for entity, names in named]
    written = {name for _, names in found for name in names}
    inside = {
        name for name in written if not _names_it(_without(folded, written - {name}, name), name)
    }
    return tuple(entity for entity, names in found if names - inside)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _without(folded: str, names: Iterable[str], part: str) -> str:
    """Blank out those of `names` that are longer than `part` and hold it."""
    for name in sorted(names, key=len, reverse=True):
        if len(name) > len(part) and part in name:
            folded = folded.replace(name, " ")
    return folded


def _names_it(folded: str, name: str) -> bool:
    if is_chinese(name[:1] or " "):
        return len(name) >= 2 and name in folded
    pattern = rf"(?<!\w){re.escape(name)}(?![^\W\u3040-\u9fff])"
    return name in folded and bool(re.search(pattern, folded))


def _expects(text: str) -> frozenset[str]:
    """Who, when and where decide before other words, then the one that comes first.

    "Who … when" asks who, and "whose telephone" whose; "电话是多少" asks for a telephone number.
    "How much … when" asks how much, and "what … when" for nothing that can be told.
    """
    clauses = bool(_OTHER_FIRST.match(text))
    found = [
        (labels not in _PLAIN, match.start(), labels)
        for ask, labels in _ASKS
        if (match := ask.search(text)) and not (clauses and match.group().casefold() in _CLAUSE)
    ]
    return min(found, key=lambda each: each[:2])[2] if found else frozenset()


def _names(text: str) -> list[str]:
    quoted = [match.group(1) for match in _QUOTED.finditer(text)]
    # The first word of an English question is capital whatever it is.
    start = re.match(r"\s*[A-Za-z'’]+", text)
    first = start.end() if start and not is_chinese(text.strip()[0]) else 0
    capitals = [match.group().rstrip(".") for match in _CAPITALS.finditer(text, first)]
    figures = [match.group().rstrip("./-") for match in _WITH_DIGIT.finditer(text)]
    inside = " ".join(quoted + capitals)
    return quoted + capitals + [figure for figure in figures if figure not in inside]
