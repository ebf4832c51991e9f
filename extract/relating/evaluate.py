"""How good found relations are: between mentions that are given, or found by a tagger first."""

from collections.abc import Sequence
from typing import Protocol

from briefbook.labels.examples import Example
from briefbook.measure.relations import Level, RelationReport, measure_relations
from extract.relating.asking import asks_for_pairs


class Extractor(Protocol):
    """What finds relations between the mentions of examples."""

    def predict(self, examples: Sequence[Example], *, pairs_given: bool = False) -> list[Example]:
        """Return the examples with their relations replaced."""


def evaluate_given(
    extractor: Extractor, gold: Sequence[Example], *, level: Level | None = None
) -> RelationReport:
    """Score relations found between gold's own mentions; at `level` "pairs", its own pairs.

    Gold's relations are hidden from the extractor: at most it learns which pairs to decide on.
    """
    level = level or natural_level(gold)
    found = extractor.predict(gold, pairs_given=level == "pairs")
    return measure_relations(gold, found, level=level)


def evaluate_end_to_end(
    extractor: Extractor,
    gold: Sequence[Example],
    tagged: Sequence[Example],
    *,
    level: Level = "mentions",
) -> RelationReport:
    """Score relations found between the mentions of `tagged`, the same texts as `gold`."""
    return measure_relations(gold, extractor.predict(tagged), level=level)


def natural_level(gold: Sequence[Example]) -> Level:
    """Return what a data set is about: pairs that are given, entities, or mentions."""
    if asks_for_pairs(gold):
        return "pairs"
    return "entities" if any(_shares_entities(example) for example in gold) else "mentions"


def _shares_entities(example: Example) -> bool:
    named = [mention.entity for mention in example.mentions if mention.entity]
    return len(set(named)) < len(named)
