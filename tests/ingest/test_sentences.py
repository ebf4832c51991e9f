import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.records import Block, BlockKind, Span, Table
from ingest.sentences import split_sentences


def sentences(text: str, language: str = "en", kind: BlockKind = "paragraph") -> list[str]:
    block = Block(kind, Span(0, len(text)))
    return [text[span.start : span.end] for span in split_sentences(text, [block], [], language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Northwind Holdings plc. on 3 Mar. 2024 signed. Mr. Smith left.",
            "en",
            ["Northwind Holdings plc. on 3 Mar. 2024 signed.", "Mr. Smith left."],
        ),
        (
            "See Fig. 3 and pp. 4-5. Ltd. and Co. are.",
            "en",
            ["See Fig. 3 and pp. 4-5.", "Ltd. and Co. are."],
        ),
        (
            "She went to the U.S. in Jan. He stayed.",
            "en",
            ["She went to the U.S. in Jan.", "He stayed."],
        ),
        ("(See the annex.) It was over.", "en", ["(See the annex.)", "It was over."]),
        ("1. Introduction to it. Next one.", "en", ["1. Introduction to it.", "Next one."]),
        ("1. 甲方应当付款。2. 乙方应当交货。", "zh", ["1. 甲方应当付款。", "2. 乙方应当交货。"]),
        (
            "（参见附件。）合同编号为 NW-2024-017。",
            "zh",
            ["（参见附件。）", "合同编号为 NW-2024-017。"],
        ),
        (
            "他说：“会议由董事长主持。”随后散会。",
            "zh",
            ["他说：“会议由董事长主持。”", "随后散会。"],
        ),
        ("价格为3.5万元。见附件！好吗？", "zh", ["价格为3.5万元。", "见附件！", "好吗？"]),
        (
            "The parties met. 双方签署了协议。It was good.",
            "en",
            ["The parties met.", "双方签署了协议。", "It was good."],
        ),
    ],
)
def test_sentences_end_where_readers_say(text: str, language: str, expected: list[str]) -> None:
    assert sentences(text, language) == expected


def test_a_heading_is_one_sentence() -> None:
    assert sentences("Item 1. Business. Overview", kind="heading") == ["Item 1. Business. Overview"]


def test_a_hard_line_end_ends_a_sentence() -> None:
    assert sentences("From: Ada\nTo: Charles") == ["From: Ada", "To: Charles"]


def test_each_row_of_a_table_is_one_sentence() -> None:
    text = "Name\tSales. Total\nNorth\t1. 5"
    span = Span(0, len(text))

    found = list(split_sentences(text, [Block("table", span)], [Table(span, ())], "en"))

    assert [text[one.start : one.end] for one in found] == text.split("\n")


@pytest.mark.parametrize("text", ["货物、" * 900, "alpha, " * 400, "x" * 2000, "a; b " * 500])
def test_text_without_full_stops_is_cut_at_weaker_places(text: str) -> None:
    found = sentences(text)

    assert all(len(one) <= 600 for one in found)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["e.g. i.e. " * 60_000, "a" * 400_000 + ". b", "(“" * 20_000])
def test_odd_text_takes_no_odd_time(text: str) -> None:
    start = time.process_time()

    assert sentences(text)

    assert time.process_time() - start < 10


_WORDS = st.sampled_from(
    [
        "Acme",
        "Ltd.",
        "plc. ",
        "in",
        "Mar. ",
        "3",
        ".",
        "。",
        "；",
        "“好。”",
        "（甲）",
        "\n",
        " ",
        "?!",
        "…",
        "😀",
        "1. ",
        '"',
    ]
)


@given(st.lists(_WORDS, max_size=60).map("".join), st.sampled_from(["en", "zh", "ja", "und"]))
def test_sentences_part_a_block_without_overlap_or_loss(text: str, language: str) -> None:
    if not text:
        return
    spans = list(split_sentences(text, [Block("paragraph", Span(0, len(text)))], [], language))

    assert all(before.end <= after.start for before, after in pairwise(spans))
    gaps = [
        text[a:b]
        for a, b in zip(
            [0, *(s.end for s in spans)], [*(s.start for s in spans), len(text)], strict=True
        )
    ]
    assert not "".join(gaps).strip()
