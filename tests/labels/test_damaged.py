"""Files that are damaged, or of another format than is said: read or refused, never a crash."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.errors import LabelsError
from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.labels.formats import FORMATS, detect_format, write_examples
from briefbook.records import Span
from tests.labels.factories import RANDOM

SOURCE = "data/train.x"
ENGLISH = Example(
    "letter-1",
    "Helen Carter joined Oakfield Ltd in Rome.",
    (
        LabelledSpan(Span(0, 12), "Person", "e1"),
        LabelledSpan(Span(20, 32), "Organization", score=0.5),
        LabelledSpan(Span(36, 40), "Location"),
    ),
    (LabelledRelation(0, 1, "WORKS_FOR"), LabelledRelation(1, 2, "LOCATED_IN", "planned", 0.5)),
    "en",
    document="letters",
    sentences=(Span(0, 41),),
)
CHINESE = Example(
    "信件",
    "海伦任职于橡田。",
    (LabelledSpan(Span(0, 2), "Person"), LabelledSpan(Span(5, 7), "组织")),
    (LabelledRelation(0, 1, "任职于"),),
    "zh",
    tokens=(Span(0, 2), Span(2, 4), Span(4, 5), Span(5, 7), Span(7, 8)),
)
READ_ONLY = (
    "100|Rash after A and B.|Rash|1|5|A|12|13\n101|Fever after B.|Fever|7|12|B|19|20\n",
    "gold_label,gold_token,doc_idx,sent_idx\n1,Ann,0,0\n2,Lee,0,0\n0,left,0,1\n5,海,1,0\n",
    '{"doc_key": "a", "sentences": [["Ann", "left"]], "ner": [[[0, 0, "PER"], [1, 1, "X"]]],'
    ' "relations": [[[0, 0, 1, 1, "R"]]], "clusters": [[[0, 0], [1, 1]]]}\n',
    '{"text": "[[ Ann ]] met << Bo >> .", "label": "MET", "metadata": [0, 0, 2, 2]}\n',
    '[{"id": 1, "text": "Ann left", "label": [{"start": 0, "end": 3, "labels": ["PER"]}]}]',
    '[{"data": {"text": "Ann left"}, "annotations": [{"result": [{"type": "labels", "id": "a",'
    ' "value": {"globalOffsets": {"start": 0, "end": 3}, "labels": ["PER"]}}]}]}]',
    '{"text": "Ann met Bo", "tokens": [{"text": "Ann", "start": 0, "end": 3, "id": 0}],'
    ' "spans": [{"token_start": 0, "token_end": 0, "label": "PER"}],'
    ' "relations": [{"head": 0, "child": 0, "label": "R"}]}\n',
    'gold,tag\nAnn,B-PER\n"a,b",O\n,\n海,B-PER\n',
    "-DOCSTART- O\n\n科0 B-ORG.NAM\n技1 I-ORG.NAM\n",
)
VALID = (
    *(write_examples([ENGLISH, CHINESE], name) for name, one in FORMATS.items() if one.write),
    *(text.encode() for text in READ_ONLY),
)
#: What stands in the place of something else, or between.
ODD = (
    *("null", "true", "-1", "0", "7", "1.5", "99999999999999999999", "1e999", "²", "9" * 5000),
    *('""', '"x"', '"\\ud800"', "[]", "{}", "[[]]", '[{"a": 1}]', '{"start": 0}', "[" * 3000),
    *('"', "{", "}", "[", "]", ",", ":", "|", "\t", "\n", "\r", " ", "\x00", "\u2028", "\ufeff"),
    *("## ", "> 1 R 2\n", "{1 P|", "<e1>", "[[", ">>", "-DOCSTART- O\n", "B-", "O", "# "),
)
_VALUE = re.compile(rb'"[^"]*"|-?\d+(?:\.\d+)?|null|true|\[[^\[\]]*\]|\{[^{}]*\}|[^\s|,]+')


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A valid file with a few things cut, put in between, or standing where others should."""
    data = draw(st.sampled_from(VALID))
    for _ in range(draw(st.integers(0, 3))):
        places = [(match.start(), match.end()) for match in _VALUE.finditer(data)]
        first = draw(st.integers(0, len(data)))
        last = draw(st.integers(first, len(data)))
        start, end = draw(
            st.sampled_from(places or [(0, 0)])
            | st.sampled_from([(first, first), (first, len(data)), (first, last)])
        )
        put = draw(st.sampled_from(ODD).map(str.encode) | st.binary(max_size=3) | st.just(b""))
        data = data[:start] + put + data[end:]
    return data


def read_or_refuse(name: str, data: bytes) -> list[Example]:
    """Read, or be told in one line what could not be read and where."""
    try:
        return FORMATS[name].read(data, SOURCE)
    except LabelsError as error:
        said = str(error)
        assert re.match(rf"cannot read {re.escape(SOURCE)}(:\d+|, item \d+)?: .", said)
        assert "\n" not in said
        assert len(said) < 500
    return []


@pytest.mark.parametrize("name", FORMATS)
@RANDOM
@given(data=damaged())
def test_damaged_files_are_read_or_refused_in_one_line(name: str, data: bytes) -> None:
    for example in read_or_refuse(name, data):
        assert all(example.quote(one.span) for one in example.mentions)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("data", VALID, ids=range(len(VALID)))
def test_files_of_every_other_format_are_read_or_refused(name: str, data: bytes) -> None:
    for end in range(0, len(data) + 1, 7):
        read_or_refuse(name, data[:end])
    assert read_or_refuse(name, data) == read_or_refuse(name, data)


@RANDOM
@given(data=damaged() | st.binary(max_size=40))
def test_a_damaged_file_is_of_a_format_or_of_none(data: bytes) -> None:
    try:
        name = detect_format(Path(SOURCE), data)
    except LabelsError as error:
        assert str(error).startswith(f"cannot read {SOURCE}")
    else:
        assert name in (*FORMATS, "spacy")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "line",
    [
        "x" * 200_000,
        '"' * 100_001,
        "a, " * 60_000 + "b",
        "{" * 100_000,
        "词" * 60_000,
        "[" * 100_000,
    ],
    ids=["a word", "quotes", "commas", "braces", "chinese", "brackets"],
)
def test_a_long_line_takes_no_long_time(name: str, line: str) -> None:
    start = time.process_time()
    read_or_refuse(name, f"{line}\n".encode())

    assert time.process_time() - start < 20  # one that tries every way back takes for ever
