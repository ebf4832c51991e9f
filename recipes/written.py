"""Questions on passages, as people would ask them, written for Briefbook by a language model.

A file is plain text. `## id` names a passage, whose text follows, if it is not one of another
source; then come lines `? question`, a tab and the answer as it stands in the text. Several right
answers are parted by ` || `. Nothing behind the tab: the passage does not say.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from briefbook.errors import LabelsError
from briefbook.records import Span
from decide.reading.lesson import Lesson
from decide.terms import is_chinese

QUESTIONS = Path(__file__).parent / "questions"
_OR = " || "
#: White space that a tokenizer left around marks, by what stands in its place.
_LOOSE = (
    (re.compile(r" (?=[,.;:!?%)\]])|(?<=[(\[$£€]) | (?='s\b|'(?:\s|$))"), ""),
    (re.compile(r"(?<=\w) ([-/]) (?=\w)"), r"\1"),
    (re.compile(r" – (?=\d)"), "–"),
)


def read_written(path: Path, known: Mapping[str, str]) -> list[Lesson]:
    """Return the questions of a file; `known` has the texts of passages that it only names.

    Raises LabelsError for a passage without a text, and for an answer that is not in its text.
    """
    blocks = f"\n{path.read_text(encoding='utf-8')}".split("\n## ")
    return [lesson for block in blocks[1:] for lesson in _of_passage(block, path, known)]


def join_marks(text: str) -> str:
    """Return a text of tokens with spaces between them as people write it."""
    for loose, written in _LOOSE:
        text = loose.sub(written, text)
    return text


def _of_passage(block: str, path: Path, known: Mapping[str, str]) -> Iterator[Lesson]:
    name, _, rest = block.partition("\n")
    lines = rest.split("\n")
    own = "\n".join(line for line in lines if not line.startswith("? ")).strip()
    text = own or known.get(name, "")
    if not text:
        raise LabelsError(f"{path.name}: no text of passage {name!r}")
    asked = [line[2:] for line in lines if line.startswith("? ")]
    for number, line in enumerate(asked, 1):
        question, _, told = line.partition("\t")
        answers = [one for one in told.split(_OR) if one]
        for answer in answers:
            if answer not in text:
                raise LabelsError(f"{path.name}: {answer!r} is not in passage {name!r}")
        spans = tuple(sorted({span for answer in answers for span in _places(answer, text)}))
        language = "zh" if any(map(is_chinese, question)) else "en"
        yield Lesson(f"{name}/{number}", question, text, spans, bool(spans), language)


def _places(answer: str, text: str) -> list[Span]:
    """Return where an answer stands by itself, not within a longer word or figure."""
    before = r"(?<![0-9A-Za-z])" if answer[0].isascii() else ""
    after = r"(?![0-9A-Za-z])" if answer[-1].isascii() else ""
    found = re.finditer(f"{before}{re.escape(answer)}{after}", text)
    return [Span(*one.span()) for one in found] or [_first(answer, text)]


def _first(answer: str, text: str) -> Span:
    place = text.index(answer)
    return Span(place, place + len(answer))
