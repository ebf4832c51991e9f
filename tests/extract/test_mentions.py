"""Names in English and Chinese, and how one document agrees on them."""

import pytest

from extract.annotate import annotate
from extract.people import chinese_name_score
from tests.extract.factories import RULES, make_document


def mentions(text: str, language: str = "en") -> list[tuple[str, str]]:
    [reading] = annotate([make_document(text, language)], settings=RULES)
    return [(mention.label, mention.text) for mention in reading.mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We met Northern Water Ltd in Leeds.", ("Organization", "Northern Water Ltd")),
        (
            "The Huaxin Valve (Suzhou) Co., Ltd. plant",
            ("Organization", "Huaxin Valve (Suzhou) Co., Ltd."),
        ),
        ("The Hamburg-based Kessler Pumpen GmbH", ("Organization", "Kessler Pumpen GmbH")),
        (
            "Advice came from Harbeson, Fletcher & Bateh, LLP.",
            ("Organization", "Harbeson, Fletcher & Bateh, LLP"),
        ),
        ("ANNUAL REPORT OF MERIDIAN FLOW GROUP PLC", ("Organization", "MERIDIAN FLOW GROUP PLC")),
        ("Dear Ms Liu, thank you.", ("Person", "Liu")),
        ("Dr Helen Carter's report", ("Person", "Helen Carter")),
        ("She is chief financial officer.", ("Role", "chief financial officer")),
        ("He is Head of Supply Chain.", ("Role", "Head of Supply Chain")),
        ("We ordered twelve VX-200 pumps.", ("Product", "VX-200")),
        ("See the Companies Act 2006.", ("Law", "Companies Act 2006")),
        ("苏州美瑞流体设备有限公司成立", ("Organization", "苏州美瑞流体设备有限公司")),
        ("华信精密阀门（苏州）有限公司", ("Organization", "华信精密阀门（苏州）有限公司")),
        ("由北京市金杜律师事务所出具", ("Organization", "北京市金杜律师事务所")),
        ("在中国工商银行苏州分行开户", ("Organization", "中国工商银行苏州分行")),
        ("王建国先生参加了会议", ("Person", "王建国")),
        ("由审计部经理负责", ("Role", "审计部经理")),
        ("公司财务总监李娜", ("Role", "财务总监")),
        ("型号：DN80", ("Product", "DN80")),
    ],
)
def test_names_are_found_with_their_exact_words(text: str, expected: tuple[str, str]) -> None:
    language = "zh" if expected[1][0] > "\u3400" else "en"

    assert expected in mentions(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "The Buyer shall pay the Seller. Total: 12. Yes. Monday.",
        "Page 3 of 12, version 2.1",
        "Agreement, Schedule, Annex A",
        "甲方应当通知乙方，本公司不承担责任。",
        "客户对公司的服务表示满意。",
    ],
)
def test_common_words_are_not_names(text: str) -> None:
    assert mentions(text) == []


def test_a_short_name_is_found_after_the_long_one_in_both_languages() -> None:
    text = (
        "Meridian Flow Group plc (“Meridian”) reported. Later Meridian paid.\n\n"
        "华信精密阀门有限公司（以下简称“华信”）报告。随后华信付款。"
    )

    found = mentions(text)

    assert found.count(("Organization", "Meridian")) == 2
    assert found.count(("Organization", "华信")) == 2


def test_one_name_has_one_label_in_one_document() -> None:
    text = "Kestrel Bearings Limited wrote. Kestrel will pay. I saw Kestrel. Kestrel said so."

    labels = {label for label, name in mentions(text) if name == "Kestrel"}

    assert labels == {"Organization"}


def test_a_surname_is_found_after_the_full_name() -> None:
    found = mentions("Helen Carter spoke first. After lunch Carter left.")

    assert ("Person", "Carter") in found


def test_a_company_takes_no_word_of_the_company_before_it() -> None:
    found = mentions("美瑞流体集团向天河泵业有限公司投资。", "zh")

    assert found == [("Organization", "美瑞流体集团"), ("Organization", "天河泵业有限公司")]


def test_cells_are_read_apart() -> None:
    found = mentions("Name\tCompany\nHelen Carter\tNorthern Water Ltd")

    assert found == [("Person", "Helen Carter"), ("Organization", "Northern Water Ltd")]


def test_names_of_people_look_like_names() -> None:
    assert chinese_name_score("王建国") > 0.8 > chinese_name_score("公司")


def test_lone_words_of_lists_and_other_scripts_are_left_to_rules() -> None:
    assert mentions("Diarrhea\n\nBlisters\n\nPorridge") == []
    assert mentions("歩行者は2025年3月1日に渡った", "ja") == [("Date", "2025年3月1日")]
