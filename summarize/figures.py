"""Figures and dates of a text as values: "$1.13bn" is "1.13 billion dollars" (pure).

Every way of writing a number is first read as a value, then a magnitude and a unit are looked for
beside it. Months, weekdays and days of a month are figures too, with units of their own.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from summarize.units import (
    FRACTIONS,
    HAN_DIGITS,
    HAN_LARGE,
    HAN_NUMERALS,
    HAN_SMALL,
    INSEPARABLE,
    MONTH_NAMES,
    MONTHS,
    NUMBERS,
    ORDINALS,
    SCALES,
    SHORT_SCALES,
    UNITS,
    WEEKDAYS,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its unit, and where it stands in the plain text."""

    value: Decimal
    unit: str  # "" where none is said
    bound: str  # "+": at least so much; "-": at most; "": just so
    start: int
    end: int

    def is_borne_by(self, other: "Figure") -> bool:
        """Tell whether `other` says this value: the same, of the same unit, no less certain."""
        if self.value != other.value or (self.bound and self.bound != other.bound):
            return False
        if self.unit == other.unit:
            return True
        return not self.unit and other.unit not in INSEPARABLE


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_LATIN_UNITS = {word: unit for word, unit in UNITS.items() if word.isascii() and word[0].isalpha()}
_OTHER_UNITS = {word: unit for word, unit in UNITS.items() if word not in _LATIN_UNITS}
_WORD = rf"(?:{_any(NUMBERS)}|{_any(SCALES)}|dozen)"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|(?<!\w)\.\d+"
_HAN_NUMBER = rf"[{HAN_NUMERALS}]+(?:点[{HAN_NUMERALS}]+)?"
_MONTH = rf"(?P<month>{_any(MONTH_NAMES)})\b\.?"
_CURRENCY = (
    r"(?:(?<![a-z])(?P<currency>us\$|hk\$|a\$|c\$|usd|gbp|eur|cny|rmb|jpy|hkd|aud|cad|inr|chf|krw|"
    r"[$£€¥₹₩]|人民币)\s?)?"
)
_LATIN_AFTER = rf"(?:(?P<unit>{_any(_LATIN_UNITS)})(?![a-z0-9]))"
_UNIT = rf"(?:[\s-]?{_LATIN_AFTER}|\s?(?P<sign>{_any(_OTHER_UNITS)}))?"
_SCALE = rf"(?:[\s-]?(?P<scale>{_any(SHORT_SCALES)})(?![a-z0-9]))?"

