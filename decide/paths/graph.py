"""Facts held in memory so that a path from a name to its answers is followed in milliseconds.

Facts lie sorted by their subject and predicate, and once more by object and predicate (compressed
sparse rows): what one step reaches is a slice of an array, however many facts there are.
"""

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from briefbook.records import Entity, Fact
from briefbook.schema import THING
from decide.paths.names import name_key, short_name

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Triple:
    """A fact in three words; subject and object are keys of things, in a plain list their names."""

    subject: str
    predicate: str
    object: str
    id: str = ""  # of the fact of the run folder; empty where there is none


@dataclass(frozen=True, slots=True)
class Entry:
    """What a thing is called."""

    key: str
    name: str
    label: str = ""  # its kind, where known
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """One step of a path: along facts of one predicate, from subject to object or back."""

    predicate: str  # as `predicate_key` writes it
    forward: bool


Moves = tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """Facts sorted by where they start and their predicate."""

    codes: Numbers  # start * number of predicates + predicate, ascending
    ends: Numbers  # the thing at the other end
    triples: Numbers  # which fact it is


@dataclass(frozen=True, slots=True)
class FactGraph:
    """Things and the facts between them; made by `make_fact_graph`."""

    entries: tuple[Entry, ...]  # sorted by key
    triples: tuple[Triple, ...]  # sorted
    predicates: tuple[str, ...]  # keys, sorted
    forward: Links
    backward: Links
    names: Mapping[str, tuple[int, ...]]  # `name_key` of a name or alias → places in `entries`
    codes: Mapping[str, int]  # predicate key → its place in `predicates`


@dataclass(frozen=True, slots=True)
class Layer:
    """The things one step reached, and from where; arrays of one length."""

    nodes: Numbers  # places in `entries`, ascending
    parents: Numbers  # where in the layer before
    triples: Numbers  # the fact followed
    support: npt.NDArray[np.float64]  # in how many ways it is reached


@lru_cache(maxsize=50_000)
def predicate_key(predicate: str) -> str:
    """Write a predicate so that its spellings meet.

    >>> predicate_key("DIRECTED_BY"), predicate_key(" directed by"), predicate_key("主要 支流")
    ('directed by', 'directed by', '主要支流')
    """
    words = unicodedata.normalize("NFKC", predicate).casefold().replace("_", " ").split()
    return ("" if words and not words[0].isascii() else " ").join(words)


def make_fact_graph(triples: Iterable[Triple], entries: Iterable[Entry] = ()) -> FactGraph:
    """Build a graph; things that `entries` leave out are called by their key."""
    known = {entry.key: entry for entry in entries}
    facts = tuple(sorted(set(triples), key=_order))
    keys = sorted({end for fact in facts for end in (fact.subject, fact.object)} | known.keys())
    things = tuple(known.get(key) or Entry(key, key) for key in keys)
    place = {key: number for number, key in enumerate(keys)}
    predicates = tuple(sorted({predicate_key(fact.predicate) for fact in facts}))
    codes = {key: number for number, key in enumerate(predicates)}
    kinds = _numbers([codes[predicate_key(fact.predicate)] for fact in facts])
    subjects = _numbers([place[fact.subject] for fact in facts])
    objects = _numbers([place[fact.object] for fact in facts])
    return FactGraph(
        entries=things,
        triples=facts,
        predicates=predicates,
        forward=_links(subjects, kinds, objects, len(predicates)),
        backward=_links(objects, kinds, subjects, len(predicates)),
        names=_index(things),
        codes=codes,
    )


def fact_graph_of(entities: Iterable[Entity], facts: Iterable[Fact]) -> FactGraph:
    """Build the graph of what a run folder asserts; each triple bears the id of its fact."""
    entries = [
        Entry(each.id, each.name, "" if each.label == THING else each.label, each.aliases)
        for each in entities
    ]
    known = {entry.key for entry in entries}
    triples = [
        Triple(fact.subject, fact.predicate, fact.object, fact.id)
        for fact in facts
        if fact.assertion == "asserted" and {fact.subject, fact.object} <= known
    ]
    return make_fact_graph(triples, entries)


