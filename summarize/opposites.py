"""Words that have an opposite, and where a plain text uses them (pure)."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from summarize.stems import stem
from summarize.terms import Term

_OPPOSITES = (
    (
        "rise increase grow growth gain climb jump surge soar higher raise expand rally rebound",
        "fall decrease decline drop slump plunge lower reduce shrink slip slide tumble cut",
    ),
    ("buy acquire purchase", "sell divest"),
    ("win victory beat", "lose defeat"),
    ("approve accept allow permit", "reject refuse oppose block ban forbid veto"),
    ("hire appoint recruit", "sack dismiss resign quit"),
    ("guilty convict", "innocent acquit"),
    ("arrest detain jail", "release free"),
    ("import", "export"),
    ("profit", "loss"),
    ("start begin open launch", "end finish close stop halt cease"),
    ("above exceed", "below"),
    ("before", "after"),
    ("more", "less fewer"),
    ("better best", "worse worst"),
    ("biggest largest highest", "smallest lowest"),
    ("succeed success", "fail failure"),
    ("include", "exclude"),
    ("legal", "illegal"),
    ("likely", "unlikely"),
    ("possible", "impossible"),
    ("join", "leave"),
    ("strengthen", "weaken"),
)
#: Here a word must be borne itself; of other axes it is enough that its opposite is not there.
_STRICT = "rise buy win approve hire guilty arrest import 增长 收购 批准 盈利 进口 任命"
STRICT_AXES = frozenset(_STRICT.split())
_CHINESE_OPPOSITES = (
    (
        "增长 增加 上升 上涨 提高 提升 回升 升高 扩大 增至 升至 涨至",
        "下降 减少 下跌 降低 下滑 缩小 跌至 降至 减至 回落",
    ),
    ("收购 买入 购买 采购", "出售 卖出 转让"),
    ("批准 通过 同意 支持 接受", "否决 反对 拒绝 驳回 禁止"),
    ("盈利", "亏损"),
    ("高于 超过 多于", "低于 不足 少于"),
    ("成功", "失败"),
    ("开始 启动", "结束 终止 停止"),
    ("进口", "出口"),
    ("任命 聘任", "免去 解聘 辞去"),
    ("之前 以前", "之后 以后"),
    ("优于 好于", "劣于 差于"),
    ("显著", "不显著"),
    ("正相关", "负相关"),
    ("增强", "减弱"),
)
_SIDES = {
    stem(word): (words[0].split()[0], side)
    for words in _OPPOSITES
    for side, group in zip((1, -1), words, strict=True)
    for word in group.split()
}
_CHINESE_SIDES = {
    word: (words[0].split()[0], side)
    for words in _CHINESE_OPPOSITES
    for side, group in zip((1, -1), words, strict=True)
    for word in group.split()
}
_POLE = re.compile(
    r"(?P<en>[a-zA-Z]+)|(?P<zh>"
    + "|".join(sorted(_CHINESE_SIDES, key=lambda word: (-len(word), word)))
    + ")"
)


def poles(text: str, terms: Sequence[Term]) -> Iterator[tuple[str, int, Term]]:
    """Yield the words that have an opposite: axis, side (1 or -1), and where they stand."""
    starts = [term.start for term in terms]
    for match in _POLE.finditer(text):
        key = stem(match["en"]) if match["en"] else match["zh"]
        found = (_SIDES if match["en"] else _CHINESE_SIDES).get(key)
        if found:
            beside = max(0, bisect_right(starts, match.start()) - 1)
            clause = terms[beside].clause if terms else 0
            yield *found, Term(key, *match.span(), clause)
