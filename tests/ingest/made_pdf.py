"""PDF files and pictures made in view of the tests that read them."""

import io
from collections.abc import Sequence

import pymupdf
from PIL import Image

from ingest.settings import IngestSettings

SETTINGS = IngestSettings(ocr=False)
WIDTH, HEIGHT = 595.0, 842.0  # A4, points


def make_pdf(
    *pages: Sequence[tuple[float, float, str]],
    size: float = 11,
    font: str = "helv",
    rotation: int = 0,
    metadata: dict[str, str] | None = None,
) -> bytes:
    """Print each text at x, y (its baseline), page by page."""
    file = pymupdf.open()
    for texts in pages:
        page = file.new_page(width=WIDTH, height=HEIGHT)
        for x, y, text in texts:
            page.insert_text((x, y), text, fontsize=size, fontname=font)
        page.set_rotation(rotation)
    file.set_metadata(metadata or {})
    return bytes(file.tobytes(no_new_id=True))


def column(
    x: float, y: float, lines: Sequence[str], leading: float = 14
) -> list[tuple[float, float, str]]:
    """Place lines below each other."""
    return [(x, y + index * leading, line) for index, line in enumerate(lines)]


def make_ruled_pdf(rows: Sequence[Sequence[str]], font: str = "helv") -> bytes:
    """Print a table with all its rules, between two paragraphs."""
    file = pymupdf.open()
    page = file.new_page(width=WIDTH, height=HEIGHT)
    page.insert_text((72, 100), "Before the table.", fontname="helv", fontsize=11)
    x0, y0, width, height = 72, 120, 120, 20
    columns = len(rows[0])
    for row in range(len(rows) + 1):
        y = y0 + row * height
        page.draw_line((x0, y), (x0 + columns * width, y))
    for column_number in range(columns + 1):
        x = x0 + column_number * width
        page.draw_line((x, y0), (x, y0 + len(rows) * height))
    for row, texts in enumerate(rows):
        for column_number, text in enumerate(texts):
            place = (x0 + column_number * width + 4, y0 + row * height + 14)
            page.insert_text(place, text, fontname=font, fontsize=10)
    page.insert_text((72, y0 + len(rows) * height + 40), "After the table.", fontsize=11)
    return bytes(file.tobytes(no_new_id=True))


def make_picture(
    lines: Sequence[str], *, font: str = "helv", turn: int = 0, kind: str = "PNG"
) -> bytes:
    """Draw lines of text as black pixels on white, turned counter-clockwise by `turn` degrees."""
    file = pymupdf.open()
    page = file.new_page(
        width=max(250, 60 + 9 * max(map(len, lines))), height=max(240, 60 + 30 * len(lines))
    )
    for index, line in enumerate(lines):
        page.insert_text((30, 45 + 30 * index), line, fontsize=16, fontname=font)
    pixels = page.get_pixmap(dpi=110)
    image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    image = image.rotate(turn, expand=True, fillcolor="white")
    data = io.BytesIO()
    image.save(data, kind, dpi=(110, 110))
    return data.getvalue()


def make_scanned_pdf(picture: bytes, *, pages: int = 1) -> bytes:
    """Put a picture on each page, and no text."""
    file = pymupdf.open()
    image = Image.open(io.BytesIO(picture))
    width, height = image.width * 72 / 110, image.height * 72 / 110
    for _ in range(pages):
        page = file.new_page(width=width, height=height)
        page.insert_image(page.rect, stream=picture)
    return bytes(file.tobytes(no_new_id=True))
