"""Who is to do something, and by when: places in a sentence, in English and Chinese (pure)."""

import re
from collections.abc import Iterator, Sequence

Place = tuple[int, int]  # characters of the sentence

_TITLE = r"(?:(?:Mr|Ms|Mrs|Miss|Dr|Prof|Sir|Cllr)\.? )"
_NAME = r"[A-Z][\w’'-]*(?: (?:de |van der |van |von )?[A-Z][\w’'-]+){0,3}"
_OFFICE = (
    r"[Tt]he (?:[A-Z]?[\w-]+ ){0,3}?(?:[Ss]ecretary|[Tt]reasurer|[Cc]hair(?:man|woman|person)?|"
    r"[Cc]hief \w+(?: [Oo]fficer)?|[Mm]anager|[Dd]irector|[Oo]fficer|[Tt]eam|[Cc]lerk|"
    r"[Pp]resident|[Hh]ead of \w+|[Cc]ounsel|[Dd]epartment|[Cc]ompany|[Ss]upplier|[Cc]ontractor)"
)
_WHO = rf"(?:{_OFFICE}|{_TITLE}?{_NAME})"
_SEVERAL = rf"{_WHO}(?:(?:, | and | & |/){_WHO})*"
_VERBS = (
    "address announce arrange ask assess book brief bring buy call chase check circulate collect "
    "compile complete confirm consult contact coordinate create deliver design develop discuss "
    "distribute draft draw email ensure explore file finalise finalize find finish fix follow get "
    "hire inform inspect install investigate invite issue liaise look make measure meet monitor "
    "notify obtain order organise organize oversee prepare present produce propose provide publish "
    "raise recommend recruit repair replace report research resend review revise run schedule send "
    "set settle share sign source speak submit summarise summarize take talk test train translate "
    "update upload visit work write"
)
_TASK_VERB = "(?:" + "|".join(_VERBS.split()) + ")"
_ASKED = (
    r"(?:agreed|undertook|offered|volunteered|promised|(?:was|were|is|are) (?:asked|instructed|"
    r"requested|charged|tasked)|(?:is|are))"
)
_EN_OWNERS = (
    # "Ada to send …": the style of notes, at the start only
    re.compile(rf"^\W*(?:(?:ACTION|Action)\W+)?(?P<who>{_SEVERAL}) to {_TASK_VERB}\b"),
    re.compile(rf"(?<![\w’'-])(?P<who>{_SEVERAL}) {_ASKED} to (?!be\b)[a-z]+"),
    re.compile(
        rf"(?<![\w’'-])(?P<who>{_SEVERAL}) (?:will|shall|must|should)"
        rf"(?: also| then| now| please)? {_TASK_VERB}\b"
    ),
    re.compile(
        rf"\b(?:[Oo]wner|[Rr]esponsible|[Aa]ssigned to|[Ll]ead|[Aa]ction)\s*[:–-]\s*"
        rf"(?P<who>{_SEVERAL})(?=[\s.,;)\]]|$)"
    ),
    re.compile(rf"[(\[]\s*(?P<who>{_SEVERAL})\s*(?:[,;][^()\[\]]*)?[)\]]\W*$"),
    re.compile(rf"[–—]\s*(?P<who>{_SEVERAL})\s*(?:,[^–—]{{0,30}})?\.?$"),
    re.compile(rf"^\W*(?P<who>{_SEVERAL}):\s+(?=[A-Za-z])"),
)
_NOTED = re.compile(rf"^\W*(?P<who>{_SEVERAL}) to (?!(?:be|the|an?|our|your|my)\b)[a-z]+")
_STRONG = 3  # the first of these stand anywhere; the others only where actions are listed
_ZH_WHO = r"[^\s，。；：:（）()“”]{2,20}?"
_ZH_DO = (
    r"(?:负责|牵头|承担|落实|跟进|组织|完成|提交|准备|起草|办理|协调|主办|处理|编制|制定|汇总|"
    r"联系|安排|"
    r"对接|通知|核实|核查|整理|撰写|拟定|拟订|修改|报送|提供|采购|解决|督促|推进|开展)"
)
_ZH_WHEN = (
    r"(?:于|在|最迟|尽快|抓紧|限期|务必|按|本周|下周|本月|下月|月底|年底|\d{1,2}月|\d{4}年|"
    r"\d{1,2}日|即日)"
)
_ZH_NAME = r"[^\s，。；：:（）()“”由请责]{2,12}?"
_ZH_OWNERS = (
    re.compile(
        rf"(?:责成|责令|指定|委托|授权|要求)(?P<who>{_ZH_WHO})(?={_ZH_WHEN}|{_ZH_DO}|全权|代表)"
    ),
    re.compile(rf"由(?P<who>{_ZH_WHO})(?={_ZH_WHEN}|{_ZH_DO}|同志)"),
    re.compile(rf"(?<![聘邀申提报])请(?![示求假问])(?P<who>{_ZH_WHO})(?={_ZH_WHEN}|{_ZH_DO})"),
    re.compile(
        r"(?:责任人|负责人|责任部门|牵头人|牵头部门|主办|经办人|责任单位)\s*[:：为是]\s*"
        r"(?P<who>[^\s，。；：:（）()]{2,20})"
    ),
    # Of these, only a name that was found counts: 资金将于月底前到位 names nobody.
    re.compile(rf"(?:^|[，。；：:\s])(?P<who>{_ZH_NAME})(?:负责(?!人)|牵头|跟进)"),
    re.compile(
        rf"(?:^|[，。；：:\s])(?P<who>{_ZH_NAME})(?:同意|承诺|答应|保证|"
        rf"表示将)(?=[^，。；]{{0,6}}{_ZH_DO})"
    ),
    re.compile(
        rf"(?:^|[，。；：:\s])(?P<who>{_ZH_NAME})(?:应当?|须|需|要|将)(?:于|"
        rf"在)[^，。；]{{1,14}}[前内]"
    ),
    re.compile(
        r"[（(](?:责任人[:：])?(?P<who>[^，。；（）()\d]{2,12})(?:[，,；;][^（）()]*)?[)）]\W*$"
    ),
)
_ZH_STRONG, _ZH_NAMED = 7, range(4, 7)  # which stand anywhere; which need a name that was found
_SHORT_NAME = 4  # characters of a Chinese name, where no names were looked for
_NOT_WHO = re.compile(
    r"(?:It|This|That|There|They|We|I|You|He|She|Who|What|Which|The|In|On|At|And|But|If|Decisions?|"
    r"Resolved|Agreed|Actions?|Note|Not|No|Need|Due|Everyone|Nobody|Items?|Board|Meeting)\b|"
    r"(?:会议|公司(?!.)|大家|我|你|他|她|它|其|该|此|因此|同时|双方|各方)"
)

