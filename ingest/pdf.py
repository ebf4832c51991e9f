"""The bytes of a PDF become one document, with the place of every word.

Text, type and drawn lines come out of one pass of MuPDF over each page; what they mean is decided
in `reading_order`, `layout` and `tables`. Pages without text are read as images.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pymupdf

from briefbook.errors import EmptySource, EncryptedSource, UnreadableSource
from briefbook.records import Problem
from ingest.assembly import Member, Parsed, assemble
from ingest.characters import clean_text
from ingest.frames import Frame
from ingest.image import Scan, read_picture, scan_metadata, scan_problems
from ingest.limits import Budget, limited_pages, partial
from ingest.pdf_page import read_sheet
from ingest.settings import IngestSettings
from ingest.sheets import Sheet, lay_out

MUPDF_ERRORS = (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError, IndexError, TypeError)
_NO_TITLE = re.compile(
    r"(?i)(?:untitled|doi:.*|microsoft \w+ - .*|.*\.(?:docx?|dvi|indd|qxd|pdf|pptx?|rtf|tex)|\W*)"
)
_DATE = re.compile(
    r"D:(?P<year>\d{4})(?P<month>\d\d)?(?P<day>\d\d)?(?P<hour>\d\d)?(?P<minute>\d\d)?(?P<second>\d\d)?"
    r"(?:(?P<zone>[+-]\d\d)'?(?P<shift>\d\d)?|Z)?"
)
_DATE_PARTS = ("year", "month", "day", "hour", "minute", "second")
_MAX_SIDE = 4_000  # pixels of a page drawn for OCR


@dataclass(slots=True)
class _Pages:
    """What the pages came to: their sheets, and the numbers of those that were not read."""

    sheets: list[Sheet] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)  # something is drawn, no text was found
    beyond: int = 0  # pages past the limit


def parse_pdf(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Parse a PDF.

    A page that cannot be read, or holds no text although something is drawn on it, is named in a
    Problem. Files attached to the PDF become members.

    Raises EncryptedSource when a password is needed, EmptySource when no page holds text, and
    UnreadableSource for damage.
    """
    with open_pdf(data, source) as file:
        members = tuple(_attachments(file, settings))
        pages = _read_pages(file, source, settings)
        title, metadata = _title(file), _metadata(file)
    budget = Budget(source, settings)
    try:
        document = assemble(
            limited_pages(lay_out(pages.sheets), budget),
            data=data,
            source=source,
            media_type="application/pdf",
            title=_confirmed(title, pages.sheets),
            metadata=[*metadata, *scan_metadata(pages.scans)],
        )
    except EmptySource:
        if not members:
            raise
        return Parsed(None, members, tuple(_problems(pages, source)))
    return Parsed(document, members, (*_problems(pages, source), *budget.problems))


def open_pdf(data: bytes, source: str) -> pymupdf.Document:
    """Open a PDF; the caller closes it.

    Raises EncryptedSource or UnreadableSource.
    """
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        file = pymupdf.open(stream=data, filetype="pdf")
        pages = 0 if file.needs_pass and not file.authenticate("") else file.page_count
    except MUPDF_ERRORS as error:
        raise unreadable(source, error) from error
    if file.needs_pass and file.is_encrypted:
        file.close()
        raise EncryptedSource(f"cannot read {source}: encrypted")
    if not pages:
        file.close()
        raise UnreadableSource(f"cannot read {source}: damaged, no page can be found")
    return file


def unreadable(source: str, error: Exception) -> Exception:
    """Translate an error of MuPDF: to MemoryError when memory ran out, else UnreadableSource."""
    reason = " ".join(str(error).split()) or type(error).__name__
    if "malloc" in reason or "calloc" in reason:
        return MemoryError(reason)
    return UnreadableSource(f"cannot read {source}: damaged ({reason[:120]})")


# Pages


def _read_pages(file: pymupdf.Document, source: str, settings: IngestSettings) -> _Pages:
    pages = _Pages(beyond=max(0, file.page_count - settings.max_pages))
    for number in range(1, min(file.page_count, settings.max_pages) + 1):
        try:
            _read_page(file[number - 1], number, pages, settings)
        except MUPDF_ERRORS as error:
            if isinstance(unreadable(source, error), MemoryError):
                raise MemoryError(str(error)) from error
            pages.damaged.append(number)
    if len(pages.damaged) == file.page_count:
        raise UnreadableSource(f"cannot read {source}: damaged, no page can be read")
    return pages


