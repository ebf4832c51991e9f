"""What an answer may be drawn from, and the question it is drawn for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from briefbook.records import Answer, Document, Entity, Fact, Mention, Neighbourhood
from decide.known_facts import Paths
from decide.naming import Named, NamedEntities, find_names, fold, with_longer_names, without_names
from decide.passage_table import Vector
from decide.question import Question, read_question
from decide.rank import Hit
from decide.shape import Shape, read_shape

_VALUES = frozenset({"Date", "Money", "Percent"})


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """What an answer may be drawn from."""

    hits: Sequence[Hit]  # passages found for the question, best first
    documents: Mapping[str, Document]  # by id; those of the hits and of the facts
    neighbourhoods: Sequence[Neighbourhood] = ()  # of the entities that the question names
    mentions: Mapping[str, Sequence[Mention]] = field(default_factory=dict)  # by document id
    paths: Paths | None = None  # all facts, to be followed one after the other
    counted: Answer | None = None  # what a query counted or listed
    route: str = ""  # how the passages were found, and why so
    vector: Vector | None = None  # of the question; None: it is embedded when needed


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the names in it, ready to be held against facts and sentences."""

    question: Question
    folded: str  # as `decide.naming.fold` gives it
    masked: str  # the same with all names blanked out
    things: tuple[Named, ...]  # names of what facts tie together
    posts: tuple[Named, ...]  # names of roles
    values: tuple[Named, ...]  # dates and sums
    shape: Shape
    entities: Mapping[str, Entity]  # of the neighbourhoods, by id
    facts: tuple[Fact, ...]  # around what is named, each once

    def knows(self, named: Named) -> bool:
        """Tell whether the graph has any fact about what bears a name."""
        return any(fact.subject in named.ids or fact.object in named.ids for fact in self.facts)


def read_asked(text: str, neighbourhoods: Sequence[Neighbourhood]) -> Asked:
    """Take a question apart and find the names of the graph in it."""
    entities = {entity.id: entity for around in neighbourhoods for entity in around.entities}
    facts = {fact.id: fact for around in neighbourhoods for fact in around.facts}
    known = NamedEntities(entities.values())
    named = with_longer_names(find_names(text, known), known)
    folded = fold(text)
    posts = tuple(each for each in named if _only(each, {"Role"}))
    values = tuple(each for each in named if _only(each, _VALUES))
    things = tuple(each for each in named if each not in posts and each not in values)
    return Asked(
        question=read_question(text, entities.values()),
        folded=folded,
        masked=without_names(folded, things),
        things=things,
        posts=posts,
        values=values,
        shape=read_shape(folded),
        entities=entities,
        facts=tuple(facts[key] for key in sorted(facts)),
    )


def _only(named: Named, labels: set[str] | frozenset[str]) -> bool:
    return all(entity.label in labels for entity in named.entities)