_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b(?:\.(?=\s\d))?)"
)
DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}})?|{_MONTH} \d{{1,2}}"
    rf"(?:st|nd|rd|th)?\b(?:,? \d{{4}})?|{_MONTH} \d{{4}}|\d{{4}}-\d\d-\d\d|"
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4})"
)
ZH_DATE = (
    r"(?:\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月(?:\d{1,2}[日号])?|\d{4}-\d{1,2}-\d{1,2}|"
    r"[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号])?)"
)
_LOOSE = (
    rf"(?:(?:the )?(?:end|middle|beginning|start|close) of (?:(?:the|this|next) )?"
    rf"(?:month|week|year|quarter|day|business|{_MONTH}|\w+)|mid-{_MONTH}|"
    rf"(?:next |this |coming )?{_WEEKDAY}(?: (?:week|morning|evening|noon))?|"
    r"(?:the )?next (?:week|month|meeting|session|board|year)|tonight|tomorrow(?: morning)?|today|"
    rf"(?:this|next) (?:week|month)|noon|{_MONTH}|year[- ]end)"
)
_EN_DUES = (
    re.compile(
        rf"\b(?:by|before|no later than|not later than|due(?: on| by)?|deadline(?: of|:)?|"
        rf"in time for|on or before)\s+(?P<when>(?:{_WEEKDAY},? )?(?:{DATE}|{_LOOSE}))",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?P<when>within (?:the next )?[\w-]+ (?:\([^)]*\) )?(?:working |business |calendar )?"
        r"(?:hours?|days?|weeks?|months?))\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?P<when>tonight|tomorrow|immediately|at once)\b", re.IGNORECASE),
    re.compile(rf"[(\[,;–—-]\s*(?P<when>{DATE})\s*[)\]]?\W*$", re.IGNORECASE),
)
_EN_STRONG_DUES = 3
_ZH_LOOSE = (
    r"(?:本周[一二三四五六日末]?|下周[一二三四五六日末]?|本月|下月|月底|月末|年底|年末|季度末|"
    r"下次(?:会议|例会)|明[日天]|今[日天]|春节|节后|\d{1,2}月(?:上旬|中旬|下旬|底|末|初))(?:底|"
    r"末|内)?"
)
_ZH_DUES = (
    re.compile(rf"(?P<when>(?:{ZH_DATE}(?:底|末)?|{_ZH_LOOSE})(?:之|以)?[前内])"),
    re.compile(
        r"(?P<when>[\d一二三四五六七八九十两]{1,3}个?(?:工作日|自然日|日|天|周|月|小时)(?:之|"
        r"以)?内)"
    ),
    re.compile(
        rf"(?:截止|期限|时限|完成时间|最迟|限于|不迟于|"
        rf"不晚于)[^，。；\d]{{0,6}}?(?P<when>{ZH_DATE}|{_ZH_LOOSE})"
    ),
    re.compile(rf"[（(，,；;]\s*(?P<when>{ZH_DATE})\s*[)）]?\W*$"),
)
_ZH_STRONG_DUES = 3
_CHINESE = re.compile("[\u3400-\u9fff]")


