"""What a post is called in the other language (data only).

An archive in two languages names one post twice, and a question may use the other name.
"""

import re
from collections.abc import Iterable

_PAIRS = (
    ("chair", "chairman", "chairwoman", "chairperson", "董事长"),
    ("chief executive", "chief executive officer", "ceo", "首席执行官", "行政总裁"),
    ("chief financial officer", "cfo", "首席财务官", "财务总裁"),
    ("chief operating officer", "coo", "首席运营官"),
    ("chief technology officer", "cto", "首席技术官"),
    ("general manager", "总经理"),
    ("deputy general manager", "副总经理"),
    ("managing director", "董事总经理"),
    ("finance director", "director of finance", "financial director", "财务总监"),
    ("technical director", "director of technology", "技术总监"),
    ("sales director", "销售总监"),
    ("sales manager", "销售经理"),
    ("purchasing manager", "procurement manager", "采购经理"),
    ("quality manager", "质量经理"),
    ("head of quality", "质量负责人"),
    ("marketing manager", "市场部经理", "市场经理"),
    ("project manager", "项目经理"),
    ("company secretary", "董事会秘书"),
    ("president", "总裁"),
    ("vice president", "副总裁"),
    ("secretary general", "秘书长"),
    ("legal representative", "法定代表人"),
    ("chief engineer", "总工程师"),
    ("director", "董事"),
    ("lawyer", "solicitor", "律师"),
    ("accountant", "会计"),
    ("press officer", "spokesperson", "新闻发言人", "发言人"),
    ("conductor", "指挥"),
    ("principal conductor", "chief conductor", "首席指挥"),
    ("artistic director", "艺术总监"),
)
_SAME = {name: pair for pair in _PAIRS for name in pair}


def post_names(names: Iterable[str]) -> frozenset[str]:
    """Return all known names of a post, folded.

    >>> sorted(post_names(["General Manager"]))
    ['general manager', '总经理']
    """
    folded = {name.casefold() for name in names}
    return frozenset(folded.union(*(_SAME.get(name, ()) for name in folded)))


_POST = re.compile(
    "|".join(
        rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name)
        for name in sorted(_SAME, key=lambda each: (-len(each), each))
    )
)


def posts_in(folded: str) -> frozenset[str]:
    """Return all names of the posts that a folded text speaks of; the longest where several start.

    >>> sorted(posts_in("谁是华信的总经理？"))
    ['general manager', '总经理']
    """
    return frozenset().union(*(_SAME[match.group()] for match in _POST.finditer(folded)))
