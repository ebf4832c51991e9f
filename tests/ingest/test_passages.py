from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.records import Document
from ingest.assembly import CellPart, PagePart, Part, assemble
from ingest.passages import split_passages


def document_of(*parts: Part, pages: tuple[PagePart, ...] = ()) -> Document:
    pages = pages or (PagePart(1, 595, 842, parts),)
    return assemble(pages, data=b"x", source="a.txt", media_type="text/plain")


def table_part(rows: int) -> Part:
    cells = [
        CellPart(
            row, column, f"cell {row}.{column}" if row else f"Column {column}", is_header=not row
        )
        for row in range(rows)
        for column in range(3)
    ]
    return Part("table", cells=tuple(cells))


def test_a_passage_never_holds_parts_of_two_sections() -> None:
    document = document_of(
        Part("heading", "Report", 1),
        Part("heading", "Payment", 2),
        Part("paragraph", "The buyer pays in March."),
        Part("heading", "Delivery", 2),
        Part("paragraph", "卖方四月交货。"),
    )

    first, second = split_passages(document)

    assert (first.heading, second.heading) == ("Report › Payment", "Report › Delivery")
    assert first.text.startswith("Report") and first.text.endswith("March.")
    assert second.text == "Delivery\n\n卖方四月交货。"


def test_a_paragraph_that_fits_is_not_cut() -> None:
    paragraph = "The buyer pays in March. " * 20
    passages = split_passages(document_of(*[Part("paragraph", paragraph)] * 5))

    assert len(passages) == 3
    assert all(passage.text.startswith("The buyer") for passage in passages)
    assert all(passage.text.endswith("March.") for passage in passages)


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    passages = split_passages(document_of(Part("paragraph", "The buyer pays in March. " * 100)))

    assert len(passages) > 2
    assert all(
        passage.text.endswith("March.") and len(passage.text) <= 1200 for passage in passages
    )


def test_chinese_passages_hold_half_as_many_characters() -> None:
    passages = split_passages(document_of(Part("paragraph", "甲方应当付款。" * 300)))

    assert all(400 < len(passage.text) <= 600 for passage in passages[:-1])


def test_a_table_is_cut_between_rows_and_keeps_its_column_names() -> None:
    document = document_of(Part("heading", "Sales", 1), table_part(100))

    first, second, *_ = split_passages(document)

    assert first.heading == "Sales" and "Column 0\tColumn 1\tColumn 2\n" in first.text
    assert second.heading == "Sales › Column 0 | Column 1 | Column 2"
    assert second.text.startswith("cell ") and second.text.count("\t") % 2 == 0


def test_page_headers_and_footers_are_in_no_passage() -> None:
    pages = (
        PagePart(
            1,
            595,
            842,
            (Part("header", "Secret"), Part("paragraph", "One."), Part("footer", "p. 1")),
        ),
        PagePart(2, 595, 842, (Part("header", "Secret"), Part("paragraph", "Two."))),
    )

    passages = split_passages(document_of(pages=pages))

    assert [(passage.text, passage.page) for passage in passages] == [("One.", 1), ("Two.", 2)]


def test_a_sentence_longer_than_a_passage_is_cut() -> None:
    passages = split_passages(document_of(Part("paragraph", "x" * 100)), max_chars=30)

    assert [len(passage.text) for passage in passages] == [30, 30, 30, 10]


_PARTS = st.one_of(
    st.tuples(st.sampled_from(["Scope", "总则"]), st.integers(1, 3)).map(
        lambda pair: Part("heading", pair[0], pair[1])
    ),
    st.lists(
        st.sampled_from(["We pay. ", "甲方付款。", "word ", "货物，"]), min_size=1, max_size=120
    ).map(lambda words: Part("paragraph", "".join(words))),
    st.integers(2, 40).map(table_part),
    st.just(Part("footer", "page")),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_PARTS, min_size=1, max_size=12), st.integers(40, 900))
def test_passages_cover_all_text_once_and_quote_it(parts: list[Part], max_chars: int) -> None:
    document = document_of(*parts)

    passages = split_passages(document, max_chars=max_chars)

    covered = [0] * len(document.text)
    for passage in passages:
        assert document.quote(passage.span) == passage.text
        for place in range(passage.span.start, passage.span.end):
            covered[place] += 1
    footers = [block.span for block in document.blocks if block.kind == "footer"]
    for place, character in enumerate(document.text):
        in_footer = any(span.start <= place < span.end for span in footers)
        assert character.isspace() or covered[place] == (0 if in_footer else 1)
    assert len({passage.id for passage in passages}) == len(passages)
