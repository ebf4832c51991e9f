"""Training computes where it is told to, and falls back where nothing is said."""

from pathlib import Path

import pytest
import torch
from torch import nn

from briefbook.errors import SettingsError
from briefbook.learn.device import Device, computing_on, find_device
from briefbook.learn.loop import LoopSettings, fit
from tests.learn.tiny_job import tiny_job

has_card = torch.cuda.is_available()
without_card = pytest.mark.skipif(has_card, reason="this machine has a CUDA card")
with_card = pytest.mark.skipif(not has_card, reason="needs a CUDA card")


@without_card
def test_auto_is_the_processor_where_there_is_no_card() -> None:
    assert find_device("auto") == torch.device("cpu")


@without_card
def test_a_card_that_is_not_there_is_refused_with_what_helps() -> None:
    with pytest.raises(SettingsError, match='torch sees no card.*or use "auto"'):
        find_device("cuda")
    module = nn.Linear(2, 2)
    with pytest.raises(SettingsError), computing_on("cuda", module):
        pass
    assert module.weight.device.type == "cpu"


def test_the_processor_is_taken_where_it_is_wanted() -> None:
    module = nn.Linear(2, 2)

    with computing_on("cpu", module):
        assert torch.zeros(1).device.type == module.weight.device.type == "cpu"


@pytest.mark.parametrize("wanted", ["auto", "cpu", pytest.param("cuda", marks=with_card)])
def test_a_module_is_left_where_it_was(wanted: Device) -> None:
    module = nn.Linear(2, 2)
    before = module.weight.detach().clone()

    with pytest.raises(KeyboardInterrupt), computing_on(wanted, module):
        here = torch.zeros(1).device
        assert module.weight.device == here
        raise KeyboardInterrupt

    assert module.weight.device.type == torch.zeros(1).device.type == "cpu"
    assert torch.equal(module.weight, before)


@with_card
@pytest.mark.gpu
def test_a_model_trained_on_a_card_comes_back_and_works(tmp_path: Path) -> None:
    job = tiny_job()
    with computing_on("cuda", job.module):
        fit(job, LoopSettings(epochs=2, batch_pieces=64), folder=tmp_path)
    assert all(weight.device.type == "cpu" for weight in job.module.parameters())
    assert job.evaluate()["f1"] > 0
