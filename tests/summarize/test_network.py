"""The network that writes: what it can copy, what is likely, and that beams agree with it."""

from dataclasses import replace
from itertools import product

import pytest
import torch

from briefbook.learn.backbone import Backbone
from summarize.dataset import Lesson, make_batch
from summarize.decoding import DecodingSettings, write
from summarize.network import Batch, Decoder, NetworkSettings, Summarizer
from tests.learn.tiny_backbone import tiny_backbone

pytestmark = pytest.mark.usefixtures("one_thread")

_SETTINGS = NetworkSettings(layers=2, dropout=0.0, most_source=40, most_target=12)


def _model(backbone: Backbone, vocabulary: list[int], seed: int = 5) -> Summarizer:
    torch.manual_seed(seed)
    head = Decoder(backbone, vocabulary, _SETTINGS, asks=(8, 2))
    return Summarizer(backbone, head).eval()


def _batch(backbone: Backbone, *sources: tuple[int, ...], target: tuple[int, ...] = ()) -> Batch:
    return make_batch(backbone, [Lesson(source, target, 1, 0) for source in sources])


def _vocabulary(backbone: Backbone, *pieces: int) -> list[int]:
    return sorted({backbone.begin, backbone.end, backbone.padding, *pieces})


def test_writing_and_copying_together_are_certain() -> None:
    backbone = tiny_backbone()
    model = _model(backbone, _vocabulary(backbone, 10, 11, 12))
    batch = _batch(backbone, (10, 20, 21), (22, 23))

    with torch.no_grad():
        memory = model.remember(batch, model.encode(batch.source, batch.mask))
        written, copied, looked = model.choices(
            torch.randn(2, 4, backbone.width), memory, torch.full((2, 4, 2), 10)
        )

    total = written.exp().sum(-1) + copied.exp().sum(-1)
    assert torch.allclose(total, torch.ones(2, 4), atol=1e-5)
    assert float(copied[1, :, batch.mask[1].logical_not()].exp().max()) < 1e-6  # never padding
    assert torch.allclose(looked.sum(-1), torch.ones(2, 4), atol=1e-5)


def test_a_piece_outside_the_vocabulary_is_likely_only_where_the_source_holds_it() -> None:
    backbone = tiny_backbone()
    model = _model(backbone, _vocabulary(backbone, 10, 11))

    with torch.no_grad():
        there, _ = model(_batch(backbone, (10, 30, 11), target=(30,)))
        absent, _ = model(_batch(backbone, (10, 31, 11), target=(30,)))

    assert float(there[0, 0]) < 15
    assert float(absent[0, 0]) == pytest.approx(20)


def test_padding_beside_a_longer_text_changes_nothing() -> None:
    backbone = tiny_backbone()
    model = _model(backbone, _vocabulary(backbone, 10, 11, 12))
    short, long = (10, 20), (11, 12, 20, 21, 22, 23)

    with torch.no_grad():
        alone, _ = model(_batch(backbone, short, target=(10, 11)))
        beside, _ = model(_batch(backbone, short, long, target=(10, 11)))

    assert torch.allclose(alone[0], beside[0], atol=1e-4)


def _cheapest(model: Summarizer, source: tuple[int, ...], pieces: list[int], most: int) -> float:
    """Return the cost per piece of the likeliest text of up to `most` pieces, by trying all."""
    best = float("inf")
    for size in range(1, most + 1):
        for target in product(pieces, repeat=size):
            with torch.no_grad():
                unlikely, _ = model(_batch(model.backbone, source, target=target))
            best = min(best, float(unlikely.sum()) / (size + 1))
    return best


def test_wide_beams_find_the_likeliest_text_of_all() -> None:
    backbone = tiny_backbone()
    pieces = [10, 11]
    model = _model(backbone, _vocabulary(backbone, *pieces))
    source = (10, 11, 10)

    [line] = write(
        model,
        _batch(backbone, source),
        least=[1],
        most=[4],
        begin=backbone.begin,
        end=backbone.end,
        banned=[backbone.padding],
        settings=DecodingSettings(beams=40, coverage=0.0),
    )

    with torch.no_grad():
        unlikely, _ = model(_batch(backbone, source, target=tuple(line)))
    cost = float(unlikely.sum()) / (len(line) + 1)
    assert cost == pytest.approx(_cheapest(model, source, pieces, 3), abs=1e-3)


@pytest.mark.parametrize(("least", "most"), [(1, 3), (3, 5), (6, 6)])
def test_lengths_are_kept_and_no_run_is_written_twice(least: int, most: int) -> None:
    backbone = tiny_backbone()
    model = _model(backbone, _vocabulary(backbone, 10, 11, 12))

    lines = write(
        model,
        _batch(backbone, (10, 11, 12, 20), (13, 14)),
        least=[least] * 2,
        most=[most] * 2,
        begin=backbone.begin,
        end=backbone.end,
        banned=[backbone.padding],
    )

    for line in lines:
        assert least <= len(line) <= most
        runs = [tuple(line[start : start + 3]) for start in range(len(line) - 2)]
        assert len(runs) == len(set(runs))
        assert not {backbone.begin, backbone.end, backbone.padding} & set(line)


def test_a_text_is_written_the_same_alone_and_among_others() -> None:
    backbone = tiny_backbone()
    model = _model(backbone, _vocabulary(backbone, 10, 11, 12, 13))
    sources = [(10, 20, 11), (12, 13, 21, 22, 23), (14, 15), (10, 11, 12, 13)]

    def written(*some: tuple[int, ...]) -> list[list[int]]:
        return write(
            model,
            _batch(backbone, *some),
            least=[1] * len(some),
            most=[8] * len(some),
            begin=backbone.begin,
            end=backbone.end,
            banned=[backbone.padding],
        )

    assert [written(source)[0] for source in sources] == written(*sources)


def test_what_is_asked_for_changes_what_is_likely() -> None:
    backbone = tiny_backbone()
    model = _model(backbone, _vocabulary(backbone, 10, 11, 12))
    lesson = Lesson((10, 11, 12), (10, 11), 0, 0)

    with torch.no_grad():
        headline, _ = model(make_batch(backbone, [lesson]))
        minutes, _ = model(make_batch(backbone, [replace(lesson, form=3)]))

    assert not torch.allclose(headline, minutes, atol=1e-4)
