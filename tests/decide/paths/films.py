"""A little world of films, and of companies, to ask about."""

from decide.paths.graph import Entry, FactGraph, Triple, make_fact_graph

FILMS = (
    ("Night Ferry", "directed by", "Ada Holm"),
    ("Night Ferry", "written by", "Ivo Brandt"),
    ("Night Ferry", "starred actors", "Mara Lind"),
    ("Night Ferry", "release year", "1961"),
    ("Salt Road", "directed by", "Ada Holm"),
    ("Salt Road", "written by", "Nils Orr"),
    ("Salt Road", "starred actors", "Tom Eyre"),
    ("Salt Road", "release year", "1968"),
    ("Glass Hill", "directed by", "Rosa Finn"),
    ("Glass Hill", "written by", "Ivo Brandt"),
    ("Glass Hill", "starred actors", "Mara Lind"),
    ("Glass Hill", "starred actors", "Tom Eyre"),
    ("Glass Hill", "release year", "1970"),
    ("The Lamp", "directed by", "Rosa Finn"),
    ("The Lamp", "written by", "Nils Orr"),
    ("The Lamp", "starred actors", "Pia Voss"),
    ("The Lamp", "release year", "1974"),
)

COMPANIES = (
    ("acme", "ACQUIRED", "bright", "fac-1"),
    ("bright", "ACQUIRED", "elm", "fac-2"),
    ("helen", "HEADS", "acme", "fac-3"),
    ("peter", "HEADS", "bright", "fac-4"),
    ("acme", "LOCATED_IN", "leeds", "fac-5"),
    ("bright", "LOCATED_IN", "york", "fac-6"),
    ("peter", "FOUNDED", "bright", "fac-7"),
    ("peter", "HAS_EMAIL", "mail", "fac-8"),
    ("acme", "PARTY_TO", "contract", "fac-9"),
    ("contract", "ENDS_ON", "end", "fac-10"),
)
NAMES = (
    Entry("acme", "Acme Pumps Ltd", "Organization", ("Acme", "艾克米泵业")),
    Entry("bright", "Brightwell Sensors Ltd", "Organization", ("明泉传感器公司",)),
    Entry("elm", "Elmfield Controls Ltd", "Organization"),
    Entry("helen", "Helen Carter", "Person"),
    Entry("peter", "Peter Nash", "Person"),
    Entry("leeds", "Leeds", "Location"),
    Entry("york", "York", "Location"),
    Entry("mail", "p.nash@brightwell.example", "Email"),
    Entry("contract", "NW-2024-017", "Reference"),
    Entry("end", "2027-03-31", "Date"),
)


def film_graph() -> FactGraph:
    """Return films with directors, writers, actors and years."""
    return make_fact_graph(Triple(*row) for row in FILMS)


def company_graph() -> FactGraph:
    """Return companies that buy each other, with who heads them and where they are."""
    return make_fact_graph((Triple(*row) for row in COMPANIES), NAMES)
