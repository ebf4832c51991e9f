"""How questions ask for predicates: words for their two ends and for what ties them (data only).

An agent is the subject of a predicate, a patient its object: of ACQUIRED the buyer and what was
bought. Words are given plain; `decide.paths.words` brings their forms together.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that speak of one predicate; Chinese ones beside the English."""

    agents: frozenset[str]
    patients: frozenset[str]
    ties: frozenset[str]  # verbs, and words that say nothing of the direction


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _wording(agents: str, patients: str, ties: str) -> Wording:
    return Wording(*map(_words, (agents, patients, ties)))


SCHEMA_WORDINGS = {
    "WORKS_FOR": _wording(
        "employee staff worker colleague 员工 雇员 职员",
        "employer 雇主 工作单位 单位",
        "work employ hire job 任职 就职 供职 工作 受雇 效力",
    ),
    "HEADS": _wording(
        "head ceo chief chair chairman chairwoman president leader boss manager director"
        " 领导人 负责人 董事长 总经理 总裁 主席 首席 老板 掌门人 一把手",
        "",
        "lead led run heads headed chairs manage 领导 主管 执掌 掌管 管理",
    ),
    "HOLDS_ROLE": _wording(
        "", "role position post title job office 职务 职位 岗位 头衔", "hold serve 担任 出任 任"
    ),
    "MEMBER_OF": _wording(
        "member 成员 委员 会员", "group association 协会 组织", "belong join 隶属 属于 加入 参加"
    ),
    "OWNS": _wording(
        "owner shareholder parent holder 股东 母公司 所有者 持有人",
        "subsidiary stake share holding 子公司 股份",
        "own possess 持股 控股 持有 拥有",
    ),
    "ACQUIRED": _wording(
        "buyer acquirer purchaser parent 收购方 买方 买家",
        "acquisition target takeover 被收购方 收购对象",
        "acquire buy bought purchase takeover took 收购 并购 买下 购入 买",
    ),
    "INVESTED_IN": _wording(
        "investor backer 投资方 投资者 投资人",
        "investment 投资对象",
        "invest fund back finance 投资 注资 入股",
    ),
    "FOUNDED": _wording(
        "founder 创始人 创办人 创立者 创建者",
        "",
        "found establish create start 创立 创办 创建 成立 设立",
    ),
    "FOUNDED_ON": _wording(
        "",
        "",
        "found establish incorporate create start 成立 创立 创办 创建 设立",
    ),
    "LOCATED_IN": _wording(
        "",
        "place city town country location headquarters seat address where"
        " 地点 地址 城市 国家 总部 所在地 哪里 哪儿 何处 什么地方 哪座城市 哪个城市",
        "locate base headquartered situated 位于 坐落 在",
    ),
    "COOPERATES_WITH": _wording(
        "partner 合作方 合作伙伴 伙伴", "partner 合作方 合作伙伴 伙伴", "cooperate collaborate 合作"
    ),
    "SUPPLIES": _wording(
        "supplier vendor 供应商 供货商 供货方",
        "customer client buyer 客户 买方",
        "supply deliver provide sell 供货 供应 提供",
    ),
    "PRODUCES": _wording(
        "maker producer manufacturer 生产商 制造商 厂家",
        "product 产品",
        "produce make made manufacture build 生产 制造",
    ),
    "PAID": _wording(
        "payer 付款方 付款人", "payee payment 收款方 收款人", "pay paid 支付 付款 付给"
    ),
    "PARTY_TO": _wording(
        "party signatory 当事人 当事方 签约方 甲方 乙方 一方",
        "contract agreement deal 合同 协议",
        "sign conclude enter 签署 签订 签约",
    ),
    "SIGNED_ON": _wording("", "", "sign date conclude 签署 签订 签约"),
    "ENDS_ON": _wording(
        "",
        "expiry 到期日 期限",
        "end expire terminate until 到期 终止 届满 截止 结束",
    ),
    "WORTH": _wording(
        "", "value amount price sum cost 金额 价值 价款 总价 费用 多少钱", "worth cost 值"
    ),
    "HAS_EMAIL": _wording("", "email mail address 邮箱 邮件 电邮", "write reach"),
    "HAS_PHONE": _wording("", "phone telephone number 电话 手机 号码", "call reach"),
}

