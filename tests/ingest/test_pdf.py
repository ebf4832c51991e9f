import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.errors import EmptySource, EncryptedSource, UnreadableSource
from briefbook.records import Document
from ingest.pdf import parse_pdf, pdf_date
from ingest.settings import IngestSettings
from tests.ingest.made_pdf import (
    HEIGHT,
    SETTINGS,
    WIDTH,
    column,
    make_pdf,
    make_ruled_pdf,
    make_scanned_pdf,
)

LEFT = [f"left line {n} of a column that is full of words" for n in range(8)]
RIGHT = [f"right line {n} of a column that is full of words" for n in range(8)]


def read(data: bytes) -> Document:
    document = parse_pdf(data, "a.pdf", settings=SETTINGS).document
    assert document is not None
    return document


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.quote(block.span)) for block in document.blocks]


def assert_consistent(document: Document) -> None:
    end = 0
    for line in document.lines:
        assert line.span.start >= end
        end = line.span.end
        words = document.quote(line.span).split()
        assert line.stops == () or len(line.stops) == 2 * len(words)
    pages = {page.number: page for page in document.pages}
    for span in [block.span for block in document.blocks] + list(document.sentences):
        boxes = document.boxes(span)
        assert boxes
        for box in boxes:
            page = pages[box.page]
            assert 0 <= box.x0 <= box.x1 <= page.width + 0.01
            assert 0 <= box.y0 <= box.y1 <= page.height + 0.01


def test_columns_are_read_one_after_the_other() -> None:
    pages = [*column(320, 100, RIGHT), *column(60, 100, LEFT)]
    document = read(make_pdf(pages, size=9))

    assert document.text.split() == " ".join(LEFT + RIGHT).split()
    assert_consistent(document)


def test_a_word_is_boxed_where_it_stands() -> None:
    document = read(make_pdf([(72, 100, "Northwind owns the wharf")]))
    start = document.text.index("wharf")

    [box] = document.boxes(type(document.blocks[0].span)(start, start + 5))

    before = pymupdf.get_text_length("Northwind owns the ", "helv", 11)
    assert box.x0 == pytest.approx(72 + before, abs=0.5)
    assert box.y0 < 100 < box.y1


def test_chinese_lines_are_joined_without_a_space() -> None:
    lines = ["盐城高新区投资集团有限公司的信用评级由中诚信国际", "信用评级有限责任公司作出。"]
    document = read(make_pdf(column(72, 100, lines), font="china-s"))

    assert document.text == "".join(lines)
    assert document.language == "zh"
    assert_consistent(document)


def test_a_soft_hyphen_at_the_end_of_a_line_goes_and_a_hard_one_stays() -> None:
    lines = [
        "The well-known firm sells infor-",
        "mation that is well-",
        "known and COVID-",
        "19 data.",
    ]
    document = read(make_pdf(column(72, 100, lines)))

    assert (
        document.text
        == "The well-known firm sells information that is well-known and COVID-19 data."
    )
    assert_consistent(document)


def test_headings_have_levels_by_size_and_number() -> None:
    file = pymupdf.open()
    page = file.new_page(width=WIDTH, height=HEIGHT)
    for y, size, text in (
        (80, 20, "Annual Report"),
        (120, 14, "Market review"),
        (140, 10, "Sales rose in the north and fell in the south of the country."),
        (160, 10, "They are expected to rise again in the second half of the year."),
        (200, 14, "Outlook"),
        (220, 10, "The board expects a better year, for reasons that are given below."),
    ):
        page.insert_text((72, y), text, fontsize=size)

    document = read(bytes(file.tobytes()))

    headings = [(b.level, document.quote(b.span)) for b in document.blocks if b.kind == "heading"]
    assert headings == [(1, "Annual Report"), (2, "Market review"), (2, "Outlook")]
    assert document.title == "Annual Report"


def test_list_items_and_captions_are_told_from_paragraphs() -> None:
    lines = ["We need the following:", "• a wharf", "• two cranes", "Figure 1: the wharf at dawn"]
    places = [(72.0, 100.0 + 24 * n, line) for n, line in enumerate(lines)]
    document = read(make_pdf(places, font="china-s"))

    assert [kind for kind, _ in blocks(document)] == [
        "paragraph",
        "list_item",
        "list_item",
        "caption",
    ]


def test_running_headers_and_footers_are_marked_and_kept() -> None:
    pages = [
        [(72, 40, "Northwind Ltd – confidential"), (72, 400, text), (280, 810, f"Page {n}")]
        for n, text in enumerate(("First body.", "Second body.", "Third body."), 1)
    ]
    document = read(make_pdf(*pages))

    assert blocks(document)[:3] == [
        ("header", "Northwind Ltd – confidential".replace("–", "·")),
        ("paragraph", "First body."),
        ("footer", "Page 1"),
    ]
    assert [kind for kind, _ in blocks(document)] == ["header", "paragraph", "footer"] * 3


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_is_seen(rotation: int) -> None:
    data = make_pdf(column(72, 100, ["first line here", "second line here"]), rotation=rotation)
    document = read(data)

    assert document.text == "first line here second line here"
    assert_consistent(document)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_text_turned_on_the_page_is_read_in_order(turn: int) -> None:
    file = pymupdf.open()
    page = file.new_page(width=WIDTH, height=HEIGHT)
    step = {90: (14, 0), 180: (0, -14), 270: (-14, 0)}[turn]
    for index, text in enumerate(("first line here", "second line here", "third one")):
        place = (300 + index * step[0], 400 + index * step[1])
        page.insert_text(place, text, rotate=turn, fontsize=11)
    document = read(bytes(file.tobytes()))

    assert document.text == "first line here second line here third one"
    assert_consistent(document)