def find_owners(
    text: str, names: Sequence[Place] | None = None, *, listed: bool = False
) -> tuple[Place, ...]:
    """Return who is to do something; `names` are people, bodies and offices found in the text.

    With `names`, who is written out in words must be among them; initials and offices need not.
    `listed` when the text stands in a list of actions, where "(Ada)" is enough.

    >>> text = "Ada to send the draft by Friday."
    >>> [text[start:end] for start, end in find_owners(text)]
    ['Ada']
    """
    chinese = _CHINESE.search(text) is not None
    patterns, strong = (_ZH_OWNERS, _ZH_STRONG) if chinese else (_EN_OWNERS, _STRONG)
    if not chinese and (listed or names is not None):
        patterns, strong = (
            (_NOTED, *patterns),
            strong + 1,
        )  # names tell who is meant, any verb will do
    found: list[Place] = []
    for number, pattern in enumerate(patterns if listed else patterns[:strong]):
        named = not chinese or number in _ZH_NAMED
        for match in pattern.finditer(text):
            place = match.span("who")
            if _is_someone(text, place, names, named=named) and not _overlap(place, found):
                found.append(place)
    return tuple(sorted(found))


def find_dues(text: str, *, listed: bool = False) -> tuple[Place, ...]:
    """Return by when something is to be done.

    `listed` when the text stands in a list of actions, where a date at the end is enough.

    >>> text = "由李雷负责，7月31日前完成。"
    >>> [text[start:end] for start, end in find_dues(text)]
    ['7月31日前']
    """
    if _CHINESE.search(text):
        patterns = _ZH_DUES if listed else _ZH_DUES[:_ZH_STRONG_DUES]
    else:
        patterns = _EN_DUES if listed else _EN_DUES[:_EN_STRONG_DUES]
    found: list[Place] = []
    for match in _matches(patterns, text):
        place = match.span("when")
        if not _overlap(place, found):
            found.append(place)
    return tuple(sorted(found))


def _matches(patterns: Sequence[re.Pattern[str]], text: str) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from pattern.finditer(text)


def _overlap(place: Place, others: Sequence[Place]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in others)


def _is_someone(text: str, place: Place, names: Sequence[Place] | None, *, named: bool) -> bool:
    """Tell whether a place may be someone; `named` when it must be a name that was found."""
    who = text[slice(*place)]
    if _NOT_WHO.match(who) and not re.match(_OFFICE, who):
        return False
    if names is None:
        return not named or who[0].isascii() or len(who) <= _SHORT_NAME
    initials = re.fullmatch(r"[A-Z]{2,3}(?:(?:, | and | & |/)[A-Z]{2,3})*", who)
    return not named or bool(initials or re.match(_OFFICE, who)) or _overlap(place, names)
