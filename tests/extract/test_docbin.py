"""Labels in spaCy's own files."""

from typing import Any

import pytest
import spacy
from hypothesis import given
from spacy.tokens import DocBin
from spacy.tokens import Span as TokenSpan
from spacy.vocab import Vocab

from briefbook.errors import LabelsError
from briefbook.labels.examples import Example
from extract.docbin import SPACY, read_spacy, write_spacy
from tests.labels.factories import RANDOM, examples, make_example, quotes, sort_labels, ties


@given(example=examples())
@RANDOM
def test_docbins_lose_nothing(example: Example) -> None:
    [read] = read_spacy(write_spacy([example]), "made.spacy")

    assert sort_labels(read) == sort_labels(example)


def test_spacy_sees_words_entities_and_sentences() -> None:
    example = make_example("Ann Lee left Rome.", ("Ann Lee", "Person"), ("Rome", "Location"))

    [tokens] = DocBin().from_bytes(write_spacy([example])).get_docs(Vocab())

    assert [token.text for token in tokens] == ["Ann", "Lee", "left", "Rome", "."]
    assert [(span.text, span.label_) for span in tokens.ents] == quotes(example)


def test_overlapping_mentions_stand_in_a_span_group() -> None:
    example = make_example("橡田科技（北京）", ("橡田科技（北京）", "ORG"), ("北京", "LOC"))

    [tokens] = DocBin().from_bytes(write_spacy([example])).get_docs(Vocab())

    assert [span.text for span in tokens.ents] == ["橡田科技（北京）"]
    assert [span.text for span in tokens.spans["sc"]] == ["橡田科技（北京）", "北京"]


def test_files_that_spacy_wrote_are_read() -> None:
    tokens = spacy.blank("en")("Ann Lee  joined Oakfield.")
    tokens.ents = (TokenSpan(tokens, 0, 2, label="PER"), TokenSpan(tokens, 4, 5, label="ORG"))
    rel: Any = ("._.", "rel", None, None)  # where spaCy keeps `tokens._.rel`
    tokens.user_data[rel] = {(0, 4): {"WORKS_FOR": 0.9, "HEADS": 0.1}}
    data = DocBin(docs=[tokens], store_user_data=True).to_bytes()

    [example] = read_spacy(data, "train.spacy")

    assert example.text == "Ann Lee  joined Oakfield."
    assert quotes(example) == [("Ann Lee", "PER"), ("Oakfield", "ORG")]
    assert ties(example) == [("Ann Lee", "WORKS_FOR", "Oakfield", "asserted")]
    assert example.quote(example.tokens[2]) == "joined"


def test_relations_of_mentions_removed_in_spacy_go_with_them() -> None:
    example = make_example("Ann Lee left Rome.", ("Ann Lee", "Person"), ("Rome", "Location"))
    [tokens] = DocBin().from_bytes(write_spacy([example])).get_docs(Vocab())
    tokens.ents = tokens.ents[:1]

    [read] = read_spacy(DocBin(docs=[tokens], store_user_data=True).to_bytes(), "train.spacy")

    assert (quotes(read), read.relations) == ([("Ann Lee", "Person")], ())


@pytest.mark.parametrize("data", [b"", b"no docbin", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(LabelsError, match=r"cannot read bad\.spacy: no spaCy DocBin"):
        read_spacy(data, "bad.spacy")


def test_the_same_examples_give_the_same_bytes() -> None:
    example = make_example("海伦任职于橡田", ("海伦", "Person"), ("橡田", "Organization"))

    assert SPACY.write is not None
    assert SPACY.write([example]) == SPACY.write([example])
    assert SPACY.read(SPACY.write([]), "empty.spacy") == []
