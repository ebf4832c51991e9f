"""Requirements that clash, or repeat each other, are found; others are left alone."""

import pytest

from briefbook.learn.encoder import Encoder
from decide.requirements.conflicts import find_conflicts
from decide.requirements.find import find_requirements
from decide.requirements.records import Conflict
from tests.factories import make_document

CASES = [
    (
        "values",
        "The portal shall keep records for at least 5 years.",
        "The portal shall keep records for no more than 2 years.",
    ),
    ("values", "温度记录必须至少保存5年。", "温度记录保存时间不得超过2年。"),
    (
        "opposite",
        "The tracker must not store names of drivers.",
        "The tracker shall store names of drivers.",
    ),
    ("opposite", "记录仪不得保存司机姓名。", "记录仪应保存司机姓名。"),
    (
        "differing",
        "The battery shall last at least 60 days.",
        "The battery shall last at least 30 days.",
    ),
    ("differing", "电池续航时间不应少于60天。", "电池续航时间应不少于90天。"),
    ("duplicate", "The lid shall close within 1 minute.", "The lid shall close within 60 seconds."),
]


def conflicts(*lines: str, encoder: Encoder | None = None) -> tuple[Conflict, ...]:
    filling = (
        "The pump shall be blue.\n泵体必须为蓝色。\n外壳应防水。\nThe manual shall be printed."
    )
    return find_conflicts(find_requirements(make_document("\n".join([*lines, filling]))), encoder)


@pytest.mark.parametrize(("kind", "first", "second"), CASES)
def test_two_that_do_not_go_together_are_found(kind: str, first: str, second: str) -> None:
    [found] = conflicts(first, second)

    assert found.kind == kind
    assert found.reason


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The tracker must not store names.", "The portal shall store names."),
        (
            "If the door is open, the fan shall stop.",
            "If the door is closed, the fan shall not stop.",
        ),
        ("The pump shall stop within 5 s.", "The pump shall weigh no more than 5 kg."),
        ("门打开时，风机应停止。", "夜间运行时，风机不得停止。"),
    ],
)
def test_what_concerns_different_things_does_not_clash(first: str, second: str) -> None:
    assert conflicts(first, second) == ()


def test_clauses_in_two_languages_meet_by_their_meaning(encoder: Encoder) -> None:
    lines = ("The tracker must not store the names of drivers.", "记录仪应保存司机姓名。")
    assert conflicts(*lines) == ()

    found = conflicts(*lines, encoder=encoder)

    assert "opposite" in [each.kind for each in found]


def test_an_empty_list_has_no_conflicts() -> None:
    assert find_conflicts(()) == ()
