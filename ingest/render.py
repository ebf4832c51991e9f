"""Pictures of pages, for reports to show where a claim stands."""

import io

import pymupdf
from PIL import Image, ImageOps

from briefbook.errors import LimitExceeded, UnreadableSource, UnsupportedSource
from ingest.media import media_name
from ingest.pdf import MUPDF_ERRORS, open_pdf, unreadable

_PICTURES = ("image/png", "image/jpeg", "image/tiff")
#: Media types whose pages can be drawn.
DRAWABLE = ("application/pdf", *_PICTURES)

_MAX_WIDTH = 4_000  # pixels
_MAX_HEIGHT = 12_000
_MAX_PIXELS = 200_000_000  # of the picture that is made smaller


def render_page(data: bytes, media_type: str, page: int, *, width_px: int) -> bytes:
    """Draw a page of a PDF, or a picture, `width_px` wide, as PNG; pages count from 1.

    Raises UnsupportedSource for other files, UnreadableSource when there is no such page or it
    is damaged, and LimitExceeded when it is too large.
    """
    if not 1 <= width_px <= _MAX_WIDTH:
        raise LimitExceeded(f"cannot draw a page {width_px} pixels wide")
    if media_type == "application/pdf":
        return _render_pdf(data, page, width_px)
    if media_type in _PICTURES:
        return _render_picture(data, page, width_px)
    raise UnsupportedSource(f"cannot draw a page of a {media_name(media_type)}")


def _render_pdf(data: bytes, number: int, width_px: int) -> bytes:
    with open_pdf(data, "the file") as file:
        if not 1 <= number <= file.page_count:
            raise UnreadableSource(f"there is no page {number}")
        try:
            page = file[number - 1]
            scale = _scale(page.rect.width, page.rect.height, width_px)
            picture = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
            return bytes(picture.tobytes("png"))
        except MUPDF_ERRORS as error:
            raise unreadable("the file", error) from error


def _render_picture(data: bytes, number: int, width_px: int) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as picture:
            picture.seek(number - 1)
            if picture.width * picture.height > _MAX_PIXELS:
                raise LimitExceeded("cannot draw a picture of so many pixels")
            picture.draft("RGB", (width_px, _MAX_HEIGHT))
            upright = ImageOps.exif_transpose(picture)
            scale = _scale(upright.width, upright.height, width_px)
            size = max(1, round(upright.width * scale)), max(1, round(upright.height * scale))
            file = io.BytesIO()
            upright.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(file, "PNG")
            return file.getvalue()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise UnreadableSource(f"cannot draw page {number}: damaged, or no such page") from error


def _scale(width: float, height: float, width_px: int) -> float:
    scale = width_px / max(width, 1.0)
    return min(scale, _MAX_HEIGHT / max(height, 1.0))
