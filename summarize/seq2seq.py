"""A Hugging Face sequence-to-sequence model is opened, reads texts and writes others."""

import copy
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import nn
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
from transformers.utils import logging as transformers_logging
from transformers.utils.hub import cached_file

from briefbook.errors import ModelError
from briefbook.learn.batches import sorted_batches
from briefbook.learn.shelf import checksum

_BATCH_PIECES = 4096  # read at a time, padding counted
#: Pieces that a model reads whose files set no limit: T5 and its kin were trained on so many.
_USUAL_ROOM = 512
_NO_LIMIT = 1_000_000  # tokenizers write 1e30 when they know of none
_LEAST_ROOM = 16  # pieces; a model that reads fewer is no use

#: What makes a model the one it is.
_WEIGHTS = ("*.safetensors", "*.bin")  # the second only where there is none of the first
_DEFINING = ("config.json", "generation_config.json", "tokenizer*", "vocab*", "merges*", "*.spm")

_CHINESE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3000-\u303f\uff01-\uff60"
_AROUND_CHINESE = re.compile(rf"(?<=[{_CHINESE}])\s+|\s+(?=[{_CHINESE}])")
_ENDS = re.compile(r"[.!?;](?=\s)|[。！？；]")

#: How models of many languages (NLLB, mBART, M2M100) call them.
_CODES = {"en": ("eng_Latn", "en_XX", "__en__"), "zh": ("zho_Hans", "zh_CN", "__zh__")}


@dataclass(frozen=True, slots=True)
class Seq2Seq:
    """A model that is open, with what is to be known about it."""

    name: str  # "name@version"
    model: Any  # transformers' own, another class for each architecture
    tokenizer: Any
    reads: int  # pieces of a text at most, special ones counted
    writes: int  # pieces at most


@dataclass(frozen=True, slots=True)
class Task:
    """A text to write of, as the model reads it, and how much."""

    ids: tuple[int, ...]
    least: int  # pieces to write
    most: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote."""

    text: str
    ended: bool  # it came to an end by itself, and was not stopped


def open_seq2seq(name: str, *, device: str = "cpu", allow_network: bool = False) -> Seq2Seq:
    """Open a folder, or a model by the name it has on its hub, in float32.

    Raises ModelError when it is not on this machine and may not be fetched, is damaged or
    incomplete, or is no sequence-to-sequence model.
    """
    folder = _folder(name, allow_network=allow_network)
    # By its folder, transformers looks for nothing elsewhere; by its name it does, even offline.
    by_name = allow_network and not Path(name).expanduser().is_dir()
    model, tokenizer = _load(name if by_name else str(folder), name, offline=not by_name)
    model.to(device).eval()
    _without_chance(model)
    label = f"{Path(name).name}@{_version(folder)}"
    opened = Seq2Seq(label, model, tokenizer, *_room(model, tokenizer))
    if min(opened.reads, opened.writes) < _LEAST_ROOM:
        raise ModelError(f"cannot use the model {name}: it reads or writes too little")
    return opened


def _load(source: str, name: str, *, offline: bool) -> tuple[Any, Any]:
    try:
        with quiet():
            model, loading = AutoModelForSeq2SeqLM.from_pretrained(
                source, dtype=torch.float32, local_files_only=offline, output_loading_info=True
            )
            tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=offline)
    except ImportError as error:
        reason = _first_line(error)
        raise ModelError(f"cannot load the model {name}: a package is missing: {reason}") from error
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise ModelError(f"cannot load the model {name}: {_first_line(error)}") from error
    if loading["missing_keys"]:
        missing = min(loading["missing_keys"])
        raise ModelError(f"cannot load the model {name}: it has no {missing}")
    return model, tokenizer


def _folder(name: str, *, allow_network: bool) -> Path:
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    try:
        found = cached_file(name, "config.json", local_files_only=not allow_network)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"cannot open the model {name}: it is neither a folder nor on this machine"
            " (copy its folder here and name that; encoder.allow_network lets it be fetched)"
        ) from error
    return Path(str(found)).parent


def _first_line(error: Exception) -> str:
    if "backend tokenizer" in str(error):  # what transformers says then is a page long
        return "it has no tokenizer.json, and to make one takes the package sentencepiece"
    return next((line.strip() for line in str(error).splitlines() if line.strip()), "damaged")


@contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers from drawing bars and from giving advice."""
    before = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        transformers_logging.set_verbosity(before)


def _without_chance(model: Any) -> None:
    """Write what is likeliest, whatever the model's own settings draw."""
    model.generation_config.update(do_sample=False, temperature=None, top_p=None, top_k=None)


def _version(folder: Path) -> str:
    """Return 8 hex digits that change with whatever the model does."""
    weights = next((found for kind in _WEIGHTS if (found := sorted(folder.glob(kind)))), [])
    rest = [path for kind in _DEFINING for path in sorted(folder.glob(kind))]
    whole = hashlib.sha256()
    for path in [*weights, *rest]:
        whole.update(f"{path.name}\0{checksum(path)}\0".encode())
    return whole.hexdigest()[:8]


def _room(model: Any, tokenizer: Any) -> tuple[int, int]:
    """Return how many pieces the model reads and writes."""
    reader, writer = (getattr(model.config, part, model.config) for part in ("encoder", "decoder"))
    names = ("max_encoder_position_embeddings", "max_position_embeddings", "n_positions")
    known = [*(getattr(reader, name, None) for name in names), tokenizer.model_max_length]
    limits = [int(one) for one in known if one and 0 < one < _NO_LIMIT]
    written = getattr(writer, "max_position_embeddings", None) or _USUAL_ROOM
    return min(limits, default=_USUAL_ROOM) - _shift(model), int(written) - 1


