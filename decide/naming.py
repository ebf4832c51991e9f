"""The names in a question, where they stand, and which entities bear them (pure).

Positions are those of the folded question: without case, white space single.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefbook.records import Entity
from decide.terms import is_chinese

_LEAST_PART = 2  # characters of a name
_LEGAL_FORM = re.compile(
    r"(?:[ ,]+(?:co|ltd|limited|plc|inc|incorporated|corp|corporation|llp|llc|ag|gmbh|b\.v|bv|n\.v|"
    r"s\.a|sa|s\.p\.a|kg|oy|ab)\.?,?)+$|(?:集团)?(?:股份)?有限(?:责任)?公司$"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a question; several entities may bear it."""

    start: int
    end: int
    entities: tuple[Entity, ...]

    def stands_in(self, folded: str) -> bool:
        """Tell whether a folded text names one of the entities, under any of its names."""
        return any(name in folded for name in self.forms)

    @property
    def forms(self) -> frozenset[str]:
        """Return all names of the entities, folded."""
        return frozenset(name for entity in self.entities for name in written_names(entity))

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of the entities."""
        return frozenset(entity.id for entity in self.entities)


def fold(text: str) -> str:
    """Return a text as names are looked for in it.

    >>> fold("Who heads  HUAXIN?")
    'who heads huaxin?'
    """
    return " ".join(text.casefold().split())


def written_names(entity: Entity) -> frozenset[str]:
    """Return all names of an entity, folded, and those of companies without their legal form.

    >>> sorted(written_names(Entity("e", "Organization", "Vossmar Pumpen AG", (), ("m",))))
    ['vossmar pumpen', 'vossmar pumpen ag']
    """
    names = {fold(name) for name in (entity.name, *entity.aliases)}
    if entity.label == "Organization":
        names |= {_LEGAL_FORM.sub("", name).strip(" ,") for name in names}
    return frozenset(name for name in names if len(name) >= _LEAST_PART)


def find_names(text: str, entities: Iterable[Entity]) -> tuple[Named, ...]:
    """Return the names in `text` in order; of two that overlap the longer counts.

    A name inside a longer one does not count: "WVW-2024-07" names no July, "Acme Bank" no Acme.
    """
    folded = fold(text)
    bearers: dict[str, list[Entity]] = {}
    for entity in entities:
        for name in written_names(entity):
            if name in folded:
                bearers.setdefault(name, []).append(entity)
    taken: list[Named] = []
    for name in sorted(bearers, key=lambda each: (-len(each), each)):
        for match in re.finditer(_pattern(name), folded):
            if all(match.end() <= other.start or match.start() >= other.end for other in taken):
                taken.append(Named(match.start(), match.end(), tuple(bearers[name])))
    return tuple(sorted(taken, key=lambda each: each.start))


def _pattern(name: str) -> str:
    if is_chinese(name[0]):
        return re.escape(name) if len(name) >= _LEAST_PART else r"(?!)"
    # A Latin name ends where Chinese begins.
    return rf"(?<!\w){re.escape(name)}(?![^\W\u3040-\u9fff])"


def with_longer_names(named: Sequence[Named], entities: Sequence[Entity]) -> tuple[Named, ...]:
    """Add to each name the organizations whose own name holds it: 砺川, 江阴砺川精密铸造.

    Only for a short Chinese name that resolution has left alone, without other names; those that
    bear it come first.
    """
    return tuple(_widened(each, entities) for each in named)


def _widened(named: Named, entities: Sequence[Entity]) -> Named:
    alone = [entity for entity in named.entities if entity.label == "Organization"]
    if len(named.entities) != len(alone) or any(entity.aliases for entity in alone):
        return named
    short = alone[0].name
    if not is_chinese(short[0]):
        return named
    more = [
        entity
        for entity in entities
        if entity.label == "Organization" and entity.id not in named.ids and short in entity.name
    ]
    return Named(named.start, named.end, (*named.entities, *more))


def without_names(folded: str, named: Sequence[Named]) -> str:
    """Blank out the names of a folded question, so that words in them do not count."""
    for each in named:
        folded = folded[: each.start] + " " * (each.end - each.start) + folded[each.end :]
    return folded
