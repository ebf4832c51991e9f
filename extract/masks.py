"""A piece of text in which each mention is one sign, and patterns over such text.

"Helen Carter, chairman of Meridian plc," becomes "‹P›, ‹R› of ‹O›,", so that a surface pattern
speaks of people and organizations rather than of words. Patterns are regular expressions with
`{O}` for a mention of an organization, `{PO:head}` for one of either label that is captured as
`head`, and `{O+:tail}` for one or more in a row ("A, B and C").
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from briefbook.records import Mention, Span

_LETTERS = {
    "P": "Person",
    "O": "Organization",
    "L": "Location",
    "T": "Product",
    "R": "Role",
    "E": "Event",
    "W": "Law",
    "D": "Date",
    "M": "Money",
    "C": "Percent",
    "N": "Reference",
    "A": "Email",
    "U": "Url",
    "F": "Phone",
}
_SIGNS = {label: chr(0xE000 + place) for place, label in enumerate(_LETTERS.values())}
_SLOT = re.compile(r"\{(?P<letters>[A-Z]+)(?P<more>\+?)(?::(?P<name>[a-z]+))?\}")
_BETWEEN = r"(?:\s?,\s?(?:and\s|or\s)?|\s(?:and|or|&)\s(?:the\s)?|、|和|及|与|以及|，以及)"
#: Any sign at all, and any but people and organizations, for gaps in patterns.
_ANY_SIGN = "\ue000-\ue00d"
_ACTOR_SIGNS = "\ue000\ue001"
GAP = rf"[^{_ANY_SIGN}.;。；!?！？]"
OPEN_GAP = rf"[^{_ACTOR_SIGNS}.;。；!?！？]"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention is meant: its own characters, or words that stand in for it ("the Buyer")."""

    start: int  # in the document
    end: int
    mention: Mention


@dataclass(frozen=True, slots=True)
class Masked:
    """`text` with one sign for each of `places`, and where those signs stand in it."""

    text: str
    places: tuple[Place, ...]
    signs: tuple[int, ...]  # offsets in `text`, one for each place
    span: Span  # of the piece in the document

    def mentions_in(self, start: int, end: int) -> tuple[Mention, ...]:
        """Return the mentions whose signs stand in `[start, end)` of the masked text."""
        first = bisect_left(self.signs, start)
        last = bisect_left(self.signs, end)
        return tuple(place.mention for place in self.places[first:last])

    def offset_of(self, position: int) -> int:
        """Turn an offset of the document, outside of mentions, into one of the masked text."""
        moved = position - self.span.start
        for place in self.places:
            if place.end > position:
                break
            moved -= place.end - place.start - 1
        return moved


def mask(text: str, span: Span, places: Sequence[Place]) -> Masked:
    """Mask the `places`, which lie in `span` of a document, in its `text` (sorted, flat)."""
    pieces: list[str] = []
    signs: list[int] = []
    position = span.start
    size = 0
    for place in places:
        between = text[position - span.start : place.start - span.start]
        pieces += [between, _SIGNS.get(place.mention.label, "\ue00f")]
        signs.append(size + len(between))
        size += len(between) + 1
        position = place.end
    pieces.append(text[position - span.start :])
    return Masked("".join(pieces), tuple(places), tuple(signs), span)


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern with slots for mentions; `‹gap›` and `‹open›` stand for GAP and OPEN_GAP.

    >>> bool(compile_pattern("{P:head}, {R} of {O:tail}").search("\\ue000, \\ue004 of \\ue001"))
    True
    """
    filled = pattern.replace("‹gap›", GAP).replace("‹open›", OPEN_GAP)
    return re.compile(_SLOT.sub(_slot, filled))


def _slot(match: re.Match[str]) -> str:
    signs = "[" + "".join(_SIGNS[_LETTERS[letter]] for letter in match["letters"]) + "]"
    many = f"{signs}(?:{_BETWEEN}?{signs})*" if match["more"] else signs
    return f"(?P<{match['name']}>{many})" if match["name"] else f"(?:{many})"
