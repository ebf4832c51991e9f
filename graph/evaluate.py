"""How good entities and facts are, against gold written by people.

Gold is a folder with two files of JSON lines:

- `entities.jsonl`: `{"id", "label", "name", "aliases": […]}`, complete for `GOLD_LABELS`;
- `facts.jsonl`: `{"subject": id, "predicate", "object", "assertion", "sources": […]}`, where the
  object is an id, or "Label:value" for what has no entry of its own ("Date:2025-03-01");
- `roles.jsonl`, if it is there: `{"name", "aliases": […]}`, the ways "Role:…" is put in the texts.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefbook.errors import RecordError
from briefbook.records import Entity, Fact
from briefbook.schema import LABELS, PREDICATES, VALUE_LABELS
from briefbook.scores import Scores
from graph.names import entity_keys, name_key, plain

#: Gold names everything there is of these; entities of other labels are not judged.
GOLD_LABELS = ("Person", "Organization", "Location", "Product", "Reference")

Key = tuple[str, str, str, str]  # subject, predicate, object, assertion


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """A thing that the archive speaks of, with all its names."""

    id: str
    label: str
    name: str
    aliases: tuple[str, ...] = ()

    def keys(self) -> frozenset[str]:
        """Return its names as they are compared."""
        return frozenset(_compared(self.label, name) for name in (self.name, *self.aliases))


@dataclass(frozen=True, slots=True)
class GoldFact:
    """A statement that the archive makes."""

    subject: str  # id of a gold entity
    predicate: str
    object: str  # id of a gold entity, or "Label:value"
    assertion: str = "asserted"


@dataclass(frozen=True, slots=True)
class Gold:
    """What is true in an archive."""

    entities: tuple[GoldEntity, ...]
    facts: tuple[GoldFact, ...]
    roles: tuple[tuple[str, tuple[str, ...]], ...] = ()  # a role, and how the texts put it


@dataclass(frozen=True, slots=True)
class FactScores:
    """How well facts match: those asserted, the others (negated, planned …), and all together."""

    asserted: Scores
    others: Scores
    total: Scores


def load_gold(folder: Path) -> Gold:
    """Read gold from `folder`. Raises RecordError, naming file and line, when it is not gold."""
    entities = tuple(
        GoldEntity(row["id"], row["label"], row["name"], tuple(row.get("aliases", ())))
        for row in _read_lines(folder / "entities.jsonl", ("id", "label", "name"))
    )
    facts = tuple(
        GoldFact(row["subject"], row["predicate"], row["object"], row.get("assertion", "asserted"))
        for row in _read_lines(folder / "facts.jsonl", ("subject", "predicate", "object"))
    )
    known = {entity.id for entity in entities}
    for fact in facts:
        is_value = fact.object.partition(":")[0] in LABELS
        if fact.subject not in known or not (is_value or fact.object in known):
            raise RecordError(f"{folder / 'facts.jsonl'}: a fact names no gold entity: {fact}")
    path = folder / "roles.jsonl"
    rows = _read_lines(path, ("name", "aliases")) if path.exists() else ()
    return Gold(entities, facts, tuple((row["name"], tuple(row["aliases"])) for row in rows))


def _read_lines(path: Path, required: Sequence[str]) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise RecordError(f"cannot read gold {path}: {error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise RecordError(f"{path}, line {number}: {error}") from error
        if missing := [key for key in required if key not in row]:
            raise RecordError(f"{path}, line {number}: no {', '.join(missing)}")
        yield row


def match_entities(entities: Iterable[Entity], gold: Gold) -> dict[str, str]:
    """Return which gold entity each entity stands for, one to one, by id.

    They match when their labels are the same and they share a name as `graph.names` compares
    names. Those that share most names are paired first, so that a stray name does not take the
    place of the right one.
    """
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    keys = {entity.id: entity.keys() for entity in gold.entities}
    for gold_entity in gold.entities:
        for key in keys[gold_entity.id]:
            holders[gold_entity.label, key].append(gold_entity.id)
    pairs = []
    for entity in entities:
        shared = Counter(id for key in entity_keys(entity) for id in holders[entity.label, key])
        pairs += [(-n, -len(entity.mentions), entity.id, id) for id, n in shared.items()]
    matched: dict[str, str] = {}
    taken: set[str] = set()
    for *_, entity_id, gold_id in sorted(pairs):
        if entity_id not in matched and gold_id not in taken:
            matched[entity_id] = gold_id
            taken.add(gold_id)
    return matched


def score_entities(entities: Iterable[Entity], gold: Gold) -> Scores:
    """Count the entities of `GOLD_LABELS` that stand for a gold entity."""
    judged = [entity for entity in entities if entity.label in GOLD_LABELS]
    wanted = tuple(entity for entity in gold.entities if entity.label in GOLD_LABELS)
    matched = match_entities(judged, Gold(wanted, ()))
    return Scores(correct=len(matched), predicted=len(judged), gold=len(wanted))


def score_facts(facts: Iterable[Fact], entities: Sequence[Entity], gold: Gold) -> FactScores:
    """Count facts whose subject, predicate, object and assertion are those of a gold fact.

    Facts that differ only in valid time count once, on both sides. An entity that stands for no
    gold entity stands for itself, and what is said of it is wrong; values are compared as values.
    """
    stands_for = _value_names(entities, gold) | match_entities(entities, gold)
    wanted = {
        _key(fact.subject, fact.predicate, _object_name(fact.object), fact.assertion)
        for fact in gold.facts
    }
    found = {
        _key(
            stands_for.get(fact.subject, fact.subject),
            fact.predicate,
            stands_for.get(fact.object, fact.object),
            fact.assertion,
        )
        for fact in facts
    }
    return FactScores(
        asserted=_score(_asserted(found), _asserted(wanted)),
        others=_score(found - _asserted(found), wanted - _asserted(wanted)),
        total=_score(found, wanted),
    )


def _object_name(object: str) -> str:
    """Write "Label:value" so that two ways of writing a value are the same."""
    label, colon, value = object.partition(":")
    if not colon or label not in LABELS:
        return object
    return f"{label}:{_compared(label, value)}"


def _compared(label: str, name: str) -> str:
    return plain(name) if label in VALUE_LABELS else name_key(label, name)


def _value_names(entities: Iterable[Entity], gold: Gold) -> dict[str, str]:
    """Return "Label:value" for each entity that gold names so."""
    wanted = {name: name for name in (_object_name(fact.object) for fact in gold.facts)}
    for role, forms in gold.roles:
        wanted |= {_object_name(f"Role:{form}"): _object_name(f"Role:{role}") for form in forms}
    return {
        entity.id: wanted[name]
        for entity in entities
        for key in entity_keys(entity)
        if (name := f"{entity.label}:{key}") in wanted
    }


def _key(subject: str, predicate: str, object: str, assertion: str) -> Key:
    known = PREDICATES.get(predicate)
    if known is not None and known.symmetric:
        subject, object = sorted((subject, object))
    return subject, predicate, object, assertion


def _asserted(keys: set[Key]) -> set[Key]:
    return {key for key in keys if key[3] == "asserted"}


def _score(found: set[Key], wanted: set[Key]) -> Scores:
    return Scores(correct=len(found & wanted), predicted=len(found), gold=len(wanted))
