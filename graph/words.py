"""Words that names are made of besides the name itself: titles, legal forms, bodies (data only)."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Before a person's name, and after it.
HONORIFICS = _words(
    "mr mrs ms miss mx dr prof professor sir dame lord lady madam rev hon capt captain col gen lt "
    "sgt judge justice"
)
LETTERS_AFTER = _words("phd md mba cpa esq qc kc obe cbe mbe acca fca")
#: After a Chinese name; as a regular expression, longest first.
TITLES_ZH = (
    r"(先生|女士|小姐|太太|夫人|博士|教授|律师|医生|老师|工程师|总工|副?董事长|副?总裁|副?总经理"
    r"|副总|经理|副?主任|主席|副?部长|局长|副?处长|副?科长|院长|校长|书记|秘书长|秘书|董事|监事"
    r"|总监|总|工)$"
)
SURNAMES_OF_TWO = _words(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 百里 南宫 宇文 长孙"
)

#: Legal forms at the end of a company's name, and the form they stand for; "" says nothing.
LEGAL_FORMS = {
    "public limited company": "plc",
    "company limited": "ltd",
    "co limited": "ltd",
    "co ltd": "ltd",
    "pte ltd": "ltd",
    "pty ltd": "ltd",
    "pvt ltd": "ltd",
    "limited": "ltd",
    "ltd": "ltd",
    "plc": "plc",
    "incorporated": "inc",
    "inc": "inc",
    "corporation": "inc",
    "corp": "inc",
    "llc": "llc",
    "llp": "llp",
    "gmbh": "gmbh",
    "ag": "ag",
    "sa": "sa",
    "spa": "spa",
    "bv": "bv",
    "company": "",
    "co": "",
}
LEGAL_FORMS_ZH = {
    "股份有限公司": "股份",
    "有限责任公司": "有限",
    "有限公司": "有限",
    "股份公司": "股份",
    "公司": "",
}
BRANCH_ZH = r"[分子母总]公司$"

#: Names of parts in a contract, or of bodies: another thing in every document.
GENERIC = frozenset(
    {"board of directors", "audit committee"}
    | _words(
        "company group bank board committee department supplier buyer purchaser seller vendor "
        "customer client contractor subcontractor employer employee licensor licensee lender "
        "borrower landlord tenant guarantor agent parties party management ministry government "
        "university association council court"
    )
    | _words(
        "公司 本公司 集团 本集团 银行 本行 董事会 监事会 委员会 甲方 乙方 丙方 丁方 双方 各方 "
        "买方 卖方 供方 需方 出租方 承租方 发包方 承包方 委托方 受托方 供应商 客户 采购方 "
        "贵公司 我公司 我司 贵司 总部 分公司 子公司 股东会 股东大会 政府 大学 法院"
    )
)
#: Left out of acronyms.
SMALL_WORDS = _words("of and the for in on to de la du des von der")
#: What follows a name and makes it the name of something else; a regular expression.
ANOTHER_BODY = (
    r"(分公司|子公司|分行|支行|分店|分部|办事处|研究院|研究所|大学|学校|医院|学院|法院|基金会|工会"
    r"|委员会|常委会|管委会|组织|总局|部队)"
    r"|\b(branch|asia|europe|africa|americas?|international|university|college|school|institute"
    r"|foundation|pension|commission|committee|council|court|agency|ministry|department|union"
    r"|organi[sz]ation|programme|program|fund)\b"
)
