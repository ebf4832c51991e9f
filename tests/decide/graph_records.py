"""A small graph of records: a company, what it bought, what it signed, and who runs it."""

from briefbook.ids import make_id
from briefbook.records import Assertion, Document, Entity, Fact, Mention, Neighbourhood, Span
from tests.factories import make_document

REGISTER = make_document(
    "Northwind Trading acquired Oslo Tools in 2023.\n"
    "Oslo Tools is located in Bergen.\n"
    "Ada Byron founded Oslo Tools.\n"
    "Ada Byron heads Northwind Trading.\n"
    "Northwind Trading will not acquire Harrow Castings.\n"
    "Contract NW-1 ends on 31 March 2026.\n"
    "Contract NW-2 ends on 30 June 2027.\n"
    "Oslo Tools supplies Northwind Trading.\n"
    "Harrow Castings may supply Northwind Trading.\n"
    "北风贸易公司与奥斯陆工具公司签订合同NW-1。",
    title="Register",
)


def make_entity(label: str, name: str, *aliases: str) -> Entity:
    return Entity(make_id("ent", label, name), label, name, aliases, ("men-1",))


NORTHWIND = make_entity("Organization", "Northwind Trading", "北风贸易公司", "北风贸易")
OSLO = make_entity("Organization", "Oslo Tools", "奥斯陆工具公司")
HARROW = make_entity("Organization", "Harrow Castings")
ADA = make_entity("Person", "Ada Byron", "艾达")
BERGEN = make_entity("Location", "Bergen")
NW1 = make_entity("Reference", "NW-1")
NW2 = make_entity("Reference", "NW-2")
END1 = make_entity("Date", "2026-03-31", "31 March 2026")
END2 = make_entity("Date", "2027-06-30", "30 June 2027")
ENTITIES = (NORTHWIND, OSLO, HARROW, ADA, BERGEN, NW1, NW2, END1, END2)


def make_fact(
    subject: Entity,
    predicate: str,
    object_: Entity,
    words: str,
    assertion: Assertion = "asserted",
    confidence: float = 0.9,
    last_seen: str | None = None,
    document: Document = REGISTER,
) -> Fact:
    start = document.text.index(words)
    evidence = document.evidence(Span(start, start + len(words)), producer="test@1", score=0.9)
    key = make_id("fac", subject.id, predicate, object_.id, assertion)
    return Fact(
        key,
        subject.id,
        predicate,
        object_.id,
        (evidence,),
        confidence,
        assertion,
        last_seen=last_seen,
    )


FACTS = (
    make_fact(NORTHWIND, "ACQUIRED", OSLO, "Northwind Trading acquired Oslo Tools in 2023."),
    make_fact(OSLO, "LOCATED_IN", BERGEN, "Oslo Tools is located in Bergen."),
    make_fact(ADA, "FOUNDED", OSLO, "Ada Byron founded Oslo Tools."),
    make_fact(ADA, "HEADS", NORTHWIND, "Ada Byron heads Northwind Trading."),
    make_fact(
        NORTHWIND,
        "ACQUIRED",
        HARROW,
        "Northwind Trading will not acquire Harrow Castings.",
        "negated",
    ),
    make_fact(NW1, "ENDS_ON", END1, "Contract NW-1 ends on 31 March 2026."),
    make_fact(NW2, "ENDS_ON", END2, "Contract NW-2 ends on 30 June 2027."),
    make_fact(OSLO, "SUPPLIES", NORTHWIND, "Oslo Tools supplies Northwind Trading."),
    make_fact(
        HARROW, "SUPPLIES", NORTHWIND, "Harrow Castings may supply Northwind Trading.", "hedged"
    ),
)
AROUND = Neighbourhood(NORTHWIND.id, ENTITIES, FACTS)
MENTIONS: dict[str, tuple[Mention, ...]] = {REGISTER.id: ()}
