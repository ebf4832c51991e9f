"""Running headers, footers and page numbers, known by what is repeated from page to page."""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.reading_order import Fragment

_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|p\.|第)?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*(?:页)?(?:\s*(?:of|/|共)\s*\d+\s*页?)?"
    r"[-–—|\s]*",
    re.IGNORECASE,
)
_EDGE = 1 / 8  # of the height of a page, at its top and bottom

Key = tuple[str, int]  # the words with # for figures, and about how far down they stand


def find_margins(pages: Sequence[Sequence[Fragment]], heights: Sequence[float]) -> list[set[int]]:
    """Return, for each page, the indexes of fragments that are its running header or footer.

    These stand near the top or bottom of at least two pages and a third of all, at the same
    height and with the same words, figures aside; or are page numbers with nothing beyond them.
    """
    keys = [_keys(page, height) for page, height in zip(pages, heights, strict=True)]
    seen: Counter[Key] = Counter()
    for page_keys in keys:
        seen.update(set(page_keys.values()))
    needed = max(2, len(pages) // 3)
    found = [
        {index for index, key in page_keys.items() if _times(seen, key) >= needed}
        for page_keys in keys
    ]
    if len(pages) > 1:
        for margin, page, page_keys in zip(found, pages, keys, strict=True):
            margin.update(_page_numbers(page, page_keys))
    return found


def is_page_number(text: str) -> bool:
    """Tell whether `text` is nothing but the number of a page.

    >>> is_page_number("- 12 -"), is_page_number("第 3 页"), is_page_number("12 March")
    (True, True, False)
    """
    return _PAGE_NUMBER.fullmatch(text) is not None


def _keys(page: Sequence[Fragment], height: float) -> dict[int, Key]:
    top, bottom = height * _EDGE, height * (1 - _EDGE)
    return {
        index: (re.sub(r"\d+", "#", fragment.text), round(fragment.y0 / 3))
        for index, fragment in enumerate(page)
        if fragment.part is None and not top < (fragment.y0 + fragment.y1) / 2 < bottom
    }


def _times(seen: Counter[Key], key: Key) -> int:
    words, place = key
    return sum(seen[words, place + shift] for shift in (-1, 0, 1))


def _page_numbers(page: Sequence[Fragment], keys: dict[int, Key]) -> set[int]:
    if not page:
        return set()
    first, last = min(f.y0 for f in page), max(f.y1 for f in page)
    return {
        index
        for index in keys
        if (page[index].y0 == first or page[index].y1 == last) and is_page_number(page[index].text)
    }
