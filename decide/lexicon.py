"""How questions speak of each predicate, in English and Chinese (data only).

`verb` is what happens; `subjects` and `objects` are nouns for the two ends of a fact: who supplies
is a supplier, who is supplied a customer. `cue` is any word by which a question asks for it.
"""

import re
from dataclasses import dataclass

_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words for one predicate."""

    cue: re.Pattern[str]
    verb: re.Pattern[str]
    subjects: re.Pattern[str]
    objects: re.Pattern[str]

    def said_in(self, folded: str) -> bool:
        """Tell whether a folded text has any word for it."""
        return bool(self.cue.search(folded) or self.verb.search(folded))


def _wording(cue: str, *, verb: str = _NEVER, subjects: str = "", objects: str = "") -> Wording:
    whole = "|".join(part for part in (cue, subjects, objects) if part)
    patterns = (whole, verb, subjects or _NEVER, objects or _NEVER)
    return Wording(*(re.compile(pattern, re.IGNORECASE) for pattern in patterns))


WORDINGS: dict[str, Wording] = {
    "WORKS_FOR": _wording(
        r"\bwork|\bemploy|\bstaff|任职|就职|供职|工作|上班|效力|员工|雇",
        verb=r"\bwork(?:s|ed|ing)? (?:for|at)\b|\bemploy(?:s|ed)?\b|任职|就职|供职|工作|上班|效力",
        objects=r"\bemployers?\b|雇主",
    ),
    "HEADS": _wording(
        r"\bhead(?!quarter)|\blead|\bled\b|\brun|\bchief|\bceo\b|\bchair|\bpresident|"
        r"\bdirector|\bmanag|\bboss|\bin charge\b|领导|负责人|董事长|总经理|总裁|主席|首席|主管|"
        r"执掌|"
        r"掌管|一把手|掌门|带领",
        verb=r"\bheads?\b|\bheaded\b|\bleads?\b|\bled\b|\bruns?\b|\bmanages?\b|\bchair(?:s|ed)\b|"
        r"\bin charge of\b|领导|执掌|掌管|带领",
    ),
    "HOLDS_ROLE": _wording(
        r"\brole|\bposition|\bpost\b|\btitle|\bjob|\bofficer|\bdirector|\bmanager|"
        r"\bceo\b|\bcfo\b|\bcto\b|担任|什么职",
        verb=r"\bhold(?:s|ing)?\b|\bheld\b|担任过?|当过",
        objects=r"\b(?:roles?|positions?|posts?|jobs?|titles?)\b|职务|职位|岗位",
    ),
    "MEMBER_OF": _wording(
        r"\bmember|\bbelong|\bboard\b|委员|加入|属于",
        verb=r"\bbelongs? to\b|\bjoin(?:s|ed)?\b|\bsits? on\b|加入|属于|隶属",
        subjects=r"\bmembers?\b|成员|会员",
    ),
    "OWNS": _wording(
        r"\bown|\bstake|\bshares?\b|\bcontrol(?:s|led)?\b|持股|股份|股权|控股|参股|拥有|持有|旗下|"
        r"归.{1,30}所有",
        verb=r"\bown(?:s|ed)?\b|\bholds? (?:\w+ )?(?:shares|stake)\b|\bcontrols?\b|持有|拥有|控股|"
        r"参股|"
        r"持股|所有",
        subjects=r"\bowners?\b|\bshareholders?\b|\bparent(?: compan(?:y|ies))?\b|"
        r"(?:大|小|控股)?股东|母公司",
        objects=r"\bsubsidiar(?:y|ies)\b|(?:全资|控股)?子公司",
    ),
    "ACQUIRED": _wording(
        r"\bacqui|\bbuy|\bbought|\btakeover|\bt(?:ook|aken|akes) over|\bpurchas|收购|并购|买下|"
        r"买了",
        verb=r"\bacquir(?:e|es|ed|ing)\b|\bbuys?\b|\bbought\b|\bt(?:ook|akes) over\b|"
        r"\bpurchase[sd]?\b|收购|并购|买下|买了",
    ),
    "INVESTED_IN": _wording(
        r"\binvest|\bfund(?:ed|ing)|\bput (?:money|capital|funds) into\b|\bbacked\b|投资|注资|融资|"
        r"出资|入股|领投|跟投",
        verb=r"\binvest(?:s|ed)?(?: in)?\b|\bput (?:money|capital|funds) into\b|\bbacked\b|投资|"
        r"注资|"
        r"出资|入股|领投|跟投",
        subjects=r"\binvestors?\b|\bbackers?\b|投资方|投资人|投资者|投资机构",
        objects=r"\binvestments\b",
    ),
    "FOUNDED": _wording(
        r"\bfound|\bestablish|\bset up|\bcreat|\bstarted\b|创立|创办|创建|成立|开办|发起",
        verb=r"\bfound(?:s|ed|ing)?\b|\bestablish(?:ed|es)?\b|\bset up\b|\bcreated?\b|\bstarted\b|"
        r"创立|创办|创建|开办|发起",
        subjects=r"\bfounders?\b|创始人|创办人|创立者",
    ),
    "FOUNDED_ON": _wording(
        r"\bfound|\bestablish|\bset up|\bincorporat|\bstarted\b|成立|创立|创办|创建|设立|开办",
        verb=r"\bfounded\b|\bestablished\b|\bset up\b|\bincorporated\b|\bstarted\b|成立|创立|创办|"
        r"创建|设立|开办",
    ),
    "LOCATED_IN": _wording(
        r"\blocat|\bsituated\b|\bbased\b|\bheadquarter|\bseat\b|\bwhere\b|\boffice|"
        r"\b(?:what|which) (?:town|city|place|country)\b|位于|总部|"
        r"地址|在哪|哪里|哪儿|哪个(?:城市|国家|地方)|所在|何处|注册地|设在|设厂|坐落",
        verb=r"\blocated\b|\bbased\b|\bheadquartered\b|\bplants?\b|\bworks\b|\bfactor(?:y|ies)\b|"
        r"位于|设在|设于|坐落|设厂|工厂|迁",
    ),
    "COOPERATES_WITH": _wording(
        r"\bcooperat|\bcollaborat|\bwork(?:s|ed|ing)? (?:together )?with|\bpartner(?:s|ed)? with|"
        r"\bteam(?:s|ed)? up|合作|携手|联手|协作",
        verb=r"\bcooperat(?:e|es|ed|ing)\b|\bcollaborat(?:e|es|ed|ing)\b|"
        r"\bwork(?:s|ed|ing)? (?:together )?with\b|\bpartner(?:s|ed)? with\b|\bteam(?:s|ed)? up\b|"
        r"合作|携手|联手|协作",
        subjects=r"\bpartners?\b|合作伙伴|合作方|合作单位|伙伴",
    ),
    "SUPPLIES": _wording(
        r"\bsuppl|\bdeliver|\bsells? to\b|\bsold to\b|供货|供应|供给|卖给|供的",
        verb=r"\bsuppl(?:y|ies|ied|ying)\b|\bdeliver(?:s|ed)?\b|\bsells? to\b|\bsold to\b|供货|"
        r"供应|"
        r"供给|卖给|供的",
        subjects=r"\bsuppliers?\b|\bvendors?\b|供应商|供货商|供货方|供方",
        objects=r"\bcustomers?\b|\bclients?\b|客户|顾客",
    ),
    "PRODUCES": _wording(
        r"\bproduc|\bmake|\bmade\b|\bmanufactur|\bbuil[dt]|生产|制造",
        verb=r"\bproduc(?:e|es|ed|ing)\b|\bmak(?:e|es|ing)\b|\bmade\b|\bmanufactur(?:e|es|ed|"
        r"ing)\b|"
        r"\bbuil(?:ds?|t)\b|生产|制造",
        subjects=r"\bmakers?\b|\bmanufacturers?\b|\bproducers?\b|生产商|制造商|生产厂家|厂家",
        objects=r"\bproducts?\b|产品",
    ),
    "PAID": _wording(
        r"\bpaid|\bpay|\btransferred\b|支付|付款|付给|付过|付了|缴|拨付|拨款|汇款|汇给|转账|打款|"
        r"打给",
        verb=r"\bpa(?:y|ys|id)\b|\btransferred\b|支付|付款|付给|付过|付了|赔付|缴|拨付|拨款|汇款|"
        r"汇给|"
        r"转账|打款|打给",
    ),
    "PARTY_TO": _wording(
        r"\bpart(?:y|ies)\b|\bsign|\bcontract|\bagreement|签署|签订|签约|当事|签",
        verb=r"\bsign(?:s|ed)?\b|\bconclud(?:e|es|ed)\b|\bentered into\b|\bpart(?:y|ies) to\b|"
        r"签署|签订|签约|签过|签了|签",
        subjects=r"\bpart(?:y|ies)\b|签约方|当事方|当事人",
        objects=r"\b(?:contracts?|agreements?|licen[cs]es?|leases?|memorand(?:um|a))\b|合同|协议|备忘录|租约",
    ),
    "SIGNED_ON": _wording(
        r"\bsign|\bdated?\b|\bconclu|签署|签订|签约|签",
        verb=r"\bsigned\b|\bconcluded\b|签署|签订|签约|签了|签过|签",
    ),
    "ENDS_ON": _wording(
        r"\bend|\bexpir|\bmatur|\bterminat|\buntil\b|\bvalid\b|\brun(?:s|ning)? out|"
        r"到期|终止|届满|截止|期满|有效期|结束",
        verb=r"\bend(?:s|ed|ing)?\b|\bexpir(?:e|es|ed|ing)\b|\bmatur(?:e|es|ed|ity)\b|"
        r"\bterminat(?:e|es|ed)\b|"
        r"\b(?:runs?|running|ran) out\b|\blapse[sd]?\b|到期|终止|届满|期满|截止|结束",
    ),
    "WORTH": _wording(
        r"\bworth|\bvalue|\bamount|\bprice|\bcost|\bsum\b|\bfee\b|\bbudget|\bhow much|金额|价值|"
        r"价款|"
        r"总价|造价|报价|预算|多少钱|费用",
        verb=r"\bworth\b|\bcosts?\b|价值",
    ),
    "HAS_EMAIL": _wording(r"\be-?mail|邮箱|邮件|电邮"),
    "HAS_PHONE": _wording(r"\bphone|\btelephone|\bnumber|\bcall\b|电话|手机|号码"),
}

#: Nouns for kinds of things, by the label that the graph gives them.
KIND_NOUNS: dict[str, re.Pattern[str]] = {
    label: re.compile(pattern, re.IGNORECASE)
    for label, pattern in {
        "Reference": r"\b(?:contracts?|agreements?|licen[cs]es?|leases?|memorand(?:um|a)|"
        r"orders?|polic(?:y|ies))\b|合同|协议|许可|备忘录|订单|租约|保单",
        "Organization": r"\b(?:compan(?:y|ies)|firms?|organi[sz]ations?|business(?:es)?|banks?)\b|"
        r"公司|企业|机构|单位|银行",
        "Person": r"\b(?:people|persons?)\b|人员|人",
        "Product": r"\bproducts?\b|产品",
        "Location": r"\b(?:places?|cit(?:y|ies)|towns?|countr(?:y|ies))\b|城市|地方|国家",
        "Role": r"\b(?:roles?|positions?|posts?|jobs?|titles?)\b|职务|职位|岗位",
    }.items()
}

#: Predicates of which one, asked about two things, takes the others for granted.
FAMILIES = (
    frozenset({"ACQUIRED", "OWNS", "PAID", "INVESTED_IN"}),
    frozenset({"WORKS_FOR", "HEADS", "HOLDS_ROLE"}),
    frozenset({"SUPPLIES", "PAID"}),
)


def family_of(predicate: str) -> frozenset[str]:
    """Return a predicate with those that go with it.

    >>> sorted(family_of("WORKS_FOR"))
    ['HEADS', 'HOLDS_ROLE', 'WORKS_FOR']
    """
    return frozenset({predicate}).union(*(each for each in FAMILIES if predicate in each))
