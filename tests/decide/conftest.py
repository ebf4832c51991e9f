"""The real encoder, loaded once for all tests of this folder."""

import pytest

from briefbook.learn.encoder import Encoder, open_encoder
from briefbook.learn.settings import EncoderSettings


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return open_encoder(EncoderSettings(threads=1))
