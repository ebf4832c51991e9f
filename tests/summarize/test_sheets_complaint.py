"""Complaints: who, what about, what is asked for, when, how urgent, what was promised."""

import pytest

from summarize.sheets.complaint import complaint
from tests.summarize.sheet_documents import outline, read, roles

KETTLES = """From: Nora Field, Mill Lane Hotel
Date: 6 June 2025

Dear Sirs,

On 2 May you delivered twelve kettles. Five of them leak and one stopped working on 20 May.

Your Mr Grant promised to send new ones by 30 May.

Please replace all twelve by 15 June. I also want a refund of the postage.

Unless this is settled I will contact my solicitor.

Nora Field
"""
LATE = """Complaint about order 4471

The parcel never arrived. Nobody would promise me a date.

There were no faults in the earlier order.
"""
WATER = """# 投诉函

投诉人：北山小学
日期：2025年5月9日

贵公司安装的饮水机自5月1日起多次漏水，其中两台无法使用。

贵公司售后人员曾承诺三天内上门维修。

请贵公司于5月20日前更换全部设备。

如不能按期解决，我校将向消费者协会投诉。
"""
BANK = """客户投诉登记表

客户：陈女士
登记日期：2025年3月3日

现象：账户被重复扣款两次。

客户诉求：

1、退还多扣的款项；
2、书面道歉。

客服没有承诺退款时间。
"""


def test_an_english_complaint_fills_its_sheet() -> None:
    digest = complaint(read(KETTLES, "letter.txt"))

    assert roles(digest, "who") == ["From: Nora Field, Mill Lane Hotel"]
    assert roles(digest, "problem") == ["Five of them leak and one stopped working on 20 May."]
    assert roles(digest, "when") == ["Date: 6 June 2025", "20 May"]
    assert roles(digest, "request") == [
        "Please replace all twelve by 15 June.",
        "I also want a refund of the postage.",
    ]
    assert roles(digest, "urgency") == ["Unless this is settled I will contact my solicitor."]
    assert roles(digest, "promise") == ["Your Mr Grant promised to send new ones by 30 May."]
    assert roles(digest, "due") == ["15 June", "30 May"]
    assert digest.notes == ()


def test_what_nobody_would_promise_is_no_promise_and_no_fault_no_problem() -> None:
    digest = complaint(read(LATE, "letter.txt"))

    assert roles(digest, "problem") == ["The parcel never arrived."]
    assert "not found: promise" in digest.notes
    assert "not found: request" in digest.notes


def test_a_chinese_complaint_fills_its_sheet() -> None:
    digest = complaint(read(WATER, "投诉.txt"))

    assert outline(digest) == [
        ("who", "投诉人：北山小学"),
        ("when", "日期：2025年5月9日"),
        ("problem", "贵公司安装的饮水机自5月1日起多次漏水，其中两台无法使用。"),
        ("when", "5月1日"),
        ("request", "请贵公司于5月20日前更换全部设备。"),
        ("due", "5月20日前"),
        ("urgency", "如不能按期解决，我校将向消费者协会投诉。"),
        ("promise", "贵公司售后人员曾承诺三天内上门维修。"),
        ("due", "三天内"),
    ]


def test_a_chinese_form_fills_its_sheet() -> None:
    digest = complaint(read(BANK, "登记表.txt"))

    assert roles(digest, "who") == ["客户：陈女士"]
    assert roles(digest, "problem") == ["现象：账户被重复扣款两次。"]
    assert roles(digest, "request") == ["退还多扣的款项；", "书面道歉。"]
    assert "not found: promise" in digest.notes


@pytest.mark.parametrize("text", [KETTLES, LATE, WATER, BANK])
def test_every_line_is_quoted(text: str) -> None:
    document = read(text)

    for sentence in complaint(document).sentences:
        [piece] = sentence.evidence
        assert document.quote(piece.span) == piece.quote == sentence.text