def _read_page(page: pymupdf.Page, number: int, pages: _Pages, settings: IngestSettings) -> None:
    sheet, has_pictures = read_sheet(page, number)
    if has_pictures and settings.ocr and len(pages.scans) < settings.max_ocr_pages:
        scan = _scan(page, sheet.frame, settings)
        pages.scans.append(scan)
        sheet = scan.sheet if scan.sheet.groups else sheet
    if has_pictures and not sheet.groups:
        pages.unread.append(number)
    pages.sheets.append(sheet)


def _scan(page: pymupdf.Page, frame: Frame, settings: IngestSettings) -> Scan:
    frame = Frame(frame.page, frame.width, frame.height)  # as the page lies
    picture = page.get_pixmap(dpi=_dpi(page, settings), colorspace=pymupdf.csRGB, alpha=False)
    pixels = np.frombuffer(picture.samples, np.uint8).reshape(picture.h, picture.w, 3)
    return read_picture(pixels, frame, settings)


def _dpi(page: pymupdf.Page, settings: IngestSettings) -> int:
    """Return the resolution asked for, or less where the page is a poster."""
    longest = max(page.rect.width, page.rect.height, 1.0)
    return max(1, min(settings.ocr_dpi, int(_MAX_SIDE * 72 / longest)))


def _problems(pages: _Pages, source: str) -> list[Problem]:
    problems = scan_problems(pages.scans, source)
    if pages.damaged:
        problems.append(partial(source, f"damaged, not read: page {_ranges(pages.damaged)}"))
    if pages.unread:
        problems.append(partial(source, f"no text was found on page {_ranges(pages.unread)}"))
    if pages.beyond:
        problems.append(partial(source, f"too many pages: the last {pages.beyond} are left out"))
    return problems


def _ranges(numbers: list[int]) -> str:
    """Write ascending numbers short.

    >>> _ranges([1, 2, 3, 7])
    '1–3, 7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)


# What the file says about itself


def _title(file: pymupdf.Document) -> str:
    title = " ".join(clean_text((file.metadata or {}).get("title") or "").split())
    return "" if _NO_TITLE.fullmatch(title) else title


def _confirmed(title: str, sheets: list[Sheet]) -> str:
    """Return the title if the first page shows it too: many are left over from a template."""
    shown = "".join(fragment.text for sheet in sheets[:1] for fragment in sheet.main)
    return title if _letters(title) and _letters(title) in _letters(shown) else ""


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _metadata(file: pymupdf.Document) -> list[tuple[str, str]]:
    given = file.metadata or {}
    found = [
        (name, " ".join(clean_text(given.get(name) or "").split()))
        for name in ("author", "subject", "keywords")
    ]
    found.append(("date", pdf_date(given.get("creationDate") or "")))
    found.append(("modified", pdf_date(given.get("modDate") or "")))
    return [(name, value) for name, value in found if value]


def pdf_date(text: str) -> str:
    """Turn a date as PDF writes it into ISO 8601; "" when it is none.

    >>> pdf_date("D:20240131120000+08'00'"), pdf_date("D:2024"), pdf_date("soon")
    ('2024-01-31T12:00:00+08:00', '2024-01-01', '')
    """
    found = _DATE.match(text)
    if found is None:
        return ""
    year, month, day, hour, minute, second = (int(found[part] or 0) for part in _DATE_PARTS)
    try:
        moment = datetime(year, month or 1, day or 1, hour, minute, second)
    except ValueError:
        return ""
    if not found["hour"]:
        return moment.date().isoformat()
    zone = f"{found['zone']}:{found['shift'] or '00'}" if found["zone"] else ""
    return moment.isoformat() + zone


def _attachments(file: pymupdf.Document, settings: IngestSettings) -> Iterator[Member]:
    """Yield files attached to the PDF, up to the limits; damaged ones are left out."""
    left = settings.max_unpacked_bytes
    for index in range(min(file.embfile_count(), settings.max_members)):
        try:
            given = file.embfile_info(index)
            data = file.embfile_get(index)
        except MUPDF_ERRORS:
            continue
        left -= len(data)
        if left < 0:
            return
        name = given.get("ufilename") or given.get("filename") or f"attachment {index}"
        yield Member(_utf8(name), data)


def _utf8(name: str) -> str:
    """Undo the reading of UTF-8 as Latin-1, which many programs that attach files provoke."""
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name
