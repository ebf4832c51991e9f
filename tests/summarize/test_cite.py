import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.records import Document, Mention, Reading, Relation, Sentence, Span
from summarize.cite import PRODUCER, Candidate, Grounded, align, cite, ground, unsupported
from summarize.written import cut
from tests.factories import make_document, make_mention

ENGLISH = make_document(
    "Acme did not approve the sale of Northwind to John Smith on 5 March 2004.\n"
    "Profit rose 5% to 1.13 billion dollars and sales fell 3%.\n"
    "Mary Brown, who joined in 1999, may leave the company in May.\n"
    "Acme bought Zenith for 1,200 pounds.\n"
    "The A320 jets of Zenith carry three hundred people.\n"
    "Well-known analysts expected a weaker year."
)
CHINESE = make_document(
    "北京海华公司董事会未批准收购北风集团的方案。\n"
    "2004年3月5日，总经理王伟表示，公司利润增长5%，达到三百万元，销售额下降3%。\n"
    "李明将于五月辞去董事长职务。\n"
    "海华公司拟以两亿元出售天马大学附近的土地。\n"
    "《经济日报》报道了此事，记者采访了陈强。",
    language="zh",
)


def _candidates(*documents: Document) -> list[Candidate]:
    """A candidate for each line: its full stops may stand in figures."""
    return [(each, block.span) for each in documents for block in each.blocks]


def _ground(text: str, *documents: Document) -> Grounded:
    return ground(text, _candidates(*(documents or (ENGLISH, CHINESE))), producer="writer@1")


BORNE = [
    "Acme did not approve the sale of Northwind to John Smith.",
    "Acme didn't approve the sale of Northwind.",
    "Profit rose 5% and sales fell 3%.",
    "Profit rose five per cent to $1.13bn.",
    "Profit rose ５％.",
    "Mary Brown may leave the company in May.",
    "Mary Brown joined in 1999.",
    "Zenith was bought by Acme for 1200 pounds.",
    "Zenith's A320 jets carry 300 people.",
    "Zenith jets carry three hundred people",
    "Acme buys Zenith",
    "Analysts expected a weaker year.",
    "海华公司董事会未批准收购北风集团的方案。",
    "总经理王伟表示，公司利润增长5%，达到300万元。",
    "公司利润达到3,000,000元。",
    "李明将于5月辞去董事长职务。",
    "海华公司拟以2亿元出售土地。",
    "海华公司拟以２亿元出售土地",
]

NOT_BORNE = [
    # names
    "Acme did not approve the sale of Northwind to John Brown.",
    "Acme did not approve the sale of Southwind to John Smith.",
    "Microsoft bought Zenith for 1,200 pounds.",
    "Zenith's A330 jets carry 300 people.",
    "Zenith bought Acme for 1,200 pounds.",
    "Acme was bought by Zenith for 1200 pounds.",
    "总经理张强表示，公司利润增长5%。",
    "总经理王明表示，公司利润增长5%。",
    "海天公司拟以2亿元出售土地。",
    "《人民日报》报道了此事。",
    # figures, units, magnitudes
    "Profit rose 15% and sales fell 3%.",
    "Profit rose 3% and sales fell 5%.",
    "Profit rose 5% to $1.13m.",
    "Profit rose 5 to 1.13 billion dollars.",
    "Acme bought Zenith for 1,200 dollars.",
    "Acme bought Zenith for 12,000 pounds.",
    "Zenith's A320 jets carry more than 300 people.",
    "Zenith's A320 jets carry thirty people.",
    "公司利润增长3%，销售额下降5%。",
    "公司利润达到三千万元。",
    "公司利润达到三百万美元。",
    # dates
    "Acme did not approve the sale of Northwind on 6 March 2004.",
    "Acme did not approve the sale of Northwind on Monday.",
    "Mary Brown, who joined in 1998, may leave the company.",
    "Mary Brown may leave the company in June.",
    "李明将于6月辞去董事长职务。",
    # denials, doubts, directions
    "Acme approved the sale of Northwind to John Smith.",
    "Acme did not buy Zenith for 1,200 pounds.",
    "Mary Brown left the company in May.",
    "Mary Brown will leave the company in May.",
    "Profit fell 5% to 1.13 billion dollars.",
    "Acme sold Zenith for 1,200 pounds.",
    "海华公司董事会批准收购北风集团的方案。",
    "海华公司拟不以2亿元出售土地。",
    "海华公司以2亿元出售土地。",
    "李明辞去董事长职务。",
    "公司利润下降5%。",
    # what does not belong together
    "Mary Brown bought Zenith for 1,200 pounds.",
    "John Smith joined in 1999.",
    # no sentence
    "Zenith jets carry Zenith jets carry Zenith jets carry three hundred people.",
    "Acme bought bought Zenith.",
    "Acme bought Zenith (for 1,200 pounds.",
    "Acme bought Zenith for 1,200 pou",
    "The A320 jets of Zenith car",
    "The A320 jets of Zenith carry the",
    "people three of carry jets hundred A320 Zenith the The",
    "Something else entirely was going on elsewhere.",
]


