"""CLUENER's JSON lines: `{"text": …, "label": {type: {name: [[start, end]]}}}`, ends inclusive.

(Xu et al. 2020, arXiv 2001.04351.) The format holds texts and labels, which may overlap. Lost in
writing: relations, entities, scores, language, documents, tokens and sentences.
"""

from collections.abc import Sequence

import msgspec

from briefbook.labels.building import build_example
from briefbook.labels.examples import Example, LabelledSpan
from briefbook.labels.reading import make_name, read_records, reading, unreadable
from briefbook.records import Span


class _Row(msgspec.Struct, frozen=True):
    text: str
    label: dict[str, dict[str, list[tuple[int, int]]]] = {}  # none in CLUENER's test part
    id: str | int | None = None


def read_cluener(data: bytes, source: str) -> list[Example]:
    """Read one Example a line.

    Raises LabelsError when offsets do not enclose the name they are given for.
    """
    examples = []
    for number, (place, row) in enumerate(read_records(data, source, _Row), 1):
        name = make_name(source, number) if row.id is None else str(row.id)
        examples.append(build_example(place, name, row.text, _mentions(place, row)))
    return examples


def _mentions(place: str, row: _Row) -> list[LabelledSpan]:
    mentions = []
    for label, names in row.label.items():
        for name, spans in names.items():
            for start, last in spans:
                if row.text[start : last + 1] != name:
                    raise unreadable(place, f"{name!r} does not stand at [{start}, {last}]")
                with reading(place):
                    mentions.append(LabelledSpan(Span(start, last + 1), label))
    return mentions


def write_cluener(examples: Sequence[Example]) -> bytes:
    """Write one line an Example; what is lost stands at the top of this module."""
    return b"".join(msgspec.json.encode(_row(example)) + b"\n" for example in examples)


def _row(example: Example) -> _Row:
    label: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for one in example.mentions:
        spans = label.setdefault(one.label, {}).setdefault(example.quote(one.span), [])
        spans.append((one.span.start, one.span.end - 1))
    return _Row(example.text, label, example.id)
