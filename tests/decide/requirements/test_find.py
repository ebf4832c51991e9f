"""Sentences that demand become requirements, each with its place."""

import pytest

from decide.requirements.find import find_requirements, is_demanding
from decide.requirements.wording import read_obligation
from tests.factories import make_document


@pytest.mark.parametrize(
    ("text", "language", "priority", "negative"),
    [
        ("The pump shall stop.", "en", "must", False),
        ("The pump must not leak.", "en", "must", True),
        ("No visitor shall enter.", "en", "must", True),
        ("The supplier is required to train staff.", "en", "must", False),
        ("The Supplier will deliver the goods.", "en", "must", False),
        ("The cover should be green.", "en", "should", False),
        ("The noise shall not exceed 70 dB.", "en", "must", False),
        ("记录仪应显示时间。", "zh", "must", False),
        ("供应商必须在五日内答复。", "zh", "must", False),
        ("不得保存司机姓名。", "zh", "must", True),
        ("误差不得大于0.5℃。", "zh", "must", False),
        ("外壳宜为绿色。", "zh", "should", False),
    ],
)
def test_the_words_say_how_much_binds(
    text: str, language: str, priority: str, negative: bool
) -> None:
    found = read_obligation(text, language)

    assert found is not None
    assert (found.priority, found.negative) == (priority, negative)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Should you have questions, call us.", "en"),
        ("It must have been the wind.", "en"),
        ("Must we pay?", "en"),
        ("The pump runs since May.", "en"),
        ("本公司供应的应急设备不在此列。", "zh"),
        ("相应的应用手册由对方提供。", "zh"),
        ("他不得不离开。", "zh"),
    ],
)
def test_what_only_tells_demands_nothing(text: str, language: str) -> None:
    assert read_obligation(text, language) is None


def test_a_requirement_is_taken_apart_and_keeps_its_place() -> None:
    document = make_document("TR-3 When the door is open, the tracker shall alert within 30 s.")

    [found] = find_requirements(document)

    assert (found.number, found.subject) == ("TR-3", "the tracker")
    assert found.condition == "When the door is open"
    assert found.action == "alert within 30 s"
    assert [limit.high for limit in found.limits] == [30.0]
    [place] = found.evidence
    assert document.quote(place.span) == place.quote


def test_a_chinese_requirement_is_taken_apart_too() -> None:
    text = "3、车门打开超过10分钟时，记录仪应在30秒内发出报警。"
    [found] = find_requirements(make_document(text, "zh"))

    assert (found.number, found.subject, found.condition) == ("3", "记录仪", "车门打开超过10分钟时")
    assert [(limit.dimension, limit.high) for limit in found.limits] == [("time", 30.0)]


def test_a_limit_in_the_condition_is_none_of_the_demand() -> None:
    [found] = find_requirements(
        make_document("If it is open for more than 10 minutes, the lamp shall flash.")
    )

    assert found.limits == ()


def test_items_of_a_list_inherit_its_opening_words() -> None:
    text = "The portal shall:\n(a) keep all records\n(b) send alerts"
    first, second = find_requirements(make_document(text))

    assert (first.text, second.text) == (
        "The portal shall keep all records",
        "The portal shall send alerts",
    )
    assert [len(each.evidence) for each in (first, second)] == [2, 2]
    assert (first.number, second.subject) == ("a", "The portal")


def test_what_may_be_counts_only_for_what_is_also_demanded_of() -> None:
    text = "The portal shall work.\nThe portal may show a map.\nPrices may rise."
    found = find_requirements(make_document(text))

    assert [each.priority for each in found] == ["must", "may"]


def test_a_paper_that_advises_is_no_list_of_requirements() -> None:
    paper = make_document("We should test more.\n" * 2 + "The sky is blue.\n" * 30)
    rules = make_document("The door must close.\nThe lamp shall flash.\nStaff must not smoke.")

    assert not is_demanding(paper, find_requirements(paper))
    assert is_demanding(rules, find_requirements(rules))
