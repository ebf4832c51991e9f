"""Labelled texts, and what there is to decide about them (pure)."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefbook.errors import LabelsError

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]  # examples × labels


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text and what it is."""

    text: str
    labels: tuple[str, ...]  # none: it belongs to no label, and is out of scope


@dataclass(frozen=True, slots=True)
class Task:
    """What is decided: which labels there are, and whether a text may have several."""

    labels: tuple[str, ...]  # sorted
    multiple: bool


def task_of(examples: Sequence[LabelledText]) -> Task:
    """Return what labelled examples are about; one with several labels makes it multi-label.

    Raises LabelsError when there are not two labels, or one to have or not to have.
    """
    labels = tuple(sorted({label for one in examples for label in one.labels}))
    multiple = any(len(one.labels) > 1 for one in examples)
    if len(labels) < 2:
        raise LabelsError(
            f"cannot learn to classify: two labels are needed, not {len(labels)}"
            f" ({', '.join(labels) or 'none'})"
        )
    return Task(labels, multiple)


def truth_of(task: Task, examples: Sequence[LabelledText]) -> Truth:
    """Return which labels each example has; labels that the task does not know are left out."""
    places = {label: place for place, label in enumerate(task.labels)}
    truth = np.zeros((len(examples), len(places)), dtype=np.bool_)
    for row, one in enumerate(examples):
        for label in one.labels:
            if label in places:
                truth[row, places[label]] = True
    return truth


def deal(examples: Sequence[LabelledText], parts: int) -> NDArray[np.intp]:
    """Deal examples into parts, so that each part holds its share of every label.

    Equal texts come into one part, or what was learnt by heart would pass for understood. The
    same examples are dealt alike in any order of theirs.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(examples):
        groups[" ".join(one.text.split()).casefold()].append(place)
    ordered = sorted(groups.items(), key=lambda item: _drawn(item[0]))
    dealt = np.zeros(len(examples), dtype=np.intp)
    turns: dict[tuple[str, ...], int] = defaultdict(int)
    for _, places in ordered:
        labels = examples[places[0]].labels
        if labels not in turns:
            # Labels begin with different parts, or the first would get all that are left over.
            turns[labels] = len(turns)
        dealt[places] = turns[labels] % parts
        turns[labels] += 1
    return dealt


def _drawn(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
