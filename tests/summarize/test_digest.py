import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.records import (
    Digest,
    Document,
    Entity,
    Fact,
    Mention,
    Reading,
    Relation,
    Span,
)
from summarize.digest import (
    digest_archive,
    digest_cluster,
    digest_document,
    digest_entity,
    digest_period,
)
from summarize.settings import SummarizeSettings
from tests.factories import make_document, make_mention

LETTER = make_document(
    "# Delivery of bearings\n"
    "Dear Ms Novak,\n"
    "The delivery of bearings to the Rotterdam plant is two weeks late. "
    "The plant had to stop its second line because the bearings were missing. "
    "We had lunch at the harbour and the weather was fine all week. "
    "We ask for a refund of 12,500 euros for the late delivery of the bearings.\n"
    "Kind regards,\n"
    "Ada Byron",
    title="Late delivery of bearings",
)
NOTICE = make_document(
    "# 轴承交付\n"
    "尊敬的王先生：\n"
    "鹿特丹工厂的轴承交付已经延迟了两周。因为缺少轴承，工厂不得不停止第二条生产线。"
    "上周的天气很好，我们在港口吃了午饭。我们要求就轴承延迟交付退款一万两千五百欧元。\n"
    "此致敬礼",
    "zh",
    title="轴承延迟交付",
)


def texts(digest: Digest) -> list[str]:
    return [sentence.text for sentence in digest.sentences]


@pytest.mark.parametrize(
    ("document", "wanted", "unwanted"),
    [
        (LETTER, "two weeks late", ("Dear", "regards", "lunch")),
        (NOTICE, "延迟了两周", ("尊敬", "此致", "午饭")),
    ],
)
def test_a_digest_quotes_what_the_document_is_about(
    document: Document, wanted: str, unwanted: tuple[str, ...]
) -> None:
    digest = digest_document(document, None, SummarizeSettings(document_sentences=2))

    joined = " ".join(texts(digest))
    assert wanted in joined
    assert not any(word in joined for word in unwanted)
    for sentence in digest.sentences:
        [evidence] = sentence.evidence
        assert document.quote(evidence.span) == evidence.quote == sentence.text


ARTICLE = make_document(
    " ".join(
        f"{who} told the meeting in {place} that the {what} would have to be paid for by the town."
        for who, place, what in (
            ("Ada Byron", "Leith", "bridge"),
            ("Grace Hopper", "Oslo", "harbour"),
            ("Charles Babbage", "Rotterdam", "railway line"),
            ("Mary Somerville", "Lisbon", "water tower"),
            ("George Boole", "Cork", "new school"),
            ("Alan Turing", "Vienna", "reading room"),
            ("Emmy Noether", "Gdansk", "paper mill"),
            ("Sofia Brahe", "Turin", "old theatre"),
            ("Henri Poincaré", "Nancy", "iron works"),
            ("Sonya Kovalevsky", "Moscow", "observatory"),
            ("Max Planck", "Kiel", "lighthouse"),
            ("Lise Meitner", "Graz", "hospital"),
        )
    )
)


def test_sentences_stand_in_the_order_of_the_text() -> None:
    spans = [sentence.evidence[0].span for sentence in digest_document(ARTICLE).sentences]

    assert spans == sorted(spans)
    assert len(set(spans)) == len(spans) > 1


@pytest.mark.parametrize("document", [LETTER, NOTICE, ARTICLE])
def test_a_digest_is_shorter_than_its_document(document: Document) -> None:
    digest = digest_document(document, None, SummarizeSettings(document_sentences=50))

    assert 1 <= len(digest.sentences) <= len(document.sentences) / 2


def test_sentences_that_say_the_same_are_not_chosen_twice() -> None:
    merger = "The board approved the merger with Northwind on Monday."
    document = make_document(
        f"{merger} On Monday the board approved the merger with Northwind. "
        "Workers of both companies fear for their pensions and their jobs. "
        f"The merger with Northwind was approved by the board on Monday. {merger[:-1]} at last. "
        "A union leader said that nobody had asked the workers of the plant in Leith. "
    )

    chosen = texts(digest_document(document, None, SummarizeSettings(document_sentences=3)))

    assert len(chosen) > 1
    assert sum("merger" in text for text in chosen) == 1


