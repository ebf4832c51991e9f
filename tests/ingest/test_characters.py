import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.characters import clean_text


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("o\ufb03ce", "office"),
        ("⽅案", "方案"),  # Kangxi radicals, as some programs for the Mac write them
        ("ﻣﺮﺣﺒﺎ", "مرحبا"),
        ("line\x00 one\x0b", "line one "),
        ("bro\N{SOFT HYPHEN}ken", "broken"),
        ("\uf0b7 item", "• item"),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
        ("全角，标点（保留）", "全角，标点（保留）"),
    ],
)
def test_odd_characters_become_plain(printed: str, plain: str) -> None:
    assert clean_text(printed) == plain


@given(st.text(st.characters()))
def test_what_is_clean_stays_as_it_is_and_can_be_stored(text: str) -> None:
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned
    assert cleaned.encode("utf-8").decode() == cleaned
