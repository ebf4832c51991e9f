"""A relation's predicate and assertion as the one name that annotation tools show.

Tools that let people pick one name for a relation can then show "ACQUIRED:planned" and have it
corrected; an asserted relation has its predicate's name alone.
"""

from typing import get_args

from briefbook.records import Assertion

ASSERTIONS: tuple[Assertion, ...] = get_args(Assertion)
#: The name of a relation that people drew without naming it.
UNNAMED = "RELATED_TO"


def name_relation(predicate: str, assertion: Assertion) -> str:
    """Return the one name of both.

    >>> name_relation("ACQUIRED", "planned"), name_relation("ACQUIRED", "asserted")
    ('ACQUIRED:planned', 'ACQUIRED')
    """
    return predicate if assertion == "asserted" else f"{predicate}:{assertion}"


def parse_relation(name: str | None) -> tuple[str, Assertion]:
    """Return the predicate and the assertion that `name` stands for.

    >>> parse_relation("ACQUIRED:planned"), parse_relation("located in")
    (('ACQUIRED', 'planned'), ('located in', 'asserted'))
    """
    for assertion in ASSERTIONS:
        predicate = (name or "").removesuffix(f":{assertion}")
        if predicate != (name or ""):
            return predicate or UNNAMED, assertion
    return name or UNNAMED, "asserted"
