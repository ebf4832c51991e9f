"""Numbers as people write them, in digits or Chinese characters, become decimals."""

import re
from decimal import Decimal

_DIGITS = {
    **dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖两", (1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True)),
    **dict(zip("貳參陸", (2, 3, 6), strict=True)),
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
#: Every character that may stand in a Chinese number.
CHINESE_DIGITS = "".join(_DIGITS) + "".join(_SMALL) + "".join(_LARGE)

_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d{1,2}")


def parse_digits(text: str) -> Decimal | None:
    """Read a number in digits; None when it is not one.

    A single dot is a decimal point, a single comma before three digits parts thousands.

    >>> parse_digits("1,200.50"), parse_digits("1.200.000,5"), parse_digits("1,2000")
    (Decimal('1200.50'), Decimal('1200000.5'), None)
    """
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if _GROUPED.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _CONTINENTAL.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    return None


def parse_chinese(text: str) -> Decimal | None:
    """Read a number in Chinese characters, plain or capital; None when it is not one.

    >>> parse_chinese("壹佰二十万"), parse_chinese("一万零五"), parse_chinese("二〇二五")
    (Decimal('1200000'), Decimal('10005'), Decimal('2025'))
    """
    if not text or any(character not in CHINESE_DIGITS for character in text):
        return None
    if len(text) > 1 and all(character in _DIGITS for character in text):
        return Decimal("".join(str(_DIGITS[character]) for character in text))
    total = part = section = digit = 0  # part: what 万 closed; total: what 亿 closed
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _SMALL:
            section += (digit or 1) * _SMALL[character]
            digit = 0
        elif _LARGE[character] == 10**4:
            part += (section + digit) * 10**4
            section = digit = 0
        else:
            total = (total + part + section + digit) * 10**8
            part = section = digit = 0
    return Decimal(total + part + section + digit)


def write_decimal(number: Decimal) -> str:
    """Write a decimal without exponent and without zeros that say nothing.

    >>> write_decimal(Decimal("1200000.00")), write_decimal(Decimal("0.50"))
    ('1200000', '0.5')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
