"""Passages marked by hand."""

import pytest

from briefbook.errors import LabelsError
from briefbook.labels.marked import read_marked, write_marked
from tests.labels.factories import make_example, quotes, ties

PASSAGES = """# Written for this test.
## en-letter-001 en
Dear Ms {1 Person|Carter},

{2 Organization|Oakfield Ltd} will not buy {3 Organization|Fell {{North}}}.
> 2 ACQUIRED 3 negated
> 1 WORKS_FOR 2

## zh-letter-001 zh
{1 Organization|橡田科技}任命{2 Person|海伦}。
"""


def test_passages_keep_lines_numbers_and_assertions() -> None:
    english, chinese = read_marked(PASSAGES.encode(), "letters.txt")

    assert english.text == "Dear Ms Carter,\n\nOakfield Ltd will not buy Fell {North}."
    assert ties(english) == [
        ("Oakfield Ltd", "ACQUIRED", "Fell {North}", "negated"),
        ("Carter", "WORKS_FOR", "Oakfield Ltd", "asserted"),
    ]
    assert (chinese.id, chinese.language, chinese.text) == (
        "zh-letter-001",
        "zh",
        "橡田科技任命海伦。",
    )


def test_nested_mentions_can_be_marked() -> None:
    data = b"## one en\n{1 Organization|University of {2 Location|Leeds}{}} closed.\n"

    [example] = read_marked(data, "nested.txt")

    assert quotes(example) == [("University of Leeds", "Organization"), ("Leeds", "Location")]
    assert write_marked([example]) == data


def test_windows_line_ends_and_byte_order_marks_are_not_text() -> None:
    data = b"\xef\xbb\xbf" + PASSAGES.replace("\n", "\r\n").encode()

    assert read_marked(data, "letters.txt") == read_marked(PASSAGES.encode(), "letters.txt")


@pytest.mark.parametrize(
    ("passage", "reason"),
    [
        ("{1 Person|Ann} {1 Person|Bo}", "2: 1 is used twice"),
        ("a\n{1 Person|Ann", "3: mention 1 is not closed"),
        ("a\nb } c", "3: a stray brace; a literal one is doubled"),
        ("{1 Person|}", "2: not a span"),
        ("{1 Person|Ann}\n> 1 HEADS 2", "3: no mention has the number 2"),
        ("{1 Person|Ann}\n> 1 HEADS", r"3: a relation is '> HEAD PREDICATE TAIL \[assertion\]'"),
        ("{1 Person|Ann}\n## a b c", "3: a header is '## id language'"),
    ],
)
def test_mistakes_name_their_line(passage: str, reason: str) -> None:
    with pytest.raises(LabelsError, match=f"cannot read bad.txt:{reason}"):
        read_marked(f"## one en\n{passage}\n".encode(), "bad.txt")


def test_text_before_the_first_header_is_refused() -> None:
    with pytest.raises(LabelsError, match=r"bad\.txt:2: text before the first header"):
        read_marked(b"\nAnn left.\n", "bad.txt")


def test_labels_that_the_marks_cannot_hold_are_refused() -> None:
    with pytest.raises(LabelsError, match=r"cannot write the label 'A\|B'"):
        write_marked([make_example("Ann", ("Ann", "A|B"))])
