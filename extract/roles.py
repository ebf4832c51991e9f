"""Titles and posts: chief financial officer, head of sales, 董事长, 财务总监 …"""

import re
from collections.abc import Iterator, Sequence

from extract.candidate import PATTERNS, Candidate
from extract.widths import compile_mixed

_FIELDS = (
    r"(?:executive|financial|finance|operating|operations|technology|technical|"
    r"information|marketing|"
    r"commercial|legal|people|risk|compliance|sustainability|digital|data|product|procurement|"
    r"purchasing|quality|production|manufacturing|plant|project|engineering|sales|service|site|"
    r"factory|works|safety|audit|export|account|key account|business development|supply chain|"
    r"human resources|HR|IT|R&D|customer service|customer support|after-sales|logistics|warehouse|"
    r"maintenance|regional|area|country|branch|programme|program|investor relations|research|"
    r"development|strategy|communications|public relations|credit|treasury|tax|health and safety|"
    r"environmental|corporate affairs|managing|general|non-executive|independent|company|test|"
    r"design|process|laboratory|category|relationship|contracts?|commissioning|field "
    r"service|corporate)"
)
_RANK = (
    r"(?:group|deputy|vice|senior|executive|acting|interim|assistant|associate|global|joint|chief|"
    r"principal|lead|regional|national|international|first|co-|non-executive|independent|honorary)"
)
_NOUN = (
    r"(?:officer|director|manager|engineer|counsel|secretary|controller|adviser|advisor|"
    r"buyer|analyst|planner|inspector|accountant|auditor|executive|supervisor|president|"
    r"coordinator|consultant|scientist|representative|lawyer|specialist|technician)"
)
_SURE = compile_mixed(
    rf"\b(?P<role>(?:{_RANK}[\s-])*(?:"
    rf"chief\s(?:{_FIELDS}\s)?(?:officer|executive|engineer|scientist|economist|accountant)|"
    r"C[EFOTIMP]O|(?:vice|deputy)[\s-]?(?:president|chair(?:man|woman|person)?)|"
    rf"{_FIELDS}(?:\s(?:and|&)\s{_FIELDS})?\s{_NOUN}|general\scounsel|legal\srepresentative|"
    r"co-founder|chairman|chairwoman|chairperson|spokes(?:man|woman|person)|"
    r"(?:honorary\s|life\s)?president\sand\s(?:CEO|chief\sexecutive(?:\sofficer)?)"
    r")(?:\sofficer)?)\b(?!['’]s\s(?:office|statement|report)|s\b)",
    re.IGNORECASE,
)
_HEAD_OF = compile_mixed(
    r"\b(?P<role>(?:(?:Global|Group|Deputy|Regional|global|deputy)\s)?(?:[Hh]ead|"
    r"[Dd]irector|[Mm]anager|"
    r"[Vv]ice\s[Pp]resident|VP)\s(?:of|for)\s(?:(?:[A-Z][\w&-]+|and|&)(?:\s(?=[A-Z&]|"
    r"and\s[A-Z])|\b)){1,4})"
    r"|\b(?P<plain>(?:global\s|group\s|deputy\s)?[Hh]ead\sof\s"
    rf"{_FIELDS}(?:\sand\s{_FIELDS})?)\b",
)
# Common words, which are titles only beside a person, after "as", or alone in a cell.
_LONE = compile_mixed(
    r"\b(?P<role>director|president|secretary|treasurer|founder|manager|chair|partner|"
    r"trustee|governor|"
    r"minister|mayor|professor|ambassador|senator|engineer|chancellor|commissioner|solicitor|"
    r"accountant|buyer|auditor)\b",
    re.IGNORECASE,
)
_CHINESE_FIELD = (
    r"(?:财务|技术|销售|采购|市场|营销|生产|质量|品质|质检|质管|人力资源|人事|行政|运营|"
    r"项目|研发|法务|战略|产品|工程|设备|安全|"
    r"客户|客服|商务|业务|国际业务|审计|信息|投资|证券|供应链|售后|服务|物流|仓储|风控|"
    r"合规|人力|现场|计划|计划财务|资产财务|财会|"
    r"企管|企划|规划|发展|综合管理|经营管理|培训|公关|信贷|总经理办公|办公|车间|基建|"
    r"党群|教研|实验)"
    r"(?:部门|部|处|科|室|中心|事业部)?"
)
_CHINESE_RANK = (
    r"(?:副|总|执行|常务|首席|高级|资深|独立|代理|名誉|助理|联席|联合|区域|大区|分管|"
    r"职工|外部|非执行|亚太区|中国区|华东区|华南区|"
    rf"华北区|第一|主管|主办|注册|教授级|特级|一级|党委|纪委|团委|党支部|党总支|工会|"
    rf"客座|系|{_CHINESE_FIELD})"
)
_CHINESE_NOUN = (
    r"(?:董事长|董事会秘书|董事会主席|董事(?!会|局)|监事会主席|监事长|监事(?!会)|总经理|"
    r"总裁|执行官|财务官|运营官|技术官|信息官|"
    r"总监|总工程师|总工|工程师|经理(?!层|人)|主任(?!医)|主席(?!团)|行长|院长|校长|厂长|"
    r"局长|处长|科长|部长|党委书记|支部书记|"
    r"书记|秘书长|秘书|总会计师|会计师(?!事)|总经济师|经济师|法定代表人|合伙人|创始人|"
    r"教授|研究员|主管(?!部|机|单)|组长|专员|"
    r"发言人|市长|省长|县长|区长|大使|总理|总统|首相|外长|检察长|庭长|讲师|负责人|"
    r"代表董事|会长|理事长|理事(?!会)|站长|所长|"
    r"总编辑|主编|编辑|博士生导师|研究生导师|委员(?!会)|专家|会计(?=[、，。；]|$)|"
    r"政工师|记者|教练|队长|顾问)"
)
_CHINESE = compile_mixed(rf"(?P<role>{_CHINESE_RANK}{{0,4}}{_CHINESE_NOUN}(?:助理)?)")
_BESIDE = 3  # characters between a common word and a person: ", " or " the" leaves no doubt
_SCORE_SURE = 0.85
_SCORE_LONE = 0.7


