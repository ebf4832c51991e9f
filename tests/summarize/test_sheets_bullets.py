"""Bullets and the likely form of a document."""

import pytest

from summarize.settings import SummarizeSettings
from summarize.sheets.bullets import bullets
from summarize.sheets.likely import likely_form
from tests.summarize.sheet_documents import read

REPORT = """# Yearly report

## Sales

Sales of the Leeds works rose by nine per cent to four million pounds last year. The rise came
from two new customers in Wales. However, orders from the north fell in the last quarter.

## People

The works took on twelve fitters in spring and lost two of them in autumn. A school for welders
opened in June.

## Plans

The board plans to build a second hall at Hull before the end of next year.
"""
CHINESE = """# 年度报告

## 销售

去年利兹工厂的销售额增长百分之九，达到四百万英镑。此外，北方的订单在第四季度有所下降。

## 人员

工厂春季招收了十二名钳工，秋季有两人离职。

## 计划

董事会计划在明年年底前在赫尔建设第二座厂房。
"""


@pytest.mark.parametrize("text", [REPORT, CHINESE])
def test_points_come_from_every_part_in_order_and_are_quoted(text: str) -> None:
    document = read(text)
    headings = [block.span.start for block in document.blocks if block.kind == "heading"][1:]

    digest = bullets(document)

    starts = [sentence.evidence[0].span.start for sentence in digest.sentences]
    assert digest.form == "bullets"
    assert starts == sorted(starts)
    for first, following in zip(headings, [*headings[1:], len(document.text)], strict=True):
        assert any(first < start < following for start in starts)
    for sentence in digest.sentences:
        assert document.quote(sentence.evidence[0].span) == sentence.text


def test_what_ties_a_point_to_the_one_before_is_left_out() -> None:
    settings = SummarizeSettings(document_sentences=9, redundancy=0.0, same_document=0.0)
    document = read("However, the depot in York was closed in May and sold to a baker.", "a.txt")

    [point] = bullets(document, None, settings).sentences

    assert point.text == "the depot in York was closed in May and sold to a baker."


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("# Minutes of the board\n\nPresent: all.\n", "minutes"),
        ("# Supply Agreement\n\nThe parties agree.\n", "contract"),
        ("# Complaint about a pump\n\nIt leaks.\n", "complaint"),
        ("# 管理例会纪要\n\n参加：全体。\n", "minutes"),
        ("# 采购合同\n\n双方约定如下。\n", "contract"),
        ("# 关于漏水的投诉函\n\n请处理。\n", "complaint"),
        ("# A walk in the hills\n\nIt rained.\n", "abstract"),
    ],
)
def test_the_head_of_a_document_tells_its_form(text: str, form: str) -> None:
    assert likely_form(read(text)) == form
