"""How far weak sources agree: by pairs, by labels, beyond what chance would do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from briefbook.measure.tokens import OUTSIDE, read_tags, split_words
from briefbook.records import Span
from briefbook.scores import Scores
from extract.weak import SOURCES, Source, WeakExample


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two sources agree on a label in the texts that both read."""

    first: Source
    second: Source
    label: str  # "" for all labels that both give
    both: int  # spans that both give, with this label
    only_first: int
    only_second: int
    f1: float  # of one against the other, whichever: twice `both` over all that either gives
    kappa: float  # Cohen's (1960), on words: how far beyond chance

    @property
    def share(self) -> float:
        """Share of the spans given by either that both give."""
        total = self.both + self.only_first + self.only_second
        return self.both / total if total else 0.0


def measure_agreement(weak: Sequence[WeakExample]) -> list[Agreement]:
    """Return how far each two sources agree, on all labels that both give and on each."""
    sources = [one for one in SOURCES if any(one in each.by_source for each in weak)]
    found = []
    for first, second in combinations(sources, 2):
        shared = [one for one in weak if first in one.by_source and second in one.by_source]
        labels = sorted(_given(shared, first) & _given(shared, second))
        for label in ("", *labels) if labels else ():
            wanted = frozenset((label,) if label else labels)
            found.append(_agreement(shared, first, second, label, wanted))
    return found


def _given(weak: Sequence[WeakExample], source: Source) -> set[str]:
    return {span.label for one in weak for span in one.by_source[source]}


def _agreement(
    weak: Sequence[WeakExample], first: Source, second: Source, label: str, wanted: frozenset[str]
) -> Agreement:
    left, right = _places(weak, first, wanted), _places(weak, second, wanted)
    both = len(left & right)
    return Agreement(
        first=first,
        second=second,
        label=label,
        both=both,
        only_first=len(left) - both,
        only_second=len(right) - both,
        f1=Scores(both, len(left), len(right)).f1,
        kappa=cohen_kappa(_words(weak, first, wanted), _words(weak, second, wanted)),
    )


def _places(
    weak: Sequence[WeakExample], source: Source, wanted: frozenset[str]
) -> set[tuple[int, Span, str]]:
    return {
        (at, span.span, span.label)
        for at, one in enumerate(weak)
        for span in one.by_source[source]
        if span.label in wanted
    }


def _words(weak: Sequence[WeakExample], source: Source, wanted: frozenset[str]) -> list[str]:
    """Return the label of every word, "O" without one."""
    labels: list[str] = []
    for one in weak:
        kept = tuple(span for span in one.by_source[source] if span.label in wanted)
        tags = read_tags(replace(one.example, mentions=kept), split_words(one.example.text))
        labels += [tag if tag == OUTSIDE else tag[2:] for tag in tags]
    return labels


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Return how far two labellings agree beyond chance: 1 wholly, 0 as chance would.

    >>> cohen_kappa("AABB", "AABB"), cohen_kappa("ABAB", "AABB")
    (1.0, 0.0)
    """
    size = len(first)
    if not size:
        return 0.0
    agreed = sum(one == other for one, other in zip(first, second, strict=True)) / size
    left, right = Counter(first), Counter(second)
    chance = sum(left[label] * right[label] for label in left) / size**2
    return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)
