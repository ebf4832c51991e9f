import io
import zipfile
from datetime import date, datetime, time

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.styles import Font
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from briefbook.errors import EmptySource, EncryptedSource, LimitExceeded, UnreadableSource
from briefbook.records import Box, Document
from ingest.cell_values import shown_number
from ingest.docx import parse_docx
from ingest.numbering import format_number
from ingest.odt import parse_odt
from ingest.package import open_package, read_part
from ingest.pptx import parse_pptx
from ingest.settings import IngestSettings
from ingest.xlsx import parse_xlsx

SETTINGS = IngestSettings()


def saved(file: object) -> bytes:
    data = io.BytesIO()
    file.save(data)  # type: ignore[attr-defined]
    return data.getvalue()


def replaced(data: bytes, name: str, content: bytes) -> bytes:
    """Return the same package with another content in one part."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return file.getvalue()


def blocks(document: Document | None) -> list[tuple[str, str]]:
    assert document is not None
    return [(block.kind, document.quote(block.span)) for block in document.blocks]


# Word


def read_docx(word: object) -> Document:
    document = parse_docx(saved(word), "a.docx", settings=SETTINGS).document
    assert document is not None
    return document


def add_xml(word: docx.document.Document, markup: str) -> None:
    namespaces = nsdecls("w", "r", "wp", "a") + (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    paragraph = parse_xml(f"<w:p {namespaces}>{markup}</w:p>")
    word.element.body.insert(len(word.element.body) - 1, paragraph)


def test_a_word_document_keeps_headings_lists_and_properties() -> None:
    word = docx.Document()
    word.core_properties.title = "供货合同"
    word.core_properties.author = "Ada"
    word.core_properties.created = datetime(2024, 3, 1)
    word.add_heading("Supply contract", 1)
    word.add_heading("付款", 2)
    word.add_paragraph("甲方应当付款。")
    word.add_paragraph("First", style="List Bullet")
    word.add_paragraph("Second", style="List Number")

    document = read_docx(word)

    assert document.title == "供货合同"
    assert document.meta("author") == "Ada" and document.meta("date") == "2024-03-01T00:00:00Z"
    assert [block.level for block in document.blocks[:3]] == [1, 2, 0]
    assert blocks(document)[2:] == [
        ("paragraph", "甲方应当付款。"),
        ("list_item", "First"),
        ("list_item", "1. Second"),
    ]
    assert document.pages == ()


def test_tracked_insertions_are_kept_and_deletions_left_out() -> None:
    word = docx.Document()
    add_xml(
        word,
        '<w:r><w:t xml:space="preserve">The price is </w:t></w:r>'
        '<w:del w:id="1" w:author="x"><w:r><w:delText>5</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="x"><w:r><w:t>6</w:t></w:r></w:ins>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>",
    )

    assert read_docx(word).text == "The price is 6"


def test_a_text_box_is_read_once_though_it_is_stored_twice() -> None:
    word = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
    add_xml(
        word,
        f"<w:r><w:t>Beside</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>",
    )

    assert read_docx(word).text == "Beside\n\nIn the box"


def test_tables_keep_merged_cells_and_the_header_row() -> None:
    word = docx.Document()
    table = word.add_table(3, 3, style="Table Grid")
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"格{number}"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "tall"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "wide"

    document = read_docx(word)

    [found] = document.tables
    assert document.text == "格0\twide\ntall\t格4\t格5\n格7\t格8"
    wide, tall = found.cells[1], found.cells[2]
    assert (wide.row, wide.column, wide.column_span, wide.is_header) == (0, 1, 2, True)
    assert (tall.row, tall.row_span, tall.is_header) == (1, 2, False)
    assert [cell.column for cell in found.cells if cell.row == 2] == [1, 2]


def test_margins_are_read_once_and_page_numbers_left_out() -> None:
    word = docx.Document()
    word.add_paragraph("Body")
    word.sections[0].header.paragraphs[0].text = "机密"
    word.sections[0].footer.paragraphs[0].text = "Page 1 of 3"

    assert blocks(read_docx(word)) == [("header", "机密"), ("paragraph", "Body")]


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (3, "chineseCountingThousand", "三"),
        (10, "chineseCounting", "十"),
        (21, "japaneseCounting", "二十一"),
        (2, "ideographTraditional", "乙"),
        (4, "lowerRoman", "iv"),
        (27, "upperLetter", "AA"),
        (7, "decimalZero", "07"),
        (7, "no such form", "7"),
    ],
)
def test_numbers_of_lists_are_written_as_word_shows_them(
    number: int, form: str, written: str
) -> None:
    assert format_number(number, form) == written


# PowerPoint


def test_slides_are_pages_with_boxes_in_reading_order() -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    for text, left, top in (("right", 5, 3), ("below", 1, 6), ("左边", 1, 3)):
        slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(1)).text = text
    assert slide.shapes.title is not None
    slide.shapes.title.text = "Quarterly review"
    slide.notes_slide.notes_text_frame.text = "Say hello."

    document = parse_pptx(saved(show), "a.pptx", settings=SETTINGS).document

    assert blocks(document) == [
        ("heading", "Quarterly review"),
        ("paragraph", "左边"),
        ("paragraph", "right"),
        ("paragraph", "below"),
        ("paragraph", "Say hello."),
    ]
    assert document is not None
    assert (document.pages[0].width, document.pages[0].height) == (720, 540)
    assert document.title == "Quarterly review"
    assert document.boxes(document.blocks[1].span) == (Box(1, 72, 216, 288, 288),)
    assert document.blocks[0].box is not None, "a title takes its place from the layout"
    assert document.blocks[4].box is None


def test_tables_and_charts_on_slides_are_tables() -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    place = (Inches(1), Inches(1), Inches(6), Inches(2))
    table = slide.shapes.add_table(2, 2, *place).table
    for number in range(4):
        table.cell(number // 2, number % 2).text = f"c{number}"
    chart = CategoryChartData()  # type: ignore[no-untyped-call]
    chart.categories = ["Q1", "二季度"]
    chart.add_series("Sales", (1.5, 4.4000000000000004))  # type: ignore[no-untyped-call]
    below = (Inches(1), Inches(4), Inches(6), Inches(2))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *below, chart)

    document = parse_pptx(saved(show), "a.pptx", settings=SETTINGS).document

    assert blocks(document) == [
        ("table", "c0\tc1\nc2\tc3"),
        ("table", "\tSales\nQ1\t1.5\n二季度\t4.4"),
    ]
    assert document is not None and document.tables[0].cells[0].is_header


# Excel


def test_sheets_are_pages_with_a_table_for_each_region() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "销售"
    for row in (["Sales by region"], ["Region", "Total"], ["North", 5], ["南方", 7.5], [], [],
                ["Notes", "By"], ["ok", "Ada"]):  # fmt: skip
        sheet.append(row)
    hidden = book.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    hidden["B2"] = "kept"

    document = parse_xlsx(saved(book), "b/sales.xlsx", settings=SETTINGS).document

    assert blocks(document) == [
        ("heading", "销售"),
        ("paragraph", "Sales by region"),
        ("table", "Region\tTotal\nNorth\t5\n南方\t7.5"),
        ("table", "Notes\tBy\nok\tAda"),
        ("heading", "Hidden"),
        ("paragraph", "kept"),
    ]
    assert document is not None and document.title == "sales"
    assert [(page.number, page.width) for page in document.pages] == [(1, 0), (2, 0)]
    assert [cell.is_header for cell in document.tables[0].cells] == [True, True] + [False] * 4


def test_cells_show_dates_percentages_and_amounts() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Date", "Time", "Share", "Price", "Flag", "Sum"])
    sheet.append([date(2024, 3, 1), time(9, 30), 0.125, 1200, True, 0.1 + 0.2])
    sheet["C2"].number_format = "0.0%"
    sheet["D2"].number_format = '"¥"#,##0'
    sheet["A1"].font = Font(bold=True)

    document = parse_xlsx(saved(book), "a.xlsx", settings=SETTINGS).document

    assert document is not None
    assert document.text.endswith("2024-03-01\t09:30:00\t12.5%\t¥1200\tTRUE\t0.3")


@pytest.mark.parametrize(
    ("text", "form", "shown"),
    [
        ("45352.5", "yyyy-mm-dd h:mm", "2024-03-01 12:00:00"),
        ("45352", 'yyyy"年"m"月"d"日"', "2024-03-01"),
        ("1.5", "[h]:mm:ss", "36:00:00"),
        ("-5", "yyyy-mm-dd", "-5"),
        ("1", "yyyy-mm-dd", "1900-01-01"),
        ("0.5", "0%", "50%"),
        ("-1200", "[$€-407]#,##0.00", "-€1200"),
        ("1200", "#,##0 [$CNY]", "1200 CNY"),
        ("1E+20", "", "1e+20"),
        ("n/a", "0.00", "n/a"),
    ],
)
def test_a_number_is_shown_by_its_format(text: str, form: str, shown: str) -> None:
    assert shown_number(text, form) == shown


def test_a_merged_cell_spans_and_is_not_repeated() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["", "2023", ""], ["", "a", "b"], ["x", 1, 2]):
        sheet.append(row)
    sheet.merge_cells("B1:C1")

    document = parse_xlsx(saved(book), "a.xlsx", settings=SETTINGS).document

    assert document is not None
    assert document.tables == () or document.tables[0].cells[-1].column == 2
    assert "a\tb" in document.text and "x\t1\t2" in document.text


def test_a_huge_sheet_is_read_in_part() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(50):
        sheet.append([f"row {row}", row])

    parsed = parse_xlsx(saved(book), "a.xlsx", settings=IngestSettings(max_cells=20))

    assert [problem.kind for problem in parsed.problems] == ["partial"]
    assert parsed.document is not None and "row 9" in parsed.document.text
    assert "row 49" not in parsed.document.text


# OpenDocument


def odt_of(body: str, **parts: str) -> bytes:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "meta")
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        content = f"<office:body><office:text>{body}</office:text></office:body>"
        archive.writestr("content.xml", f"<office:c{names}>{content}</office:c>")
        for name, markup in parts.items():
            archive.writestr(
                name.replace("_", "/") + ".xml", f"<office:c{names}>{markup}</office:c>"
            )
    return file.getvalue()


def test_an_opendocument_text_keeps_its_structure() -> None:
    data = odt_of(
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        '<text:h text:outline-level="2">总则</text:h><text:p>One<text:s/><text:span>two</text:span>'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Note</text:p>"
        "</text:note-body></text:note>.</text:p><text:list><text:list-item><text:p>item</text:p>"
        "</text:list-item></text:list><table:table><table:table-header-rows><table:table-row>"
        "<table:table-cell><text:p>A</text:p></table:table-cell><table:table-cell><text:p>B</text:p>"
        "</table:table-cell></table:table-row></table:table-header-rows><table:table-row>"
        '<table:table-cell table:number-columns-spanned="2"><text:p>wide</text:p>'
        "</table:table-cell><table:covered-table-cell/></table:table-row></table:table>",
        meta="<office:meta><meta:initial-creator>Ada</meta:initial-creator></office:meta>",
    )

    document = parse_odt(data, "a.odt", settings=SETTINGS).document

    assert blocks(document) == [
        ("heading", "总则"),
        ("paragraph", "One two."),
        ("paragraph", "Note"),
        ("list_item", "item"),
        ("table", "A\tB\nwide"),
    ]
    assert document is not None and document.meta("author") == "Ada"
    assert [cell.is_header for cell in document.tables[0].cells] == [True, True, False]
    assert document.tables[0].cells[2].column_span == 2


def test_an_encrypted_opendocument_text_needs_its_password() -> None:
    with pytest.raises(EncryptedSource, match="a.odt: encrypted"):
        parse_odt(
            odt_of("", **{"META-INF_manifest": "<encryption-data/>"}), "a.odt", settings=SETTINGS
        )


# Hostile and broken


def test_an_office_file_without_text_is_empty() -> None:
    with pytest.raises(EmptySource, match="a.docx"):
        parse_docx(saved(docx.Document()), "a.docx", settings=SETTINGS)


@pytest.mark.parametrize("parse", [parse_docx, parse_pptx, parse_xlsx])
def test_a_truncated_or_foreign_file_is_unreadable(parse: object) -> None:
    whole = saved(docx.Document())
    foreign = io.BytesIO()
    zipfile.ZipFile(foreign, "w").close()
    for data in (whole[: len(whole) // 2], b"not a zip", foreign.getvalue()):
        with pytest.raises(UnreadableSource, match="a.office"):
            parse(data, "a.office", settings=SETTINGS)  # type: ignore[operator]


def test_a_part_that_would_unpack_to_gigabytes_is_refused_before_unpacking() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 100 * 1024**2)
    assert len(file.getvalue()) < 200_000

    with pytest.raises(LimitExceeded, match="100 MB"):
        read_part(open_package(file.getvalue(), "bomb.docx"), "word/document.xml")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY b "boom"><!ENTITY a "&b;&b;&b;">]>',
    ],
)
def test_entities_are_never_expanded(declaration: str) -> None:
    word = docx.Document()
    word.add_paragraph("x")
    markup = (
        f'<?xml version="1.0"?>{declaration}<w:document {nsdecls("w")}><w:body><w:p><w:r>'
        "<w:t>before</w:t></w:r><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
    )
    data = replaced(saved(word), "word/document.xml", markup.encode())

    parsed = parse_docx(data, "a.docx", settings=SETTINGS)

    assert parsed.document is not None and parsed.document.text == "before"


def test_the_same_bytes_give_the_same_document() -> None:
    word = docx.Document()
    word.add_paragraph("一份合同。")
    data = saved(word)

    assert parse_docx(data, "a", settings=SETTINGS) == parse_docx(data, "a", settings=SETTINGS)


def test_a_document_over_the_limit_is_read_in_part() -> None:
    word = docx.Document()
    for _ in range(20):
        word.add_paragraph("x" * 100)

    parsed = parse_docx(saved(word), "a.docx", settings=IngestSettings(max_characters=1000))

    assert parsed.document is not None and len(parsed.document.blocks) == 10
    assert "too many characters" in parsed.problems[0].message
