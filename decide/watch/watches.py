"""What is watched: an entity, a topic, a label, a predicate, a saved query or all (pure)."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from briefbook.ids import make_id
from briefbook.records import Entity
from briefbook.schema import PREDICATES
from decide.terms import terms

WatchKind = Literal["entity", "topic", "label", "predicate", "query", "archive"]
#: In the order in which a matter that concerns several watches is told under one of them.
KINDS: tuple[WatchKind, ...] = ("entity", "predicate", "topic", "label", "query", "archive")

EVERYTHING = "*"  # the text of the watch over the whole archive
_QUERY = re.compile(r"\s*(?:MATCH|OPTIONAL|CALL|WITH|UNWIND|RETURN)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,，、;；|\n]\s*")


@dataclass(frozen=True, slots=True)
class Watch:
    """One thing that somebody wants to be warned about."""

    id: str  # make_id("wch", kind, text)
    kind: WatchKind
    text: str  # name, words, label, predicate or Cypher
    name: str  # what it is called; the text unless a name was given


def make_watch(kind: WatchKind, text: str, name: str = "") -> Watch:
    """Make a watch; the same kind and text are the same watch, whatever its name.

    >>> make_watch("topic", " strike,  lock-out ").name
    'strike, lock-out'
    """
    text = text.strip() if kind == "query" else " ".join(text.split())
    if kind == "archive":
        text, name = EVERYTHING, name or "the archive"
    return Watch(make_id("wch", kind, text), kind, text, " ".join((name or text).split()))


def guess_kind(
    text: str, entities: Iterable[Entity], predicates: Collection[str] = ()
) -> WatchKind:
    """Tell what a text names when it is not said: what the archive knows counts first.

    >>> guess_kind("MATCH (n) RETURN count(n)", ()), guess_kind("ACQUIRED", ())
    ('query', 'predicate')
    >>> guess_kind("罢工, strike", ())
    'topic'
    """
    if text.strip() == EVERYTHING:
        return "archive"
    if _QUERY.match(text) and "(" in text:
        return "query"
    if text.strip() in {*PREDICATES, *predicates}:
        return "predicate"
    return "entity" if entities_named(text, entities) else "topic"


def entities_named(name: str, entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return all entities that bear a name, in any case, as their own or as an alias."""
    wanted = _folded(name)
    return tuple(
        entity
        for entity in entities
        if wanted in {_folded(known) for known in (entity.name, *entity.aliases)}
    )


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def topic_phrases(text: str) -> tuple[frozenset[str], ...]:
    """Return the phrases of a topic, divided by commas, each as its search terms.

    A sentence is on the topic when it has all terms of one phrase.

    >>> [sorted(phrase) for phrase in topic_phrases("diaphragm failure，膜片破裂")]
    [['diaphragm', 'failur'], ['片破', '破裂', '膜片']]
    """
    phrases = (frozenset(terms(phrase)) for phrase in _BETWEEN.split(text))
    return tuple(phrase for phrase in phrases if phrase)
