"""FiNER-ORD's CSV: one token a row with its number of a tag, its document and sentence; read only.

(Shah et al. 2023.) The numbers are 0 outside, then begin and inside of PER, LOC and ORG.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from briefbook.labels.building import build_example
from briefbook.labels.examples import Example, LabelledSpan
from briefbook.labels.reading import decode_text, make_name, reading, unreadable
from briefbook.labels.tags import read_tags
from briefbook.labels.words import cover_words, is_chinese, join_words

_COLUMNS = ("gold_label", "gold_token", "doc_idx", "sent_idx")
_NAMES = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG")
_TAGS = {str(number): name for number, name in enumerate(_NAMES)}
_NUMBER = re.compile("[0-9]{1,9}")
Row = tuple[int, Mapping[str, str]]


def read_finer_ord(data: bytes, source: str) -> list[Example]:
    """Read one Example a sentence.

    Raises LabelsError when a column is missing, a row is shorter than the first, or a label is not
    one of the seven numbers.
    """
    rows = _rows(decode_text(data, source), source)
    sentences = groupby(rows, key=lambda row: (row[1]["doc_idx"], row[1]["sent_idx"]))
    return [
        _sentence(list(group), source, document, number)
        for number, ((document, _), group) in enumerate(sentences, 1)
    ]


def _rows(text: str, source: str) -> Iterator[Row]:
    table = csv.DictReader(text.split("\n"))
    try:
        missing = [name for name in _COLUMNS if name not in (table.fieldnames or ())]
        if missing:
            raise unreadable(f"{source}:1", f"no column {', '.join(missing)}")
        for row in table:
            if any(row[name] is None for name in _COLUMNS):
                raise unreadable(f"{source}:{table.line_num}", "the row has too few columns")
            yield table.line_num, row
    except csv.Error as error:
        raise unreadable(f"{source}:{table.line_num}", error) from error


def _sentence(rows: list[Row], source: str, document: str, number: int) -> Example:
    place = f"{source}:{rows[0][0]}"
    words = [row["gold_token"] for _, row in rows]
    text, spans = join_words(words, chinese=is_chinese(words))
    tags = [_tag(row["gold_label"], f"{source}:{line}") for line, row in rows]
    with reading(place):
        mentions = [
            LabelledSpan(cover_words(spans, first, end), label)
            for first, end, label in read_tags(tags)
        ]
    return build_example(
        place,
        make_name(source, number),
        text,
        mentions,
        document=make_name(source, int(document)) if _NUMBER.fullmatch(document) else document,
        tokens=[span for span in spans if span is not None],
    )


def _tag(label: str, place: str) -> str:
    tag = _TAGS.get(label)
    if tag is None:
        raise unreadable(place, f"{label!r} is not one of the labels 0 to 6")
    return tag
