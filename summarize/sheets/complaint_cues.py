"""The words that troubles, requests, threats and promises are known by (data only)."""

import re

from summarize.sheets.fields import compile_labels
from summarize.sheets.tasks import DATE, ZH_DATE

WHO_FIELDS = compile_labels(
    r"from|customer(?: name)?|complainant|name|client|caller|reported by|submitted by|raised by|"
    r"guest|"
    r"发件人|投诉人|投诉单位|投诉方|客户(?:名称|姓名)?|来电人|反映人|申诉人|姓名|报修人|举报人|用户"
)
WHEN_FIELDS = compile_labels(
    r"date(?: of (?:complaint|incident|purchase|letter))?|received(?: on)?|sent|reported(?: on)?|"
    r"日期|登记日期|投诉日期|投诉时间|受理时间|受理日期|来电时间|来电日期|发送时间|时间|发生时间|"
    r"登记时间"
)
ABOUT_FIELDS = compile_labels(
    r"subject|re|regarding|about|product|service|issue|problem|complaint|nature of complaint|"
    r"details of complaint|"
    r"主题|产品|投诉内容|投诉事项|问题描述|现象|故障现象|问题|事由|投诉对象"
)
PROBLEM = re.compile(
    r"\b(?:broke[n]?|breaks?|breakdown|leak(?:s|ed|ing|y)?|split|crack(?:s|ed)?|fail(?:s|ed|ure|"
    r"ures|ing)?|"
    r"fault[sy]?|defect(?:s|ive)?|damaged?|not work(?:ing)?|stopped working|does(?: not|"
    r"n['’]t) work|"
    r"did(?: not|n['’]t) (?:arrive|work|come|receive|get|turn up)|never (?:arrived|came|received|"
    r"got)|late|"
    r"delay(?:s|ed)?|missing|wrong|incorrect|overcharg(?:ed|es?)|charged twice|double[- ]charged|"
    r"rude|"
    r"poor|unacceptable|noise|noisy|dirty|mould|smell|unsafe|injur(?:ed|y)|lost|cancel?led|"
    r"no (?:reply|response|answer)|ignored|disappointed|dissatisfied|complain(?:t|ts|ed|ing)?|"
    r"problem|unusable|overdue|unpaid|poured away|spoil(?:t|ed)|not (?:yet )?(?:been )?(?:paid|"
    r"received|delivered|"
    r"repaired|replaced|refunded)|short[- ]delivered|out of order|overheat(?:s|ed|ing)?|misled)\b|"
    r"漏[液水油气电]|滴漏|开裂|裂[纹开]|损坏|破[损裂]|故障|失灵|停机|停线|停产|停水|停电|"
    r"质量问题|不合格|延[误迟期]|迟迟|未[到能]货|"
    r"未按(?:时|期|约)|未收到|没有收到|没收到|少[发送]|错[发误]|多收|重复扣|乱收费|态度(?:恶劣|"
    r"差|不好)|噪[音声]|异[味响]|脏|"
    r"投诉|不满|反映|无法(?:使用|开机|启动)|不能(?:使用|正常)|失望|损失|受伤|隐患|拖[延欠]|虚假|"
    r"欺[骗诈]|过期|变质|断裂|"
    r"脱落|短路|返修|差错|尚未(?:收到|支付|付款|解决|发货)",
    re.IGNORECASE,
)
NO_PROBLEM = re.compile(
    r"\bno (?:\w+ )?(?:failures?|faults?|problems?|complaints?|defects?|damage)\b(?: at all|"
    r" found)?|"
    r"\bnot (?:affected|damaged|faulty)\b|未见异常|无故障|没有(?:故障|问题)|运行正常",
    re.IGNORECASE,
)
#: Words that only say that there is a complaint, not what it is about.
GENERIC = frozenset(
    {"投诉", "反映", "complaint", "complaints", "complain", "complained", "problem"}
)
FINDING = re.compile(
    r"(?:findings?|faults?|issues?|problems?|defects?|failures?|damage|cause)(?: description)?|"
    r"(?:故障|不良)?现象|原因|问题(?:描述)?|故障(?:描述)?|投诉内容|缺陷",
    re.IGNORECASE,
)
HEADER = re.compile(
    r"\W*(?:from|to|cc|sent|date|subject|发件人|收件人|抄送|主题|发送时间|日期|"
    r"[^\s:：]{0,6}编号)\s*[:：]",
    re.IGNORECASE,
)
REQUEST = re.compile(
    r"\b(?:unless (?:i|we) (?:get|receive|are|have)|"
    r"(?:i|we) (?:also |now |still |therefore )?(?:(?:would|should) (?:like(?! to (?:go|continue|"
    r"thank|point|draw|express|say))|"
    r"appreciate|ask)|want|request|demand|expect|ask(?! whether)|require|"
    r"insist|need(?! to apolog)|hope (?:that )?you|look forward to (?:your|a|receiving))|"
    r"please(?! (?:find|note|see|accept|do not hesitate))|kindly|refund me|"
    r"(?:could|can|would|will) you (?:please )?(?:\w+)|i(?:'d| would) be grateful|you (?:must|"
    r"should|need to))\b|"
    r"^\W*请(?!示|问|假)|[，。；]请(?=贵|你|您|尽|立|于|务|给|予|公司|及)|(?:烦请|恳请|敬请|"
    r"望(?=贵|能|尽|予|你|您)|希望|要求|诉求|强烈要求|"
    r"请求|请贵|请予|务请|盼)",
    re.IGNORECASE,
)
NO_REQUEST = re.compile(
    r"\b(?:please (?:refer|contact|call) (?:to|me|us|our)|thank you|as (?:i|we) requested|"
    r"had asked|you asked)\b|"
    r"联系人|感谢|请理解|见附件|多次要求|曾要求",
    re.IGNORECASE,
)
REQUEST_LEAD = re.compile(
    r"\b(?:what (?:i|we) (?:want|ask|expect|need)|(?:i|we) (?:want|ask|request|demand|expect|"
    r"require|would like)|"
    r"requests?|requested|remed(?:y|ies) (?:sought|requested)|desired outcome)\b|"
    r"诉求|要求|请求|函告如下|如下(?:要求|事项)|事项(?:正式)?函告|希望",
    re.IGNORECASE,
)
URGENT = re.compile(
    r"\b(?:urgent(?:ly)?|immediate(?:ly)?|as soon as possible|asap|without (?:further )?delay|"
    r"at once|"
    r"(?:otherwise|or else|failing (?:this|which))\b|unless\b[^.]{0,120}\b(?:will|shall)\b|"
    r"if\b[^.]{0,100}\b(?:not|no|again)\b[^.]{0,100}\b(?:will|shall) (?:\w+ )?(?:cancel|withhold|"
    r"hold back|take|"
    r"contact|go|stop|switch|leave|seek|report|claim|sue)|legal action|solicitor|lawyer|court|"
    r"ombudsman|"
    r"trading standards|consumer protection|small claims|hold back payment|withhold payment|"
    r"final (?:notice|reminder)|"
    r"health and safety|dangerous|"
    r"(?:third|second|fourth|\d(?:rd|th|nd)) time|three times|twice already|last chance)\b|"
    r"紧急|加急|立即|立刻|马上|尽快|火速|刻不容缓|否则|如[^。；]{0,30}(?:未能|不能|不|仍|"
    r"再)[^。；]{0,40}(?:将|就|会)|要是[^。；]{0,20}就|"
    r"法律途径|起诉|诉讼|仲裁|律师|消协|消费者协会|12315|市场监管|媒体曝光|投诉到|安全(?:隐患|"
    r"事故)|影响[^。；]{0,10}安全|"
    r"多次(?:反映|催促|投诉|致电)|已经第[二三四]次|最后通牒",
    re.IGNORECASE,
)
PROMISE = re.compile(
    r"\b(?:promis(?:ed|es)|assured|guaranteed|undertook|committed|(?:you|your \w+|they|he|she|"
    r"the \w+) (?:agreed|offered|said "
    r"(?:that )?(?:he|she|they|it|you) would|told (?:me|us) (?:that )?(?:he|she|they|it|"
    r"you)(?:['’]d| would| will))|"
    r"was told (?:that )?(?:it|they|the \w+|i|we) would|were told (?:that )?(?:it|they|the \w+|i|"
    r"we) would|"
    r"we (?:will|shall) (?:replace|refund|repair|send|credit|pay|compensate|investigate|collect|"
    r"arrange|reply|respond))\b|"
    r"承诺|答应|保证|允诺|答复(?:是|称|说|为|：|“)|表示(?:将|会|尽快)|同意(?:赔偿|补偿|更换|退款|"
    r"退货|维修|免费)|说(?:会|过[两三几]?天|很快|尽快)",
    re.IGNORECASE,
)
NO_PROMISE = re.compile(
    r"\b(?:(?:did|does|has|have|had|would|could)(?: not|n['’]t)|never|no one|nobody|refus\w+|"
    r"cannot|can['’]t|without) "
    r"(?:\w+ )?(?:promis\w*|assure\w*|guarantee\w*|undert\w+|commit\w*|agree\w*|offer\w*)\b|"
    r"(?:没有|未|从未|并未|不能|无法|拒绝|不肯|不)(?:作出|做出|给出|任何)*(?:承诺|答应|保证|答复|"
    r"同意)|质量保证|保证金|"
    r"(?:请|要求|须|应)[^，。；]{0,20}(?:承诺|保证|答复)",
    re.IGNORECASE,
)
SIGNED = re.compile(
    r"(?:yours (?:faithfully|sincerely|truly)|(?:kind |best |warm )?regards|sincerely|thank you),?|"
    r"此致|敬礼|特此(?:函告|投诉)|顺颂|祝好|投诉人",
    re.IGNORECASE,
)
FULL_DATE = re.compile(rf"{DATE}(?<=\d{{4}})|\d{{4}}年\d{{1,2}}月\d{{1,2}}日")
WHOLE_DATE = re.compile(rf"{DATE}|{ZH_DATE}")
