"""8-bit encoders: near to full precision, and the same numbers in any company."""

from collections.abc import Callable, Sequence

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from briefbook.learn.backbone import Backbone
from briefbook.learn.bottleneck import add_bottlenecks
from briefbook.learn.int8 import Int8Layer, quantise, read_together, reads_together
from briefbook.learn.int8linear import Int8Linear, blocks
from briefbook.learn.prompts import PromptedModel, add_prefixes
from tests.learn.tiny_backbone import tiny_backbone, tiny_roberta, tiny_texts

_FULL = list(range(4, 27))  # as long as the tiny encoders read


def _small(backbone: Backbone) -> Backbone:
    quantise(backbone.model)
    return backbone


def _states(backbone: Backbone, texts: Sequence[Sequence[int]]) -> Tensor:
    with torch.inference_mode():
        states: Tensor = backbone(*backbone.pad(texts))
    return states


def _together(backbone: Backbone, texts: Sequence[Sequence[int]]) -> list[Tensor]:
    framed = [(backbone.begin, *text, backbone.end) for text in texts]
    with torch.inference_mode():
        states = read_together(backbone.model, framed)
    return list(torch.split(states, [len(text) for text in framed]))


BERT, ROBERTA = _small(tiny_backbone()), _small(tiny_roberta())


@pytest.mark.parametrize("make", [tiny_backbone, tiny_roberta])
def test_states_stay_near_those_of_full_precision_padded_or_not(
    make: Callable[[], Backbone],
) -> None:
    exact, small = make(), _small(make())
    ids, mask = tiny_texts(exact)

    with torch.inference_mode():
        near, far = small(ids, mask)[mask], exact(ids, mask)[mask]

    assert all(isinstance(layer, Int8Layer) for layer in small.model.encoder.layer)  # type: ignore[union-attr]
    assert 0 < (near - far).norm() / far.norm() < 0.03


@pytest.mark.parametrize("backbone", [BERT, ROBERTA])
def test_texts_of_any_length_get_the_same_numbers_together_as_alone(backbone: Backbone) -> None:
    texts = [[5, 6, 7], [8, 9, 10], [30, 31], _FULL[: backbone.max_pieces], [5, 6, 7]]

    for text, states in zip(texts, _together(backbone, texts), strict=True):
        assert torch.equal(states, _states(backbone, [text])[0])


@given(st.lists(st.lists(st.integers(4, 40), min_size=1, max_size=22), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_the_company_of_a_text_never_matters(texts: list[list[int]]) -> None:
    first = _together(BERT, texts)[0]

    assert torch.equal(first, _together(BERT, texts[:1])[0])
    assert torch.equal(first, _together(BERT, [*reversed(texts)])[-1])


@pytest.mark.parametrize("count", [1, 5, 191, 192, 193, 400, 577])
def test_a_block_of_rows_computes_each_row_by_itself(count: int) -> None:
    torch.manual_seed(1)
    one, other = nn.Linear(64, 32), nn.Linear(64, 16, bias=False)
    small = Int8Linear(one, other)
    rows = torch.randn(count, 64) * torch.logspace(-2, 2, count)[:, None]

    with torch.inference_mode():
        near, exact = small(rows), torch.cat([one(rows), other(rows)], dim=1)
        places = [0, count // 2, count - 1]
        alone = torch.cat([small(rows[place : place + 1]) for place in places])

    assert torch.equal(near[places], alone)
    assert ((near - exact).norm(dim=1) / exact.norm(dim=1)).max() < 0.03


@given(st.integers(0, 3000))
def test_blocks_cover_every_row_once(count: int) -> None:
    assert [place for block in blocks(count) for place in range(count)[block]] == [*range(count)]


def test_memory_kept_from_inference_mode_serves_outside_of_it() -> None:
    small = Int8Linear(nn.Linear(7, 5).requires_grad_(False))
    rows = torch.ones(3, 7)
    with torch.inference_mode():
        within = small(rows).clone()

    assert torch.equal(small(rows), within)


def test_what_tuning_added_to_layers_keeps_its_effect() -> None:
    adapted, prefixed, prompted = tiny_backbone(), tiny_backbone(), tiny_backbone()
    add_bottlenecks(adapted.model, 4)
    add_prefixes(prefixed.model, 3)
    prompted.model = PromptedModel(prompted.model, 3)
    for backbone in (adapted, prefixed, prompted):
        generator = torch.Generator().manual_seed(0)
        with torch.no_grad():
            for name, weight in backbone.named_parameters():
                if any(part in name for part in ("up.weight", "prefix", "prompt")):
                    weight.copy_(torch.randn(weight.shape, generator=generator))
        backbone.requires_grad_(False).eval()
        exact = _states(backbone, [[5, 6, 7], [8, 9, 10]])

        near = _states(_small(backbone), [[5, 6, 7], [8, 9, 10]])

        assert not reads_together(backbone.model)
        assert 0 < (near - exact).norm() / exact.norm() < 0.05
