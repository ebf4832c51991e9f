"""Questions that take several facts: followed from what is named to what is asked for.

The path is found by `decide.paths`; here it is held against the rest of the question, and what it
reaches is ordered by how sure its facts are.
"""

from collections.abc import Sequence
from dataclasses import replace

from briefbook.records import Answer, Entity, Fact, Sentence
from briefbook.schema import VALUE_LABELS
from decide.grounds import Asked
from decide.known_facts import Paths
from decide.paths.answering import PathAnswer, Reached, answer_path
from decide.posts import posts_in
from decide.statements import shown_value, word
from decide.terms import terms

PRODUCER = "decide.paths@1"
_FEWEST = 2  # facts of a path; one fact is weighed by `decide.statements`
_NEARLY = 0.85  # of the sureness of the best, for another answer to be given beside it
_MOST_VALUES = 8
_SINGLE = frozenset(VALUE_LABELS) | {"Number"}  # of which there is one answer, if any


def follow_question(asked: Asked, paths: Paths) -> Answer | None:
    """Return what two or more facts, one after the other, say to a question; None for nothing.

    All that the question names has to lie on the path, and a post it asks for in the quotes.
    """
    if asked.shape.kind not in ("one", "list"):
        return None
    found = answer_path(asked.question.text, paths.graph, paths.parser)
    if found is None or len(found.path) < _FEWEST:
        return None
    ranked = sorted(
        ((_sureness(asked, reached, paths), reached) for reached in found.answers),
        key=lambda pair: (-pair[0][0], -pair[0][1], pair[1].name),
    )
    chosen = [
        reached
        for (sure, _), reached in ranked
        if sure >= _NEARLY * ranked[0][0][0]
        and _is_about(asked, reached, paths)
        and _is_wanted(asked, paths.entities[reached.key])
    ]
    expects = asked.question.expects
    if asked.shape.kind == "one" and expects and expects <= _SINGLE:
        chosen = chosen[:1]
    return _answer(asked, found, chosen[:_MOST_VALUES], paths) if chosen else None


def _facts(reached: Reached, paths: Paths) -> list[Fact]:
    return [paths.facts[step.id] for step in reached.steps if step.id in paths.facts]


def _sureness(asked: Asked, reached: Reached, paths: Paths) -> tuple[float, float]:
    """Return how sure the facts are together, and how much of the question they quote."""
    sure, said = 1.0, set()
    facts = _facts(reached, paths)
    for fact in facts:
        sure *= fact.confidence
        said |= {term for piece in fact.evidence for term in terms(piece.quote)}
    places = sum(len(fact.evidence) for fact in facts) / 100
    return round(sure, 4), sum(term in said for term in asked.question.terms) + places


def _is_wanted(asked: Asked, entity: Entity) -> bool:
    return not asked.question.expects or entity.label in asked.question.expects


def _is_about(asked: Asked, reached: Reached, paths: Paths) -> bool:
    facts = _facts(reached, paths)
    if len(facts) < len(reached.steps):
        return False
    touched = {end for fact in facts for end in (fact.subject, fact.object)}
    if not all(named.ids & touched for named in asked.things):
        return False
    posts = posts_in(asked.masked)
    last = " ".join(piece.quote.casefold() for piece in facts[-1].evidence)
    if len(facts) > 1:
        last += " ".join(piece.quote.casefold() for piece in facts[-2].evidence)
    return not posts or any(post in last for post in posts)


def _answer(asked: Asked, found: PathAnswer, chosen: Sequence[Reached], paths: Paths) -> Answer:
    steps = {fact.id: fact for reached in chosen for fact in _facts(reached, paths)}
    known = replace(asked, entities=paths.entities)
    sentences: list[Sentence] = [word(known, fact, role="step") for fact in steps.values()]
    values = [shown_value(known, paths.entities[reached.key]) for reached in chosen]
    weakest = min(fact.confidence for fact in _facts(chosen[0], paths))
    way = " → ".join(f"{move.predicate}{'' if move.forward else ' (back)'}" for move in found.path)
    return Answer(
        asked.question.text,
        tuple(sentences),
        round(found.likelihood * weakest, 4),
        PRODUCER,
        kind="path",
        values=tuple(dict.fromkeys(values)),
        route=f"graph: {len(found.path)} facts, one after the other ({way})",
    )
