"""Things named side by side with one that a query found: of "A and B own C" both count (pure)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from briefbook.records import Entity
from decide.lists import Thing, merge_things
from decide.naming import Named, NamedEntities, find_names, fold

_JOINED = re.compile(r"\s*(?:,|，|、|和|与|及|以及|同|&|and|, and|as well as)\s*")
_SHARE = 0.9  # of the confidence of the thing beside it


def with_coordinated(things: Sequence[Thing], entities: NamedEntities) -> tuple[Thing, ...]:
    """Add what the evidence of a thing names beside it, joined by "and" or a comma.

    Names are known by `entities`, which extraction may have missed at this place. Only things of
    the same kind count.
    """
    found = list(things)
    for thing in things:
        for piece in thing.evidence:
            for entity in _beside(thing, piece.quote, entities):
                names = (entity.name, *entity.aliases)
                confidence = round(_SHARE * thing.confidence, 4)
                found.append(replace(thing, names=names, evidence=(piece,), confidence=confidence))
    return merge_things(found)


def _beside(thing: Thing, quote: str, entities: NamedEntities) -> Iterator[Entity]:
    folded, named = fold(quote), find_names(quote, entities)
    for one, other in zip(named, named[1:], strict=False):
        if _JOINED.fullmatch(folded[one.end : other.start]):
            for here, beside in ((one, other), (other, one)):
                if (mine := _bearer(here, thing.names)) and not _bearer(beside, thing.value_names):
                    yield from (each for each in beside.entities[:1] if each.label == mine.label)


def _bearer(named: Named, names: Sequence[str]) -> Entity | None:
    return next((entity for entity in named.entities if entity.name == names[0]), None)
