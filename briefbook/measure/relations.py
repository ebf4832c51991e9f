"""How well predicted relations match gold: between spans, pairs that are given, or entities."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from briefbook.labels.examples import Example
from briefbook.measure.assertions import AssertionReport, measure_assertions
from briefbook.measure.entities import EntityReport, NamedFact, measure_entity_relations
from briefbook.measure.pairing import by_language, pair_related
from briefbook.measure.relation_keys import (
    NEGATIVE_PREDICATES,
    SYMMETRIC_PREDICATES,
    Key,
    overlapping,
    read_keys,
    relation_label,
    without_labels,
)
from briefbook.measure.spans import language_scores
from briefbook.measure.tally import Row, Tally, tally

#: What the report's `micro`, `macro` and `labels` are about: relations between spans that were
#: found too ("mentions"), between spans that were given ("pairs"), or entities ("entities").
Level = Literal["mentions", "pairs", "entities"]


@dataclass(frozen=True, slots=True, eq=False)
class RelationReport:
    """The scores of predicted relations."""

    level: Level
    strict: Tally  # predicate, both spans and both labels are those of gold
    boundaries: Tally  # predicate and both spans are; labels are not looked at
    relaxed: Tally  # predicate is; both spans share a character with gold's
    accuracy: float  # share of examples with nothing wrong between their spans
    assertions: AssertionReport
    entities: EntityReport
    languages: dict[str, list[int]]  # places of their examples

    @property
    def chosen(self) -> Tally:
        """Return the counts at `level`: those for intervals, comparisons and the gate."""
        if self.level == "entities":
            return self.entities.counts
        return self.boundaries if self.level == "pairs" else self.strict

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON; `micro`, `macro` and `labels` are the scores at `level`."""
        languages = {name: self.chosen.examples(at) for name, at in self.languages.items()}
        return {
            **self.chosen.as_dict(),
            "level": self.level,
            "examples": len(self.strict),
            "accuracy": round(self.accuracy, 4),
            "strict": _averages(self.strict),
            "boundaries": _averages(self.boundaries),
            "relaxed": _averages(self.relaxed),
            "entities": self.entities.as_dict(),
            "facts": _averages(self.assertions.facts),
            "assertions": self.assertions.as_dict(),
            "languages": language_scores(languages),
        }


def measure_relations(
    gold: Sequence[Example],
    predicted: Sequence[Example],
    *,
    level: Level = "mentions",
    negative: Collection[str] | None = None,
    symmetric: Collection[str] = SYMMETRIC_PREDICATES,
    known_facts: Collection[NamedFact] = (),
) -> RelationReport:
    """Score relations against gold, example by example.

    Strict and boundaries are as in Bekoulis et al. 2018 and Taillé et al. 2020; a relation counts
    once an example. At the level "pairs", `macro` is the official score of SemEval-2010 task 8
    (Hendrickx et al. 2010: mean F over the relations, direction counted, Other left out) and
    `accuracy` the share of pairs that are right, Other among them. At the level "entities", a
    relation between two things counts once a document, as in DocRED (Yao et al. 2019).

    `negative` names predicates that say "not related" and never count; None: those of
    `NEGATIVE_PREDICATES` at the level "pairs", else none. `known_facts` are those of the training
    data (`entities.named_facts`), left out of `entities.ignoring_known`. Predicates that nobody
    looked for in an example (`looked_for`) are not judged in it.

    Raises RecordError when the two are not the same examples.
    """
    pairs = pair_related(gold, predicted)
    dropped = _dropped(level, negative)
    sides = [
        (read_keys(wanted, dropped, symmetric), read_keys(found, dropped, symmetric))
        for wanted, found in pairs
    ]
    bare = [(without_labels(wanted), without_labels(found)) for wanted, found in sides]
    return RelationReport(
        level=level,
        strict=tally([_row(wanted.keys() & found, found, wanted) for wanted, found in sides]),
        boundaries=tally([_row(wanted & found, found, wanted) for wanted, found in bare]),
        relaxed=tally([_row(overlapping(one, two), two, one) for one, two in bare]),
        accuracy=sum(one == two for one, two in bare) / max(1, len(bare)),
        assertions=measure_assertions(sides),
        entities=measure_entity_relations(pairs, dropped, symmetric, known_facts),
        languages=by_language(gold),
    )


def _dropped(level: Level, negative: Collection[str] | None) -> frozenset[str]:
    if negative is None:
        negative = NEGATIVE_PREDICATES if level == "pairs" else ()
    return frozenset(name.casefold() for name in negative)


def _row(correct: Iterable[Key], predicted: Iterable[Key], gold: Iterable[Key]) -> Row:
    return _labels(correct), _labels(predicted), _labels(gold)


def _labels(keys: Iterable[Key]) -> list[str]:
    return [relation_label(predicate) for predicate, _, _ in keys]


def _averages(counts: Tally) -> dict[str, Any]:
    return {"micro": counts.micro().as_dict(), "macro": counts.macro().as_dict()}
