"""A question gets an answer with its evidence, or none at all.

Several kinds of answer are tried, the most telling first: yes or no, what a query counted or
listed, facts followed one after the other, facts of the graph, words read out of a sentence, whole
sentences quoted. "The archive does not say" is an answer without sentences.
"""

from collections.abc import Sequence
from dataclasses import replace

from briefbook.records import Answer, Fact
from decide.contracts import follow_contract
from decide.followed import follow_question
from decide.grounds import Asked, Grounds, read_asked
from decide.nested import split_question
from decide.premise import denied
from decide.quotes import PRODUCER, Candidate, choose, find_candidates, quote
from decide.rank import Reader, TextEncoder
from decide.settings import DecideSettings
from decide.spans import Found, each_of, read_passages, value_of, words_in
from decide.statements import Statement, fitting_statements, holders, shown_value, word
from decide.verdict import decide_yes_no

__all__ = ["Grounds", "answer"]

_YES_NO = {True: {"yes": "是", "no": "否"}, False: {"yes": "yes", "no": "no"}}
_BY_QUERY = ("count", "list", "extreme", "sum")


def answer(
    question: str,
    grounds: Grounds,
    encoder: TextEncoder,
    settings: DecideSettings | None = None,
    reader: Reader | None = None,
) -> Answer:
    """Answer a question from the graph and from passages, whichever says it best.

    An answer without sentences means that the archive does not say; its `confidence` is what was
    not enough. With a `reader`, answers out of text are words read in a sentence, which is quoted;
    without one, the sentence is the answer.
    """
    settings = settings or DecideSettings()
    asked = read_asked(question, grounds.neighbourhoods)
    producer = f"{PRODUCER}+{encoder.name}" + (f"+{reader.producer}" if reader else "")
    empty = Answer(question, (), 0.0, producer, route=grounds.route)
    if asked.shape.kind == "yes_no":
        candidates = find_candidates(asked, grounds, encoder)
        return _yes_or_no(empty, asked, candidates, grounds, settings)
    if stated := _from_graph(empty, asked, grounds, settings):
        return stated
    if against := denied(asked, settings):
        route = "graph: what the question takes for granted is denied or not said"
        return replace(empty, against=against, route=route)
    if reader is None:
        candidates = find_candidates(asked, grounds, encoder)
        return _quoted(empty, asked, candidates, grounds, settings)
    return _read(empty, asked, grounds, encoder, reader, settings)


def _from_graph(
    empty: Answer, asked: Asked, grounds: Grounds, settings: DecideSettings
) -> Answer | None:
    """Return what a query, a path or facts of the graph say; None where they are silent."""
    counted = grounds.counted
    if counted is not None and not counted.abstained and asked.shape.kind in _BY_QUERY:
        return counted
    if grounds.paths is not None and (path := follow_question(asked, grounds.paths)):
        return path
    if grounds.paths is not None:
        found = {
            each for hit in grounds.hits if (each := hit.passage.document_id) in grounds.documents
        }
        if contract := follow_contract(asked, grounds.paths, grounds.documents, found):
            return contract
    if split_question(asked.question.text) is not None:
        return None  # one fact would say who is described, not what is asked of them
    if posts := holders(asked, settings):
        return _holder(empty, asked, posts)
    stated = fitting_statements(asked, grounds.documents, settings)
    return _stated(empty, asked, stated) if stated else None


def _stated(empty: Answer, asked: Asked, stated: Sequence[Statement]) -> Answer:
    best = stated[0]
    values = (best.value,) if best.value else ()
    names = ", ".join(asked.folded[each.start : each.end] for each in asked.things)
    return replace(
        empty,
        sentences=tuple(dict.fromkeys(statement.sentence for statement in stated)),
        confidence=best.confidence,
        kind="path",
        values=values,
        route=f"graph: a fact about {names}",
    )


def _holder(empty: Answer, asked: Asked, posts: Sequence[tuple[str, tuple[Fact, ...]]]) -> Answer:
    person, facts = posts[0]
    return replace(
        empty,
        sentences=tuple(word(asked, fact, role="step") for fact in facts),
        confidence=min(fact.confidence for fact in facts),
        kind="path",
        values=(shown_value(asked, asked.entities[person]),),
        route="graph: who works there and holds the post",
    )


def _yes_or_no(
    empty: Answer,
    asked: Asked,
    candidates: Sequence[Candidate],
    grounds: Grounds,
    settings: DecideSettings,
) -> Answer:
    verdict = decide_yes_no(asked, candidates, grounds.documents, settings)
    if verdict.answer is None:
        return replace(empty, kind="yes_no")
    return replace(
        empty,
        sentences=verdict.supporting,
        confidence=verdict.confidence,
        kind="yes_no",
        values=(_YES_NO[asked.question.chinese][verdict.answer],),
        against=verdict.opposing,
        route="weighed: what asserts it against what denies it",
    )


def _read(
    empty: Answer,
    asked: Asked,
    grounds: Grounds,
    encoder: TextEncoder,
    reader: Reader,
    settings: DecideSettings,
) -> Answer:
    """Answer with the words that a reader finds in the likeliest sentence, or with the sentence."""
    readings = read_passages(asked, grounds, reader, settings)
    candidates = find_candidates(asked, grounds, encoder, readings.sentences)
    if not candidates or candidates[0].likelihood < settings.min_reading:
        return replace(empty, confidence=candidates[0].likelihood if candidates else 0.0)
    words = words_in(readings, candidates[0])
    if words is None:
        return _quoted(empty, asked, candidates, grounds, settings)
    said = _said(words, grounds)
    same = [
        candidate
        for candidate in candidates
        if candidate is candidates[0]
        or ((other := words_in(readings, candidate)) and _said(other, grounds) == said)
    ]
    chosen = same[: settings.sentences]
    document = grounds.documents[words.document_id]
    values: tuple[str, ...] = (" ".join(document.quote(words.span).split()),)
    if asked.shape.kind == "list":
        values = each_of(words, document, grounds.mentions.get(document.id, ()))
    return replace(
        empty,
        sentences=tuple(quote(candidate, grounds.documents) for candidate in chosen),
        confidence=round(candidates[0].likelihood, 4),
        kind="span",
        values=values,
    )


def _said(words: Found, grounds: Grounds) -> str:
    return "".join(grounds.documents[words.document_id].quote(words.span).casefold().split())


def _quoted(
    empty: Answer,
    asked: Asked,
    candidates: Sequence[Candidate],
    grounds: Grounds,
    settings: DecideSettings,
) -> Answer:
    best = candidates[0].likelihood if candidates else 0.0
    chosen = choose(candidates, grounds.documents, settings)
    if not chosen:
        return replace(empty, confidence=best)
    value = value_of(asked, chosen[0], grounds.mentions)
    return replace(
        empty,
        sentences=tuple(quote(candidate, grounds.documents) for candidate in chosen),
        confidence=best,
        values=(value,) if value else (),
    )
