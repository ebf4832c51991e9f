"""Signature blocks and visiting cards: a person's name, then title, company, e-mail and phone."""

import re
from collections.abc import Iterator, Mapping, Sequence

from briefbook.records import Document, Mention, Span
from extract.candidate import PATTERNS
from extract.claims import Claim
from extract.pieces import Piece
from extract.positions import position

_SCORE = 0.82
_MAX_PIECES = 7  # lines after the name
_MAX_CHARACTERS = 90  # of such a line
_SENTENCE_ENDS = (".", "。", "!", "！", "?", "？", ";", "；")


def read_signatures(
    document: Document, pieces: Sequence[Piece], inside: Mapping[Span, Sequence[Mention]]
) -> Iterator[Claim]:
    """Yield what stands in the short lines under a line that is a person's name."""
    for place, piece in enumerate(pieces):
        person = _lone_person(piece, inside.get(piece.span, ()))
        if person is None or piece.is_cell:
            continue
        following = list(_block(pieces[place + 1 : place + 1 + _MAX_PIECES], inside))
        found = [one for line in following for one in inside.get(line.span, ())]
        above = _signed_for(pieces[place - 1], inside) if place else None
        if not found:
            continue
        start = pieces[place - 1].span.start if above is not None else piece.span.start
        span = Span(start, following[-1].span.end)
        found += [above] if above is not None else []
        for predicate, head, tail in _card(person, found):
            yield Claim(predicate, head, tail, _SCORE, PATTERNS, span=span)


def _lone_person(piece: Piece, mentions: Sequence[Mention]) -> Mention | None:
    if len(mentions) != 1 or mentions[0].label != "Person":
        return None
    rest = piece.text.replace(mentions[0].evidence.quote, "", 1)
    return mentions[0] if len(rest.strip(" ,.()（），|")) <= 6 else None


def _signed_for(piece: Piece, inside: Mapping[Span, Sequence[Mention]]) -> Mention | None:
    """Return the company of a line such as "Signed for and on behalf of A Limited"."""
    companies = [one for one in inside.get(piece.span, ()) if one.label == "Organization"]
    return companies[0] if len(companies) == 1 and _FOR.match(piece.text) else None


_FOR = re.compile(r"(?:signed|executed|for|on behalf|代表)\b|代表", re.IGNORECASE)


def _block(pieces: Sequence[Piece], inside: Mapping[Span, Sequence[Mention]]) -> Iterator[Piece]:
    for piece in pieces:
        is_prose = len(piece.text) > _MAX_CHARACTERS or (
            piece.text.endswith(_SENTENCE_ENDS) and len(piece.text.split()) > 5
        )
        if is_prose or any(one.label == "Person" for one in inside.get(piece.span, ())):
            return
        yield piece


def _card(person: Mention, found: Sequence[Mention]) -> Iterator[tuple[str, Mention, Mention]]:
    first = {label: one for one in reversed(found) for label in (one.label,)}
    role, organization = first.get("Role"), first.get("Organization")
    is_card = role is not None or "Email" in first or "Phone" in first
    if is_card:
        yield from position(person, role, organization)
    if "Email" in first:
        yield "HAS_EMAIL", person, first["Email"]
    if "Phone" in first:
        yield "HAS_PHONE", person, first["Phone"]
