"""Surface patterns of Chinese prose (data only); `extract.masks` says how they are read."""

from extract.patterns.chinese_companies import COMPANIES
from extract.surface import pattern

_SIR = "(?:先生|女士|同志|博士|教授|律师)?"
_OF = "(?:的)?"
_NEW = "(?:现任|新任|时任|原|首任)?"

POSITIONS = (
    pattern(f"{{O:o}}{_OF}{_NEW}{{R+:r}}(?:、)?{{P:p}}", 0.92, "POSITION p o"),
    pattern(
        f"{{P:p}}{_SIR}，?(?:现|同时|继续|自{{D}}起|于{{D}}|{{D}}起?|正式|将|拟|现已|一直|"
        f"不再|未|曾){{0,2}}(?:担任|出任|接任|任|现任|兼任|就任|当选|为|是|系|任职|受聘担任)"
        f"(?:了)?{{O:o}}{_OF}{_NEW}{{R+:r}}",
        0.92,
        "POSITION p o",
    ),
    pattern(f"{{P:p}}{_SIR}(?:，|,|\\(|（){{O:o}}{_OF}{_NEW}{{R+:r}}", 0.85, "POSITION p o"),
    pattern(
        f"{{P:p}}{_SIR}，?(?:现|同时|继续|于{{D}}|自{{D}}起|{{D}}起?|正式|将|拟|不再|未)"
        f"{{0,2}}(?:担任|出任|接任|任|现任|兼任|就任|当选|为|是|系|升任)(?:了|公司|本公司|该公司|"
        f"集团|其)?{_NEW}{{R+:r}}",
        0.85,
        "POSITION p",
    ),
    pattern(
        f"{{O:o}}‹open›{{0,20}}(?:任命|聘任|聘请|委任|选举|聘|提名)(?:了)"
        f"?{{P:p}}{_SIR}(?:为|担任|出任|任)(?:公司|本公司|该公司|其|集团|新任)"
        f"{{0,2}}{{R+:r}}",
        0.88,
        "POSITION p o",
    ),
    pattern(
        f"(?:任命|聘任|聘请|委任|选举|聘|提名)(?:了)?{{P:p}}{_SIR}(?:为|担任|出任|任)"
        f"(?:{{O:o}})?(?:公司|本公司|其|新任)?{_OF}{{R+:r}}",
        0.88,
        "POSITION p o",
    ),
    pattern(
        f"{{P:p}}{_SIR}‹gap›{{0,6}}(?:被|获|经){{0,1}}(?:{{O}})?(?:任命|聘任|选举|委任|推选|"
        f"聘请)(?:为|担任)(?:{{O:o}})?{_OF}(?:公司|新任)?{{R+:r}}",
        0.88,
        "POSITION p o",
    ),
    pattern("{R:r}(?:：|:|、|为|是)?{P:p}", 0.82, "POSITION p"),
    pattern(f"{{P:p}}{_SIR}[（(](?:{{O:o}}{_OF})?{{R+:r}}[）)]", 0.9, "POSITION p o"),
    pattern(f"{{P:p}}，{_NEW}{{R+:r}}", 0.7, "POSITION p"),
    pattern(
        f"{{O:o}}‹open›{{0,40}}(?:其|该公司|公司|集团){_NEW}{{R+:r}}{{P:p}}", 0.8, "POSITION p o"
    ),
    pattern(
        f"{{P:p}}{_SIR}‹gap›{{0,8}}(?:就职于|任职于|供职于|加入|入职|来自|服务于|受雇于){{O:o}}",
        0.88,
        "POSITION p o",
    ),
    pattern(
        "{O:o}(?:的)?(?:员工|工程师|同事|代表|职员|业务员|销售员|项目组){P:p}", 0.82, "POSITION p o"
    ),
    pattern(f"{{O:o}}{_OF}{{P:p}}{_SIR}", 0.62, "POSITION p o"),
    pattern("{P:p}‹gap›{0,6}(?:领导|执掌|掌管|主持){O:o}", 0.82, "HEADS p o", "WORKS_FOR p o"),
    pattern("{O:o}(?:的)?(?:联合)?创始人(?:是|为|、)?{P+:p}", 0.9, "FOUNDED p o"),
    pattern(
        "{PO:p}(?:是|为|系|成为|加入了?|当选){O:o}(?:的)?(?:会员|成员|理事单位|副会长单位|"
        "会员单位|常务理事单位)",
        0.88,
        "MEMBER_OF p o",
    ),
    pattern("{PO:p}‹gap›{0,8}加入(?:了)?{O:o}(?=，成为|。|，|$)", 0.5, "MEMBER_OF p o"),
)

