import io

import pytest
from PIL import Image

from briefbook.errors import LimitExceeded, UnreadableSource, UnsupportedSource
from ingest.render import render_page
from tests.ingest.made_pdf import make_pdf, make_picture


def test_a_page_of_a_pdf_is_drawn_as_wide_as_asked() -> None:
    data = make_pdf([(72, 100, "One")], [(72, 100, "Two")])

    picture = Image.open(io.BytesIO(render_page(data, "application/pdf", 2, width_px=300)))

    assert picture.format == "PNG"
    assert picture.width == pytest.approx(300, abs=1)
    assert picture.convert("1").histogram()[0] > 0  # there is ink on it


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_picture_is_drawn_too(kind: str) -> None:
    data = make_picture(["One"], kind=kind)

    png = render_page(data, f"image/{kind.lower()}", 1, width_px=200)

    assert Image.open(io.BytesIO(png)).width == 200


@pytest.mark.parametrize("page", [0, 2, -1, 10**9])
def test_there_must_be_such_a_page(page: int) -> None:
    with pytest.raises(UnreadableSource, match=f"no page {page}"):
        render_page(make_pdf([(72, 100, "One")]), "application/pdf", page, width_px=100)
    with pytest.raises(UnreadableSource):
        render_page(make_picture(["One"]), "image/png", page, width_px=100)


def test_what_has_no_pages_is_not_drawn() -> None:
    with pytest.raises(UnsupportedSource, match="cannot draw"):
        render_page(b"text", "text/plain", 1, width_px=100)


def test_a_giant_is_refused_and_a_ribbon_is_made_narrow() -> None:
    with pytest.raises(LimitExceeded):
        render_page(make_picture(["One"]), "image/png", 1, width_px=10**6)
    data = io.BytesIO()
    Image.new("L", (1, 50_000)).save(data, "PNG")
    png = render_page(data.getvalue(), "image/png", 1, width_px=1000)
    assert Image.open(io.BytesIO(png)).height <= 12_000
