"""A model that was tuned on another encoder than ours brings it along, so that it works alone."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import msgspec

from briefbook.errors import ModelError
from briefbook.learn.backbone import OWN_ENCODER
from briefbook.learn.encoder import model_folder, model_name
from briefbook.learn.modelfolder import load_weights, read_info, save_model, version
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.shelf import WEIGHTS

_NEEDED = ("config.json", "tokenizer.json", WEIGHTS)
_BESIDE = ("tokenizer_config.json", "special_tokens_map.json", "README.md", "LICENSE")
_METRICS = "metrics.json"


def bring_encoder(model: Path, encoder: EncoderSettings) -> None:
    """Copy the encoder that a model was tuned on into its folder, and have it say so.

    Its version changes with that, its weights do not. Raises ModelError when `encoder` is not the
    one that the model was tuned on, or not on this machine.
    """
    source, info = model_folder(encoder), read_info(model)
    if info.encoder != (name := model_name(encoder, source)):
        raise ModelError(f"the model was tuned on the encoder {info.encoder}, not on {name}")
    own = model / OWN_ENCODER
    own.mkdir()
    for file in (*_NEEDED, *_BESIDE):
        if file in _NEEDED or (source / file).is_file():
            shutil.copyfile(source / file, own / file)
    weights = load_weights(model)
    info = replace(info, encoder=model_name(replace(encoder, model=str(own)), own))
    save_model(model, info, weights.encoder, weights.head)
    _tell(model, info.encoder)


def _tell(model: Path, encoder: str) -> None:
    """Correct what `metrics.json` says, where there is one: the scores hold as they are."""
    path = model / _METRICS
    if not path.is_file():
        return
    metrics = msgspec.json.decode(path.read_bytes(), type=dict[str, object])
    metrics |= {"encoder": encoder, "encoder_model": "", "version": version(model)}
    path.write_text(json.dumps(metrics, ensure_ascii=False, indent=2) + "\n", "utf-8")
