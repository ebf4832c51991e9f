"""Writing and reading again gives back whatever a format can hold."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbook.labels.building import keep_flat, keep_nested
from briefbook.labels.examples import Example
from briefbook.labels.formats import FORMATS, write_examples
from briefbook.labels.pairs import list_pairs
from briefbook.labels.words import cut_words
from tests.labels.factories import RANDOM, examples, make_example, sort_labels, ties

LOSSLESS = ("jsonl", "doccano", "label-studio", "prodigy", "spert", "docred")
WRITABLE = [name for name, one in FORMATS.items() if one.write]
_SPACE = re.compile(r"\s+")


def again(example: Example, format: str) -> list[Example]:
    return FORMATS[format].read(write_examples([example], format), f"made.{format}")


def marks(example: Example) -> tuple[str, set[tuple[int, int, str]]]:
    """The text without white space, and where labels stand in it."""
    before = [0]
    for character in example.text:
        before.append(before[-1] + (not character.isspace()))
    return _SPACE.sub("", example.text), {
        (before[one.span.start], before[one.span.end], one.label) for one in example.mentions
    }


@pytest.mark.parametrize("format", LOSSLESS)
@given(example=examples())
@RANDOM
def test_formats_with_room_for_everything_lose_nothing(format: str, example: Example) -> None:
    [read] = again(example, format)

    assert sort_labels(read) == sort_labels(example)


@given(example=examples(), path=st.permutations(LOSSLESS))
@RANDOM
def test_any_chain_of_such_formats_loses_nothing(example: Example, path: list[str]) -> None:
    read = example
    for format in path:
        [read] = again(read, format)

    assert sort_labels(read) == sort_labels(example)


@given(example=examples())
@RANDOM
def test_columns_keep_flat_labels_and_all_that_is_visible(example: Example) -> None:
    [read] = again(example, "conll")

    assert marks(read) == marks(keep_flat(example))


@given(example=examples())
@RANDOM
def test_columns_read_once_stay_as_they_are(example: Example) -> None:
    [read] = again(example, "conll")

    [once_more] = again(read, "conll")

    assert once_more == replace(read, document=once_more.document)


@given(example=examples())
@RANDOM
def test_marked_passages_keep_text_nested_labels_and_relations(example: Example) -> None:
    kept = keep_nested(example)

    [read] = again(example, "marked")

    assert (read.text, read.id) == (example.text, "_".join(example.id.split()))
    assert read.language == example.language or not example.language
    assert sorted(ties(read)) == sorted(ties(kept))
    assert marks(read) == marks(kept)


@given(example=examples())
@RANDOM
def test_cluener_keeps_text_and_labels(example: Example) -> None:
    [read] = again(example, "cluener")

    assert (read.text, marks(read)) == (example.text, marks(example))


@given(example=examples())
@RANDOM
def test_semeval_keeps_asserted_pairs_that_stand_apart(example: Example) -> None:
    wanted = [
        (head.span, tail.span, predicate)
        for head, tail, predicate in list_pairs(example)
        if predicate and not head.span.overlaps(tail.span)
    ]

    read = [one for one in again(example, "semeval") if one.relations]

    assert [one.text for one in read] == [example.text.replace("\n", " ")] * len(wanted)
    assert [
        (head.span, tail.span, predicate)
        for one in read
        for head, tail, predicate in list_pairs(one)
    ] == wanted


@given(example=examples())
@RANDOM
def test_finre_keeps_the_words_of_asserted_pairs(example: Example) -> None:
    flat = replace(example, text=example.text.replace("\n", " "))
    wanted = [
        (flat.quote(head.span), predicate, flat.quote(tail.span), "asserted")
        for head, tail, predicate in list_pairs(flat)
        if predicate
    ]

    read = [one for one in again(example, "finre") if one.relations]

    assert {one.text for one in read} <= {flat.text}
    assert [tie for one in read for tie in ties(one)] == wanted


@given(example=examples())
@RANDOM
def test_words_hold_all_that_is_visible_and_end_where_mentions_do(example: Example) -> None:
    words = cut_words(example)

    assert "".join(map(example.quote, words)) == _SPACE.sub("", example.text)
    assert all(one.end <= other.start for one, other in zip(words, words[1:], strict=False))
    starts, ends = {word.start for word in words}, {word.end for word in words}
    assert all(one.span.start in starts and one.span.end in ends for one in example.mentions)


@pytest.mark.parametrize("format", WRITABLE)
def test_no_examples_are_a_file_too(format: str) -> None:
    assert FORMATS[format].read(write_examples([], format), "empty") == []


@pytest.mark.parametrize("format", sorted(FORMATS.keys() - {"finer-ord"}))  # needs its head
def test_an_empty_file_has_no_examples(format: str) -> None:
    assert FORMATS[format].read(b"", "empty") == []


@pytest.mark.parametrize("format", [*LOSSLESS, "marked", "cluener"])
@pytest.mark.parametrize("text", ["", " ", "\n", "# one\n> 2\n\n## three", "{}", "}{", "a\n\nb"])
def test_texts_that_look_like_markup_stay_texts(format: str, text: str) -> None:
    [read] = again(Example("one", text, language="en"), format)

    assert read.text == text


@pytest.mark.parametrize("format", WRITABLE)
def test_the_same_examples_give_the_same_bytes(format: str) -> None:
    example = make_example("橡田科技任命海伦", ("橡田科技", "Organization"), ("海伦", "Person"))

    assert write_examples([example] * 2, format) == write_examples([example] * 2, format)
