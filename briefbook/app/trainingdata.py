"""Labelled data for training: read, renamed, and some of it held out for development."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from briefbook.app.labelled import checksum_file, find_parts, read_labelled
from briefbook.app.weaklabels import read_texts
from briefbook.errors import LabelsError
from briefbook.labels.examples import Example
from briefbook.labels.language import guess_language

_ALMOST_ALL = 0.95  # of the examples, to tell the language of the others by
_HELD_OUT = 0.1  # of a file that comes without development data


@dataclass(frozen=True, slots=True)
class DataPlan:
    """Where data come from and how they are read; kept in a model's `metrics.json`."""

    data: str  # a file, or a folder with train, dev and test files
    format: str = ""  # empty: told by the files
    dev: str = ""  # a file for development; empty: the folder's, else a part is held out
    renamed: Mapping[str, str] | None = None  # labels and predicates; to nothing: left out
    language: str = ""  # of all texts; empty: told by each text
    seed: int = 1  # of what is held out
    form: str = ""  # of summaries; empty: told by the data


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that was read."""

    part: str  # "train", "dev"
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class TrainingData:
    """What there is to learn from."""

    train: tuple[Example, ...]
    development: tuple[Example, ...]  # empty when there is too little to hold any out
    held_out: bool  # development data is a part of what came as training data
    files: tuple[DataFile, ...]
    texts: tuple[Example, ...] = ()  # for teachers alone; their labels do not count

    def as_dict(self) -> dict[str, Any]:
        """Return counts and checksums for JSON."""
        return {
            "train": count_labels(self.train),
            "development": {**count_labels(self.development), "held_out": self.held_out},
            "files": [
                {"part": one.part, "path": one.path, "sha256": one.sha256} for one in self.files
            ],
        }


def load_training_data(plan: DataPlan) -> TrainingData:
    """Read what `plan` names; without development data a seeded tenth is held out.

    Raises LabelsError when a file cannot be read or holds nothing.
    """
    paths = find_files(plan)
    parts = {part: _prepared(files, plan) for part, files in paths.items()}
    train = parts["train"]
    if not train:
        raise LabelsError(f"cannot learn from {plan.data}: it holds no example")
    held_out = "dev" not in parts
    if held_out:
        train, development = hold_out(train, share=_HELD_OUT, seed=plan.seed)
    else:
        development = parts["dev"]
    return TrainingData(tuple(train), tuple(development), held_out, describe_files(paths))


def describe_files(paths: Mapping[str, Sequence[Path]]) -> tuple[DataFile, ...]:
    """Return the files of each part with their checksums."""
    return tuple(
        DataFile(part, str(path.absolute()), checksum_file(path))
        for part, found in paths.items()
        for path in found
    )


def find_files(plan: DataPlan) -> dict[str, list[Path]]:
    """Return the files to learn from ("train") and to develop on ("dev"), if there are any.

    Raises LabelsError when there are none to learn from.
    """
    found = find_parts(Path(plan.data))
    if plan.dev:
        found["dev"] = [Path(plan.dev)]
    return {part: found[part] for part in ("train", "dev") if part in found}


def _prepared(paths: Sequence[Path], plan: DataPlan) -> list[Example]:
    examples = read_labelled(paths, plan.format)
    return prepare_examples(examples, plan.renamed or {}, plan.language)


def load_texts(path: Path) -> list[Example]:
    """Read texts without labels, or whose labels do not count: a file, or all of a run folder.

    A file ending in .txt holds one text on each line. Raises LabelsError when it cannot be read or
    holds nothing.
    """
    if path.suffix.casefold() == ".txt" and path.is_file():
        examples = _read_lines(path)
    else:
        examples = read_texts(path)
    if not examples:
        raise LabelsError(f"cannot learn from {path}: it holds no text")
    return with_languages(examples)


def _read_lines(path: Path) -> list[Example]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LabelsError(f"cannot read {path}: {error}") from error
    texts = [line.strip() for line in lines]
    return [Example(f"{path.stem}-{place}", one) for place, one in enumerate(texts, 1) if one]


def load_gold(path: Path, format: str, names: Mapping[str, str]) -> list[Example]:
    """Read labelled data to measure on, with labels renamed.

    Raises LabelsError when it cannot be read.
    """
    return prepare_examples(read_labelled([path], format), names)


def prepare_examples(
    examples: Sequence[Example], names: Mapping[str, str], language: str = ""
) -> list[Example]:
    """Rename labels, and say of every example what language it is in."""
    renamed = [rename_labels(example, names) for example in examples]
    return with_languages(renamed, language)


def with_languages(examples: Sequence[Example], language: str = "") -> list[Example]:
    """Say of every example what language it is in: `language`, its own, or that of its text.

    A few short texts that look like another language than all others do not make two of them.
    """
    guessed = [one.language or guess_language(one.text) for one in examples]
    counts = Counter(guessed)
    most = counts.most_common(1)
    if most and most[0][1] >= _ALMOST_ALL * len(examples):
        language = language or most[0][0]
    return [
        replace(one, language=one.language or language or guess)
        for one, guess in zip(examples, guessed, strict=True)
    ]


def rename_labels(example: Example, names: Mapping[str, str]) -> Example:
    """Give labels and predicates other names; what is named with nothing is left out.

    Relations of a mention that is left out go with it.
    """
    if not names:
        return example
    kept = [place for place, one in enumerate(example.mentions) if names.get(one.label, one.label)]
    places = {place: number for number, place in enumerate(kept)}
    relations = tuple(
        replace(
            one,
            head=places[one.head],
            tail=places[one.tail],
            predicate=names.get(one.predicate, one.predicate),
        )
        for one in example.relations
        if {one.head, one.tail} <= set(kept) and names.get(one.predicate, one.predicate)
    )
    mentions = [example.mentions[place] for place in kept]
    return replace(
        example,
        mentions=tuple(replace(one, label=names.get(one.label, one.label)) for one in mentions),
        relations=relations,
        looked_for=tuple(
            dict.fromkeys(
                names.get(label, label) for label in example.looked_for if names.get(label, label)
            )
        ),
    )


def hold_out(
    examples: Sequence[Example], *, share: float, seed: int
) -> tuple[list[Example], list[Example]]:
    """Split into what is learnt from and what is held out, documents whole, in their order.

    At least one labelled document is held out, unless none could be spared.
    """
    groups = list(_documents(examples))
    order = random.Random(seed).sample(range(len(groups)), len(groups))
    wanted, chosen, held = share * len(examples), set[int](), 0
    labelled = sum(_is_labelled(group) for group in groups)
    for place in order:
        enough = held >= wanted and any(_is_labelled(groups[one]) for one in chosen)
        if enough:
            break
        if _is_labelled(groups[place]):
            if labelled < 2:
                continue  # the last one to learn from
            labelled -= 1
        chosen.add(place)
        held += len(groups[place])
    kept = [one for place, group in enumerate(groups) if place not in chosen for one in group]
    if not kept:
        return list(examples), []
    return kept, [one for place in sorted(chosen) for one in groups[place]]


def _documents(examples: Iterable[Example]) -> Iterator[list[Example]]:
    """Yield the examples of each document together; those without one alone."""
    numbered = enumerate(examples)
    for _, group in groupby(numbered, key=lambda one: one[1].document or one[0]):
        yield [example for _, example in group]


def _is_labelled(examples: Iterable[Example]) -> bool:
    return any(example.mentions or example.relations for example in examples)


def count_labels(examples: Sequence[Example]) -> dict[str, Any]:
    """Return how much there is of what."""
    return {
        "examples": len(examples),
        "mentions": sum(len(example.mentions) for example in examples),
        "relations": sum(len(example.relations) for example in examples),
        "languages": sorted({example.language for example in examples if example.language}),
    }


def known_plan(folder: Path, metrics: Mapping[str, Any], option: str) -> DataPlan:
    """Return how the data that a model was made of are read, if they are as they were.

    Raises LabelsError, naming the `option` that helps, when the model does not say or they changed.
    """
    known = metrics.get("data")
    if not isinstance(known, Mapping) or "plan" not in known:
        raise LabelsError(f"{folder.name} does not say what it was made of: say {option} FILE")
    for one in known["files"]:
        path = Path(one["path"])
        if not path.exists() or checksum_file(path) != one["sha256"]:
            raise LabelsError(
                f"{one['path']} is gone or not as it was when {folder.name} was trained:"
                f" say {option} FILE"
            )
    return DataPlan(**known["plan"])


def development_of(folder: Path, metrics: Mapping[str, Any]) -> list[Example]:
    """Read again the data that a model was developed on.

    Raises LabelsError when they are gone or changed.
    """
    return list(load_training_data(known_plan(folder, metrics, "--data")).development)
