"""A question with a text that answers it or does not: what a reader learns from."""

from dataclasses import dataclass

from briefbook.errors import LabelsError
from briefbook.records import Span


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question and one text."""

    id: str
    question: str
    text: str
    answers: tuple[Span, ...] = ()  # characters of the text; each is right
    #: Whether the text is needed to answer: one of several steps need not hold the answer itself.
    helps: bool = True
    language: str = ""

    def __post_init__(self) -> None:
        if any(answer.end > len(self.text) for answer in self.answers):
            raise LabelsError(f"question {self.id}: an answer passes the end of its text")
        if self.answers and not self.helps:
            raise LabelsError(f"question {self.id}: a text with an answer helps")
