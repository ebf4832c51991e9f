"""Plain numbers in a table whose column header, or caption in a header, names their currency."""

import re
from collections.abc import Iterator
from decimal import Decimal

from briefbook.records import Document, Table
from extract.candidate import RULES, Candidate
from extract.money import read_currency
from extract.numerals import parse_digits, write_decimal
from extract.widths import fold_width

_NUMBER = re.compile(r"-?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)")
# "Value (GBP)", "Amount, EUR thousand", "金额（万元）", "Price £m", "合同金额/元"
_HEADER = re.compile(
    r"(?P<words>.*?)[\s(,/\[:-]*(?P<currency>US\$|HK\$|[£€$¥]|\b[A-Z]{3}\b|人民币|美元|欧元|英镑|港元|日元|元)?"
    r"\s?(?P<scale>'000|000|thousand|k|million|mn|m|bn|billion)?[\s)\]]*",
    re.IGNORECASE | re.DOTALL,
)
_CHINESE_HEADER = re.compile(
    r".*?[\s(/:]*(?:人民币|单位\s?:?\s?)?(?P<scale>千|万|百万|千万|亿)?(?P<currency>美元|欧元|英镑|港元|日元|元)\)?"
)
_AMOUNT = re.compile(
    r"value|amount|price|total|sum|cost|spend|revenue|turnover|sales|profit|budget|fee|paid|balance|worth|"
    r"capital|net|gross|金额|价|额|费|款|收入|利润|成本|预算|资本|合计|支出",
    re.IGNORECASE,
)
_SCALES = {
    "'000": 10**3,
    "000": 10**3,
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "bn": 10**9,
    "billion": 10**9,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_SCORE = 0.9


def find_table_money(document: Document) -> Iterator[Candidate]:
    """Yield the amounts of columns such as "Value (GBP)" and 金额（万元）."""
    for table in document.tables:
        units = dict(_units(document, table))
        for cell in table.cells:
            unit = units.get(cell.column)
            if cell.span is None or cell.is_header or unit is None:
                continue
            match = _NUMBER.fullmatch(fold_width(document.quote(cell.span)).strip())
            number = parse_digits(match["number"]) if match else None
            if number is not None:
                currency, scale = unit
                value = f"{currency} {write_decimal(number * scale)}"
                yield Candidate(cell.span.start, cell.span.end, "Money", _SCORE, RULES, value)


def _units(document: Document, table: Table) -> Iterator[tuple[int, tuple[str, Decimal]]]:
    """Yield the columns of amounts with their currency and scale."""
    headed = [cell for cell in table.cells if cell.is_header and cell.span is not None]
    if not headed and table.cells:
        headed = [cell for cell in table.cells if cell.row == table.cells[0].row]
    for cell in headed:
        if cell.span is None:
            continue
        words = fold_width(document.quote(cell.span)).strip()
        match = _CHINESE_HEADER.fullmatch(words) or _HEADER.fullmatch(words)
        currency = read_currency(match["currency"]) if match and match["currency"] else None
        if match and currency and _AMOUNT.search(words):
            scale = (match["scale"] or "").lower()
            yield cell.column, (currency, Decimal(_SCALES.get(scale, 1)))
