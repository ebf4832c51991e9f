"""Which of the measured sentences of a document go into its digest, or before a writer.

They are taken by salience without repetition until there are words enough. A long document is heard
in its first, middle and last third.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from summarize.lengths import cost, fits, is_enough
from summarize.material import Material
from summarize.sections import is_long, third_of
from summarize.select import Array, choose

_THIRDS = 3


def pick(
    material: Material,
    worth: Array,
    *,
    words: int,
    most: int,
    redundancy: float,
    compared: int,
    spread: bool = False,
    among: range | None = None,
) -> list[int]:
    """Return the places of about `words` words in at most `most` sentences, in text order.

    With `spread`, a long document gives at least one sentence from each third, where `most` allows;
    at most `compared` sentences, evenly from all sections, are compared with each other. `among`
    says which places to choose from, if not all.
    """
    kept = [each for each in _shortlist(material, worth, compared) if not among or each in among]
    order = _order(material, worth, kept, redundancy, count=min(len(kept), 4 * most + 20))
    chosen: list[int] = []
    if spread and most >= _THIRDS and is_long(material.document):
        chosen = list(_one_a_third(material, worth, kept, order))
    held = sum(cost(material.sizes[place]) for place in chosen)
    for place in order:
        if len(chosen) >= most or is_enough(held, words):
            break
        size = cost(material.sizes[place])
        if place not in chosen and fits(size, held, words):
            chosen.append(place)
            held += size
    return sorted(chosen)


def _shortlist(material: Material, worth: Array, count: int) -> list[int]:
    """Return the places of the weightiest sentences of each section, about `count`, in order."""
    if len(material.spans) <= count:
        return list(range(len(material.spans)))
    each = max(1, count // len(material.parts))
    kept = [place for part in material.parts for place in _best(worth, part, each)]
    if len(kept) <= count:
        return sorted(kept)
    thirds = np.array_split(np.array(sorted(kept)), _THIRDS)  # of a very long document
    return sorted(place for third in thirds for place in _best(worth, third, count // _THIRDS))


def _best(worth: Array, places: Sequence[int] | range | Array, count: int) -> list[int]:
    ordered = sorted((int(place) for place in places), key=lambda place: (-worth[place], place))
    return ordered[:count]


def _order(
    material: Material, worth: Array, kept: Sequence[int], redundancy: float, *, count: int
) -> list[int]:
    """Return places, best first, each worth less for what it repeats of those before."""
    chosen = choose(worth[kept], material.rows(kept), count, redundancy=redundancy)
    return [kept[place] for place in chosen]


def _one_a_third(
    material: Material, worth: Array, kept: Sequence[int], order: Sequence[int]
) -> Iterator[int]:
    """Yield the best place of each third: the first in `order`, or else the weightiest."""
    ranked = [*order, *sorted(set(kept) - set(order), key=lambda place: (-worth[place], place))]
    thirds = [(third_of(material.document, material.spans[place]), place) for place in ranked]
    for third in range(_THIRDS):
        found = next((place for where, place in thirds if where == third), None)
        if found is not None:
            yield found
