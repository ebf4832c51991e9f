"""Which label a name bears where taggers waver, and when nothing is decided."""

import pytest

from briefbook.records import Mention, Reading
from graph.labels import settle_labels
from tests.graph.factories import Said, make_reading


def labels(*marked: str | Reading) -> dict[str, set[str]]:
    readings = [
        text if isinstance(text, Reading) else make_reading(str(number), text)
        for number, text in enumerate(marked)
    ]
    settled = settle_labels(readings, ())
    found: dict[str, set[str]] = {}
    for mention in _mentions(readings):
        found.setdefault(mention.text, set()).add(settled.of(mention))
    return found


def _mentions(readings: list[Reading]) -> list[Mention]:
    return [mention for reading in readings for mention in reading.mentions]


@pytest.mark.parametrize(
    ("full", "lone", "short"),
    [
        ("[Organization: Meridian Sensors Limited]", "[Person: Meridian]", "Meridian"),
        ("[Organization: 美瑞迪安流体有限公司]", "[Person: 美瑞迪安]", "美瑞迪安"),
        ("[Location: 宁波市] [Organization: 宁波美瑞环保有限公司]", "[Location: 美瑞]", "美瑞"),
    ],
)
def test_a_company_named_in_full_speaks_for_its_short_name(
    full: str, lone: str, short: str
) -> None:
    assert labels(f"{full} and {lone}")[short] == {"Organization"}


def test_a_given_name_is_the_person_s_whom_the_document_names_in_full() -> None:
    assert labels("[Person: Priya Carter] and [Location: Priya]")["Priya"] == {"Person"}


def test_a_declared_alias_counts_in_the_whole_archive() -> None:
    full, short = "Meridian Flow (Suzhou) Co., Ltd.", "Meridian Suzhou"
    contract = make_reading(
        "contract",
        f"[Organization: {full}] ([Organization: {short}])",
        Said(full, "ALSO_KNOWN_AS", short),
    )

    found = labels(contract, *[f"[Person: {short}] wrote."] * 5)

    assert found[short] == {"Organization"}


@pytest.mark.parametrize(
    ("marked", "name", "label"),
    [
        ("[Location: Nevada] [Location: Nevada] [Organization: Nevada Corporation]", "Nevada", ""),
        ("[Location: 苏州] [Organization: 苏州美瑞流体有限公司]", "苏州", ""),
        ("[Location: Suzhou], [Organization: Suzhou Meridian Co., Ltd.]", "Suzhou", ""),
        ("[Location: Lincoln] [Location: Lincoln] [Person: Abraham Lincoln]", "Lincoln", ""),
    ],
)
def test_a_place_in_the_name_of_another_stays_a_place(marked: str, name: str, label: str) -> None:
    assert labels(marked)[name] == {label or "Location"}


def test_a_tie_decides_nothing() -> None:
    assert labels("[Person: Jordan]", "[Location: Jordan]")["Jordan"] == {"Person", "Location"}


def test_a_founder_keeps_his_name_beside_his_company() -> None:
    document = make_reading(
        "history",
        "[Person: John Meridian] founded [Organization: John Meridian Limited]; "
        "[Person: John Meridian] is [Role: chair]",
        Said("John Meridian", "FOUNDED", "John Meridian Limited"),
        Said("John Meridian", "HOLDS_ROLE", "chair"),
    )

    assert labels(document)["John Meridian"] == {"Person"}


def test_a_romanised_name_and_the_chinese_one_vote_together() -> None:
    found = labels("[Organization: Jiangyin]", "[Location: 江阴市], [Location: 江阴]")

    assert found == {"Jiangyin": {"Location"}, "江阴市": {"Location"}, "江阴": {"Location"}}


@pytest.mark.parametrize(
    "name", ["Harbour Law Offices", "Bank of Meridian University", "衡美律师事务所"]
)
def test_the_last_word_may_say_that_a_name_is_an_organisation_s(name: str) -> None:
    assert labels(f"[Person: {name}]")[name] == {"Organization"}


def test_values_are_never_voted_on() -> None:
    assert labels("[Date: Monday] [Person: Monday] [Person: Monday]")["Monday"] == {
        "Date",
        "Person",
    }
