"""All relations of one document: grammar, surface patterns, tables and the forms of papers."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from briefbook.records import Document, Mention, Relation, Span
from briefbook.schema import ALIAS_PREDICATE
from extract.aliases import find_aliases
from extract.candidate import PATTERNS, Candidate
from extract.claims import Claim, settle_claims
from extract.english import read_verbs
from extract.joint_claims import join_claims
from extract.masks import Masked, Place, mask
from extract.mentions import TaggedPiece
from extract.papers import paper_claims, read_paper, stand_ins
from extract.patterns.chinese import CHINESE
from extract.patterns.english import ENGLISH
from extract.patterns.english_verbs import PLAIN_VERBS
from extract.positions import position
from extract.referring import find_referents, refer
from extract.settings import ExtractSettings
from extract.signatures import read_signatures
from extract.surface import match_patterns
from extract.tables import read_tables
from extract.trained import tuned_claims
from extract.validity import dated


def find_relations(
    document: Document,
    tagged: Sequence[TaggedPiece],
    mentions: Sequence[Mention],
    settings: ExtractSettings,
) -> list[Relation]:
    """Return the relations of a document, by place; `mentions` are flat and sorted by start."""
    paper = read_paper(document, mentions)
    aliases = list(_find_aliases(document, mentions))
    referents = find_referents(document, mentions)
    words = [*refer(document, referents, mentions)]
    words += stand_ins(document, paper) if paper is not None else ()
    places = _places(_bracketed(mentions, aliases), words)
    claims = [
        *_prose(document, tagged, places, referents.house),
        *read_tables(document, mentions, referents.house or referents.sender),
        *_signatures(document, tagged, mentions),
        *(Claim(ALIAS_PREDICATE, head, tail, score, PATTERNS) for head, tail, _, score in aliases),
    ]
    if paper is not None:
        claims += paper_claims(document, paper, mentions)
    tuned = tuned_claims(document, mentions, settings)
    claims += join_claims(document, tuned, claims, min_score=settings.min_tuned_score)
    return settle_claims(document, claims, min_score=settings.min_relation_score)


def _bracketed(
    mentions: Sequence[Mention], aliases: Sequence[tuple[Mention, Mention, int, float]]
) -> list[Place]:
    """Place each mention, a name together with the bracket in which its alias stands.

    So "Meridian plc (“Meridian”) bought" reads like "Meridian plc bought".
    """
    closes = {head.id: end for head, _, end, _ in aliases}
    places: list[Place] = []
    for mention in mentions:
        span = mention.evidence.span
        if not places or places[-1].end <= span.start:
            places.append(Place(span.start, closes.get(mention.id, span.end), mention))
    return places


def _places(places: list[Place], words: Sequence[Place]) -> list[Place]:
    """Add words that stand in for mentions wherever nothing else stands; the longer ones first."""
    free: list[Place] = []
    for place in sorted(words, key=lambda one: (one.start, -one.end)):
        first = bisect_left(places, place.start + 1, key=lambda one: one.end)
        overlaps = first < len(places) and places[first].start < place.end
        if not overlaps and not (free and free[-1].end > place.start):
            free.append(place)
    return sorted([*places, *free], key=lambda one: one.start)


def _prose(
    document: Document,
    tagged: Sequence[TaggedPiece],
    places: Sequence[Place],
    house: Mention | None,
) -> Iterator[Claim]:
    for one in tagged:
        inside = _inside(places, one.piece.span)
        if len(inside) < 2:
            continue
        masked = mask(one.piece.text, one.piece.span, inside)
        span = _sentence_of(document, one.piece.span)
        claims = list(_piece_claims(one, masked))
        for claim in (*claims, *_posts_at_home(claims, masked, house)):
            yield replace(dated(claim, masked), span=span)


def _posts_at_home(
    claims: Sequence[Claim], masked: Masked, house: Mention | None
) -> Iterator[Claim]:
    """Take a title without a company, in a company's own paper, for a post in that company.

    "Present: Helen Carter (Chair)" in minutes; never where the sentence names a company.
    """
    named = [place.mention for place in masked.places if place.mention.label == "Organization"]
    if house is None or any(one.id != house.id for one in named):
        return
    placed = {claim.head.id for claim in claims if claim.tail.label == "Organization"}
    for claim in claims:
        is_post = (
            claim.predicate == "HOLDS_ROLE"
            and claim.head.id not in placed
            and claim.head.evidence.span < claim.tail.evidence.span  # not "its chairman, A"
            and _COUNTERPARTY.search(masked.text) is None
        )
        if is_post and claim.assertion == "asserted" and claim.tail.evidence.score >= _SURE_TITLE:
            for predicate, head, tail in position(claim.head, claim.tail, house):
                if tail is house:
                    yield replace(claim, predicate=predicate, head=head, tail=tail, score=_AT_HOME)


_SURE_TITLE = 0.8  # a word that is a title by itself: not "engineer" or "partner"
_AT_HOME = 0.7
_COUNTERPARTY = re.compile(
    r"\b(?:supplier|customer|client|vendor|visitors?|guests?|counterparty)\b|对方|客户|供方|供应商|来访|嘉宾",
    re.IGNORECASE,
)


def _inside(places: Sequence[Place], span: Span) -> Sequence[Place]:
    first = bisect_left(places, span.start, key=lambda one: one.start)
    last = bisect_left(places, span.end, key=lambda one: one.start)
    return [one for one in places[first:last] if one.end <= span.end]


def _piece_claims(tagged: TaggedPiece, masked: Masked) -> Iterator[Claim]:
    if tagged.piece.language == "zh":
        yield from match_patterns(masked, CHINESE, "zh")
        return
    yield from match_patterns(masked, ENGLISH, "en")
    found = list(read_verbs(tagged.tokens, masked)) if tagged.tokens is not None else []
    yield from found
    known = {(claim.predicate, claim.tail.id) for claim in found}
    for claim in match_patterns(masked, PLAIN_VERBS, "en"):
        if (claim.predicate, claim.tail.id) not in known:
            yield claim


def _sentence_of(document: Document, span: Span) -> Span:
    sentences = document.sentences_in(span)
    return sentences[0] if sentences and sentences[0].contains(span) else span


def _signatures(
    document: Document, tagged: Sequence[TaggedPiece], mentions: Sequence[Mention]
) -> Iterator[Claim]:
    pieces = [one.piece for one in tagged]
    places = [Place(one.evidence.span.start, one.evidence.span.end, one) for one in mentions]
    inside = {
        piece.span: [place.mention for place in _inside(places, piece.span)] for piece in pieces
    }
    yield from read_signatures(document, pieces, inside)


def _find_aliases(
    document: Document, mentions: Sequence[Mention]
) -> Iterator[tuple[Mention, Mention, int, float]]:
    """Yield name, second name, the end of the bracket around it, and how sure the pattern is."""
    at = {(one.evidence.span.start, one.evidence.span.end): one for one in mentions}
    names = [
        Candidate(*place, one.label, one.evidence.score, one.evidence.producer)
        for place, one in at.items()
    ]
    for alias in find_aliases(document.text, names):
        tail = at.get((alias.start, alias.end))
        if tail is not None:
            head = at[alias.name.start, alias.name.end]
            yield head, tail, alias.closes, alias.score
