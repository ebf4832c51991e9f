"""Relations between the things that a document speaks of, as DocRED counts them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from briefbook.labels.examples import Example
from briefbook.measure.relation_keys import relation_label
from briefbook.measure.tally import Figures, Tally, tally

NamedFact = tuple[str, str, str]  # name of the head, predicate, name of the tail

_EntityKey = tuple[str, str, str]  # predicate, entity of the head, entity of the tail


@dataclass(frozen=True, slots=True, eq=False)
class EntityReport:
    """The scores of relations between entities, each counted once a document."""

    counts: Tally
    known: int  # correct ones that the training data say too

    @property
    def ignoring_known(self) -> Figures:
        """Return "Ign F1": what the training data say does not count as found.

        As in DocRED's own script, known facts are taken out of what is correct and predicted for
        precision, while recall stays.
        """
        scores = self.counts.micro()
        predicted = scores.predicted - self.known
        precision = (scores.correct - self.known) / predicted if predicted else 0.0
        total = precision + scores.recall
        f1 = 2 * precision * scores.recall / total if total else 0.0
        return Figures(precision, scores.recall, f1)

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "micro": self.counts.micro().as_dict(),
            "macro": self.counts.macro().as_dict(),
            "ignoring_known": self.ignoring_known.as_dict(),
            "known": self.known,
        }


def measure_entity_relations(
    pairs: Sequence[tuple[Example, Example]],
    negative: Collection[str],
    symmetric: Collection[str],
    known_facts: Collection[NamedFact],
) -> EntityReport:
    """Score relations between entities; gold says which spans name one thing.

    A predicted span stands for the entity that gold has at exactly its place; one that gold does
    not have stands for nothing in gold.
    """
    facts = frozenset(known_facts)
    rows, known = [], 0
    for wanted, found in pairs:
        homes = _homes(wanted)
        gold = _keys(wanted, homes, negative, symmetric)
        predicted = _keys(found, homes, negative, symmetric)
        names = _names(wanted, homes) if facts else {}
        known += sum(_is_known(key, names, facts) for key in gold & predicted)
        rows.append((_labels(gold & predicted), _labels(predicted), _labels(gold)))
    return EntityReport(tally(rows), known)


def named_facts(examples: Iterable[Example], negative: Collection[str] = ()) -> set[NamedFact]:
    """Return what the examples say under every name of its two entities: DocRED's "train facts"."""
    facts = set()
    for example in examples:
        homes = _homes(example)
        names = _names(example, homes)
        for predicate, head, tail in _keys(example, homes, negative, ()):
            facts |= {(one, predicate, two) for one in names[head] for two in names[tail]}
    return facts


def _homes(example: Example) -> dict[tuple[int, int], str]:
    """Return the entity that each span stands for; without one it stands for itself."""
    return {
        (one.span.start, one.span.end): f"={one.entity}" if one.entity else f"@{place}"
        for place, one in enumerate(example.mentions)
    }


def _keys(
    example: Example,
    homes: dict[tuple[int, int], str],
    negative: Collection[str],
    symmetric: Collection[str],
) -> set[_EntityKey]:
    keys = set()
    for relation in example.relations:
        if relation.predicate.casefold() in negative:
            continue
        head, tail = (_home(example, end, homes) for end in (relation.head, relation.tail))
        if relation.predicate in symmetric and tail < head:
            head, tail = tail, head
        keys.add((relation.predicate, head, tail))
    return keys


def _home(example: Example, mention: int, homes: dict[tuple[int, int], str]) -> str:
    one = example.mentions[mention]
    own = f"?={one.entity}" if one.entity else f"?{one.span.start}-{one.span.end}"
    return homes.get((one.span.start, one.span.end), own)


def _names(example: Example, homes: dict[tuple[int, int], str]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    for one in example.mentions:
        home = homes[one.span.start, one.span.end]
        names.setdefault(home, set()).add(example.quote(one.span))
    return names


def _is_known(key: _EntityKey, names: dict[str, set[str]], facts: frozenset[NamedFact]) -> bool:
    predicate, head, tail = key
    if not facts:
        return False
    return any((one, predicate, two) in facts for one in names[head] for two in names[tail])


def _labels(keys: Iterable[_EntityKey]) -> list[str]:
    return [relation_label(predicate) for predicate, _, _ in keys]
