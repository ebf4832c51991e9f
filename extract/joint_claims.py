"""What the tuned extractor claims, put beside what grammar and patterns claim.

It reads prose well and layout badly: where a table, a list of contacts or a new paragraph stands
between two mentions, the readers of those know better. And it knows better that two things are
tied than how: denials and plans are told by rules where rules see the tie too.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from briefbook.records import Assertion, Document
from extract.claims import Claim, most_careful

#: Found by rules, which see to whom an address or a number stands nearest.
_BY_RULE = frozenset(("HAS_EMAIL", "HAS_PHONE"))
_PARAGRAPH, _CELL, _LINE = "\n\n", "\t", "\n"


def join_claims(
    document: Document, tuned: Iterable[Claim], others: Sequence[Claim], *, min_score: float
) -> Iterator[Claim]:
    """Yield the claims of the tuned extractor that are worth keeping beside `others`."""
    said = _assertions(others)
    kept = [
        claim
        for claim in tuned
        if claim.score >= min_score
        and claim.predicate not in _BY_RULE
        and _is_prose(document, claim)
    ]
    for claim in _one_holder(kept):
        assertion = said.get((claim.predicate, claim.head.id, claim.tail.id))
        yield replace(claim, assertion=assertion) if assertion else claim


def _assertions(claims: Iterable[Claim]) -> dict[tuple[str, str, str], Assertion]:
    """Return how each tie is put by the claims that see it."""
    said: dict[tuple[str, str, str], Assertion] = {}
    for claim in claims:
        key = claim.predicate, claim.head.id, claim.tail.id
        said[key] = most_careful((claim.assertion, said.get(key, claim.assertion)))
    return said


def _is_prose(document: Document, claim: Claim) -> bool:
    """Tell whether head and tail stand in one paragraph, and not in two rows of a table."""
    first, second = sorted((claim.head.evidence.span, claim.tail.evidence.span))
    text = document.text
    between = text[first.end : second.start]
    if _PARAGRAPH in between:
        return False
    if _LINE not in between:
        return True
    start = text.rfind(_LINE, 0, first.start) + 1
    end = text.find(_LINE, second.end)
    return _CELL not in text[start : end if end >= 0 else len(text)]


def _one_holder(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Leave each mention of a title to the person who surest holds it.

    In "A, Chair · B, Treasurer" every title stands beside two people.
    """
    best: dict[str, float] = {}
    for claim in claims:
        if claim.predicate == "HOLDS_ROLE":
            best[claim.tail.id] = max(claim.score, best.get(claim.tail.id, 0.0))
    for claim in claims:
        if claim.predicate != "HOLDS_ROLE" or claim.score == best[claim.tail.id]:
            yield claim
