"""A source page shows a document with its quoted places highlighted."""

from dataclasses import replace

import pytest
from lxml import html

from briefbook.errors import RecordError
from briefbook.records import Block, Cell, Document, Evidence, Page, Span, Table
from reports.anchors import anchor, image_name, source_name
from reports.settings import ReportSettings
from reports.sources import render_source
from tests.reports.factories import HEIGHT, WIDTH, make_document, make_text, quote
from tests.reports.page import parse

LETTER = make_document(
    ["A letter", "Northwind bought Tarn in 2023."],
    ["青岛北风位于青岛市黄岛区。"],
    metadata=(("date", "2025-03-01"), ("author", "M. Hollis")),
)


def _marked(tree: html.HtmlElement, piece: Evidence) -> str:
    path = f"//mark[contains(concat(' ', @class, ' '), ' {anchor(piece)} ')]"
    return "".join(element.text_content() for element in tree.xpath(path))


def _table_document(rows: int) -> Document:
    """Make a sheet of two columns whose first row is its head."""
    text, cells = "", []
    for row in range(rows):
        for column, words in enumerate((f"item {row}", f"GBP {row}00")):
            text += "" if not text else "\t" if column else "\n"
            span = Span(len(text), len(text) + len(words))
            text += words
            cells.append(Cell(row, column, span, is_header=row == 0))
    whole = Span(0, len(text))
    return replace(
        make_text(text, source="sales.xlsx"),
        pages=(Page(1, 0, 0, whole),),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        blocks=(Block("table", whole),),
        tables=(Table(whole, tuple(cells)),),
    )


def test_a_quote_is_highlighted_on_the_image_of_its_page() -> None:
    piece = quote(LETTER, "Northwind bought Tarn")

    tree = parse(render_source(LETTER, [piece], images={1: "images/a-1.png"}))

    [box] = tree.xpath(f"//*[@id='{anchor(piece)}']")
    [image] = tree.xpath("//img/@src")
    assert image == "images/a-1.png"
    assert box.text_content() == piece.quote
    place = piece.boxes[0]
    style = dict(part.split(": ") for part in box.get("style").split("; "))
    assert float(style["left"].rstrip("%")) == pytest.approx(100 * (place.x0 - 2) / WIDTH, abs=0.1)
    assert float(style["top"].rstrip("%")) == pytest.approx(100 * (place.y0 - 2) / HEIGHT, abs=0.1)
    assert _marked(tree, piece) == piece.quote


def test_without_an_image_the_anchor_is_in_the_text() -> None:
    piece = quote(LETTER, "青岛市黄岛区")

    tree = parse(render_source(LETTER, [piece]))

    [element] = tree.xpath(f"//*[@id='{anchor(piece)}']")
    assert (element.tag, element.text_content()) == ("mark", "青岛市黄岛区")
    assert not tree.xpath("//img")


def test_a_quote_over_two_pages_has_one_anchor_and_a_box_on_each() -> None:
    start = LETTER.text.index("in 2023.")
    piece = LETTER.evidence(Span(start, LETTER.text.index("位于")), producer="rules@1", score=0.5)

    tree = parse(render_source(LETTER, [piece], images={1: "1.png", 2: "2.png"}))

    assert len(tree.xpath(f"//*[@id='{anchor(piece)}']")) == 1
    assert len(tree.xpath("//*[starts-with(@class, 'box ')]")) == 2


def test_the_target_is_emphasised_wherever_it_is_marked() -> None:
    piece = quote(LETTER, "Tarn")

    page = render_source(LETTER, [piece])

    assert f":root:has(#{anchor(piece)}:target) .{anchor(piece)}" in page


def test_overlapping_quotes_each_keep_their_words() -> None:
    pieces = [quote(LETTER, words) for words in ("Northwind bought", "bought Tarn", "bought")]

    tree = parse(render_source(LETTER, pieces))

    assert [_marked(tree, piece) for piece in pieces] == [piece.quote for piece in pieces]
    for piece in pieces:
        assert len(tree.xpath(f"//*[@id='{anchor(piece)}']")) == 1


