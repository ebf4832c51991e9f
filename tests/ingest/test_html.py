import time

import pytest

from briefbook.errors import EmptySource, UnsupportedSource
from briefbook.records import Document
from ingest.html import parse_html
from ingest.settings import IngestSettings


def page(markup: str | bytes) -> Document:
    data = markup if isinstance(markup, bytes) else markup.encode()
    document = parse_html(data, "a.html", settings=IngestSettings()).document
    assert document is not None
    return document


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.quote(block.span)) for block in document.blocks]


def test_headings_paragraphs_and_lists_become_blocks() -> None:
    document = page(
        "<h1>年度 报告</h1><p>One <b>bold</b>\n word.<p>Two<br>lines<ul><li>a<ul><li>b</ul></ul>"
        "<ol start=3><li>c<li>d</ol>tail<dl><dt>Term<dd>Meaning</dl>"
    )

    assert blocks(document) == [
        ("heading", "年度 报告"),
        ("paragraph", "One bold word."),
        ("paragraph", "Two\nlines"),
        ("list_item", "a"),
        ("list_item", "b"),
        ("list_item", "3. c"),
        ("list_item", "4. d"),
        ("paragraph", "tail"),
        ("paragraph", "Term"),
        ("list_item", "Meaning"),
    ]
    assert document.blocks[0].level == 1


def test_scripts_menus_and_hidden_text_are_left_out() -> None:
    document = page(
        "<head><style>x{}</style></head><body><nav>Menu</nav><script>var a</script><p>Shown</p>"
        "<div style='display: none'>hidden</div><p hidden>hidden</p><!-- no -->"
        "<p>Kanji<ruby>漢<rt>kan</rt></ruby></p><footer>© Us</footer>"
    )

    assert blocks(document) == [
        ("paragraph", "Shown"),
        ("paragraph", "Kanji漢"),
        ("footer", "© Us"),
    ]


def test_hidden_blocks_do_not_end_the_block_around_them() -> None:
    document = page(
        "<ul><li>a<div hidden>x</div>b<table><tr><td>1<td>2<tr><td>3<td>4</table>c</ul>d"
    )

    assert [block.kind for block in document.blocks] == [
        "list_item",
        "table",
        "list_item",
        "paragraph",
    ]
    assert document.text.startswith("ab")


def test_bold_lines_are_headings_where_a_page_has_none() -> None:
    body = "<p><b>ITEM 1.</b> <b>BUSINESS</b></p><p>We <b>sell</b> things.</p>"
    styled = "<div style='font-weight:700'>总则</div><p><b>Important: pay now.</b>"

    assert [block.kind for block in page(body + styled).blocks] == [
        "heading",
        "paragraph",
        "heading",
        "paragraph",
    ]
    assert page(f"<h1>x</h1>{body}").blocks[1].kind == "paragraph"


def test_metadata_comes_from_the_head() -> None:
    document = page(
        "<title> Press\nrelease </title><meta name=author content='Ada'>"
        "<meta property='article:published_time' content='2024-03-01T10:00:00Z'>"
        "<meta name=description content='About it'><p>x"
    )

    assert document.title == "Press release"
    assert dict(document.metadata) == {
        "title": "Press release",
        "author": "Ada",
        "date": "2024-03-01T10:00:00Z",
        "description": "About it",
    }


def test_a_date_that_is_not_iso_is_no_date() -> None:
    assert page("<meta name=date content='last week'><p>x").meta("date") is None


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset=gb2312><p>合同".encode("gb18030"),
        '<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>合同'.encode("big5"),
        "<p>合同".encode("utf-16"),
        "<?xml version='1.0' encoding='utf-8'?><html><p>合同</p></html>".encode(),
        "<meta charset=gbk><p>合同".encode(),  # says GBK, is UTF-8
    ],
)
def test_a_page_in_any_charset_is_decoded(data: bytes) -> None:
    assert page(data).text == "合同"


def test_data_tables_keep_spans_and_headers() -> None:
    document = page(
        "<table><caption>Sales</caption><thead><tr><th rowspan=2>区域<th colspan=2>2024</tr>"
        "<tr><th>Q1<th>Q2</tr></thead><tr><td>North<td>1<td>2</tr></table>"
    )

    assert blocks(document) == [("caption", "Sales"), ("table", "区域\t2024\nQ1\tQ2\nNorth\t1\t2")]
    cells = document.tables[0].cells
    assert (cells[0].row_span, cells[1].column_span) == (2, 2)
    assert [(cell.row, cell.column) for cell in cells[2:4]] == [(1, 1), (1, 2)]
    assert [cell.is_header for cell in cells] == [True] * 4 + [False] * 3


def test_signs_in_cells_of_their_own_go_to_their_numbers() -> None:
    document = page(
        "<table><tr><td>Item<td><td>2023<td></tr><tr><td>Loss<td>$<td>(12<td>)</tr>"
        "<tr><td>Share<td><td>4<td>%</tr></table>"
    )

    assert document.text == "Item\t2023\nLoss\t$(12)\nShare\t4%"


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    document = page("<table><tr><td>•<td>First point</tr></table><table><tr><td><p>Text</table>")

    assert document.tables == ()
    assert "First point" in document.text and "Text" in document.text


def test_a_deeply_nested_page_is_read() -> None:
    document = page("<div>" * 3000 + "deep" + "</div>" * 3000)

    assert document.text == "deep"


def test_a_large_page_is_read_in_reasonable_time() -> None:
    row = "<tr><td>Revenue of the segment</td><td>$</td><td>1,234</td></tr>"
    markup = f"<p>We sell things to people.</p><table>{row * 20}</table>" * 600
    start = time.thread_time()

    document = page(markup)

    assert len(document.tables) == 600
    assert time.thread_time() - start < 15


def test_a_page_without_text_is_empty_and_bytes_are_no_page() -> None:
    for markup in (b"", b"<!-- x -->", b"<p> </p><script>x</script>"):
        with pytest.raises(EmptySource, match="a.html"):
            page(markup)
    with pytest.raises(UnsupportedSource, match="a.html"):
        page(bytes(range(256)) * 4)
