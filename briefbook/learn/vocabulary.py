"""A vocabulary is cut down to the languages in use: the same encoder in a smaller folder.

A multilingual encoder spends most of its weights on pieces of languages that an archive never
speaks. A unigram tokenizer takes the likeliest way to cut a text (Kudo 2018, "Subword
regularization"): leaving out pieces that cannot occur in a text leaves its cut as it was. What is
kept keeps its vector, so texts in the languages kept are read alike, to the digit. Pieces of one
character stay whatever they are, so that nothing becomes unknown. The idea is that of
Abdaoui et al. 2020, "Load what you need: smaller versions of multilingual BERT".
"""

import json
import logging
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor

from briefbook.errors import ModelError
from briefbook.learn.shelf import WEIGHTS
from briefbook.learn.tokens import open_tokenizer

_LOG = logging.getLogger(__name__)

_SPACE = "\u2581"  # how SentencePiece writes a space
_TOKENIZER = "tokenizer.json"
_BESIDE = ("special_tokens_map.json", "README.md", "LICENSE")  # name no places in the vocabulary

#: The scripts of a language, as the names of its characters begin in Unicode.
SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "en": ("LATIN",),
    "zh": ("CJK", "IDEOGRAPHIC", "BOPOMOFO", "LATIN"),
    "ja": ("CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "LATIN"),
    "ko": ("HANGUL", "LATIN"),
    "ru": ("CYRILLIC", "LATIN"),
    "el": ("GREEK", "LATIN"),
    "ar": ("ARABIC", "LATIN"),
    "he": ("HEBREW", "LATIN"),
    "hi": ("DEVANAGARI", "LATIN"),
    "th": ("THAI", "LATIN"),
}
#: Letters, marks and digits that belong to no script, likewise.
_OF_ALL = frozenset(("COMBINING", "DIGIT", "FULLWIDTH", "MODIFIER", "FEMININE", "MASCULINE"))

