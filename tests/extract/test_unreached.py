"""Pairs that a relation extractor says nothing about, because they stand too far apart."""

import logging
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.labels.examples import Example, LabelledRelation, LabelledSpan
from briefbook.records import Span
from extract.relating.candidates import Tie, candidate_pairs
from extract.relating.load import make_reader
from extract.relating.model import PairClassifier
from extract.relating.predict import count_unreached_pairs, predict, predict_assertions
from extract.relating.reading import Reader, read_items
from extract.relating.settings import RelationSettings
from extract.relating.task import learn_task, name_things
from tests.learn.tiny_backbone import tiny_backbone

BACKBONE = tiny_backbone()
TIES = [Tie("Person", "WORKS_FOR", "Organization"), Tie("Person", "KNOWS", "Person")]


def letters(text: str, labels: Sequence[str], entities: Sequence[str] = ()) -> Example:
    """An example of words of one letter, each a mention where it has a label."""
    names = entities or [""] * len(labels)
    mentions = tuple(
        LabelledSpan(Span(2 * place, 2 * place + 1), label, name)
        for place, (label, name) in enumerate(zip(labels, names, strict=True))
        if label
    )
    return Example("e", text, mentions)


def reader_of(*, join_mentions: bool = True) -> Reader:
    """Windows of the tiny encoder hold twenty-two pieces."""
    task = learn_task([], ties=TIES)
    return make_reader(BACKBONE, task, RelationSettings(join_mentions=join_mentions))


def test_all_pairs_of_a_short_text_are_reached() -> None:
    example = letters("A B C", ["Person", "Organization", "Person"])

    assert count_unreached_pairs(reader_of(), [example]) == 0
    assert count_unreached_pairs(reader_of(), [replace(example, mentions=())]) == 0


@pytest.mark.parametrize("words", ["A B C D E F G H I J K L M N O P Q R S T U V", "天 地 " * 11])
def test_the_ends_of_a_long_text_are_too_far_apart(
    words: str, caplog: pytest.LogCaptureFixture
) -> None:
    labels = ["Person", *[""] * 20, "Organization"]
    example = letters(words.strip(), labels)
    reader = reader_of()

    assert count_unreached_pairs(reader, [example, example]) == 2
    with caplog.at_level(logging.INFO, "extract.relating.predict"):
        classifier = PairClassifier(BACKBONE, reader.task).eval()
        assert predict(classifier, reader, [example])[0].relations == ()
    assert "1 pairs stand too far apart to be decided on" in caplog.text


def test_relations_that_are_not_found_have_an_assertion_too_unless_out_of_reach() -> None:
    near = letters("A B", ["Person", "Organization"])
    far = letters(
        "A B C D E F G H I J K L M N O P Q R S T U V", ["Person", *[""] * 20, "Organization"]
    )
    tie = LabelledRelation(0, 1, "WORKS_FOR", "negated")
    examples = [replace(one, relations=(tie,)) for one in (near, far)]
    examples.append(letters("天 地", ["Person", "Organization"]))
    reader = reader_of()
    task = replace(reader.task, assertions=("asserted", "negated"))
    classifier = PairClassifier(BACKBONE, task).eval()

    said = predict_assertions(classifier, replace(reader, task=task), examples)

    assert said[0][0] in ("asserted", "negated")
    assert said[1:] == [(None,), ()]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "Person", "Organization", "Date"]),
            st.sampled_from(["", "", "e1", "e2"]),
        ),
        min_size=1,
        max_size=30,
    ),
    st.booleans(),
)
def test_counting_by_labels_is_counting_one_by_one(
    words: list[tuple[str, str]], join_mentions: bool
) -> None:
    example = letters(
        " ".join("A" * len(words)), [label for label, _ in words], [name for _, name in words]
    )
    reader = reader_of(join_mentions=join_mentions)
    plain = tuple(replace(one, entity="") for one in example.mentions)
    read = example if join_mentions else replace(example, mentions=plain)
    labels: dict[int, set[str]] = {}
    for thing, mention in zip(name_things(read), read.mentions, strict=True):
        labels.setdefault(thing, set()).add(mention.label)
    names = list(labels)
    possible = {
        frozenset((names[one], names[other]))
        for one, other in candidate_pairs(list(labels.values()), reader.task.ties)
    }
    decided = {
        frozenset((item.names[pair.first], item.names[pair.second]))
        for item in read_items(reader, [read])
        for pair in item.pairs
    }

    assert decided <= possible
    assert count_unreached_pairs(reader, [example]) == len(possible - decided)
