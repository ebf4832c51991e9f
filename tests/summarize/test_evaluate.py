"""Digests are scored against what people wrote, and told apart from baselines."""

import pytest

from briefbook.errors import RecordError
from briefbook.measure.rouge import measure_rouge
from briefbook.records import Block, Digest, Document, Sentence, Span
from summarize.baselines import body_sentences, lead, text_rank
from summarize.evaluate import score_baselines, score_digests, told
from summarize.pairs import Pair

_TEXT = "Acme Pumps bought Northwind for 3 million euros. It rained on Monday. 华信收购北风。"
_SPANS = (Span(0, 48), Span(49, 69), Span(70, 77))


def document(text: str = _TEXT, spans: tuple[Span, ...] = _SPANS) -> Document:
    return Document("doc_1", "a.txt", "text/plain", "en", "", text, sentences=spans)


def digest(*sentences: Sentence) -> Digest:
    return Digest("document", "doc_1", sentences, "test@1")


def quoted(span: Span) -> Sentence:
    evidence = document().evidence(span, producer="test@1", score=1.0)
    return Sentence(evidence.quote, (evidence,))


def written(text: str, span: Span) -> Sentence:
    return Sentence(text, quoted(span).evidence, "written")


def test_digests_are_held_against_what_people_wrote_in_either_language() -> None:
    pairs = [
        Pair("a", _TEXT, ("Acme Pumps bought Northwind for 3 million euros.", "Rain.")),
        Pair("b", _TEXT, ("华信收购北风",), "headline", "zh"),
    ]

    scores = score_digests(pairs, [digest(quoted(_SPANS[0])), digest(quoted(_SPANS[2]))])

    report = scores.report
    assert report["rouge1"] == report["rouge2"] == report["rougeL"] == 1.0
    assert report["count"] == 2
    assert report["forms"] == {"abstract": 1, "headline": 1}
    assert report["languages"] == {"en": 1, "zh": 1}
    assert report["words"] == (8 + 3) / 2
    assert [(part["form"], part["count"]) for part in report["parts"]] == [
        ("abstract", 1),
        ("headline", 1),
    ]


def test_of_several_references_the_first_is_told_besides() -> None:
    several = Pair("a", _TEXT, ("Snow fell.", "It rained on Monday."))

    report = score_digests([several], [digest(quoted(_SPANS[1]))]).report
    single = score_digests([Pair("a", _TEXT, ("Rain.",))], [digest(quoted(_SPANS[1]))]).report

    assert report["rouge1"] == 1.0
    assert report["first_reference"] == {"rouge1": 0.0, "rouge2": 0.0, "rougeL": 0.0}
    assert "first_reference" not in single


def test_what_the_evidence_does_not_hold_is_counted_and_shown() -> None:
    invented = written("Initech bought Northwind for 4 million euros.", _SPANS[0])
    sound = written("Acme bought Northwind.", _SPANS[0])

    report = score_digests([Pair("a", _TEXT, ("x",))], [digest(invented, sound)]).report

    assert report["origins"] == {"quoted": 0.0, "written": 1.0, "replaced": 0.0}
    assert report["unsupported"]["sentences"] == 1
    assert report["unsupported"]["names_and_figures"] == 2
    [first] = report["unsupported"]["first"]
    assert "Initech" in first["not_in_evidence"]


def test_a_text_without_a_digest_scores_nothing_and_is_counted() -> None:
    report = score_digests([Pair("a", "…", ("Rain.",))], [digest()]).report

    assert (report["rouge1"], report["empty"], report["sentences"]) == (0.0, 1, 0.0)


def test_baselines_are_told_with_how_far_ahead_digests_are() -> None:
    pairs = [Pair(str(number), _TEXT, (f"plant {number} opens",)) for number in range(20)]
    mine = measure_rouge([pair.summaries for pair in pairs], [pair.summaries[0] for pair in pairs])

    found = score_baselines(pairs, mine, {"lead-1": [["It rained."]] * 20})

    assert found["lead-1"]["rouge1"] == 0.0
    assert found["lead-1"]["words"] == 2
    assert found["lead-1"]["ahead"]["rouge1"]["difference"] == 1.0
    assert found["lead-1"]["ahead"]["rouge1"]["low"] == 1.0


def test_nothing_to_measure_is_refused() -> None:
    with pytest.raises(RecordError, match="no summaries"):
        score_digests([], [])
    with pytest.raises(RecordError, match="1 summaries of 2 items"):
        score_digests([Pair("a", "b", ("c",))] * 2, [digest()])


def test_a_digest_is_told_a_sentence_a_line() -> None:
    assert (
        told(digest(quoted(_SPANS[1]), quoted(_SPANS[2]))) == "It rained on Monday.\n华信收购北风。"
    )


def test_headings_are_no_first_sentences() -> None:
    text = "Ink in Asia\n\nThe state uses ink.\n\nIt works."
    spans = (Span(0, 11), Span(13, 32), Span(34, 43))
    blocks = (
        Block("heading", spans[0], level=1),
        Block("paragraph", spans[1]),
        Block("paragraph", spans[2]),
    )
    made = Document(
        *("doc_1", "a.txt", "text/plain", "en", "", text), blocks=blocks, sentences=spans
    )
    bare = Document(
        *("doc_2", "b.txt", "text/plain", "en", "", text[:11]),
        blocks=blocks[:1],
        sentences=spans[:1],
    )

    assert lead(body_sentences(made), 3) == ["The state uses ink.", "It works."]
    assert body_sentences(bare) == ["Ink in Asia"]


@pytest.mark.parametrize(
    "sentences",
    [
        [
            "Snow fell in the north.",
            "The board of Acme approved the budget of the pump plant.",
            "The budget pays for a pump plant.",
            "Acme makes pumps and approved nothing else.",
        ],
        [
            "北方下了雪。",
            "董事会批准了水泵工厂的年度预算。",
            "年度预算用于水泵工厂。",
            "董事会没有批准其他计划。",
        ],
    ],
)
def test_text_rank_chooses_what_the_others_say_most_of(sentences: list[str]) -> None:
    assert text_rank(sentences, 1) == [sentences[1]]
    assert sentences[0] not in text_rank(sentences, 3)
    assert text_rank(sentences, 3) == [one for one in sentences if one != sentences[0]]
    assert text_rank(sentences[:2], 3) == sentences[:2]


def test_text_rank_goes_by_place_where_nothing_is_shared() -> None:
    assert text_rank(["One.", "Two.", "…", "Four."], 2) == ["One.", "Two."]
