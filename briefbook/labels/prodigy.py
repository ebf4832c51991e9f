"""Prodigy's JSON lines: `spans`, and `relations` between them, by characters or by tokens.

Tasks that were rejected or ignored are left out. A relation between single tokens without a span
makes mentions labelled "Entity". An assertion other than "asserted" stands in the relation's label
("ACQUIRED:planned"), entity and score in spans and relations, the rest of an Example in `meta`.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from briefbook.errors import RecordError
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.extras import build_kept, read_extras, write_extras
from briefbook.labels.naming import name_relation, parse_relation
from briefbook.labels.pairs import ENTITY
from briefbook.labels.reading import make_name, read_records, reading
from briefbook.labels.words import cover_words, cut_words, word_range
from briefbook.records import Span


class _Token(msgspec.Struct, frozen=True):
    text: str
    start: int
    end: int
    id: int
    ws: bool = True


class _Span(msgspec.Struct, frozen=True, omit_defaults=True):
    start: int | None = None
    end: int | None = None
    token_start: int | None = None
    token_end: int | None = None  # the last token itself
    label: str | None = None
    entity: str = ""
    score: float = 1.0


class _Relation(msgspec.Struct, frozen=True, omit_defaults=True):
    head: int  # a token, as a rule the last one of its span
    child: int
    label: str | None = None
    head_span: _Span | None = None
    child_span: _Span | None = None
    score: float = 1.0


class _Row(msgspec.Struct, frozen=True, omit_defaults=True):
    text: str
    tokens: list[_Token] = []
    spans: list[_Span] = []
    relations: list[_Relation] = []
    answer: str | None = None
    meta: Any = None


def read_prodigy(data: bytes, source: str) -> list[Example]:
    """Read one Example an accepted task.

    Raises LabelsError when a span has neither characters nor tokens.
    """
    return [
        _example(place, row, make_name(source, number))
        for number, (place, row) in enumerate(read_records(data, source, _Row), 1)
        if row.answer in (None, "accept")
    ]


def _example(place: str, row: _Row, name: str) -> Example:
    with reading(place):
        extras = read_extras(row.meta)
        tokens = [Span(token.start, token.end) for token in row.tokens]
        mentions = [
            LabelledSpan(_place(one, tokens), one.label or ENTITY, one.entity, one.score)
            for one in row.spans
        ]
        relations = [_relation(one, mentions, tokens) for one in row.relations]
        return build_kept(
            place,
            extras,
            name,
            row.text,
            mentions,
            relations,
            tokens=tokens,
        )


def _place(span: _Span, tokens: Sequence[Span]) -> Span:
    if span.start is not None and span.end is not None:
        return Span(span.start, span.end)
    if span.token_start is None or span.token_end is None:
        raise RecordError("a span without characters or tokens")
    return cover_words(tokens, span.token_start, span.token_end + 1)


def _relation(
    one: _Relation, mentions: list[LabelledSpan], tokens: Sequence[Span]
) -> LabelledRelation:
    head = _mention(one.head, one.head_span, mentions, tokens)
    tail = _mention(one.child, one.child_span, mentions, tokens)
    return LabelledRelation(head, tail, *parse_relation(one.label), one.score)


def _mention(
    token: int, span: _Span | None, mentions: list[LabelledSpan], tokens: Sequence[Span]
) -> int:
    """Return the place of the mention that `span`, or else `token`, names, added if need be."""
    place = _place(span, tokens) if span else cover_words(tokens, token, token + 1)
    label = span.label if span else None
    for index, mention in enumerate(mentions):
        if mention.span == place and mention.label == (label or mention.label):
            return index
    for index, mention in enumerate(mentions):
        if label is None and mention.span.contains(place):
            return index
    mentions.append(LabelledSpan(place, label or ENTITY))
    return len(mentions) - 1


def write_prodigy(examples: Sequence[Example]) -> bytes:
    """Write one accepted task an Example."""
    return b"".join(msgspec.json.encode(_row(example)) + b"\n" for example in examples)


def _row(example: Example) -> _Row:
    words = cut_words(example)
    ends = (*(word.start for word in words[1:]), len(example.text))
    tokens = [
        _Token(example.quote(word), word.start, word.end, index, word.end < after)
        for index, (word, after) in enumerate(zip(words, ends[: len(words)], strict=True))
    ]
    spans = [_span(one, words) for one in example.mentions]
    relations = [
        _Relation(
            spans[one.head].token_end or 0,
            spans[one.tail].token_end or 0,
            name_relation(one.predicate, one.assertion),
            spans[one.head],
            spans[one.tail],
            one.score,
        )
        for one in example.relations
    ]
    meta = write_extras(example, words=words)
    return _Row(example.text, tokens, spans, relations, "accept", meta)


def _span(one: LabelledSpan, words: Sequence[Span]) -> _Span:
    first, end = word_range(words, one.span)
    start, last = (first, end - 1) if first < end else (None, None)  # white space has no word
    return _Span(one.span.start, one.span.end, start, last, one.label, one.entity, one.score)
