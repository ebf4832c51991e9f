"""What ties a question follows from name to name, and how texts say them (pure).

A small general vocabulary of English and Chinese: who made what, who is whose kin, who works for,
leads, founded, owns or bought what, where things lie. Words for two steps ("grandfather") are taken
apart. What it does not know, search finds by words, vectors and the walk alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relation:
    """A tie between two names."""

    name: str
    asked: re.Pattern[str]  # how questions ask for it
    said: re.Pattern[str]  # how texts and predicates say it


@dataclass(frozen=True, slots=True)
class Asked:
    """A relation that a question asks for, at a place of its text."""

    start: int
    end: int
    steps: tuple[str, ...]  # relations along the path, from the name that is given


_CHILD = (
    r"\b(?:grand|step)?(?:son|daughter|child(?:ren)?|heir|offspring)s?\b"
    r"|\bborn\b[^.;]{0,24}?\bto\b|之子|之女|[长次幼三四五]子|儿子|女儿"
)
#: Name, how questions ask for it, how texts say it besides. Order matters where words overlap.
_VOCABULARY = (
    (
        "director",
        r"\b(?:co-?)?direct(?:or|ed|s|ing|orial)\w*|\bfilm-?maker|导演|执导",
        r"\bhelmed|\bfilms? (?:by|of)\b|拍摄",
    ),
    (
        "performer",
        r"\bperform(?:er|ed|s)?\b|\bsinger|\bsang\b|\bsung\b|\bvocalist|\bartist\b|\bband\b"
        r"|演唱|歌手|演奏|表演者",
        r"\brecord(?:ed|ing)\b|\breleased? by|\bmusician|\brapper|\bduo\b|\bgroup\b|发行|主唱"
        r"|\b(?:song|single|album|track|ep|hit)s?\b[^.]{0,40}?\b(?:by|from|of)\b",
    ),
    (
        "cast",
        r"\bstar(?:s|red|ring)?\b|\bact(?:or|ress|ed)s?\b|\bcast\b|\bplayed by|主演|演员|出演",
        r"\bfeatur(?:es|ed|ing)\b|\bplays\b|饰",
    ),
    (
        "composer",
        r"\bcompos(?:er|ed|es)\b|作曲|配乐",
        r"\bmusic\b|\bscore[ds]?\b|\bsoundtrack|\bsongs?\b",
    ),
    (
        "author",
        r"\bauthor(?:ed)?\b|\bwr(?:ote|itten|iter|ites)\b|\bscreen-?(?:writer|play)|\bnovelist"
        r"|\bpoet\b|作者|编剧|作家|撰写|写的|著",
        r"\b(?:novel|book|play|poem|story|stories|script|lyrics)\b[^.]{0,30}?\b(?:by|of)\b|\bpenned",
    ),
    (
        "producer",
        r"\bproduc(?:er|ed|es|ing|tion company)\b|制片|出品|制作",
        r"\bproduction",
    ),
    ("editor", r"\bedit(?:or|ed)\b|\bpublish(?:er|ed)\b|编辑|主编|出版", ""),
    (
        "creator",
        r"\bcreat(?:or|ed)\b|\bdesign(?:er|ed)\b|\barchitect\b|\binvent(?:or|ed)\b"
        r"|\bdevelop(?:er|ed)\b|\bpaint(?:er|ed)\b|创作|设计|发明|开发|建筑师",
        r"\bbuilt by",
    ),
    (
        "founder",
        r"\b(?:co-?)?found(?:er|ed|ing)s?\b|\bestablished by|\bset up\b|创始|创立|创办|创建|成立",
        r"\bestablish|\bcreated by",
    ),
    (
        "head",
        r"\bheads?\b|\bheaded\b|\bleads?\b|\bleader|\bled\b|\bceo\b|\bchief\b"
        r"|\bchair(?:man|woman|person)?\b|\bpresident|\bboss\b|\bruns\b|\bmanag(?:er|es|ing)\b"
        r"|\bcoach|\bmayor|\bgovernor"
        r"|负责人|董事长|总经理|总裁|主席|首席|主管|掌管|领导|校长|市长",
        r"\bdirector|\bprincipal\b|\bminister|担任",
    ),
    (
        "employer",
        r"\bemploy(?:er|ed|ee|s)?\b|\bwork(?:s|ed|ing)?\b (?:for|at)|任职|就职|供职|员工|雇",
        r"\bjoin(?:s|ed)\b|\bprofessor|\bengineer|\bmanager|工作",
    ),
    (
        "member",
        r"\bmembers?\b|\bbelong|\bpart of\b|\bjoin(?:s|ed)\b|成员|会员|属于|加入",
        r"\bdivision|\bsubsidiar",
    ),
    (
        "team",
        r"\bteams?\b|\bclub\b|\bplay(?:s|ed)? for\b|球队|俱乐部|效力",
        r"\bplay(?:s|ed|er)\b|\bfootballer|\bsign(?:s|ed) (?:for|with)",
    ),
    (
        "owner",
        r"\bown(?:s|ed|er)?\b|\bparent company|\bsubsidiar|\bshareholder|\bstake\b"
        r"|持股|股东|控股|拥有|子公司|母公司",
        "",
    ),
    (
        "acquired",
        r"\bacqui(?:re|res|red|sition)\b|\bb(?:uy|uys|ought)\b|\btook over\b|\btakeover|\bpurchas"
        r"|\bmerg|收购|并购|买下|合并",
        "",
    ),
    ("partner", r"\bpartner(?:s|ed|ship)?\b|\bcooperat|\bcollaborat|合作|伙伴", ""),
    (
        "supplies",
        r"\bsuppl(?:y|ies|ied|ier)s?\b|\bvendor|\bdeliver|供应|供货|供给",
        "",
    ),
    (
        "party",
        r"\bsign(?:s|ed)?\b|\bcontract|\bagreement|\bparty to|签署|签订|签约|合同|协议",
        "",
    ),
    ("invested", r"\binvest(?:s|ed|or|ment)?\b|\bfund(?:ed|ing)\b|投资|注资", ""),
    (
        "student",
        r"\bteach(?:er|es)?\b|\btaught\b|\bstud(?:ent|ied|y)\b|\beducated\b|\bgraduat"
        r"|\balma mater|\battend(?:s|ed)?\b|\bmentor|学生|老师|毕业|就读|师从",
        r"\buniversity|\bcollege|\bschool",
    ),
    (
        "predecessor",
        r"\bpredecess|\bsuccess?(?:or|eeded)|\breplaced\b|前任|继任|接替",
        r"\bfollowed by|\bpreceded",
    ),
    (
        "located",
        r"\blocated\b|\bbased\b|\bheadquarter|\bborders?\b|\bbordering\b|\bcapital\b"
        r"|\bin which\b|\bstate\b|\bcount(?:y|ies)\b|\bprovince|\bcit(?:y|ies)\b|\btown\b"
        r"|\bregion\b|\bcontinent\b|\briver\b|位于|总部|坐落|所在|首都|省|城市",
        r"\bin\b|\blies\b",
    ),
    (
        "parent",
        r"\b(?:father|mother|parent|mom|mum|dad)s?\b|父亲|母亲|父母|爸|妈|生父|生母",
        _CHILD,
    ),
    (
        "child",
        r"\b(?:son|daughter|child(?:ren)?|offspring)s?\b|儿子|女儿|孩子|子女",
        rf"{_CHILD}|\b(?:father|mother|parent)s?\b|父|母",
    ),
    (
        "spouse",
        r"\b(?:spouse|wife|wives|husband|widow|consort)s?\b|\bmarr(?:y|ied|iage)\b"
        r"|妻|丈夫|配偶|夫人|老婆|结婚|嫁|娶",
        r"\bwedded|\bdivorced",
    ),
    (
        "sibling",
        r"\b(?:half-?|step-?)?(?:sibling|brother|sister)s?\b|兄|弟|姐|妹",
        "",
    ),
)

#: Words for several steps; the steps from the name that is given. They are read before single ones.
_STEPS = (
    (r"\bgreat-?\s?grand(?:father|mother|parent)s?\b|曾祖", ("parent", "parent", "parent")),
    (
        r"\b(?:[pm]aternal )?grand-?(?:father|mother|parent|pa|ma)s?\b"
        r"|祖父|祖母|爷爷|奶奶|外公|外婆|姥",
        ("parent", "parent"),
    ),
    (r"\bgrand-?(?:son|daughter|child(?:ren)?)s?\b|孙", ("child", "child")),
    (
        r"\b(?:father|mother|parent)s?-in-law\b|岳父|岳母|公公|婆婆|丈人",
        ("spouse", "parent"),
    ),
    (r"\b(?:son|daughter|child)s?-in-law\b|女婿|儿媳", ("child", "spouse")),
    (r"\b(?:brother|sister|sibling)s?-in-law\b|姐夫|妹夫|嫂", ("sibling", "spouse")),
    (r"\bstep-?(?:father|mother|parent)s?\b|继父|继母|后母", ("parent", "spouse")),
    (r"\b(?:uncle|aunt)s?\b|叔|舅|姑|姨", ("parent", "sibling")),
    (r"\b(?:nephew|niece)s?\b|侄|甥", ("sibling", "child")),
    (
        r"\bcousins?\b|堂兄|堂弟|表哥|表姐|表弟|表妹",
        ("parent", "sibling", "child"),
    ),
)


def _relation(name: str, asked: str, besides: str) -> Relation:
    said = f"{asked}|{besides}" if besides else asked
    return Relation(name, re.compile(asked, re.IGNORECASE), re.compile(said, re.IGNORECASE))


RELATIONS = {row[0]: _relation(*row) for row in _VOCABULARY}
_PATTERNS = (
    *((re.compile(pattern, re.IGNORECASE), steps) for pattern, steps in _STEPS),
    *((relation.asked, (relation.name,)) for relation in RELATIONS.values()),
)


def asked_relations(text: str, hidden: Iterable[tuple[int, int]] = ()) -> list[Asked]:
    """Return the relations that a question asks for in the order of its text.

    `hidden` are the places of names, whose words ask for nothing.

    >>> [asked.steps for asked in asked_relations("Who is the mother of the director of X?")]
    [('parent',), ('director',)]
    >>> [asked.steps for asked in asked_relations("谁是他的祖父？")]
    [('parent', 'parent')]
    """
    for start, end in hidden:
        text = text[:start] + " " * (end - start) + text[end:]
    found: list[Asked] = []
    for pattern, steps in _PATTERNS:
        for match in pattern.finditer(text):
            if all(match.end() <= known.start or match.start() >= known.end for known in found):
                found.append(Asked(match.start(), match.end(), steps))
    return sorted(found, key=lambda asked: asked.start)
