"""Labelled files in any format, spaCy's own among them."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from briefbook.errors import LabelsError
from briefbook.labels import formats
from briefbook.labels.examples import Example
from briefbook.labels.splits import find_splits
from extract.docbin import SPACY

#: Every format by name. spaCy's has its home in `extract`, so that only here all are together.
FORMATS: Mapping[str, formats.Format] = {**formats.FORMATS, SPACY.name: SPACY}


def read_labelled(paths: Sequence[Path], format: str = "") -> list[Example]:
    """Read labelled files or folders one after the other; without a format it is told by each.

    Raises LabelsError for what cannot be read.
    """
    return [
        example
        for path in paths
        for example in formats.read_examples(path, format or None, formats=FORMATS)
    ]


def find_parts(data: Path) -> dict[str, list[Path]]:
    """Return the files of "train", "dev" and "test"; one file is all for training.

    Raises LabelsError when there is nothing to train on.
    """
    if data.is_dir():
        return find_splits(data)
    if not data.exists():
        raise LabelsError(f"cannot read {data}: no such file or folder")
    return {"train": [data]}


def write_labelled(examples: Sequence[Example], path: Path, format: str) -> None:
    """Write labels to a file.

    Raises LabelsError when the format cannot be written or the file not be.
    """
    data = formats.write_examples(examples, format, formats=FORMATS)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise LabelsError(f"cannot write {path}: {error.strerror}") from error


def checksum_file(path: Path) -> str:
    """Return the SHA-256 of a file; of a folder, one of its files in order of their names.

    Raises LabelsError when it cannot be read.
    """
    try:
        if path.is_dir():
            inside = [_checksum(file) for file in sorted(path.iterdir()) if file.is_file()]
            return hashlib.sha256("".join(inside).encode()).hexdigest()
        return _checksum(path)
    except OSError as error:
        raise LabelsError(f"cannot read {path}: {error.strerror}") from error


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
