"""Texts with their summaries for training: read, and some of them held out for development."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.app.trainingdata import (
    DataFile,
    DataPlan,
    describe_files,
    find_files,
    known_plan,
)
from briefbook.errors import LabelsError
from summarize.pairs import Pair, read_pairs

_HELD_OUT = 0.1  # of what comes without development data
_FEW = 20  # pairs; fewer cannot choose between weights
_CHOOSERS = 200  # writing takes long: as many pairs choose the weights, however many there are


@dataclass(frozen=True, slots=True)
class SummaryData:
    """What there is to learn to write from."""

    train: tuple[Pair, ...]
    development: tuple[Pair, ...]  # empty when there is too little to hold any out
    held_out: bool  # development data is a part of what came as training data
    files: tuple[DataFile, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return counts and checksums for JSON."""
        return {
            "train": count_pairs(self.train),
            "development": {**count_pairs(self.development), "held_out": self.held_out},
            "files": [
                {"part": one.part, "path": one.path, "sha256": one.sha256} for one in self.files
            ],
        }


def load_summary_data(plan: DataPlan) -> SummaryData:
    """Read what `plan` names; without development data a seeded tenth is held out.

    Raises LabelsError when a file cannot be read or holds nothing to learn from.
    """
    paths = find_files(plan)
    parts = {part: read_all(files, plan.format, plan.form) for part, files in paths.items()}
    train = parts["train"]
    if not train:
        raise LabelsError(f"cannot learn from {plan.data}: it holds no text with a summary")
    held_out = "dev" not in parts
    if held_out:
        train, development = hold_out_pairs(train, share=_HELD_OUT, seed=plan.seed)
    else:
        development = parts["dev"]
    return SummaryData(tuple(train), tuple(development), held_out, describe_files(paths))


def read_all(paths: Sequence[Path], format: str = "", form: str = "") -> list[Pair]:
    """Read files of texts with summaries, one after the other; what is not said is told by each.

    Raises LabelsError for what cannot be read.
    """
    chosen: Any = form or None
    return [pair for path in paths for pair in read_pairs(path, format or None, chosen)]


def hold_out_pairs(
    pairs: Sequence[Pair], *, share: float, seed: int
) -> tuple[list[Pair], list[Pair]]:
    """Split into what is learnt from and what is held out, in their order.

    A text that occurs several times is held out whole, and each form and language gives its share,
    if it can spare any.
    """
    groups: dict[str, list[int]] = {}
    for place, pair in enumerate(pairs):
        groups.setdefault(pair.text, []).append(place)
    kinds: dict[tuple[str, str], list[list[int]]] = {}
    for places in groups.values():
        first = pairs[places[0]]
        kinds.setdefault((first.form, first.language), []).append(places)
    chance, held = random.Random(seed), set[int]()
    for _, texts in sorted(kinds.items()):
        count = min(max(1, round(share * len(texts))), len(texts) - 1)
        held.update(place for places in chance.sample(texts, count) for place in places)
    learnt = [pair for place, pair in enumerate(pairs) if place not in held]
    return learnt, [pairs[place] for place in sorted(held)]


def choosing_pairs(development: Sequence[Pair], *, seed: int) -> list[Pair]:
    """Return the development pairs that choose the best weights, in their order.

    Few cannot choose, so the last weights are kept: none. Of many some are drawn.
    """
    if len(development) < _FEW:
        return []
    if len(development) <= _CHOOSERS:
        return list(development)
    drawn = sorted(random.Random(seed).sample(range(len(development)), _CHOOSERS))
    return [development[place] for place in drawn]


def count_pairs(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Return how much there is of what; every number counts texts."""
    return {
        "examples": len(pairs),
        "summaries": sum(len(pair.summaries) for pair in pairs),
        "languages": sorted({pair.language for pair in pairs}),
        "forms": dict(sorted(Counter(pair.form for pair in pairs).items())),
    }


def developed_on(folder: Path, metrics: Mapping[str, Any]) -> list[Pair]:
    """Read again the pairs that a model was developed on.

    Raises LabelsError when they are gone or changed.
    """
    return list(load_summary_data(known_plan(folder, metrics, "--data")).development)
