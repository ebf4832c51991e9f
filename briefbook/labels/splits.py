"""Which files of a folder are for training, for development and for testing, by their names."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from briefbook.errors import LabelsError

#: Words in names, in the order in which they are tried; no letter may stand beside them.
WORDS: Mapping[str, tuple[str, ...]] = {
    "dev": ("testa", "dev", "devel", "development", "valid", "validation", "val"),
    "test": ("testb", "test", "testing"),
    "train": ("train", "training"),
}
_PATTERNS = {
    split: re.compile(f"(?<![a-z])(?:{'|'.join(words)})(?![a-z])") for split, words in WORDS.items()
}
_ASIDE = re.compile(
    r"\.|.*readme|licen[sc]e|notice|attribution|provenance|changelog|.*\.(md|py|sh|toml|ya?ml|pdf)$"
    r"|.*(types|2id|rel_dict|rel_info)\.(json|txt)$"
)


def find_splits(folder: Path) -> dict[str, list[Path]]:
    """Return the files (or sub-folders) of each split; those of one split are its parts.

    A folder with one file is that of the training part; one with a single sub-folder of splits
    stands for it. Raises LabelsError when there is no training part, or two kinds of files for one
    split.
    """
    if not folder.is_dir():
        raise LabelsError(f"cannot read {folder}: not a folder")
    entries = [one for one in sorted(folder.iterdir()) if one.is_dir() or is_labelled(one)]
    if len(entries) == 1:
        only = entries[0]
        return find_splits(only) if only.is_dir() and not find_pair(only) else {"train": [only]}
    if find_pair(folder):
        return {"train": [folder]}
    found: dict[str, list[Path]] = {}
    for entry in entries:
        split = split_of(entry.name)
        if split:
            found.setdefault(split, []).append(entry)
    if "train" not in found:
        raise LabelsError(f"cannot read {folder}: {_missing(entries)}")
    for split, paths in found.items():
        _check_parts(split, paths)
    return found


def split_of(name: str) -> str | None:
    """Return "train", "dev" or "test" by the words in `name`, None without any.

    >>> split_of("wnut17train.conll"), split_of("eng.testa.gz"), split_of("TEST_FILE.TXT")
    ('train', 'dev', 'test')
    """
    for split, pattern in _PATTERNS.items():
        if pattern.search(name.lower()):
            return split
    return None


def is_labelled(path: Path) -> bool:
    """Tell whether `path` may be a file with labels, not a licence or a list of names."""
    return path.is_file() and not _ASIDE.match(path.name.lower())


def find_pair(folder: Path) -> tuple[Path, Path] | None:
    """Return MSRA's two files in `folder`, of sentences and of their tags; None without both."""
    for ending in (".txt", ".txt.gz"):
        sentences, tags = folder / f"sentences{ending}", folder / f"tags{ending}"
        if sentences.is_file() and tags.is_file():
            return sentences, tags
    return None


def _missing(entries: Sequence[Path]) -> str:
    words = " or ".join(f"{word}*" for word in WORDS["train"])
    seen = ", ".join(entry.name for entry in entries[:8]) or "nothing"
    return f"no file or folder named {words} (.gz too), and not one file alone; found {seen}"


def _check_parts(split: str, paths: Sequence[Path]) -> None:
    kinds = {(path.is_dir(), tuple(path.suffixes[-2:])) for path in paths}
    names = {re.sub(r"\d+", "", path.name) for path in paths}
    if len(kinds) > 1 or len(names) > 1:
        seen = ", ".join(path.name for path in paths)
        raise LabelsError(
            f"cannot read {paths[0].parent}: several files for {split} ({seen}); "
            "parts of one split differ in their numbers only"
        )
