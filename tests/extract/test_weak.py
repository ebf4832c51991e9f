"""Weak labels: what the sources say, what they decide together, where they differ."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.errors import LabelsError
from briefbook.labels.examples import Example, LabelledSpan
from briefbook.records import Span
from extract.agreement import cohen_kappa, measure_agreement
from extract.gazetteer import find_gazetteer
from extract.weak import weak_labels

ENGLISH = Example(
    "en",
    "Helen Carter of Northgate Pumps Ltd paid £5m to Microsoft in London on 3 March 2024.",
    language="en",
)
CHINESE = Example(
    "zh", "张伟于2024年5月8日从北京到上海，向苏州北桥泵业有限公司支付500万元。", language="zh"
)


def _quotes(example: Example) -> set[tuple[str, str]]:
    return {(example.quote(one.span), one.label) for one in example.mentions}


class Model:
    """A stand-in that finds one name wherever it stands."""

    def __init__(self, words: str, label: str, score: float) -> None:
        self.words, self.label, self.score = words, label, score

    def __call__(self, examples: Sequence[Example]) -> list[Example]:
        assert not any(one.mentions for one in examples)  # it must not see the labels
        found = []
        for one in examples:
            start = one.text.find(self.words)
            spans = [LabelledSpan(Span(start, start + len(self.words)), self.label, "", self.score)]
            found.append(replace(one, mentions=tuple(spans if start >= 0 else ())))
        return found


def test_english_and_chinese_are_labelled_by_their_taggers_and_by_rules() -> None:
    english, chinese = weak_labels([ENGLISH, CHINESE], ["spacy", "lac", "rules"])

    assert _quotes(english.example) >= {
        ("Helen Carter", "Person"),
        ("Northgate Pumps Ltd", "Organization"),
        ("£5m", "Money"),
        ("London", "Location"),
        ("3 March 2024", "Date"),
    }
    assert _quotes(chinese.example) >= {
        ("张伟", "Person"),
        ("北京", "Location"),
        ("上海", "Location"),
        ("2024年5月8日", "Date"),
        ("苏州北桥泵业有限公司", "Organization"),
    }
    assert list(english.by_source) == ["spacy", "rules"]
    assert list(chinese.by_source) == ["lac", "rules"]


def test_what_sources_say_does_not_depend_on_the_other_texts() -> None:
    together = weak_labels([ENGLISH, CHINESE], ["spacy", "lac", "rules"])
    alone = [weak_labels([one], ["spacy", "lac", "rules"])[0] for one in (ENGLISH, CHINESE)]

    assert [one.example for one in together] == [one.example for one in alone]


def test_two_that_agree_outvote_one_and_the_difference_is_kept() -> None:
    names = {"Microsoft": "Organization"}

    model = Model("Microsoft", "Product", 0.8)
    [weak] = weak_labels([ENGLISH], ["gazetteer", "spacy", "model"], gazetteer=names, model=model)

    assert ("Microsoft", "Organization") in _quotes(weak.example)
    against = [one for one in weak.disagreements if one.second.label == "Product"]
    assert {(one.kind, one.first.source, one.second.source) for one in against} == {
        ("label", "spacy", "model"),
        ("label", "gazetteer", "model"),
    }


def test_other_borders_are_a_disagreement_and_leave_doubt() -> None:
    names = {"Northgate": "Organization"}

    [clear] = weak_labels([ENGLISH], ["rules"])
    [weak] = weak_labels([ENGLISH], ["rules", "gazetteer"], gazetteer=names)

    [found] = [one for one in weak.disagreements if one.second.source == "gazetteer"]
    assert found.kind == "border"
    assert ENGLISH.quote(found.first.span) == "Northgate Pumps Ltd"
    assert weak.doubt > clear.doubt
    assert weak.doubted is not None
    assert weak.doubted.span.overlaps(found.first.span)


def test_a_text_about_nothing_leaves_no_doubt() -> None:
    [weak] = weak_labels([Example("a", "", language="en")], ["spacy", "lac", "rules"])

    assert (weak.doubt, weak.doubted, weak.example.mentions) == (0.0, None, ())


def test_agreement_is_counted_for_each_pair_and_label() -> None:
    names = {"London": "Location", "Helen Carter": "Person", "Ltd": "Location"}
    weak = weak_labels([ENGLISH], ["spacy", "gazetteer"], gazetteer=names)

    found = {one.label: one for one in measure_agreement(weak)}

    assert list(found) == ["", "Location", "Person"]
    assert (found["Person"].both, found["Person"].f1, found["Person"].kappa) == (1, 1.0, 1.0)
    assert (found["Location"].both, found["Location"].only_second) == (1, 1)
    assert found["Location"].f1 == pytest.approx(2 / 3)
    assert 0 < found["Location"].kappa < 1


def test_a_source_without_what_it_needs_is_refused() -> None:
    with pytest.raises(LabelsError, match="list of names"):
        weak_labels([ENGLISH], ["gazetteer"])
    with pytest.raises(LabelsError, match="a model"):
        weak_labels([ENGLISH], ["model"])


def test_names_are_found_whole_and_the_longest_first() -> None:
    names = {"华信": "Organization", "华信苏州": "Organization", "Bank": "Organization"}
    text = "华信苏州与华信；Banker, Bank银行"

    found = [text[one.start : one.end] for one in find_gazetteer(text, names)]

    assert found == ["华信苏州", "华信", "Bank"]


@given(st.lists(st.tuples(st.sampled_from("ABO"), st.sampled_from("ABO")), min_size=1))
@settings(max_examples=30, deadline=None)
def test_agreement_is_the_same_from_both_sides(pairs: list[tuple[str, str]]) -> None:
    first, second = [one for one, _ in pairs], [one for _, one in pairs]

    assert cohen_kappa(first, second) == pytest.approx(cohen_kappa(second, first))
    assert cohen_kappa(first, second) <= 1.0
    assert cohen_kappa(first, first) == 1.0
