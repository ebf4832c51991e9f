"""Scores of relations."""

import random
from dataclasses import replace

import pytest

from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.measure.entities import named_facts
from briefbook.measure.relations import measure_relations
from briefbook.records import Span
from tests.measure.factories import make_example

_TEXT = "Ada Byron works for Analytical Engines in London."
_MENTIONS = [
    ("Ada Byron", "Person"),
    ("Analytical Engines", "Organization"),
    ("London", "Location"),
]
_ZH = "张三任职于星辰公司，未与明月公司合作。"
_ZH_MENTIONS = [("张三", "Person"), ("星辰公司", "Organization"), ("明月公司", "Organization")]


def test_strict_wants_labels_boundaries_do_not_and_relaxed_takes_overlap() -> None:
    gold = make_example(_TEXT, _MENTIONS, [(0, 1, "WORKS_FOR"), (1, 2, "LOCATED_IN")])
    found = make_example(
        _TEXT,
        [
            ("Ada Byron", "Person"),
            ("Analytical Engines", "Location"),
            ("Engines in London", "Location"),
        ],
        [(0, 1, "WORKS_FOR"), (1, 2, "LOCATED_IN")],
    )
    report = measure_relations([gold], [found]).as_dict()
    assert report["micro"]["f1"] == 0.0
    assert report["boundaries"]["micro"]["f1"] == 0.5
    assert report["relaxed"]["micro"]["f1"] == 1.0
    assert report["labels"]["WORKS_FOR"] == {
        "precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 1
    }  # fmt: skip


def test_direction_counts_unless_the_predicate_has_none() -> None:
    gold = make_example(_ZH, _ZH_MENTIONS, [(0, 1, "WORKS_FOR"), (1, 2, "COOPERATES_WITH")])
    found = make_example(_ZH, _ZH_MENTIONS, [(1, 0, "WORKS_FOR"), (2, 1, "COOPERATES_WITH")])
    labels = measure_relations([gold], [found]).as_dict()["labels"]
    assert labels["WORKS_FOR"]["f1"] == 0.0
    assert labels["COOPERATES_WITH"]["f1"] == 1.0


def test_assertions_are_judged_on_what_was_found() -> None:
    denied = make_example(
        _ZH, _ZH_MENTIONS, [(1, 2, "COOPERATES_WITH")], assertion="negated", name="a"
    )
    stated = make_example(_ZH, _ZH_MENTIONS, [(0, 1, "WORKS_FOR")], name="b")
    missed = make_example(_ZH, _ZH_MENTIONS, [(0, 2, "WORKS_FOR")], name="c")
    taken = make_example(_ZH, _ZH_MENTIONS, [(1, 2, "COOPERATES_WITH")], name="a")
    report = measure_relations(
        [denied, stated, missed], [taken, stated, replace(missed, relations=())]
    )
    found = report.as_dict()
    assert found["micro"]["precision"] == 1.0
    assert found["assertions"]["accuracy"] == 0.5
    assert found["assertions"]["support"] == 2
    assert {"gold": "negated", "predicted": "asserted", "count": 1} in found["assertions"][
        "confusion"
    ]
    assert found["assertions"]["labels"]["negated"]["recall"] == 0.0
    assert found["facts"]["micro"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5}


def _pair_example(name: str, relation: str, *, named_direction: bool = False) -> Example:
    """A given pair as SemEval labels it: "Cause-Effect(e2,e1)" or "Other"."""
    text = "the flood caused the damage"
    mentions = (LabelledSpan(Span(4, 9), "e1"), LabelledSpan(Span(21, 27), "e2"))
    predicate, _, direction = relation.partition("(")
    ends = (1, 0) if direction.startswith("e2") and not named_direction else (0, 1)
    tied = LabelledRelation(*ends, relation if named_direction else predicate)
    return Example(name, text, mentions, (tied,), "en")


@pytest.mark.parametrize("named_direction", [False, True])
def test_given_pairs_have_the_official_macro_score_of_semeval(named_direction: bool) -> None:
    chance = random.Random(11)
    families = ["Cause-Effect", "Entity-Origin", "Message-Topic"]
    classes = ["Other", *(f"{one}({way})" for one in families for way in ("e1,e2", "e2,e1"))]
    gold = [chance.choice(classes) for _ in range(200)]
    found = [one if chance.random() < 0.6 else chance.choice(classes) for one in gold]
    f1s = []
    for family in families:
        right = sum(
            one == two and one.startswith(family) for one, two in zip(gold, found, strict=True)
        )
        wanted, guessed = (sum(one.startswith(family) for one in side) for side in (gold, found))
        precision, recall = right / guessed, right / wanted
        f1s.append(2 * precision * recall / (precision + recall))
    sides = [
        [_pair_example(str(n), one, named_direction=named_direction) for n, one in enumerate(side)]
        for side in (gold, found)
    ]
    report = measure_relations(sides[0], sides[1], level="pairs").as_dict()
    assert report["macro"]["f1"] == pytest.approx(sum(f1s) / 3, abs=1e-4)
    accuracy = sum(one == two for one, two in zip(gold, found, strict=True)) / len(gold)
    assert report["accuracy"] == pytest.approx(accuracy, abs=1e-4)
    assert sorted(report["labels"]) == families


