"""Printed pages become scans: pictures, slightly turned, soft and speckled."""

import io
import random

import pymupdf
from PIL import Image, ImageFilter

from examples.archive_maker.pages import PAPER, make_pdf, pdf_date
from examples.archive_maker.sources import Source

DPI = 150
PAPER_GREY = 246  # of 255: paper is never white on the glass
GREY_STEP = 16  # of 255: fewer greys make smaller pictures


def scan_to_pdf(source: Source) -> bytes:
    """Return a PDF whose pages are nothing but JPEG pictures."""
    document = pymupdf.open()
    for picture in _pictures(source):
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=52)
        page = document.new_page(width=PAPER.width, height=PAPER.height)
        page.insert_image(page.rect, stream=buffer.getvalue())
    date = pdf_date(source.date)
    document.set_metadata({"title": source.title, "creationDate": date, "modDate": date})
    data: bytes = document.tobytes(no_new_id=True, deflate=True, garbage=3, use_objstms=1)
    return data


def scan_to_png(source: Source) -> bytes:
    """Return the first page as a picture, cut below its last line."""
    picture = _pictures(source)[0]
    ink = picture.point(lambda value: 255 if value < 150 else 0).getbbox()
    if ink:
        picture = picture.crop((0, 0, picture.width, min(picture.height, ink[3] + 40)))
    picture = picture.point(lambda value: value // GREY_STEP * GREY_STEP)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True, dpi=(DPI, DPI))
    return buffer.getvalue()


def _pictures(source: Source) -> list[Image.Image]:
    chance = random.Random(source.path)
    document = pymupdf.open("pdf", make_pdf(source))
    return [_worn(_picture(document[number]), chance) for number in range(len(document))]


def _picture(page: pymupdf.Page) -> Image.Image:
    pixels = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
    return Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)


def _worn(picture: Image.Image, chance: random.Random) -> Image.Image:
    angle = chance.choice((-1, 1)) * chance.uniform(0.3, 0.8)
    picture = picture.point(lambda value: 30 + value * (PAPER_GREY - 30) // 255)
    picture = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=PAPER_GREY)
    picture = picture.filter(ImageFilter.GaussianBlur(0.5))
    for _ in range(260):
        spot = (chance.randrange(picture.width), chance.randrange(picture.height))
        picture.putpixel(spot, chance.randrange(160, 225))
    return picture