def _shift(model: Any) -> int:
    """Return how many positions stay empty: RoBERTa's begin after the padding's."""
    for name, module in model.named_modules():
        if name.endswith("embeddings.position_embeddings") and isinstance(module, nn.Embedding):
            return 0 if module.padding_idx is None else module.padding_idx + 1
    return 0


# Reading


def read_ids(opened: Seq2Seq, text: str) -> tuple[int, ...]:
    """Return the pieces of a text with the special ones that the model expects."""
    return tuple(opened.tokenizer(text, verbose=False)["input_ids"])


def parts_that_fit(
    opened: Seq2Seq, text: str, shown: Callable[[str], str]
) -> list[tuple[int, ...]]:
    """Return the pieces of a text, in as many parts as the model needs to read all of it.

    It is halved at the line end next to the middle, else at a sentence's end, a space, or anywhere.
    `shown` makes of each part what the model is shown.
    """
    if not text.strip():
        return []
    ids = read_ids(opened, shown(text))
    if len(ids) <= opened.reads or len(text) < 2:
        return [ids]
    half = _middle(text)
    return [
        *parts_that_fit(opened, text[:half], shown),
        *parts_that_fit(opened, text[half:], shown),
    ]


def _middle(text: str) -> int:
    """Return where to cut, after the mark that is nearest to the middle.

    >>> _middle("One line.\\nAnother line."), _middle("甲乙丙。丁")
    (10, 4)
    """
    half = len(text) / 2
    for mark in (re.compile(r"\n"), _ENDS, re.compile(r"\s")):
        ends = [found.end() for found in mark.finditer(text) if found.end() < len(text)]
        if ends:
            return min(ends, key=lambda end: (abs(end - half), end))
    return len(text) // 2


def language_options(opened: Seq2Seq, source: str, target: str) -> dict[str, Any]:
    """Have a model of many languages read `source` ("en", "zh") and return what makes it write
    `target`: options for `write_all`, none for a model that has no pieces for languages.

    Raises ModelError when it has such pieces, but none for these languages.
    """
    tokenizer = opened.tokenizer
    if not hasattr(tokenizer, "src_lang"):
        return {}
    read, write = _code(tokenizer, source), _code(tokenizer, target)
    if read is None or write is None:
        raise ModelError(f"the model {opened.name} does not know the languages {source}, {target}")
    # M2M100 calls "zh" what stands in its vocabulary as "__zh__".
    tokenizer.src_lang, tokenizer.tgt_lang = read.strip("_"), write.strip("_")
    return {"forced_bos_token_id": tokenizer.convert_tokens_to_ids(write)}


def _code(tokenizer: Any, language: str) -> str | None:
    known = tokenizer.get_vocab()
    return next((code for code in _CODES.get(language, ()) if code in known), None)


# Writing


def write_all(
    opened: Seq2Seq, tasks: Sequence[Task], *, options: Mapping[str, Any], batch_pieces: int = 0
) -> list[Written]:
    """Write of each text on its own, in batches of texts of nearly one length and one limit.

    `options` are those of `generate`. What a text gets does not depend on its neighbours, except
    where two continuations are as likely as each other to the last digit.
    """
    written: dict[int, Written] = {}
    for limits in sorted({(task.least, task.most) for task in tasks}):
        group = [place for place, task in enumerate(tasks) if (task.least, task.most) == limits]
        sizes = [len(tasks[place].ids) for place in group]
        for batch in sorted_batches(sizes, batch_pieces or _BATCH_PIECES):
            places = [group[row] for row in batch]
            texts = _write(opened, [tasks[place] for place in places], options)
            written.update(zip(places, texts, strict=True))
    return [written[place] for place in range(len(tasks))]


def _write(opened: Seq2Seq, tasks: Sequence[Task], options: Mapping[str, Any]) -> Iterator[Written]:
    model = opened.model
    longest = max(len(task.ids) for task in tasks)
    padding = opened.tokenizer.pad_token_id or 0
    rows = [[*task.ids, *[padding] * (longest - len(task.ids))] for task in tasks]
    there = [[1] * len(task.ids) + [0] * (longest - len(task.ids)) for task in tasks]
    most = min(tasks[0].most, opened.writes)
    config = copy.deepcopy(model.generation_config)
    # One more than is written: the decoder starts from a piece of its own.
    config.update(min_length=min(tasks[0].least, most) + 1, max_length=most + 1, **options)
    with torch.inference_mode(), quiet():
        found = model.generate(
            input_ids=torch.tensor(rows, device=model.device),
            attention_mask=torch.tensor(there, device=model.device),
            generation_config=config,
        )
    ends = _ends(config.eos_token_id)
    return (_told(opened, row[1:], most, ends) for row in found.tolist())


def _ends(ids: int | list[int] | None) -> set[int]:
    if ids is None:
        return set()
    return {ids} if isinstance(ids, int) else set(ids)


def _told(opened: Seq2Seq, ids: list[int], most: int, ends: set[int]) -> Written:
    end = next((place for place, one in enumerate(ids) if one in ends), len(ids))
    text = opened.tokenizer.decode(ids[:end], skip_special_tokens=True)
    return Written(tidy(text), ended=end < most - 1)


def tidy(text: str) -> str:
    """Fold white space, and take out what tokenizers put around Chinese characters.

    >>> tidy(" 2024 年 的 预 算  was  approved ")
    '2024年的预算was approved'
    """
    return _AROUND_CHINESE.sub("", " ".join(text.split()))
