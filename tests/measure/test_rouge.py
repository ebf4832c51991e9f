"""ROUGE in both languages: that of rouge-score, characters for Chinese, the best of references."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer

from briefbook.errors import RecordError
from briefbook.measure.means import compare_means, mean_interval
from briefbook.measure.rouge import MEASURES, compare_rouge, measure_rouge, rouge, rouge_words
from briefbook.measure.subsequence import common_length, common_places

_THEIRS = RougeScorer(list(MEASURES), use_stemmer=True)

_SUMMARIES = (
    "The board approved the budget.\nIt will be spent on three new plants in Ohio.",
    "The directors' budget, approved on Monday, buys 3 plants.\nOhio gets them in 2026.",
    "Plants, plants and plants again",
    "Running runners ran: they'd been running since 9.30 a.m.\nNobody ran further.",
)

lines = st.text("ab3 \n", max_size=60)  # short words and sentences, and gaps


@pytest.mark.parametrize("reference", _SUMMARIES)
@pytest.mark.parametrize("written", _SUMMARIES)
def test_english_scores_are_those_of_rouge_score(reference: str, written: str) -> None:
    theirs = _THEIRS.score(reference, written)

    assert rouge(reference, written) == pytest.approx(
        [theirs[measure].fmeasure for measure in MEASURES]
    )


@given(lines, lines)
def test_any_english_scores_are_those_of_rouge_score(reference: str, written: str) -> None:
    theirs = _THEIRS.score(reference, written)

    assert rouge(reference, written) == pytest.approx(
        [theirs[measure].fmeasure for measure in MEASURES]
    )


def test_chinese_is_compared_by_characters_and_words_inside_it_whole() -> None:
    assert rouge_words("华信于2025年收购 Northwind Trading。") == [
        *("华", "信", "于", "2025", "年", "收", "购", "northwind", "trade"),
    ]
    one, two, longest, by_sentence = rouge("董事会批准预算", "董事会否决预算")
    assert one == pytest.approx(5 / 7)
    assert two == pytest.approx(3 / 6)
    assert longest == by_sentence == pytest.approx(5 / 7)


def test_punctuation_and_full_width_figures_make_no_difference() -> None:
    assert rouge("增长５％，创新高。", "增长5%创新高") == (1.0, 1.0, 1.0, 1.0)


def test_of_several_references_the_nearest_counts_for_all_measures() -> None:
    near, far = "The board approved the budget", "A new plant opens in Ohio"

    report = measure_rouge([(far, near), (near, far)], [near, near])

    assert report.means() == dict.fromkeys(MEASURES, 1.0)


def test_one_reference_is_chosen_for_all_measures() -> None:
    by_words, by_order = "budget the approved board", "the board"
    written = "the board approved budget"

    report = measure_rouge([(by_order, by_words)], [written])

    assert tuple(report.items[0]) == pytest.approx(rouge(by_words, written))


@pytest.mark.parametrize("empty", ["", " \n ", "。！？", "…"])
def test_what_holds_no_word_scores_nothing(empty: str) -> None:
    assert rouge("The board met", empty) == rouge(empty, "董事会开会") == (0, 0, 0, 0)


def test_a_report_tells_means_and_intervals_around_them() -> None:
    report = measure_rouge([["the board met"]] * 3, ["the board met", "the board", "nobody"])

    told = report.as_dict()

    assert told["count"] == 3
    assert told["rouge1"] == pytest.approx((1 + 0.8 + 0) / 3, abs=1e-4)
    interval = told["intervals"]["rouge1"]
    assert 0 <= interval["low"] < told["rouge1"] < interval["high"] <= 1
    assert told == report.as_dict()


def test_two_systems_are_compared_item_by_item() -> None:
    wanted = [[f"plant {number} opens in spring"] for number in range(40)]
    good = measure_rouge(wanted, [some[0] for some in wanted])
    poor = measure_rouge(wanted, ["plant opens"] * 40)

    found = compare_rouge(good, poor)["rouge1"]

    assert found.low > 0 and found.p < 0.01
    assert found.difference == pytest.approx(good.means()["rouge1"] - poor.means()["rouge1"])
    assert compare_rouge(good, good)["rougeL"].p == 1.0


@pytest.mark.parametrize(
    ("references", "written", "reason"),
    [
        ([], [], "no summaries"),
        ([["a"]], ["a", "b"], "2 summaries of 1 items"),
        ([["a"], []], ["a", "b"], "item 2 has no reference"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    references: list[list[str]], written: list[str], reason: str
) -> None:
    with pytest.raises(RecordError, match=reason):
        measure_rouge(references, written)


def test_scores_of_unequal_length_are_not_compared() -> None:
    with pytest.raises(RecordError, match="2 with 1"):
        compare_means([0.1, 0.2], [0.1])
    with pytest.raises(RecordError, match="no items"):
        mean_interval([])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_holds_only_what_means_can_be(values: list[float]) -> None:
    found = mean_interval(values, resamples=200)

    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert found.value == pytest.approx(np.mean(values))


@given(st.text("abc", max_size=80), st.text("abcd", max_size=80))
def test_a_common_subsequence_is_one_and_the_longest(first: str, second: str) -> None:
    places = common_places(first, second)
    rest = iter(second)

    assert places == sorted(set(places))
    assert all(first[place] in rest for place in places)  # `in` goes on where it stopped
    assert len(places) == common_length(first, second) == _longest(first, second)


def _longest(first: str, second: str) -> int:
    row = [0] * (len(second) + 1)
    for one in first:
        before = row
        row = [0]
        for place, other in enumerate(second):
            row.append(before[place] + 1 if one == other else max(row[place], before[place + 1]))
    return row[-1]
