"""Passages, titles, entities and facts become the graph that is searched (pure).

Two sources: the records of an archive, or passages alone with their titles. Of texts alone, names
are the titles with their other forms, and sequences of capitals or words in quotes that passages
share.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from briefbook.records import Entity, Fact, Mention, Passage, Span
from decide.retrieve.graph import PassageGraph, Tie, pairs_matrix
from decide.retrieve.names import (
    Dictionary,
    Word,
    name_key,
    without_bracket,
    words_of,
    written_as_name,
)

#: Labels whose mentions are values, not names: to share one ties nothing together.
VALUES = frozenset(
    {"Date", "Time", "Money", "Percent", "Number", "Quantity", "Email", "Phone", "Url"}
)

_CAPITAL = re.compile(
    r"[^\W\d_a-zß-ÿ\u3040-\u9fff][\w'’-]*"
    r"(?:[ \u00a0](?:(?:of|the|de|la|von|van)[ \u00a0])*[^\W\d_a-zß-ÿ\u3040-\u9fff][\w'’-]*)+"
)
_QUOTED = re.compile(r"[《“「『]([^《》“”「」『』\n]{2,30})[》”」』]")
_OPENING = re.compile(r"^\W*([^,(（;:.]{2,60}?)\s*(?:[(（,;]|\b(?:is|was|are|were)\b)")
_COMMONEST = 0.01  # share of the passages above which a shared name says nothing
_MOST_MEANT = 20  # things that one name may mean; one of more says nothing
_COMMON = 30  # passages that any name may stand in, whatever the share


@dataclass(slots=True)
class _Nodes:
    """Names as they are gathered."""

    names: list[str] = field(default_factory=list)
    entities: list[str] = field(default_factory=list)
    keys: dict[str, list[int]] = field(default_factory=dict)

    def add(self, name: str, forms: Iterable[str], entity: str = "") -> int:
        node = len(self.names)
        self.names.append(name)
        self.entities.append(entity)
        for key in dict.fromkeys(map(name_key, (name, *forms))):
            if len(key) > 1:
                self.keys.setdefault(key, []).append(node)
        return node


def graph_of_passages(
    passages: Sequence[Passage], *, titles: Mapping[str, str], fingerprint: str = ""
) -> PassageGraph:
    """Build the graph of passages with `titles` (by passage id; passages without one may be left
    out)."""
    return graph_of_records(passages, titles=titles, fingerprint=fingerprint)


def graph_of_records(
    passages: Sequence[Passage],
    *,
    titles: Mapping[str, str],
    entities: Iterable[Entity] = (),
    facts: Iterable[Fact] = (),
    mentions: Mapping[str, Sequence[Mention]] | None = None,
    fingerprint: str = "",
) -> PassageGraph:
    """Build the graph of an archive.

    `titles` say by passage id what a passage is about; `mentions` are those of each document id.
    Facts that are not asserted, and values such as dates, tie nothing together.
    """
    known = {entity.id: entity for entity in entities if entity.label not in VALUES}
    places = _Places(passages)
    nodes = _Nodes()
    of_entity = _add_entities(nodes, known.values())
    about = _add_titles(nodes, passages, titles, only_known=bool(known))
    words = [words_of(passage.text) for passage in passages]
    plain = _plain_words(passages, words)
    if not known:
        _add_shared(nodes, passages)
    named = _named_in_texts(nodes, passages, words, plain)
    named += _named_by_mentions(known.values(), of_entity, places, mentions or {})
    ties = tuple(_ties(facts, of_entity, places))
    counts = (len(nodes.names), len(passages))
    return PassageGraph(
        fingerprint=fingerprint,
        passages=tuple(passage.id for passage in passages),
        names=tuple(nodes.names),
        entities=tuple(nodes.entities),
        keys={
            key: tuple(dict.fromkeys(found))
            for key, found in nodes.keys.items()
            if len(found) <= _MOST_MEANT
        },
        plain=plain,
        about=pairs_matrix(about, *counts),
        named=pairs_matrix(named, *counts),
        facts=ties,
    )


def _add_titles(
    nodes: _Nodes, passages: Sequence[Passage], titles: Mapping[str, str], *, only_known: bool
) -> list[tuple[int, int]]:
    """Add titles as names; return which passages each is the title of.

    With `only_known` a title counts only where it names one entity: "Minutes of the board" is the
    title of a document, but of no thing.
    """
    of_title: dict[str, int] = {}
    pairs = []
    for place, passage in enumerate(passages):
        title = titles.get(passage.id, "")
        if title not in of_title and name_key(title):
            same = nodes.keys.get(name_key(without_bracket(title)[0]), [])
            if only_known and len(same) == 1:
                of_title[title] = same[0]
            elif not only_known:
                of_title[title] = nodes.add(title, forms_of(title, passage.text))
        if title in of_title:
            pairs.append((of_title[title], place))
    return pairs


def forms_of(title: str, text: str = "") -> list[str]:
    """Return how else a title is written: without brackets or what follows a comma, as texts open.

    >>> forms_of("Frank Tuttle (director)", "Frank Wright Tuttle (1892 – 1963) directed films.")
    ['Frank Tuttle', 'Frank Wright Tuttle']
    """
    bare, _ = without_bracket(title)
    forms = [bare] if bare != title else []
    short = bare.split(",")[0].strip()
    if short != bare and len(short) > 2:
        forms.append(short)
    match = _OPENING.match(text)
    if match and _alike(match.group(1), short) and name_key(match.group(1)) != name_key(short):
        forms.append(match.group(1))
    return forms


def _alike(opening: str, title: str) -> bool:
    """Tell whether opening words are a title in full: they hold its first and last word."""
    long, short = name_key(opening).split(), name_key(title).split()
    return bool(short) and len(long) <= 8 and {short[0], short[-1]} <= {*long} and long != short


def _add_entities(nodes: _Nodes, entities: Iterable[Entity]) -> dict[str, int]:
    return {entity.id: nodes.add(entity.name, entity.aliases, entity.id) for entity in entities}


def _add_shared(nodes: _Nodes, passages: Sequence[Passage]) -> None:
    """Add names that two or more texts share, but not so many that they say nothing."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for passage in passages:
        written = {match.group() for match in _CAPITAL.finditer(passage.text)}
        written |= {match.group(1) for match in _QUOTED.finditer(passage.text)}
        keyed = {name_key(name): name for name in sorted(written)}
        counts.update(keyed.keys())
        for key, name in keyed.items():
            shown.setdefault(key, name)
    most = max(_COMMON, int(_COMMONEST * len(passages)))
    for key in sorted(counts):
        if 2 <= counts[key] <= most and key not in nodes.keys:
            nodes.add(shown[key], ())


