"""Blocks become Word documents, slides and workbooks, with fixed dates in their properties."""

import datetime
import io
import re
import zipfile
from typing import Any

import docx
import openpyxl
import pptx
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet
from pptx.util import Emu, Pt

from examples.archive_maker.markup import Block, bold_parts, parse_blocks, plain
from examples.archive_maker.sources import Source

EPOCH = (1980, 1, 1, 0, 0, 0)  # of every entry of a ZIP file


def pack(files: list[tuple[str, bytes]]) -> bytes:
    """Write a ZIP file whose entries carry no clock."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            archive.writestr(info, data)
    return buffer.getvalue()


def unpack(data: bytes) -> list[tuple[str, bytes]]:
    """Return name and bytes of each entry of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def make_docx(source: Source) -> bytes:
    """Write a Word document."""
    document = docx.Document()
    _set_fonts(document)
    section = document.sections[0]
    if source.header:
        section.header.paragraphs[0].text = source.header
    if source.footer:
        section.footer.paragraphs[0].text = source.footer
    for block in parse_blocks(source.body):
        _add_block(document, block)
    _describe(document.core_properties, source)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_clock(buffer.getvalue(), source)


def _set_fonts(document: WordDocument) -> None:
    style = document.styles["Normal"]
    style.font.name = "Calibri"
    style.font.size = docx.shared.Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "SimSun")


def _add_block(document: WordDocument, block: Block) -> None:
    if block.kind == "heading":
        document.add_heading(plain(block.text), level=block.level - 1)
    elif block.kind == "table":
        _add_table(document, block)
    elif block.kind == "break":
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    else:
        style = {"bullet": "List Bullet", "number": "List Number", "note": "Intense Quote"}
        paragraph = document.add_paragraph(style=style.get(block.kind))
        for text, bold in bold_parts(block.text):
            paragraph.add_run(text).bold = bold or None


def _add_table(document: WordDocument, block: Block) -> None:
    table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
    for number, row in enumerate(block.rows):
        if not any(row):  # a form has no heads
            continue
        for cell, text in zip(table.add_row().cells, row, strict=True):
            run = cell.paragraphs[0].add_run(plain(text))
            run.bold = number == 0 or "**" in text or None
    document.add_paragraph()


def make_pptx(source: Source) -> bytes:
    """Write slides: `---` starts one, its heading is the title, notes are for the speaker."""
    deck = pptx.Presentation()
    slides: list[list[Block]] = [[]]
    for block in parse_blocks(source.body):
        if block.kind == "break":
            slides.append([])
        else:
            slides[-1].append(block)
    for number, blocks in enumerate(slides):
        _add_slide(deck, blocks, is_first=number == 0)
    _describe(deck.core_properties, source)
    buffer = io.BytesIO()
    deck.save(buffer)
    return _without_clock(buffer.getvalue(), source)


def _add_slide(deck: Any, blocks: list[Block], *, is_first: bool) -> None:
    has_table = any(block.kind == "table" for block in blocks)
    layout = 0 if is_first else 5 if has_table else 1
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    lines = [block for block in blocks if block.kind in ("paragraph", "bullet", "number")]
    notes = [block.text for block in blocks if block.kind == "note"]
    slide.shapes.title.text = next(block.text for block in blocks if block.kind == "heading")
    if has_table:
        _add_slide_table(deck, slide, next(block for block in blocks if block.kind == "table"))
        if lines:
            frame = slide.shapes.add_textbox(Pt(40), Pt(440), Pt(640), Pt(70)).text_frame
            frame.word_wrap = True
            _add_lines(frame, lines, Pt(14))
    elif lines:
        _add_lines(slide.placeholders[1].text_frame, lines, Pt(20))
    if notes:
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)


def _add_lines(frame: Any, lines: list[Block], size: Pt) -> None:
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.level = line.level
        for text, bold in bold_parts(line.text):
            run = paragraph.add_run()
            run.text, run.font.size, run.font.bold = text, size, bold or None


def _add_slide_table(deck: Any, slide: Any, block: Block) -> None:
    width = Emu(deck.slide_width - 2 * Pt(40))
    height = Pt(26 * len(block.rows))
    shape = slide.shapes.add_table(
        len(block.rows), len(block.rows[0]), Pt(40), Pt(130), width, height
    )
    for row, cells in enumerate(block.rows):
        for column, text in enumerate(cells):
            cell = shape.table.cell(row, column)
            cell.text = plain(text)
            cell.text_frame.paragraphs[0].runs[0].font.size = Pt(13)


def make_xlsx(source: Source) -> bytes:
    """Write a workbook: a heading starts a sheet; numbers and ISO dates become real ones."""
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for block in parse_blocks(source.body):
        if block.kind == "heading":
            sheet: Worksheet = book.create_sheet(block.text)
        elif block.kind == "table":
            _fill_sheet(sheet, block)
        else:
            sheet.append([plain(block.text)])
    book.properties.title, book.properties.creator = source.title, source.author
    book.properties.created = datetime.datetime.fromisoformat(source.date)
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_clock(buffer.getvalue(), source)


def _fill_sheet(sheet: Worksheet, block: Block) -> None:
    for number, row in enumerate(block.rows):
        sheet.append([_value(text) if number else text for text in row])
        for cell in sheet[sheet.max_row]:
            cell.font = Font(bold=number == 0)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(cell.value, float):
                cell.number_format = "#,##0.00"
            elif isinstance(cell.value, int):
                cell.number_format = "#,##0"
            elif isinstance(cell.value, datetime.date):
                cell.number_format = "yyyy-mm-dd"
    for column, width in enumerate(_widths(block)):
        sheet.column_dimensions["ABCDEFGHIJKLMN"[column]].width = width


def _value(text: str) -> str | int | float | datetime.date | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return datetime.date.fromisoformat(text)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+|-?\d{1,3}", text):
        return int(text.replace(",", ""))
    if re.fullmatch(r"-?[\d,]*\d\.\d\d", text):
        return float(text.replace(",", ""))
    return text or None


def _widths(block: Block) -> list[int]:
    columns = zip(*block.rows, strict=True)
    return [min(46, 4 + max(len(text.encode("gb18030")) for text in column)) for column in columns]


def _describe(properties: Any, source: Source) -> None:
    date = datetime.datetime.fromisoformat(f"{source.date}T09:00:00")
    properties.title, properties.author = source.title, source.author
    properties.created = properties.modified = date
    properties.last_modified_by = source.author
    properties.comments, properties.revision = "", 1


def _without_clock(data: bytes, source: Source) -> bytes:
    """Write the ZIP again without clocks; openpyxl stamps the hour into the core properties."""
    stamp = f"{source.date}T09:00:00Z".encode()
    pattern = rb"(<dcterms:modified[^>]*>)[^<]*"
    return pack(
        [
            (name, re.sub(pattern, rb"\g<1>" + stamp, content) if "core.xml" in name else content)
            for name, content in unpack(data)
        ]
    )
