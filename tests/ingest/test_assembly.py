import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.errors import EmptySource
from briefbook.records import Box, Document, Span
from ingest.assembly import CellPart, LinePart, PagePart, Part, assemble


def build(*parts: Part, title: str = "") -> Document:
    page = PagePart(1, 600, 800, parts)
    return assemble([page], data=b"x", source="folder/a.txt", media_type="text/plain", title=title)


def line(text: str, *stops: float, joined: bool = False) -> LinePart:
    return LinePart(text, Box(1, 0, 0, 100, 10), stops, joined)


def test_blocks_are_parted_by_an_empty_line() -> None:
    document = build(Part("heading", "Title", level=1), Part("paragraph", "Body."))

    assert document.text == "Title\n\nBody."
    assert document.title == "Title"


def test_lines_are_joined_as_the_script_asks() -> None:
    english = build(Part("paragraph", lines=(line("one"), line("two"))))
    chinese = build(Part("paragraph", lines=(line("公司于"), line("北京成立"))))
    broken = build(Part("paragraph", lines=(line("infor", joined=True), line("mation"))))

    assert (english.text, chinese.text, broken.text) == ("one two", "公司于北京成立", "information")


def test_rows_are_lines_and_cells_are_parted_by_tabs() -> None:
    cells = (
        CellPart(0, 0, "Ware", is_header=True),
        CellPart(0, 1, "Price", is_header=True),
        CellPart(1, 0, ""),
        CellPart(1, 1, " 3\n50 "),
    )
    document = build(Part("table", cells=cells))

    assert document.text == "Ware\tPrice\n\t3 50"
    [table] = document.tables
    assert [cell.span and document.quote(cell.span) for cell in table.cells] == [
        "Ware",
        "Price",
        None,
        "3 50",
    ]


def test_words_in_a_cell_have_a_place() -> None:
    cell = CellPart(0, 0, "", lines=(line("Green", 5, 40), line("tea", 5, 20)))
    document = build(Part("table", cells=(cell, CellPart(0, 1, "7"))))

    assert document.text == "Green tea\t7"
    assert [box.x1 for box in document.boxes(Span(0, 9))] == [100, 100]
    assert document.boxes(Span(6, 9))[0].x1 == 100


def test_characters_are_cleaned_before_offsets_are_fixed() -> None:
    document = build(
        Part("paragraph", lines=(line("o\ufb03ce \x00 hours", 0, 20, 25, 26, 30, 60),)),
        Part("paragraph", "first\nsecond\x0b"),
    )

    assert document.text == "office  hours\n\nfirst\nsecond"
    assert (
        document.lines[0].stops == ()
    )  # a word has vanished: better the whole line than a wrong place


def test_a_document_without_text_is_empty() -> None:
    with pytest.raises(EmptySource, match="cannot read folder/a.txt"):
        build(Part("paragraph", " \x00 "), Part("table", cells=(CellPart(0, 0, "\x07"),)))


def test_a_title_is_given_or_the_first_heading_or_the_name() -> None:
    assert build(Part("paragraph", "x"), title=" Given ").title == "Given"
    assert build(Part("paragraph", "x")).title == "a.txt"


TEXTS = st.text(st.characters(), max_size=12)
PARTS = st.one_of(
    st.builds(lambda text: Part("paragraph", text), TEXTS),
    st.builds(
        lambda texts: Part("paragraph", lines=tuple(line(t) for t in texts)),
        st.lists(TEXTS, max_size=4),
    ),
    st.builds(
        lambda texts: Part(
            "table", cells=tuple(CellPart(n // 2, n % 2, t) for n, t in enumerate(texts))
        ),
        st.lists(TEXTS, min_size=1, max_size=6),
    ),
)


@given(st.lists(PARTS, max_size=8))
def test_spans_are_in_order_and_hold_what_was_given(parts: list[Part]) -> None:
    try:
        document = build(*parts)
    except EmptySource:
        return
    end = 0
    for block in document.blocks:
        assert block.span.start >= end
        assert document.quote(block.span).strip()
        end = block.span.end
    assert end == len(document.text)
    spans = [line.span for line in document.lines] + list(document.sentences)
    assert all(document.quote(span) == document.quote(span).strip() for span in spans)
    assert all(any(b.span.contains(span) for b in document.blocks) for span in spans)
    document.text.encode("utf-8")
