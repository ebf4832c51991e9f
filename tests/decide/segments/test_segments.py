"""What is spoken of alike comes together, and each segment says what tells it."""

import random

import numpy as np
import pytest

from briefbook.errors import BriefbookError
from decide.segments.cluster import find_segments
from decide.segments.records import Item, SegmentSettings, Vectors
from decide.segments.telling import telling_words

TOPICS = (
    ("vaccines need a temperature record and calibrated sensors", "疫苗需要温度记录和校准的传感器"),
    ("roses and tulips come from the flower market", "玫瑰和郁金香来自花卉市场"),
    ("restaurants want vegetables before six in the morning", "餐厅早上六点前收蔬菜"),
)


def _items(count: int = 6) -> tuple[list[Item], Vectors]:
    draw = np.random.default_rng(3)
    items, rows = [], []
    for topic, texts in enumerate(TOPICS):
        middle = np.zeros(24)
        middle[topic] = 1.0
        for number in range(count):
            language = ("en", "zh")[number % 2]
            text = texts[number % 2]
            items.append(Item(f"{topic}-{number}", (text,), language, ((f"names {topic}", 1.0),)))
            away = np.eye(24)[10] * (number % 2)  # languages lie apart, whatever the topic
            rows.append(middle + away + draw.normal(0, 0.08, 24))
    vectors = np.array(rows, np.float32)
    return items, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_topics_become_segments_and_their_number_is_found() -> None:
    items, vectors = _items()

    found = find_segments(items, vectors, SegmentSettings(rounds=8))

    assert [{key[0] for key in each.items} for each in found.segments] == [{"0"}, {"1"}, {"2"}]
    assert found.agreement > 0.9
    assert all(each.stability > 0.9 for each in found.segments)


def test_each_segment_is_told_by_its_words_and_ties() -> None:
    items, vectors = _items()

    found = find_segments(items, vectors, SegmentSettings(rounds=2))

    assert "temperature" in found.segments[0].words
    assert {"tulips", "roses", "market"} & set(found.segments[1].words)
    assert any("温度" in word for word in found.segments[0].words)
    assert [each.features[0] for each in found.segments] == ["names 0", "names 1", "names 2"]


def test_the_order_of_the_items_changes_nothing() -> None:
    items, vectors = _items()
    order = list(range(len(items)))
    random.Random(5).shuffle(order)

    one = find_segments(items, vectors, SegmentSettings(rounds=3))
    other = find_segments(
        [items[place] for place in order], vectors[order], SegmentSettings(rounds=3)
    )

    assert one == other


def test_ties_of_the_graph_part_what_texts_do_not() -> None:
    items, vectors = _items()
    same = np.tile(vectors[:1], (len(items), 1)) + vectors * 0.01
    same = (same / np.linalg.norm(same, axis=1, keepdims=True)).astype(np.float32)

    found = find_segments(items, same, SegmentSettings(graph_weight=2.0, rounds=2))

    assert [{key[0] for key in each.items} for each in found.segments] == [{"0"}, {"1"}, {"2"}]


def test_too_few_items_are_refused() -> None:
    items, vectors = _items(1)

    with pytest.raises(BriefbookError, match="too few to segment: 3"):
        find_segments(items, vectors)


def test_a_long_text_does_not_speak_for_its_group() -> None:
    groups = [[["pump " * 50], ["valve"], ["valve"]], [["rose"], ["rose"]]]

    [first, second] = telling_words(groups, limit=2)

    assert first == ("valve",)
    assert second == ("rose",)