PAPERS = (
    pattern(
        "{O:a}{R}{P}‹open›{0,25}(?:与|和|同|跟){PO+:b}‹open›{0,40}(?:签订|签署|订立|签定|"
        "达成|续签)‹open›{0,40}{N:n}",
        0.92,
        "PARTY_TO a n",
        "PARTY_TO b n",
    ),
    pattern(
        "(?<!\ue004){PO:a}‹open›{0,25}(?:与|和|同|跟){PO+:b}‹open›{0,40}(?:签订|签署|订立|"
        "签定|达成|续签)‹open›{0,40}{N:n}",
        0.92,
        "PARTY_TO a n",
        "PARTY_TO b n",
    ),
    pattern(
        "{N:n}‹open›{0,40}由{PO:a}‹open›{0,12}(?:与|和){PO:b}‹open›{0,30}(?:签订|签署|订立|签定)",
        0.92,
        "PARTY_TO a n",
        "PARTY_TO b n",
    ),
    pattern(
        "{PO:a}(?:与|和){PO:b}(?:之间)?(?:的|签订的|签署的|就‹gap›{0,10})‹open›{0,20}{N:n}",
        0.85,
        "PARTY_TO a n",
        "PARTY_TO b n",
    ),
    pattern(
        "{N:n}[^\ue00a；。]{0,60}(?:于|在|自)?{D:d}(?:在{L+})?(?:由双方|由{PO+}与{PO}|正式|"
        "双方)?(?:签订|签署|订立|签定)",
        0.9,
        "SIGNED_ON n d",
    ),
    pattern(
        "{D:d}[^\ue00a；。]{0,50}(?:签订|签署|订立|签定|续签)[^\ue00a；。]{0,40}{N:n}",
        0.88,
        "SIGNED_ON n d",
    ),
    pattern(
        "{N:n}[^\ue00a；。]{0,60}(?:签订|签署|订立)(?:日期|时间)?(?:为|于|：|:){D:d}",
        0.9,
        "SIGNED_ON n d",
    ),
    pattern(
        "{N:n}[^；。]{0,100}(?:有效期|期限|合同期|服务期)[^；。]{0,30}?(?:至|到|截至|"
        "截止至?)(?:为)?{D:d}",
        0.9,
        "ENDS_ON n d",
    ),
    pattern(
        "{N:n}[^；。]{0,100}(?:将)?(?:于|至){D:d}(?:到期|届满|终止|止|失效|期满)",
        0.9,
        "ENDS_ON n d",
    ),
    pattern(
        "{N:n}[^；。]{0,60}(?:到期日|终止日期|截止日期|届满日)(?:期)?(?:为|是|：|:)?{D:d}",
        0.9,
        "ENDS_ON n d",
    ),
    pattern(
        "{N:n}[^\ue00a；。]{0,80}(?:总?金额|总价|价款|总额|合同价|标的额|价值|货值|合同额)"
        "(?:共计|合计|为|是|约|：|:|达|总计|人民币)*{M:m}",
        0.9,
        "WORTH n m",
    ),
)

CHINESE = POSITIONS + COMPANIES + PAPERS
