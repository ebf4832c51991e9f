"""Whether what a path reaches is of the kind that its question asks for."""

import re
from collections.abc import Sequence
from functools import lru_cache

from decide.paths.graph import Entry
from decide.paths.linking import Asked
from decide.question import read_question

_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b|\d+\s*[年月日]|\d{4}-\d\d|世纪|年代")
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千万亿]{2,}")
_ONLY_FIGURES = re.compile(r"[\d\s.,:%/+-]+")
_FIGURES = frozenset({"Date", "Money", "Percent", "Number", "Phone"})


def kinds_fit(asked: Asked, entries: Sequence[Entry]) -> float:
    """Return 1 when most are of the kind asked for, -1 when they are not, 0 when unknown."""
    expects = _expects(asked.before + " ⌂ " + asked.after)
    if not expects or not entries:
        return 0.0
    fits = [_fit(expects, entry) for entry in entries]
    return sum(fits) / len(fits)


@lru_cache(maxsize=1000)
def _expects(text: str) -> frozenset[str]:
    return read_question(text).expects


def _fit(expects: frozenset[str], entry: Entry) -> float:
    if entry.label:
        return 1.0 if entry.label in expects else -1.0
    if "Date" in expects:
        return 1.0 if _YEAR.search(entry.name) else -1.0
    if expects & _FIGURES:
        return 1.0 if _FIGURE.search(entry.name) else -1.0
    return -1.0 if _ONLY_FIGURES.fullmatch(entry.name) else 0.0
