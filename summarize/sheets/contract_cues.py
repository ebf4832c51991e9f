"""The words that parties, amounts, terms and other parts of a contract are known by (data only)."""

import re

from summarize.sheets.fields import compile_labels

PARTY_FIELDS = compile_labels(
    r"buyer|purchaser|seller|supplier|vendor|customer|client|contractor|consultant|lender|borrower|"
    r"guarantor|landlord|lessor|tenant|lessee|licensor|licensee|employer|employee|distributor|"
    r"agent|principal|disclosing party|receiving party|part(?:y|ies)(?: [A-D1-4])?|"
    r"between|service provider|"
    r"(?:licensor |licensee )?(?:被?许可方)|[甲乙丙丁]方(?:[(（][^()（）]{1,8}[)）])?|"
    r"[买卖供需]方|出卖人|买受人|"
    r"采购方|供货方|供应商|出租[方人]|承租[方人]|委托[方人]|受托[方人]|发包[方人]|承包[方人]|"
    r"借款人|贷款人|"
    r"出借人|保证人|转让方|受让方|用人单位|劳动者|服务方|客户|定作[方人]|承揽[方人]|许可人|"
    r"被许可人|"
    r"(?:购买|销售)方(?:名称)?"
)
SIGNATURE = re.compile(
    r"(?:signed|for and on behalf|by:|signature|代表|签字|盖章|签章|法定代表人)", re.IGNORECASE
)
# "Acme plc … (the "Supplier")"; "between Acme plc … and Bee Ltd"
DECLARED = re.compile(
    r"[(（](?:[^()（）]{0,30}\s)?(?:the |hereinafter |together |以下简称|下称|"
    r"简称)*[\"“'‘「][^\"”'’」()（）]{2,30}"
    r"[\"”'’」][^()（）]{0,20}[)）]"
)
PREAMBLE = re.compile(
    r"\b(?:between|by and between|made (?:by|with)|entered into)\b|由[^。]{0,60}(?:与|"
    r"和)[^。]{0,60}(?:签订|签署|订立)",
    re.IGNORECASE,
)
AMOUNT_FIELDS = compile_labels(
    r"(?:total |contract |order |purchase |grand |agreed )*(?:price|amount|value|sum|consideration|"
    r"total|fee|rent|salary|remuneration|facility amount|loan amount)(?: payable)?|contract price|"
    r"(?:合同|协议|订单|含税|工程|服务|转让|租赁|借款)?总?(?:金额|价款|价格|总价|总额|款额|费用|"
    r"租金|酬金|报酬)|"
    r"价税合计|合同价|借款本金|月租金|年租金|注册资本"
)
SUBJECT_FIELDS = compile_labels(
    r"subject(?: matter)?|scope(?: of (?:work|services|supply))?|purpose|services|goods|premises|"
    r"property|products?|标的物?|合同标的|采购内容|服务内容|工程内容|货物名称|品名|租赁物|"
    r"房屋坐落|租赁用途|项目名称|"
    r"工程名称|委托事项|合作内容|供货范围"
)
SIGNED_FIELDS = compile_labels(
    r"(?:date of (?:this |the )?(?:agreement|contract|signing|signature)|signed(?: on)?|"
    r"agreement date|contract date|effective date|dated?|签订日期|签署日期|签订时间|签约日期|"
    r"合同日期|订立日期)"
)
TERM_FIELDS = compile_labels(
    r"(?:initial |lease |loan |contract )?(?:term|duration|period)(?: of (?:this )?\w+)?|"
    r"expiry(?: date)?|expires(?: on)?|final maturity|maturity(?: date)?|valid (?:until|from)|"
    r"end date|start date|commencement(?: date)?|"
    r"(?:合同|协议|租赁|服务|借款|劳动合同|授信|合作|使用|经营)?(?:期限|有效期)(?:至)?|租期|"
    r"到期日|起止日期|合同期"
)
TERMINATION_FIELDS = compile_labels(
    r"(?:early )?termination|notice(?: period)?|cancellation|解除条件|终止条款|提前解除|通知期"
)