#: Words that ask for the same relation in lists of facts that name it in a word of their own.
SYNONYMS = tuple(
    frozenset(group.split())
    for group in (
        "write written wrote author writer screenwriter screenplay script pen creator story 作者"
        " 编剧 写 著 撰写 编著",
        "direct director filmmaker 导演 执导 拍",
        "star act actor actress cast appear play performer 主演 演员 出演 演 饰演",
        "release publish premiere out year when date 发行 上映 出版 发布 推出 面世",
        "genre type kind sort category style 类型 类别 种类 体裁 题材 风格",
        "language speak spoken tongue 语言 语种 文字 语",
        "tag topic describe description word about keyword theme 标签 主题 特点",
        "rating rate score opinion 评分 等级",
        "vote popular famous popularity 票数",
        "born birth birthplace birthday 出生 诞生 生日 生于 出生地 出生日期",
        "die death dead killed 去世 逝世 死 死亡 享年",
        "marry spouse husband wife married partner 配偶 妻子 丈夫 老婆 老公 夫人 结婚 娶 嫁",
        "child son daughter kid 子女 儿子 女儿 孩子",
        "father mother parent dad mom 父亲 母亲 爸爸 妈妈 父母",
        "study educated graduate alma school university college 毕业 院校 母校 大学 就读 学校",
        "citizen nationality citizenship country nation 国籍 国家 哪国 国人",
        "capital 首都 省会",
        "population inhabitant people 人口",
        "area size large big 面积 多大 大小 占地",
        "height tall high 身高 高度 海拔 多高 高",
        "length long duration 长度 片长 时长 多长 全长 时间",
        "weight heavy weigh 重量 体重 多重 重",
        "price cost much 价格 售价 多少钱 票价 收费 费用 物业费 参考价",
        "number count many 数量 数目 多少 几个",
        "located location place where lies 位于 地点 位置 地理位置 所在地 哪里 在哪 地址 所属地区",
        "time date when year 时间 日期 年代 什么时候 何时 哪年 哪一年 几年",
        "alias name called known nickname 别名 别称 又名 其他名称 其它译名 名字 昵称 称呼 叫",
        "english 英文 英文名 英文名称 外文名 外文名称 英语",
        "publisher published 出版社 出版",
        "company firm organization 公司 机构 单位 组织",
        "sing singer song performed 歌手 原唱 演唱 唱 专辑歌手 歌曲原唱",
        "compose composer music 谱曲 作曲",
        "lyrics lyricist 填词 作词",
        "album 专辑 所属专辑",
        "award awarded prize win won honor 获奖 奖项 荣誉 成就",
        "job occupation profession work 职业 职务 工作 干什么",
        "origin source from 来源 出处 源于 来自 发源 发源地 产地",
        "use purpose used 用途 作用 功能 功效 应用",
        "material made ingredient component 原料 材料 成分 主料 组成 材质",
        "meaning mean definition 意思 含义 释义 解释 词语解释 本质",
        "color colour 颜色 色",
        "founder founded founding establish 创始人 创办 成立 创立 建立 组建 始建",
        "symptom disease 症状 病症 适应症 适用症",
        "title official 头衔 称号",
        "religion believe faith 宗教 信仰 教派",
        "ethnic nation people 民族",
        "member belong 成员 隶属 属于 所属",
        "website site url 网址 网站 官网 网页",
        "phone telephone call 电话 联系电话 号码",
        "code number id 代码 编号 代号 区号 邮编 邮政编码 isbn",
        "leader president head chief mayor chairman 领导 主席 校长 市长 总统 现任 负责人",
        "climate weather 气候 天气",
        "product sell business 产品 经营 业务 主营 经营范围",
        "character role plays 角色 登场作品 人物",
        "works work masterpiece 作品 代表作 代表作品 著作",
        "hobby like favorite love 爱好 喜欢 最喜欢 兴趣",
        "constellation zodiac 星座",
    )
)

#: Words for kinds of things: they say what stands between the relations, and none themselves.
KIND_WORDS = {
    word: label
    for label, words in {
        "Person": "person people man woman guy who whom whose someone 人 谁 哪位 人物",
        "Organization": "company firm organization organisation business corporation which"
        " 公司 企业 机构 单位 组织 哪家",
        "Location": "place city country town where 地方 城市 国家 哪里 哪儿 何处",
        "Date": "date day year when time 日期 时间 年份 什么时候 何时 哪年 哪一年 哪天",
        "Reference": "contract agreement invoice order 合同 协议 订单",
        "Money": "amount sum money price 金额 多少钱",
        "Product": "product 产品",
        "": "film movie picture book song thing one what name game series 电影 影片 书 歌 歌曲 东西"
        " 作品 游戏 节目",
    }.items()
    for word in words.split()
}

#: Words that make two steps of one relation: from a film to its director, and to his other films.
SHARING = _words("share shared same also other another co together both 同 相同 也 还 其他 另 共同")
PASSIVE = _words("is are was were be been being get got")
HELPING = _words("did do does has have had")
