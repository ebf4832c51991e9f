"""The one form that labels have here, whatever format they came in.

Offsets are characters of `Example.text`, so that labels of words, of characters and of whole
documents are one thing. What a model predicts has the same form as gold, with scores.
"""

from dataclasses import dataclass

from briefbook.errors import RecordError
from briefbook.records import Assertion, Span


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """One place in a text and what it is."""

    span: Span
    label: str
    entity: str = ""  # spans of one example with the same entity name one thing; empty: not known
    score: float = 1.0  # how sure whoever labelled it is


@dataclass(frozen=True, slots=True)
class LabelledRelation:
    """Two labelled spans tied together; `head` and `tail` are places in `Example.mentions`."""

    head: int
    tail: int
    predicate: str
    assertion: Assertion = "asserted"
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, passage or document with its labels."""

    id: str
    text: str
    mentions: tuple[LabelledSpan, ...] = ()  # by start, then end; may overlap
    relations: tuple[LabelledRelation, ...] = ()
    language: str = ""  # "en", "zh"; empty: not known
    document: str = ""  # neighbours with the same document follow each other in it; empty: alone
    tokens: tuple[Span, ...] = ()  # as the data came tokenised; empty: as characters
    sentences: tuple[Span, ...] = ()  # empty: one
    looked_for: tuple[str, ...] = ()  # labels whose absence means something; empty: all of them

    def __post_init__(self) -> None:
        spans = (*(one.span for one in self.mentions), *self.tokens, *self.sentences)
        if any(span.end > len(self.text) for span in spans):
            raise RecordError(f"example {self.id}: a label lies outside its text")
        for relation in self.relations:
            if not (0 <= relation.head < len(self.mentions) > relation.tail >= 0):
                raise RecordError(f"example {self.id}: a relation points at no mention")

    def quote(self, span: Span) -> str:
        """Return the words of `span`."""
        return self.text[span.start : span.end]
