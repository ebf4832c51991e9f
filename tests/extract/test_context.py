"""What a sentence does not say by itself: who "the company" is, since when, in which currency."""

import re
from pathlib import Path

import pytest

from briefbook.records import Mention, Relation
from extract.annotate import annotate
from tests.extract.factories import RULES, make_document

_LINES = (Path(__file__).parent / "said_sentences.txt").read_text(encoding="utf-8").split("\n")
_SENTENCES = [line.partition(" || ")[::2] for line in _LINES if line and line[0] != "#"]
_HAN = re.compile(r"[\u4e00-\u9fff]")


def _read(text: str) -> tuple[dict[str, Mention], tuple[Relation, ...]]:
    [reading] = annotate([make_document(text, "zh" if _HAN.search(text) else "en")], settings=RULES)
    return {mention.id: mention for mention in reading.mentions}, reading.relations


def _said(text: str) -> set[str]:
    mentions, relations = _read(text)
    return {
        f"{one.predicate} {mentions[one.head].text} > {mentions[one.tail].text}"
        + ("" if one.assertion == "asserted" else f" [{one.assertion}]")
        for one in relations
    }


def _labels(text: str) -> set[tuple[str, str]]:
    mentions, _ = _read(text)
    return {(mention.text, mention.label) for mention in mentions.values()}


def _values(text: str) -> set[str]:
    mentions, _ = _read(text)
    return {one.value for one in mentions.values() if one.label in ("Money", "Reference")}


@pytest.mark.parametrize(("text", "expected"), _SENTENCES)
def test_sentences_say_how_sure_they_are(text: str, expected: str) -> None:
    assert _said(text) == set(expected.split(" ; "))


def test_the_company_is_the_one_whose_paper_it_is() -> None:
    text = """Minutes of the board

Northgate Pumps Ltd

Present: Helen Carter (Chief Executive), Robert Ellis (Sales Director)

The company acquired Brightwell Sensors Ltd in 2023."""

    said = _said(text)

    assert "ACQUIRED Northgate Pumps Ltd > Brightwell Sensors Ltd" in said
    assert "HEADS Helen Carter > Northgate Pumps Ltd" in said
    assert "WORKS_FOR Robert Ellis > Northgate Pumps Ltd" in said


def test_the_company_stays_open_where_two_could_be_meant() -> None:
    text = """Northgate Pumps Ltd and Oxley Group plc

The company acquired Brightwell Sensors Ltd in 2023."""

    assert not any(one.startswith("ACQUIRED") for one in _said(text))


def test_we_and_you_in_a_letter_are_sender_and_addressee() -> None:
    text = """天河泵业有限公司：

贵司一直向我司供应轴承，质量稳定。

此致

美瑞流体有限公司"""

    assert _said(text) == {"SUPPLIES 天河泵业有限公司 > 美瑞流体有限公司"}


@pytest.mark.parametrize(
    "text",
    [
        "Helen Carter has been chief executive of Northgate Pumps Ltd since 1 July 2024.",
        "王建国自2024年7月1日起担任天河泵业有限公司总经理。",
    ],
)
def test_a_post_holds_since_the_day_its_sentence_names(text: str) -> None:
    _, relations = _read(text)

    assert {one.valid_from for one in relations} == {"2024-07-01"}
    assert {one.valid_to for one in relations} == {None}


def test_no_day_is_taken_from_a_sentence_about_two_people() -> None:
    text = "Helen Carter, chairman of Northgate Ltd since 2019, met Anna Bell of Oxley plc."

    _, relations = _read(text)

    assert relations
    assert {one.valid_from for one in relations} == {None}


@pytest.mark.parametrize(
    ("header", "cell", "value"),
    [
        ("Value (GBP)", "612,400", "GBP 612400"),
        ("Revenue, EUR million", "1.5", "EUR 1500000"),
        ("金额（万元）", "126.8", "CNY 1268000"),
        ("合同金额（美元）", "5000", "USD 5000"),
    ],
)
def test_a_header_gives_plain_numbers_their_currency(header: str, cell: str, value: str) -> None:
    text = f"Contract no.\tCustomer\t{header}\nNP-2024-031\tOxley Group plc\t{cell}"

    assert value in _values(text)
    assert f"WORTH NP-2024-031 > {cell}" in _said(text) or not header.startswith("合同金额")


def test_numbers_without_a_currency_or_of_pieces_are_no_money() -> None:
    text = "Item\tPieces\tAmount\nBearings\t612\t400"

    assert _values(text) == set()


def test_a_staff_list_is_that_of_the_company_above_it_and_joins_both_names() -> None:
    text = """天河泵业有限公司

姓名\t英文名\t职务\t电话
李娜\tLi Na\t财务总监\t0512-62880000"""

    assert _said(text) == {
        "ALSO_KNOWN_AS 李娜 > Li Na",
        "HAS_PHONE 李娜 > 0512-62880000",
        "HOLDS_ROLE 李娜 > 财务总监",
        "WORKS_FOR 李娜 > 天河泵业有限公司",
    }


def test_a_supplier_list_says_who_supplies_whom() -> None:
    text = "Supplier\tCustomer\tContact\nOxley Castings Ltd\tNorthgate Pumps Ltd\tAnna Bell"

    assert "SUPPLIES Oxley Castings Ltd > Northgate Pumps Ltd" in _said(text)


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("We sent twelve ND-9 diaphragms.", "ND-9"),
        ("The Osprey gateway failed.", "Osprey"),
        ("六台ND-9膜片均已到货。", "ND-9"),
    ],
)
def test_products_are_known_by_code_and_by_what_they_are(text: str, product: str) -> None:
    assert (product, "Product") in _labels(text)


def test_numbers_with_short_years_are_references() -> None:
    text = "Delivery note DN-24-0511 refers to NGP-INV-24-0133 and MOU-AB-2024."

    assert _values(text) == {"DN-24-0511", "NGP-INV-24-0133", "MOU-AB-2024"}


@pytest.mark.parametrize(
    ("text", "junk"),
    [
        ("The Borrower pays by the Expiry Date under Schedule 1.", "Schedule 1"),
        ("O-rings of EPDM went to the CIP plant of Northgate Pumps Ltd.", "EPDM"),
        ("地址：苏州市东风路77号，天河泵业有限公司。", "东风路77号"),
    ],
)
def test_terms_materials_and_house_numbers_name_nothing(text: str, junk: str) -> None:
    assert junk not in {name for name, _ in _labels(text)}


def test_a_house_in_an_address_is_a_place() -> None:
    text = (
        "Northgate Pumps plc, whose office is at Calder Works, Mill Lane, Sheffield S9 3XK, agreed."
    )

    assert ("Calder Works", "Location") in _labels(text)


def test_a_chinese_company_with_a_city_is_one_name() -> None:
    assert ("华信苏州", "Organization") in _labels("华信苏州财务总监李娜出席了会议。")
    name = "华信精密（苏州）流体设备有限公司"
    assert (name, "Organization") in _labels(f"需方：{name}（“华信苏州”）")


def test_a_bracketed_chinese_name_may_hold_a_bracket() -> None:
    name = "华信阀门（苏州）有限公司"

    said = _said(f"Buyer: Huaxin Valve (Suzhou) Co., Ltd.（{name}，中国苏州）")

    assert f"ALSO_KNOWN_AS Huaxin Valve (Suzhou) Co., Ltd. > {name}" in said
