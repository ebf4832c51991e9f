"""A written text falls into sentences, and into quotes where it repeats its source (pure)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from summarize.telling import number_length

_END = re.compile(
    r"[.!?]+[\"')\]”’]*(?=\s+[\"'“‘(\[]?[^\Wa-z_]|\s*$)|(?<=[a-z\d)%])[.!?][\"'”’]*(?=[\"“]?[A-Z][a-z])|[。！？…]+[”’」』）\"]*|\s*\n\s*"
)
_SHORT = (
    "mr mrs ms dr prof st jr sr inc ltd co corp vs no nos gen sen rep gov lt col capt sgt rev"
    " hon jan feb mar apr jun jul aug sept sep oct nov dec e.g i.e etc al fig eq sec cf u.s u.k u.n"
)
_ABBREVIATIONS = frozenset(_SHORT.split())
_LAST = re.compile(r"([^\W\d_][\w.]*)\.$")
_HEAD = 12  # characters by which a quote is looked up


def cut(text: str, quotes: Sequence[str]) -> Iterator[tuple[str, int | None]]:
    """Yield the sentences of a text with the place of the quote that each repeats, or None.

    White space does not tell a quote from a text, nor does a missing full stop. A quote is known
    even where the text runs on without a space behind it.

    >>> list(cut("We met. It was late.", ["It was late."]))
    [('We met.', None), ('It was late.', 0)]
    """
    compact = [_compact(quote) for quote in quotes]
    heads: defaultdict[str, list[int]] = defaultdict(list)
    for index, quote in enumerate(compact):
        heads[quote[:_HEAD]].append(index)
    start = 0
    while start < len(text):
        start += number_length(text[start:]) if start == 0 or text[start - 1] == "\n" else 0
        quoted = _quoted(text, start, compact, heads)
        place = quoted[0] if quoted else None
        end = quoted[1] if quoted else _end(text, start)
        piece = text[start:end].strip()
        if any(character.isalnum() for character in piece):
            yield piece, place
        start = end
        while start < len(text) and text[start].isspace():
            start += 1


def _compact(text: str) -> str:
    return "".join(text.split()).rstrip(".。")


def _quoted(
    text: str, start: int, compact: Sequence[str], heads: dict[str, list[int]]
) -> tuple[int, int] | None:
    """Return the place of the quote that begins at `start`, and where it ends in the text."""
    head = _taken(text, start, _HEAD)[0]
    found = [*heads.get(head, ()), *(heads.get(head.rstrip(".。"), ()) if head else ())]
    for place in sorted(found, key=lambda at: (-len(compact[at]), at)):
        taken, end = _taken(text, start, len(compact[place]))
        if taken == compact[place] and _ends_there(text, end):
            while end < len(text) and text[end] in " .。\t":
                end += 1
            return place, end
    return None


def _taken(text: str, start: int, size: int) -> tuple[str, int]:
    """Return `size` characters from `start` on that are no white space, and where they end."""
    taken: list[str] = []
    place = start
    while place < len(text) and len(taken) < size:
        if not text[place].isspace():
            taken.append(text[place])
        place += 1
    return "".join(taken), place


def _ends_there(text: str, end: int) -> bool:
    """Tell whether a sentence may end at a place: nothing follows, a stop, or a new line."""
    rest = text[end:].lstrip(" \t")
    if not rest or rest[0] in "\n.。" or text[end - 1] in ".!?。！？…\"'”’)）":
        return not (rest[:1] == "." and rest[1:2].isdigit())
    return False


def _end(text: str, start: int) -> int:
    for match in _END.finditer(text, start):
        last = _LAST.search(text, max(start, match.start() - 12), match.start() + 1)
        if last and match[0].startswith(".") and match.end() < len(text.rstrip()):
            word = last[1].casefold()
            if word in _ABBREVIATIONS or len(word) == 1:
                continue
        return match.end()
    return len(text)
