"""Relations, sentence by sentence and over whole papers, tables and signatures."""

import re
from pathlib import Path

import pytest

from briefbook.records import Reading
from briefbook.schema import PREDICATES, allows
from extract.annotate import annotate
from extract.patterns.chinese import CHINESE
from extract.patterns.english import ENGLISH
from tests.extract.factories import RULES, make_document

_FOLDER = Path(__file__).parent


def _sentences(name: str) -> list[tuple[str, set[str]]]:
    lines = (_FOLDER / f"{name}_sentences.txt").read_text(encoding="utf-8").split("\n")
    pairs = (line.partition(" ||") for line in lines if line and not line.startswith("#"))
    return [
        (text, {one.strip() for one in said.split(";") if one.strip()}) for text, _, said in pairs
    ]


def said(reading: Reading) -> set[str]:
    names = {mention.id: mention.text for mention in reading.mentions}
    return {
        f"{one.predicate} {names[one.head]} > {names[one.tail]}"
        + ("" if one.assertion == "asserted" else f" [{one.assertion}]")
        for one in reading.relations
    }


def read(text: str, language: str = "en", title: str = "A document") -> set[str]:
    [reading] = annotate([make_document(text, language, title)], settings=RULES)
    return said(reading)


@pytest.mark.parametrize(("text", "expected"), _sentences("english"))
def test_english_sentences_say_what_they_say(text: str, expected: set[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(("text", "expected"), _sentences("chinese"))
def test_chinese_sentences_say_what_they_say(text: str, expected: set[str]) -> None:
    assert read(text, "zh") == expected


ENGLISH_CONTRACT = """SUPPLY AGREEMENT

Contract No.: KB-2024-008

This Agreement is made on 14 February 2024 between:

(1) Kestrel Bearings Limited, a company incorporated in England (the "Seller"); and

(2) Haiyun Marine Equipment Co., Ltd., of 88 Harbour Road, Qingdao (the "Buyer").

The Seller shall supply KB-7200 bearings to the Buyer.

The total contract value is EUR 1,850,000.

This Agreement expires on 13 February 2027 unless renewed in writing."""

CHINESE_CONTRACT = """采购合同

合同编号：HY-2023-0456

甲方（买方）：青岛海运船舶设备有限公司
乙方（卖方）：宁波东方轴承股份有限公司

签订日期：2023年9月8日

乙方应向甲方供应轴承500套。

合同总金额为人民币贰佰伍拾万元整。

本合同有效期自2023年9月8日起至2025年9月7日止。"""


def test_an_english_contract_names_its_parties_dates_and_value() -> None:
    assert read(ENGLISH_CONTRACT, title="SUPPLY AGREEMENT") >= {
        "PARTY_TO Kestrel Bearings Limited > KB-2024-008",
        "PARTY_TO Haiyun Marine Equipment Co., Ltd. > KB-2024-008",
        "SIGNED_ON KB-2024-008 > 14 February 2024",
        "ENDS_ON KB-2024-008 > 13 February 2027",
        "WORTH KB-2024-008 > EUR 1,850,000",
        "SUPPLIES Kestrel Bearings Limited > Haiyun Marine Equipment Co., Ltd.",
    }


def test_a_chinese_contract_names_its_parties_dates_and_value() -> None:
    assert read(CHINESE_CONTRACT, "zh", "采购合同") == {
        "PARTY_TO 青岛海运船舶设备有限公司 > HY-2023-0456",
        "PARTY_TO 宁波东方轴承股份有限公司 > HY-2023-0456",
        "SIGNED_ON HY-2023-0456 > 2023年9月8日",
        "ENDS_ON HY-2023-0456 > 2025年9月7日",
        "WORTH HY-2023-0456 > 人民币贰佰伍拾万元整",
        "SUPPLIES 宁波东方轴承股份有限公司 > 青岛海运船舶设备有限公司",
    }


def test_an_invoice_names_seller_buyer_and_total_and_nobody_signs_it() -> None:
    text = """INVOICE

Invoice No: INV-20418
Invoice date: 3 June 2024
Bill to: Haiyun Marine Equipment Co., Ltd.
Supplier: Kestrel Bearings Limited

Description\tAmount
Bearings\tEUR 12,000.00
Total due\tEUR 12,450.00"""

    assert read(text, title="INVOICE") == {
        "PARTY_TO Haiyun Marine Equipment Co., Ltd. > INV-20418",
        "PARTY_TO Kestrel Bearings Limited > INV-20418",
        "SUPPLIES Kestrel Bearings Limited > Haiyun Marine Equipment Co., Ltd.",
        "WORTH INV-20418 > EUR 12,450.00",
    }


def test_rows_of_tables_are_read_by_their_headers() -> None:
    text = """Name\tPosition\tCompany\tEmail
Margaret Osei\tCommercial Director\tKestrel Bearings Limited\tm.osei@kestrel.example.com

子公司\t所在地\t股东\t成立日期
宁波东方轴承股份有限公司\t宁波\t青岛海运船舶设备有限公司\t2003年5月"""

    assert read(text) == {
        "HOLDS_ROLE Margaret Osei > Commercial Director",
        "WORKS_FOR Margaret Osei > Kestrel Bearings Limited",
        "HAS_EMAIL Margaret Osei > m.osei@kestrel.example.com",
        "LOCATED_IN 宁波东方轴承股份有限公司 > 宁波",
        "OWNS 青岛海运船舶设备有限公司 > 宁波东方轴承股份有限公司",
        "FOUNDED_ON 宁波东方轴承股份有限公司 > 2003年5月",
    }


def test_a_signature_ties_a_name_to_what_stands_below_it() -> None:
    text = """Dear Daniel,

Please call me.

Margaret Osei
Commercial Director
Kestrel Bearings Limited
Tel: +44 114 496 0000
m.osei@kestrel.example.com"""

    assert read(text) == {
        "HOLDS_ROLE Margaret Osei > Commercial Director",
        "WORKS_FOR Margaret Osei > Kestrel Bearings Limited",
        "HAS_PHONE Margaret Osei > +44 114 496 0000",
        "HAS_EMAIL Margaret Osei > m.osei@kestrel.example.com",
    }


def test_every_relation_is_allowed_and_its_evidence_holds_a_sentence() -> None:
    document = make_document(ENGLISH_CONTRACT, title="SUPPLY AGREEMENT")

    [reading] = annotate([document])

    labels = {mention.id: mention.label for mention in reading.mentions}
    assert reading.relations
    for relation in reading.relations:
        assert allows(relation.predicate, labels[relation.head], labels[relation.tail])
        assert document.quote(relation.evidence.span) == relation.evidence.quote
        assert any(relation.evidence.span.contains(one) for one in document.sentences)


def test_names_of_patterns_are_spelled_as_in_the_schema() -> None:
    predicates = {tie[0] for one in (*ENGLISH, *CHINESE) for tie in one.ties}

    assert predicates <= {*PREDICATES, "POSITION"}
    for one in (*ENGLISH, *CHINESE):
        groups = set(re.findall(r"\(\?P<(\w+)>", one.regex.pattern))
        assert {group for tie in one.ties for group in tie[1:] if group} - {"o"} <= groups
