import struct
import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from briefbook.errors import ModelError, SettingsError
from briefbook.learn.e5 import read_packed, unpack_four_bits
from briefbook.learn.encoder import Encoder, open_encoder
from briefbook.learn.int8linear import Int8Linear
from briefbook.learn.pretrained import bundled_encoder, cache_folder, read_verified
from briefbook.learn.settings import EncoderSettings

TEXTS = [
    "The contract ends in March.",
    "合同于三月到期。",
    "Ada",
    "",
    "The bearings are made in Rotterdam, where the plant has two lines. " * 40,
    "轴承在鹿特丹生产，该厂有两条生产线。" * 35,
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder(EncoderSettings(threads=1))


def test_vectors_have_length_one_and_one_row_a_text(encoder: Encoder) -> None:
    vectors = encoder.embed(TEXTS, kind="passage")

    assert vectors.shape == (len(TEXTS), encoder.dimension) == (6, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.embed([], kind="query").shape == (0, 384)


def test_a_vector_does_not_depend_on_the_batch_it_is_in(encoder: Encoder) -> None:
    together = encoder.embed(TEXTS, kind="passage")
    alone = np.concatenate([encoder.embed([text], kind="passage") for text in TEXTS])

    assert np.abs(together - alone).max() <= 1e-5


def test_a_sentence_is_nearest_to_its_translation(encoder: Encoder) -> None:
    english = encoder.embed(
        ["When does the contract end?", "Who makes the bearings?", "The weather is fine."],
        kind="query",
    )
    chinese = encoder.embed(["合同什么时候到期？", "谁生产轴承？", "天气很好。"], kind="query")

    assert (english @ chinese.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_the_end_of_a_long_text_counts(encoder: Encoder) -> None:
    long = "The plant has two lines. " * 90
    one, other = encoder.embed([long + "Ada left.", long + "x" * 40], kind="passage")

    assert np.abs(one - other).max() > 1e-3


def test_any_hugging_face_folder_serves_and_8_bit_layers_keep_its_vectors(
    encoder: Encoder,
) -> None:
    folder = str(bundled_encoder())
    exact = open_encoder(EncoderSettings(model=folder, threads=1, precision="float32"))
    full = exact.embed(TEXTS[:3], kind="passage")

    assert (full * encoder.embed(TEXTS[:3], kind="passage")).sum(axis=1).min() > 0.995
    assert exact.name != encoder.name


def test_an_8_bit_layer_computes_each_row_by_itself() -> None:
    torch.manual_seed(1)
    linear = nn.Linear(64, 32)
    small = Int8Linear(linear)
    rows = torch.randn(9, 64) * torch.logspace(-2, 2, 9)[:, None]

    with torch.inference_mode():
        exact, near = linear(rows), small(rows)
        alone = torch.cat([small(row[None]) for row in rows])

    assert torch.equal(near, alone)
    assert ((near - exact).norm(dim=1) / exact.norm(dim=1)).max() < 0.03


def test_nibbles_become_values_times_the_scale_of_their_block() -> None:
    block = np.float16(2).tobytes() + bytes(range(16))

    values = unpack_four_bits(np.frombuffer(block, np.uint8))

    assert values[:16].tolist() == [2.0 * (low - 8) for low in range(16)]
    assert values[16:].tolist() == [-16.0] * 16


@pytest.mark.parametrize("data", [b"", b"GGUF" + bytes(100), b"E5S1" + bytes(20)])
def test_a_file_of_another_kind_is_refused(data: bytes) -> None:
    with pytest.raises(ModelError):
        read_packed(data)


def test_a_file_that_ends_too_early_is_refused() -> None:
    header = b"E5S1" + bytes(4) + struct.pack("<7ifi", 384, 12, 12, 1536, 9, 512, 2, 1e-12, 32)

    with pytest.raises(ModelError, match="it ends at byte"):
        read_packed(header + struct.pack("<5iQ", 9, 0, 2, 1, 3, 50))


def test_a_file_with_another_checksum_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"not these")

    with pytest.raises(ModelError, match="pinned"):
        read_verified(tmp_path / "weights.bin", "0" * 64)
    with pytest.raises(ModelError, match="cannot read"):
        read_verified(tmp_path / "missing.bin", "0" * 64)


def test_a_model_that_is_not_here_is_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nobody/nothing"):
        open_encoder(EncoderSettings(model="nobody/nothing"))
    with pytest.raises(ModelError, match="cannot load"):
        open_encoder(EncoderSettings(model=str(tmp_path)))
    with pytest.raises(SettingsError):
        EncoderSettings(max_batch_tokens=0)


def test_the_cache_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFBOOK_CACHE", "/somewhere/else")
    assert cache_folder() == Path("/somewhere/else")

    monkeypatch.delenv("BRIEFBOOK_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg")
    assert cache_folder() == Path("/xdg/briefbook")


@pytest.mark.slow
def test_two_at_once_unpack_the_encoder_once_and_clear_what_a_killed_one_left(
    tmp_path: Path,
) -> None:
    folder = tmp_path / bundled_encoder().name
    (tmp_path / f"{folder.name}.partial-killed").mkdir()
    found: list[Path] = []

    threads = [
        threading.Thread(target=lambda: found.append(bundled_encoder(tmp_path))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [folder, folder]
    assert sorted(path.name for path in tmp_path.iterdir()) == [folder.name, f"{folder.name}.lock"]
    assert (folder / "model.safetensors").stat().st_size < 250e6


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ModelError, match="cannot unpack the encoder"):
        bundled_encoder(tmp_path / "file")
