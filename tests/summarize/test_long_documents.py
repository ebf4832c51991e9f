import time
from dataclasses import replace

import pytest

from briefbook.records import Digest, Document, Page, Span
from summarize.digest import digest_document
from summarize.prose import telling_sentences
from summarize.sections import is_long, sections, third_of
from summarize.settings import SummarizeSettings
from tests.factories import make_document

_THINGS = ("bearings", "pumps", "valves", "cranes", "boilers", "ropes", "lamps")
_TOWNS = ("Leith", "Oslo", "Turin", "Cork", "Graz")
_CHINESE = ("轴承", "水泵", "阀门", "吊车", "锅炉", "绳索", "灯具")


def english(number: int) -> str:
    return (
        f"The plant in {_TOWNS[number % 5]} sold {number} {_THINGS[number % 7]} to customer "
        f"{number * 7 % 31} and was paid within {number % 60 + 10} days."
    )


def chinese(number: int) -> str:
    return (
        f"第{number}车间向{number * 7 % 31}号客户交付了{number}件{_CHINESE[number % 7]}并收到货款。"
    )


def long_document(pages: int, language: str = "en", *, paged: bool = True) -> Document:
    """A document of twenty sentences a page, a paragraph of five sentences each."""
    sentence = chinese if language == "zh" else english
    joint = "" if language == "zh" else " "
    paragraphs = [
        joint.join(sentence(5 * number + one) for one in range(5)) for number in range(4 * pages)
    ]
    document = make_document("\n".join(paragraphs), language)
    starts = [block.span.start for block in document.blocks[::4]] + [len(document.text)]
    numbered = tuple(
        Page(number, 595, 842, Span(start, end))
        for number, (start, end) in enumerate(zip(starts, starts[1:], strict=False), 1)
    )
    return replace(document, pages=numbered) if paged else document


def thirds(document: Document, digest: Digest) -> set[int]:
    spans = [piece.span for one in digest.sentences for piece in one.evidence]
    return {3 * span.start // len(document.text) for span in spans}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("paged", [True, False])
def test_three_hundred_pages_are_heard_in_each_third(language: str, paged: bool) -> None:
    document = long_document(300, language, paged=paged)

    digest = digest_document(document, None, SummarizeSettings(document_sentences=4))

    assert thirds(document, digest) == {0, 1, 2}
    assert len(digest.sentences) <= 4


def test_a_question_is_answered_from_where_it_is_spoken_of() -> None:
    document = long_document(40)
    told = "Nobody knows who stole the silver trumpet from the museum of the mill."
    with_told = make_document(f"{document.text}\n{told}\n{english(9)}")

    digest = digest_document(with_told, query="Who stole the trumpet?")

    assert told in [sentence.text for sentence in digest.sentences]


def test_time_grows_with_pages_and_not_with_their_square() -> None:
    def seconds(document: Document) -> float:
        start = time.process_time()
        digest_document(document)
        return time.process_time() - start

    small, large = long_document(40), long_document(160)

    seconds(small)
    assert seconds(large) < 8 * seconds(small) + 0.2  # 4 times the pages; their square is 16


def test_sections_hold_every_sentence_once_and_are_bounded() -> None:
    text = "\n".join(
        f"# Part {number}\n" + "\n".join(english(number * 50 + line) for line in range(50))
        for number in range(20)
    )
    document = make_document(text)
    spans = telling_sentences(document)

    parts = sections(document, spans, whole=300)

    assert [place for part in parts for place in part] == list(range(len(spans)))
    assert max(map(len, parts)) <= 120
    assert {len(part) for part in parts} == {50}  # the headings cut


def test_a_short_document_is_one_section() -> None:
    document = make_document(" ".join(english(number) for number in range(30)))

    assert sections(document, document.sentences, whole=300) == (range(30),)
    assert not is_long(document)


def test_a_place_whose_page_and_text_disagree_lies_in_no_third() -> None:
    text = " ".join(english(number) for number in range(30))
    document = make_document(text)
    uneven = (10, 20, len(text))  # two tiny pages and a long one
    pages = tuple(
        Page(number, 595, 842, Span(start, end))
        for number, (start, end) in enumerate(zip((0, *uneven), uneven, strict=False), 1)
    )
    paged = replace(document, pages=pages)

    assert third_of(document, document.sentences[3]) == 0
    assert third_of(paged, document.sentences[3]) is None
    assert third_of(paged, document.sentences[-1]) == 2
