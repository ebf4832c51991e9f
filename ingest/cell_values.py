"""What the cells of a workbook show: dates, percentages and amounts behind plain numbers."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from ingest.drawing import plain_number

# Formats that every workbook knows by number; 27–36 and 50–58 are dates in East Asian Excel.
_BUILT_IN = {
    9: "0%", 10: "0.00%", 5: '"$"#,##0', 6: '"$"#,##0', 7: '"$"#,##0.00', 8: '"$"#,##0.00',
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 55, 56), "h:mm:ss"),
}  # fmt: skip
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_CURRENCY = re.compile(r'\[\$([^\]-]+)(?:-[^\]]*)?\]|"?([$€£¥￥₩₽]|CNY|RMB|USD|EUR|GBP|HKD)"?')
_PLACES = re.compile(r"\.([0#?]+)")
_DIGIT = re.compile(r"[0#?]")
_SECONDS = 24 * 60 * 60
_LAST_DAY = 2_958_465  # 9999-12-31


def format_of(number: int, custom: dict[int, str]) -> str:
    """Return the format with a number, "" for the general one."""
    found = custom.get(number, _BUILT_IN.get(number, ""))
    return "" if found.lower() == "general" else found.partition(";")[0]


def shown_number(text: str, form: str, *, from_1904: bool = False) -> str:
    """Write the number in a cell as its format shows it, but without grouping or rounding.

    Dates become ISO 8601; percentages keep the places of their format; a currency sign stays.

    >>> shown_number("45352", "yyyy/m/d"), shown_number("0.125", "0.0%")
    ('2024-03-01', '12.5%')
    >>> shown_number("1234.5", '"¥"#,##0.00'), shown_number("0.30000000000000004", "")
    ('¥1234.5', '0.3')
    """
    plain = plain_number(text)
    try:
        number = float(text)
    except ValueError:
        return text
    symbols = _LITERAL.sub("", form)
    if _is_date(symbols):
        return _date(number, symbols, from_1904) or plain
    if "%" in symbols:
        places = _PLACES.search(symbols)
        return f"{number * 100:.{len(places.group(1)) if places else 0}f}%"
    return _with_currency(plain, form)


def looks_numeric(text: str) -> bool:
    """Tell whether a shown value is a number, an amount or a percentage, but not a year.

    >>> [looks_numeric(text) for text in ("12.5%", "¥1200", "2024", "Total")]
    [True, True, False, False]
    """
    bare = text.strip("$€£¥￥%() ").replace(",", "")
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return False
    return bool(re.fullmatch(r"[-+−]?\d+(?:\.\d+)?", bare)) or text in ("-", "–", "—")


def number_formats(formats: Iterable[tuple[str, str]]) -> dict[int, str]:
    """Return custom formats by number, from pairs of attributes as they are in the file."""
    return {int(number): form for number, form in formats if number.isdigit()}


def _is_date(symbols: str) -> bool:
    return bool(re.search(r"[ymdhs]", symbols, re.IGNORECASE)) and not re.search(r"[#?]", symbols)


def _date(number: float, symbols: str, from_1904: bool) -> str:
    if not 0 <= number <= _LAST_DAY:
        return ""
    letters = symbols.lower()
    has_time = "h" in letters or "s" in letters
    has_day = "y" in letters or "d" in letters or ("m" in letters and not has_time)
    moment = _epoch(number, from_1904) + timedelta(seconds=round(number * _SECONDS))
    if not has_day:
        if number >= 1:  # a duration
            minutes, seconds = divmod(round(number * _SECONDS), 60)
            return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
        return moment.time().isoformat()
    if has_time and moment.time() != datetime.min.time():
        return moment.isoformat(sep=" ")
    return moment.date().isoformat()


def _epoch(number: float, from_1904: bool) -> datetime:
    if from_1904:
        return datetime(1904, 1, 1)
    return datetime(1899, 12, 31) if number < 60 else datetime(1899, 12, 30)  # Excel's 1900-02-29


def _with_currency(plain: str, form: str) -> str:
    found = _CURRENCY.search(form)
    if found is None:
        return plain
    sign = (found.group(1) or found.group(2)).strip()
    digit = _DIGIT.search(_CURRENCY.sub(lambda match: " " * len(match.group()), form))
    if digit and found.start() > digit.start():
        return f"{plain} {sign}"
    gap = " " if sign[-1:].isalpha() else ""
    return f"-{sign}{gap}{plain[1:]}" if plain.startswith("-") else f"{sign}{gap}{plain}"