def _order(triple: Triple) -> tuple[str, str, str, str]:
    return triple.subject, triple.predicate, triple.object, triple.id


def place_of(graph: FactGraph, key: str) -> int:
    """Return the place of a thing among the entries.

    Raises KeyError when there is none with this key.
    """
    place = bisect_left(graph.entries, key, key=lambda entry: entry.key)
    if place == len(graph.entries) or graph.entries[place].key != key:
        raise KeyError(key)
    return place


def _numbers(values: Sequence[int]) -> Numbers:
    return np.array(values, dtype=np.int64)


def _links(starts: Numbers, kinds: Numbers, ends: Numbers, count: int) -> Links:
    codes = starts * count + kinds
    order = np.lexsort((ends, codes))
    return Links(codes[order], ends[order], order)


def _index(entries: Sequence[Entry]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        names = (entry.name, *entry.aliases)
        keys = {name_key(name) for name in (*names, *map(short_name, names))}
        for key in keys - {""}:
            found[key].append(number)
    return {key: tuple(numbers) for key, numbers in found.items()}


def first_layer(node: int) -> Layer:
    """Return the layer that a path starts from."""
    none = _numbers([-1])
    return Layer(_numbers([node]), none, none, np.ones(1))


def step(graph: FactGraph, layer: Layer, move: Move, *, without: int = -1) -> Layer:
    """Return what one move reaches, the thing `without` left out."""
    links = graph.forward if move.forward else graph.backward
    code = graph.codes.get(move.predicate)
    wanted = layer.nodes * len(graph.predicates) + (code or 0)
    parents, places = _slices(links.codes, wanted, wanted + (0 if code is None else 1))
    kept = links.ends[places] != without
    parents, places = parents[kept], places[kept]
    nodes, first, inverse = np.unique(links.ends[places], return_index=True, return_inverse=True)
    support = np.bincount(inverse, layer.support[parents], len(nodes)).astype(np.float64)
    return Layer(nodes, parents[first], links.triples[places[first]], support)


def follow(graph: FactGraph, topic: int, path: Moves) -> tuple[Layer, ...]:
    """Return the layers of a path, `topic` alone first; what leads back to `topic` is left out.

    "The director of X also directed which films?" does not mean X itself.
    """
    layers = [first_layer(topic)]
    for move in path:
        layers.append(step(graph, layers[-1], move, without=topic))
    return tuple(layers)


def moves_from(graph: FactGraph, nodes: Numbers) -> list[Move]:
    """Return the moves that lead anywhere from some of `nodes`, sorted."""
    count = len(graph.predicates)
    found = []
    for links, forward in ((graph.forward, True), (graph.backward, False)):
        _, places = _slices(links.codes, nodes * count, (nodes + 1) * count)
        codes = np.unique(links.codes[places] % count) if count else ()
        found += [Move(graph.predicates[code], forward) for code in codes]
    return sorted(found)


def _slices(codes: Numbers, low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """Return the places of all codes in [low, high) of each pair, and the pair of each."""
    starts = np.searchsorted(codes, low)
    sizes = np.searchsorted(codes, high) - starts
    pairs = np.repeat(np.arange(len(starts)), sizes)
    shifts = np.repeat(starts - np.cumsum(sizes) + sizes, sizes)
    return pairs, np.arange(len(pairs)) + shifts


def chain(graph: FactGraph, layers: Sequence[Layer], place: int) -> tuple[Triple, ...]:
    """Return the facts that lead to the thing at `place` of the last layer, first step first."""
    steps = []
    for layer in reversed(layers[1:]):
        steps.append(graph.triples[int(layer.triples[place])])
        place = int(layer.parents[place])
    return tuple(reversed(steps))
