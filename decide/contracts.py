"""A contract told by who signed it: when it ends, when it was signed, what it is worth (pure).

"When does Acme's lease from Zenith run out?" names no contract. The one is meant that all who are
named have signed and that the rest of the question fits best; where two fit alike, none is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from briefbook.records import Answer, Document, Fact
from decide.grounds import Asked
from decide.known_facts import Paths
from decide.lexicon import KIND_NOUNS, WORDINGS
from decide.naming import fold, written_names
from decide.question import content_terms
from decide.statements import shown_value, word
from decide.terms import terms

_HEAD = 600  # characters of a document, in which a contract names its parties
_ASKED = ("ENDS_ON", "SIGNED_ON", "WORTH")
_KINDS = {"ENDS_ON": "Date", "SIGNED_ON": "Date", "WORTH": "Money"}


def follow_contract(
    asked: Asked, paths: Paths, documents: Mapping[str, Document], found: Collection[str] = ()
) -> Answer | None:
    """Return what is asked of the contract between those that a question names; None for nothing.

    Two have to be named, or one whose contract the question describes by words of its papers.
    Where no fact says who signed, those at the head of a paper count, of the documents `found`.
    """
    if asked.shape.kind != "one" or not KIND_NOUNS["Reference"].search(asked.masked):
        return None
    predicate = _predicate(asked)
    parties = [named.ids for named in asked.things]
    if predicate is None or not parties:
        return None
    heads = {key: _head(documents[key]) for key in found}
    all_named = {
        key: head
        for key, head in heads.items()
        if all(named.stands_in(head) for named in asked.things)
    }
    signed = _papers_of(all_named, predicate, paths) | _signed_by_all(parties, paths)
    rest = _rest(asked)
    scored = []
    for contract, deeds in signed.items():
        told = [fact for fact in paths.around.get(contract, ()) if fact.predicate == predicate]
        if told:
            fit = len(rest & _words(contract, (*deeds, *told), paths, documents))
            scored.append((fit, contract, deeds, told))
    scored.sort(key=lambda each: (-each[0], each[1]))
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    fit, _, deeds, told = scored[0]
    said = _agreed(told, paths)
    if said is None or (len(parties) == 1 and fit == 0 and len(signed) > 1):
        return None
    return _answer(asked, (*deeds, said), paths)


def _agreed(told: Sequence[Fact], paths: Paths) -> Fact | None:
    """Return the most exact of facts that agree ("2024-12" and "2024-12-31" do); else None."""
    named = [(paths.entities[fact.object].name, fact) for fact in told]
    longest = max((name for name, _ in named), key=lambda name: (len(name), name))
    if not all(longest.startswith(name) for name, _ in named):
        return None
    return max((fact for name, fact in named if name == longest), key=lambda one: one.confidence)


def _head(document: Document) -> str:
    return fold(f"{document.title} {document.source} {document.text[:_HEAD]}")


def _papers_of(
    heads: Mapping[str, str], predicate: str, paths: Paths
) -> dict[str, tuple[Fact, ...]]:
    """Return the contracts of which a paper says what is asked that has their name at its head.

    `heads` are the heads of documents, folded, by id.
    """
    return {
        fact.subject: ()
        for fact in (paths.facts.values() if heads else ())
        if fact.predicate == predicate
        for piece in fact.evidence
        if any(
            name in heads.get(piece.document_id, "")
            for name in written_names(paths.entities[fact.subject])
        )
    }


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
        route="graph: the contract of those who are named",
    )
