"""Wordings of questions after one end of a relation; "{}" is the other end.

"head" asks for the subject of the relation, "tail" for its object.
"""

from collections.abc import Mapping, Sequence

Wordings = Mapping[str, Sequence[tuple[str, str]]]


def _ask(*, head: str = "", tail: str = "") -> list[tuple[str, str]]:
    asked = [("head", one.strip()) for one in head.split("|") if one.strip()]
    return asked + [("tail", one.strip()) for one in tail.split("|") if one.strip()]


#: Of our own schema.
ENGLISH: Wordings = {
    "WORKS_FOR": _ask(
        head="Who works for {}?|Who is employed by {}?|Which person from {} is named?",
        tail="Who does {} work for?|Where does {} work?|What company employs {}?",
    ),
    "HOLDS_ROLE": _ask(
        head="Who is the {}?|Who serves as {}?",
        tail="What is the position of {}?|What role does {} hold?|What is {}'s job title?",
    ),
    "HEADS": _ask(
        head="Who heads {}?|Who is in charge of {}?|Who leads {}?|Who runs {}?",
        tail="What organisation does {} head?|Which company is led by {}?",
    ),
    "LOCATED_IN": _ask(
        head="What is located in {}?|Which company is based in {}?",
        tail="Where is {} located?|In which place is {} based?|Where is {}?",
    ),
    "OWNS": _ask(
        head="Who owns {}?|Who holds shares in {}?|Which shareholder has a stake in {}?",
        tail="What does {} own?|In which company does {} hold a stake?",
    ),
    "SUPPLIES": _ask(
        head="Who supplies {}?|Which supplier delivers to {}?",
        tail="Whom does {} supply?|Which customer does {} deliver to?",
    ),
    "PAID": _ask(head="Who paid {}?|Who made the payment to {}?", tail="What did {} pay?"),
    "PARTY_TO": _ask(
        head="Who signed {}?|Who are the parties to {}?",
        tail="Which contract did {} sign?|To which agreement is {} a party?",
    ),
    "PRODUCES": _ask(
        head="Who makes {}?|Which company produces {}?",
        tail="What does {} produce?|Which product does {} make?",
    ),
    "ACQUIRED": _ask(
        head="Who acquired {}?|Which company bought {}?|Who took over {}?",
        tail="Which company did {} acquire?|What did {} buy?",
    ),
    "FOUNDED": _ask(
        head="Who founded {}?|Who set up {}?", tail="What did {} found?|Which company did {} start?"
    ),
    "WORTH": _ask(tail="How much is {} worth?|What is the value of {}?|What is the price of {}?"),
    "MEMBER_OF": _ask(
        head="Who is a member of {}?|Which company belongs to {}?",
        tail="What is {} a member of?|To which group does {} belong?",
    ),
    "ENDS_ON": _ask(tail="When does {} end?|When does {} expire?|Until when is {} valid?"),
    "INVESTED_IN": _ask(
        head="Who invested in {}?|Which investor backs {}?",
        tail="What did {} invest in?|Which company did {} fund?",
    ),
    "SIGNED_ON": _ask(tail="When was {} signed?|On what date was {} concluded?"),
    "COOPERATES_WITH": _ask(
        head="Who cooperates with {}?|Who is the partner of {}?",
        tail="With whom does {} cooperate?|Who is {}'s partner?",
    ),
    "FOUNDED_ON": _ask(tail="When was {} founded?|In what year was {} established?"),
    "HAS_PHONE": _ask(tail="What is the phone number of {}?|How can {} be reached by telephone?"),
    "HAS_EMAIL": _ask(tail="What is the e-mail address of {}?|Which e-mail address does {} use?"),
}

CHINESE: Wordings = {
    "WORKS_FOR": _ask(
        head="谁在{}工作？|谁任职于{}？|{}的员工是谁？",
        tail="{}在哪里工作？|{}任职于哪家单位？|{}是哪家公司的？",
    ),
    "HOLDS_ROLE": _ask(
        head="谁担任{}？|{}是谁？", tail="{}担任什么职务？|{}的职位是什么？|{}是什么身份？"
    ),
    "HEADS": _ask(
        head="谁领导{}？|{}的负责人是谁？|谁是{}的一把手？",
        tail="{}领导哪家公司？|{}负责哪个单位？",
    ),
    "LOCATED_IN": _ask(
        head="哪家公司位于{}？|什么机构设在{}？",
        tail="{}位于哪里？|{}在什么地方？|{}的地址在哪儿？",
    ),
    "OWNS": _ask(
        head="谁持有{}的股份？|{}的股东是谁？|谁拥有{}？",
        tail="{}持有哪家公司的股份？|{}拥有什么公司？",
    ),
    "SUPPLIES": _ask(
        head="谁向{}供货？|{}的供应商是谁？", tail="{}向谁供货？|{}的客户是哪家公司？"
    ),
    "PAID": _ask(head="谁支付了{}？|谁向{}付款？", tail="{}支付了什么？|{}付款给谁？"),
    "PARTY_TO": _ask(
        head="谁签署了{}？|{}的当事方是谁？", tail="{}签署了哪份合同？|{}是哪份协议的当事方？"
    ),
    "PRODUCES": _ask(head="谁生产{}？|{}是哪家公司的产品？", tail="{}生产什么？|{}的产品是什么？"),
    "ACQUIRED": _ask(
        head="谁收购了{}？|{}被哪家公司收购？", tail="{}收购了哪家公司？|{}买下了什么公司？"
    ),
    "FOUNDED": _ask(head="谁创立了{}？|{}的创始人是谁？", tail="{}创办了哪家公司？"),
    "WORTH": _ask(tail="{}的金额是多少？|{}价值多少？|{}的总价是多少？"),
    "MEMBER_OF": _ask(
        head="谁隶属于{}？|{}的成员是谁？", tail="{}隶属于哪个单位？|{}是哪个组织的成员？"
    ),
    "ENDS_ON": _ask(tail="{}什么时候到期？|{}的有效期到哪天？|{}何时终止？"),
    "INVESTED_IN": _ask(head="谁投资了{}？|{}的投资方是谁？", tail="{}投资了哪家公司？"),
    "SIGNED_ON": _ask(tail="{}是哪天签署的？|{}何时签订？|{}的签署日期是？"),
    "COOPERATES_WITH": _ask(head="谁与{}合作？|{}的合作伙伴是谁？", tail="{}与谁合作？"),
    "FOUNDED_ON": _ask(tail="{}成立于哪一年？|{}是什么时候成立的？"),
    "HAS_PHONE": _ask(tail="{}的电话是多少？|怎么打电话联系{}？"),
    "HAS_EMAIL": _ask(tail="{}的邮箱是什么？|{}的电子邮件地址是？"),
}