_FIGURE = re.compile(
    rf"{_CURRENCY}(?:(?P<minus>(?<![\w.)])-(?=\d)|负|minus\s)\s?)?"
    rf"(?:(?P<mixed>\d+(?:\.\d+)?[{HAN_NUMERALS}]+(?:\d*[{HAN_NUMERALS}]+)*)|(?<![\d.])(?P<digits>{_DIGITS})"
    rf"(?P<ordinal>(?:st|nd|rd|th)\b|s\b(?=\W|$))?|"
    rf"\b(?P<words>(?:a\s(?={_any(SCALES)}|dozen))?{_WORD}(?:(?:[\s-]|\sand\s){_WORD})*)\b|"
    rf"(?P<han>{_HAN_NUMBER}))"
    rf"{_SCALE}(?:[\s-]?(?P<more>多|余))?{_UNIT}",
    re.ASCII,
)
_DATES = (
    re.compile(r"(?<![\d-])(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d-])"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:,?\s(?P<y>\d{{4}}))?"),
    re.compile(rf"\b{_MONTH}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:,])(?:,?\s(?P<y>\d{{4}})\b)?"),
    re.compile(rf"\b{_MONTH}\s(?P<d>\d{{1,2}}),\s(?P<y>\d{{4}})\b"),
    re.compile(rf"\b{_MONTH},?\s(?:of\s)?(?P<y>\d{{4}})\b"),
    re.compile(
        rf"(?:(?P<y>\d{{4}}|[一二][〇零一二三四五六七八九]{{3}})\s?年\s?)?"
        rf"(?P<m>\d{{1,2}}|[{HAN_NUMERALS}]{{1,2}})\s?月(?!球|亮|薪|租|刊)(?:\s?份)?"
        rf"(?:\s?(?P<d>\d{{1,2}}|[{HAN_NUMERALS}]{{1,3}})\s?[日号])?"
    ),
)
_BARE_MONTH = re.compile(r"\b(?:" + "|".join(name.title() for name in MONTHS) + r")\b")
_WEEKDAY = re.compile(rf"\b(?P<en>{_any(WEEKDAYS)})s?\b|(?:周|星期|礼拜)(?P<zh>[一二三四五六日天])")
_CLOCK = re.compile(r"(?<![\d:])(?P<h>[0-2]?\d):(?P<m>[0-5]\d)(?![\d:])")
_SHARE = re.compile(
    rf"\b(?P<n>an?|{_any(NUMBERS)})[\s-](?P<p>{_any(FRACTIONS)})s?\b|\b(?P<half>half)\b|"
    rf"(?<![\d/])(?P<a>\d{{1,2}})[/\u2044](?P<b>\d{{1,2}})(?![\d/])|"
    rf"(?P<base>[{HAN_NUMERALS}]+|\d+)分之(?P<top>{_HAN_NUMBER}|\d+(?:\.\d+)?)|(?P<zh>一半|半数)|"
    rf"(?P<tenth>[一二三四五六七八九])成(?![功为立员本就长交熟绩分果了都])"
)
_NTH = re.compile(rf"\b(?P<en>{_any(ORDINALS)})\b|第(?P<zh>[{HAN_NUMERALS}]+|\d+)")
_VAGUE = re.compile(
    r"\b(?P<en>dozens|hundreds|thousands|millions|billions|trillions)\b|(?P<zh>[数几上][十百千万亿]+)"
)
_VAGUE_VALUES = {"dozens": 12} | {f"{word}s": value for word, value in SCALES.items()}
_MORE = re.compile(
    r"(?:(?P<less>less than|fewer than|under|below|up to|at most|no more than|nearly|almost|"
    r"not exceeding|不足|不到|少于|低于|至多|不超过|将近|接近)|(?P<more>more than|over|above|"
    r"at least|exceed(?:s|ed|ing)?|no less than|no fewer than|"
    r"超过|超|逾|高于|多于|至少|不少于|不低于))\s?[$£€¥]?\s?$"
)
_PLAIN = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2010: "-", 0x2011: "-", 0x2012: "-"}
_PLAIN |= {0x2013: "-", 0x2014: "-", 0x2212: "-"}


def plain(text: str) -> str:
    """Write one kind of width, quotation mark and dash, so that texts can be compared.

    >>> plain("Ａ３２０ – “new”")
    'A320 - "new"'
    """
    return unicodedata.normalize("NFKC", text).translate(_PLAIN)


