from hypothesis import given
from hypothesis import strategies as st

from briefbook.records import Entity
from decide.naming import (
    NamedEntities,
    find_names,
    fold,
    with_longer_names,
    without_names,
    written_names,
)
from tests.decide.graph_records import NORTHWIND, make_entity


def test_names_are_found_where_they_stand_in_any_case_and_script() -> None:
    text = "Does NORTHWIND trading supply 北风贸易公司?"

    names = find_names(text, NamedEntities([NORTHWIND]))

    assert [fold(text)[each.start : each.end] for each in names] == [
        "northwind trading",
        "北风贸易公司",
    ]
    assert without_names(fold(text), names).split() == ["does", "supply", "?"]


def test_the_longer_of_two_names_counts() -> None:
    acme, bank = make_entity("Organization", "Acme"), make_entity("Organization", "Acme Bank")

    [found] = find_names("Who runs Acme Bank?", NamedEntities([acme, bank]))

    assert found.entities == (bank,)


def test_a_company_is_known_without_its_legal_form() -> None:
    vossmar = make_entity("Organization", "Vossmar Pumpen AG")
    lichuan = make_entity("Organization", "江阴砺川精密铸造有限公司")

    assert find_names("Who heads Vossmar Pumpen?", NamedEntities([vossmar]))
    assert find_names("江阴砺川精密铸造是谁创立的？", NamedEntities([lichuan]))


def test_a_name_may_be_borne_by_several() -> None:
    company, river = make_entity("Organization", "Calder"), make_entity("Location", "Calder")

    [found] = find_names("Where is Calder?", NamedEntities([company, river]))

    assert {entity.label for entity in found.entities} == {"Organization", "Location"}


def test_a_short_chinese_name_may_stand_for_a_longer_one() -> None:
    short = make_entity("Organization", "砺川")
    whole = make_entity("Organization", "江阴砺川精密铸造有限公司", "Lichuan")
    known = make_entity("Organization", "凯斯特集团", "凯斯特")
    other = make_entity("Organization", "凯斯特（苏州）有限公司", "凯斯特苏州")
    everything = NamedEntities([short, whole, known, other])

    [widened] = with_longer_names(find_names("砺川的总经理是谁？", everything), everything)
    [settled] = with_longer_names(find_names("凯斯特的总经理是谁？", everything), everything)

    assert widened.entities == (short, whole)
    assert settled.entities == (known,)


ARCHIVE = [
    make_entity("Organization", "Acme"),
    make_entity("Organization", "Acme Bank Ltd", "ACME"),
    make_entity("Organization", "砺川"),
    make_entity("Organization", "江阴砺川精密铸造有限公司"),
    make_entity("Organization", "江阴砺川精密铸造有限公司上海分公司"),
    make_entity("Location", "江阴"),
    make_entity("Person", "Ada Acme"),
    make_entity("Date", "2024-07", "July 2024"),
    make_entity("Reference", "WVW-2024-07"),
]
WORDS = [
    *(entity.name for entity in ARCHIVE),
    "acme bank",
    "BANK",
    "who heads",
    "上海",
    "的",
    "-",
    " ",
]


@given(st.lists(st.sampled_from(WORDS), max_size=6).map("".join))
def test_an_index_finds_the_names_that_a_look_at_every_entity_finds(text: str) -> None:
    folded = fold(text)
    found = NamedEntities(ARCHIVE).bearers_in(folded)

    assert found == {
        name: [entity for entity in ARCHIVE if name in written_names(entity)]
        for entity in ARCHIVE
        for name in written_names(entity)
        if name in folded
    }


def test_organizations_are_found_by_a_part_of_their_name() -> None:
    indexed = NamedEntities(iter(ARCHIVE))

    assert [each.name for each in indexed.organizations_with("砺川")] == [
        "砺川",
        "江阴砺川精密铸造有限公司",
        "江阴砺川精密铸造有限公司上海分公司",
    ]


def test_the_first_word_of_a_company_stands_for_it_where_few_begin_so() -> None:
    kelp = Entity("k", "Organization", "Brasdor Kelp Harvesters Ltd", (), ("m",))
    lake = Entity("l", "Location", "Brasdor Lake", (), ("m",))
    others = [
        Entity(f"o{n}", "Organization", f"Atlantic {name}", (), ("m",))
        for n, name in enumerate(("Foods", "Ropes", "Salt", "Tides"))
    ]
    entities = NamedEntities([kelp, lake, *others])

    [named] = find_names("Did the owner of Brasdor call Atlantic too?", entities)
    assert named.entities == (kelp,) and named.stands_in("brasdor paid nothing")
    assert find_names("Who owns the Brasdor Light?", entities) == ()
    assert find_names("布拉斯多 and brasdor", entities) == ()
