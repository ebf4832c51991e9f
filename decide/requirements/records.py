"""The words of requirements: what is demanded, within what limits, and what clashes."""

from dataclasses import dataclass
from typing import Literal

from briefbook.records import Evidence

Priority = Literal["must", "should", "may"]
Kind = Literal[
    "functional",
    "performance",
    "reliability",
    "security",
    "interface",
    "usability",
    "data",
    "environment",
    "legal",
    "commercial",
]
ConflictKind = Literal["values", "opposite", "differing", "duplicate"]


@dataclass(frozen=True, slots=True)
class Limit:
    """What a value may be, in the base unit of its dimension; None is open."""

    dimension: str  # "time", "temperature", "money GBP", "count user" …
    low: float | None
    high: float | None
    words: str  # as written: "at least 60 days"

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"not a limit: {self}")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One demand of one document."""

    id: str  # make_id("req", document_id, start, end)
    number: str  # what the document calls it: "TR-4", "3.2.1"; "" where it does not
    text: str  # the sentence with white space folded; an item of a list after its opening words
    kind: Kind
    priority: Priority
    negative: bool  # it forbids
    subject: str  # who or what has to: "The battery of the tracker"
    action: str  # what: "last at least 60 days without charging"
    condition: str  # when: "When the door is open for more than 10 minutes"; mostly empty
    limits: tuple[Limit, ...]
    evidence: tuple[Evidence, ...]  # its sentence; before an item of a list, its opening words


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two requirements that cannot both be meant.

    "values": no value meets both; "opposite": one demands what the other forbids; "differing": both
    can be met, but they set different limits to one thing; "duplicate": they say the same.
    """

    kind: ConflictKind
    first: str  # ids of requirements, in the order of the list
    second: str
    likeness: float  # of what the two are about, from 0 to 1
    reason: str