def find_roles(text: str, people: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield titles; common words count only beside one of `people` or where "as" stands before.

    >>> text = "Helen Carter, chief executive officer; 财务总监李娜"
    >>> [text[found.start : found.end] for found in find_roles(text, [])]
    ['chief executive officer', '财务总监']
    """
    for pattern in (_SURE, _HEAD_OF):
        for match in pattern.finditer(text):
            group = "role" if match["role"] else "plain"
            yield Candidate(*match.span(group), "Role", _SCORE_SURE, PATTERNS)
    for match in _LONE.finditer(text):
        if _is_title(text, match, people):
            yield Candidate(*match.span("role"), "Role", _SCORE_LONE, PATTERNS)
    for match in _CHINESE.finditer(text):
        yield Candidate(*match.span("role"), "Role", _SCORE_SURE, PATTERNS)


def _is_title(text: str, match: re.Match[str], people: Sequence[Candidate]) -> bool:
    start, end = match.span("role")
    if start == 0 and end == len(text):
        return True
    if re.search(
        r"\b(?:as|elected|named|appointed|became|is|was)\s(?:the\s|its\s|a\s)?$", text[:start]
    ):
        return any(person.end <= start for person in people)
    return any(
        0 <= start - person.end <= _BESIDE + 4
        and re.fullmatch(r"\W+(?:the\s|its\s|a\s)?", text[person.end : start])
        or 0 <= person.start - end <= _BESIDE
        and not text[end : person.start].strip(" ,")
        for person in people
    )


#: Titles of who leads a whole organization; the other titles are those of people who work for it.
_LEADS = compile_mixed(
    r"(?:group\s|acting\s|interim\s|joint\s|executive\s|non-executive\s|global\s|independent\s)*"
    r"(?:chief\sexecutive(?:\sofficer)?|CEO|managing\sdirector|chair(?:man|woman|person)?|"
    r"general\smanager|president|founder\sand\sCEO|legal\srepresentative|co-CEO|governor|mayor|"
    r"(?:president|chair(?:man|woman)?)\sand\s(?:CEO|chief\sexecutive(?:\sofficer)?))|"
    r"(?:执行|联席|代理|名誉|首席|中国区)*(?:董事长|总经理|总裁|首席执行官|执行官|"
    r"董事会主席|主席|行长|"
    r"院长|校长|厂长|法定代表人|局长|所长|会长|理事长)",
    re.IGNORECASE,
)


def leads(role: str) -> bool:
    """Tell whether a title is that of who leads an organization.

    >>> leads("Chief Executive"), leads("deputy chairman"), leads("副总经理"), leads("总经理")
    (True, False, False, True)
    """
    return _LEADS.fullmatch(" ".join(role.split())) is not None