def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures and dates of a `plain` text in order; "one" by itself is none.

    >>> [(str(each.value), each.unit) for each in figures("$1.13bn, 20 per cent, 三百万元")]
    [('1130000000', 'USD'), ('20', 'percent'), ('3000000', 'CNY')]
    >>> [(str(each.value), each.unit) for each in figures("on 5 March 2004")]
    [('5', ''), ('2004', ''), ('305', 'date'), ('200403', 'date'), ('3', 'month')]
    """
    folded = text.lower() if len(text.lower()) == len(text) else text
    found: list[Figure] = []
    for reader in (_read_dates, _read_clocks, _read_shares, _read_vague, _read_nth):
        taken = list(reader(folded, text))
        found += taken
        for each in taken:
            folded = _hidden(folded, each.start, each.end)
    found += _read_plain(folded)
    return tuple(sorted(found, key=lambda each: (each.start, each.unit, each.value)))


def _hidden(text: str, start: int, end: int) -> str:
    return text[:start] + "\x00" * (end - start) + text[end:]


def _read_dates(folded: str, text: str) -> Iterator[Figure]:
    for pattern in _DATES:
        for match in pattern.finditer(folded):
            yield from _date(match)
            folded = _hidden(folded, *match.span())
    for match in _BARE_MONTH.finditer(text):
        if folded[match.start()] != "\x00" and _is_month(text, match):
            yield _figure(MONTH_NAMES[match[0].lower()], "month", match)
    for match in _WEEKDAY.finditer(folded):
        place = (
            WEEKDAYS.index(match["en"]) if match["en"] else "一二三四五六日天".index(match["zh"])
        )
        yield _figure(min(place, 6) + 1, "weekday", match)


def _is_month(text: str, match: re.Match[str]) -> bool:
    """Tell May and March the months from the verbs and the names."""
    if match[0] not in ("May", "March", "August"):
        return True
    return bool(
        re.search(
            r"(?:\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ll]ast|[Nn]ext|[Ee]arly|[Ll]ate|[Ff]rom|of|[Tt]his|to|"
            r"[Dd]uring|and|before|after|mid|through|[Ee]nd)[\s-])$",
            text[: match.start()],
        )
    )


def _date(match: re.Match[str]) -> Iterator[Figure]:
    parts = {name: value for name, value in match.groupdict().items() if value}
    month = MONTH_NAMES.get(parts.get("month", "")) or int(_value(parts.get("m", "0")))
    day, year = int(_value(parts.get("d", "0"))), int(_value(parts.get("y", "0")))
    if 1 <= month <= 12:
        yield _figure(month, "month", match)
        if day:
            yield _figure(day, "", match)
            yield _figure(100 * month + day, "date", match)
        if year:
            yield _figure(year, "", match)
            yield _figure(100 * year + month, "date", match)


def _read_clocks(folded: str, _text: str) -> Iterator[Figure]:
    for match in _CLOCK.finditer(folded):
        yield _figure(100 * int(match["h"]) + int(match["m"]), "clock", match)


def _read_shares(folded: str, _text: str) -> Iterator[Figure]:
    for match in _SHARE.finditer(folded):
        value = _share(match)
        if value is not None and not value.is_nan():
            unit = "percent" if match["base"] or match["tenth"] else "share"
            yield _figure(value * 100 if unit == "percent" else value, unit, match)


def _share(match: re.Match[str]) -> Decimal | None:
    if match["half"] or match["zh"]:
        return Decimal("0.5")
    if match["tenth"]:
        return _value(match["tenth"]) / 10
    if match["n"]:
        top = Decimal(1) if match["n"] in ("a", "an") else Decimal(NUMBERS[match["n"]])
        base = Decimal(FRACTIONS[match["p"]])
        if match["p"] == "quarter" and match["n"] not in ("a", "one", "three"):
            return None  # two quarters are of a year
    else:
        base, top = _value(match["base"] or match["b"]), _value(match["top"] or match["a"])
    return round(top / base, 6).normalize() if base else None


def _read_vague(folded: str, _text: str) -> Iterator[Figure]:
    for match in _VAGUE.finditer(folded):
        value = _VAGUE_VALUES[match["en"]] if match["en"] else _value("一" + match["zh"][1:])
        yield _figure(value, "vague", match)


def _read_nth(folded: str, _text: str) -> Iterator[Figure]:
    for match in _NTH.finditer(folded):
        value = ORDINALS[match["en"]] if match["en"] else _value(match["zh"])
        yield _figure(value, "ordinal", match)


def _read_plain(folded: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(folded):
        if not _is_figure(match, folded):
            continue
        value = _value(match["mixed"] or match["digits"] or match["han"] or "")
        if match["words"]:
            value = _spelled(match["words"])
        value *= SHORT_SCALES.get(match["scale"] or "", 1)
        value = -value if match["minus"] else value
        if not value.is_nan():
            bound = _bound(match, folded)
            yield Figure(_normal(value), _unit(match, value), bound, *match.span())


def _is_figure(match: re.Match[str], folded: str) -> bool:
    before = folded[match.start() - 1] if match.start() else " "
    if match["digits"] and not match["currency"] and before.isascii() and before.isalpha():
        return False  # A320: a name
    if match["digits"] and not (match["ordinal"] or match["scale"] or match["unit"]):
        after = folded[match.end() : match.end() + 1]
        return not (after.isascii() and after.isalpha())  # 3G: a name
    if match["words"] == "one":
        return bool(match["scale"] or match["unit"] in ("percent", "per cent"))
    if match["han"]:
        return _is_chinese_figure(match, folded)
    return True


def _is_chinese_figure(match: re.Match[str], folded: str) -> bool:
    """Tell 三百人 and 二十 from 统一, 一个 and 万一."""
    run = match["han"]
    if (
        run in ("一", "一一", "万一", "千万", "百万", "千百", "万千", "百千", "两")
        or run[0] in "百千万亿"
    ):
        return bool(match["sign"]) and run not in ("一", "两") and run[0] not in "百"
    return len(run) > 1 or bool(match["sign"])


def _unit(match: re.Match[str], value: Decimal) -> str:
    if match["ordinal"]:
        return "decade" if match["ordinal"] == "s" else "ordinal"
    said = match["unit"] or match["sign"] or ""
    unit = UNITS.get(said, "")
    if match["currency"]:
        return UNITS.get(match["currency"], "")
    if unit == "year" and 1000 <= value <= 2999:
        return ""  # a year, not so many years
    return unit


def _bound(match: re.Match[str], folded: str) -> str:
    if match["more"]:
        return "+"
    found = _MORE.search(folded[max(0, match.start() - 24) : match.start()])
    if found is None:
        return ""
    return "-" if found["less"] else "+"


def _figure(value: Decimal | int, unit: str, match: re.Match[str]) -> Figure:
    return Figure(_normal(Decimal(value)), unit, "", *match.span())


def _normal(value: Decimal) -> Decimal:
    """Write 1.10 as 1.1 and 1E+6 as 1000000, so that equal values also look equal."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral() and value < 10**24 else value


