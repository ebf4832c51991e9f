"""The words of a risk score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from briefbook.records import (
    Contradiction,
    Document,
    Entity,
    Evidence,
    Fact,
    Finding,
    Reading,
)

Band = Literal["low", "moderate", "high"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list of names to be careful with."""

    name: str
    reason: str  # why it is on the list, and whose list it is


@dataclass(frozen=True, slots=True)
class RiskGround:
    """What is known: all of the archive, and what the user brings along."""

    entities: Sequence[Entity]
    facts: Sequence[Fact]
    contradictions: Sequence[Contradiction]
    readings: Mapping[str, Reading]  # by document id
    documents: Mapping[str, Document]  # by id
    listed: Sequence[Listed] = ()
    findings: Sequence[Finding] = field(default=())  # about entities, of a classifier, say


@dataclass(frozen=True, slots=True)
class Point:
    """One reason for a score."""

    rule: str  # "listed", "contract", "contradiction", "concentration", or a name of the user's
    points: float  # 0: looked at and found harmless, such as what is denied
    reason: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class RiskScore:
    """What speaks against a counterparty, the heaviest first; the score is its sum, up to 100."""

    entity: Entity
    score: float
    band: Band
    points: tuple[Point, ...]
