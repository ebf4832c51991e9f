"""All mentions of one document: rules, taggers and patterns put together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from briefbook.ids import make_id
from briefbook.records import Document, Mention
from extract.aliases import alias_candidates
from extract.candidate import Candidate, flatten
from extract.chinese_tags import Word
from extract.consistency import settle_names
from extract.joint import join_names
from extract.named import chinese_names, english_names
from extract.organizations import find_chinese_organizations, find_english_organizations
from extract.people import find_people
from extract.pieces import Piece
from extract.products import find_chinese_products, find_events, find_products
from extract.roles import find_roles
from extract.rules import find_values
from extract.settings import ExtractSettings
from extract.table_values import find_table_money


@dataclass(frozen=True, slots=True)
class TaggedPiece:
    """A piece with what the taggers said of it; either part is empty where it was not asked."""

    piece: Piece
    tokens: Doc | None  # of English pieces
    words: tuple[Word, ...]  # of pieces with Chinese characters


def find_mentions(
    document: Document,
    tagged: Sequence[TaggedPiece],
    tuned: Sequence[Candidate],
    settings: ExtractSettings,
) -> list[Candidate]:
    """Return the mentions of a document as candidates: flat and sorted by start.

    Values and names compete by score; a name inside a value (a city in an e-mail address) or a
    value inside a name (a year in a law) goes to the surer, longer one.
    """
    values = [*find_values(document.text), *find_table_money(document)]
    spoken = [found for one in tagged for found in _names_in(one)]
    named = join_names(document.text, tuned, spoken)
    named += alias_candidates(document.text, flatten([*values, *named]))
    settled = settle_names(document.text, named) if settings.propagate_names else named
    everything = flatten([*values, *settled])
    return [found for found in everything if found.score >= settings.min_mention_score]


def _names_in(tagged: TaggedPiece) -> Iterator[Candidate]:
    text, offset = tagged.piece.text, tagged.piece.span.start
    names = list(_tagger_names(tagged))
    people = list(find_people(text))
    patterns: Iterable[Candidate] = (
        *people,
        *find_english_organizations(text),
        *find_chinese_organizations(text, tagged.words),
        *find_roles(text, [one for one in (*names, *people) if one.label == "Person"]),
        *find_products(text),
        *find_chinese_products(text, tagged.words),
        *find_events(text, tagged.words),
    )
    for found in (*names, *patterns):
        yield replace(found, start=found.start + offset, end=found.end + offset)


def _tagger_names(tagged: TaggedPiece) -> Iterator[Candidate]:
    if tagged.tokens is not None:
        yield from english_names(tagged.tokens)
    if tagged.words:
        yield from chinese_names(tagged.piece.text, tagged.words)


def make_mention(document: Document, found: Candidate) -> Mention:
    """Turn a candidate into a record with its evidence."""
    evidence = document.evidence(found.span, producer=found.producer, score=round(found.score, 4))
    return Mention(
        id=make_id("men", document.id, found.start, found.end, found.label),
        label=found.label,
        text=" ".join(evidence.quote.split()),
        evidence=evidence,
        value=found.value,
    )
