"""Strings from documents become strings fit for a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.readable import emphasised, printable, shortened, written_in


@given(st.text())
def test_printable_text_can_always_be_written_as_utf8(text: str) -> None:
    clean = printable(text)

    assert len(clean) == len(text)
    assert "\x00" not in clean
    assert clean.encode("utf-8").decode("utf-8") == clean


@given(st.text(), st.integers(1, 50))
def test_shortened_text_is_the_text_or_its_beginning(text: str, limit: int) -> None:
    short = shortened(text, limit)

    assert short == text or text.startswith(short.removesuffix(" […]"))
    assert len(short) <= max(len(text), limit + len(" […]"))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("青岛北风海洋装备有限公司", "und", "zh"),
        ("the yard of 青岛", "en", "en"),
        ("Northwind Marine", "zh", "en"),
        ("会議は東京で開かれた", "ja", "ja"),
        ("Northwind", "und", ""),
    ],
)
def test_the_language_of_a_string_is_told(text: str, language: str, expected: str) -> None:
    assert written_in(text, language) == expected


def test_names_are_bold_only_as_whole_words() -> None:
    assert emphasised("Bo met Bob in 青岛市", ("Bo", "青岛")) == (
        "<b>Bo</b> met Bob in <b>青岛</b>市"
    )


def test_the_longest_name_wins() -> None:
    assert emphasised("Tarn Robotics Ltd", ("Tarn", "Tarn Robotics")) == (
        "<b>Tarn Robotics</b> Ltd"
    )


def test_hostile_names_and_texts_are_escaped() -> None:
    assert emphasised("<i>x</i> & (.*)", ("(.*)", "<i>")) == (
        "<b>&lt;i&gt;</b>x&lt;/i&gt; &amp; <b>(.*)</b>"
    )
