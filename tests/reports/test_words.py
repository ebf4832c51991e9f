"""Every language says the same things."""

import re
from pathlib import Path

import pytest

import reports
from briefbook.schema import LABELS, PREDICATES
from reports.chinese import CHINESE
from reports.english import ENGLISH
from reports.words import date_text, machine_date, percent, phrase, say
from summarize.sheets import complaint, contract, minutes, news


def test_every_language_has_the_same_strings() -> None:
    assert ENGLISH.keys() == CHINESE.keys()


@pytest.mark.parametrize("key", [key for key in ENGLISH if not key.endswith(".one")])
def test_every_language_fills_in_the_same_values(key: str) -> None:
    assert set(re.findall(r"{\w+}", CHINESE[key])) == set(re.findall(r"{\w+}", ENGLISH[key]))


@pytest.mark.parametrize("strings", [ENGLISH, CHINESE])
def test_every_label_of_the_schema_has_a_name(strings: dict[str, str]) -> None:
    assert {f"label.{label}" for label in LABELS} <= strings.keys()


@pytest.mark.parametrize("strings", [ENGLISH, CHINESE])
def test_every_role_of_a_sheet_has_a_name(strings: dict[str, str]) -> None:
    roles = {*minutes.WANTED, *contract.WANTED, *complaint.WANTED, *news.ROLES}

    assert len(roles) > 15
    assert {f"role.{role}" for role in roles} <= strings.keys()


def test_predicates_are_said_with_the_phrases_of_the_schema() -> None:
    for name, predicate in PREDICATES.items():
        assert phrase(name, "en") == predicate.phrase
        assert phrase(name, "zh") == predicate.phrase_zh


@pytest.mark.parametrize(
    ("date", "english", "chinese", "machine"),
    [
        ("2025-03-01", "1 March 2025", "2025年3月1日", "2025-03-01"),
        ("2025-03", "March 2025", "2025年3月", "2025-03"),
        ("2025", "2025", "2025年", "2025"),
        ("2025-03-01T09:30:00Z", "1 March 2025", "2025年3月1日", "2025-03-01"),
        ("2025-02-30", "2025-02-30", "2025-02-30", ""),
        ("last spring", "last spring", "last spring", ""),
    ],
)
def test_dates_are_written_as_people_do(
    date: str, english: str, chinese: str, machine: str
) -> None:
    assert (date_text(date, "en"), date_text(date, "zh")) == (english, chinese)
    assert machine_date(date) == machine


def test_whatever_is_counted_has_words_for_one() -> None:
    templates = (Path(reports.__file__).parent / "templates").glob("*.html")
    pages = "".join(path.read_text("utf-8") for path in templates)
    counted = set(re.findall(r'words\("([^"]+)", count=', pages))
    assert "more.names" in counted
    assert {f"{key}.one" for key in counted} <= ENGLISH.keys()


def test_one_has_words_of_its_own() -> None:
    assert say("more.facts", "en", count=1) == "1 more fact"
    assert say("more.facts", "en", count=1200) == "1,200 more facts"


def test_what_is_not_certain_never_reads_as_certain() -> None:
    assert [percent(score) for score in (0.0, 0.5, 0.996, 1.0)] == [0, 50, 99, 100]