def _spelled(text: str) -> Decimal:
    total = current = 0
    for word in re.findall(r"[a-z]+", text):
        if word in NUMBERS:
            current += NUMBERS[word]
        elif word == "hundred":
            current = 100 * max(1, current)
        elif word == "dozen":
            current = 12 * max(1, current)
        elif word in SCALES:
            total += max(1, current) * SCALES[word]
            current = 0
    return Decimal(total + current)


def _value(text: str) -> Decimal:
    """Read digits, a Chinese number or both together: 1亿2000万, 三点五."""
    if re.fullmatch(r"[\d,]*\.?\d+", text, re.ASCII):
        return Decimal(text.replace(",", ""))
    if "点" in text:
        whole, part = text.split("点", 1)
        if any(each not in HAN_DIGITS for each in part):
            return Decimal("NaN")
        return _value(whole) + Decimal("0." + "".join(str(HAN_DIGITS[each]) for each in part))
    if len(text) > 1 and all(each in HAN_DIGITS for each in text):
        return Decimal("".join(str(HAN_DIGITS[each]) for each in text))
    return _composed(text)


def _composed(text: str) -> Decimal:
    total = section = Decimal(0)
    digit: Decimal | None = None
    for part in re.findall(rf"\d+(?:\.\d+)?|[{HAN_NUMERALS}]", text, re.ASCII):
        if part in HAN_DIGITS:
            digit = Decimal(HAN_DIGITS[part])
        elif part in HAN_SMALL:
            section += (Decimal(1) if digit is None else digit) * HAN_SMALL[part]
            digit = None
        elif part in HAN_LARGE:
            section += digit or 0
            if part in "亿億":
                total = (total + section) * 10**8
            else:
                total += (section or 1) * 10**4
            section, digit = Decimal(0), None
        else:
            digit = Decimal(part)
    return total + section + (digit or 0)
