"""Labelled values of a document: "Buyer: Acme Ltd", 甲方：…, rows of a table of two columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefbook.records import Document, Span, Table

# Labels that often share a line with others: a value ends where the next of them begins.
_OTHERS = (
    r"from|to|cc|bcc|sent|date|subject|re|ref(?:erence)?|your reference|our reference|no\.?|"
    r"buyer|seller|supplier|customer|client|vendor|contractor|lender|borrower|landlord|tenant|"
    r"licensor|licensee|address|tel(?:ephone)?|phone|fax|e-?mail|contact|attn|signed|"
    r"法定代表人|住所|地址|电话|传真|邮编|邮箱|联系人|联系方式|签订地点|签订日期|签署日期|日期|"
    r"时间|地点|"
    r"甲方|乙方|丙方|买方|卖方|供方|需方|出租方|承租方|委托方|受托方|合同编号|协议编号|编号|主题|"
    r"发件人|收件人|抄送|客户|产品|现象|诉求|来电人|登记人|登记日期|投诉编号|投诉人|状态|"
    r"开户行|账号|统一社会信用代码|代表|签字|盖章"
)
_NEXT = re.compile(
    rf"\s*(?<![A-Za-z])(?:{_OTHERS})\s?(?:[(（][^()（）\n]{{0,12}}[)）]\s?)?[:：]", re.IGNORECASE
)
_SIGN = r"\s?(?:[(（][^()（）\n\t]{0,20}[)）]\s?)?[:：\t]\s*"


@dataclass(frozen=True, slots=True)
class Field:
    """A label with its value, on one line."""

    label: str
    value: Span
    span: Span  # of both


def compile_labels(labels: str) -> re.Pattern[str]:
    """Return a pattern for `find_fields` of the alternatives `labels`."""
    return re.compile(
        rf"(?<![A-Za-z\u4e00-\u9fff])(?P<label>{labels}){_SIGN}(?P<value>[^\n\t]*)", re.IGNORECASE
    )


def find_fields(document: Document, labels: re.Pattern[str]) -> Iterator[Field]:
    """Yield the fields with one of the `labels`, in order; those without a value are left out."""
    text, position = document.text, 0
    wide = [table.span for table in document.tables if _columns(table) > 2]
    while match := labels.search(text, position):
        start, end = match.span("value")
        # Another label right after this one means that this one has no value.
        following = _NEXT.search(text, start, end)
        end = following.start() if following else end
        end = start + len(text[start:end].rstrip())
        in_table = any(span.start <= match.start() < span.end for span in wide)
        if end > start and not in_table:
            yield Field(match["label"], Span(start, end), Span(match.start(), end))
        position = max(end, match.start() + 1)


def _columns(table: Table) -> int:
    return len({cell.column for cell in table.cells})
