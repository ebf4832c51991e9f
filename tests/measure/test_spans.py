"""Scores of spans."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.errors import RecordError
from briefbook.labels.examples import Example
from briefbook.measure.calibration import span_outcomes
from briefbook.measure.pairing import Place, overlap_pairs
from briefbook.measure.spans import find_errors, measure_spans
from briefbook.measure.tokens import measure_tokens
from tests.measure.factories import LABELS, make_example, make_spans, random_tags, tagged

_places = st.sets(
    st.tuples(st.integers(0, 12), st.integers(1, 5), st.sampled_from(LABELS)).map(
        lambda drawn: (drawn[0], drawn[0] + drawn[1], drawn[2])
    ),
    max_size=6,
)


def _conll_chunks(tags: list[str]) -> set[tuple[int, int, str]]:
    """Chunks as `conlleval` finds them, tag by tag."""
    chunks, start, kind = set(), 0, ""
    for place, tag in enumerate([*tags, "O"]):
        prefix, _, label = tag.partition("-")
        if kind and (prefix in ("B", "O") or label != kind):
            chunks.add((start, place, kind))
            kind = ""
        if prefix == "B" or (prefix == "I" and not kind):
            start, kind = place, label
    return chunks


def test_strict_scores_are_those_of_conlleval_on_flat_data() -> None:
    chance = random.Random(7)
    gold = [random_tags(chance, chance.randrange(1, 15)) for _ in range(300)]
    found = [tags if chance.random() < 0.3 else random_tags(chance, len(tags)) for tags in gold]
    report = measure_spans([tagged(tags) for tags in gold], [tagged(tags) for tags in found])
    wanted = [_conll_chunks(tags) for tags in gold]
    guessed = [_conll_chunks(tags) for tags in found]
    correct = sum(len(left & right) for left, right in zip(wanted, guessed, strict=True))
    precision = correct / sum(map(len, guessed))
    recall = correct / sum(map(len, wanted))
    assert report.strict.micro().precision == pytest.approx(precision)
    assert report.strict.micro().recall == pytest.approx(recall)
    assert report.strict.micro().f1 == pytest.approx(2 * precision * recall / (precision + recall))
    f1s = []
    for label in LABELS:
        left = [{one for one in chunks if one[2] == label} for chunks in wanted]
        right = [{one for one in chunks if one[2] == label} for chunks in guessed]
        both = sum(len(one & two) for one, two in zip(left, right, strict=True))
        f1s.append(2 * both / (sum(map(len, left)) + sum(map(len, right))))
    assert report.strict.macro().f1 == pytest.approx(sum(f1s) / len(f1s))


def test_a_chinese_example_is_scored_in_every_way() -> None:
    text = "张三任职于北京星辰公司。"
    gold = make_example(
        text,
        [("张三", "Person"), ("北京星辰公司", "Organization"), ("北京", "Location")],
        language="zh",
    )
    found = make_example(text, [("张三", "Person"), ("星辰公司", "Organization"), ("北京", "Law")])
    report = measure_spans([gold], [found]).as_dict()
    assert report["micro"] == {"precision": 0.3333, "recall": 0.3333, "f1": 0.3333}
    assert report["macro"]["f1"] == 0.3333
    assert report["labels"]["Organization"]["support"] == 1
    assert report["relaxed"]["micro"]["f1"] == 0.6667
    assert report["boundaries"]["f1"] == 0.6667
    assert report["languages"]["zh"]["support"] == 3
    assert report["errors"]["wrong_label"] == report["errors"]["wrong_border"] == 1
    assert report["confusions"] == [{"gold": "Location", "predicted": "Law", "count": 1}]


def test_nested_spans_count_and_a_span_given_twice_counts_once() -> None:
    gold = make_spans([(0, 10, "Organization"), (4, 10, "Location")])
    found = make_spans([(0, 10, "Organization"), (4, 10, "Location"), (4, 10, "Location")])
    assert measure_spans([gold], [found]).strict.micro().f1 == 1.0


def test_languages_are_scored_apart() -> None:
    gold = [make_spans([(0, 2, "Law")], language="en"), make_spans([(0, 2, "Law")], language="zh")]
    found = [gold[0], make_spans([], language="zh")]
    languages = measure_spans(gold, found).as_dict()["languages"]
    assert languages["en"]["micro"]["f1"] == 1.0
    assert languages["zh"]["micro"]["f1"] == 0.0


def test_what_gold_was_not_labelled_for_is_not_judged() -> None:
    text = "张三任职于北京星辰公司。"
    gold = replace(make_example(text, [("张三", "Person")]), looked_for=("Person",))
    found = make_example(text, [("张三", "Person"), ("北京", "Location")])
    assert measure_spans([gold], [found]).strict.micro().f1 == 1.0
    assert measure_spans([replace(gold, looked_for=())], [found]).strict.micro().precision == 0.5
    assert measure_tokens([gold], [found]).tags.micro().f1 == 1.0
    assert span_outcomes([gold], [found]) == ([1.0], [True])


def test_a_label_that_gold_lacks_lowers_micro_and_not_macro() -> None:
    gold = make_spans([(0, 2, "Law")])
    report = measure_spans([gold], [make_spans([(0, 2, "Law"), (4, 6, "Person")])])
    assert report.strict.macro().f1 == 1.0
    assert report.strict.micro().precision == 0.5


def test_nothing_to_find_and_nothing_found_is_no_error() -> None:
    report = measure_spans([make_spans([])], [make_spans([])]).as_dict()
    assert report["micro"]["f1"] == report["macro"]["f1"] == 0.0
    assert measure_spans([], []).as_dict()["examples"] == 0


@pytest.mark.parametrize(
    ("predicted", "message"),
    [
        ([], "1 examples, but predictions for 0"),
        ([make_spans([], name="two")], "its place is taken by two"),
        ([make_spans([], text="y" * 40)], "another text"),
    ],
)
def test_predictions_for_other_examples_are_refused(predicted: list[Example], message: str) -> None:
    with pytest.raises(RecordError, match=message):
        measure_spans([make_spans([])], predicted)


@given(_places, _places)
def test_every_wrong_or_missing_span_has_one_error(gold: set[Place], found: set[Place]) -> None:
    errors = find_errors(gold, found)
    assert sorted(one for _, one, _ in errors if one) == sorted(gold - found)
    assert sorted(one for _, _, one in errors if one) == sorted(found - gold)
    assert all((kind == "missed") == (right is None) for kind, _, right in errors)
    assert all((kind == "spurious") == (left is None) for kind, left, _ in errors)


@given(_places, _places)
def test_relaxed_is_never_below_strict(gold: set[Place], found: set[Place]) -> None:
    report = measure_spans([make_spans(gold)], [make_spans(found)])
    assert report.relaxed.micro().correct >= report.strict.micro().correct
    assert report.boundaries.micro().correct >= len({one[:2] for one in gold & found})
    assert (report.relaxed.counts[:, :, 0] <= report.relaxed.counts[:, :, 1:].min(axis=2)).all()


def test_flat_spans_are_tied_as_often_as_can_be() -> None:
    gold = [(0, 4, "Law"), (4, 20, "Law")]
    found = [(2, 12, "Law"), (12, 20, "Law")]
    assert overlap_pairs(gold, found) == list(zip(gold, found, strict=True))
