"""A model with an encoder of its own that knows only the languages in use."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copy
from typing import Any

from briefbook.app.modelstore import read_metrics
from briefbook.errors import ModelError
from briefbook.learn.backbone import OWN_ENCODER, own_encoder
from briefbook.learn.encoder import model_folder, model_name
from briefbook.learn.modelfolder import load_weights, read_info, save_model
from briefbook.learn.settings import EncoderSettings
from briefbook.learn.vocabulary import of_languages, prune_vocabulary

_BESIDE = ("README.md", "journal.jsonl")
_METRICS = "metrics.json"


def export_pruned(
    model: Path, out: Path, languages: Sequence[str], *, encoder: EncoderSettings | None = None
) -> dict[str, Any]:
    """Write a model to `out` with a smaller encoder in it; return what was cut, for JSON.

    It works wherever a model does, and reads texts in `languages` exactly as `model` does. Raises
    ModelError when the model belongs to another encoder, or `out` is not empty.
    """
    keep = of_languages(languages)
    out = free_folder(out)
    info = read_info(model)
    settings = own_encoder(model, encoder)
    folder = model_folder(settings)
    if info.encoder != (name := model_name(settings, folder)):
        raise ModelError(f"the model was tuned on the encoder {info.encoder}, not on {name}")
    pruned = prune_vocabulary(folder, out / OWN_ENCODER, keep)
    own = replace(settings, model=str(out / OWN_ENCODER))
    weights = load_weights(model)
    info = replace(info, encoder=model_name(own, out / OWN_ENCODER))
    save_model(out, info, weights.encoder, weights.head)
    for beside in _BESIDE:
        if (model / beside).is_file():
            copy(model / beside, out / beside)
    if metrics := read_metrics(model):  # what it was measured to do it still does
        told = json.dumps({**metrics, "encoder_model": ""}, ensure_ascii=False, indent=2)
        (out / _METRICS).write_text(told + "\n", "utf-8")
    return {
        "folder": str(out),
        "languages": list(languages),
        "pieces": {"before": pruned.pieces[0], "after": pruned.pieces[1]},
        "encoder_bytes": {"before": pruned.size[0], "after": pruned.size[1]},
    }


def free_folder(out: Path) -> Path:
    """Return the folder to write to, its parents made.

    Raises ModelError when something is there already.
    """
    out = out.expanduser().absolute()
    try:
        if out.exists() and any(out.iterdir()):
            raise ModelError(f"cannot write to {out}: it is not empty")
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(f"cannot write to {out}: {error.strerror}") from error
    return out
