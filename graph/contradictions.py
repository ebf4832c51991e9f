"""Facts that cannot all be true are found and said in a sentence (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from briefbook.ids import make_id
from briefbook.records import Contradiction, Entity, Fact
from briefbook.schema import PREDICATES


def find_contradictions(
    facts: Iterable[Fact], entities: Iterable[Entity]
) -> tuple[Contradiction, ...]:
    """Find what `facts` say against each other, sorted by id.

    Two kinds: a predicate that has one object by nature has several, and what one document states
    another denies. Facts that hold at different times do not contradict each other, nor do dates
    of which one is only less exact ("2024-03" and "2024-03-01"), nor sums in two currencies.
    """
    by_id = {entity.id: entity for entity in entities}
    facts = sorted(facts, key=lambda fact: fact.id)
    found = [*_several_objects(facts, by_id), *_denied(facts, by_id)]
    return tuple(sorted(found, key=lambda contradiction: contradiction.id))


def _several_objects(
    facts: Iterable[Fact], entities: Mapping[str, Entity]
) -> Iterator[Contradiction]:
    groups: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        known = PREDICATES.get(fact.predicate)
        if fact.assertion == "asserted" and known is not None and known.one_object:
            groups[fact.subject, fact.predicate].append(fact)
    for group in groups.values():
        clashing: dict[str, Fact] = {}
        for fact, other in combinations(group, 2):
            if _overlap(fact, other) and not _agree(entities[fact.object], entities[other.object]):
                clashing |= {fact.id: fact, other.id: other}
        if clashing:
            yield _contradiction(clashing.values(), _say_several(clashing.values(), entities))


def _denied(facts: Iterable[Fact], entities: Mapping[str, Entity]) -> Iterator[Contradiction]:
    groups: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.assertion in ("asserted", "negated"):
            groups[fact.subject, fact.predicate, fact.object].append(fact)
    for group in groups.values():
        clashing: dict[str, Fact] = {}
        for fact, other in combinations(group, 2):
            if fact.assertion != other.assertion and _overlap(fact, other):
                clashing |= {fact.id: fact, other.id: other}
        if clashing:
            reason = f"One place says that {_say(group[0], entities)}, and another denies it."
            yield _contradiction(clashing.values(), reason)


def _contradiction(facts: Iterable[Fact], reason: str) -> Contradiction:
    ids = tuple(sorted(fact.id for fact in facts))
    return Contradiction(make_id("con", *ids), ids, reason)


def _overlap(fact: Fact, other: Fact) -> bool:
    """Tell whether there may be a day on which both hold; an open end is open."""
    return _starts_in_time(fact, other) and _starts_in_time(other, fact)


def _starts_in_time(fact: Fact, other: Fact) -> bool:
    if fact.valid_from is None or other.valid_to is None:
        return True
    exact = min(len(fact.valid_from), len(other.valid_to))  # "2024" and "2024-03-01": by year
    return fact.valid_from[:exact] <= other.valid_to[:exact]


def _agree(value: Entity, other: Entity) -> bool:
    """Tell whether two values may both be right."""
    if value.id == other.id or value.label != other.label:
        return True
    if value.label == "Date":
        shorter, longer = sorted((value.name, other.name), key=len)
        return longer.startswith(shorter)
    if value.label == "Money":
        currency, _, _ = value.name.partition(" ")
        return not other.name.startswith(f"{currency} ")
    return False


def _say(fact: Fact, entities: Mapping[str, Entity]) -> str:
    subject, object = entities[fact.subject].name, entities[fact.object].name
    return f"{subject} {_phrase(fact)} {object}"


def _say_several(facts: Iterable[Fact], entities: Mapping[str, Entity]) -> str:
    """Say all objects, the best supported first."""
    ordered = sorted(facts, key=lambda fact: (-fact.confidence, entities[fact.object].name))
    objects = list(dict.fromkeys(entities[fact.object].name for fact in ordered))
    return f"{_say(ordered[0], entities)} in one place, but {_list(objects[1:])} in another."


def _phrase(fact: Fact) -> str:
    known = PREDICATES.get(fact.predicate)
    return known.phrase if known is not None else fact.predicate.replace("_", " ").lower()


def _list(names: Sequence[str]) -> str:
    """Join names as a sentence does.

    >>> _list(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
