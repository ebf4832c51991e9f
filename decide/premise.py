"""What a question takes for granted, and the archive denies (pure).

"When did Acme buy Zenith?" has no answer where the archive only says that Acme did not, or might.
"""

from briefbook.records import Sentence
from decide.grounds import Asked
from decide.lexicon import family_of
from decide.settings import DecideSettings
from decide.statements import asks_for, ties, word

_MOST = 3


def denied(asked: Asked, settings: DecideSettings) -> tuple[Sentence, ...]:
    """Return what denies or doubts that two things a question ties together are so tied.

    Empty where the question names fewer, or where anything asserts a tie of that kind.
    """
    if len(asked.things) < 2:
        return ()
    ends = [each.ids for each in asked.things]
    between = [
        fact
        for fact in asked.facts
        if fact.confidence >= settings.min_fact_confidence
        and all(fact.subject in ids or fact.object in ids for ids in ends)
    ]
    asserted = {fact.predicate for fact in between if fact.assertion == "asserted"}
    against = [
        fact
        for fact in between
        if fact.assertion != "asserted"
        and not family_of(fact.predicate) & asserted
        and any(asks_for(asked, predicate) for predicate in family_of(fact.predicate))
        and ties(asked, fact)
    ]
    if not any(fact.assertion in ("negated", "hedged") for fact in against):
        return ()
    against.sort(key=lambda fact: (fact.assertion != "negated", -fact.confidence, fact.id))
    return tuple(word(asked, fact, role=fact.assertion) for fact in against[:_MOST])
