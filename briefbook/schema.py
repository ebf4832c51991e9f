"""The labels and predicates that the baseline extractors produce and the graph accepts (data only).

A model that its users tune may bring labels of its own; what is declared here is what every part
of Briefbook knows how to name, draw and check.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Predicate:
    """One kind of statement: which labels it ties together, and what may contradict it."""

    name: str
    subjects: frozenset[str]
    objects: frozenset[str]
    phrase: str  # how a page says it: "<subject> phrase <object>"
    phrase_zh: str
    symmetric: bool = False
    one_object: bool = False  # a subject has one object only: two of them contradict each other


#: Labels of things with names of their own; the rest are values.
NAMED_LABELS = ("Person", "Organization", "Location", "Product", "Role", "Event", "Law")
#: Labels of values and identifiers; two mentions are the same when their `value` is.
VALUE_LABELS = ("Date", "Money", "Percent", "Reference", "Email", "Url", "Phone")
LABELS = NAMED_LABELS + VALUE_LABELS

#: Label of what an imported list names without saying what kind of thing it is.
THING = "Thing"

#: Ties two names of one thing; read by resolution, never a fact of its own.
ALIAS_PREDICATE = "ALSO_KNOWN_AS"


def _predicate(
    name: str,
    subjects: str,
    objects: str,
    phrase: str,
    phrase_zh: str,
    *,
    symmetric: bool = False,
    one_object: bool = False,
) -> Predicate:
    return Predicate(
        name=name,
        subjects=frozenset(subjects.split()),
        objects=frozenset(objects.split()),
        phrase=phrase,
        phrase_zh=phrase_zh,
        symmetric=symmetric,
        one_object=one_object,
    )


PREDICATES: dict[str, Predicate] = {
    predicate.name: predicate
    for predicate in (
        _predicate("WORKS_FOR", "Person", "Organization", "works for", "任职于"),
        _predicate("HEADS", "Person", "Organization", "heads", "领导"),
        _predicate("HOLDS_ROLE", "Person", "Role", "holds the role of", "担任"),
        _predicate("MEMBER_OF", "Person Organization", "Organization", "is a member of", "隶属于"),
        _predicate("OWNS", "Person Organization", "Organization", "owns a share of", "持有股份于"),
        _predicate("ACQUIRED", "Person Organization", "Organization", "acquired", "收购"),
        _predicate("INVESTED_IN", "Person Organization", "Organization", "invested in", "投资"),
        _predicate("FOUNDED", "Person Organization", "Organization", "founded", "创立"),
        _predicate(
            "FOUNDED_ON", "Organization", "Date", "was founded on", "成立于", one_object=True
        ),
        _predicate("LOCATED_IN", "Organization Event", "Location", "is located in", "位于"),
        _predicate(
            "COOPERATES_WITH",
            "Organization",
            "Organization",
            "cooperates with",
            "与之合作",
            symmetric=True,
        ),
        _predicate("SUPPLIES", "Organization", "Organization", "supplies", "供货给"),
        _predicate("PRODUCES", "Organization", "Product", "produces", "生产"),
        _predicate("PAID", "Person Organization", "Organization Person Money", "paid", "支付"),
        _predicate("PARTY_TO", "Person Organization", "Reference", "is a party to", "签署"),
        _predicate("SIGNED_ON", "Reference", "Date", "was signed on", "签署于", one_object=True),
        _predicate("ENDS_ON", "Reference", "Date", "ends on", "到期于", one_object=True),
        _predicate("WORTH", "Reference", "Money", "is worth", "金额为", one_object=True),
        _predicate("HAS_EMAIL", "Person Organization", "Email", "has the address", "邮箱"),
        _predicate("HAS_PHONE", "Person Organization", "Phone", "has the number", "电话"),
    )
}


def allows(predicate: str, subject_label: str, object_label: str) -> bool:
    """Tell whether the schema lets `predicate` tie these two labels together.

    >>> allows("WORKS_FOR", "Person", "Organization"), allows("WORKS_FOR", "Date", "Person")
    (True, False)
    """
    if predicate == ALIAS_PREDICATE:
        return subject_label == object_label
    known = PREDICATES.get(predicate)
    return known is not None and subject_label in known.subjects and object_label in known.objects
