"""What "the company", "we", 我司 and "she" stand for, where a document leaves no doubt.

Only a few cases are taken, each of which needs one possible referent: the organization a document
is headed by, the sender of a letter, its addressee, and the only person or organization of the
sentence before. This is the precision-first end of Lee et al., "Deterministic coreference
resolution based on entity-centric, precision-ranked rules" (Computational Linguistics, 2013).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefbook.records import Document, Mention, Span
from extract.masks import Place

_HEAD_LINES = 4  # lines that may say whose paper it is
_TAIL_LINES = 9  # lines of a signature
_LINE_CHARACTERS = 100  # longer ones are prose
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_LETTER = re.compile(
    r"^(?:Dear\b|Yours\s(?:sincerely|faithfully|truly)|(?:Kind|Best|Warm)?\s?[Rr]egards\b|"
    r"Sincerely\b|此致|敬礼|顺颂|顺祝|敬上|您好)|您好[！!，,：:]|特此(?:函告|致函|函复)|贵司|我司",
    re.MULTILINE,
)
_ADDRESSED = re.compile(r"^(?:To|Attn|Attention|致|收件人|主送|收)\s?[:：]?\s*$", re.IGNORECASE)
_GREETED = re.compile(r"\s?(?:[：:]|(?:各位)?(?:领导|负责人)?[：:])\s*$")

_HOUSE = re.compile(
    r"\b[Tt]he (?:[Cc]ompany|[Gg]roup)\b(?!\s(?:[A-Z]|secretary|car|name|law|of)|['’]s\s(?!own))|"
    r"(?:(?<=[，。；：、“\s])|^)(?:本?公司|本?集团)(?=[\u4e00-\u9fff])(?![章法股层内规名网秘财总员])",
    re.MULTILINE,
)
_WE = re.compile(r"\b(?:[Ww]e|us|[Oo]ur company)\b|我司|我公司|我方|本公司|我们公司|我们(?=公司)")
_YOU = re.compile(r"\b[Yy]our company\b|贵司|贵公司|你司|贵单位|贵方")
_PERSON = re.compile(r"(?:He|She)\b(?!['’])|[他她](?!们|的|人)")
_IT = re.compile(
    r"(?:It|Its)\b(?!\s(?:is|was|will be|has been)\s(?:\w+\s)?(?:that|to|said)\b)|其(?![他中它实])"
)


@dataclass(frozen=True, slots=True)
class Referents:
    """The organizations that a document's own words stand for."""

    house: Mention | None  # whose paper it is: a heading names it and no other
    sender: Mention | None  # of a letter or mail
    addressee: Mention | None


def find_referents(document: Document, mentions: Sequence[Mention]) -> Referents:
    """Tell whose document it is, and for letters who writes to whom."""
    organizations = [one for one in mentions if one.label == "Organization"]
    lines = [Span(*match.span()) for match in _LINE.finditer(document.text)]
    is_letter = document.meta("from") is not None or _LETTER.search(document.text) is not None
    if is_letter:
        addressee = _addressee(document, lines[: 2 * _HEAD_LINES], organizations)
        sender = _sender(document, lines, organizations, addressee)
        return Referents(None, sender, addressee)
    return Referents(_house(document, lines[:_HEAD_LINES], organizations), None, None)


def _house(
    document: Document, lines: Sequence[Span], organizations: Sequence[Mention]
) -> Mention | None:
    found = [
        one
        for line in lines
        if line.end - line.start <= _LINE_CHARACTERS and not _is_prose(document, line)
        for one in _inside(organizations, line)
    ]
    names = {one.text.casefold() for one in found}
    return found[0] if len(names) == 1 else None


def _sender(
    document: Document,
    lines: Sequence[Span],
    organizations: Sequence[Mention],
    addressee: Mention | None,
) -> Mention | None:
    """Take the only organization of the signature, or else that of the letterhead."""
    for part in (lines[-_TAIL_LINES:], lines[:_HEAD_LINES]):
        found = [
            one
            for line in part
            if line.end - line.start <= _LINE_CHARACTERS and not _is_prose(document, line)
            for one in _inside(organizations, line)
            if addressee is None or one.text != addressee.text
        ]
        if len({one.text.casefold() for one in found}) == 1:
            return found[-1]
    return None


def _addressee(
    document: Document, lines: Sequence[Span], organizations: Sequence[Mention]
) -> Mention | None:
    for line in lines:
        for one in _inside(organizations, line):
            span = one.evidence.span
            before = document.text[line.start : span.start]
            after = document.text[span.end : line.end]
            if _ADDRESSED.match(before) or (not before.strip() and _GREETED.fullmatch(after)):
                return one
    return None


def _is_prose(document: Document, line: Span) -> bool:
    return (
        document.text[line.start : line.end]
        .rstrip()
        .endswith((".", "。", "!", "！", "?", "？", ";", "；"))
    )


def _inside(mentions: Sequence[Mention], span: Span) -> list[Mention]:
    return [one for one in mentions if span.contains(one.evidence.span)]


def refer(document: Document, referents: Referents, mentions: Sequence[Mention]) -> Iterator[Place]:
    """Yield the places of words that stand for one of `referents` or the sentence before."""
    text = document.text
    own = referents.house or referents.sender
    for pattern, mention in ((_HOUSE, own), (_WE, own), (_YOU, referents.addressee)):
        if mention is not None:
            yield from (Place(*match.span(), mention) for match in pattern.finditer(text))
    for before, sentence in zip(document.sentences, document.sentences[1:], strict=False):
        if (
            "\n\n" not in text[before.start : sentence.start]
            and "\t" not in text[before.start : sentence.end]
        ):
            yield from _opening(text, sentence, _inside(mentions, before))


def _opening(text: str, sentence: Span, before: Sequence[Mention]) -> Iterator[Place]:
    """Yield the pronoun that opens a sentence where the one before has one thing to name."""
    for pattern, label in ((_PERSON, "Person"), (_IT, "Organization")):
        match = pattern.match(text, sentence.start, sentence.end)
        found = [one for one in before if one.label == label]
        if match and len({one.text for one in found}) == 1:
            yield Place(*match.span(), found[0])