def test_an_unknown_chinese_pair_counts_in_accuracy_alone() -> None:
    ends = [("星辰公司", "Entity"), ("明月公司", "Entity")]
    gold = [make_example(_ZH, ends, [(0, 1, "unknown")]), make_example(_ZH, ends, [(0, 1, "合作")])]
    found = [make_example(_ZH, ends, []), make_example(_ZH, ends, [(0, 1, "收购")])]
    report = measure_relations(gold, found, level="pairs").as_dict()
    assert report["accuracy"] == 0.5
    assert list(report["labels"]) == ["合作", "收购"]
    assert report["micro"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0}


def test_outside_given_pairs_a_predicate_called_other_counts() -> None:
    gold = make_example(_TEXT, _MENTIONS, [(0, 1, "Other")])
    assert measure_relations([gold], [gold]).strict.micro().correct == 1
    assert measure_relations([gold], [gold], negative=["OTHER"]).strict.micro().gold == 0


def _document(relations: list[tuple[int, int, str]]) -> Example:
    """Ada is named twice, her firm twice, London once."""
    text = "Ada leads AE. Byron lives in London. Analytical Engines"
    names = [(0, 3, "ada"), (10, 12, "firm"), (14, 19, "ada"), (29, 35, "london"), (37, 55, "firm")]
    mentions = tuple(LabelledSpan(Span(start, end), "Thing", home) for start, end, home in names)
    return Example("d", text, mentions, tuple(LabelledRelation(*one) for one in relations))


def test_between_entities_a_relation_counts_once_whichever_mentions_carry_it() -> None:
    gold = _document([(0, 1, "HEADS"), (2, 3, "LIVES_IN")])
    found = _document([(2, 4, "HEADS"), (0, 4, "HEADS"), (4, 3, "LIVES_IN")])
    report = measure_relations([gold], [found], level="entities").as_dict()
    assert report["micro"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5}
    assert report["labels"]["HEADS"]["f1"] == 1.0
    assert report["strict"]["micro"]["f1"] == 0.0


def test_what_training_data_say_is_ignored_as_in_docred() -> None:
    gold = _document([(0, 1, "HEADS"), (2, 3, "LIVES_IN")])
    found = _document([(0, 1, "HEADS"), (2, 3, "LIVES_IN"), (1, 3, "LOCATED_IN")])
    names = [("Byron", "P"), ("Analytical Engines", "O")]
    trained = make_example("Byron of Analytical Engines", names, [(0, 1, "HEADS")])
    report = measure_relations(
        [gold], [found], level="entities", known_facts=named_facts([trained])
    )
    assert report.entities.known == 1
    ignoring = report.entities.ignoring_known
    assert (ignoring.precision, ignoring.recall) == (0.5, 1.0)
    assert ignoring.f1 == pytest.approx(2 / 3)
    assert report.entities.counts.micro().precision == pytest.approx(2 / 3)


def test_a_span_that_gold_lacks_stands_for_nothing_in_gold() -> None:
    gold = _document([(0, 1, "HEADS")])
    shifted = (LabelledSpan(Span(0, 2), "Thing", "ada"), *gold.mentions[1:])
    found = replace(gold, mentions=shifted)
    assert measure_relations([gold], [found], level="entities").chosen.micro().correct == 0


def test_names_of_training_facts_are_all_names_of_both_entities() -> None:
    assert named_facts([_document([(0, 1, "HEADS")])]) == {
        (head, "HEADS", tail) for head in ("Ada", "Byron") for tail in ("AE", "Analytical Engines")
    }


def test_predicates_that_nobody_looked_for_are_not_judged() -> None:
    gold = make_example(_ZH, _ZH_MENTIONS, [(0, 1, "WORKS_FOR")])
    both = [(0, 1, "WORKS_FOR"), (1, 2, "COOPERATES_WITH")]
    found = make_example(_ZH, _ZH_MENTIONS, both)

    def precision(*looked_for: str) -> float:
        report = measure_relations([replace(gold, looked_for=looked_for)], [found]).as_dict()
        return float(report["micro"]["precision"])

    assert precision() == precision("Person") == 0.5
    assert precision("Person", "WORKS_FOR") == 1.0
    assert precision("WORKS_FOR", "COOPERATES_WITH") == 0.5
