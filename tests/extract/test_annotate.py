"""Readings as a whole: exact, flat, stable, and the same for any batch."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefbook.errors import SettingsError
from briefbook.ids import make_id
from briefbook.records import encode
from extract.annotate import PRODUCERS, annotate, fingerprint
from extract.candidate import Candidate, flatten
from extract.pieces import MAX_PIECE, read_pieces
from extract.settings import ExtractSettings
from extract.trained import model_versions
from tests.extract.factories import make_document

MIXED = """Meridian Flow Group plc (“Meridian”) acquired Oxley Engineering Ltd on 3 March 2025.

Helen Carter, chief executive of Meridian, met 张伟 in Suzhou. She paid £2.5 million.

华信阀门有限公司总经理张伟与Northern Water Ltd签订了编号为HX-2024-031的合同。

Name\tCompany\tPhone
李娜\t华信阀门有限公司\t0512-62880000"""


def test_one_reading_for_each_document_in_order() -> None:
    documents = [make_document("Leeds."), make_document("上海。", "zh"), make_document("12")]

    readings = list(annotate(documents))

    assert [reading.document_id for reading in readings] == [one.id for one in documents]


def test_mentions_are_exact_flat_and_sorted() -> None:
    document = make_document(MIXED)

    [reading] = annotate([document])

    spans = [mention.evidence.span for mention in reading.mentions]
    assert len(spans) > 15
    assert all(left.end <= right.start for left, right in zip(spans, spans[1:], strict=False))
    for mention in reading.mentions:
        span = mention.evidence.span
        assert document.quote(span) == mention.evidence.quote
        assert mention.id == make_id("men", document.id, span.start, span.end, mention.label)
        assert mention.evidence.producer in (*PRODUCERS, *model_versions(ExtractSettings()))


def test_relations_name_mentions_of_their_reading() -> None:
    [reading] = annotate([make_document(MIXED)])

    ids = {mention.id for mention in reading.mentions}
    assert reading.relations
    for relation in reading.relations:
        assert {relation.head, relation.tail} <= ids
        assert relation.id == make_id("rel", relation.predicate, relation.head, relation.tail)
        assert relation.evidence.producer in (*PRODUCERS, *model_versions(ExtractSettings()))


@pytest.mark.parametrize("batch_size", [1, 2, 7])
def test_the_batch_changes_nothing(batch_size: int) -> None:
    documents = [make_document(MIXED), make_document("Leeds and 上海.", "en")]

    whole = list(annotate(documents))
    parts = list(annotate(documents, settings=ExtractSettings(batch_size=batch_size)))
    turned = list(annotate(reversed(documents)))

    assert encode(whole) == encode(parts) == encode(turned[::-1])


def test_scores_can_be_asked_to_be_higher() -> None:
    strict = ExtractSettings(min_mention_score=0.9, min_relation_score=0.9)

    [reading] = annotate([make_document(MIXED)], settings=strict)

    assert reading.mentions
    assert all(mention.evidence.score >= 0.9 for mention in reading.mentions)


def test_the_fingerprint_names_what_changes_results_only() -> None:
    defaults = ExtractSettings()

    assert fingerprint(defaults) == fingerprint(replace(defaults, batch_size=3, threads=2))
    assert fingerprint(defaults) != fingerprint(replace(defaults, min_mention_score=0.7))


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(SettingsError, match="batch_size"):
        ExtractSettings(batch_size=0)
    with pytest.raises(SettingsError, match="chinese_share"):
        ExtractSettings(chinese_share=2.0)


def test_pieces_have_a_language_each_and_no_tabs() -> None:
    pieces = list(read_pieces(make_document(MIXED), chinese_share=0.3))

    assert {piece.language for piece in pieces} == {"en", "zh"}
    assert all("\t" not in piece.text and "\n" not in piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.is_cell][:3] == ["Name", "Company", "Phone"]


def test_an_endless_line_is_cut_into_pieces() -> None:
    text = "word " * 3_000
    document = make_document(text)

    pieces = list(read_pieces(document, chinese_share=0.3))

    assert all(len(piece.text) <= MAX_PIECE for piece in pieces)
    assert all(document.quote(piece.span) == piece.text for piece in pieces)
    assert sum(piece.text.count("word") for piece in pieces) == 3_000


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="ABab ,.()“”'\t\n公司张伟与2年月日0 Ltd£%@\u3000\U0001f600", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    if not text.strip():
        return
    document = make_document(text)

    [reading] = annotate([document])

    assert all(document.quote(one.evidence.span) == one.evidence.quote for one in reading.mentions)


candidates = st.builds(
    lambda start, size, score: Candidate(start, start + size, "Person", score, "rules@1"),
    st.integers(0, 30),
    st.integers(1, 10),
    st.sampled_from([0.5, 0.7, 0.9]),
)


@given(st.lists(candidates, max_size=12))
def test_flattening_keeps_the_best_whatever_the_order(found: list[Candidate]) -> None:
    kept = flatten(found)

    assert kept == flatten(found[::-1])
    assert all(left.end <= right.start for left, right in zip(kept, kept[1:], strict=False))
    if found:
        assert max(one.score for one in kept) == max(one.score for one in found)