MONEY = re.compile(
    r"(?:[£$€¥￥]|\b(?:GBP|USD|EUR|CNY|RMB|HKD|US\$)|人民币)\s?[\d.,]*\d|"
    r"\d[\d,.]*\s?(?:万|亿)?(?:元|美元|欧元|英镑|港元|pounds|dollars|euros?)|"
    r"[壹贰叁肆伍陆柒捌玖拾佰仟万亿]{2,}元"
)
PERCENT_PAY = re.compile(
    r"\b(?:pay|price)\b[^.]{0,40}\d+(?:\.\d+)?\s?%|按[^，。]{0,20}\d+(?:\.\d+)?[%％]"
)
AMOUNT = (
    (
        3,
        re.compile(
            r"\b(?:contract (?:price|sum|value)|purchase price|total (?:price|amount|sum|"
            r"consideration|"
            r"fees?|value)|price (?:for|of|is|shall be)|consideration|monthly rent|annual rent|"
            r"(?:the )?(?:rent|fees?|royalty|salary|loan|facility) (?:is|are|shall be|of|payable)|"
            r"principal (?:amount|sum)|aggregate (?:amount|sum))\b|"
            r"合同总?(?:金额|价款?|额)|总(?:金额|价款?|额)|(?:转让|采购|租赁|服务|工程)(?:价款|"
            r"价格|费用?|总价)|"
            r"(?:月|年)?租金|注册资本|许可费|借款(?:本金|金额)|服务费|报酬|工资|授信额度",
            re.IGNORECASE,
        ),
    ),
    (
        2,
        re.compile(
            r"\bshall (?:also )?pay\b|\bpays?\b|\bpayable\b|支付|付款|缴付|缴纳", re.IGNORECASE
        ),
    ),
)
NO_AMOUNT = re.compile(
    r"\blimit(?:ed|s)?\b|\bliabilit|\bpenalt|\bdamages\b|\bdefault\b|\bexceed|\bthreshold\b|"
    r"\binterest on\b|"
    r"\bcovenant|\binsur(?:e|ance)\b|\blate\b|违约金|赔偿|滞纳金|逾期|上限|超过|责任|保险金额|罚",
    re.IGNORECASE,
)
SUBJECT = (
    (
        4,
        re.compile(
            r"\b(?:agrees? to (?:sell|buy|purchase|supply|provide|lease|let|lend|license|licence|"
            r"perform|"
            r"deliver|engage|employ|appoint)|appoints?\b[^.]{0,80}\bas\b|hereby (?:grants?|"
            r"appoints?|sells?|"
            r"leases?|lets?|engages?|employs?)|grants? (?:the |"
            r"to the )?\w+[^.]{0,60}\b(?:licen[cs]e|right)|"
            r"agreed to sell|has agreed to (?:buy|provide|supply)|makes available|is engaged to)\b|"
            r"就[^。]{2,60}(?:达成|订立|签订)[^。]{0,10}(?:协议|合同)|"
            r"(?:甲方|乙方|供方|需方|买方|卖方|出租方|委托方|许可方|贷款人|发包人)[^。，]{0,20}"
            r"(?:委托|聘请|聘用|授予|出租|向[^，。]{1,10}(?:供应|采购|购买|提供|出售|转让|承租|"
            r"租赁|借款|交付)|将[^，。]{2,40}(?:出租|转让|"
            r"发包|承包|租赁|出售)|同意(?:出租|转让|购买|提供|采购|出借))|双方共同出资",
            re.IGNORECASE,
        ),
    ),
    (
        3,
        re.compile(
            r"\bshall (?:supply|provide|sell|deliver|perform|manufacture|lease|let|lend|"
            r"licen[cs]e|carry out|"
            r"make available|employ|render)\b|"
            r"(?:供应|提供|采购|购买|承租|出租|承包|施工|开发|运输|许可)[^，。]{2,40}(?:服务|"
            r"货物|产品|设备|房屋|工程|技术|软件|"
            r"[件泵片台套])",
            re.IGNORECASE,
        ),
    ),
    (
        2,
        re.compile(
            r"\bwishes? to\b|\bpurpose of th(?:is|e) (?:agreement|contract|facility)\b|鉴于",
            re.IGNORECASE,
        ),
    ),
)
SUBJECT_TITLE = re.compile(
    r"\b(?:for|of|regarding|concerning|relating to)\b|[\u4e00-\u9fff]{4,}(?:合同|协议|协议书|"
    r"合同书)$",
    re.IGNORECASE,
)
SUBJECT_HEADING = re.compile(
    r"\b(?:subject(?: matter)?|scope|appointment|grant|services|purpose|sale and purchase|supply|"
    r"premises|engagement|goods|position)\b|标的|采购内容|服务内容|服务范围|供货范围|租赁物|"
    r"工程概况|许可$|合作内容|"
    r"委托事项|转让标的|合同内容",
    re.IGNORECASE,
)
GOODS = re.compile(
    r"\b(?:subject|goods|products|scope)\b|标的|货物|采购内容|供货范围|租赁物", re.IGNORECASE
)
TOTAL = re.compile(r"\W*(?:total|subtotal|合计|总计|小计)", re.IGNORECASE)
AMOUNT_HEADING = re.compile(
    r"\b(?:prices?|payment|royalt(?:y|ies)|fees?|rent|consideration|remuneration|salary|capital)\b|"
    r"价格|价款|付款|许可费|租金|费用|报酬|金额|出资|注册资本|工资",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\d|\b(?:years?|months?|days?|weeks?|indefinite|until|open-ended)\b|[年月日]|长期|无固定",
    re.IGNORECASE,
)
NOT_SUBJECT = re.compile(
    r"\bnot\b|\bif\b|\breplace\b|\brecord\b|\bnotice\b|违约|逾期|不得|如果|通知|赔偿|发票|保密|"
    r"证明",
    re.IGNORECASE,
)
TERM = (
    (
        4,
        re.compile(
            r"\b(?:takes? effect|(?:shall )?(?:commence|begin)s?\b[^.]{0,60}(?:and|until|to)|"
            r"effective (?:from|as of|"
            r"date)|come[s]? into (?:force|effect)|remains? in (?:force|effect)|"
            r"continue[s]? (?:in force |in effect )?"
            r"(?:until|for)|for (?:a|an initial|the) (?:term|period|fixed term) of|"
            r"(?:initial )?term of (?:this "
            r"agreement|the agreement|\w+ (?:years?|months?))|expires? on|ends? on|"
            r"expiry date[\"”]? means|"
            r"term (?:is|shall be)|terminat(?:es|ion date)\b[^.]{0,20}\bon\b|valid (?:until|for|"
            r"from))\b|"
            r"有效期(?:限|为|至|自)?|(?:合同|协议|租赁|服务|借款|合作|经营|劳动合同|"
            r"授信)期限?(?:为|自|从|至|是|共)|自[^。]{2,40}起(?:至|"
            r"生效)[^。]{0,40}|届满|租期|期限为",
            re.IGNORECASE,
        ),
    ),
    (
        2,
        re.compile(
            r"\brenew(?:ed|al|s)?\b|\bextension of\b|\bextend(?:ed)?\b|续签|续约|续期|顺延|延长",
            re.IGNORECASE,
        ),
    ),
)
NOT_TERM = re.compile(
    r"\bwarrant|\bconfidential|\bdeliver|\binvoice|\bpayment\b|\bprices?\b|\bshe\b|\bhe\b|质保|"
    r"保修|交货|保密|付款|"
    r"交付期|违约|样品|发票|出资|逾期|争议",
    re.IGNORECASE,
)
TERM_HEADING = re.compile(r"\bterm\b|\bduration\b|期限|有效期", re.IGNORECASE)
TERMINATION = re.compile(
    r"\b(?:may|can|shall be entitled to|is entitled to|has the right to|"
    r"reserves the right to)\b[^.;]{0,60}"
    r"\b(?:terminate|cancel|withdraw|rescind)|\bterminat(?:ed|ion)\b[^.;]{0,60}\b(?:notice|"
    r"breach|by either)|"
    r"\bnotice of termination\b|\bterminates? automatically\b|\b(?:terminate|cancel) (?:this|"
    r"the) (?:agreement|contract|"
    r"lease|facility|order)\b|"
    r"(?:可以?|有权|得|均可|应当|提前)[^，。；]{0,30}(?:解除|终止)|(?:解除|终止)(?:本)?(?:合同|"
    r"协议)|(?:合同|协议)[^，。]{0,8}(?:自动|即行)?"
    r"(?:终止|解除)|提前(?:解除|终止)",
    re.IGNORECASE,
)
UNLESS_TERMINATED = re.compile(r"\bunless\b[^.;]{0,30}\bterminated\b", re.IGNORECASE)
NO_TERMINATION = re.compile(r"终止协议，问|存续|\bsurviv(?:e|es|al)\b", re.IGNORECASE)
