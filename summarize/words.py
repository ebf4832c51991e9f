"""Text becomes the words that sentences are compared by, in English and Chinese (pure)."""

import re
import unicodedata

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+(?:[-./,'][^\W_{_CJK}]+)*")
_CHINESE = re.compile(f"[{_CJK}]")
_CHINESE_FUNCTION = re.compile(
    "[的了是在和与及或也都就而被把将对从由为以其该此这那我你他她它们等着]"
)
_STOPPED = (
    "a about after all also an and any are as at be been before but by can could did do does for"
    " from had has have he her his how i if in into is it its may more most mr mrs ms new no not"
    " of on one or our out over said say says she should so some such than that the their them"
    " then there these they this to under up was we were what when which while who will with"
    " would you your"
)
_STOP_WORDS = frozenset(_STOPPED.split())


def words(text: str) -> list[str]:
    """Return the content words of `text`; Chinese as overlapping pairs of characters.

    >>> words("The board approved the budget.")
    ['board', 'approved', 'budget']
    >>> words("董事会批准了预算。")
    ['董事', '事会', '会批', '批准', '预算']
    """
    found: list[str] = []
    for token in _TOKEN.findall(unicodedata.normalize("NFKC", text).replace("’", "'")):
        if _CHINESE.match(token):
            for run in _CHINESE_FUNCTION.split(token):
                found.extend(run[start : start + 2] for start in range(len(run) - 1))
        else:
            word = token.casefold().removesuffix("'s")
            if word not in _STOP_WORDS:
                found.append(word)
    return found


def length(text: str) -> int:
    """Count words; two Chinese characters count as one.

    >>> length("The board approved it."), length("董事会批准了预算。")
    (4, 4)
    """
    chinese = len(_CHINESE.findall(text))
    return chinese // 2 + sum(not _CHINESE.match(token) for token in _TOKEN.findall(text))
