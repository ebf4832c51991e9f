"""States are brought to one size before a head reads them."""

import torch

from briefbook.learn.standard import Standard, fit_standard
from tests.learn.tiny_backbone import tiny_backbone as make_backbone


def test_unfitted_it_changes_nothing() -> None:
    states = torch.randn(2, 3, 8)

    assert Standard(8)(states).equal(states)


def test_states_it_was_fitted_to_have_mean_zero_and_spread_one() -> None:
    backbone = make_backbone()
    backbone.train()
    texts = [[place % 7 + 5 for place in range(start, start + 12)] for start in range(20)]
    standard = Standard(backbone.width)

    fit_standard(standard, backbone, texts)

    assert backbone.training
    backbone.eval()
    with torch.no_grad():
        states = standard(backbone(*backbone.pad(texts))[:, 1:-1]).flatten(0, 1)
    assert states.mean(dim=0).abs().max() < 1e-4
    assert (states.std(dim=0) - 1).abs().max() < 1e-4


def test_without_texts_it_stays_as_it_is() -> None:
    backbone = make_backbone()
    standard = Standard(backbone.width)

    fit_standard(standard, backbone, [])

    assert standard.center.eq(0).all() and standard.spread.eq(1).all()
