import pytest

from ingest.language import detect_block_language, detect_language, is_cjk


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The board approved the annual budget of the company.", "en"),
        ("NORTHWIND HOLDINGS PLC", "en"),
        ("Invoice", "en"),
        ("Thank you!", "en"),
        ("董事会批准了公司的年度预算。", "zh"),
        ("合同", "zh"),
        ("董事會會議記錄", "zh"),
        ("北风贸易有限公司与 Northwind Holdings plc 签署了协议。", "zh"),
        ("取締役会は予算を承認しました。", "ja"),
        ("이사회는 예산을 승인했습니다.", "ko"),
        ("Der Vorstand hat den Haushalt der Gesellschaft genehmigt.", "de"),
        ("Совет директоров утвердил бюджет компании.", "ru"),
        ("12.5 % – 2024-03-01", "und"),
        ("", "und"),
    ],
)
def test_a_language_is_told_from_few_words_or_many(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_an_english_cover_page_does_not_hide_a_chinese_document() -> None:
    text = "Annual report of the company for the year.\n" * 10 + "公司董事会批准了年度预算。" * 600

    assert detect_language(text) == "zh"


def test_a_chinese_name_does_not_hide_an_english_document() -> None:
    assert detect_language("The agreement with 北风贸易 was signed in Shanghai in March.") == "en"


def test_a_block_may_be_in_another_language_than_its_document() -> None:
    assert detect_block_language("Signed by the parties.", "zh") == "en"
    assert detect_block_language("双方签字盖章。", "en") == "zh"
    assert detect_block_language("会議", "ja") == "ja"
    assert detect_block_language("Unterschrieben in Berlin.", "de") == "de"


def test_only_scripts_without_spaces_are_cjk() -> None:
    assert all(map(is_cjk, "华华。，「ア"))
    assert not any(map(is_cjk, "a1 é한"))
