"""Which labels and relationship types may stand in the graph, and its constraints (data, no logic).

Only names from here are ever put into the text of a query; all values travel as parameters.
"""

from briefbook.errors import GraphError
from briefbook.schema import LABELS, PREDICATES

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
    """Return `label`, or raise GraphError when the schema does not know it."""
    if label not in LABELS:
        raise GraphError(f"the graph has no label {label!r}; known are: {', '.join(LABELS)}")
    return label


def relationship_type(predicate: str) -> str:
    """Return `predicate`, or raise GraphError when the schema does not know it."""
    if predicate not in PREDICATES and predicate not in STRUCTURE:
        raise GraphError(
            f"the graph has no predicate {predicate!r}; known are: {', '.join(PREDICATES)}"
        )
    return predicate