def test_a_reading_draws_the_digest_to_names_and_relations() -> None:
    document = make_document(
        "Many things were said about the weather and the roads in spring. "
        "Many things were said about the food and the roads in autumn. "
        "Ada Byron heads Northwind and signed for Acme in Oslo."
    )
    byron, northwind = (
        make_mention(document, "Ada Byron", "Person"),
        make_mention(document, "Northwind", "Organization"),
    )
    relation = Relation("rel-1", "HEADS", byron.id, northwind.id, byron.evidence)
    reading = Reading(document.id, (byron, northwind), (relation,))
    one = SummarizeSettings(document_sentences=1, density=5.0)

    assert "heads Northwind" in texts(digest_document(document, reading, one))[0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("ab .\n你好。Ö9\t", max_size=30), max_size=8).map("\n".join))
def test_a_digest_is_empty_only_without_sentences(text: str) -> None:
    document = make_document(text or " ")

    digest = digest_document(document)

    assert bool(digest.sentences) == bool(document.sentences)
    assert digest == digest_document(document)


def test_a_hundred_pages_take_no_more_than_seconds() -> None:
    text = "\n".join(
        f"Clause {number} says that party {number % 7} pays {number} euros to party {number % 5}."
        for number in range(4000)
    )
    document = make_document(text)
    start = time.process_time()

    digest = digest_document(document)

    assert time.process_time() - start < 8
    assert digest.sentences


def make_fact(subject: str, object_: str, mention: Callable[[], Document], words: str) -> Fact:
    evidence = make_mention(mention(), words, "Organization").evidence
    return Fact(f"fac-{words}", subject, "HEADS", object_, (evidence,), 0.9)


def test_an_entity_is_told_by_its_facts_across_documents() -> None:
    first = make_document(
        "Ada Byron heads Northwind Trading since last spring. She likes the long walks."
    )
    second = make_document("Ada Byron also advises the board of Acme on bearings and steel.")
    mentions = [make_mention(document, "Ada Byron", "Person") for document in (first, second)]
    entity = Entity("ent-1", "Person", "Ada Byron", (), tuple(m.id for m in mentions))
    fact = make_fact("ent-1", "ent-2", lambda: first, "Northwind Trading")

    digest = digest_entity(
        entity, [fact], mentions, {document.id: document for document in (first, second)}
    )

    assert digest.kind == "entity" and digest.subject == "ent-1"
    assert texts(digest) == [
        "Ada Byron heads Northwind Trading since last spring.",
        "Ada Byron also advises the board of Acme on bearings and steel.",
    ]


def entity_of(*mentions: Mention) -> Entity:
    ids = tuple(sorted(mention.id for mention in mentions))
    return Entity("ent-1", "Person", mentions[0].text, (), ids)


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        (
            "From: Ada Byron <ada@northwind.example>\n"
            "Present: Ada Byron (Chair), Charles Babbage (Director)\n"
            "Ada Byron told the board that the Rotterdam plant will close in May.",
            "Ada Byron",
            "Ada Byron told the board that the Rotterdam plant will close in May.",
        ),
        (
            "发件人：李雷\n参加：李雷（质量经理）、韩梅梅（采购经理）\n"
            "李雷向董事会报告说鹿特丹工厂将于五月关闭。",
            "李雷",
            "李雷向董事会报告说鹿特丹工厂将于五月关闭。",
        ),
    ],
)
def test_an_entity_is_told_by_full_sentences_only(text: str, name: str, told: str) -> None:
    document = make_document(text)
    starts = [match.start() for match in re.finditer(name, text)]
    mentions = [
        replace(
            make_mention(document, name, "Person"),
            id=f"men-{start}",
            evidence=document.evidence(Span(start, start + len(name)), producer="t@1", score=0.9),
        )
        for start in starts
    ]

    digest = digest_entity(entity_of(*mentions), [], mentions, {document.id: document})

    assert len(mentions) == 3
    assert texts(digest) == [told]