@pytest.mark.parametrize("text", BORNE)
def test_what_the_evidence_bears_stays_as_it_was_written(text: str) -> None:
    grounded = _ground(text)

    [sentence] = grounded.sentences
    assert (sentence.text, sentence.origin, grounded.replaced) == (text, "written", 0)
    assert {piece.producer for piece in sentence.evidence} == {"writer@1"}
    assert grounded.faithfulness >= 0.75


@pytest.mark.parametrize("text", NOT_BORNE)
def test_what_the_evidence_does_not_bear_gives_way_to_a_quote(text: str) -> None:
    grounded = _ground(text)

    [sentence] = grounded.sentences
    assert (sentence.origin, grounded.replaced) == ("replaced", 1)
    assert sentence.text == sentence.evidence[0].quote
    assert sentence.evidence[0].producer == PRODUCER == "summarize.select@3"


@pytest.mark.parametrize(
    ("wrong", "start"),
    [
        ("Acme sold Zenith for 1,200 pounds.", "Acme bought Zenith"),
        ("总经理张强表示，公司利润增长5%。", "2004年3月5日，总经理王伟"),
    ],
)
def test_the_quote_shown_instead_is_the_one_that_says_most_of_the_same(
    wrong: str, start: str
) -> None:
    [sentence] = _ground(wrong).sentences

    assert sentence.text.startswith(start)


@pytest.mark.parametrize("document", [ENGLISH, CHINESE])
def test_a_text_that_repeats_its_source_is_quoted(document: Document) -> None:
    quotes = [document.quote(span) for _, span in _candidates(document)]

    grounded = _ground("".join(quotes[:3]), document)

    assert [sentence.text for sentence in grounded.sentences] == quotes[:3]
    assert {sentence.origin for sentence in grounded.sentences} == {"quoted"}
    assert (grounded.faithfulness, grounded.replaced) == (1.0, 0)


def test_a_failing_sentence_is_dropped_where_its_quote_is_in_the_digest() -> None:
    grounded = _ground("Acme bought Zenith for 1,200 pounds. Acme bought Zenith for 1,300 pounds.")

    assert [sentence.origin for sentence in grounded.sentences] == ["quoted"]
    assert (grounded.replaced, grounded.dropped) == (0, 1)


def test_faithfulness_is_the_share_that_is_borne_before_anything_is_replaced() -> None:
    whole = _ground("Acme bought Zenith for 1,200 pounds.")
    part = _ground("Acme bought Zenith for 1,300 pounds.")
    none = _ground("Acme bought bought Zenith.")

    assert whole.faithfulness == 1.0
    assert part.faithfulness == pytest.approx(3 / 4)
    assert none.faithfulness == 0.0


def test_nothing_written_and_nothing_to_cite_give_no_sentences() -> None:
    assert _ground("  \n").sentences == ()
    assert ground("Acme met.", [], producer="w@1").sentences == ()


def test_the_number_of_a_clause_is_no_evidence() -> None:
    document = make_document("7. The buyer pays the seller in full.")

    [sentence] = _ground("The buyer pays the seller 7 in full.", document).sentences

    assert sentence.origin == "replaced"
    assert sentence.text == "The buyer pays the seller in full."


def test_at_most_three_source_sentences_are_aligned_the_best_first() -> None:
    candidates = _candidates(ENGLISH)

    chosen = align("Mary Brown joined Acme, Zenith and Northwind and sales fell", candidates)

    assert 1 <= len(chosen) <= 3
    assert set(chosen) <= set(candidates)
    assert align("qqq", candidates) == ()
    assert align("Mary Brown may leave in May.", candidates)[0] == candidates[2]


def _mentions(document: Document, *words: str) -> tuple[Mention, ...]:
    return tuple(make_mention(document, each, "Organization") for each in words)