def test_ruled_tables_become_tables_and_no_paragraphs() -> None:
    document = read(make_ruled_pdf([["Supplier", "Amount"], ["Acme", "1,200"], ["Bolt", "900"]]))

    assert blocks(document) == [
        ("paragraph", "Before the table."),
        ("table", "Supplier\tAmount\nAcme\t1,200\nBolt\t900"),
        ("paragraph", "After the table."),
    ]
    [table] = document.tables
    assert [cell.is_header for cell in table.cells] == [True, True, False, False, False, False]
    amount = next(cell.span for cell in table.cells if cell.row == 1 and cell.column == 1)
    assert amount is not None
    [box] = document.boxes(amount)
    assert 192 <= box.x0 < box.x1 <= 312
    assert_consistent(document)


def test_metadata_is_normalised_and_a_title_left_over_from_a_template_is_not_believed() -> None:
    metadata = {
        "title": "Microsoft Word - draft7.doc",
        "author": "Ada Lovelace",
        "creationDate": "D:20240131120000+08'00'",
    }
    document = read(make_pdf([(72, 100, "A short letter.")], metadata=metadata))

    assert document.title == "a.pdf"
    assert document.meta("author") == "Ada Lovelace"
    assert document.meta("date") == "2024-01-31T12:00:00+08:00"


def test_a_title_that_the_first_page_shows_is_believed() -> None:
    document = read(
        make_pdf([(72, 100, "Lease of the  Wharf")], metadata={"title": "Lease of the Wharf"})
    )

    assert document.title == "Lease of the Wharf"


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("D:20240229", "2024-02-29"),
        ("D:20230229", ""),
        ("D:19990101000000Z", "1999-01-01T00:00:00"),
        ("2024-01-01", ""),
        ("", ""),
    ],
)
def test_dates_are_iso_or_nothing(written: str, date: str) -> None:
    assert pdf_date(written).removesuffix("Z") == date


def encrypted(user: str) -> bytes:
    file = pymupdf.open(stream=make_pdf([(72, 100, "A secret.")]), filetype="pdf")
    return bytes(file.tobytes(encryption=5, owner_pw="o", user_pw=user))  # 5: AES-256


def test_a_password_is_named_as_the_reason() -> None:
    with pytest.raises(EncryptedSource, match="cannot read a.pdf: encrypted"):
        read(encrypted("hidden"))


def test_the_empty_password_is_tried() -> None:
    assert read(encrypted("")).text == "A secret."


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7" + bytes(500), b"no PDF at all"])
def test_damage_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableSource):
        read(data)


def test_a_truncated_file_is_read_as_far_as_it_goes_or_refused() -> None:
    data = make_pdf(*[[(72, 100, f"Page {n} of many words")] for n in range(5)])
    for share in (0.3, 0.6, 0.9):
        try:
            document = read(data[: int(len(data) * share)])
        except UnreadableSource:
            continue
        assert "of many words" in document.text


def test_a_page_without_text_is_named() -> None:
    file = pymupdf.open(stream=make_pdf([(72, 100, "Some words.")]), filetype="pdf")
    page = file.new_page()
    page.draw_rect(pymupdf.Rect(50, 50, 200, 200), fill=(0.5, 0, 0))
    parsed = parse_pdf(bytes(file.tobytes()), "a.pdf", settings=SETTINGS)

    [problem] = parsed.problems
    assert (problem.kind, problem.message) == ("partial", "a.pdf: no text was found on page 2")


def test_no_text_at_all_is_empty() -> None:
    file = pymupdf.open()
    file.new_page()
    with pytest.raises(EmptySource):
        read(bytes(file.tobytes()))


def test_pages_past_the_limit_are_left_out_and_named() -> None:
    data = make_pdf(*[[(72, 100, f"Body {n}")] for n in range(4)])
    parsed = parse_pdf(data, "a.pdf", settings=IngestSettings(ocr=False, max_pages=3))

    assert parsed.document is not None
    assert len(parsed.document.pages) == 3
    assert "the last 1 are left out" in parsed.problems[0].message


def test_attached_files_become_members() -> None:
    file = pymupdf.open(stream=make_pdf([(72, 100, "See attachment.")]), filetype="pdf")
    file.embfile_add("合同.txt", "约定".encode(), ufilename="合同.txt")
    parsed = parse_pdf(bytes(file.tobytes()), "a.pdf", settings=SETTINGS)

    [member] = parsed.members
    assert (member.name, member.data.decode()) == ("合同.txt", "约定")


def test_the_same_bytes_give_the_same_document() -> None:
    data = make_pdf([*column(320, 100, RIGHT), *column(60, 100, LEFT)], size=9)

    assert read(data) == read(data)


WORDS = st.text(st.sampled_from("abcdefghij 0123-"), min_size=1, max_size=30)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(10, 560), st.integers(20, 830), WORDS), max_size=25))
def test_whatever_stands_where_text_and_places_agree(places: list[tuple[int, int, str]]) -> None:
    printed = {word for _, _, text in places for word in text.replace("-", " ").split()}
    try:
        document = read(make_pdf([(x, y, text) for x, y, text in places]))
    except EmptySource:
        return
    assert_consistent(document)
    assert set("".join(document.text.split())) <= set("".join(printed)) | {"-"}


def test_a_scan_without_ocr_is_empty_and_says_so() -> None:
    picture = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 60, 60), False)
    picture.clear_with(200)

    with pytest.raises(EmptySource):
        read(make_scanned_pdf(bytes(picture.tobytes("png"))))
