"""Sheets of placed words, from a PDF or from OCR, become the pages of a document."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.assembly import LinePart, PagePart, Part
from ingest.frames import Frame
from ingest.layout import (
    PrintedBlock,
    TypeScale,
    part_of,
    print_blocks,
    type_scale,
)
from ingest.margins import find_margins
from ingest.reading_order import Fragment


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one page, before its layout is known."""

    frame: Frame  # of the main direction of reading
    groups: tuple[tuple[Fragment, ...], ...] = ()  # by direction of reading, the main one first

    @property
    def main(self) -> tuple[Fragment, ...]:
        """Return what is read in the main direction."""
        return self.groups[0] if self.groups else ()


def lay_out(sheets: Sequence[Sheet]) -> Iterator[PagePart]:
    """Yield each sheet as a page: its running header, its blocks in reading order, its footer."""
    margins = find_margins(
        [sheet.main for sheet in sheets], [sheet.frame.reading_height for sheet in sheets]
    )
    pages = [_blocks(sheet, margin) for sheet, margin in zip(sheets, margins, strict=True)]
    scale = type_scale(pages)
    known = _hyphenated(sheets)
    for sheet, margin, blocks in zip(sheets, margins, pages, strict=True):
        yield _page_part(sheet, margin, blocks, scale, known)


def _blocks(sheet: Sheet, margin: set[int]) -> list[PrintedBlock]:
    body = [fragment for index, fragment in enumerate(sheet.main) if index not in margin]
    return [block for group in (body, *sheet.groups[1:]) for block in print_blocks(group)]


def _hyphenated(sheets: Iterable[Sheet]) -> set[str]:
    """Return the words that the document itself writes with a hyphen."""
    return {
        word.strip(".,;:()\"'").lower()
        for sheet in sheets
        for fragment in sheet.main
        if "-" in fragment.text
        for word in fragment.text.split()
        if "-" in word[1:-1]
    }


def _page_part(
    sheet: Sheet,
    margin: set[int],
    blocks: Sequence[PrintedBlock],
    scale: TypeScale,
    known: set[str],
) -> PagePart:
    middle = sheet.frame.reading_height / 2
    running = sorted((sheet.main[index] for index in margin), key=lambda f: (f.y0, f.x0))
    header = tuple(_margin_part("header", f) for f in running if f.y0 < middle)
    footer = tuple(_margin_part("footer", f) for f in running if f.y0 >= middle)
    body = tuple(part_of(block, scale, known) for block in blocks)
    frame = sheet.frame
    width, height = round(frame.width, 2), round(frame.height, 2)
    return PagePart(frame.page, width, height, (*header, *body, *footer))


def _margin_part(kind: str, fragment: Fragment) -> Part:
    line = LinePart(fragment.text, fragment.box, fragment.stops)
    return Part("header" if kind == "header" else "footer", box=fragment.box, lines=(line,))