def test_names_that_the_graph_or_the_extractor_knows_must_be_in_the_evidence() -> None:
    document = make_document(
        "青山与绿水签署了采购协议并支付货款。\n双方随后在当地举行仪式。", language="zh"
    )
    text = "青山与绿水湾签署了采购协议并支付货款。"
    reading = Reading(document.id, _mentions(document, "青山", "绿水"), ())

    def grounded(names: tuple[str, ...]) -> tuple[str, ...]:
        found = ground(
            text,
            _candidates(document),
            producer="w@1",
            readings={document.id: reading},
            names=names,
        )
        return tuple(sentence.origin for sentence in found.sentences)

    assert grounded(()) == ("written",)
    assert grounded(("绿水湾",)) == ("replaced",)


def test_a_tie_that_the_extractor_read_as_planned_is_not_stated_as_done() -> None:
    document = make_document("Acme has its eye on the purchase of Northwind.")
    acme, northwind = _mentions(document, "Acme", "Northwind")
    evidence = document.evidence(document.blocks[0].span, producer="test@1", score=0.9)
    tie = Relation("rel-1", "OWNS", acme.id, northwind.id, evidence, assertion="planned")
    reading = Reading(document.id, (acme, northwind), (tie,))

    def origins(readings: dict[str, Reading]) -> list[str]:
        text = "Acme has the purchase of Northwind."
        found = ground(text, _candidates(document), producer="w@1", readings=readings)
        return [sentence.origin for sentence in found.sentences]

    assert origins({}) == ["written"]
    assert origins({document.id: reading}) == ["replaced"]


def test_names_of_two_documents_are_not_told_as_one_story() -> None:
    one = make_document("Acme bought Zenith for 1,200 pounds.")
    other = make_document("Globex opened a plant in Leeds in 1987.")

    [sentence] = _ground("Globex bought Zenith in 1987.", one, other).sentences

    assert sentence.origin == "replaced"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Acme met Globex in 1987.", ("Globex", "1987")),
        ("Nokia bought Zenith for $1.2bn.", ("Nokia", "1.2bn")),
        ("Acme bought Zenith for twelve hundred pounds.", ()),
        ("Acme's Zenith cost 1200 pounds.", ()),
        ("The A330 of Acme", ("A330",)),
        ("Zenith cost three thousand pounds.", ("three thousand",)),
        ("《论语》值五百元", ("《论语》", "五百")),
        ("北海公司", ("北海公司",)),
        ("总经理赵刚", ("赵刚",)),
        ("However, Acme bought Zenith.", ()),
    ],
)
def test_names_and_figures_that_the_quotes_lack_are_told(
    text: str, missing: tuple[str, ...]
) -> None:
    span = Span(ENGLISH.text.index("Acme bought"), ENGLISH.text.index("The A320"))
    sentence = Sentence(text, (ENGLISH.evidence(span, producer="w@1", score=1.0),), "written")

    assert unsupported(sentence) == missing


def test_a_quote_supports_itself() -> None:
    for document, span in _candidates(ENGLISH, CHINESE):
        assert unsupported(cite(document, span, score=1.0)) == ()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Mr. Smith met J. Doe of Acme Inc. in May. It rained.", 2),
        ("Profit rose to 1.5 million. Sales fell.", 2),
        ("利润增长。销售下降！为什么？", 3),
        ("First line\nSecond line", 2),
        ("One.Two is glued.", 2),
    ],
)
def test_written_texts_are_cut_into_sentences(text: str, pieces: int) -> None:
    assert len(list(cut(text, []))) == pieces


_WORDS = [
    word
    for document in (ENGLISH, CHINESE)
    for line in document.text.split("\n")
    for word in (line.split() if document is ENGLISH else [line[i : i + 3] for i in range(40)])
    if word
]
_OTHERS = [
    "Globex",
    "Paris",
    "17",
    "€9m",
    "twelve",
    "张强",
    "五百万元",
    "not",
    "A99",
    "Monday",
    "(",
    ".",
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(_WORDS + _OTHERS), min_size=1, max_size=25),
    st.sampled_from(["", " "]),
    st.integers(0, 5),
)
def test_no_name_or_figure_leaves_that_the_evidence_lacks(
    words: list[str], joint: str, lines: int
) -> None:
    random.Random(lines).shuffle(words)

    _assert_grounded(joint.join(words))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_at_all_can_be_grounded(text: str) -> None:
    _assert_grounded(text)


def _assert_grounded(text: str) -> None:
    grounded = _ground(text)
    again = _ground(text)

    assert grounded == again
    assert 0.0 <= grounded.faithfulness <= 1.0
    documents = {document.id: document for document in (ENGLISH, CHINESE)}
    for sentence in grounded.sentences:
        assert unsupported(sentence) == ()
        for piece in sentence.evidence:
            assert documents[piece.document_id].quote(piece.span) == piece.quote
