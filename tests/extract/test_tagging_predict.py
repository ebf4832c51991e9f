"""A tagger at work: the same mentions for any batches, threads and neighbours."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch

from briefbook.labels.examples import Example
from briefbook.learn.int8 import quantise
from extract.tagging import predict as predicting
from extract.tagging.dataset import Reach
from extract.tagging.model import HeadSettings, Tagger
from extract.tagging.predict import predict
from tests.learn.tiny_backbone import tiny_backbone

_TEXTS = ["A B C", "D", "天地玄黄", "E bank works F", "日月盈昃 works", "G H I J K L M", "A B C"]
_MANY = [Example(str(place), text) for place, text in enumerate(_TEXTS * 3)]
_REACH = Reach(max_pieces=22)


def _tagger(*, int8: bool) -> Tagger:
    backbone = tiny_backbone()
    torch.manual_seed(5)
    tagger = Tagger(backbone, ["Person", "Organization"], HeadSettings())
    torch.nn.init.normal_(tagger.head.get_parameter("scores.weight"), std=1.0)
    if int8:
        quantise(backbone.model)
    return tagger.requires_grad_(False).eval()


@pytest.mark.parametrize("int8", [False, True])
def test_threads_and_batches_change_nothing(int8: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = _tagger(int8=int8)
    once = predict(tagger, _MANY, _REACH)
    assert sum(len(example.mentions) for example in once) > 20

    for pieces, threads in ((1, 1), (9, 3), (768, 2)):
        monkeypatch.setattr(predicting, "_BATCH_PIECES", pieces)
        _assert_same(predict(tagger, _MANY, _REACH, threads=threads), once)


@pytest.mark.parametrize("int8", [False, True])
def test_a_text_alone_has_the_mentions_it_has_among_others(int8: bool) -> None:
    tagger = _tagger(int8=int8)
    together = predict(tagger, _MANY, _REACH, threads=2)

    alone = [predict(tagger, [example], _REACH)[0] for example in _MANY]

    _assert_same(alone, together)


def _assert_same(found: Sequence[Example], expected: Sequence[Example]) -> None:
    """Products of floats may differ in their last digit with the size of the matrix."""
    for one, other in zip(found, expected, strict=True):
        scores = [mention.score for mention in other.mentions]
        assert [mention.score for mention in one.mentions] == pytest.approx(scores, abs=1e-5)
        assert _without_scores(one) == _without_scores(other)


def _without_scores(example: Example) -> Example:
    return replace(example, mentions=tuple(replace(one, score=1.0) for one in example.mentions))


def test_reading_side_by_side_leaves_torchs_threads_as_they_were() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        predict(_tagger(int8=True), _MANY, _REACH, threads=3)

        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_an_error_in_a_thread_is_an_error() -> None:
    tagger = _tagger(int8=False)
    tagger.backbone.max_pieces = 100
    long = [Example(str(place), "A " * 60) for place in range(3)]  # no such positions

    with pytest.raises((IndexError, RuntimeError)):
        predict(tagger, long, replace(_REACH, max_pieces=100), threads=2)


def test_nothing_to_read_is_no_mention() -> None:
    empty = [Example("a", ""), Example("b", "  ")]

    found = predict(_tagger(int8=True), empty, _REACH, threads=2)

    assert [example.mentions for example in found] == [(), ()]
