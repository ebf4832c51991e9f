"""Labels by what they mean: which names are tried, and which description each gets."""

from collections.abc import Sequence
from itertools import permutations
from typing import Literal

import numpy as np
import pytest

from briefbook.errors import LabelsError
from briefbook.labels.examples import Example, LabelledSpan
from briefbook.records import Span
from extract.tagging.zero import (
    Vectors,
    name_candidates,
    parse_descriptions,
    standardise,
    zero_labels,
)

DESCRIPTIONS = {"Ship": ("a ship", "船"), "City": ("a city", "城市")}
_SHIPS = ("ship", "船", "Aurora", "曙光号", "Nordlys")
_CITIES = ("city", "城市", "York", "苏州", "Leeds")


def embed(texts: Sequence[str], kind: Literal["query", "passage"]) -> Vectors:
    """Embed by a few words it knows; all else lies in between, as all does for an encoder."""
    assert texts
    rows = [
        [
            1.0,
            0.2 * any(word in text for word in _SHIPS),
            0.2 * any(word in text for word in _CITIES),
        ]
        for text in texts
    ]
    vectors = np.array(rows, np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def labelled(text: str, *names: tuple[str, str]) -> Example:
    """Make an example in which `names` were found as some kind."""
    spans = (
        LabelledSpan(Span(text.index(words), text.index(words) + len(words)), kind)
        for words, kind in names
    )
    return Example(text, text, tuple(sorted(spans, key=lambda one: one.span.start)))


def quotes(example: Example) -> list[tuple[str, str]]:
    """Return words and label of the mentions."""
    return [(example.quote(one.span), one.label) for one in example.mentions]


def candidates(text: str, *names: tuple[str, str]) -> list[tuple[str, str]]:
    """Return words and kind of what may be a name."""
    example = labelled(text, *names)
    return [(example.quote(one.span), one.label) for one in name_candidates(example)]


def test_names_get_the_label_whose_description_is_nearest_in_both_languages() -> None:
    english = labelled("Then the Aurora left York.", ("Aurora", "Product"), ("York", "Location"))
    chinese = labelled("曙光号驶离苏州。", ("曙光号", "Product"), ("苏州", "Location"))

    first, second = zero_labels([english, chinese], DESCRIPTIONS, embed)

    assert quotes(first) == [("Aurora", "Ship"), ("York", "City")]
    assert quotes(second) == [("曙光号", "Ship"), ("苏州", "City")]
    assert all(0.5 < one.score <= 1 for one in first.mentions + second.mentions)


def test_names_of_one_kind_speak_for_each_other() -> None:
    known = labelled("Aurora and Nordlys sail to Leeds", ("Aurora", "x"), ("Nordlys", "x"))
    unknown = labelled("the Zephyr too", ("Zephyr", "x"))
    city = labelled("to York again", ("York", "y"))

    done = zero_labels([known, unknown, city], DESCRIPTIONS, embed)

    assert quotes(done[1]) == [("Zephyr", "Ship")]


def test_the_order_of_texts_changes_nothing() -> None:
    texts = [
        labelled("the Aurora", ("Aurora", "x")),
        labelled("the Zephyr", ("Zephyr", "x")),
        labelled("到苏州", ("苏州", "y")),
    ]
    expected = {one.id: one for one in zero_labels(texts, DESCRIPTIONS, embed)}

    for order in permutations(texts):
        assert {one.id: one for one in zero_labels(order, DESCRIPTIONS, embed)} == expected


def test_values_are_left_to_their_rules() -> None:
    assert candidates("paid £5m to York", ("£5m", "Money"), ("York", "Location")) == [
        ("York", "Location")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In York the Bank of Leeds won", [("York", "capitals"), ("Bank of Leeds", "capitals")]),
        ("The purchaser pays the Seller", []),
        ("他读了《红楼梦》和「边城」。", [("红楼梦", "title"), ("边城", "title")]),
        ("nothing here", []),
        ("", []),
    ],
)
def test_likely_words_are_tried_beside_the_names_found(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert candidates(text) == expected


def test_a_name_that_was_found_is_not_tried_twice() -> None:
    assert candidates("Old York Road is long", ("York Road", "Location")) == [
        ("York Road", "Location")
    ]


def test_names_that_are_less_sure_can_be_left_out() -> None:
    example = labelled("the Aurora left York", ("Aurora", "x"), ("York", "y"))

    assert quotes(zero_labels([example], DESCRIPTIONS, embed, min_score=1.0)[0]) == []


def test_texts_without_a_name_stay_without_labels() -> None:
    assert zero_labels([Example("1", "nothing here")], DESCRIPTIONS, embed)[0].mentions == ()
    assert zero_labels([], DESCRIPTIONS, embed) == []


def test_one_name_alone_gets_a_label() -> None:
    example = labelled("to York", ("York", "Location"))

    assert quotes(zero_labels([example], DESCRIPTIONS, embed)[0]) == [("York", "City")]


def test_what_is_near_to_everything_is_no_nearer() -> None:
    near = np.array([[0.9, 0.8], [0.8, 0.79], [0.7, 0.72]], np.float32)

    standard = standardise(near)

    assert standard.argmax(axis=1).tolist() == [0, 1, 1]
    assert np.allclose(standard.mean(axis=0), 0, atol=1e-5)
    assert np.allclose(standard.std(axis=0), 1, atol=1e-4)


@pytest.mark.parametrize(
    "text", ["Firm = ", 'Firm = "a firm"', "Firm = 3\nCity = 'x'", "Firm = ' | '\nCity = 'x'"]
)
def test_labels_without_descriptions_are_refused_by_name(text: str) -> None:
    with pytest.raises(LabelsError, match="labels.toml"):
        parse_descriptions(text, "labels.toml")
