import io

import pymupdf
import pytest
from PIL import Image

from briefbook.errors import EmptySource, UnreadableSource
from briefbook.records import Document, Span
from ingest.image import parse_image
from ingest.pdf import parse_pdf
from ingest.settings import IngestSettings
from tests.ingest.made_pdf import make_picture, make_scanned_pdf

LINES = ["Northwind Traders Limited", "confirm receipt of 1,200 crates", "at the harbour office."]


def read(data: bytes, source: str = "a.png") -> Document:
    document = parse_image(data, source, settings=IngestSettings()).document
    assert document is not None
    return document


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_english_is_read_whichever_way_up_it_lies(turn: int) -> None:
    document = read(make_picture(LINES, turn=turn))

    assert document.text == " ".join(LINES)
    assert document.language == "en"
    [page] = document.pages
    assert (page.width > page.height) == (turn in (0, 180))
    assert len(document.lines) == 3
    for box in document.boxes(Span(0, len(document.text))):
        assert 0 <= box.x0 < box.x1 <= page.width
        assert 0 <= box.y0 < box.y1 <= page.height


def test_chinese_is_read() -> None:
    lines = ["北风贸易有限公司", "确认收到货物一千二百箱"]
    document = read(make_picture(lines, font="china-s"))

    assert document.text == "".join(lines)
    assert document.language == "zh"
    assert float(document.meta("ocr_confidence") or 0) > 0.8


def test_places_are_in_points() -> None:
    document = read(make_picture(LINES))
    start = document.text.index("Limited")

    [box] = document.boxes(Span(start, start + len("Limited")))

    assert document.pages[0].width == pytest.approx(339, abs=2)
    assert 30 < box.y0 + 5 < 45 + 5
    assert 130 < box.x0 < box.x1 < 260


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_other_kinds_of_picture_are_read(kind: str) -> None:
    document = read(make_picture(LINES[:1], kind=kind))

    assert document.text == LINES[0]
    assert document.media_type == f"image/{kind.lower()}"


def test_a_tiff_of_several_pages_is_a_document_of_several_pages() -> None:
    frames = [
        Image.open(io.BytesIO(make_picture([text]))) for text in ("First page", "Second page")
    ]
    data = io.BytesIO()
    frames[0].save(data, "TIFF", save_all=True, append_images=frames[1:])

    document = read(data.getvalue(), "a.tif")

    assert document.text == "First page\n\nSecond page"
    assert [page.number for page in document.pages] == [1, 2]


def test_a_scanned_page_of_a_pdf_is_read() -> None:
    data = make_scanned_pdf(make_picture(LINES))
    parsed = parse_pdf(data, "scan.pdf", settings=IngestSettings())

    assert parsed.document is not None
    assert parsed.document.text == " ".join(LINES)
    assert parsed.document.meta("ocr_pages") == "1"
    assert parsed.problems == ()


def test_a_scan_with_a_stamp_of_real_text_is_read_whole() -> None:
    file = pymupdf.open(stream=make_scanned_pdf(make_picture(LINES)), filetype="pdf")
    file[0].insert_text((30, 220), "NW-000123", fontsize=10)
    parsed = parse_pdf(bytes(file.tobytes()), "scan.pdf", settings=IngestSettings())

    assert parsed.document is not None
    assert parsed.document.text.startswith(" ".join(LINES))
    assert "NW-000123" in parsed.document.text


def test_scanned_pages_past_the_limit_are_named() -> None:
    data = make_scanned_pdf(make_picture(LINES[:1]), pages=2)
    parsed = parse_pdf(data, "scan.pdf", settings=IngestSettings(max_ocr_pages=1))

    assert [problem.message for problem in parsed.problems] == [
        "scan.pdf: no text was found on page 2"
    ]


def test_lines_that_are_hard_to_read_are_left_out_and_counted() -> None:
    settings = IngestSettings(min_ocr_confidence=1.0)
    with pytest.raises(EmptySource):
        parse_image(make_picture(LINES), "a.png", settings=settings)


def test_a_picture_without_text_is_empty() -> None:
    data = io.BytesIO()
    Image.new("RGBA", (200, 100), (0, 0, 0, 0)).save(data, "PNG")

    with pytest.raises(EmptySource):
        read(data.getvalue())


def test_without_ocr_a_picture_is_empty_and_says_why() -> None:
    with pytest.raises(EmptySource, match="OCR is off"):
        parse_image(make_picture(LINES), "a.png", settings=IngestSettings(ocr=False))


@pytest.mark.parametrize("keep", [10, 300])
def test_a_damaged_picture_is_unreadable(keep: int) -> None:
    with pytest.raises(UnreadableSource):
        read(make_picture(LINES)[:keep])
