"""What the shipped models learn from, where it is our own, says what it should."""

from pathlib import Path

import pytest

from briefbook.errors import LabelsError
from recipes.corpora import read_passages
from recipes.written import QUESTIONS, join_marks, read_written


def test_questions_are_read_with_the_places_of_their_answers(tmp_path: Path) -> None:
    path = tmp_path / "questions.txt"
    path.write_text(
        "## own\n"
        "No.\tOwner\tDue\n"
        "16\tAda Holm\t6 May 2016\n"
        "? Which number has Ada's task?\t16\n"
        "? 谁负责？\tAda Holm || Ada\n"
        "? Who pays?\t\n"
        "\n"
        "## known\n"
        "? 合同何时到期？\t2026年\n",
        encoding="utf-8",
    )

    number, owner, nobody, known = read_written(path, {"known": "合同于2026年到期。"})

    assert [number.text[one.start : one.end] for one in number.answers] == ["16"]  # not of 2016
    assert {owner.text[one.start : one.end] for one in owner.answers} == {"Ada Holm", "Ada"}
    assert (owner.language, owner.helps) == ("zh", True)
    assert (nobody.answers, nobody.helps) == ((), False)
    assert known.text[known.answers[0].start :] == "2026年到期。"


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ("## a\nText.\n? Who?\tAda\n", "'Ada' is not in passage 'a'"),
        ("## a\n? Who?\tAda\n", "no text of passage 'a'"),
    ],
)
def test_a_question_without_its_text_is_an_error(tmp_path: Path, told: str, wrong: str) -> None:
    path = tmp_path / "questions.txt"
    path.write_text(told, encoding="utf-8")

    with pytest.raises(LabelsError, match=wrong):
        read_written(path, {})


def test_tokens_are_joined_as_people_write_them() -> None:
    tokens = "Morris & Co. 's first ( 1861 – 1875 ) textile - works , in London ; cost : £ 5 ."

    assert join_marks(tokens) == (
        "Morris & Co.'s first (1861–1875) textile-works, in London; cost: £5."
    )


def test_every_answer_that_was_written_stands_in_its_text() -> None:
    texts = {one.id: one.text for one in read_passages().train}
    ours = [path for path in sorted(QUESTIONS.glob("*-*.txt"))]

    lessons = [lesson for path in ours for lesson in read_written(path, texts)]

    assert {path.name.partition("-")[0] for path in ours} == {"long", "passages", "tables"}
    assert len({lesson.language for lesson in lessons}) == 2
    assert 0.1 < sum(not lesson.helps for lesson in lessons) / len(lessons) < 0.25
