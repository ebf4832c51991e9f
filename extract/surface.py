"""Relations by the words between two mentions: patterns over masked text, in either language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefbook.records import Mention
from extract.assertion import assertion_of
from extract.candidate import PATTERNS
from extract.claims import Claim
from extract.masks import Masked, compile_pattern
from extract.positions import position


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the groups of a match stand for.

    `ties` are (predicate, head group, tail group); the predicate "POSITION" takes a person as head,
    an organization or "" as tail, and the title from the group `r`.
    """

    regex: re.Pattern[str]
    ties: tuple[tuple[str, str, str], ...]
    score: float
    #: The words describe and do not state: "plans to buy A, of York" does not plan the place.
    describes: bool = False


def pattern(text: str, score: float, *ties: str, describes: bool = False) -> Pattern:
    """Write a pattern with its ties as "PREDICATE head tail".

    >>> pattern("{O:a} owns {O:b}", 0.9, "OWNS a b").ties
    (('OWNS', 'a', 'b'),)
    """
    split = [(*tie.split(), "")[:3] for tie in ties]
    triples = tuple((one[0], one[1], one[2]) for one in split)
    return Pattern(compile_pattern(text), triples, score, describes)


def match_patterns(masked: Masked, patterns: tuple[Pattern, ...], language: str) -> Iterator[Claim]:
    """Yield what `patterns` say of one piece of text."""
    for one in patterns:
        for match in one.regex.finditer(masked.text):
            for predicate, head, tail in one.ties:
                yield from _claims(masked, match, one, (predicate, head, tail), language)


def _claims(
    masked: Masked,
    match: re.Match[str],
    said: Pattern,
    tie: tuple[str, str, str],
    language: str,
) -> Iterator[Claim]:
    predicate, head_group, tail_group = tie
    heads = _mentions(masked, match, head_group)
    tails = _mentions(masked, match, tail_group)
    roles = _mentions(masked, match, "r") if predicate == "POSITION" else ()
    for name, head, tail in _triples(predicate, heads, tails, roles):
        assertion = assertion_of(
            masked.text, *match.span(), name, language, describes=said.describes
        )
        yield Claim(name, head, tail, said.score, PATTERNS, assertion)


def _triples(
    predicate: str,
    heads: tuple[Mention, ...],
    tails: tuple[Mention, ...],
    roles: tuple[Mention, ...],
) -> Iterator[tuple[str, Mention, Mention]]:
    if predicate != "POSITION":
        yield from ((predicate, head, tail) for head in heads for tail in tails)
        return
    for person in heads:
        for role in roles or (None,):
            for organization in tails or (None,):
                yield from position(person, role, organization)


def _mentions(masked: Masked, match: re.Match[str], group: str) -> tuple[Mention, ...]:
    if not group or match.groupdict().get(group) is None:
        return ()
    return masked.mentions_in(*match.span(group))
