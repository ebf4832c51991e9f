import pytest

from summarize.prose import is_prose, telling_sentences
from tests.factories import make_document


@pytest.mark.parametrize(
    "text",
    [
        "The supplier shall deliver the bearings within thirty days.",
        "Revenue grew by 12.5% to 3.4 million euros in the second quarter.",
        "供应商应在收到订单后三十天内交付全部轴承。",
        "公司第二季度收入增长百分之十二，达到三百四十万元。",
    ],
)
def test_running_text_is_prose(text: str) -> None:
    assert is_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ms Novak,",
        "From: Ada Byron",
        "Subject: Meeting about the contract on Monday",
        "Kind regards,",
        "Page 3 of 12",
        "This e-mail is intended solely for the person to whom it is addressed.",
        "Tel: +31 10 555 0100, Harbour Street 12, Rotterdam",
        "Item\t12\t1,200.00\t14,400.00",
        "CONFIDENTIAL DRAFT NOT FOR FURTHER DISTRIBUTION OUTSIDE THE COMPANY",
        "Total 1,200.00 14,400.00 2,880.00 17,280.00 EUR",
        "The parties have agreed on the following terms:",
        "31 October 2024 To: Grace Hopper, Northwind Trading For services in May and June.",
        "[15] A. Byron, “Bearings for mills,” Journal of Mills, vol. 17, pp. 789–808, May 2008.",
        "Press: Ada Byron, Northwind Trading, telephone 0555 010 0100",
        "Seller: Ada Byron, of Leith, near Edinburgh Buyer: Northwind Trading plc, Rotterdam",
        "Signed for and on behalf of Northwind by Ada Byron, Director, on 14 June 2024.",
        "The agreement was signed by both of the parties on ____________.",
        '(1) Northwind plc, a company whose registered office is in Leith (the "Supplier"); and',
        "Strategy day, Leith, 20 November 2024 Ada Byron, Director, Northwind Trading, and friends",
        '"orig": "This paragraph has a comment.", "text": "This paragraph has a comment."',
        '<S sid="1">Foma is a compiler and a library for automata.',
        "参加：李雷（质量经理）、韩梅梅（采购经理）及各车间主任。",
        "通话人：华北轴承总经理李雷与北风贸易韩梅梅。",
        "Northwind Trading B.V., Waalhaven 210, Rotterdam, the Netherlands.",
        "Present: Ada Byron (Chair), Charles Babbage, Grace Hopper",
        "买方：华北轴承（苏州）流体设备有限公司",
        "尊敬的王先生：",
        "此致敬礼",
        "发件人：李雷",
        "第 3 页 共 12 页",
        "电话：021-5555 0100 传真：021-5555 0101",
        "本邮件仅供收件人使用，如您误收请立即删除并通知我们。",
    ],
)
def test_furniture_is_not_prose(text: str) -> None:
    assert not is_prose(text)


def test_a_document_of_tables_only_gives_its_first_rows() -> None:
    document = make_document("|Bearing type A\t12\n|Bearing type B\t40", title="stock")

    assert [document.quote(span) for span in telling_sentences(document)][:1] == [
        "|Bearing type A\t12"
    ]


def test_a_sentence_on_every_page_is_a_header() -> None:
    header = "Annual report of the Northwind group of companies."
    told = "The group opened a new plant in the north of the country."
    document = make_document("\n".join([header, told, header, header]))

    assert [document.quote(span) for span in telling_sentences(document)] == [told]
