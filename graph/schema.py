"""Which labels and relationship types may stand in the graph, and its constraints.

Only names that were checked here are ever put into the text of a query; all values travel as
parameters. Models that users tune, and lists that they import, bring labels and predicates of
their own.
"""

import re

from briefbook.errors import GraphError

META = "__Briefbook__"  # the one node that says whose graph this is
ENTITY = "__Entity__"  # on every entity, beside its own label
DOCUMENT = "Document"
CHUNK = "Chunk"
FACT = "Fact"
STATEMENT = "Statement"  # what is said but not asserted: negated, hedged, planned, conditional

#: Labels whose nodes we write; each node carries exactly one, and an entity its own label too.
NODE_LABELS = (DOCUMENT, CHUNK, ENTITY, FACT, STATEMENT)

FROM_DOCUMENT = "FROM_DOCUMENT"
NEXT_CHUNK = "NEXT_CHUNK"
FROM_CHUNK = "FROM_CHUNK"
SUBJECT = "SUBJECT"
OBJECT = "OBJECT"
EVIDENCE = "EVIDENCE"
STRUCTURE = (FROM_DOCUMENT, NEXT_CHUNK, FROM_CHUNK, SUBJECT, OBJECT, EVIDENCE)

#: Letters of any script, digits and underscores: nothing that could end a quoted name in a query.
_NAME = re.compile(r"[^\W\d_]\w*")
_LONGEST = 100  # characters of a label or predicate

#: Which labels relationships run between, and the end that has few of them: it finds one quickly.
RELATIONSHIPS = (
    (CHUNK, DOCUMENT, "start"),
    (CHUNK, CHUNK, "start"),
    (ENTITY, CHUNK, "end"),
    (FACT, ENTITY, "start"),
    (FACT, CHUNK, "start"),
    (STATEMENT, ENTITY, "start"),
    (STATEMENT, CHUNK, "start"),
    (ENTITY, ENTITY, "start"),
)

CONSTRAINTS = (
    *(
        f"CREATE CONSTRAINT briefbook_{label.strip('_').lower()}_id IF NOT EXISTS "
        f"FOR (n:`{label}`) REQUIRE n.id IS UNIQUE"
        for label in (META, *NODE_LABELS)
    ),
    f"CREATE INDEX briefbook_entity_name IF NOT EXISTS FOR (n:`{ENTITY}`) ON (n.name)",
    f"CREATE INDEX briefbook_fact_predicate IF NOT EXISTS FOR (n:`{FACT}`) ON (n.predicate)",
)


def entity_label(label: str) -> str:
    """Return `label`, or raise GraphError when an entity cannot bear it.

    >>> entity_label("Person"), entity_label("药品")
    ('Person', '药品')
    """
    if not _is_name(label) or label in NODE_LABELS:
        raise GraphError(f"the graph has no label {label!r}: labels are letters, digits and _")
    return label


def relationship_type(predicate: str) -> str:
    """Return `predicate`, or raise GraphError when a relationship cannot be of that type."""
    if not _is_name(predicate):
        raise GraphError(
            f"the graph has no predicate {predicate!r}: predicates are letters, digits and _"
        )
    return predicate


def _is_name(name: str) -> bool:
    return len(name) <= _LONGEST and _NAME.fullmatch(name) is not None
