"""Which end of a fact a name in a question stands for (pure).

"Who supplies Acme?" asks who is at the start of a fact that ends at Acme, "Whom does Acme supply?"
the other way round. Where the labels of both ends may be the same, only the words tell.
"""

import re
from typing import Literal

from briefbook.schema import PREDICATES
from decide.lexicon import WORDINGS, Wording
from decide.naming import Named

End = Literal["subject", "object"]

_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being|be|gets?|got)\b(?:\s+\w+){0,2}\s*$")
_BY = re.compile(r"\bby\s+(?:the\s+)?$")
_TO_WHOM = re.compile(r"(?:向|给|对|为)\s*$")
_BY_ZH = re.compile(r"(?:被|由|归)\s*$")
_WITHIN = 14  # Chinese characters between a name and its verb


def other(end: End) -> End:
    """Return the other end."""
    return "object" if end == "subject" else "subject"


def end_of(folded: str, named: Named, predicate: str) -> End | None:
    """Tell which end of facts of `predicate` a name stands for; None where it cannot be told.

    `folded` is the question as `decide.naming.fold` gives it, with all names blanked out.
    """
    by_label = _by_label(named, predicate)
    if by_label is not None:
        return by_label
    wording = WORDINGS.get(predicate)
    if wording is None or PREDICATES[predicate].symmetric:
        return None
    return _by_noun(folded, wording) or _by_verb(folded, named, wording)


def _by_label(named: Named, predicate: str) -> End | None:
    known = PREDICATES.get(predicate)
    if known is None:
        return None
    labels = {entity.label for entity in named.entities}
    as_subject, as_object = bool(labels & known.subjects), bool(labels & known.objects)
    if as_subject != as_object:
        return "subject" if as_subject else "object"
    return None


def _by_noun(folded: str, wording: Wording) -> End | None:
    """A noun names the end that is asked for: of "the suppliers of X" X is not one."""
    subject, object_ = wording.subjects.search(folded), wording.objects.search(folded)
    if subject and not object_:
        return "object"
    if object_ and not subject:
        return "subject"
    return None


def _by_verb(folded: str, named: Named, wording: Wording) -> End | None:
    verb = wording.verb.search(folded)
    if verb is None:
        return None
    before = folded[: named.start]
    if _BY_ZH.search(before) or _BY.search(before):
        return "subject"
    if _TO_WHOM.search(before):
        return "object"
    if named.start < verb.start():
        return "object" if _is_passive(folded, verb.start(), named) else "subject"
    return "object"


def _is_passive(folded: str, verb: int, named: Named) -> bool:
    """Tell whether what stands before the verb suffers it: "is X owned by", "X被…收购"."""
    between = folded[named.end : verb]
    if "被" in between or re.search(r"归|由", between[:_WITHIN]):
        return True
    return bool(_PASSIVE.search(between) or _PASSIVE.search(folded[: named.start]))
