"""Bytes to text, lines and checked JSON, with the place of whatever is wrong."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TypeVar

import msgspec

from briefbook.errors import LabelsError, RecordError

T = TypeVar("T")
_BYTE = re.compile(r"\(byte (\d+)\)")
_LONGEST = 200  # characters of a reason: it may quote a line that goes on and on
_DEEP = "nested too deeply"


def unreadable(place: str, reason: object) -> LabelsError:
    """Return the error to raise for what stands at `place` ("file:line")."""
    said = str(reason)
    cut = said if len(said) <= _LONGEST else f"{said[:_LONGEST]} …"
    return LabelsError(f"cannot read {place}: {cut}")


@contextmanager
def reading(place: str) -> Iterator[None]:
    """Name `place` in the error of a record that contradicts itself, such as an empty span."""
    try:
        yield
    except RecordError as error:
        raise unreadable(place, error) from error


def decode_text(data: bytes, source: str) -> str:
    """Return `data` as text, without a byte order mark.

    Raises LabelsError when the bytes are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise unreadable(f"{source}:{line}", "the text is not UTF-8") from error


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of `text` with their numbers from 1.

    Only line feeds end lines: some texts hold U+2028 and others that `splitlines` would cut at.
    """
    for number, line in enumerate(text.split("\n"), 1):
        yield number, line.removesuffix("\r")


def read_records(data: bytes, source: str, kind: type[T]) -> Iterator[tuple[str, T]]:
    """Yield each record of a JSON list or of JSON lines with its place, checked against `kind`.

    Keys that `kind` does not know are passed over. Raises LabelsError for whatever does not fit.
    """
    text = decode_text(data, source)
    decoder = msgspec.json.Decoder(kind)
    for place, item in _json_items(text, source):
        try:
            record = decoder.decode(item)
        except msgspec.DecodeError as error:
            raise unreadable(place, error) from error
        except RecursionError as error:
            raise unreadable(place, _DEEP) from error
        yield place, record


def _json_items(text: str, source: str) -> Iterator[tuple[str, str | msgspec.Raw]]:
    first = text.lstrip().partition("\n")[0].strip()
    if first.startswith("["):
        for number, item in enumerate(_json_list(text, source), 1):
            yield f"{source}, item {number}", item
    elif first == "{":  # one record, indented
        yield source, text
    else:
        for number, line in numbered_lines(text):
            if line.strip():
                yield f"{source}:{number}", line


def _json_list(text: str, source: str) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(text, type=list[msgspec.Raw])
    except msgspec.DecodeError as error:
        byte = _BYTE.search(str(error))
        before = text.encode()[: int(byte[1])] if byte else b""
        line = before.count(b"\n") + 1
        raise unreadable(f"{source}:{line}", error) from error
    except RecursionError as error:
        raise unreadable(source, _DEEP) from error


def make_name(source: str, number: int) -> str:
    """Return an id for what has none: the file's name and which one it is in the file.

    >>> make_name("data/eng.testa.gz", 3)
    'eng.testa:3'
    """
    return f"{PurePath(source).name.removesuffix('.gz')}:{number}"
