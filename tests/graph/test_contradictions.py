"""Facts that cannot all be true."""

import pytest

from briefbook.records import Contradiction
from graph.contradictions import find_contradictions
from tests.graph.factories import Said, make_archive, make_reading


def find(*readings: tuple[str, Said]) -> tuple[Contradiction, ...]:
    archive = make_archive(
        *(make_reading(str(n), text, said) for n, (text, said) in enumerate(readings))
    )
    return find_contradictions(archive.facts, archive.entities)


def signed(date: str) -> tuple[str, Said]:
    text = f"[Reference: NW-7] signed on [Date: {date} = {date}]"
    return text, Said("NW-7", "SIGNED_ON", date)


def ends(date: str, valid_from: str, valid_to: str) -> tuple[str, Said]:
    text = f"[Reference: NW-7] ends on [Date: {date} = {date}]"
    said = Said("NW-7", "ENDS_ON", date, valid_from=valid_from, valid_to=valid_to)
    return text, said


def works(assertion: str) -> tuple[str, Said]:
    text = "[Person: 王伟]任职于[Organization: 安科美公司]"
    return text, Said("王伟", "WORKS_FOR", "安科美公司", assertion)  # type: ignore[arg-type]


def test_a_contract_signed_on_two_days_is_a_contradiction() -> None:
    [found] = find(signed("2024-03-01"), signed("2024-03-01"), signed("2024-04-02"))

    assert found.reason == (
        "NW-7 was signed on 2024-03-01 in one place, but 2024-04-02 in another."
    )
    assert len(found.facts) == 2


def test_three_days_are_one_contradiction() -> None:
    [found] = find(signed("2024-03-01"), signed("2024-04-02"), signed("2024-05-03"))

    assert len(found.facts) == 3
    assert found.reason.endswith("but 2024-04-02 and 2024-05-03 in another.")


def test_a_less_exact_date_agrees_with_an_exact_one() -> None:
    assert find(signed("2024-03-01"), signed("2024-03"), signed("2024")) == ()


def test_only_what_clashes_is_named() -> None:
    [found] = find(signed("2024"), signed("2024-03-01"), signed("2023-03-01"))

    assert len(found.facts) == 3
    [found] = find(signed("2024-03"), signed("2024-03-01"), signed("2024-03-02"))
    assert len(found.facts) == 2


def test_what_one_document_states_another_denies() -> None:
    [found] = find(works("asserted"), works("negated"))

    assert found.reason == "One place says that 王伟 works for 安科美公司, and another denies it."


@pytest.mark.parametrize("assertion", ["hedged", "planned", "conditional"])
def test_what_is_not_claimed_contradicts_nothing(assertion: str) -> None:
    assert find(works(assertion), works("negated")) == ()


def test_statements_of_different_times_do_not_contradict() -> None:
    first = ends("2024-12-31", "2023-01-01", "2023-12-31")

    assert find(first, ends("2025-12-31", "2024-01-01", "2024-12-31")) == ()
    assert len(find(first, ends("2025-12-31", "2023-06", "2024-12-31"))) == 1


def test_sums_in_two_currencies_do_not_contradict() -> None:
    def worth(value: str) -> tuple[str, Said]:
        text = f"[Reference: NW-7] is worth [Money: {value} = {value}]"
        return text, Said("NW-7", "WORTH", value)

    assert find(worth("GBP 100"), worth("CNY 900")) == ()
    assert len(find(worth("GBP 100"), worth("GBP 900"))) == 1