Keep = Callable[[str], bool]  # whether a piece is kept


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was cut, before and after."""

    pieces: tuple[int, int]
    size: tuple[int, int]  # bytes of the weights


def of_languages(languages: Iterable[str]) -> Keep:
    """Keep the pieces whose letters are of these languages ("en", "zh"), and all marks and digits.

    Raises ModelError for a language whose script is not known here.
    """
    wanted = list(languages)
    unknown = sorted(set(wanted) - set(SCRIPTS))
    if unknown or not wanted:
        known = ", ".join(SCRIPTS)
        raise ModelError(f"cannot keep the language {', '.join(unknown)}: known are {known}")
    scripts = frozenset(script for one in wanted for script in SCRIPTS[one])
    return lambda piece: all(_is_of(character, scripts) for character in piece)


@lru_cache(maxsize=1 << 17)
def _is_of(character: str, scripts: frozenset[str]) -> bool:
    if unicodedata.category(character)[0] not in "LMN":
        return True  # punctuation, symbols and spaces serve every script
    first = unicodedata.name(character, "").split(" ")[0]
    return first in scripts or first in _OF_ALL


def seen_in(folder: Path, texts: Sequence[str]) -> Keep:
    """Keep the pieces that occur in `texts` as an encoder's taggers and its retrieval cut them.

    Other texts are cut into more and shorter pieces, and no longer read alike.
    """
    seen: set[str] = set()
    for tokenizer in (open_tokenizer(folder), Tokenizer.from_file(str(folder / _TOKENIZER))):
        for encoding in tokenizer.encode_batch(list(texts)):
            seen.update(encoding.tokens)
    return seen.__contains__


def prune_vocabulary(folder: Path, pruned: Path, keep: Keep) -> Pruned:
    """Write the encoder of `folder` to `pruned` with the pieces that `keep` chooses, and no other.

    Special pieces and pieces of one character are kept unasked. Raises ModelError when `pruned` is
    there already, or the encoder's tokenizer is not a unigram one in one `tokenizer.json`.
    """
    if pruned.exists():
        raise ModelError(f"cannot write {pruned}: it is there already")
    try:
        tokenizer = json.loads((folder / _TOKENIZER).read_text("utf-8"))
        config = json.loads((folder / "config.json").read_text("utf-8"))
        kept = _kept(tokenizer, config, keep)
        pruned.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=pruned.parent, prefix=f".{pruned.name}.") as aside:
            result = _write(folder, Path(aside) / "encoder", tokenizer, config, kept)
            (Path(aside) / "encoder").rename(pruned)
    except (OSError, json.JSONDecodeError, KeyError, SafetensorError) as error:
        raise ModelError(f"cannot prune the vocabulary of {folder}: {error}") from error
    _LOG.info("kept %d of %d pieces of %s", *reversed(result.pieces), folder)
    return result


def _kept(tokenizer: Mapping[str, Any], config: Mapping[str, Any], keep: Keep) -> list[int]:
    """Return the places of the pieces to keep, in order."""
    model = tokenizer["model"]
    if model["type"] != "Unigram":
        raise ModelError(f"cannot prune a vocabulary of the kind {model['type']}, only Unigram")
    special = {model["unk_id"], *(one["id"] for one in tokenizer["added_tokens"])}
    special |= {number for name, number in config.items() if _is_place(name, number)}
    scores = [score for _, score in model["vocab"]]
    special.add(scores.index(min(scores)))  # an unknown character costs a little more than this
    return [
        place
        for place, (piece, _) in enumerate(model["vocab"])
        if place in special or len(piece.replace(_SPACE, "")) <= 1 or keep(piece)
    ]


def _is_place(name: str, value: object) -> bool:
    return name.endswith("_token_id") and isinstance(value, int)


def _write(
    folder: Path,
    pruned: Path,
    tokenizer: dict[str, Any],
    config: dict[str, Any],
    kept: Sequence[int],
) -> Pruned:
    places = {old: new for new, old in enumerate(kept)}
    before = len(tokenizer["model"]["vocab"])
    pruned.mkdir()
    for name in _BESIDE:
        if (folder / name).is_file():
            shutil.copy(folder / name, pruned / name)
    _write_json(pruned / _TOKENIZER, _cut_tokenizer(tokenizer, places))
    renumbered = {
        name: places[value] if _is_place(name, value) else value for name, value in config.items()
    }
    _write_json(pruned / "config.json", renumbered | {"vocab_size": len(kept)})
    if (folder / "tokenizer_config.json").is_file():
        told = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))
        told.pop("added_tokens_decoder", None)  # by place; tokenizer.json says the same
        _write_json(pruned / "tokenizer_config.json", told)
    _cut_weights(folder / WEIGHTS, pruned / WEIGHTS, int(config["vocab_size"]), kept)
    sizes = (folder / WEIGHTS).stat().st_size, (pruned / WEIGHTS).stat().st_size
    return Pruned((before, len(kept)), sizes)


def _cut_tokenizer(tokenizer: Mapping[str, Any], places: Mapping[int, int]) -> dict[str, Any]:
    """Renumber all that a `tokenizer.json` says about places."""
    model = tokenizer["model"]
    cut = {
        **tokenizer,
        "model": {
            **model,
            "vocab": [model["vocab"][place] for place in places],
            "unk_id": places[model["unk_id"]],
        },
        "added_tokens": [{**one, "id": places[one["id"]]} for one in tokenizer["added_tokens"]],
    }
    after = tokenizer.get("post_processor") or {}
    if "special_tokens" in after:
        special = {
            name: {**one, "ids": [places[place] for place in one["ids"]]}
            for name, one in after["special_tokens"].items()
        }
        cut["post_processor"] = {**after, "special_tokens": special}
    return cut


def _cut_weights(source: Path, target: Path, size: int, kept: Sequence[int]) -> None:
    """Leave out rows of all that has one for each piece: word embeddings, a masked head."""
    rows = torch.tensor(kept)
    with safe_open(source, "pt") as file:
        tensors: dict[str, Tensor] = {
            key: file.get_tensor(key)
            for key in file.keys()  # noqa: SIM118  # it is no mapping
        }
        metadata = file.metadata()
    cut = {
        name: tensor[rows].contiguous() if tensor.shape[:1] == (size,) else tensor
        for name, tensor in tensors.items()
    }
    save_file(cut, target, metadata=metadata)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
