"""Blocks become printed pages: PDF with headings, ruled tables, running heads and page numbers."""

import html
import io

import pymupdf

from examples.archive_maker.markup import Block, parse_blocks, to_html
from examples.archive_maker.sources import Source

PAPER = pymupdf.Rect(0, 0, 595, 842)  # A4, points
AES_256 = 5  # pymupdf.PDF_ENCRYPT_AES_256, which its types leave out
MARGIN_X, TOP, BOTTOM, GUTTER = 62, 74, 780, 22

STYLE = """
body { margin: 0; font-size: 10.5pt; line-height: 1.34; }
h1 { font-family: sans-serif; font-size: 17pt; line-height: 1.2; color: #1d3b5c; }
h1 { margin: 0 0 9pt 0; }
h2 { font-family: sans-serif; font-size: 12pt; color: #1d3b5c; margin: 11pt 0 4pt 0; }
h3 { font-family: sans-serif; font-size: 10.5pt; margin: 8pt 0 3pt 0; }
p { margin: 0 0 6pt 0; }
p.note { color: #444444; font-size: 9pt; margin: 0 0 6pt 12pt; }
ul, ol { margin: 0 0 6pt 0; }
table { border-collapse: collapse; width: 100%; margin: 4pt 0 9pt 0; }
th, td { border: 0.6pt solid #7a8794; padding: 3pt 5pt; font-size: 9pt; }
th { text-align: left; color: #1d3b5c; }
th.n, td.n { text-align: right; }
"""


def make_pdf(source: Source) -> bytes:
    """Set the pages of `source`, stamp heads and feet, and write them with fixed dates and ids."""
    document = pymupdf.open("pdf", _typeset(source))
    for number in range(len(document)):
        _stamp(document[number], source, len(document))
    document.subset_fonts()
    _describe(document, source)
    data: bytes = document.tobytes(no_new_id=True, deflate=True, garbage=3, use_objstms=1)
    return data


def lock(data: bytes, password: str) -> bytes:
    """Encrypt a PDF. The keys are random: the bytes differ each time (see build.py)."""
    document = pymupdf.open("pdf", data)
    locked: bytes = document.tobytes(
        deflate=True,
        garbage=3,
        encryption=AES_256,
        owner_pw=f"{password}-owner",
        user_pw=password,
    )
    return locked


def text_of(data: bytes, password: str = "") -> list[str]:
    """Return the text of each page; empty when the password is wrong."""
    document = pymupdf.open("pdf", data)
    if document.needs_pass and not document.authenticate(password):
        return []
    return [document[number].get_text() for number in range(len(document))]


def pdf_date(date: str) -> str:
    """Write an ISO date as PDF does, at nine in the morning."""
    return f"D:{date.replace('-', '')}090000Z"


def _typeset(source: Source) -> bytes:
    buffer = io.BytesIO()
    writer = pymupdf.DocumentWriter(buffer)
    style = (
        STYLE + f"body {{ font-family: {'serif' if source.font == 'serif' else 'sans-serif'}; }}"
    )
    if source.columns > 1:
        style += "body { font-size: 9.5pt; } th, td { font-size: 8pt; padding: 2pt 3pt; }"
    for part in _parts(parse_blocks(source.body)):
        story = pymupdf.Story(html=to_html(part), user_css=style)
        _fill_pages(story, writer, _columns(source.columns))
    writer.close()
    return buffer.getvalue()


def _parts(blocks: list[Block]) -> list[list[Block]]:
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if block.kind == "break":
            parts.append([])
        else:
            parts[-1].append(block)
    return parts


def _columns(count: int) -> list[pymupdf.Rect]:
    width = (PAPER.width - 2 * MARGIN_X - (count - 1) * GUTTER) / count
    lefts = [MARGIN_X + number * (width + GUTTER) for number in range(count)]
    return [pymupdf.Rect(left, TOP, left + width, BOTTOM) for left in lefts]


def _fill_pages(
    story: pymupdf.Story, writer: pymupdf.DocumentWriter, columns: list[pymupdf.Rect]
) -> None:
    more = 1
    while more:
        device = writer.begin_page(PAPER)
        for column in columns:
            more, _ = story.place(column)
            story.draw(device)
            if not more:
                break
        writer.end_page()


def _stamp(page: pymupdf.Page, source: Source, pages: int) -> None:
    number = f"{page.number + 1} / {pages}"
    foot = " · ".join(part for part in (source.footer, "" if source.scan else number) if part)
    left, right = MARGIN_X, PAPER.width - MARGIN_X
    for text, top in ((source.header, 38), (foot, 790)):
        if text:
            box = pymupdf.Rect(left, top, right, top + 22)
            page.insert_htmlbox(box, f'<p style="{_SMALL}">{html.escape(text)}</p>')
    if source.header:
        page.draw_line((left, 58), (right, 58), color=(0.48, 0.53, 0.58), width=0.6)


_SMALL = "font-family: sans-serif; font-size: 8pt; color: #55606b; margin: 0"


def _describe(document: pymupdf.Document, source: Source) -> None:
    date = pdf_date(source.date)
    document.set_metadata(
        {
            "title": source.title,
            "author": source.author,
            "creationDate": date,
            "modDate": date,
            "producer": "",
            "creator": "",
        }
    )
