"""Relations become facts with all their evidence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.errors import RecordError
from briefbook.ids import make_id
from briefbook.records import Evidence, Reading, Span
from graph.facts import build_facts, confidence, strongest_first
from tests.graph.factories import Said, make_archive, make_reading

HELEN = "[Person: Helen Carter] works for [Organization: Acme Ltd]"
WORKS = Said("Helen Carter", "WORKS_FOR", "Acme Ltd")


def test_two_documents_that_agree_are_one_fact_with_two_pieces_of_evidence() -> None:
    archive = make_archive(
        make_reading("a", HELEN + ".", WORKS), make_reading("b", HELEN + " since May.", WORKS)
    )

    [fact] = archive.facts

    assert [e.document_id for e in fact.evidence] == sorted(make_id("doc", name) for name in "ab")
    assert fact.confidence == pytest.approx(0.96)  # 1 - 0.2 * 0.2


def test_english_and_chinese_statements_are_one_fact() -> None:
    english = make_reading(
        "a",
        "[Person: Wang Wei] ([Person: 王伟]) heads [Organization: Acme] ([Organization: 安科美])",
        Said("Wang Wei", "ALSO_KNOWN_AS", "王伟"),
        Said("Acme", "ALSO_KNOWN_AS", "安科美"),
        Said("Wang Wei", "HEADS", "Acme"),
    )
    chinese = make_reading(
        "b", "[Person: 王伟]任[Organization: 安科美]总经理", Said("王伟", "HEADS", "安科美")
    )

    [fact] = make_archive(english, chinese).facts

    assert (fact.predicate, len(fact.evidence)) == ("HEADS", 2)


def test_a_copied_sentence_counts_once_for_confidence() -> None:
    [fact] = make_archive(make_reading("a", HELEN, WORKS), make_reading("b", HELEN, WORKS)).facts

    assert len(fact.evidence) == 2
    assert fact.confidence == pytest.approx(0.8)


def test_what_is_denied_is_another_fact_than_what_is_asserted() -> None:
    archive = make_archive(
        make_reading("a", HELEN, WORKS),
        make_reading("b", HELEN, Said("Helen Carter", "WORKS_FOR", "Acme Ltd", "negated")),
    )

    assert sorted(fact.assertion for fact in archive.facts) == ["asserted", "negated"]


def test_a_symmetric_statement_is_one_fact_in_either_direction() -> None:
    text = "[Organization: Acme Ltd] and [Organization: Zenith plc]"
    archive = make_archive(
        make_reading("a", text, Said("Acme Ltd", "COOPERATES_WITH", "Zenith plc")),
        make_reading("b", text + "!", Said("Zenith plc", "COOPERATES_WITH", "Acme Ltd")),
    )

    [fact] = archive.facts

    assert fact.subject < fact.object


def test_a_thing_is_not_tied_to_itself() -> None:
    reading = make_reading(
        "a",
        "[Organization: Acme Ltd] owns [Organization: ACME Limited]",
        Said("Acme Ltd", "OWNS", "ACME Limited"),
    )

    assert make_archive(reading).facts == ()


def test_what_the_schema_refuses_once_labels_are_settled_is_no_fact() -> None:
    sure = [make_reading(str(n), "[Organization: Meridian]") for n in range(4)]
    slip = make_reading(
        "slip",
        "[Person: Meridian] works for [Organization: Acme]",
        Said("Meridian", "WORKS_FOR", "Acme"),
    )

    assert make_archive(*sure, slip).facts == ()


def test_a_fact_knows_when_it_was_first_and_last_seen() -> None:
    readings = [make_reading(name, HELEN, WORKS) for name in "abc"]
    dates = {
        make_id("doc", "a"): "2024-05-01",
        make_id("doc", "b"): "2023-02",
        make_id("doc", "c"): None,
    }

    [fact] = make_archive(*readings, dates=dates).facts

    assert (fact.first_seen, fact.last_seen) == ("2023-02", "2024-05-01")


def test_facts_less_certain_than_asked_are_left_out() -> None:
    archive = make_archive(make_reading("a", HELEN, WORKS))

    assert build_facts(archive.readings, archive.entities, dates={}, min_confidence=0.81) == ()
    assert build_facts(archive.readings, archive.entities, dates={}, min_confidence=0.8)


def test_a_relation_of_an_unknown_mention_is_refused() -> None:
    archive = make_archive(make_reading("a", HELEN, WORKS))
    [reading] = archive.readings
    broken = replace(reading, mentions=reading.mentions[:1])

    with pytest.raises(RecordError, match="names a mention of no reading"):
        build_facts([broken], archive.entities, dates={})


@pytest.mark.parametrize("nobody", ["the Lender", "甲方"])
def test_what_is_said_of_nobody_is_no_fact(nobody: str) -> None:
    said = Said("Meridian plc", "SUPPLIES", nobody)

    archive = make_archive(
        make_reading("a", f"[Organization: Meridian plc] [Organization: {nobody}]", said)
    )

    assert [entity.name for entity in archive.entities] == ["Meridian plc"]
    assert archive.facts == ()
    assert archive.rows()


READINGS = [make_reading(name, HELEN + name, WORKS) for name in "abcd"]


@given(st.permutations(READINGS))
def test_the_order_of_documents_does_not_matter(readings: list[Reading]) -> None:
    assert make_archive(*readings).facts == make_archive(*READINGS).facts


def _evidence(document: str, score: float, quote: str, start: int = 0) -> Evidence:
    span = Span(start, start + len(quote))
    return Evidence(document, span, (), quote, "test@1", score)


_EVIDENCE = st.builds(
    _evidence,
    st.sampled_from("abc"),
    st.floats(0, 1),
    st.sampled_from(["yes", "no", "签署于"]),
    st.integers(0, 3),
)


@given(st.lists(_EVIDENCE, min_size=1))
def test_more_evidence_never_lowers_confidence(evidence: list[Evidence]) -> None:
    ordered = strongest_first(evidence)

    assert min(0.99, ordered[0].score) - 1e-4 <= confidence(ordered) <= 0.99
    assert list(ordered) == sorted(ordered, key=lambda e: -e.score)
