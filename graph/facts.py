"""Relations become facts: statements about entities with all their evidence (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from briefbook.errors import RecordError
from briefbook.ids import make_id
from briefbook.records import Assertion, Entity, Evidence, Fact, Reading, Relation
from briefbook.schema import ALIAS_PREDICATE, PREDICATES, THING, allows

#: However many documents agree, the extractor may have read them all wrong in the same way.
HIGHEST_CONFIDENCE = 0.99

Key = tuple[str, str, str, Assertion, str | None, str | None]


def build_facts(
    readings: Sequence[Reading],
    entities: Iterable[Entity],
    *,
    dates: Mapping[str, str | None],
    min_confidence: float = 0.0,
) -> tuple[Fact, ...]:
    """Group the relations of `readings` into facts about `entities`, sorted by id.

    `dates` gives the ISO 8601 date of each document that has one. Relations of the same subject,
    predicate, object, assertion and valid time are one fact. Left out are: declared aliases (they
    are in the entities already), what ties a thing to itself, what is said of a mention that is
    no entity ("the Lender"), what the schema refuses now that labels are settled for the whole
    archive, and what is less certain than `min_confidence`.

    Raises RecordError when a relation names a mention that is in none of `readings`.
    """
    by_mention = {mention: entity for entity in entities for mention in entity.mentions}
    groups: dict[Key, list[Evidence]] = defaultdict(list)
    unique = {reading.document_id: reading for reading in readings}
    known = {mention.id for reading in unique.values() for mention in reading.mentions}
    for reading in unique.values():
        for relation in reading.relations:
            if not {relation.head, relation.tail} <= known:
                raise RecordError(f"relation {relation.id} names a mention of no reading")
            key = _key(relation, by_mention)
            if key is not None:
                groups[key].append(relation.evidence)
    facts = (_fact(key, evidence, dates) for key, evidence in groups.items())
    return tuple(
        sorted((f for f in facts if f.confidence >= min_confidence), key=lambda fact: fact.id)
    )


def _key(relation: Relation, by_mention: Mapping[str, Entity]) -> Key | None:
    """Return what a relation says of which entities; None when that is no fact."""
    subject, object = by_mention.get(relation.head), by_mention.get(relation.tail)
    if subject is None or object is None:
        return None
    if relation.predicate == ALIAS_PREDICATE or subject.id == object.id:
        return None
    known = PREDICATES.get(relation.predicate)
    labels = (subject.label, object.label)
    if known is not None and THING not in labels and not allows(relation.predicate, *labels):
        return None
    ends = (subject.id, object.id)
    if known is not None and known.symmetric:
        ends = (min(ends), max(ends))
    return (
        ends[0],
        relation.predicate,
        ends[1],
        relation.assertion,
        relation.valid_from,
        relation.valid_to,
    )


def _fact(key: Key, evidence: Iterable[Evidence], dates: Mapping[str, str | None]) -> Fact:
    subject, predicate, object, assertion, valid_from, valid_to = key
    places = strongest_first(evidence)
    seen = sorted(date for place in places if (date := dates.get(place.document_id)))
    return Fact(
        id=make_id("fac", *(part or "" for part in key)),
        subject=subject,
        predicate=predicate,
        object=object,
        evidence=places,
        confidence=confidence(places),
        assertion=assertion,
        valid_from=valid_from,
        valid_to=valid_to,
        first_seen=seen[0] if seen else None,
        last_seen=seen[-1] if seen else None,
    )


def strongest_first(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Sort evidence by score; of two for one place keep the stronger."""
    places: dict[tuple[str, int, int], Evidence] = {}
    for item in sorted(evidence, key=_strength):
        places.setdefault((item.document_id, item.span.start, item.span.end), item)
    return tuple(places.values())


def _strength(evidence: Evidence) -> tuple[float, str, int, int, str]:
    span = evidence.span
    return -evidence.score, evidence.document_id, span.start, span.end, evidence.producer


def confidence(evidence: Iterable[Evidence]) -> float:
    """Combine evidence, strongest first, into one confidence: 1 - (1 - s1)(1 - s2)…, at most 0.99.

    Noisy-or takes its grounds as independent of each other, so only one place counts in each
    document, and words that were copied from one document to another count once.
    """
    documents: set[str] = set()
    quotes: set[str] = set()
    doubt = 1.0
    for item in evidence:
        quote = " ".join(item.quote.split())
        if item.document_id not in documents and quote not in quotes:
            doubt *= 1.0 - item.score
        documents.add(item.document_id)
        quotes.add(quote)
    return round(min(HIGHEST_CONFIDENCE, 1.0 - doubt), 4)
