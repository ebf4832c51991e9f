import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.measure.answers import (
    exact_match,
    hits_at_1,
    holds_answer,
    risk_coverage,
    set_scores,
    token_f1,
)


@pytest.mark.parametrize(
    ("predicted", "golds", "exact"),
    [
        ("The Beatles.", ["Beatles"], 1.0),
        ("beatles", ["The Beatles", "Wings"], 1.0),
        ("1,140 people", ["1,140"], 0.0),
        ("《红楼梦》", ["红楼梦"], 1.0),
        ("曹 雪芹", ["曹雪芹"], 1.0),
        ("曹雪芹写的", ["曹雪芹"], 0.0),
        ("", ["x"], 0.0),
    ],
)
def test_case_articles_and_marks_make_no_difference(
    predicted: str, golds: list[str], exact: float
) -> None:
    assert exact_match(predicted, golds) == exact


def test_f1_counts_words_in_english_and_the_longest_run_in_chinese() -> None:
    assert token_f1("in June 2024", ["June 2024"]) == pytest.approx(0.8)
    assert token_f1("June, in 2024", ["2024 June"]) == pytest.approx(0.8)  # the order is no matter
    assert token_f1("北京市海淀区", ["海淀区"]) == pytest.approx(6 / 9)
    assert token_f1("京北", ["北京"]) == pytest.approx(0.5)  # here it is
    assert token_f1("上海", ["北京", "上海市"]) == pytest.approx(0.8)


@given(st.text(min_size=1), st.text(min_size=1))
def test_f1_lies_between_0_and_1_and_is_1_for_an_exact_match(predicted: str, gold: str) -> None:
    f1 = token_f1(predicted, [gold])

    assert 0.0 <= f1 <= 1.0
    if exact_match(predicted, [gold]):
        assert f1 == 1.0


def test_an_answer_stands_in_a_text_as_whole_words() -> None:
    assert holds_answer("The price is £1,960,000 in all.", ["£1960000"])
    assert holds_answer("by Ingrid Solhaug, its director", ["ingrid solhaug"])
    assert holds_answer("自2013年起", ["2013"])
    assert holds_answer("费率3.5%", ["3.5%"])
    assert not holds_answer("in 2013", ["201"])
    assert not holds_answer("13.5%", ["3.5%"])
    assert not holds_answer("1800万元", ["800万元"])


def test_the_first_answer_of_a_ranking_counts() -> None:
    assert hits_at_1(["Leeds", "York"], ["York", "Leeds"]) == 1.0
    assert hits_at_1(["Hull", "York"], ["York"]) == 0.0
    assert hits_at_1([], ["York"]) == 0.0


def test_lists_are_held_against_things_in_all_their_forms() -> None:
    items = [["Renbo", "韧帛"], ["Lichuan", "砺川"]]

    assert set_scores(["昆山韧帛橡塑有限公司", "Lichuan Casting"], items) == (1.0, 1.0)
    assert set_scores(["Renbo", "韧帛"], items) == (0.5, 0.5)
    assert set_scores(["Acme"], items) == (0.0, 0.0)
    assert set_scores([], items) == (0.0, 0.0)


def test_risk_falls_when_only_sure_answers_are_given() -> None:
    curve = risk_coverage([0.9, 0.7, 0.7, 0.2], [1, 1, 0, 0])

    assert curve.coverages == (0.25, 0.75, 1.0)  # two that are equally sure are given together
    assert curve.risks == pytest.approx((0.0, 1 / 3, 0.5))
    assert curve.coverage_at(0.1) == 0.25
    assert curve.coverage_at(0.5) == 1.0
    assert curve.aurc == pytest.approx((0 + 1 / 3 + 1 / 3 + 0.5) / 4)
    assert curve.best == pytest.approx((0 + 0 + 1 / 3 + 0.5) / 4)


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1))
def test_no_order_has_less_risk_than_the_best(pairs: list[tuple[float, bool]]) -> None:
    curve = risk_coverage([sure for sure, _ in pairs], [float(right) for _, right in pairs])

    assert curve.best <= curve.aurc + 1e-9
    assert curve.risks[-1] == pytest.approx(1 - sum(right for _, right in pairs) / len(pairs))
    assert curve.as_dict()["points"][-1][0] == 1.0


def test_without_questions_there_is_no_risk() -> None:
    assert risk_coverage([], []).as_dict()["aurc"] == 0.0
