"""What the tuned extractor claims is kept where it can be trusted."""

import pytest

from briefbook.records import Assertion, Document, Mention, Span
from extract.candidate import Candidate
from extract.claims import Claim
from extract.joint_claims import join_claims
from extract.mentions import make_mention
from tests.extract.factories import make_document

TUNED, PATTERNS = "briefbook-relations@1", "patterns"


def mention(document: Document, text: str, label: str) -> Mention:
    start = document.text.index(text)
    return make_mention(document, Candidate(start, start + len(text), label, 0.9, "tagger"))


def claim(
    document: Document,
    predicate: str,
    head: tuple[str, str],
    tail: tuple[str, str],
    *,
    score: float = 0.9,
    assertion: Assertion = "asserted",
    producer: str = TUNED,
) -> Claim:
    ends = mention(document, *head), mention(document, *tail)
    return Claim(predicate, *ends, score, producer, assertion=assertion)


def kept(document: Document, *tuned: Claim, others: tuple[Claim, ...] = ()) -> list[Claim]:
    return list(join_claims(document, tuned, others, min_score=0.75))


@pytest.mark.parametrize(
    ("text", "head", "tail"),
    [
        ("Orvane plc bought Mill Ltd.", "Orvane plc", "Mill Ltd"),
        ("Orvane plc grew.\nIt bought Mill Ltd.", "Orvane plc", "Mill Ltd"),
        ("澜江集团收购了青禾公司。", "澜江集团", "青禾公司"),
    ],
)
def test_a_claim_within_a_paragraph_is_kept(text: str, head: str, tail: str) -> None:
    document = make_document(text)
    one = claim(document, "ACQUIRED", (head, "Organization"), (tail, "Organization"))

    assert kept(document, one) == [one]


@pytest.mark.parametrize(
    "text",
    [
        "Orvane plc\n\nMill Ltd was sold.",
        "Company\tTown\nOrvane plc\tLeeds\nMill Ltd\tYork",
        "公司\t地址\nOrvane plc\t青岛\nMill Ltd\t大连",
    ],
)
def test_layout_between_two_names_is_not_read_as_prose(text: str) -> None:
    document = make_document(text)
    ends = ("Orvane plc", "Organization"), ("Mill Ltd", "Organization")

    assert kept(document, claim(document, "ACQUIRED", *ends)) == []


def test_cells_of_one_row_may_be_tied() -> None:
    document = make_document("Company\tTown\nOrvane plc\tLeeds\nMill Ltd\tYork")
    one = claim(document, "LOCATED_IN", ("Mill Ltd", "Organization"), ("York", "Location"))

    assert kept(document, one) == [one]


def test_unsure_claims_and_those_that_rules_find_better_are_left_out() -> None:
    document = make_document("Ann Lee of Mill Ltd, 0114 496 0110, ann@mill.example")
    person, firm = ("Ann Lee", "Person"), ("Mill Ltd", "Organization")

    assert kept(document, claim(document, "WORKS_FOR", person, firm, score=0.74)) == []
    assert kept(document, claim(document, "HAS_PHONE", person, ("0114 496 0110", "Phone"))) == []
    assert kept(document, claim(document, "HAS_EMAIL", person, ("ann@mill.example", "Email"))) == []


def test_a_title_goes_to_the_person_who_surest_holds_it() -> None:
    document = make_document("Ann Lee, Chair · Bo Ek, Treasurer")
    right = claim(document, "HOLDS_ROLE", ("Ann Lee", "Person"), ("Chair", "Role"))
    wrong = claim(document, "HOLDS_ROLE", ("Bo Ek", "Person"), ("Chair", "Role"), score=0.76)
    other = claim(document, "HOLDS_ROLE", ("Bo Ek", "Person"), ("Treasurer", "Role"), score=0.76)

    assert kept(document, wrong, right, other) == [right, other]


@pytest.mark.parametrize("said", ["negated", "asserted"])
def test_how_a_tie_is_put_is_told_by_patterns_where_they_see_it(said: Assertion) -> None:
    document = make_document("Orvane plc did not buy Mill Ltd.")
    ends = ("Orvane plc", "Organization"), ("Mill Ltd", "Organization")
    tuned = claim(document, "ACQUIRED", *ends, assertion="planned")
    pattern = claim(document, "ACQUIRED", *ends, assertion=said, producer=PATTERNS)
    other = claim(document, "OWNS", *ends, assertion="conditional", producer=PATTERNS)

    assert [one.assertion for one in kept(document, tuned, others=(other, pattern))] == [said]
    assert [one.assertion for one in kept(document, tuned, others=(other,))] == ["planned"]


def test_spans_of_the_evidence_stay_untouched() -> None:
    document = make_document("Orvane plc bought Mill Ltd.")
    ends = ("Orvane plc", "Organization"), ("Mill Ltd", "Organization")

    [one] = kept(document, claim(document, "ACQUIRED", *ends))

    assert (one.head.evidence.span, one.tail.evidence.span) == (Span(0, 10), Span(18, 26))
