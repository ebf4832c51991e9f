"""Where training computes: on a graphics card if there is one, else on the processor."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import torch
from torch import nn

from briefbook.errors import SettingsError

Device = Literal["auto", "cpu", "cuda"]


def find_device(wanted: Device) -> torch.device:
    """Return where to compute; "auto" is a CUDA card if this torch can use one.

    Raises SettingsError when a card is wanted and there is none.
    """
    has_card = torch.cuda.is_available()
    if wanted == "cuda" and not has_card:
        raise SettingsError(
            'training.device is "cuda", but torch sees no card: install a CUDA build of torch'
            ' and its driver, or use "auto"'
        )
    return torch.device("cuda" if wanted != "cpu" and has_card else "cpu")


@contextmanager
def computing_on(wanted: Device, module: nn.Module) -> Iterator[None]:
    """Have `module`, and every tensor that is made meanwhile, on a device; then all as before.

    Nothing that computes needs to know about devices.
    """
    device = find_device(wanted)
    if device.type == "cpu":
        yield
        return
    module.to(device)
    try:
        with device:
            yield
    finally:
        module.to("cpu")
