"""Corpora and questions by which search is measured, read from JSON files."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.errors import LabelsError

_GOLD = ("gold_titles", "ground_truth")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the corpus."""

    title: str
    text: str  # not empty


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the titles of the texts that answer it together."""

    question: str
    gold_titles: tuple[str, ...]  # one or more


def read_corpus(path: Path) -> tuple[Text, ...]:
    """Read a JSON list, or JSON lines, of objects with `title` and `text`; .gz is unpacked.

    Texts that are empty are left out. Raises LabelsError, naming the entry, for anything else.
    """
    found = []
    for place, entry in _entries(path):
        title, text = _string(entry, "title", place), _string(entry, "text", place)
        if text.strip():
            found.append(Text(title, text))
    if not found:
        raise LabelsError(f"cannot read {path}: it holds no text")
    return tuple(found)


def read_asked(path: Path) -> tuple[Asked, ...]:
    """Read questions with `gold_titles` (or `ground_truth`), a JSON list or JSON lines.

    Raises LabelsError, naming the entry, when one has no question or no titles.
    """
    found = []
    for place, entry in _entries(path):
        gold = next((entry[name] for name in _GOLD if name in entry), None)
        titles = [gold] if isinstance(gold, str) else gold
        if not isinstance(titles, list) or not titles:
            raise LabelsError(f"{place} has no gold_titles: a list of one title or more")
        if not all(isinstance(title, str) for title in titles):
            raise LabelsError(f"{place} has gold_titles that are not strings")
        found.append(Asked(_string(entry, "question", place), tuple(dict.fromkeys(titles))))
    if not found:
        raise LabelsError(f"cannot read {path}: it holds no question")
    return tuple(found)


def _entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects of a file, each with where it is, for messages."""
    for number, entry in enumerate(_parsed(path, _unpacked(path)), start=1):
        place = f"cannot read {path}: entry {number}"
        if not isinstance(entry, dict):
            raise LabelsError(f"{place} is not an object")
        yield place, entry


def _unpacked(path: Path) -> str:
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except OSError as error:
        raise LabelsError(f"cannot read {path}: {error.strerror or error}") from error
    except (EOFError, zlib.error, UnicodeDecodeError) as error:
        raise LabelsError(f"cannot read {path}: {error}") from error


def _parsed(path: Path, text: str) -> list[Any]:
    """Return the entries of a JSON list, or of JSON lines (not cut at U+2028, as splitlines
    does)."""
    try:
        if text.lstrip().startswith("["):
            parsed = json.loads(text)
            return parsed if isinstance(parsed, list) else [parsed]
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except ValueError as error:
        raise LabelsError(f"cannot read {path}: not JSON: {error}") from error


def _string(entry: dict[str, Any], name: str, place: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or (name != "text" and not value.strip()):
        raise LabelsError(f"{place} has no {name}")
    return value
