from decide.naming import find_names, fold, with_longer_names, without_names
from tests.decide.graph_records import NORTHWIND, make_entity


def test_names_are_found_where_they_stand_in_any_case_and_script() -> None:
    text = "Does NORTHWIND trading supply 北风贸易公司?"

    names = find_names(text, [NORTHWIND])

    assert [fold(text)[each.start : each.end] for each in names] == [
        "northwind trading",
        "北风贸易公司",
    ]
    assert without_names(fold(text), names).split() == ["does", "supply", "?"]


def test_the_longer_of_two_names_counts() -> None:
    acme, bank = make_entity("Organization", "Acme"), make_entity("Organization", "Acme Bank")

    [found] = find_names("Who runs Acme Bank?", [acme, bank])

    assert found.entities == (bank,)


def test_a_company_is_known_without_its_legal_form() -> None:
    vossmar = make_entity("Organization", "Vossmar Pumpen AG")
    lichuan = make_entity("Organization", "江阴砺川精密铸造有限公司")

    assert find_names("Who heads Vossmar Pumpen?", [vossmar])
    assert find_names("江阴砺川精密铸造是谁创立的？", [lichuan])


def test_a_name_may_be_borne_by_several() -> None:
    company, river = make_entity("Organization", "Calder"), make_entity("Location", "Calder")

    [found] = find_names("Where is Calder?", [company, river])

    assert {entity.label for entity in found.entities} == {"Organization", "Location"}


def test_a_short_chinese_name_may_stand_for_a_longer_one() -> None:
    short = make_entity("Organization", "砺川")
    whole = make_entity("Organization", "江阴砺川精密铸造有限公司", "Lichuan")
    known = make_entity("Organization", "凯斯特集团", "凯斯特")
    other = make_entity("Organization", "凯斯特（苏州）有限公司", "凯斯特苏州")
    everything = [short, whole, known, other]

    [widened] = with_longer_names(find_names("砺川的总经理是谁？", everything), everything)
    [settled] = with_longer_names(find_names("凯斯特的总经理是谁？", everything), everything)

    assert widened.entities == (short, whole)
    assert settled.entities == (known,)
