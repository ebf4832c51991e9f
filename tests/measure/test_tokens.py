"""Scores of tags, token by token."""

import random
from collections import Counter

import pytest

from briefbook.measure.tokens import measure_tokens, read_tags, split_words
from briefbook.records import Span
from tests.measure.factories import make_example, make_spans, random_tags, tagged


def test_tags_come_back_as_they_were() -> None:
    chance = random.Random(3)
    for _ in range(50):
        tags = random_tags(chance, 12)
        example = tagged(tags)
        assert read_tags(example, example.tokens) == tags


def test_figures_are_those_of_a_plain_count() -> None:
    chance = random.Random(5)
    gold = [random_tags(chance, 10) for _ in range(40)]
    found = [random_tags(chance, 10) for _ in gold]
    report = measure_tokens([tagged(one) for one in gold], [tagged(one) for one in found]).as_dict()
    flat = [(one, two) for left, right in zip(gold, found, strict=True)
            for one, two in zip(left, right, strict=True)]  # fmt: skip
    left, right = Counter(one for one, _ in flat), Counter(two for _, two in flat)
    both = Counter(one for one, two in flat if one == two)
    f1 = {tag: 2 * both[tag] / (left[tag] + right[tag]) for tag in left | right}
    assert report["tokens"] == len(flat)
    assert report["micro"]["f1"] == pytest.approx(both.total() / len(flat), abs=1e-4)
    assert report["macro"]["f1"] == pytest.approx(sum(f1.values()) / len(f1), abs=1e-4)
    weighted = sum(f1[tag] * left[tag] for tag in f1) / len(flat)
    assert report["weighted"]["f1"] == pytest.approx(weighted, abs=1e-4)
    inside = [tag for tag in f1 if tag != "O"]
    without = report["without_o"]
    assert without["macro"]["f1"] == pytest.approx(
        sum(f1[tag] for tag in inside) / len(inside), abs=1e-4
    )
    correct = sum(both[tag] for tag in inside)
    wanted, guessed = (sum(count[tag] for tag in inside) for count in (left, right))
    assert without["micro"]["f1"] == pytest.approx(2 * correct / (wanted + guessed), abs=1e-4)
    assert "O" in report["labels"]


def test_a_border_wrong_by_a_character_costs_one_token_of_chinese() -> None:
    text = "他在北京大学读书"
    gold = make_example(text, [("北京大学", "Organization")], language="zh")
    found = make_example(text, [("北京大", "Organization")], language="zh")
    report = measure_tokens([gold], [found]).as_dict()
    assert report["micro"]["f1"] == 0.875
    assert report["labels"]["I-Organization"] == {
        "precision": 1.0, "recall": 0.6667, "f1": 0.8, "support": 3
    }  # fmt: skip
    assert report["types"]["without_o"]["micro"]["f1"] == 0.8571


def test_without_tokens_words_marks_and_characters_are_counted() -> None:
    text = "Ada Byron's 2,000 页 in v2_x"
    words = [text[span.start : span.end] for span in split_words(text)]
    assert words == ["Ada", "Byron", "'", "s", "2", ",", "000", "页", "in", "v2", "_", "x"]


def test_the_outermost_of_nested_mentions_names_the_token() -> None:
    example = make_spans([(0, 9, "Organization"), (0, 4, "Location"), (10, 12, "Law")])
    tokens = [Span(0, 4), Span(5, 9), Span(10, 12), Span(13, 14)]
    assert read_tags(example, tokens) == ["B-Organization", "I-Organization", "B-Law", "O"]


def test_no_examples_give_zeros() -> None:
    assert measure_tokens([], []).as_dict()["macro"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0}
