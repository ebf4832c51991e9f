"""What is new since: facts that change, facts and names that are new, and new documents."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

from briefbook.records import (
    Digest,
    Document,
    Entity,
    Evidence,
    Fact,
    Mention,
    Sentence,
    Span,
)
from briefbook.schema import PREDICATES
from summarize.cite import sentence_of
from summarize.prose import is_running_text
from summarize.settings import SummarizeSettings
from summarize.sheets.sheet import PRODUCER, Line, quote_line
from summarize.telling import number_length

ROLES = ("changed", "before", "new fact", "denied", "not certain", "new name", "new document")
_NAMES = ("Person", "Organization", "Product", "Event", "Law")
#: Of these, a new object or a new subject takes the place of the old one.
_ONE_SUBJECT = frozenset({"HEADS"})
_ONE_OBJECT = frozenset(name for name, one in PREDICATES.items() if one.one_object)
_MINOR = frozenset({"HAS_EMAIL", "HAS_PHONE", "HOLDS_ROLE", "LOCATED_IN"})
_ROLES_OF = {"asserted": "new fact", "negated": "denied"}


@dataclass(frozen=True, slots=True)
class Archive:
    """All that is known, old and new."""

    documents: Mapping[str, Document]
    entities: Sequence[Entity]
    facts: Sequence[Fact]
    mentions: Mapping[str, Mention]  # by id


def news(
    archive: Archive,
    fresh: Collection[str],
    *,
    period: str,
    leads: Iterable[Sentence] = (),
    settings: SummarizeSettings | None = None,
) -> Digest:
    """Digest what the `fresh` documents (ids) bring that the others do not say.

    Roles, in this order: changed, followed by what was said before; new fact; denied; not certain
    (planned, rumoured, conditional); new name; new document, a sentence of `leads` for each
    document that no other line quotes. `period` is the subject, such as 2024-09-01/2024-12-31. A
    sentence is told once. Each role has as many lines as a digest of the archive at most.
    """
    settings = settings or SummarizeSettings()
    most = settings.archive_sentences
    groups = _facts(archive, frozenset(fresh))
    told: set[tuple[str, Span]] = set()
    sentences: list[Sentence] = []
    for lines in (*groups, _names(archive, frozenset(fresh))):
        count = 0
        for group in lines:
            fitting = [(document, line) for document, line in group if line is not None]
            first = (fitting[0][0].id, fitting[0][1].span) if fitting else None
            if first is None or first in told or count >= most:
                continue
            count += 1
            told.add(first)
            sentences += [quote_line(document, line) for document, line in fitting]
    quoted = {piece.document_id for sentence in sentences for piece in sentence.evidence}
    sentences += [
        Sentence(lead.text, lead.evidence, lead.origin, "new document")
        for lead in leads
        if not quoted & {piece.document_id for piece in lead.evidence}
    ][:most]
    notes = () if sentences else (f"nothing new: {len(fresh)} documents of {period}",)
    return Digest("period", period, tuple(sentences), PRODUCER, form="news", notes=notes)


_Group = list[tuple[Document, Line]]


def _facts(archive: Archive, fresh: frozenset[str]) -> tuple[list[_Group], ...]:
    """Return the lines of facts: those that change, are new, are denied, are not certain."""
    weights = _weights(archive)
    new = [fact for fact in archive.facts if _documents(fact) <= fresh]
    old = [fact for fact in archive.facts if not _documents(fact) <= fresh]
    found: dict[str, list[_Group]] = {
        role: [] for role in ("changed", "new fact", "denied", "not certain")
    }
    for fact in sorted(new, key=lambda fact: (-_worth(fact, weights), fact.id)):
        line = _line(archive, fact.evidence, _ROLES_OF.get(fact.assertion, "not certain"))
        if line is None:
            continue
        before = _before(archive, fact, old, fresh)
        if before is None:
            found[line[1].role].append([line])
        else:
            document, kept = line
            changed = Line("changed", kept.span, kept.score)
            found["changed"].append([(document, changed), before])
    return tuple(found.values())


def _before(
    archive: Archive, fact: Fact, old: Sequence[Fact], fresh: frozenset[str]
) -> tuple[Document, Line] | None:
    """Return what an older document said that `fact` takes the place of, or denies."""
    for other in old:
        if _takes_place(fact, other):
            pieces = [one for one in other.evidence if one.document_id not in fresh]
            line = _line(archive, pieces, "before")
            if line is not None:
                return line
    return None


def _takes_place(fact: Fact, other: Fact) -> bool:
    if fact.predicate != other.predicate:
        return False
    same = (fact.subject == other.subject, fact.object == other.object)
    if all(same):
        return fact.assertion != other.assertion
    if fact.assertion != "asserted" or other.assertion != "asserted":
        return False
    one_object = fact.predicate in _ONE_OBJECT and same[0]
    return one_object or (fact.predicate in _ONE_SUBJECT and same[1])


def _documents(fact: Fact) -> frozenset[str]:
    return frozenset(piece.document_id for piece in fact.evidence)


def _weights(archive: Archive) -> dict[str, int]:
    return {entity.id: len(entity.mentions) for entity in archive.entities}


def _worth(fact: Fact, weights: Mapping[str, int]) -> float:
    known = log1p(weights.get(fact.subject, 0) + weights.get(fact.object, 0))
    return fact.confidence * known * (0.3 if fact.predicate in _MINOR else 1.0)


def _line(archive: Archive, pieces: Iterable[Evidence], role: str) -> tuple[Document, Line] | None:
    """Return the sentence that the strongest readable piece stands in, or else the piece."""
    for piece in pieces:
        document = archive.documents.get(piece.document_id)
        if document is not None:
            span = sentence_of(document, piece.span) or piece.span
            number = number_length(document.quote(span))
            return document, Line(role, Span(span.start + number, span.end), piece.score)
    return None


def _names(archive: Archive, fresh: frozenset[str]) -> Iterator[_Group]:
    """Yield a sentence for each entity that only fresh documents name, the most named first."""
    for entity in sorted(archive.entities, key=lambda one: (-len(one.mentions), one.name)):
        own = [archive.mentions[key] for key in entity.mentions if key in archive.mentions]
        places = {mention.evidence.document_id for mention in own}
        if entity.label not in _NAMES or not places or not places <= fresh:
            continue
        for mention in sorted(own, key=lambda one: (-one.evidence.score, one.id)):
            line = _line(archive, (mention.evidence,), "new name")
            if line is not None and is_running_text(line[0], line[1].span):
                yield [line]
                break
