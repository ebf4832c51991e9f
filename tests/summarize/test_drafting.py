from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from briefbook.records import Document
from summarize.digest import digest_document, digest_documents
from summarize.settings import SummarizeSettings
from summarize.writing import Wish
from tests.factories import make_document
from tests.summarize.test_long_documents import long_document, thirds

ENGLISH = make_document(
    "Northwind bought the plant in Leith from Acme for 12 million euros in May. "
    "The plant in Leith makes bearings for the mills of the whole valley. "
    "Two hundred workers of the plant in Leith will keep their jobs for three years."
)
CHINESE = make_document(
    "北风公司于五月以一千二百万元收购了青岛轴承工厂。青岛轴承工厂为整个山谷的水磨生产轴承。"
    "工厂的两百名工人将在三年内保住工作。",
    "zh",
)


@dataclass
class FirstLine:
    """Writes the first line that it reads, and remembers what it was given."""

    producer: str = "first-line@1"
    calls: list[tuple[tuple[str, ...], Wish]] = field(default_factory=list)

    def write(self, texts: Sequence[str], wish: Wish) -> list[str]:
        self.calls.append((tuple(texts), wish))
        return [text.split("\n")[0] for text in texts]


@dataclass
class Says:
    """Writes the same whatever it reads."""

    text: str
    producer: str = "says@1"

    def write(self, texts: Sequence[str], wish: Wish) -> list[str]:
        return [self.text for _ in texts]


@pytest.mark.parametrize("document", [ENGLISH, CHINESE])
def test_a_writer_reads_the_sentences_and_its_words_get_their_grounds(document: Document) -> None:
    writer = FirstLine()

    digest = digest_document(document, writer=writer)

    [((text,), wish)] = writer.calls
    assert text.split("\n") == [document.quote(span) for span in document.sentences]
    assert (wish.form, wish.language) == ("abstract", document.language)
    assert digest.producer == "first-line@1" and digest.notes == ()
    assert [one.text for one in digest.sentences] == [document.quote(document.sentences[0])]
    assert digest.sentences[0].evidence[0].span == document.sentences[0]


def test_what_the_text_does_not_bear_is_replaced_by_a_quote() -> None:
    digest = digest_document(ENGLISH, writer=Says("Acme bought the plant in Leith for 90 euros."))

    [sentence] = digest.sentences
    assert sentence.origin == "replaced"
    assert sentence.text in ENGLISH.text
    assert digest.faithfulness < 1


def test_a_writer_that_says_nothing_leaves_the_quotes_and_a_note() -> None:
    digest = digest_document(ENGLISH, writer=Says(""))

    assert digest.sentences == digest_document(ENGLISH).sentences
    assert "says@1" in digest.notes[0]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_long_document_is_written_of_by_thirds_and_says_what_was_left_out(language: str) -> None:
    document, writer = long_document(30, language), FirstLine()

    digest = digest_document(document, writer=writer)

    [(texts, _)] = writer.calls
    assert len(texts) == 3
    assert thirds(document, digest) == {0, 1, 2}
    assert f"of {len(document.sentences)} sentences" in digest.notes[0]


def test_many_documents_are_one_call_and_give_what_each_gives_alone() -> None:
    documents = [ENGLISH, make_document(ENGLISH.text.replace("Leith", "Oslo")), long_document(20)]
    writer = FirstLine()

    together = digest_documents(documents, writer=writer)

    assert together == [digest_document(document, writer=FirstLine()) for document in documents]
    assert len(writer.calls) == 2  # the long one has another wish


def test_a_headline_is_one_sentence_and_a_setting_caps_the_rest() -> None:
    document = long_document(20)
    few = SummarizeSettings(document_sentences=2)
    writer = Says("The plant in Oslo sold 1 pumps. The plant in Cork sold 3 cranes.")

    assert len(digest_document(document, form="headline", writer=writer).sentences) == 1
    assert len(digest_document(document, None, few, writer=writer).sentences) <= 2
