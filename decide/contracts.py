"""A contract told by who signed it: when it ends, when it was signed, what it is worth (pure).

"When does Acme's lease from Zenith run out?" names no contract. The one is meant that all who are
named have signed and that the rest of the question fits best; where two fit alike, none is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from briefbook.records import Answer, Document, Fact
from decide.grounds import Asked
from decide.known_facts import Paths
from decide.lexicon import KIND_NOUNS, WORDINGS
from decide.question import content_terms
from decide.statements import shown_value, word
from decide.terms import terms

_ASKED = ("ENDS_ON", "SIGNED_ON", "WORTH")
_KINDS = {"ENDS_ON": "Date", "SIGNED_ON": "Date", "WORTH": "Money"}


def follow_contract(asked: Asked, paths: Paths, documents: Mapping[str, Document]) -> Answer | None:
    """Return what is asked of the contract between those that a question names; None for nothing.

    Two have to be named, or one whose contract the question describes by words of its papers.
    """
    if asked.shape.kind != "one" or not KIND_NOUNS["Reference"].search(asked.masked):
        return None
    predicate = _predicate(asked)
    parties = [named.ids for named in asked.things]
    if predicate is None or not parties:
        return None
    signed = _signed_by_all(parties, paths)
    rest = _rest(asked)
    scored = []
    for contract, deeds in signed.items():
        told = [fact for fact in paths.around.get(contract, ()) if fact.predicate == predicate]
        if told and len({fact.object for fact in told}) == 1:
            fit = len(rest & _words(contract, (*deeds, *told), paths, documents))
            scored.append((fit, contract, (*deeds, told[0])))
    scored.sort(key=lambda each: (-each[0], each[1]))
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    if len(parties) == 1 and scored[0][0] == 0 and len(signed) > 1:
        return None
    return _answer(asked, scored[0][2], paths)


def _predicate(asked: Asked) -> str | None:
    expects = asked.question.expects
    said = [each for each in _ASKED if WORDINGS[each].verb.search(asked.masked)]
    fitting = [each for each in said if not expects or _KINDS[each] in expects]
    if not fitting and "Money" in expects and WORDINGS["WORTH"].cue.search(asked.masked):
        return "WORTH"
    # "When does the contract that was signed in May end?" asks for the end.
    return fitting[0] if fitting else None


def _signed_by_all(parties: Sequence[frozenset[str]], paths: Paths) -> dict[str, tuple[Fact, ...]]:
    """Return the contracts that everybody named has signed, with the facts that say so."""
    found: dict[str, tuple[Fact, ...]] = {}
    for place, ids in enumerate(parties):
        deeds = {
            fact.object: fact
            for key in sorted(ids)
            for fact in paths.around.get(key, ())
            if fact.predicate == "PARTY_TO" and fact.subject == key
        }
        if place == 0:
            found = {contract: (fact,) for contract, fact in deeds.items()}
        else:
            found = {
                contract: (*facts, deeds[contract])
                for contract, facts in found.items()
                if contract in deeds
            }
    return found


def _rest(asked: Asked) -> set[str]:
    """Return what a question says besides names and what is asked of the contract."""
    left = asked.masked
    for predicate in _ASKED:
        left = WORDINGS[predicate].verb.sub(" ", left)
    return set(content_terms(left))


def _words(
    contract: str, facts: Iterable[Fact], paths: Paths, documents: Mapping[str, Document]
) -> set[str]:
    """Return the terms of a contract's names, of the quotes about it, and of their titles."""
    entity = paths.entities[contract]
    said = [entity.name, *entity.aliases]
    for piece in (piece for fact in facts for piece in fact.evidence):
        said.append(piece.quote)
        if piece.document_id in documents:
            document = documents[piece.document_id]
            said.append(f"{document.title} {document.source}")
    return {term for text in said for term in terms(text)}


def _answer(asked: Asked, facts: Sequence[Fact], paths: Paths) -> Answer:
    known = replace(asked, entities=paths.entities)
    return Answer(
        asked.question.text,
        tuple(word(known, fact, role="step") for fact in facts),
        round(min(fact.confidence for fact in facts), 4),
        "decide.contracts@1",
        kind="path",
        values=(shown_value(known, paths.entities[facts[-1].object]),),
        route="graph: the contract that those named have signed",
    )
