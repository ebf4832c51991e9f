"""One copy of the words for all models of an encoder, and what comes out is the same."""

import os
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import AutoModel, XLMRobertaConfig, XLMRobertaForMaskedLM

from briefbook.errors import ModelError
from briefbook.learn.backbone import OWN_ENCODER, open_backbone, own_encoder
from briefbook.learn.methods import MethodSettings, apply_changes, changes, prepare
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.shelf import SharedWords, checksum, load_model
from briefbook.learn.tuned import Method
from tests.learn.tiny_encoder import write_encoder

IDS = torch.tensor([[0, 5, 9, 30, 2], [0, 11, 4, 2, 1]])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_encoder(tmp_path / "tiny")


def _states(model: nn.Module) -> Tensor:
    with torch.inference_mode():
        states: Tensor = model(input_ids=IDS).last_hidden_state
    return states


def _words(model: nn.Module) -> nn.Module:
    words: nn.Module = model.get_input_embeddings()  # type: ignore[operator]
    return words


def _read(folder: Path) -> dict[str, Tensor]:
    """Return copies of the weights, so that their file may be replaced."""
    tensors = load_file(folder / "model.safetensors")
    return {name: tensor.clone() for name, tensor in tensors.items()}


def _write(folder: Path, tensors: dict[str, Tensor]) -> None:
    save_file(tensors, folder / "new", metadata={"format": "pt"})
    os.replace(folder / "new", folder / "model.safetensors")


def test_two_models_share_their_words_and_nothing_else(folder: Path) -> None:
    one, other = load_model(folder), load_model(folder)

    assert isinstance(_words(one), SharedWords)
    pointers = [{weight.data_ptr() for weight in model.parameters()} for model in (one, other)]
    assert pointers[0] & pointers[1] == {_words(one).weight.data_ptr()}  # type: ignore[operator]


def test_words_stay_as_the_file_has_them_and_the_states_are_those_of_full_precision(
    folder: Path,
) -> None:
    whole = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    model = load_model(folder)

    assert _words(model).weight.dtype == torch.float16
    assert model.config.vocab_size == len(_words(model).weight)  # type: ignore[union-attr, arg-type]
    assert torch.equal(_states(model), _states(whole))


def test_the_words_of_a_masked_model_of_another_family_are_found(tmp_path: Path) -> None:
    config = XLMRobertaConfig(
        vocab_size=40,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=20,
    )
    XLMRobertaForMaskedLM(config).save_pretrained(tmp_path / "roberta")

    model = load_model(tmp_path / "roberta")

    whole = AutoModel.from_pretrained(tmp_path / "roberta").eval()
    assert isinstance(_words(model), SharedWords)
    assert torch.equal(_states(model), _states(whole))


def test_what_is_tuned_in_place_is_not_what_others_load(folder: Path) -> None:
    _write(folder, {name: tensor.float() for name, tensor in _read(folder).items()})
    one, before = load_model(folder), _states(load_model(folder))
    with torch.no_grad():
        for weight in one.parameters():
            if weight.requires_grad:
                weight.add_(1.0)

    assert torch.equal(_states(load_model(folder)), before)


def test_a_folder_that_was_replaced_is_read_anew(folder: Path) -> None:
    before, number = _states(load_model(folder)), checksum(folder / "model.safetensors")
    tensors = _read(folder)
    tensors["embeddings.word_embeddings.weight"] *= 2
    _write(folder, tensors)

    assert not torch.equal(_states(load_model(folder)), before)
    assert checksum(folder / "model.safetensors") != number


def test_a_weight_that_is_missing_is_named(folder: Path) -> None:
    tensors = _read(folder)
    del tensors["encoder.layer.1.output.dense.weight"]
    _write(folder, tensors)

    with pytest.raises(ModelError, match=r"it has no encoder\.layer\.1\.output\.dense\.weight"):
        load_model(folder)


@pytest.mark.parametrize("content", [b"", b"no weights at all", b"\xff" * 100])
def test_a_damaged_file_is_an_error_of_ours(folder: Path, content: bytes) -> None:
    (folder / "new").write_bytes(content)
    os.replace(folder / "new", folder / "model.safetensors")
    with pytest.raises(ModelError, match="cannot load the model"):
        load_model(folder)


@pytest.mark.parametrize("method", ["full", "lora", "bitfit", "prompt", "prefix", "head"])
def test_every_method_tunes_around_shared_words(folder: Path, method: Method) -> None:
    settings = MethodSettings(method, tokens=3)
    backbone = open_backbone(EncoderSettings(model=str(folder)), dropout=0.0)
    prepare(backbone, settings)
    words = _words(backbone.model)
    kept = words.weight.clone()  # type: ignore[operator]
    tuned = [weight for weight in backbone.parameters() if weight.requires_grad]
    assert all(weight.dtype == torch.float32 for weight in tuned)
    optimiser = torch.optim.AdamW([*tuned, extra := nn.Parameter(torch.ones(()))], 0.01)

    (backbone(IDS, IDS > 1).square().mean() * extra).backward()
    optimiser.step()

    assert torch.equal(words.weight, kept)  # type: ignore[arg-type]
    again = open_backbone(EncoderSettings(model=str(folder)), dropout=0.0)
    apply_changes(again, settings, changes(backbone))
    backbone.eval(), again.eval()
    with torch.inference_mode():
        assert torch.allclose(backbone(IDS, IDS > 1), again(IDS, IDS > 1), atol=1e-5)


def test_a_model_may_bring_its_encoder_unless_another_is_named(
    folder: Path, tmp_path: Path
) -> None:
    model = tmp_path / "model"
    assert own_encoder(model) == EncoderSettings()

    shutil.copytree(folder, model / OWN_ENCODER)

    assert own_encoder(model) == EncoderSettings(model=str(model / OWN_ENCODER))
    assert own_encoder(model, EncoderSettings(model="mine")) == EncoderSettings(model="mine")
