"""Amounts of money and percentages; values such as "GBP 1200000" and "60%"."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extract.candidate import RULES, Candidate
from extract.numerals import CHINESE_DIGITS, parse_chinese, parse_digits, write_decimal
from extract.widths import compile_mixed
from extract.words import read_words

_CODES = sorted(read_words("currency_codes"))
_SYMBOLS = {
    "US$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "A$": "AUD",
    "C$": "CAD",
    "S$": "SGD",
    "RMB¥": "CNY",
    "CN¥": "CNY",
    "JP¥": "JPY",
    "$": "USD",
    "£": "GBP",
    "€": "EUR",
    "¥": "CNY",
    "₩": "KRW",
    "₹": "INR",
    "人民币": "CNY",
    "港币": "HKD",
    "美金": "USD",
}
_WORDS = {
    "us dollars": "USD",
    "u.s. dollars": "USD",
    "hong kong dollars": "HKD",
    "pounds sterling": "GBP",
    "pound sterling": "GBP",
    "dollars": "USD",
    "pounds": "GBP",
    "sterling": "GBP",
    "euros": "EUR",
    "euro": "EUR",
    "yuan": "CNY",
    "renminbi": "CNY",
    "yen": "JPY",
    "swiss francs": "CHF",
}
_CHINESE_WORDS = {
    "美元": "USD",
    "美金": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "港元": "HKD",
    "港币": "HKD",
    "日元": "JPY",
    "韩元": "KRW",
    "新台币": "TWD",
    "加元": "CAD",
    "澳元": "AUD",
    "新加坡元": "SGD",
    "瑞士法郎": "CHF",
    "人民币": "CNY",
    "元人民币": "CNY",
    "圆": "CNY",
    "元": "CNY",
}
_SCALES = {
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "millions": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "billions": 10**9,
    "bn": 10**9,
    "b": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
}
_CHINESE_SCALES = {
    "千": 10**3,
    "万": 10**4,
    "萬": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "億": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "万亿": 10**12,
}


def _any_of(words: dict[str, int] | dict[str, str] | list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d{2}|\d+(?:\.\d+)?)"
_SCALE = rf"(?:[\s-]?(?P<scale>{_any_of(_SCALES)})\b)"
_CHINESE_SCALE = rf"(?:\s?(?P<chinese_scale>{_any_of(_CHINESE_SCALES)}))"
_ANY_SCALE = rf"(?:{_SCALE}|{_CHINESE_SCALE})?"
_CURRENCY_BEFORE = rf"(?P<before>{_any_of(_SYMBOLS)}|\b(?:{_any_of(_CODES)})(?:\s?[¥$£€])?)"
_CURRENCY_AFTER = rf"(?P<after>(?:{_any_of(_CODES)}|{_any_of(_WORDS)})\b|{_any_of(_CHINESE_WORDS)})"
_NOT_INSIDE = r"(?<![\w.,$£€¥-])"
_CAPITAL = f"[{CHINESE_DIGITS}]"

_PATTERNS = tuple(
    compile_mixed(pattern, re.IGNORECASE)
    for pattern in (
        # £1.2 million, USD 5,000.00, 人民币1200万元
        rf"{_NOT_INSIDE}{_CURRENCY_BEFORE}[\s:]{{0,2}}{_NUMBER}{_ANY_SCALE}"
        rf"(?:\s?(?P<tail>{_any_of(_CHINESE_WORDS)})整?|(?![\d,]*\d))",
        # 1,200,000 USD, 5 million pounds, 1.2亿美元
        rf"(?<![\w.,]){_NUMBER}{_ANY_SCALE}\s?{_CURRENCY_AFTER}整?",
        # 1亿2000万元
        rf"(?P<before>人民币|港币|美金)?(?<![\d.,])(?P<hundred_millions>\d+)亿(?P<ten_thousands>\d{{1,4}})万"
        rf"(?P<after>{_any_of(_CHINESE_WORDS)})整?",
        # 人民币壹佰万元整, 三百万元
        rf"(?P<before>人民币|港币|美金)?\s?(?P<chinese>{_CAPITAL}{{2,}})\s?"
        rf"(?P<after>{_any_of(_CHINESE_WORDS)})整?",
    )
)
_PERCENT = compile_mixed(
    r"(?<![\w.,-])(?P<number>[-+]?\d+(?:,\d{3})*(?:\.\d+)?)\s?(?:%|per\s?cent\b|percent\b)",
    re.IGNORECASE,
)
_CHINESE_PERCENT = compile_mixed(f"百分之(?P<number>[{CHINESE_DIGITS}]+(?:点[{CHINESE_DIGITS}]+)?)")
_SCORE = 0.96
_SCORE_CHINESE_NUMERAL = 0.9


def find_money(text: str) -> Iterator[Candidate]:
    """Yield the amounts of a document; `text` has plain widths.

    "$" is read as US dollars and "¥" as yuan, unless another letter says otherwise.

    >>> [found.value for found in find_money("£1.2 million, or 人民币壹佰万元整")]
    ['GBP 1200000', 'CNY 1000000']
    """
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            value = _value(match)
            if value:
                score = _SCORE_CHINESE_NUMERAL if match.groupdict().get("chinese") else _SCORE
                yield Candidate(*match.span(), "Money", score, RULES, value)


def _value(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    currency = _currency(parts)
    number = parse_digits(parts["number"]) if parts.get("number") else None
    if parts.get("chinese"):
        number = parse_chinese(parts["chinese"])
    if parts.get("hundred_millions"):
        number = (
            Decimal(parts["hundred_millions"]) * 10**8 + Decimal(parts["ten_thousands"]) * 10**4
        )
    if currency is None or number is None:
        return None
    return f"{currency} {write_decimal(number * _scale(parts))}"


def _currency(parts: dict[str, str | None]) -> str | None:
    for name in ("tail", "after", "before"):
        word = parts.get(name)
        if not word:
            continue
        known = read_currency(word)
        # "港币100万元": the last word only says yuan-like units; the first names the currency.
        if known == "CNY" and name != "before" and parts.get("before"):
            continue
        return known
    return None


def read_currency(word: str) -> str | None:
    plain = word.strip()
    code = plain.upper().rstrip("¥$£€ ")
    if code in _CODES:
        return "CNY" if code == "RMB" else code
    return _SYMBOLS.get(plain.upper()) or _WORDS.get(plain.lower()) or _CHINESE_WORDS.get(plain)


def _scale(parts: dict[str, str | None]) -> int:
    if scale := parts.get("scale"):
        return _SCALES[scale.lower()]
    if scale := parts.get("chinese_scale"):
        return _CHINESE_SCALES[scale]
    return 1


def find_percentages(text: str) -> Iterator[Candidate]:
    """Yield the percentages of a document; `text` has plain widths.

    >>> [found.value for found in find_percentages("60 per cent, 12.50% and 百分之五点五")]
    ['60%', '12.5%', '5.5%']
    """
    for match in _PERCENT.finditer(text):
        number = Decimal(match["number"].replace(",", ""))
        yield Candidate(*match.span(), "Percent", _SCORE, RULES, f"{write_decimal(number)}%")
    for match in _CHINESE_PERCENT.finditer(text):
        whole, _, part = match["number"].partition("点")
        value = parse_chinese(whole)
        digits = parse_chinese(part) if part else None
        if value is not None:
            written = write_decimal(value) + (f".{digits}" if digits is not None else "")
            yield Candidate(*match.span(), "Percent", _SCORE, RULES, f"{written}%")
