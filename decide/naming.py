"""The names in a question, where they stand, and which entities bear them (pure).

Positions are those of the folded question: without case, white space single.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from briefbook.records import Entity
from decide.terms import is_chinese

_LEAST_PART = 2  # characters of a name
_LEGAL_FORM = re.compile(
    r"(?:[ ,]+(?:co|ltd|limited|plc|inc|incorporated|corp|corporation|llp|llc|ag|gmbh|b\.v|bv|n\.v|"
    r"s\.a|sa|s\.p\.a|kg|oy|ab)\.?,?)+$|(?:集团)?(?:股份)?有限(?:责任)?公司$"
)
_WORD = re.compile(r"\w")
_CAPITAL = re.compile(r"(?<!\w)[A-Z][\w’'-]{3,}(?![^\W\u3040-\u9fff])(?! [A-Z])")
_MOST_BEARERS = 3  # of a first word; more make it say nothing
_LATIN = re.compile(r"[^\W\u3040-\u9fff]")  # a Latin name ends where Chinese begins


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a question; several entities may bear it."""

    start: int
    end: int
    entities: tuple[Entity, ...]
    short: str = ""  # how the question writes it, folded, where that is no name of an entity

    def stands_in(self, folded: str) -> bool:
        """Tell whether a folded text names one of the entities, under any of its names."""
        return any(name in folded for name in self.forms)

    @property
    def forms(self) -> frozenset[str]:
        """Return all names of the entities, folded."""
        names = frozenset(name for entity in self.entities for name in written_names(entity))
        return names | {self.short} if self.short else names

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


class NamedEntities:
    """Entities with all their names in an index: what a text names is found without asking each."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        """Go over the names of all entities once."""
        known = tuple(entities)
        bearers: dict[str, list[Entity]] = {}
        for entity in known:
            for name in written_names(entity):
                bearers.setdefault(name, []).append(entity)
        self._bearers = bearers
        sizes: dict[str, set[int]] = {}
        for name in bearers:
            sizes.setdefault(name[:_LEAST_PART], set()).add(len(name))
        self._sizes = {start: tuple(sorted(known)) for start, known in sizes.items()}
        self._organizations = tuple(each for each in known if each.label == "Organization")
        # All their names as one text, which is searched much faster than one name after the other.
        self._joined = "".join(f"{entity.name}\n" for entity in self._organizations)
        lengths = (len(entity.name) + 1 for entity in self._organizations)
        self._starts = tuple(accumulate(lengths, initial=0))
        self._by_first_word = _by_first_word(self._organizations)

    def bearers_in(self, folded: str) -> Mapping[str, Sequence[Entity]]:
        """Return the names that a folded text holds anywhere, with the entities that bear them."""
        found = {
            folded[start : start + size]
            for start in range(len(folded) - _LEAST_PART + 1)
            for size in self._sizes.get(folded[start : start + _LEAST_PART], ())
        }
        return {name: self._bearers[name] for name in found if name in self._bearers}

    def organizations_called(self, word: str) -> Sequence[Entity]:
        """Return the organizations whose name of several words begins with a word, in this case."""
        return self._by_first_word.get(word, ())

    def organizations_with(self, part: str) -> list[Entity]:
        """Return the organizations whose own name holds `part`, each once, in order."""
        found = []
        start = self._joined.find(part)
        while start >= 0:
            place = bisect_right(self._starts, start) - 1
            found.append(self._organizations[place])
            start = self._joined.find(part, self._starts[place + 1])
        return found


def find_names(text: str, entities: NamedEntities) -> tuple[Named, ...]:
    """Return the names in `text` in order; of two that overlap the longer counts.

    A name inside a longer one does not count: "WVW-2024-07" names no July, "Acme Bank" no Acme. The
    first word of a company's name stands for it: "Brasdor" for "Brasdor Kelp Harvesters Ltd".
    """
    folded = fold(text)
    bearers = entities.bearers_in(folded)
    taken: list[Named] = []
    for name in sorted(bearers, key=lambda each: (-len(each), each)):
        for start, end in _places(name, folded):
            if all(end <= other.start or start >= other.end for other in taken):
                taken.append(Named(start, end, tuple(bearers[name])))
    taken += _first_words(text, taken, entities)
    return tuple(sorted(taken, key=lambda each: each.start))


def _first_words(text: str, taken: Sequence[Named], entities: NamedEntities) -> Iterator[Named]:
    """Yield capital words of a text that begin the names of few companies."""
    written = " ".join(text.split())
    if len(written) != len(fold(text)):
        return  # places of the one are not those of the other
    for match in _CAPITAL.finditer(written):
        word = re.sub(r"['’]s?$", "", match.group())
        start, end = match.start(), match.start() + len(word)
        if any(start < other.end and end > other.start for other in taken):
            continue
        bearers = entities.organizations_called(word)
        if 0 < len(bearers) <= _MOST_BEARERS:
            yield Named(start, end, tuple(bearers), word.casefold())


def _by_first_word(organizations: Iterable[Entity]) -> Mapping[str, Sequence[Entity]]:
    found: dict[str, list[Entity]] = {}
    for entity in organizations:
        first, _, rest = entity.name.partition(" ")
        if rest and not is_chinese(rest[0]):
            found.setdefault(first, []).append(entity)
    return found


def _places(name: str, folded: str) -> Iterator[tuple[int, int]]:
    """Yield where a name stands by itself; made without a pattern, which is slow to compile."""
    is_latin, start = not is_chinese(name[0]), folded.find(name)
    while start >= 0:
        end = start + len(name)
        if is_latin and (_WORD.match(folded[start - 1 : start]) or _LATIN.match(folded, end)):
            start = folded.find(name, start + 1)
        else:
            yield start, end
            start = folded.find(name, end)


def with_longer_names(named: Sequence[Named], entities: NamedEntities) -> tuple[Named, ...]:
    """Add to each name the organizations whose own name holds it: 砺川, 江阴砺川精密铸造.

    Only for a short name that resolution has left alone, without other names; in English it has to
    be the first word of the longer one. Those that bear it come first.
    """
    return tuple(_widened(each, entities) for each in named)


def _widened(named: Named, entities: NamedEntities) -> Named:
    alone = [entity for entity in named.entities if entity.label == "Organization"]
    if len(named.entities) != len(alone) or any(entity.aliases for entity in alone):
        return named
    short = alone[0].name
    if is_chinese(short[0]):
        longer: Sequence[Entity] = entities.organizations_with(short)
    else:
        longer = entities.organizations_called(short)
    if len(longer) > _MOST_BEARERS and not is_chinese(short[0]):
        return named
    more = [entity for entity in longer if entity.id not in named.ids]
    return Named(named.start, named.end, (*named.entities, *more), named.short)


def without_names(folded: str, named: Sequence[Named]) -> str:
    """Blank out the names of a folded question, so that words in them do not count."""
    for each in named:
        folded = folded[: each.start] + " " * (each.end - each.start) + folded[each.end :]
    return folded
