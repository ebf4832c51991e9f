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
    r"|副总|经理|主管|副?主任|主席|副?部长|局长|副?处长|副?科长|院长|校长|书记|秘书长|秘书|董事|监事"
    r"|总监|总|工)$"
)
SURNAMES_OF_TWO = _words(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 百里 南宫 宇文 长孙"
)

SURNAMES_READ_OTHERWISE = {
    "单": "shan",
    "解": "xie",
    "曾": "zeng",
    "仇": "qiu",
    "查": "zha",
    "任": "ren",
    "盖": "ge",
    "翟": "zhai",
    "缪": "miao",
    "乐": "yue",
    "区": "ou",
    "朴": "piao",
    "繁": "po",
    "召": "shao",
    "黑": "he",
    "尉迟": "yuchi",
}
LONGEST_NAME_ZH = 4  # characters; a longer one is written by its sound and has no family name

#: Characters that write foreign names by their sound (after Xinhua's tables of transliteration).
TRANSLITERATING = frozenset(
    "阿埃艾爱安昂奥澳巴白拜班邦保鲍贝本比彼毕宾波伯博勃布达戴丹当道德登邓狄迪蒂丁东顿多杜敦厄恩尔"
    "法凡范菲费芬丰冯佛夫弗福芙富盖甘冈高戈哥格葛根贡古瓜圭哈海汉豪赫黑亨洪胡华怀惠霍基吉季加贾简"
    "杰金津卡凯坎康考科克肯孔库夸奎拉莱赖兰朗劳勒雷黎里理利莉列林琳伦罗萝洛卢鲁路露吕马玛迈麦曼芒"
    "毛梅门蒙孟米密明莫默姆穆娜纳奈南内妮尼宁牛诺努欧帕派潘庞佩彭蓬皮匹平珀蒲普齐奇契恰乔切钦琴丘"
    "茜柔瑞萨赛桑瑟森沙莎珊尚舍申圣史施什舒斯丝思苏索塔泰坦汤唐陶特滕腾提汀图托瓦娃万旺威韦维魏文"
    "温翁沃乌武西希锡席夏香肖歇谢辛欣兴休逊雅娅亚扬耶叶伊因英尤于约泽扎詹章珍芝朱兹佐茨"
)
#: What stands before or after the name of a place in English, and its Chinese sign.
PLACE_KINDS = {"city": "市", "province": "省", "municipality": "市"}
CITIES_BY_NAME = frozenset(
    {
        "mexico city",
        "kansas city",
        "quebec city",
        "ho chi minh city",
        "kuwait city",
        "vatican city",
        "guatemala city",
        "panama city",
        "salt lake city",
        "oklahoma city",
        "quezon city",
        "atlantic city",
        "new york city",
    }
)
#: Chinese places that are not spelled as their characters are read, so as not to meet another.
SPELLED_OTHERWISE = {"陕西": "shaanxi"}
#: Names of countries that are in daily use beside those of Unicode CLDR, compared as places are.
TERRITORIES = {
    "uk": "GB",
    "great britain": "GB",
    "us": "US",
    "usa": "US",
    "united states of america": "US",
    "uae": "AE",
    "prc": "CN",
    "people republic of china": "CN",
    "中华人民共和国": "CN",
    "hong kong": "HK",
    "香港": "HK",
    "macau": "MO",
    "macao": "MO",
    "澳门": "MO",
    "south east asia": "035",
    "阿联酋": "AE",
}

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

#: What contracts define for themselves: roles of parties, dates, parts of the paper. Never names.
DEFINED_TERMS = frozenset(
    {
        "expiry date",
        "effective date",
        "commencement date",
        "completion date",
        "signing date",
        "closing date",
        "maturity date",
        "due date",
        "closing",
        "completion",
        "territory",
        "agreement",
        "contract",
        "warranty",
        "guarantee",
        "party a",
        "party b",
        "party c",
    }
    | _words(
        "supplier buyer purchaser seller vendor customer client contractor subcontractor employer "
        "employee licensor licensee lender borrower landlord tenant lessor lessee guarantor "
        "assignor assignee transferor transferee mortgagor mortgagee parties party recipient "
        "discloser subscriber insurer insured obligor principal services goods products"
    )
    | _words(
        "甲方 乙方 丙方 丁方 双方 各方 一方 对方 另一方 买方 卖方 供方 需方 出租方 承租方 "
        "发包方 承包方 委托方 受托方 采购方 出让方 受让方 转让方 出借方 借款方 贷款方 担保方 "
        "许可方 被许可方 披露方 接收方 出租人 承租人 出借人 借款人 贷款人 担保人 保证人 许可人 "
        "被许可人 出卖人 买受人 发包人 承包人 委托人 受托人 本合同 本协议 合同 协议 合同期限 "
        "生效日 生效日期 到期日 签署日 交割日 许可产品 许可区域 本公司 我公司 贵公司 我司 贵司"
    )
)
#: Names of parts in a contract, or of bodies: another thing in every document.
GENERIC = DEFINED_TERMS | frozenset(
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
#: A numbered part of a paper: "Schedule 1", "Annex B", "附件一"; a regular expression.
PART_OF_PAPER = (
    r"(schedule|annex|annexe|appendix|exhibit|clause|article|section|paragraph|part|chapter|table"
    r"|figure|item|no) ?([0-9]+[a-z]?|[a-z]|[ivx]+)"
    r"|(附件|附录|附表|表|图|条款)[0-9一二三四五六七八九十]+"
    r"|第[0-9一二三四五六七八九十百]+[条章节款项页部分期]"
)
#: Left out of acronyms.
SMALL_WORDS = _words("of and the for in on to de la du des von der")
#: A name that ends with one of these is an organisation's, whatever a tagger takes it for.
ORGANIZATION_ENDINGS = (
    r"\b(law offices?|law firm|bank|university|institute|association|holdings|authority|council"
    r"|commission|ministry)$"
    r"|(公司|集团|银行|大学|学院|研究院|事务所|协会|联盟|委员会)$"
)
#: What a longer name ends with and a shorter one keeps: "Acme Flow Group" is "Acme Group".
KINDS_KEPT = _words("group bank university 集团 银行 大学 学院 医院")
#: What follows a name and makes it the name of something else; a regular expression.
ANOTHER_BODY = (
    r"(分公司|子公司|分行|支行|分店|分部|办事处|研究院|研究所|大学|学校|医院|学院|法院|基金会|工会"
    r"|委员会|常委会|管委会|组织|总局|部队)"
    r"|\b(branch|asia|europe|africa|americas?|international|university|college|school|institute"
    r"|foundation|pension|commission|committee|council|court|agency|ministry|department|union"
    r"|organi[sz]ation|programme|program|fund)\b"
)