def test_a_quoted_row_of_a_table_is_marked_in_its_cells() -> None:
    sheet = _table_document(5)
    piece = quote(sheet, "item 3\tGBP 300")

    tree = parse(render_source(sheet, [piece]))

    assert len(tree.xpath("//table//tr")) == 5
    assert tree.xpath("//table//th/text()") == ["item 0", "GBP 000"]
    assert [m.getparent().tag for m in tree.xpath("//mark")] == ["td", "td"]
    assert _marked(tree, piece) == "item 3GBP 300"
    assert tree.xpath("//h2/text()")[-1] == "Sheet 1"


def test_a_long_table_shows_its_head_and_the_rows_around_a_quote() -> None:
    sheet = _table_document(200)
    piece = quote(sheet, "item 100\t")

    tree = parse(
        render_source(
            sheet, [piece], settings=ReportSettings(whole_characters=500, neighbour_blocks=1)
        )
    )

    rows = [row.text_content() for row in tree.xpath("//table//tr")]
    assert rows == [
        "item 0GBP 000",
        "98 rows are not shown here.",
        "item 99GBP 9900",
        "item 100GBP 10000",
        "item 101GBP 10100",
        "98 rows are not shown here.",
    ]


def test_a_long_document_says_which_pages_are_shown() -> None:
    book = make_document(*([f"Page {n} of the book"] for n in range(1, 121)))
    pieces = [quote(book, f"Page {n} of") for n in (2, 7)]

    tree = parse(render_source(book, pieces))

    [notice] = tree.xpath("//*[@role='note']/text()")
    assert notice.startswith("Shown are pages 1–3, 6–8 of 120")
    assert len(tree.xpath("//section")) == 6


def test_the_page_tells_whose_text_it_is() -> None:
    tree = parse(
        render_source(LETTER, [quote(LETTER, "Tarn")], settings=ReportSettings(language="zh"))
    )

    assert tree.get("lang") == "zh"
    meta = [(d.findtext("dt"), d.findtext("dd")) for d in tree.xpath("//dl/div")]
    assert ("日期", "2025年3月1日") in meta and ("文件", "letters/one.pdf") in meta
    assert tree.xpath("//header//a/@href")[0] == "../briefing.html"
    assert tree.xpath("//*[@class='text']/@lang") == ["en", "en"]


def test_evidence_of_other_documents_is_left_out() -> None:
    other = make_text("Northwind bought Tarn.")

    tree = parse(render_source(LETTER, [quote(other, "Tarn")]))

    assert not tree.xpath("//mark")


def test_evidence_that_does_not_fit_the_text_is_refused() -> None:
    wrong = replace(quote(LETTER, "Tarn"), quote="Bern")

    with pytest.raises(RecordError, match=r"letters/one\.pdf.*'Bern'"):
        render_source(LETTER, [wrong])


def test_hostile_documents_stay_text() -> None:
    hostile = make_text(
        "<script>alert(1)</script>\n\nSee javascript:alert(2) \x00\x1b \ud800 now.",
        source='"><img src=x onerror=alert(3)>.txt',
    )

    page = render_source(hostile, [quote(hostile, "<script>alert"), quote(hostile, "javascript:")])

    tree = parse(page)
    assert page.encode("utf-8") and "\x00" not in page and "\x1b" not in page
    assert not tree.xpath("//script | //img | //*[@onerror]")
    assert all(href.startswith(("#", "../", "data:,")) for href in tree.xpath("//@href"))
    assert "<script>alert(1)</script>" in tree.text_content()


def test_file_names_of_foreign_ids_stay_in_their_folder() -> None:
    assert source_name("../../etc/passwd").startswith("sources/id-")
    assert image_name("doc-1", 2, suffix="webp") == "sources/images/doc-1-2.webp"


def test_the_same_document_gives_the_same_page_in_any_order_of_quotes() -> None:
    pieces = [quote(LETTER, words) for words in ("Tarn", "Northwind", "青岛市")]

    assert render_source(LETTER, pieces) == render_source(LETTER, pieces[::-1])
