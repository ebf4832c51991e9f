import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.encoding import decode_name, decode_text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("合同", "gb18030"),
        ("北风贸易有限公司", "gb18030"),
        ("封神online", "gb18030"),
        ("本合约由甲方签署，一式两份。", "gb18030"),
        ("會議紀錄", "big5"),
        ("本合約由甲方簽署，一式兩份。", "big5"),
        ("会議の議事録です。", "shift_jis"),
        ("これはペンです。", "euc_jp"),
        ("これはペンです。", "iso2022_jp"),
        ("이것은 계약서입니다.", "euc_kr"),
        ("Договор поставки между сторонами подписан в Москве", "cp1251"),
        ("Müller & Söhne GmbH – 3 €", "cp1252"),
        ("Hello, world", "utf-16-le"),
        ("第 2 条\n本合同由甲方签署。", "utf-16-be"),
        ("本合同", "utf-16"),
        ("本合同", "utf-8-sig"),
        ("本合同", "utf-8"),
    ],
)
def test_text_in_any_usual_encoding_is_decoded(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding)) == text


def test_what_a_file_declares_is_believed_unless_it_is_plainly_wrong() -> None:
    assert decode_text("Zażółć".encode("cp1250"), declared="windows-1250") == "Zażółć"
    assert decode_text("龘靐".encode("gb18030"), declared="gb2312") == "龘靐"
    assert decode_text("合同已签署".encode(), declared="gb2312") == "合同已签署"
    assert decode_text(b"plain", declared="no-such-charset") == "plain"


def test_one_broken_place_does_not_make_utf8_something_else() -> None:
    data = "董事会批准了公司的年度预算。".encode() * 5

    assert decode_text(data + b"\xe5") == "董事会批准了公司的年度预算。" * 5 + "\ufffd"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 50, b"\x7fELF\x02\x01\x00\x00"]
)
def test_bytes_that_are_not_text_are_none(data: bytes) -> None:
    assert decode_text(data) is None


def test_line_ends_become_line_feeds() -> None:
    assert decode_text(b"a\r\nb\rc\n") == "a\nb\nc\n"


def test_names_of_entries_are_decoded() -> None:
    assert decode_name("审计报告.doc".encode("gbk")) == "审计报告.doc"
    assert decode_name("résumé.txt".encode("cp437")) == "résumé.txt"
    assert decode_name("合同.txt".encode()) == "合同.txt"


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused_the_same_way_twice(data: bytes) -> None:
    assert decode_text(data) == decode_text(data)
