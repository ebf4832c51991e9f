import pytest

from briefbook.records import Box
from ingest.assembly import LinePart, Part
from ingest.layout import (
    TypeScale,
    join_hyphens,
    part_of,
    print_blocks,
    type_scale,
)
from ingest.margins import find_margins, is_page_number
from ingest.reading_order import Fragment


def line(
    text: str, y: float, x: float = 50, width: float = 400, size: float = 10, bold: bool = False
) -> Fragment:
    box = Box(1, x, y, x + width, y + size)
    return Fragment(text, x, y, x + width, y + size, box, size, bold)


def texts(fragments: list[Fragment]) -> list[str]:
    return [block.text for block in print_blocks(fragments)]


def parts(fragments: list[Fragment]) -> list[Part]:
    blocks = print_blocks(fragments)
    scale = type_scale([blocks])
    return [part_of(block, scale, set()) for block in blocks]


def test_a_gap_begins_a_paragraph() -> None:
    lines = [line("One goes", 10), line("on here.", 22), line("Two", 50), line("goes on.", 62)]

    assert texts(lines) == ["One goes on here.", "Two goes on."]


def test_a_short_last_line_or_an_indent_begins_a_paragraph() -> None:
    short = [line("One goes", 10), line("on.", 22, width=80), line("Two goes", 34), line("on", 46)]
    indent = [line("One goes", 10), line("on.", 22), line("Two", 34, x=70), line("goes on.", 46)]

    assert texts(short) == ["One goes on.", "Two goes on"]
    assert texts(indent) == ["One goes on.", "Two goes on."]


def test_hanging_items_are_kept_whole() -> None:
    lines = [
        line("[1] Lovelace, A. Notes on the", 10),
        line("analytical engine", 22, x=70),
        line("and its sketch", 34, x=70),
        line("[2] Babbage, C. On the", 46),
        line("economy of machinery", 58, x=70),
        line("and manufactures", 70, x=70),
    ]

    assert [text[:3] for text in texts(lines)] == ["[1]", "[2]"]


def test_numbers_that_happen_to_begin_a_line_begin_no_item() -> None:
    lines = [
        line("The board met in the year", 10),
        line("2024. It was", 22),
        line("a good year.", 34),
    ]

    assert texts(lines) == ["The board met in the year 2024. It was a good year."]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("第二章 公司治理", "heading"),
        ("一、发行人历史信用评级情况", "heading"),
        ("IV. RESULTS", "heading"),
        ("（一）股东大会的召开与表决程序", "list_item"),
        ("• 董事会由九人组成", "list_item"),
        ("(a) the seller shall deliver", "list_item"),
        ("图 3 组织结构", "caption"),
        ("Table 2: sales by region", "caption"),
        ("e.g. the seller shall deliver", "paragraph"),
        ("1.5% of all sales are returned", "paragraph"),
        ("1. 董事会由九人组成", "list_item"),
        ("公司于二〇二四年成立，注册资本一百万元。", "paragraph"),
    ],
)
def test_blocks_are_told_apart_by_how_they_begin(text: str, kind: str) -> None:
    body = [line("正文" * 40, 100 + 12 * n) for n in range(6)]

    assert parts([line(text, 50, width=200), *body])[0].kind == kind


def test_bold_short_lines_are_headings_below_larger_ones() -> None:
    body = [line(f"Body line {n} goes on and on.", 100 + 12 * n) for n in range(6)]
    found = parts([line("Title", 20, size=20), line("Scope", 70, width=60, bold=True), *body])

    assert [(part.kind, part.level) for part in found] == [
        ("heading", 1),
        ("heading", 2),
        ("paragraph", 0),
    ]


def test_a_document_all_in_bold_has_no_headings() -> None:
    lines = [line(f"Notice {n} to all.", 20 + 30 * n, bold=True) for n in range(4)]

    assert {part.kind for part in parts(lines)} == {"paragraph"}


def hyphens(*lines: str, known: frozenset[str] = frozenset()) -> str:
    box = Box(1, 0, 0, 1, 1)
    joined = join_hyphens([LinePart(text, box) for text in lines], known)
    return "".join(part.text + ("" if part.joined else " ") for part in joined).strip()


def test_soft_hyphens_go_and_hard_ones_stay() -> None:
    assert hyphens("infor-", "mation") == "information"
    assert hyphens("a well-", "known firm", known=frozenset({"well-known"})) == "a well-known firm"
    assert hyphens("2019-", "2020") == "2019-2020"
    assert hyphens("the Smith-", "Jones case") == "the Smith-Jones case"
    assert hyphens("so -", "he said -", "it is") == "so - he said - it is"


def test_what_stands_on_every_page_is_its_margin() -> None:
    pages = [
        [line("Annual Report 2024", 20), line(f"Body {n}", 400), line(f"{n} | Northwind", 780)]
        for n in range(4)
    ]

    assert find_margins(pages, [842.0] * 4) == [{0, 2}] * 4


def test_one_page_has_no_running_header() -> None:
    assert find_margins([[line("Dear Sir", 20)]], [842.0]) == [set()]


def test_the_same_words_in_the_body_are_no_margin() -> None:
    pages = [[line("Total", 400)], [line("Total", 400)]]

    assert find_margins(pages, [842.0] * 2) == [set(), set()]


@pytest.mark.parametrize("text", ["3", "- 12 -", "Page 3 of 10", "第 3 页", "xii", "3 / 10"])
def test_page_numbers_are_known(text: str) -> None:
    assert is_page_number(text)


@pytest.mark.parametrize("text", ["12 March", "Page", "3.5 m", "vivid", ""])
def test_other_words_are_no_page_numbers(text: str) -> None:
    assert not is_page_number(text)


def test_an_empty_document_has_a_type_scale() -> None:
    assert type_scale([]) == TypeScale(10.0, False)
