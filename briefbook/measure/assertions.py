"""Whether relations that were found are asserted, negated, planned …, as gold has it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from briefbook.measure.relation_keys import Key, relation_label
from briefbook.measure.tally import Tally, tally
from briefbook.records import Assertion

Keys = dict[Key, Assertion]


@dataclass(frozen=True, slots=True, eq=False)
class AssertionReport:
    """The assertions of relations that are strictly right, and strict scores that heed them."""

    confusion: dict[tuple[str, str], int]  # assertion in gold, assertion predicted
    facts: Tally  # asserted relations alone, on both sides: what becomes facts
    every: Tally  # all relations, right only with their assertion

    @property
    def accuracy(self) -> float:
        """Share of the relations found whose assertion is right; 0 when none was found."""
        right = sum(count for (gold, found), count in self.confusion.items() if gold == found)
        total = sum(self.confusion.values())
        return right / total if total else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "accuracy": round(self.accuracy, 4),
            "support": sum(self.confusion.values()),
            "confusion": [
                {"gold": gold, "predicted": found, "count": count}
                for (gold, found), count in self.confusion.items()
            ],
            "labels": _by_assertion(self.confusion).as_dict()["labels"],
            "with_assertion": self.every.micro().as_dict(),
        }


def measure_assertions(sides: Sequence[tuple[Keys, Keys]]) -> AssertionReport:
    """Compare assertions; each side is gold and prediction of one example."""
    confusion = Counter(
        (assertion, found[key])
        for wanted, found in sides
        for key, assertion in wanted.items()
        if key in found
    )
    return AssertionReport(
        confusion={key: confusion[key] for key in sorted(confusion)},
        facts=_tally([(_asserted(wanted), _asserted(found)) for wanted, found in sides]),
        every=_tally(sides),
    )


def _asserted(keys: Keys) -> Keys:
    return {key: assertion for key, assertion in keys.items() if assertion == "asserted"}


def _tally(sides: Sequence[tuple[Keys, Keys]]) -> Tally:
    rows = [(wanted.items() & found.items(), found, wanted) for wanted, found in sides]
    return tally(
        [
            (
                [relation_label(predicate) for (predicate, _, _), _ in right],
                [relation_label(predicate) for predicate, _, _ in found],
                [relation_label(predicate) for predicate, _, _ in wanted],
            )
            for right, found, wanted in rows
        ]
    )


def _by_assertion(confusion: dict[tuple[str, str], int]) -> Tally:
    rows = []
    for (gold, found), count in confusion.items():
        right = [gold] * count if gold == found else []
        rows.append((right, [found] * count, [gold] * count))
    return tally(rows)
