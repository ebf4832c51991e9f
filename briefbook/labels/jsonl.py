"""Our own JSON lines, which lose nothing.

    {"id": "letter-1", "text": "Helen Carter joined Oakfield Ltd.", "language": "en",
     "mentions": [{"start": 0, "end": 12, "label": "Person"},
                  {"start": 20, "end": 32, "label": "Organization"}],
     "relations": [{"head": 0, "tail": 1, "predicate": "WORKS_FOR", "assertion": "asserted"}]}

(on one line). Ends are exclusive; `head` and `tail` count mentions from 0. Only `text` must be
there. Mentions may carry `entity` and `score`, relations `assertion` and `score`, and an example
`document`, `tokens` and `sentences` (lists of [start, end]), and `looked_for` (labels).
"""

from collections.abc import Sequence

import msgspec

from briefbook.labels.building import build_example
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.reading import make_name, read_records, reading
from briefbook.records import Assertion, Span


class _Mention(msgspec.Struct, frozen=True, omit_defaults=True):
    start: int
    end: int
    label: str
    entity: str = ""
    score: float = 1.0


class _Relation(msgspec.Struct, frozen=True, omit_defaults=True):
    head: int
    tail: int
    predicate: str
    assertion: Assertion = "asserted"
    score: float = 1.0


class _Row(msgspec.Struct, frozen=True, omit_defaults=True):
    text: str
    id: str | int | None = None
    language: str | None = None
    document: str = ""
    mentions: list[_Mention] = []
    relations: list[_Relation] = []
    tokens: list[tuple[int, int]] = []
    sentences: list[tuple[int, int]] = []
    looked_for: tuple[str, ...] = ()


def read_jsonl(data: bytes, source: str) -> list[Example]:
    """Read one Example a line; without a language it is guessed."""
    rows = enumerate(read_records(data, source, _Row), 1)
    return [_example(place, row, make_name(source, number)) for number, (place, row) in rows]


def _example(place: str, row: _Row, name: str) -> Example:
    with reading(place):
        return build_example(
            place,
            name if row.id is None else str(row.id),
            row.text,
            [
                LabelledSpan(Span(one.start, one.end), one.label, one.entity, one.score)
                for one in row.mentions
            ],
            [
                LabelledRelation(one.head, one.tail, one.predicate, one.assertion, one.score)
                for one in row.relations
            ],
            language=row.language,
            document=row.document,
            tokens=[Span(start, end) for start, end in row.tokens],
            sentences=[Span(start, end) for start, end in row.sentences],
            looked_for=row.looked_for,
        )


def write_jsonl(examples: Sequence[Example]) -> bytes:
    """Write one line an Example; `read_jsonl` gives back equal ones."""
    return b"".join(msgspec.json.encode(_row(example)) + b"\n" for example in examples)


def _row(example: Example) -> _Row:
    return _Row(
        text=example.text,
        id=example.id,
        language=example.language,
        document=example.document,
        mentions=[
            _Mention(one.span.start, one.span.end, one.label, one.entity, one.score)
            for one in example.mentions
        ],
        relations=[
            _Relation(one.head, one.tail, one.predicate, one.assertion, one.score)
            for one in example.relations
        ],
        tokens=[(span.start, span.end) for span in example.tokens],
        sentences=[(span.start, span.end) for span in example.sentences],
        looked_for=example.looked_for,
    )
