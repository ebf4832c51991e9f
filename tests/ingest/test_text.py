import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.errors import EmptySource, UnreadableSource, UnsupportedSource
from briefbook.records import Document
from ingest.settings import IngestSettings
from ingest.text import parse_csv, parse_markdown, parse_text, parse_xml

SETTINGS = IngestSettings()


def read(text: str | bytes, parse: object = parse_text) -> Document:
    data = text if isinstance(text, bytes) else text.encode()
    document = parse(data, "a.txt", settings=SETTINGS).document  # type: ignore[operator]
    assert isinstance(document, Document)
    return document


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.quote(block.span)) for block in document.blocks]


def test_wrapped_lines_are_joined_and_others_stay() -> None:
    document = read(
        "Dear Mr Chen,\n\nthe board of Northwind Holdings has approved the annual budget of the\n"
        "whole group, and asks you to send the figures of your subsidiary before the end\n"
        "of March.\n\n"
        "Ada Lovelace\nHead Office\nLondon\n"
    )

    assert blocks(document)[1:] == [
        (
            "paragraph",
            "the board of Northwind Holdings has approved the annual budget of the whole group, and"
            " asks you to send the figures of your subsidiary before the end of March.",
        ),
        ("paragraph", "Ada Lovelace\nHead Office\nLondon"),
    ]


def test_wrapped_chinese_lines_are_joined_without_a_space() -> None:
    line = "董事会批准了公司的年度预算并要求各子公司在三月底之前提交完整的财务数据报告"

    document = read(f"{line}\n{line}\n以上。")

    assert document.text == f"{line}{line}以上。"


def test_headings_and_lists_of_plain_text_are_found() -> None:
    document = read(
        "会议纪要\n\n第一章 总则\n\n内容如下。\n\n- one\n- two\n\n（一）甲方\n（二）乙方"
    )

    assert blocks(document) == [
        ("heading", "会议纪要"),
        ("heading", "第一章 总则"),
        ("paragraph", "内容如下。"),
        ("list_item", "- one"),
        ("list_item", "- two"),
        ("list_item", "（一）甲方"),
        ("list_item", "（二）乙方"),
    ]
    assert document.title == "会议纪要"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_plain_text_in_any_usual_encoding_is_read(encoding: str) -> None:
    text = "本合同由甲方公司提供。"

    assert read(text.encode(encoding)).text == text


def test_bytes_that_are_not_text_are_unsupported_and_blank_ones_empty() -> None:
    with pytest.raises(UnsupportedSource, match="a.txt"):
        read(bytes(range(256)) * 4)
    with pytest.raises(EmptySource, match="a.txt"):
        read(" \n\n ")


def test_markdown_keeps_its_structure_and_drops_its_signs() -> None:
    document = read(
        "---\ntitle: 供货合同\nauthor: Ada\n---\n# Supply\n\nSee *the* [annex](x.html)\nbelow.\n\n"
        "Sub\n---\n\n- a\n- b\n\n| Name | Total |\n| --- | --- |\n| North | 5 |\n\n"
        "```\ncode  x\nend\n```\n",
        parse_markdown,
    )

    assert blocks(document) == [
        ("heading", "Supply"),
        ("paragraph", "See the annex below."),
        ("heading", "Sub"),
        ("list_item", "a"),
        ("list_item", "b"),
        ("table", "Name\tTotal\nNorth\t5"),
        ("paragraph", "code x\nend"),
    ]
    assert [block.level for block in document.blocks[:3]] == [1, 0, 2]
    assert document.title == "供货合同" and document.meta("author") == "Ada"
    assert [cell.is_header for cell in document.tables[0].cells] == [True, True, False, False]


@pytest.mark.parametrize(
    "text",
    [
        '区域,Total\n"North, East",5\n',
        "区域;Total\nNorth, East;5\n",
        "区域\tTotal\nNorth, East\t5\n",
    ],
)
def test_csv_is_a_table_with_any_delimiter(text: str) -> None:
    document = read(text.encode("gb18030"), parse_csv)

    assert blocks(document) == [("table", "区域\tTotal\nNorth, East\t5")]
    assert document.tables[0].cells[0].is_header


def test_a_huge_csv_is_read_in_part() -> None:
    parsed = parse_csv(b"a,1\n" * 100, "a.csv", settings=IngestSettings(max_cells=10))

    assert parsed.problems[0].kind == "partial"
    assert parsed.document is not None and parsed.document.text.count("\n") < 10


def test_xml_gives_the_text_of_its_elements() -> None:
    document = read("<a><b>One <i>two</i> three.</b><c><d>四</d><e/></c></a>", parse_xml)

    assert blocks(document) == [("paragraph", "One two three."), ("paragraph", "四")]


def test_broken_xml_is_unreadable_and_entities_stay_closed() -> None:
    with pytest.raises(UnreadableSource, match="a.txt"):
        read("<a><b></a>", parse_xml)
    markup = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><b>safe</b><c>&x;</c></a>'
    assert read(markup, parse_xml).text == "safe"


@given(st.text("abZé华同。，あ한д \n\t\f-*•1.>()（一）第章=|:—", max_size=300))
def test_any_text_becomes_a_document_that_loses_no_letter_or_is_empty(text: str) -> None:
    try:
        document = read(text.encode("utf-8", "replace"))
    except (EmptySource, UnsupportedSource):
        return
    letters = [character for character in text if character.isalpha()]
    assert [character for character in document.text if character.isalpha()] == letters
