"""A relation before it is decided, and how several of the same become one record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from briefbook.ids import make_id
from briefbook.records import Assertion, Document, Mention, Relation, Span
from briefbook.schema import PREDICATES, allows

_AGREEMENT = 0.05  # added for a second producer that says the same
_CEILING = 0.97


@dataclass(frozen=True, slots=True)
class Claim:
    """Two mentions tied together by a producer; `score` is that of the pattern alone."""

    predicate: str
    head: Mention
    tail: Mention
    score: float
    producer: str
    assertion: Assertion = "asserted"
    span: Span | None = None  # grounds; None: the sentences that hold both mentions
    valid_from: str | None = None  # ISO 8601, as exact as the text
    valid_to: str | None = None


def settle_claims(
    document: Document, claims: Iterable[Claim], *, min_score: float
) -> list[Relation]:
    """Turn claims that the schema allows into relations, one for each predicate, head and tail.

    A relation's score is that of its best pattern times that of its weaker mention. Where claims
    differ in assertion the most careful one holds.
    """
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        claim = _ordered(claim)
        if claim.head.id == claim.tail.id or claim.head.text == claim.tail.text:
            continue
        if allows(claim.predicate, claim.head.label, claim.tail.label):
            groups.setdefault((claim.predicate, claim.head.id, claim.tail.id), []).append(claim)
    relations = [
        _relation(document, group)
        for key, group in groups.items()
        if not _says_too_much(key, groups)
    ]
    kept = [relation for relation in relations if relation.evidence.score >= min_score]
    return sorted(kept, key=lambda relation: (relation.evidence.span, relation.id))


def _says_too_much(
    key: tuple[str, str, str], groups: Mapping[tuple[str, str, str], list[Claim]]
) -> bool:
    """Tell whether a claim follows from a denied one only: who does not head it may work for it."""
    predicate, head, tail = key
    heads = groups.get(("HEADS", head, tail), ()) if predicate == "WORKS_FOR" else ()
    return any(claim.assertion == "negated" for claim in heads)


def _ordered(claim: Claim) -> Claim:
    """Put the earlier mention first where direction means nothing."""
    predicate = PREDICATES.get(claim.predicate)
    if predicate is None or not predicate.symmetric:
        return claim
    head, tail = sorted((claim.head, claim.tail), key=lambda mention: mention.evidence.span)
    return replace(claim, head=head, tail=tail)


_CAREFUL: tuple[Assertion, ...] = ("negated", "conditional", "hedged", "planned", "asserted")


def most_careful(assertions: Iterable[Assertion]) -> Assertion:
    """Return the one that says least: a denial before a doubt, a plan before a fact."""
    return min(assertions, key=_CAREFUL.index)


def _relation(document: Document, group: list[Claim]) -> Relation:
    best = max(group, key=lambda claim: (claim.score, claim.producer))
    agreement = _AGREEMENT if len({claim.producer for claim in group}) > 1 else 0.0
    weaker = min(best.head.evidence.score, best.tail.evidence.score)
    score = min(_CEILING, (best.score + agreement) * weaker)
    assertion = most_careful(claim.assertion for claim in group)
    span = best.span or covering_span(document, best.head, best.tail)
    return Relation(
        id=make_id("rel", best.predicate, best.head.id, best.tail.id),
        predicate=best.predicate,
        head=best.head.id,
        tail=best.tail.id,
        evidence=document.evidence(span, producer=best.producer, score=round(score, 4)),
        assertion=assertion,
        valid_from=next((one.valid_from for one in group if one.valid_from), None),
        valid_to=next((one.valid_to for one in group if one.valid_to), None),
    )


def covering_span(document: Document, *mentions: Mention) -> Span:
    """Return the span of the sentences from the first of `mentions` to the last."""
    spans = [mention.evidence.span for mention in mentions]
    whole = Span(min(span.start for span in spans), max(span.end for span in spans))
    sentences = document.sentences_in(whole)
    if not sentences:
        return whole
    return Span(min(sentences[0].start, whole.start), max(sentences[-1].end, whole.end))
