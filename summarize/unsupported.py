"""Names and figures that a finished sentence shows and its own quotes do not (pure).

This is the last look at what a reader sees, and is kept apart from `summarize.bearing` on purpose:
it knows no alignment and no context, only what is printed. It is strict: what it cannot tell from a
name counts as one.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from briefbook.records import Sentence
from summarize.openers import OPENERS, SURNAMES

_LATIN = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_\u3040-\u9fff]+(?:'[^\W_\u3040-\u9fff]+)?")
_STARTS = re.compile(r"(?:^|[.!?:;。！？：；\n\"'“‘(\[-])\s*[\"'“‘(\[]*$")
_DIGITS = re.compile(
    r"(?<![A-Za-z\d.])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)[\s-]?"
    r"(?P<scale>(?:thousand|million|billion|trillion|hundred|dozen|bn|mn|tn|k|m|b)(?![A-Za-z])|[十百千万亿]+)?",
    re.IGNORECASE | re.ASCII,
)
_SCALES = {
    "hundred": 2, "thousand": 3, "k": 3, "million": 6, "m": 6, "mn": 6, "billion": 9, "bn": 9,
    "b": 9, "trillion": 12, "tn": 12, "十": 1, "百": 2, "千": 3, "万": 4, "亿": 8,
}  # fmt: skip
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SPELLED = {word: value for value, word in enumerate(_SMALL.split())} | {
    word: 10 * value for value, word in enumerate(_TENS.split(), start=2)
}
_NUMBER_WORD = "|".join((*_SPELLED, "hundred", "thousand", "million", "billion", "trillion"))
_SPELLED_RUN = re.compile(rf"\b(?:{_NUMBER_WORD})(?:(?:[\s-]|\sand\s)(?:{_NUMBER_WORD}))*\b")
_FIGURE = re.compile(r"\d+(?:st|nd|rd|th|s|k|m|bn|mn|tn|b)", re.IGNORECASE)
_HAN_DIGITS = "零一二三四五六七八九"
_HAN_RUN = re.compile(
    r"[零〇一二两三四五六七八九十百千万亿]{2,}|[二两三四五六七八九十](?=[人名位家元吨亩岁倍年月日号次届%])|"
    r"(?<=第)[一二三四五六七八九十]"
)
_HAN_IDLE = frozenset(("万一", "一一", "千万", "百千", "万千", "千百", "万万"))
_MONTHS = "january february march april may june july august september october november december"
_TITLE = re.compile(r"《([^《》]+)》")
_ORGANIZATION = re.compile(
    r"[\u4e00-\u9fff]{2}(?:公司|集团|银行|大学|学院|医院|研究院|研究所|委员会|协会|基金会|法院|出版社)"
)
_PLAIN_ORGANIZATION = re.compile(
    r"[该本这那此贵某各两几多的其我他们些家个所在是和与及为由于对从向有新老大小内外全]|上市|有限|股份|分公|子公|"
    r"母公|国有|商业|中央|人民|高等|科技|技术|重点|附属|最高|中级|高级|投资|专科|师范|中医|教学|临床|综合"
)
_PERSON = re.compile(
    rf"(?<![\u4e00-\u9fff])[{''.join(sorted(SURNAMES))}][\u4e00-\u9fff]{{1,2}}"
    r"(?=(?:表示|说|称|指出|认为|先生|女士|教授|博士|担任|出任|当选|辞职))|"
    rf"(?<=[经总]理|事长|部长|局长|院长|校长|市长|省长|主席|书记|教授|律师|主任)"
    rf"[{''.join(sorted(SURNAMES))}][\u4e00-\u9fff]"
)


def unsupported(sentence: Sentence) -> tuple[str, ...]:
    """Return the names and figures of a sentence that none of its quotes holds, in order.

    Names are words with a capital (a first word too, unless it is an everyday opener or stands in
    the quotes), codes such as A320, 《titles》, and Chinese organizations and people known by the
    words around them. Figures are compared as values, however they are written; "one" is none.
    """
    text = _plain(sentence.text)
    quotes = "\n".join(_plain(evidence.quote) for evidence in sentence.evidence)
    if "".join(text.split()) in "".join(quotes.split()):
        return ()
    return tuple(dict.fromkeys((*_names(text, quotes), *_figures(text, quotes))))


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return text.translate({0x2018: "'", 0x2019: "'", 0x2010: "-", 0x2011: "-", 0x2013: "-"})


def _names(text: str, quotes: str) -> Iterator[str]:
    held = set(_forms(quotes))
    months = _months(quotes)
    for match in _LATIN.finditer(text):
        word = match[0]
        if word.isdigit() or not any(each.isupper() or each.isdigit() for each in word):
            continue
        if _FIGURE.fullmatch(word) or word.casefold() in _SPELLED:
            continue  # a figure
        folded = _folded(word)
        opens = bool(_STARTS.search(text[: match.start()]))
        if folded in held or folded in months or (opens and folded in OPENERS) or word == "I":
            continue
        if not set(_forms(word)) & held:
            yield word
    for pattern in (_TITLE, _ORGANIZATION, _PERSON):
        for match in pattern.finditer(text):
            idle = pattern is _ORGANIZATION and _PLAIN_ORGANIZATION.search(match[0][:2])
            if not idle and match[match.lastindex or 0] not in quotes:
                yield match[0]


def _forms(text: str) -> Iterator[str]:
    """Yield every Latin word folded, with and without an ending of number or owner."""
    for match in _LATIN.finditer(text):
        folded = _folded(match[0])
        yield folded
        yield folded.removesuffix("s")
        yield f"{folded}s"


def _folded(word: str) -> str:
    return word.casefold().removesuffix("'s").replace(".", "").replace("'", "")


def _months(quotes: str) -> set[str]:
    """Return the names of months that dates in figures and abbreviations stand for."""
    numbers = {int(found) for found in re.findall(r"\d{4}[-/.](\d{1,2})[-/.]\d{1,2}", quotes)}
    names = _MONTHS.split()
    words = set(re.findall(r"[a-z]+", quotes.lower()))
    return {
        name for place, name in enumerate(names, 1) if place in numbers or name[:3] in words
    } | {name[:3] for name in names if name in words}


def _figures(text: str, quotes: str) -> Iterator[str]:
    held = {value for _, value in _values(quotes)}
    for said, value in _values(text):
        if value not in held:
            yield said


def _values(text: str) -> Iterator[tuple[str, Decimal]]:
    for match in _DIGITS.finditer(text):
        value = Decimal(match["number"].replace(",", ""))
        scale = (match["scale"] or "").lower()
        shift = _SCALES.get(scale, sum(_SCALES.get(each, 0) for each in scale))
        yield match[0].strip(" -"), _value(value * (12 if scale == "dozen" else 10**shift))
    for match in _SPELLED_RUN.finditer(text.lower()):
        if match[0] != "one" and match[0].split()[0] not in _SCALES:  # "1.13 billion" is read above
            yield match[0], _value(Decimal(_spelled(match[0])))
    for match in _HAN_RUN.finditer(text):
        number = None if match[0] in _HAN_IDLE else _chinese(match[0])
        if number is not None:
            yield match[0], _value(Decimal(number))


def _value(number: Decimal) -> Decimal:
    return number.normalize()


def _spelled(run: str) -> int:
    total = current = 0
    for word in re.findall("[a-z]+", run):
        if word in _SPELLED:
            current += _SPELLED[word]
        elif word == "hundred":
            current = max(1, current) * 100
        elif word != "and":
            total += max(1, current) * 10 ** _SCALES[word]
            current = 0
    return total + current


def _chinese(run: str) -> int | None:
    run = run.replace("〇", "零").replace("两", "二")
    if all(each in _HAN_DIGITS for each in run):
        return int("".join(str(_HAN_DIGITS.index(each)) for each in run))
    if run[0] in "百千万亿":
        return None
    for sign, size in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if sign in run:
            left, right = run.rsplit(sign, 1) if sign in "亿万" else run.split(sign, 1)
            high = _chinese(left) if left else 1
            low = _chinese(right.lstrip("零")) if right.strip("零") else 0
            return None if high is None or low is None else high * size + low
    return None
