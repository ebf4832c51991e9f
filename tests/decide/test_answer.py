from pathlib import Path

import pytest

from briefbook.learn.encoder import Encoder
from briefbook.records import Answer, Document, Entity, Fact, Mention, Neighbourhood, Span
from decide.answer import Grounds, answer
from decide.search import open_index
from decide.settings import DecideSettings
from tests.factories import make_document, make_passages

LEASE = make_document(
    "The lease of the warehouse in Rotterdam was signed by Northwind Trading in May 2022.\n"
    "The lease of the warehouse ends on 31 March 2027 and may be extended once by two years.\n"
    "The rent of 12,500 euros is due on the first day of each month.",
    title="Lease of the warehouse",
)
SUPPLY = make_document(
    "供货合同由华北轴承有限公司与北风贸易公司于2024年5月3日签订。\n"
    "华北轴承有限公司的总经理是王建国。\n付款期限为收货后三十天，逾期按日计算违约金。",
    "zh",
    title="供货合同",
)
MINUTES = make_document(
    "The board met on Monday and chose Hargreaves Audit as the new auditor.\n"
    "The canteen will be closed for repairs during the whole of August.",
    title="Minutes of the board",
)
DOCUMENTS = (LEASE, SUPPLY, MINUTES)


@pytest.fixture(scope="module")
def folder(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("passages")
    with open_index(folder) as index:
        index.add({document.id: make_passages(document) for document in DOCUMENTS}, encoder)
        index.finish()
    return folder


def ask(question: str, folder: Path, encoder: Encoder) -> Answer:
    with open_index(folder) as index:
        hits = index.search(question, encoder, limit=8)
    return answer(question, Grounds(hits, {each.id: each for each in DOCUMENTS}), encoder)


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("When does the lease of the warehouse end?", "31 March 2027"),
        ("How much is the rent of the warehouse?", "12,500 euros"),
        ("Who is the new auditor?", "Hargreaves Audit"),
        ("When will the canteen be closed?", "August"),
        ("华北轴承有限公司的总经理是谁？", "王建国"),
        ("供货合同是什么时候签订的？", "2024年5月3日"),
        ("付款期限是多少天？", "三十天"),
    ],
)
def test_an_answer_quotes_the_sentence_that_says_it(
    question: str, quoted: str, folder: Path, encoder: Encoder
) -> None:
    found = ask(question, folder, encoder)

    assert quoted in found.sentences[0].text
    by_id = {document.id: document for document in DOCUMENTS}
    for sentence in found.sentences:
        [evidence] = sentence.evidence
        assert by_id[evidence.document_id].quote(evidence.span) == sentence.text
    assert found.confidence == pytest.approx(found.sentences[0].evidence[0].score, abs=1e-4)


@pytest.mark.parametrize(
    "question",
    [
        "Who won the football cup in 1998?",
        "What is the boiling point of mercury?",
        "How many employees does Globex Corporation have in Brazil?",
        "When did Marie Curie receive the Nobel Prize?",
        "珠穆朗玛峰有多高？",
        "唐朝是哪一年建立的？",
        "蓝天航空公司的董事长是谁？",
    ],
)
def test_the_archive_does_not_say_what_is_not_in_it(
    question: str, folder: Path, encoder: Encoder
) -> None:
    found = ask(question, folder, encoder)

    assert found.abstained
    assert found.confidence < DecideSettings().min_confidence


def test_without_passages_there_is_no_answer(encoder: Encoder) -> None:
    empty = answer("Who leads?", Grounds((), {}), encoder)

    assert empty.abstained and empty.confidence == 0.0
    assert answer("???", Grounds((), {}), encoder).abstained


def test_an_answer_is_the_same_each_time(folder: Path, encoder: Encoder) -> None:
    question = "When does the lease of the warehouse end?"

    assert ask(question, folder, encoder) == ask(question, folder, encoder)


BYRON = Entity("ent-b", "Person", "Ada Byron", ("艾达·拜伦",), ("men-1",))
NORTHWIND = Entity("ent-n", "Organization", "Northwind Trading", ("北风贸易公司",), ("men-2",))
OSLO = Entity("ent-o", "Location", "Oslo", (), ("men-3",))
REGISTER = make_document("Ada Byron heads Northwind Trading. Northwind Trading has left Oslo.")


def make_fact(
    predicate: str, subject: Entity, object_: Entity, span: Span, assertion: str = "asserted"
) -> Fact:
    evidence = REGISTER.evidence(span, producer="test@1", score=0.9)
    return Fact(
        f"fac-{predicate}",
        subject.id,
        predicate,
        object_.id,
        (evidence,),
        0.8,
        assertion,  # type: ignore[arg-type]
    )


AROUND = Neighbourhood(
    NORTHWIND.id,
    (BYRON, NORTHWIND, OSLO),
    (
        make_fact("HEADS", BYRON, NORTHWIND, Span(0, 34)),
        make_fact("LOCATED_IN", NORTHWIND, OSLO, Span(35, 67), "negated"),
    ),
)


@pytest.mark.parametrize(
    ("question", "worded"),
    [
        (
            "Who is the head of Northwind Trading?",
            "Ada Byron heads Northwind Trading: “Ada Byron heads Northwind Trading.”",
        ),
        (
            "北风贸易公司的负责人是谁？",
            "艾达·拜伦领导北风贸易公司：“Ada Byron heads Northwind Trading.”",
        ),
    ],
)
def test_facts_of_the_graph_answer_in_the_language_of_the_question(
    question: str, worded: str, encoder: Encoder
) -> None:
    found = answer(question, Grounds((), {}, [AROUND]), encoder)

    [sentence] = found.sentences
    assert sentence.text == worded
    assert sentence.evidence == AROUND.facts[0].evidence
    assert found.confidence == 0.8


@pytest.mark.parametrize(
    "question",
    [
        "Where is Northwind Trading located?",  # the archive says where it is not
        "When did Ada Byron become head of Northwind Trading?".replace("Ada Byron", "the boss"),
        "Who founded Northwind Trading?",
        "Who heads Globex?",
        "Who will succeed Ada Byron as head of Northwind Trading?",  # not herself
        "Who heads the Bergen warehouse of Northwind Trading?",  # its head is not asked for
    ],
)
def test_facts_that_do_not_fit_the_question_are_not_stated(question: str, encoder: Encoder) -> None:
    assert answer(question, Grounds((), {}, [AROUND]), encoder).abstained


def test_mentions_tell_whether_a_sentence_holds_what_is_asked_for(
    folder: Path, encoder: Encoder
) -> None:
    question = "华北轴承有限公司的总经理是谁？"
    with open_index(folder) as index:
        hits = index.search(question, encoder, limit=8)
    documents: dict[str, Document] = {each.id: each for each in DOCUMENTS}
    start = SUPPLY.text.index("王建国")
    evidence = SUPPLY.evidence(Span(start, start + 3), producer="test@1", score=0.9)
    mention = Mention("men-w", "Person", "王建国", evidence)

    with_name = answer(question, Grounds(hits, documents, (), {SUPPLY.id: [mention]}), encoder)
    without = answer(question, Grounds(hits, documents, (), {SUPPLY.id: []}), encoder)

    assert with_name.confidence > without.confidence
