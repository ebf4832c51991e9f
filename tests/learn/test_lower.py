"""States of the lower layers that are kept give what the whole encoder gives."""

import pytest
import torch

from briefbook.learn.lower import LowerStates
from tests.learn.tiny_backbone import tiny_backbone, tiny_roberta


@pytest.mark.parametrize("family", [tiny_backbone, tiny_roberta])
@pytest.mark.parametrize("room", [1 << 20, 0])
def test_kept_states_lead_to_those_of_the_whole_encoder(family, room: int) -> None:  # type: ignore[no-untyped-def]
    backbone = family()
    sequences = [(5, 6, 7), (8, 9, 10, 11, 12), (5, 6, 7)]
    lower = LowerStates(backbone, 1, most_bytes=room)

    with torch.no_grad():
        whole = backbone(*backbone.pad(sequences))
        for _ in range(2):  # computed, then kept
            states, mask = lower.forward(sequences)
            assert torch.allclose(states[mask], whole[mask], atol=2e-2)


def test_only_upper_layers_get_gradients() -> None:
    backbone = tiny_backbone()
    states, _ = LowerStates(backbone, 1).forward([(5, 6, 7)])

    states.sum().backward()  # type: ignore[no-untyped-call]

    touched = {name for name, one in backbone.named_parameters() if one.grad is not None}
    assert touched and all(".layer.1." in name for name in touched)
