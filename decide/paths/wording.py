"""A fact as a sentence, in the language of the question."""

from briefbook.schema import PREDICATES
from decide.paths.graph import FactGraph, Triple, place_of, predicate_key
from decide.terms import is_chinese


def word_step(triple: Triple, graph: FactGraph, question: str) -> str:
    """Say a fact in one sentence.

    Predicates of the schema have phrases; others are said as they are written, in Chinese with
    的 and 是, for there they are nouns as a rule.
    """
    chinese = any(map(is_chinese, question))
    subject, object = _name(graph, triple.subject), _name(graph, triple.object)
    known = PREDICATES.get(triple.predicate)
    if chinese and known:
        return f"{subject}{known.phrase_zh}{object}。"
    key = predicate_key(triple.predicate)
    if any(map(is_chinese, key)):
        return f"{subject}的{key}：{object}。"
    return f"{subject} {known.phrase if known else key} {object}."


def _name(graph: FactGraph, key: str) -> str:
    return graph.entries[place_of(graph, key)].name
