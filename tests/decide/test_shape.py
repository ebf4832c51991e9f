import pytest

from decide.naming import fold
from decide.periods import after, find_period
from decide.shape import read_shape


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many contracts end in 2026?", "count"),
        ("有多少份合同在2026年到期？", "count"),
        ("去年签了几份合同？", "count"),
        ("Which companies supply Northwind?", "list"),
        ("List all contracts of Northwind.", "list"),
        ("北风有哪些供应商？", "list"),
        ("Which contract ends last?", "extreme"),
        ("哪份合同最早到期？", "extreme"),
        ("What is the total value of the contracts of Northwind?", "sum"),
        ("北风的合同总金额是多少？", "sum"),
        ("Did Northwind buy Oslo Tools?", "yes_no"),
        ("Has the invoice been paid?", "yes_no"),
        ("北风收购了奥斯陆工具吗？", "yes_no"),
        ("北风是否持有股份？", "yes_no"),
        ("发票付了没有？", "yes_no"),
        ("Who heads Northwind?", "one"),
        ("Is it Ada or Charles?", "one"),
        ("合同金额是多少？", "one"),
        ("什么时候到期？", "one"),
        ("几月几日签订的？", "one"),
    ],
)
def test_a_question_tells_what_form_of_answer_it_wants(question: str, kind: str) -> None:
    assert read_shape(fold(question)).kind == kind


def test_an_extreme_has_a_direction() -> None:
    assert read_shape("which contract ends last?").high
    assert not read_shape("which contract ends first?").high
    assert read_shape("金额最大的合同是哪份？").high
    assert not read_shape("哪份合同最早到期？").high


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("contracts that end in 2026", "2026", "2027"),
        ("contracts that end in june 2026", "2026-06", "2026-07"),
        ("ends on 30 june 2026", "2026-06-30", "2026-06-31"),
        ("ends on 2026-06-30", "2026-06-30", "2026-06-31"),
        ("before 2026", "", "2026"),
        ("by the end of 2026", "", "2027"),
        ("after 2026", "2027", ""),
        ("since march 2024", "2024-03", ""),
        ("between 2024 and 2026", "2024", "2027"),
        ("in q3 2025", "2025-07", "2025-10"),
        ("2026年到期", "2026", "2027"),
        ("2026年12月到期", "2026-12", "2027-01"),
        ("2026年6月之前到期", "", "2026-06"),
        ("2025年第三季度签订", "2025-07", "2025-10"),
        ("2024年以来签订", "2024", ""),
        ("2024年至2026年", "2024", "2027"),
    ],
)
def test_stretches_of_time_are_read(text: str, since: str, until: str) -> None:
    period = find_period(text)

    assert period is not None
    assert (period.since, period.until) == (since, until)


def test_a_number_of_a_contract_is_no_year() -> None:
    assert find_period("when does wvw-2024-07 end?") is None
    assert find_period("how many contracts are there?") is None


def test_what_comes_after_a_date_is_after_all_its_parts() -> None:
    for iso, inside in (("2026", "2026-12-31"), ("2026-12", "2026-12-31"), ("2026-06", "2026-06")):
        assert iso <= inside < after(iso)
