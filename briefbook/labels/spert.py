"""SpERT's JSON: tokens, entities and relations by place (Eberts & Ulges 2020).

    [{"tokens": [...], "entities": [{"type": "Peop", "start": 0, "end": 3}, ...],
      "relations": [{"type": "Kill", "head": 0, "tail": 1}], "orig_id": "5178"}]

Entities may also be lists [type, start, end] and relations [type, head, tail], or BILOU `tags`
stand for the entities, which relations then count in the order of the text. Written: entities and
relations with what they carry beyond SpERT (entity, score, assertion), the rest in `meta`; tools
that do not know `assertion` take every relation for asserted. Lost: white space at the edges of
mentions, and mentions of white space alone.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from briefbook.errors import RecordError
from briefbook.labels.building import keep_visible
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.extras import build_kept, lay_words, read_extras, write_extras
from briefbook.labels.reading import make_name, read_records, reading
from briefbook.labels.tags import has_prefixes, read_tags
from briefbook.labels.words import cover_words, cut_words, is_chinese, join_words, word_range
from briefbook.records import Assertion, Span


class _Entity(msgspec.Struct, frozen=True, omit_defaults=True):
    type: str
    start: int
    end: int
    entity: str = ""
    score: float = 1.0


class _Relation(msgspec.Struct, frozen=True, omit_defaults=True):
    type: str
    head: int
    tail: int
    assertion: Assertion = "asserted"
    score: float = 1.0


class _Row(msgspec.Struct, frozen=True, omit_defaults=True):
    tokens: list[str]
    entities: list[_Entity | tuple[str, int, int]] = msgspec.field(default_factory=list)
    tags: list[str] | None = None
    relations: list[_Relation | tuple[str, int, int]] = msgspec.field(default_factory=list)
    orig_id: str | int | None = None
    meta: Any = None


def read_spert(data: bytes, source: str) -> list[Example]:
    """Read one Example a record; its text is the tokens joined."""
    rows = enumerate(read_records(data, source, _Row), 1)
    return [_example(place, row, make_name(source, number)) for number, (place, row) in rows]


def _example(place: str, row: _Row, name: str) -> Example:
    with reading(place):
        extras = read_extras(row.meta)
        text, words = lay_words(row.tokens, extras)
        mentions = [
            LabelledSpan(cover_words(words, one.start, one.end), one.type, one.entity, one.score)
            for one in _entities(row)
        ]
        relations = [
            LabelledRelation(one.head, one.tail, one.type, one.assertion, one.score)
            for one in (
                one if isinstance(one, _Relation) else _Relation(*one) for one in row.relations
            )
        ]
        return build_kept(
            place,
            extras,
            name if row.orig_id is None else str(row.orig_id),
            text,
            mentions,
            relations,
            tokens=words,
        )


def _entities(row: _Row) -> list[_Entity]:
    if row.tags is None:
        return [one if isinstance(one, _Entity) else _Entity(*one) for one in row.entities]
    if len(row.tags) != len(row.tokens):
        raise RecordError(f"{len(row.tags)} tags for {len(row.tokens)} tokens")
    spans = read_tags(row.tags, prefixes=has_prefixes(row.tags))
    return [_Entity(label, first, end) for first, end, label in spans]


def write_spert(examples: Sequence[Example]) -> bytes:
    """Write one record an Example."""
    return b"[" + b",\n".join(msgspec.json.encode(_row(one)) for one in examples) + b"]\n"


def _row(full: Example) -> _Row:
    example = keep_visible(full)
    words = cut_words(example)
    tokens = [example.quote(word) for word in words]
    joined, _ = join_words(tokens, chinese=is_chinese(tokens))
    return _Row(
        tokens,
        [_entity(one, words) for one in example.mentions],
        relations=[
            _Relation(one.predicate, one.head, one.tail, one.assertion, one.score)
            for one in example.relations
        ],
        orig_id=example.id,
        meta=write_extras(example, words=words, joined=joined),
    )


def _entity(one: LabelledSpan, words: Sequence[Span]) -> _Entity:
    first, end = word_range(words, one.span)
    return _Entity(one.label, first, end, one.entity, one.score)
