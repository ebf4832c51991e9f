"""Records check themselves, find their places, and survive JSON."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.errors import RecordError
from briefbook.records import (
    Answer,
    Box,
    Document,
    Evidence,
    Fact,
    Line,
    Page,
    Sentence,
    Span,
    decode,
    encode,
    encode_lines,
)

TEXT = "Ada Lovelace wrote\n华信贸易有限公司"


def make_document() -> Document:
    lines = (
        Line(Span(0, 18), Box(1, 10.0, 10.0, 190.0, 20.0), (10.0, 40.0, 50.0, 130.0, 140.0, 190.0)),
        Line(Span(19, 27), Box(2, 10.0, 30.0, 90.0, 40.0), (10.0, 90.0)),
    )
    return Document(
        id="doc-1",
        source="letter.pdf",
        media_type="application/pdf",
        language="en",
        title="Letter",
        text=TEXT,
        pages=(Page(1, 200.0, 300.0, Span(0, 18)), Page(2, 200.0, 300.0, Span(19, 27))),
        lines=lines,
        sentences=(Span(0, 18), Span(19, 27)),
    )


def make_evidence(span: Span) -> Evidence:
    return make_document().evidence(span, producer="test@1", score=0.5)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 2)])
def test_a_span_is_never_empty_nor_backwards(start: int, end: int) -> None:
    with pytest.raises(RecordError, match="not a span"):
        Span(start, end)


def test_a_quote_must_be_as_long_as_its_span() -> None:
    with pytest.raises(RecordError, match="quote and span differ"):
        Evidence("doc-1", Span(0, 3), (), "Adam", "test@1", 0.5)


def test_a_fact_needs_evidence() -> None:
    with pytest.raises(RecordError, match="without evidence"):
        Fact("fac-1", "ent-1", "OWNS", "ent-2", (), 0.5)


def test_a_claim_needs_grounds() -> None:
    with pytest.raises(RecordError, match="without evidence"):
        Sentence("Ada wrote.", ())


@pytest.mark.parametrize("score", [-0.1, 1.1])
def test_scores_lie_between_0_and_1(score: float) -> None:
    with pytest.raises(RecordError, match="between 0 and 1"):
        make_document().evidence(Span(0, 3), producer="test@1", score=score)


def test_a_block_that_passes_the_text_is_refused() -> None:
    with pytest.raises(RecordError, match="passes the text"):
        Document("doc-1", "a.txt", "text/plain", "en", "", "short", sentences=(Span(0, 6),))


@pytest.mark.parametrize(
    ("span", "boxes"),
    [
        (Span(0, 18), (Box(1, 10, 10, 190, 20),)),  # the whole line
        (Span(4, 12), (Box(1, 50, 10, 130, 20),)),  # its second word
        (Span(4, 8), (Box(1, 50, 10, 90, 20),)),  # half of that word
        (Span(4, 18), (Box(1, 50, 10, 190, 20),)),
        (Span(21, 25), (Box(2, 30, 30, 70, 40),)),  # inside a Chinese "word"
        (Span(13, 21), (Box(1, 140, 10, 190, 20), Box(2, 10, 30, 30, 40))),  # over two lines
        (Span(18, 19), ()),  # only the line feed
    ],
)
def test_boxes_are_where_the_characters_stand(span: Span, boxes: tuple[Box, ...]) -> None:
    assert make_document().boxes(span) == boxes


def test_a_line_without_stops_gives_its_whole_box() -> None:
    line = Line(Span(5, 9), Box(1, 0, 0, 10, 10))
    assert line.part(Span(6, 7), "text") == line.box


@given(st.integers(0, 26), st.integers(1, 27))
def test_boxes_stay_inside_their_lines(start: int, length: int) -> None:
    document = make_document()
    span = Span(start, min(start + length, len(TEXT)))

    for box in document.boxes(span):
        line = document.lines[box.page - 1].box
        assert line.x0 <= box.x0 <= box.x1 <= line.x1
        assert (line.y0, line.y1) == (box.y0, box.y1)


def test_evidence_quotes_its_document() -> None:
    evidence = make_evidence(Span(19, 27))
    assert evidence.quote == "华信贸易有限公司"
    assert [box.page for box in evidence.boxes] == [2]


def test_a_span_lies_on_the_page_where_it_starts() -> None:
    document = make_document()
    assert document.page_of(Span(4, 20)) == 1
    assert document.page_of(Span(20, 21)) == 2


def test_sentences_are_found_by_any_of_their_characters() -> None:
    document = make_document()
    assert document.sentences_in(Span(17, 20)) == (Span(0, 18), Span(19, 27))
    assert document.sentences_in(Span(18, 19)) == ()


def test_an_answer_without_sentences_has_abstained() -> None:
    assert Answer("Who?", (), 0.1, "test@1").abstained


def test_records_survive_json() -> None:
    document = make_document()
    data = encode(document)
    assert decode(data, Document) == document
    assert encode(decode(data, Document)) == data


def test_json_that_is_no_record_is_refused() -> None:
    with pytest.raises(RecordError, match="not a Span"):
        decode(b'{"start": "a", "end": 2}', Span)


def test_records_print_one_a_line() -> None:
    assert encode_lines([Span(0, 1), Span(1, 2)]) == b'{"start":0,"end":1}\n{"start":1,"end":2}\n'
