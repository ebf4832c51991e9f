import pytest

from briefbook.records import Entity
from decide.question import named_in, read_question


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who heads Northwind?", {"Person", "Organization"}),
        ("When was the contract signed?", {"Date"}),
        ("In which year did it start?", {"Date"}),
        ("Where is the plant?", {"Location"}),
        ("How much does it cost?", {"Money", "Percent", "Number"}),
        ("How many people work there?", {"Money", "Percent", "Number"}),
        ("Which supplier delivers bearings?", {"Organization"}),
        ("Why did it fail?", set()),
        ("How big was the fee when the lease was signed?", {"Money", "Percent", "Number"}),
        ("What did the board decide when the plant closed?", set()),
        ("Which bank lends to those who build?", {"Organization"}),
        ("谁是华北公司的总经理？", {"Person", "Organization"}),
        ("合同是什么时候签订的？", {"Date"}),
        ("工厂位于哪里？", {"Location"}),
        ("合同金额是多少？", {"Money", "Percent", "Number"}),
        ("哪家公司供应轴承？", {"Organization"}),
    ],
)
def test_the_question_word_tells_what_is_asked_for(text: str, expected: set[str]) -> None:
    assert read_question(text).expects == expected


def test_names_figures_and_quoted_titles_are_found() -> None:
    english = read_question('What does "Supply Terms" of Northwind Trading say on NW-2024-017?')
    chinese = read_question("《供货协议》中ACME公司2024年的条款是什么？")

    assert set(english.names) == {"Supply Terms", "Northwind Trading", "NW-2024-017"}
    assert "供货协议" in chinese.names
    assert "2024" in chinese.names


def test_question_words_are_no_content() -> None:
    assert read_question("What is the delivery term?").terms == ("delivery", "term")
    assert read_question("付款期限是多少天？").terms == ("付款", "款期", "期限", "天")


def _entity(name: str, *aliases: str) -> Entity:
    return Entity(f"ent-{name}", "Organization", name, aliases, ("men-1",))


def test_entities_are_named_by_name_or_alias_and_not_by_parts_of_words() -> None:
    acme = _entity("Acme Ltd", "华北轴承")
    art = _entity("Art")

    assert named_in("who runs ACME ltd?", [acme, art]) == (acme,)
    assert named_in("华北轴承的地址？", [acme, art]) == (acme,)
    assert named_in("which party signed?", [acme, art]) == ()


def test_a_name_inside_a_longer_one_is_not_named() -> None:
    contract, year, bank, acme = map(_entity, ("NW-2024-017", "2024", "Acme Bank", "Acme"))
    everything = [contract, year, bank, acme]

    assert named_in("When does NW-2024-017 end?", everything) == (contract,)
    assert named_in("Who heads Acme Bank?", everything) == (bank,)
    assert named_in("Does Acme Bank own Acme?", everything) == (bank, acme)
    assert named_in("华北轴承公司在哪里？", [_entity("华北轴承公司"), _entity("华北")]) == (
        _entity("华北轴承公司"),
    )
