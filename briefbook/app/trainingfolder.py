"""The folder that a training writes to: it is claimed, gone on with, or cleared, never mixed up."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec

from briefbook.errors import ModelError

SEARCH = "search"  # the folder of a search for settings

_BEGUN = "training.json"  # what a training under way was begun with
_FILES = (
    *("model.json", "encoder.safetensors", "head.safetensors", "metrics.json", "README.md"),
    *("journal.jsonl", "training.html", _BEGUN, "checkpoint.pt", "checkpoint.pt.part"),
    # What a Hugging Face model that was tuned is made of besides.
    *("config.json", "generation_config.json", "model.safetensors", "tokenizer.json"),
    *("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "spiece.model"),
    *("sentencepiece.bpe.model", "source.spm", "target.spm", "vocab.json", "vocab.txt"),
    *("merges.txt", "chat_template.jinja"),
)


def claim_folder(folder: Path, training: str, *, command: str, overwrite: bool) -> None:
    """Make sure that `folder` is new, holds this very training, or may be overwritten.

    `training` names it by all that its result depends on; `command` is shown to who meant another.
    Raises ModelError when the folder holds a finished model, another training or other files.
    """
    begun = {"training": training, "command": command}
    if folder.exists() and not folder.is_dir():
        raise ModelError(f"cannot write to {folder}: it is a file")
    held = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if overwrite and held:
        _clear(folder, held)
    elif (folder / _BEGUN).is_file():
        known = msgspec.json.decode((folder / _BEGUN).read_bytes(), type=dict[str, str])
        if known["training"] != begun["training"]:
            raise ModelError(
                f"{folder} holds a training with other settings or data, begun with:"
                f" {known['command'] or 'unknown'}; go on with those, or --overwrite"
            )
    elif {"model.json", "config.json"} & set(held):
        raise ModelError(f"{folder} holds a finished model: name another folder, or --overwrite")
    elif held:
        raise ModelError(f"{folder} holds other files ({held[0]}): name a new folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _BEGUN).write_bytes(msgspec.json.encode(begun))
    except OSError as error:
        raise ModelError(f"cannot write to {folder}: {error.strerror}") from error


def release_folder(folder: Path) -> None:
    """Say that the training in `folder` has ended."""
    (folder / _BEGUN).unlink()


def write_metrics(folder: Path, metrics: object) -> None:
    """Write `metrics.json` in one step, with which a training is finished."""
    aside = folder / "metrics.json.part"
    aside.write_bytes(msgspec.json.format(msgspec.json.encode(metrics), indent=2) + b"\n")
    aside.replace(folder / "metrics.json")


def _clear(folder: Path, held: Sequence[str]) -> None:
    """Remove a model or a training, and nothing else."""
    others = sorted(set(held) - {*_FILES, SEARCH})
    if others:
        raise ModelError(f"{folder} holds other files ({others[0]}): name a new folder")
    for name in _FILES:
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / SEARCH, ignore_errors=True)