#: Of Wikidata's properties, as Re-DocRED names them.
OF_WIKIDATA: Wordings = {
    "P17": _ask(tail="In which country is {}?|What country does {} belong to?"),
    "P131": _ask(tail="Where is {} located?|In which region is {}?"),
    "P27": _ask(tail="What is the nationality of {}?|Of which country is {} a citizen?"),
    "P800": _ask(
        head="Who created {}?", tail="What is {} known for?|What is a notable work of {}?"
    ),
    "P175": _ask(head="What did {} perform?", tail="Who performed {}?|Who sang {}?"),
    "P577": _ask(
        tail="When was {} released?|When was {} published?|In which year did {} come out?"
    ),
    "P463": _ask(head="Who is a member of {}?", tail="What is {} a member of?"),
    "P495": _ask(tail="Which country is {} from?|What is the country of origin of {}?"),
    "P569": _ask(tail="When was {} born?|What is the date of birth of {}?"),
    "P570": _ask(tail="When did {} die?|What is the date of death of {}?"),
    "P161": _ask(head="In which film did {} act?", tail="Who starred in {}?|Who acted in {}?"),
    "P571": _ask(tail="When was {} founded?|When was {} created?|In what year was {} established?"),
    "P264": _ask(tail="Which record label released {}?|Which label is {} signed to?"),
    "P3373": _ask(tail="Who is the sibling of {}?|Who is {}'s brother or sister?"),
    "P607": _ask(tail="In which war did {} fight?"),
    "P127": _ask(head="What does {} own?", tail="Who owns {}?|Who is the owner of {}?"),
    "P40": _ask(tail="Who is the child of {}?|Who are {}'s children?"),
    "P19": _ask(tail="Where was {} born?|What is the place of birth of {}?"),
    "P140": _ask(tail="What is the religion of {}?"),
    "P26": _ask(tail="Who is the spouse of {}?|Who was {} married to?"),
    "P178": _ask(head="What did {} develop?", tail="Who developed {}?"),
    "P50": _ask(head="What did {} write?", tail="Who wrote {}?|Who is the author of {}?"),
    "P170": _ask(tail="Who created {}?"),
    "P54": _ask(head="Who played for {}?", tail="Which team did {} play for?"),
    "P69": _ask(tail="Where did {} study?|Which university did {} attend?"),
    "P749": _ask(tail="What is the parent company of {}?"),
    "P355": _ask(tail="What is a subsidiary of {}?"),
    "P22": _ask(tail="Who is the father of {}?|Who was {}'s father?"),
    "P25": _ask(tail="Who is the mother of {}?|Who was {}'s mother?"),
    "P6": _ask(tail="Who is the head of government of {}?"),
    "P86": _ask(tail="Who composed {}?|Who wrote the music of {}?"),
    "P108": _ask(head="Who worked for {}?", tail="Who does {} work for?|Who is {}'s employer?"),
    "P176": _ask(tail="Who makes {}?|What is the manufacturer of {}?"),
    "P57": _ask(
        head="Which film did {} direct?", tail="Who directed {}?|Who is the director of {}?"
    ),
    "P58": _ask(tail="Who wrote the script of {}?|Who is the screenwriter of {}?"),
    "P35": _ask(tail="Who is the head of state of {}?"),
    "P166": _ask(tail="Which award did {} receive?"),
    "P37": _ask(tail="What is the official language of {}?"),
    "P162": _ask(tail="Who produced {}?|Who is the producer of {}?"),
    "P102": _ask(tail="Which party does {} belong to?"),
    "P159": _ask(tail="Where is the headquarters of {}?"),
    "P20": _ask(tail="Where did {} die?|What is the place of death of {}?"),
    "P112": _ask(tail="Who founded {}?|Who is the founder of {}?"),
    "P123": _ask(tail="Who published {}?"),
    "P241": _ask(tail="In which military branch did {} serve?"),
}