def test_an_entity_that_is_only_listed_has_an_empty_digest() -> None:
    document = make_document("From: Ada Byron\nPresent: Ada Byron (Chair), Charles Babbage")
    mention = make_mention(document, "Ada Byron", "Person")

    assert digest_entity(entity_of(mention), [], [mention], {document.id: document}).sentences == ()


def test_copies_of_a_sentence_are_told_once_even_when_there_is_room() -> None:
    told = "Ada Byron sold her part of Northwind Trading to the bank."
    drafts = [make_document(f"{told} Draft number {n} was sent round.") for n in range(3)]
    mentions = [make_mention(draft, "Ada Byron", "Person") for draft in drafts]

    digest = digest_entity(entity_of(*mentions), [], mentions, {each.id: each for each in drafts})

    assert texts(digest) == [told]


def test_an_archive_is_heard_in_the_languages_of_its_documents() -> None:
    english = [
        make_document(f"Plant number {n} in Leith was closed by Northwind in the year {n + 2000}.")
        for n in range(6)
    ]
    chinese = [
        make_document(f"第{n}号轴承工厂由华北公司于{n + 2010}年在青岛正式投产运行。", "zh")
        for n in range(3)
    ]
    digests = [digest_document(document) for document in (*english, *chinese)]

    told = texts(digest_archive(digests, (), SummarizeSettings(archive_sentences=3)))

    assert ["工厂" in text for text in told] == [False, False, True]


def test_a_number_before_a_clause_is_not_quoted() -> None:
    document = make_document("(a) The Seller owns all the shares of the company in Leith.")

    [sentence] = digest_document(document).sentences

    assert sentence.text == "The Seller owns all the shares of the company in Leith."
    assert document.quote(sentence.evidence[0].span) == sentence.text


def test_an_archive_is_told_by_several_of_its_documents() -> None:
    digests = [digest_document(document) for document in (LETTER, NOTICE)]

    whole = digest_archive(digests, (), SummarizeSettings(archive_sentences=3))

    assert {s.evidence[0].document_id for s in whole.sentences} == {LETTER.id, NOTICE.id}
    assert whole == digest_archive(digests[::-1], (), SummarizeSettings(archive_sentences=3))
    assert digest_archive([]).sentences == ()


def plants(count: int) -> list[Document]:
    return [
        make_document(f"Plant number {n} in Leith was closed by Northwind in the year {n + 2000}.")
        for n in range(count)
    ]


def test_a_cluster_is_told_by_its_documents_in_any_order() -> None:
    documents = plants(3)
    digests = [digest_document(document) for document in documents]

    cluster = digest_cluster(digests)

    assert cluster.kind == "cluster"
    assert cluster.subject == ",".join(sorted(document.id for document in documents))
    assert cluster == digest_cluster(digests[::-1])
    assert {s.evidence[0].document_id for s in cluster.sentences} <= {d.id for d in documents}
    assert digest_cluster(digests, subject="plants").subject == "plants"


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("2024-03-01", "2024-03-31", {1}),
        ("2024-03", "", {1, 2}),
        ("2024", "2024-03", {0, 1}),
        ("2025", "", set()),
    ],
)
def test_a_period_is_told_by_the_documents_dated_in_it(
    since: str, until: str, told: set[int]
) -> None:
    documents = plants(4)
    dates = ["2024-02-29", "2024-03-15", "2024-04-01", None]
    dated = {document.id: date for document, date in zip(documents, dates, strict=True)}

    period = digest_period(
        [digest_document(document) for document in documents], dated, since, until
    )

    quoted = {sentence.evidence[0].document_id for sentence in period.sentences}
    assert quoted == {documents[n].id for n in told}
    assert period.kind == "period"
    assert period.subject == (f"{since}/{until}" if until else since)
    assert period.notes == ("without a date, and so left out: 1 documents",)
