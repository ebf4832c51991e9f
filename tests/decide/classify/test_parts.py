"""The parts that committees are made of, each alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.errors import LabelsError
from decide.classify.committee import fit_committee, mix
from decide.classify.context import Named, fit_context, score_context
from decide.classify.examples import LabelledText, Task, deal, task_of, truth_of
from decide.classify.grams import grams, learn_vocabulary, split_words, weigh
from decide.classify.linear import LinearSettings, fit_linear, score_linear
from decide.classify.scope import fit_scope, in_scope, out_of_scope
from decide.classify.vectors import fit_vectors, score_vectors


def _texts(*pairs: tuple[str, str]) -> list[LabelledText]:
    return [LabelledText(text, tuple(filter(None, label.split("|")))) for text, label in pairs]


MIXED = _texts(
    ("The bank raised rates", "money"),
    ("央行上调利率", "money"),
    ("Shares fell today", "money"),
    ("公司公布利润", "money"),
    ("The team won the match", "sport"),
    ("球队赢得比赛", "sport"),
    ("A late goal decided it", "sport"),
    ("前锋打进一球", "sport"),
)


def test_one_label_is_nothing_to_choose_between() -> None:
    with pytest.raises(LabelsError, match="two labels are needed, not 1"):
        task_of(_texts(("a", "x"), ("b", "x"), ("c", "")))


def test_a_text_with_two_labels_makes_the_task_multi_label() -> None:
    task = task_of(_texts(("a", "x|y"), ("b", "y")))

    assert task == Task(("x", "y"), multiple=True)
    assert truth_of(task, _texts(("a", "y|z"), ("b", ""))).tolist() == [
        [False, True],
        [False, False],
    ]


@given(
    st.lists(st.tuples(st.sampled_from("abcdef华信"), st.sampled_from("xy")), min_size=1),
    st.randoms(),
)
def test_examples_are_dealt_alike_in_any_order_and_equal_texts_together(pairs, chance) -> None:  # type: ignore[no-untyped-def]
    examples = sorted(set(_texts(*pairs)), key=lambda one: (one.text, one.labels))
    examples = [
        one
        for place, one in enumerate(examples)
        if one.text not in {two.text for two in examples[:place]}
    ]
    shuffled = list(examples)
    chance.shuffle(shuffled)

    dealt = dict(zip([one.text for one in examples], deal(examples, 3).tolist(), strict=True))
    again = dict(zip([one.text for one in shuffled], deal(shuffled, 3).tolist(), strict=True))

    assert dealt == again
    assert len(set(deal([examples[0], examples[0]], 3).tolist())) == 1


def test_chinese_runs_and_english_words_give_their_own_n_grams() -> None:
    text = "Oak 华信行"
    found = [gram for gram, _, _ in grams(text, split_words(text), "characters")]

    assert "华信行" in found and "信行" in found and " oa" in found and "k " in found
    assert not any("k" in gram and "华" in gram for gram in found)


@given(st.text(max_size=60))
def test_every_n_gram_is_made_of_words_of_the_text(text: str) -> None:
    words = split_words(text)
    for kind in ("words", "characters"):
        for _, first, last in grams(text, words, kind):
            assert 0 <= first <= last < len(words)


def test_rows_have_length_one_and_a_text_without_known_words_none() -> None:
    vocabulary = learn_vocabulary([one.text for one in MIXED], "words", least=1, most=1000)
    table = weigh(["The bank, the bank", "zzz"], vocabulary)

    assert np.sqrt((table.toarray() ** 2).sum(axis=1)).round(6).tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    "settings",
    [
        LinearSettings("words"),
        LinearSettings("characters"),
        LinearSettings("words", ratios=True, strength=0.1),
    ],
)
def test_lines_learn_labels_of_both_languages(settings: LinearSettings) -> None:
    task = task_of(MIXED)
    model = fit_linear([one.text for one in MIXED], truth_of(task, MIXED), task, settings)

    scores = score_linear(model, ["The bank fell", "央行公布", "the team won a goal", "球队进球"])

    assert [task.labels[place] for place in scores.argmax(axis=1)] == [
        "money",
        "money",
        "sport",
        "sport",
    ]


def test_vectors_tell_labels_apart_and_names_serve_without_examples() -> None:
    chance = np.random.default_rng(0)
    centers = np.eye(3, 8, dtype=np.float32)
    truth = np.repeat(np.eye(3, dtype=np.bool_), 20, axis=0)
    vectors = (truth @ centers + 0.1 * chance.normal(size=(60, 8))).astype(np.float32)

    scores = score_vectors(fit_vectors(vectors, truth, centers), centers)

    assert {name: one.argmax(axis=1).tolist() for name, one in scores.items()} == dict.fromkeys(
        ("vectors", "middles", "names"), [0, 1, 2]
    )


def test_a_member_that_knows_nothing_is_sent_home_and_chances_are_honest() -> None:
    chance = np.random.default_rng(0)
    task = Task(("x", "y", "z"), multiple=False)
    truth = np.eye(3, dtype=np.bool_)[chance.integers(3, size=2000)]
    good = truth + chance.normal(size=truth.shape)  # the true temperature is 1
    scores = {"good": good, "blind": chance.normal(size=truth.shape)}

    committee = fit_committee(scores, truth, task)
    chances = mix(committee, {"good": good}, task)

    assert set(committee.weights) == {"good"}
    assert committee.weights["good"] == pytest.approx(1.0, abs=0.15)
    assert chances.sum(axis=1) == pytest.approx(1.0)
    assert chances.max(axis=1).mean() == pytest.approx(
        (chances.argmax(axis=1) == truth.argmax(axis=1)).mean(), abs=0.03
    )


def test_of_several_labels_each_has_a_chance_of_its_own() -> None:
    chance = np.random.default_rng(0)
    task = Task(("x", "y"), multiple=True)
    truth = chance.random((500, 2)) < (0.5, 0.1)
    scores = {"good": 4.0 * truth - 2 + chance.normal(size=truth.shape)}

    committee = fit_committee(scores, truth, task)
    given_labels = mix(committee, scores, task) >= committee.threshold

    assert (given_labels == truth).mean() > 0.9


def test_what_is_unlike_everything_known_is_out_of_scope() -> None:
    chance = np.random.default_rng(0)
    inside, outside = chance.normal(1, 1, (200, 6)), chance.normal(-1, 1, (60, 6))

    given_examples = fit_scope(inside[:100], outside[:30], reject=0.0)
    without = fit_scope(inside[:100], outside[:0], reject=0.05)

    assert out_of_scope(given_examples, outside[30:]).mean() > 0.9
    assert out_of_scope(given_examples, inside[100:]).mean() < 0.1
    assert out_of_scope(without, inside[:100]).mean() == pytest.approx(0.05, abs=0.01)
    assert in_scope(without, outside).mean() < in_scope(without, inside).mean()


def _context(*names: str) -> tuple[Named, ...]:
    return tuple(Named(name, "Organization") for name in names)


def test_the_labels_of_neighbours_speak_for_a_text_but_never_its_own() -> None:
    examples = _texts(*[("t", "x")] * 6, *[("t", "y")] * 6)
    contexts = [
        *[_context("华信", f"a{n}") for n in range(6)],
        *[_context("Oak", f"b{n}") for n in range(6)],
    ]
    task = task_of(examples)
    model = fit_context(contexts, truth_of(task, examples), task)

    scores = score_context(model, [_context("华信"), _context("Oak", "new"), ()])

    assert [task.labels[place] for place in scores[:2].argmax(axis=1)] == ["x", "y"]
    assert scores.shape == (3, 2)


def test_entities_that_share_texts_are_one_community_in_any_run() -> None:
    examples = _texts(*[("t", "x"), ("t", "y")] * 2)
    contexts = [_context("a", "b"), _context("c", "d"), _context("b", "a"), _context("d", "c")]
    model = fit_context(contexts, truth_of(task_of(examples), examples), task_of(examples))

    by_name = {name: int(model.communities[place]) for name, place in model.entities.items()}

    assert by_name["a"] == by_name["b"] != by_name["c"] == by_name["d"]
