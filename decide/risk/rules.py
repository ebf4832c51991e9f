"""The rules of a risk score: what counts, and how much (data; users edit them as TOML)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from briefbook.errors import SettingsError
from briefbook.settings import read_table


@dataclass(frozen=True, slots=True)
class Bands:
    """From which score on a risk is called what."""

    moderate: int = 20
    high: int = 50


@dataclass(frozen=True, slots=True)
class ListedRule:
    """A name on a list that the user gives: sanctions, debarments, one's own bad experience."""

    points: int = 60
    # For someone on the list who owns, heads, founded or invested in the counterparty.
    tie_points: int = 35


@dataclass(frozen=True, slots=True)
class ContractRule:
    """Contracts whose end has passed."""

    points: int = 10  # for each that ended
    used_points: int = 15  # more, where later documents still rest on it
    most: int = 40


@dataclass(frozen=True, slots=True)
class ContradictionRule:
    """What the archive says against itself about the counterparty or its contracts."""

    points: int = 5
    most: int = 15


@dataclass(frozen=True, slots=True)
class ConcentrationRule:
    """Too much of what is bought, by the worth of contracts in one currency, from one hand."""

    share: float = 0.75
    points: int = 15


@dataclass(frozen=True, slots=True)
class WordsRule:
    """Sentences that name the counterparty with one of these words."""

    points: int = 0  # for each sentence; half for what is only rumoured
    most: int = 0
    # English words match whole, with * at the end from their beginning; Chinese ones anywhere.
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskRules:
    """All rules; the names of `words` and `findings` are free."""

    bands: Bands = Bands()
    listed: ListedRule = ListedRule()
    contract: ContractRule = ContractRule()
    contradiction: ContradictionRule = ContradictionRule()
    concentration: ConcentrationRule = ConcentrationRule()
    words: Mapping[str, WordsRule] = field(default_factory=dict)
    # Label of a finding (of a classifier, say) → points at a score of 1.
    findings: Mapping[str, int] = field(default_factory=dict)


def read_rules(tables: Mapping[str, Any]) -> RiskRules:
    """Build the rules from the tables of a TOML file; what is not named keeps its default.

    Raises SettingsError, naming table and key, for what is unknown or has the wrong type.

    >>> read_rules({"listed": {"points": 80}}).listed
    ListedRule(points=80, tie_points=35)
    """
    known = [each.name for each in fields(RiskRules)]
    unknown = sorted(set(tables) - set(known))
    if unknown:
        raise SettingsError(f"unknown table [{unknown[0]}]; known are: {', '.join(known)}")
    read: dict[str, Any] = {}
    for name, table in tables.items():
        if name == "words":
            read[name] = {
                rule: read_table(part, WordsRule, f"words.{rule}") for rule, part in table.items()
            }
        elif name == "findings":
            read[name] = dict(table)
        else:
            read[name] = read_table(table, type(getattr(RiskRules(), name)), name)
    return RiskRules(**read)
