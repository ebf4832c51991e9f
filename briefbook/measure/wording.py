"""What people and scanners mix up, and words that can stand for each other (data only)."""

#: Keys beside each other on a QWERTY keyboard.
NEIGHBOUR_KEYS = {
    "a": "qsz", "b": "vgn", "c": "xdv", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gjy",
    "i": "uok", "j": "hku", "k": "jli", "l": "kop", "m": "njk", "n": "bmh", "o": "ipl", "p": "ol",
    "q": "wa", "r": "etf", "s": "adw", "t": "ryg", "u": "yij", "v": "cbf", "w": "qes", "x": "zcs",
    "y": "tuh", "z": "xas",
}  # fmt: skip

#: Chinese characters that sound alike and are typed for each other.
SOUND_ALIKE = {
    "的": "得地", "得": "的地", "地": "的得", "在": "再", "再": "在", "他": "她它", "她": "他",
    "它": "他", "做": "作", "作": "做", "和": "合", "合": "和", "已": "以", "以": "已",
    "进": "近", "近": "进", "是": "事", "事": "是", "有": "友", "到": "道", "道": "到",
    "时": "实", "实": "时", "带": "代", "代": "带", "需": "须", "须": "需", "象": "像",
    "像": "象", "份": "分", "分": "份", "与": "于", "于": "与", "及": "即", "即": "及",
    "向": "像", "由": "有", "成": "城", "为": "位", "位": "为", "其": "期", "期": "其",
    "将": "讲", "经": "精", "后": "候", "坐": "座", "座": "坐", "必": "毕", "账": "帐",
    "帐": "账", "缴": "交", "反": "返", "返": "反", "形": "型", "型": "形",
}  # fmt: skip

#: Letters and digits that scanners take for each other.
LOOK_ALIKE = {
    "0": "O", "O": "0", "o": "0", "1": "l", "l": "1", "I": "l", "i": "1", "5": "S", "S": "5",
    "8": "B", "B": "8", "2": "Z", "Z": "2", "6": "b", "g": "9", "e": "c", "c": "e", "n": "ri",
    "m": "rn", "w": "vv", "d": "cl", "h": "b", ",": ".", ".": ",", "己": "已", "已": "己",
    "未": "末", "末": "未", "人": "入", "入": "人", "日": "曰", "土": "士", "士": "土",
    "干": "千", "千": "干", "大": "太", "太": "大", "天": "夭", "于": "干", "今": "令",
    "令": "今", "问": "间", "间": "问", "由": "田", "田": "由", "申": "甲", "甲": "申",
    "木": "本", "本": "木", "力": "刀", "万": "方", "方": "万", "术": "木", "午": "牛",
    "白": "自", "自": "白", "目": "日", "王": "玉", "玉": "王", "名": "各", "各": "名",
    "贝": "见", "见": "贝", "几": "儿", "儿": "几", "工": "土", "上": "土", "司": "同",
    "同": "司", "限": "眼", "技": "枝",
}  # fmt: skip

#: Runs of letters that scanners take for one.
LOOK_ALIKE_RUNS = {"rn": "m", "cl": "d", "vv": "w", "ri": "n", "li": "h", "fi": "ﬁ", "fl": "ﬂ"}

#: English words that can take each other's place in running text without a change of grammar.
ENGLISH_WORDS = {
    "said": "stated", "says": "states", "announced": "declared", "bought": "purchased",
    "purchased": "bought", "began": "started", "started": "began", "big": "large",
    "large": "big", "biggest": "largest", "largest": "biggest", "also": "likewise",
    "however": "nevertheless", "although": "though", "because": "since", "many": "numerous",
    "several": "various", "about": "around", "around": "about", "nearly": "almost",
    "almost": "nearly", "often": "frequently", "quickly": "rapidly", "helped": "assisted",
    "showed": "demonstrated", "obtained": "got", "got": "obtained", "gave": "provided",
    "needed": "required", "built": "constructed", "important": "significant", "whole": "entire",
    "entire": "whole", "but": "yet", "main": "principal", "founded": "established",
    "established": "founded", "agreement": "accord", "located": "situated", "firm": "company",
    "company": "firm", "companies": "firms", "total": "overall", "costs": "expenses",
    "approximately": "roughly", "roughly": "approximately", "currently": "presently",
    "employees": "staff", "rose": "climbed", "fell": "declined",
}  # fmt: skip

_FUNCTION_WORDS = (
    "the a an this that these those it he she they we you in on at by for from with as to of"
    " there his her its their our my if when while after before since because although but and"
    " all some no each both many most several under during"
)
#: English words that begin sentences and are small inside them.
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())

#: Chinese words of two characters or more that can take each other's place.
CHINESE_WORDS = {
    "表示": "指出", "指出": "表示", "认为": "觉得", "宣布": "宣告", "成立": "创立",
    "创立": "成立", "收购": "并购", "并购": "收购", "位于": "坐落于", "进行": "开展",
    "开展": "进行", "但是": "不过", "不过": "但是", "因为": "由于", "由于": "因为", "以及": "和",
    "并且": "而且", "而且": "并且", "开始": "着手", "帮助": "协助", "协助": "帮助",
    "重要": "关键", "非常": "十分", "十分": "非常", "主要": "首要", "使用": "采用",
    "采用": "使用", "提供": "给予", "增加": "增多", "减少": "降低", "得到": "获得",
    "获得": "取得", "取得": "获得", "发现": "察觉", "参加": "参与", "参与": "参加",
    "担任": "出任", "出任": "担任", "签署": "签订", "签订": "签署", "企业": "公司",
    "公司": "企业", "问题": "难题", "方面": "层面", "通过": "经由", "根据": "依据",
    "依据": "根据", "需要": "须要", "发展": "成长", "如果": "假如", "假如": "如果",
    "虽然": "尽管", "尽管": "虽然", "同时": "与此同时", "例如": "比如", "比如": "例如",
    "目前": "眼下", "投资": "注资", "合作": "协作",
}  # fmt: skip

#: Openings that add nothing to what is said. None may hedge ("reportedly", "据悉"): the assertion
#: of what follows must stay as it is.
OPENINGS = {
    "en": ("In addition, ", "Moreover, ", "As noted above, ", "Of note, ", "Again, "),
    "zh": ("此外，", "另外，", "如上所述，", "需要说明的是，", "同样，"),
}

#: Marks that are lost when a text is typed in haste or converted badly.
LOST_MARKS = frozenset(",;:!?\"'()[]，。、；：！？“”‘’（）《》【】…")