def _plain_words(passages: Sequence[Passage], words: Sequence[Sequence[Word]]) -> frozenset[str]:
    """Return the words that texts write small more often than with a capital."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for passage, found in zip(passages, words, strict=True):
        for word in found:
            counts = small if passage.text[word.start].islower() else capital
            counts[word.folded] += 1
    return frozenset(word for word, count in small.items() if count > capital[word])


def _named_in_texts(
    nodes: _Nodes,
    passages: Sequence[Passage],
    words: Sequence[Sequence[Word]],
    plain: frozenset[str],
) -> list[tuple[int, int]]:
    dictionary = Dictionary(nodes.keys)
    return [
        (node, place)
        for place, (passage, found) in enumerate(zip(passages, words, strict=True))
        for name in dictionary.find(found)
        if written_as_name(passage.text, name, plain)
        for node in nodes.keys[name.key]
    ]


class _Places:
    """Which passages hold a stretch of a document."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._of: dict[str, list[tuple[int, int, int]]] = {}
        for place, passage in enumerate(passages):
            span = passage.span
            self._of.setdefault(passage.document_id, []).append((span.start, span.end, place))
        for places in self._of.values():
            places.sort()

    def at(self, document_id: str, start: int) -> int | None:
        """Return the passage that holds the character `start` of a document."""
        places = self._of.get(document_id, [])
        number = bisect_right(places, (start, 1 << 60, 0)) - 1
        if number < 0 or places[number][1] <= start:
            return None
        return places[number][2]


def _named_by_mentions(
    entities: Iterable[Entity],
    of_entity: Mapping[str, int],
    places: _Places,
    mentions: Mapping[str, Sequence[Mention]],
) -> list[tuple[int, int]]:
    owner = {mention: of_entity[entity.id] for entity in entities for mention in entity.mentions}
    pairs = []
    for document_id, found in mentions.items():
        for mention in found:
            place = places.at(document_id, mention.evidence.span.start)
            if mention.id in owner and place is not None:
                pairs.append((owner[mention.id], place))
    return pairs


def _ties(facts: Iterable[Fact], of_entity: Mapping[str, int], places: _Places) -> Iterable[Tie]:
    for fact in facts:
        if fact.assertion != "asserted" or not {fact.subject, fact.object} <= of_entity.keys():
            continue
        found = (places.at(piece.document_id, piece.span.start) for piece in fact.evidence)
        said = tuple(dict.fromkeys(place for place in found if place is not None))
        yield Tie(of_entity[fact.subject], of_entity[fact.object], fact.predicate, said)


def graph_of_titles(titles: Sequence[str]) -> PassageGraph:
    """Build a graph of titles alone, each of an empty passage."""
    passages = [Passage(title, title, Span(0, 1), " ") for title in titles]
    return graph_of_records(passages, titles={title: title for title in titles})
