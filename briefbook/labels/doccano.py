"""doccano's JSON lines, of sequence labelling with and without relations.

Both `{"text", "label": [[start, end, label]]}` (also `labels`, and `data` for `text`) and the
export with relations, `{"text", "entities": [{id, label, start_offset, end_offset}], "relations":
[{id, from_id, to_id, type}]}`. An assertion other than "asserted" stands in the relation's type
("ACQUIRED:planned"), where annotators see it. The rest of an Example goes to `meta`, which doccano
keeps; entity and score go into the entities, where doccano drops them when it imports.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.extras import build_kept, read_extras, write_extras
from briefbook.labels.naming import name_relation, parse_relation
from briefbook.labels.reading import make_name, read_records, reading, unreadable
from briefbook.records import Span

_Triple = tuple[int, int, str]


class _Entity(msgspec.Struct, frozen=True, omit_defaults=True):
    id: int
    label: str
    start_offset: int
    end_offset: int
    entity: str = ""
    score: float = 1.0


class _Relation(msgspec.Struct, frozen=True, omit_defaults=True):
    id: int
    from_id: int
    to_id: int
    type: str | None = None
    score: float = 1.0


class _Row(msgspec.Struct, frozen=True, omit_defaults=True):
    text: str | None = None
    data: str | None = None  # the text, in some versions
    label: list[_Triple] | None = None
    labels: list[_Triple] | None = None
    entities: list[_Entity] | None = None
    relations: list[_Relation] | None = None
    id: str | int | None = None
    meta: Any = None


def read_doccano(data: bytes, source: str) -> list[Example]:
    """Read one Example a line."""
    rows = enumerate(read_records(data, source, _Row), 1)
    return [_example(place, row, make_name(source, number)) for number, (place, row) in rows]


def _example(place: str, row: _Row, name: str) -> Example:
    text = row.data if row.text is None else row.text
    if text is None:
        raise unreadable(place, "no text")
    with reading(place):
        extras = read_extras(row.meta)
        triples = row.label or row.labels or ()
        mentions = [LabelledSpan(Span(start, end), label) for start, end, label in triples]
        mentions += [
            LabelledSpan(Span(one.start_offset, one.end_offset), one.label, one.entity, one.score)
            for one in row.entities or ()
        ]
        return build_kept(
            place,
            extras,
            name if row.id is None else str(row.id),
            text,
            mentions,
            _relations(place, row),
        )


def _relations(place: str, row: _Row) -> list[LabelledRelation]:
    before = len(row.label or row.labels or ())
    places = {one.id: before + index for index, one in enumerate(row.entities or ())}
    relations = []
    for one in row.relations or ():
        if one.from_id not in places or one.to_id not in places:
            raise unreadable(place, f"relation {one.id} ties entities that are not there")
        predicate, assertion = parse_relation(one.type)
        head, tail = places[one.from_id], places[one.to_id]
        relations.append(LabelledRelation(head, tail, predicate, assertion, one.score))
    return relations


def write_doccano(examples: Sequence[Example]) -> bytes:
    """Write one line an Example; with entities and relations if any Example needs them."""
    rich = any(
        example.relations or any(one.entity or one.score != 1 for one in example.mentions)
        for example in examples
    )
    row = _rich_row if rich else _plain_row
    return b"".join(msgspec.json.encode(row(example)) + b"\n" for example in examples)


def _plain_row(example: Example) -> _Row:
    label = [(one.span.start, one.span.end, one.label) for one in example.mentions]
    return _Row(example.text, label=label, meta=write_extras(example))


def _rich_row(example: Example) -> _Row:
    return _Row(
        example.text,
        entities=[
            _Entity(index, one.label, one.span.start, one.span.end, one.entity, one.score)
            for index, one in enumerate(example.mentions)
        ],
        relations=[
            _Relation(
                index, one.head, one.tail, name_relation(one.predicate, one.assertion), one.score
            )
            for index, one in enumerate(example.relations)
        ],
        meta=write_extras(example),
    )
