"""Long documents are shown in part, and every quote is in that part."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from briefbook.records import Block, Cell, Document, Span, Table
from reports.excerpt import choose_parts, document_parts, shown_pages, table_rows
from reports.settings import ReportSettings
from tests.reports.factories import make_document, make_text

SMALL = ReportSettings(whole_pages=3, whole_characters=80, neighbour_blocks=1)
BOOK = make_document(*([f"Chapter {n}", f"第{n}章的内容。"] for n in range(1, 31)))


def _span(document: Document, words: str) -> Span:
    start = document.text.index(words)
    return Span(start, start + len(words))


def test_a_short_document_is_shown_whole() -> None:
    document = make_document(["One"], ["Two"], ["Three"])

    excerpt = choose_parts(document, [_span(document, "Two")], ReportSettings())

    assert excerpt.all_pages and excerpt.all_parts
    assert [part.page for part in excerpt.parts] == [1, 2, 3]


def test_a_long_document_shows_quoted_pages_and_their_neighbours() -> None:
    spans = [_span(BOOK, "Chapter 1\n"), _span(BOOK, "第20章")]

    assert shown_pages(BOOK, spans, SMALL) == (1, 2, 19, 20, 21)
    assert not choose_parts(BOOK, spans, SMALL).all_pages


def test_a_long_text_without_pages_shows_what_stands_around_a_quote() -> None:
    text = make_text("\n\n".join(f"Paragraph number {n}." for n in range(50)))

    excerpt = choose_parts(text, [_span(text, "number 20")], SMALL)

    shown = [text.quote(part.block.span) for part in excerpt.parts]
    assert shown == [f"Paragraph number {n}." for n in (19, 20, 21)]
    assert not excerpt.all_parts and excerpt.after_gap == {0}


def test_a_document_without_quotes_shows_its_beginning() -> None:
    text = make_text("\n\n".join(f"Paragraph number {n}." for n in range(50)))

    excerpt = choose_parts(text, [], SMALL)

    assert text.quote(excerpt.parts[0].block.span) == "Paragraph number 0."
    assert len(excerpt.parts) < 10


def test_one_endless_paragraph_is_cut() -> None:
    text = make_text("word " * 20_000)

    excerpt = choose_parts(text, [Span(50_000, 50_020)], ReportSettings(neighbour_blocks=0))

    assert sum(p.block.span.end - p.block.span.start for p in excerpt.parts) < 20_000


@given(st.sets(st.integers(0, len(BOOK.text) - 2), min_size=1, max_size=5))
def test_every_quote_is_in_a_part_that_is_shown(starts: set[int]) -> None:
    spans = [Span(start, start + 2) for start in sorted(starts)]

    excerpt = choose_parts(BOOK, spans, SMALL)

    for span in spans:
        if BOOK.quote(span).strip():
            assert any(part.block.span.overlaps(span) for part in excerpt.parts)


def test_text_outside_all_blocks_is_shown_in_its_place() -> None:
    text = replace(make_text("Loose.\n\nBlock.\n\nTail."), blocks=(Block("heading", Span(8, 14)),))

    parts = list(document_parts(text))

    assert [text.quote(part.block.span) for part in parts] == ["Loose.", "Block.", "Tail."]
    assert [part.block.kind for part in parts] == ["paragraph", "heading", "paragraph"]


def test_cells_that_are_missing_are_empty_and_cells_that_are_covered_are_not_repeated() -> None:
    tall, right, low = Span(0, 1), Span(2, 3), Span(4, 5)
    table = Table(Span(0, 5), (Cell(0, 0, tall, row_span=2), Cell(0, 2, right), Cell(1, 1, low)))

    rows = table_rows(table)

    assert [[cell.span for cell in row] for row in rows] == [[tall, None, right], [low]]
