"""Perturbations and what they cost."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.errors import SettingsError
from briefbook.labels.examples import Example
from briefbook.measure.perturbations import PERTURBATIONS
from briefbook.measure.rewriting import rewrite
from briefbook.measure.robustness import measure_robustness, perturb
from briefbook.records import Span
from tests.measure.factories import labelled_texts, make_example

_ENGLISH = make_example(
    "The company said that Ada Byron, founder of Analytical Engines, bought modern machines.",
    [("Ada Byron", "Person"), ("Analytical Engines", "Organization")],
    [(0, 1, "FOUNDED")],
)
_CHINESE = make_example(
    "公司表示，张三已在2024年收购了ABC公司的股份。",
    [("张三", "Person"), ("2024年", "Date"), ("ABC公司", "Organization")],
    language="zh",
)


def _quotes(example: Example) -> list[str]:
    return [example.quote(one.span) for one in example.mentions]


@given(labelled_texts(), st.sampled_from(sorted(PERTURBATIONS)), st.integers(0, 20))
def test_labels_move_along(example: Example, name: str, seed: int) -> None:
    changed, _ = perturb(example, name, seed=seed)
    assert changed.id == example.id and changed.relations == example.relations
    assert [one.label for one in changed.mentions] == [one.label for one in example.mentions]
    assert bool(changed.tokens) <= bool(example.tokens)
    words = [changed.quote(span) for span in changed.tokens]
    assert all(word and not any(map(str.isspace, word)) for word in words)
    assert list(changed.tokens) == sorted(changed.tokens)
    assert all(
        one.end <= two.start for one, two in zip(changed.tokens, changed.tokens[1:], strict=False)
    )
    if example.tokens:
        assert "".join(words) == "".join(changed.text.split())
    if example.sentences and changed.text:
        assert changed.sentences == (Span(0, len(changed.text)),)


@given(labelled_texts(), st.integers(0, 20))
def test_the_quote_of_each_mention_is_the_old_one_changed(example: Example, seed: int) -> None:
    quotes = _quotes(example)
    assert _quotes(perturb(example, "punctuation", seed=seed)[0]) == quotes
    assert _quotes(perturb(example, "paraphrase", seed=seed)[0]) == quotes
    by_character = [perturb(example, name, seed=seed)[0] for name in ("lower", "upper")]
    assert _quotes(by_character[0]) == ["".join(map(str.lower, quote)) for quote in quotes]
    assert _quotes(by_character[1]) == ["".join(map(str.upper, quote)) for quote in quotes]
    widths = perturb(example, "full_width", seed=seed)[0]
    assert list(map(len, _quotes(widths))) == list(map(len, quotes))


@given(labelled_texts(), st.data())
def test_any_rewriting_maps_the_quotes(example: Example, data: st.DataObject) -> None:
    size = len(example.text)
    part = st.sampled_from(["a", "bc", "，", "d e"])
    parts = data.draw(st.lists(part, min_size=size, max_size=size))
    changed = rewrite(example, parts, opening="此外，")
    for old, new in zip(example.mentions, changed.mentions, strict=True):
        assert changed.quote(new.span) == "".join(parts[old.span.start : old.span.end])


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("lower", "the company said that ada byron, founder"),
        ("upper", "THE COMPANY SAID THAT ADA BYRON, FOUNDER"),
        ("title", "The Company Said That Ada Byron, Founder"),
        ("punctuation", "The company said that Ada Byron founder"),
    ],
)
def test_english_is_written_otherwise(name: str, start: str) -> None:
    assert perturb(_ENGLISH, name)[0].text.startswith(start)


def test_widths_of_chinese_change_and_those_of_english_do_not() -> None:
    wide, narrow = (perturb(_CHINESE, name)[0] for name in ("full_width", "half_width"))
    assert _quotes(wide) == ["张三", "２０２４年", "ＡＢＣ公司"]
    assert narrow.text == "公司表示,张三已在2024年收购了ABC公司的股份."
    assert perturb(_ENGLISH, "full_width")[0] == _ENGLISH


def test_other_words_keep_names_and_add_no_hedge() -> None:
    english, chinese = (
        {perturb(one, "paraphrase", seed=seed)[0].text.partition(opening)[2] for seed in range(30)}
        for one, opening in ((_ENGLISH, ", "), (_CHINESE, "，"))
    )
    assert (
        "the firm stated that Ada Byron, founder of Analytical Engines, purchased modern machines."
        in english
    )
    assert "企业指出，张三已在2024年并购了ABC公司的股份。" in chinese


def test_mistakes_of_typing_and_scanning_happen_in_both_languages() -> None:
    for example in (_ENGLISH, _CHINESE):
        for name in ("typos", "ocr"):
            texts = {perturb(example, name, seed=seed)[0].text for seed in range(30)}
            assert len(texts) > 5
    assert all(
        _quotes(perturb(_CHINESE, "typos", seed=n)[0]) == _quotes(_CHINESE) for n in range(9)
    )


def test_lines_break_and_letters_run_together_in_scans() -> None:
    texts = [perturb(_ENGLISH, "ocr", seed=seed)[0].text for seed in range(60)]
    assert any("\n" in text for text in texts)
    assert any("modem" in text for text in texts)


def test_the_same_seed_changes_an_example_in_the_same_way() -> None:
    assert perturb(_ENGLISH, "typos", seed=4) == perturb(_ENGLISH, "typos", seed=4)
    assert perturb(_ENGLISH, "typos", seed=4)[1] == "typos"


def test_an_unknown_perturbation_is_refused() -> None:
    with pytest.raises(SettingsError, match="no perturbation sarcasm; known are: typos"):
        perturb(_ENGLISH, "sarcasm")


def _find_known(examples: Sequence[Example]) -> list[Example]:
    """A model that knows names by heart, letter for letter."""
    assert not any(example.mentions or example.relations for example in examples)
    known = {"Ada Byron": "Person", "Analytical Engines": "Organization", "张三": "Person"}
    found = []
    for example in examples:
        words = [(name, label) for name, label in known.items() if name in example.text]
        made = make_example(example.text, words, name=example.id)
        found.append(replace(example, mentions=made.mentions))
    return found


def test_losses_are_measured_against_clean_text() -> None:
    report = measure_robustness([_ENGLISH, _CHINESE], _find_known).as_dict()
    assert report["clean"]["f1"] == pytest.approx(2 * 3 / (3 + 5), abs=1e-4)
    assert report["upper"] == {"f1": 0.3333, "loss": 0.4167, "changed": 0.5}
    assert report["half_width"] == {"f1": 0.75, "loss": 0.0, "changed": 0.5}
    assert "full_width" not in measure_robustness([_ENGLISH], _find_known).as_dict()


def test_mentions_are_handed_over_only_when_given() -> None:
    seen: list[Example] = []

    def keep(examples: Sequence[Example]) -> Sequence[Example]:
        seen.extend(examples)
        return examples

    measure_robustness([_ENGLISH], keep, names=["lower"], given=True)
    assert all(one.mentions and not one.relations for one in seen)
