import re

import pytest

from briefbook.learn.encoder import Encoder
from briefbook.records import Answer, Document, Neighbourhood
from decide.answer import Grounds, answer
from decide.polarity import side_of
from decide.rank import Hit
from tests.decide.graph_records import AROUND, ENTITIES, NORTHWIND, OSLO, REGISTER, make_fact
from tests.factories import make_document, make_passages

NOTICE = make_document(
    "Statement of 6 November\n"
    "Northwind Trading has not paid invoice INV-7 yet.\n"
    "Northwind Trading may build a plant in Hull.\n"
    "The Bergen works of Northwind Trading is closed.\n"
    "Northwind Trading is a member of the Chamber of Commerce.",
    title="Notice",
)
CHINESE = make_document(
    "北风贸易公司没有在越南设厂，也没有迁厂计划。\n"
    "北风贸易公司是商会的会员单位。\n"
    "有人说，北风贸易公司可能收购哈罗铸造。",
    "zh",
    title="声明",
)


def ask(
    question: str, encoder: Encoder, documents: list[Document], around: Neighbourhood = AROUND
) -> Answer:
    hits = [Hit(passage, 0.03) for each in documents for passage in make_passages(each)]
    by_id = {each.id: each for each in (*documents, REGISTER)}
    return answer(question, Grounds(hits, by_id, [around]), encoder)


@pytest.mark.parametrize(
    ("question", "value", "word"),
    [
        ("Did Northwind Trading acquire Oslo Tools?", "yes", "acquired Oslo Tools"),
        ("Did Northwind Trading acquire Harrow Castings?", "no", "will not acquire"),
        ("Does Northwind Trading own Oslo Tools?", "yes", "acquired"),
        ("Does contract NW-1 end on 31 March 2026?", "yes", "31 March 2026"),
        ("Does contract NW-1 end on 30 June 2027?", "no", "31 March 2026"),
        ("北风贸易公司收购了奥斯陆工具公司吗？", "是", "acquired Oslo Tools"),
    ],
)
def test_facts_speak_for_or_against(question: str, value: str, word: str, encoder: Encoder) -> None:
    found = ask(question, encoder, [])

    assert (found.kind, found.values) == ("yes_no", (value,))
    assert word in found.sentences[0].evidence[0].quote


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Has Northwind Trading paid invoice INV-7?", "no"),
        ("Is the Bergen works of Northwind Trading open?", "no"),  # it is closed
        ("Is Northwind Trading a member of the Chamber of Commerce?", "yes"),
        ("北风贸易公司在越南有工厂吗？", "否"),
        ("北风贸易公司是商会的会员吗？", "是"),
    ],
)
def test_sentences_speak_for_or_against(question: str, value: str, encoder: Encoder) -> None:
    found = ask(question, encoder, [NOTICE, CHINESE])

    assert (found.kind, found.values) == ("yes_no", (value,))


@pytest.mark.parametrize(
    "question",
    [
        "Does Oslo Tools own Northwind Trading?",  # the other way round is no evidence
        "Does Harrow Castings supply Northwind Trading?",  # it may
        "Does Northwind Trading have a plant in Hull?",  # it may build one
        "Is Ada Byron married?",
        "北风贸易公司收购了哈罗铸造吗？",
        "北风贸易公司的食堂有空调吗？",
    ],
)
def test_silence_and_doubt_are_no_verdict(question: str, encoder: Encoder) -> None:
    found = ask(question, encoder, [NOTICE, CHINESE])

    assert found.abstained
    assert found.values == ()


def test_what_speaks_against_is_shown_and_what_was_said_later_decides(encoder: Encoder) -> None:
    words = "Northwind Trading acquired Oslo Tools in 2023."
    denied = make_fact(
        NORTHWIND, "ACQUIRED", OSLO, words, "negated", confidence=0.8, last_seen="2022-09-01"
    )
    stated = make_fact(NORTHWIND, "ACQUIRED", OSLO, words, confidence=0.7, last_seen="2023-11-01")
    around = Neighbourhood(NORTHWIND.id, ENTITIES, (denied, stated))

    found = ask("Did Northwind Trading acquire Oslo Tools?", encoder, [], around)

    assert found.values == ("yes",)
    assert [sentence.text[:8] for sentence in found.against] == ["Denied: "]
    assert found.confidence < 0.7  # it is disputed


@pytest.mark.parametrize(
    ("sentence", "side"),
    [
        ("acme has paid the invoice.", "for"),
        ("acme has not paid the invoice.", "against"),
        ("nobody paid the invoice.", "against"),
        ("acme may have paid the invoice.", "open"),
        ("a director asked whether acme had paid.", "open"),
        ("acme will have paid by june.", "open"),
        ("acme likes invoices.", None),
    ],
)
def test_a_sentence_asserts_denies_or_leaves_open(sentence: str, side: str | None) -> None:
    assert side_of("has acme paid?", sentence, [re.compile("paid")]) == side


def test_a_plan_answers_a_question_about_the_future() -> None:
    cues = [re.compile("pay")]

    assert side_of("will acme pay?", "acme will pay in june.", cues, future=True) == "for"
    assert side_of("does acme pay?", "acme will pay in june.", cues) == "open"
