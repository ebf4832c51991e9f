"""Whether a statement is made, denied, doubted, planned or tied to a condition."""

import pytest

from extract.assertion import assertion_of

_ENGLISH = [
    ("A acquired B.", "asserted"),
    ("A did not acquire B.", "negated"),
    ("A didn't acquire B.", "negated"),
    ("A denied that it had acquired B.", "negated"),
    ("A has no plans to acquire B.", "negated"),
    ("A will acquire B.", "planned"),
    ("A agreed to acquire B.", "planned"),
    ("A is expected to acquire B.", "planned"),
    ("A may acquire B.", "hedged"),
    ("A reportedly acquired B.", "hedged"),
    ("A is in talks to acquire B.", "hedged"),
    ("If shareholders agree, A will acquire B.", "conditional"),
    ("A will acquire B, subject to approval.", "conditional"),
    ("A not only acquired B but paid for it.", "asserted"),
    ("A did not pay C; A acquired B.", "asserted"),
    ("A was not sold, but A acquired B.", "asserted"),
    ("A acquired B no later than May.", "asserted"),
    ("A acquired B, but C denied it.", "hedged"),
]
_CHINESE = [
    ("甲收购了乙。", "asserted"),
    ("甲未收购乙。", "negated"),
    ("甲没有收购乙。", "negated"),
    ("甲否认收购乙。", "negated"),
    ("甲拟收购乙。", "planned"),
    ("甲计划收购乙。", "planned"),
    ("甲可能收购乙。", "hedged"),
    ("据传，甲收购乙。", "hedged"),
    ("甲或将收购乙。", "hedged"),
    ("如果获批，甲将收购乙。", "conditional"),
    ("若股东同意，甲收购乙。", "conditional"),
    ("甲不仅收购乙，还付款。", "asserted"),
    ("丙未付款，但甲收购了乙。", "asserted"),
    ("丙未付款，甲收购了乙。", "asserted"),
    ("甲收购乙未果。", "negated"),
]


@pytest.mark.parametrize(("text", "expected"), _ENGLISH)
def test_english_cues_reach_their_statement(text: str, expected: str) -> None:
    start = text.index("acqui")

    assert assertion_of(text, start, start + 7, "ACQUIRED", "en") == expected


@pytest.mark.parametrize(("text", "expected"), _CHINESE)
def test_chinese_cues_reach_their_statement(text: str, expected: str) -> None:
    start = text.index("收购")

    assert assertion_of(text, start, start + 2, "ACQUIRED", "zh") == expected


def test_an_obligation_to_supply_is_a_standing_term_and_one_to_pay_a_plan() -> None:
    text = "The seller shall supply the buyer, who shall pay the seller."
    supply, pay = text.index("supply"), text.index("pay")

    assert assertion_of(text, supply, supply + 6, "SUPPLIES", "en") == "asserted"
    assert assertion_of(text, pay, pay + 3, "PAID", "en") == "planned"


def test_a_state_that_is_over_does_not_hold() -> None:
    assert assertion_of("former chairman X", 7, 17, "HOLDS_ROLE", "en") == "negated"
    assert assertion_of("他曾任经理", 2, 5, "HOLDS_ROLE", "zh") == "negated"
