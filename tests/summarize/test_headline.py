import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.records import Document, Reading
from summarize.clauses import clauses
from summarize.digest import digest_document
from tests.factories import make_document, make_mention

PAPER = make_document(
    "Water mills lose a third of their power to friction in the bearings of the wheel. "
    "Earlier work has studied oils and greases for the bearings of such wheels. "
    "In this paper, we propose a method to measure friction in the bearings of water mills. "
    "The method was tried in eleven mills and the losses fell by half in most of them."
)
AUFSATZ = make_document(
    "目的 探讨水磨轴承摩擦损失的测量方法。采用三种润滑油在十一座水磨上进行了试验。"
    "结果表明,该方法能够准确测量轴承摩擦损失。",
    "zh",
)
MAIL = make_document(
    "Grace,\nPlease send me the revised lease agreement for the Rotterdam plant by Friday. "
    "I am in the office all week and you can reach me there.\nThanks,\nAda"
)


def parts(text: str) -> list[str]:
    return [text[span.start : span.end] for span in clauses(text)]


@pytest.mark.parametrize(
    ("document", "held"),
    [(PAPER, "friction in the bearings"), (AUFSATZ, "轴承摩擦损失"), (MAIL, "lease agreement")],
)
def test_a_headline_is_a_few_words_of_the_document(document: Document, held: str) -> None:
    digest = digest_document(document, form="headline")

    [headline] = digest.sentences
    [evidence] = headline.evidence
    assert digest.form == "headline"
    assert held in headline.text
    assert document.quote(evidence.span) == evidence.quote == headline.text
    assert headline.text not in [document.quote(span) for span in document.sentences]


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (make_document("Northwind Trading Company Rotterdam, which mills, mills."), "Northwind"),
        (make_document("北风贸易有限公司鹿特丹，磨坊，磨坊。", "zh"), "北风贸易有限公司"),
    ],
)
def test_a_headline_is_more_than_a_name(document: Document, name: str) -> None:
    quoted = digest_document(document, form="headline").sentences[0].text
    mention = make_mention(document, quoted, "Organization")
    reading = Reading(document.id, (mention,), ())

    [headline] = digest_document(document, reading, form="headline").sentences

    assert name in quoted
    assert headline.text != quoted


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("In this paper, we propose a method to weigh mills.", "a method to weigh mills"),
        ("Please send me the lease agreement by Friday.", "the lease agreement"),
        ("目的 探讨超声在儿科救治中的应用.", "超声在儿科救治中的应用"),
        ("针对该问题,提出了一种基于图的检索方法.", "基于图的检索方法"),
    ],
)
def test_what_leads_up_to_the_point_can_be_left_out(text: str, part: str) -> None:
    assert part in parts(text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The board said that Northwind will not buy the plant in Leith.", "buy the plant"),
        (
            "The board denied that Northwind bought the plant in Leith.",
            "Northwind bought the plant",
        ),
        (
            "Northwind buys the plant in Leith if the bank agrees.",
            "Northwind buys the plant in Leith",
        ),
        ("董事会否认北风公司收购了青岛工厂,并要求更正。", "北风公司收购了青岛工厂"),
        ("如果银行同意,北风公司收购青岛工厂。", "北风公司收购青岛工厂"),
        ("Ada sold the mill to Northwind in the spring of the year.", "Ada sold the mill"),
    ],
)
def test_what_turns_the_meaning_is_never_cut_away(text: str, wrong: str) -> None:
    assert wrong not in parts(text)
    assert parts(text)


@given(st.text('ab AB,.:;()"the of 提出了的不，。（）1', max_size=60).filter(str.strip))
def test_parts_lie_inside_their_sentence_and_are_all_different(text: str) -> None:
    found = list(clauses(text))

    assert found
    assert len(set(found)) == len(found)
    assert all(span.end <= len(text) for span in found)
