"""Explaining and doubting, with every head, on a tiny random encoder."""

import pytest
import torch
from tokenizers import pre_tokenizers
from transformers import BertConfig, BertModel

from briefbook.errors import ModelError
from briefbook.labels.examples import Example
from briefbook.learn.backbone import Backbone
from briefbook.learn.tokens import read_pieces
from briefbook.records import Span
from extract.tagging.dataset import Reach
from extract.tagging.doubt import find_doubts
from extract.tagging.explain import explain
from extract.tagging.load import LoadedTagger
from extract.tagging.model import HeadSettings, SpanHead, Tagger, WordHead
from tests.learn.tiny_backbone import WORDS, tiny_tokenizer

LABELS = ("Person", "Organization")
TEXT = "A 天 B 地 bank"


def _model(head: str, *, positions: int = 24) -> LoadedTagger:
    """A tagger that sees a mention nearly everywhere, so that there is something to explain."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(WORDS) + 5,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=positions,
        initializer_range=0.2,
    )
    tokenizer = tiny_tokenizer()
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    backbone = Backbone("tiny@0", BertModel(config), tokenizer)
    tagger = Tagger(backbone, LABELS, HeadSettings(head=head))  # type: ignore[arg-type]
    with torch.no_grad():
        if isinstance(tagger.head, SpanHead):
            tagger.head.kinds.bias[2] += 3.0
        else:
            tagger.head.scores.weight *= 20
            tagger.head.scores.bias[3] += 1.0
    tagger.eval()
    return LoadedTagger(f"tiny-{head}@1", tagger, Reach(backbone.max_pieces), None)


@pytest.mark.parametrize("head", ["words", "crf", "spans"])
def test_the_weights_of_the_words_add_up_to_what_the_text_changes(head: str) -> None:
    model = _model(head)

    [one] = explain(model, TEXT, span=Span(0, 1), label="Person", steps=200)

    assert [TEXT[word.span.start : word.span.end] for word in one.words] == TEXT.split()
    assert [word.text for word in one.words] == TEXT.split()
    total = sum(word.weight for word in one.words)
    changed = one.text_score - one.blank_score
    assert total - changed == pytest.approx(one.delta, abs=2e-3)
    assert abs(one.delta) < 0.05 * max(1.0, abs(changed))


@pytest.mark.parametrize("head", ["words", "crf", "spans"])
def test_what_is_explained_is_what_the_model_finds(head: str) -> None:
    model = _model(head)
    [found] = model.predict([Example("a", TEXT)])

    explained = explain(model, TEXT, steps=8)

    assert [(one.span, one.label, one.score) for one in explained] == [
        (one.span, one.label, one.score) for one in found.mentions
    ]


def test_a_word_that_the_score_does_not_rest_on_has_no_weight() -> None:
    model = _model("words")
    with torch.no_grad():  # an encoder whose words do not see each other
        for layer in model.tagger.backbone.model.encoder.layer:  # type: ignore[union-attr]
            layer.attention.output.dense.weight.zero_()

    [one] = explain(model, TEXT, span=Span(2, 3), label="Organization", steps=50)

    weights = {word.text: abs(word.weight) for word in one.words}
    assert weights["天"] > 0.01
    assert all(weight < 1e-4 for word, weight in weights.items() if word != "天")


def test_a_long_text_is_explained_in_the_window_that_judges_the_span() -> None:
    model = _model("crf", positions=130)
    text = " ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 10)
    [pieces] = read_pieces(model.tagger.backbone.tokenizer, [text])
    assert len(pieces.ids) > model.reach.max_pieces
    span = Span(400, 401)

    [one] = explain(model, text, span=span, label="Person", steps=4)

    assert span in [word.span for word in one.words]
    assert all(text[word.span.start : word.span.end] == word.text for word in one.words)
    assert len(one.words) <= model.reach.max_pieces


def test_what_cannot_be_explained_is_said() -> None:
    model = _model("words")

    with pytest.raises(ModelError, match="does not know the label Planet"):
        explain(model, TEXT, span=Span(0, 1), label="Planet")
    with pytest.raises(ModelError, match="no word at 1:2"):
        explain(model, TEXT, span=Span(1, 2), label="Person")
    with pytest.raises(ModelError, match="which words"):
        explain(model, TEXT, label="Person")
    with pytest.raises(ModelError, match="finds nothing"):
        explain(model, "")


@pytest.mark.parametrize("head", ["words", "crf", "spans"])
def test_doubt_is_found_where_two_labels_are_nearly_even(head: str) -> None:
    model = _model(head)

    [one, empty] = find_doubts(model.tagger, [Example("a", TEXT), Example("b", "")], model.reach)

    assert 0 < one.doubt <= 1
    assert one.span is not None
    assert one.first != one.second
    assert {one.first, one.second} <= {"", *LABELS}
    assert (empty.doubt, empty.span) == (0.0, None)


def test_a_tagger_that_is_sure_leaves_no_doubt() -> None:
    model = _model("words")
    assert isinstance(model.tagger.head, WordHead)
    with torch.no_grad():
        model.tagger.head.scores.bias[0] += 500.0

    [one] = find_doubts(model.tagger, [Example("a", TEXT)], model.reach)

    assert one.doubt < 1e-3
    assert (one.first, one.span is None) == ("", False)
