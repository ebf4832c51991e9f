"""Contract sheets: parties, subject, amount, term and termination."""

import pytest

from summarize.sheets.contract import contract
from tests.summarize.sheet_documents import read, roles

SERVICES = """# Services Agreement

Client: Harrow Mills Ltd

Contractor: Brook Cleaning LLP

Date of this Agreement: 2 January 2025

## 1. Services

1.1 The Contractor shall provide cleaning services at the Client's works in Hull.

## 2. Fees

2.1 The total fee is £24,000 a year, payable monthly in arrears.

2.2 The Contractor's liability is limited to £50,000.

## 3. Term

3.1 This Agreement takes effect on 1 February 2025 and ends on 31 January 2027.

## 4. Termination

4.1 Either party may terminate this Agreement on sixty days' written notice.
"""
LOAN = """# Loan: summary of terms

| Term | Agreed |
| --- | --- |
| Lender | Moor Bank plc |
| Borrower | Harrow Mills Ltd |
| Amount | £300,000 |
| Final maturity | 30 June 2030 |

## Purpose

The loan pays for two looms.
"""
LEASE = """# 房屋租赁合同

出租方：杭州青松置业有限公司
承租方：杭州白云科技有限公司
签订日期：2025年1月8日

第一条 租赁物

出租方将位于文一路18号的房屋出租给承租方使用。

第二条 租金

月租金为人民币30,000元，按季度支付。逾期付款的，每日支付违约金100元。

第三条 租赁期限

租赁期限自2025年2月1日起至2028年1月31日止。

第四条 解除

承租方拖欠租金超过三十日的，出租方有权解除本合同。
"""
SALE = """# 设备采购合同

甲方（买方）：宁波大港机械厂
乙方（卖方）：上海申联仪器有限公司

一、标的物

乙方向甲方提供两台测量设备。

二、价款

合同总价款为人民币580,000元。

三、期限

本合同自双方签字之日起生效，有效期至2025年12月31日。
"""


def test_an_english_contract_fills_its_sheet() -> None:
    digest = contract(read(SERVICES))

    assert digest.form == "contract"
    assert roles(digest, "party") == ["Client: Harrow Mills Ltd", "Contractor: Brook Cleaning LLP"]
    assert roles(digest, "subject")[0].startswith("The Contractor shall provide cleaning services")
    assert roles(digest, "amount") == [
        "The total fee is £24,000 a year, payable monthly in arrears."
    ]
    assert roles(digest, "signed") == ["Date of this Agreement: 2 January 2025"]
    assert roles(digest, "term") == [
        "This Agreement takes effect on 1 February 2025 and ends on 31 January 2027."
    ]
    assert roles(digest, "termination") == [
        "Either party may terminate this Agreement on sixty days' written notice."
    ]
    assert digest.notes == ()


def test_a_table_of_terms_is_read_and_what_is_missing_is_noted() -> None:
    digest = contract(read(LOAN))

    assert roles(digest, "party") == ["Lender Moor Bank plc", "Borrower Harrow Mills Ltd"]
    assert roles(digest, "amount") == ["Amount £300,000"]
    assert roles(digest, "term") == ["Final maturity 30 June 2030"]
    assert roles(digest, "subject")[0] == "The loan pays for two looms."
    assert digest.notes == ("not found: termination",)


def test_a_chinese_lease_fills_its_sheet() -> None:
    digest = contract(read(LEASE, "合同.txt"))

    assert roles(digest, "party") == [
        "出租方：杭州青松置业有限公司",
        "承租方：杭州白云科技有限公司",
    ]
    assert "出租方将位于文一路18号的房屋出租给承租方使用。" in roles(digest, "subject")
    assert roles(digest, "amount") == ["月租金为人民币30,000元，按季度支付。"]
    assert roles(digest, "signed") == ["签订日期：2025年1月8日"]
    assert roles(digest, "term") == ["租赁期限自2025年2月1日起至2028年1月31日止。"]
    assert roles(digest, "termination") == ["承租方拖欠租金超过三十日的，出租方有权解除本合同。"]


def test_a_chinese_sale_without_termination_says_so() -> None:
    digest = contract(read(SALE, "合同.txt"))

    assert roles(digest, "party") == [
        "甲方（买方）：宁波大港机械厂",
        "乙方（卖方）：上海申联仪器有限公司",
    ]
    assert roles(digest, "amount") == ["合同总价款为人民币580,000元。"]
    assert roles(digest, "term") == ["本合同自双方签字之日起生效，有效期至2025年12月31日。"]
    assert digest.notes == ("not found: termination",)


@pytest.mark.parametrize("text", [SERVICES, LOAN, LEASE, SALE])
def test_every_line_is_quoted(text: str) -> None:
    document = read(text)

    for sentence in contract(document).sentences:
        [piece] = sentence.evidence
        assert document.quote(piece.span) == piece.quote == sentence.text


def test_a_letter_fills_hardly_anything() -> None:
    digest = contract(read("Dear Sam,\n\nthe garden is lovely this year.\n\nAnn\n", "letter.txt"))

    assert digest.sentences == ()
    assert len(digest.notes) == 5
