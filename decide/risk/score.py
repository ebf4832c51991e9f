"""Counterparties get a score that is the sum of its points, each with its evidence (pure)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from briefbook.records import Entity, Finding
from decide.risk.contracts import (
    Contract,
    concentration_points,
    contradiction_points,
    ended_points,
    read_contracts,
)
from decide.risk.mentions import listed_points, words_points
from decide.risk.records import Band, Point, RiskGround, RiskScore
from decide.risk.rules import Bands, RiskRules

PRODUCER = "decide.risk@1"
_MOST = 100.0
_DEALS = frozenset({"SUPPLIES", "COOPERATES_WITH", "PAID", "INVESTED_IN"})


def find_counterparties(ground: RiskGround, ours: Sequence[str] = ()) -> tuple[Entity, ...]:
    """Return the organisations that deal with us, in order of their names.

    They share a contract with one of `ours` (names), or a fact says that they supply it, work with
    it or are paid. Without `ours`, whoever is a party to any contract.
    """
    us = own_ids(ground, ours)
    found = {
        party
        for contract in read_contracts(ground)
        if not us or us & contract.parties.keys()
        for party in contract.parties
    }
    for fact in ground.facts:
        ends = {fact.subject, fact.object}
        if fact.predicate in _DEALS and fact.assertion == "asserted" and ends & us:
            found |= ends
    chosen = [each for each in ground.entities if each.id in found - us]
    organizations = [each for each in chosen if each.label == "Organization"]
    return tuple(sorted(organizations, key=lambda entity: (entity.name, entity.id)))


def own_ids(ground: RiskGround, ours: Iterable[str]) -> frozenset[str]:
    """Return the ids of the entities with one of these names."""
    wanted = {name.casefold() for name in ours}
    return frozenset(
        entity.id
        for entity in ground.entities
        if wanted & {name.casefold() for name in (entity.name, *entity.aliases)}
    )


def score_risks(
    parties: Sequence[Entity],
    ground: RiskGround,
    rules: RiskRules,
    *,
    as_of: str,
    ours: Sequence[str] = (),
) -> tuple[RiskScore, ...]:
    """Score each party on the day `as_of` (ISO 8601), the riskiest first."""
    contracts = read_contracts(ground)
    us = own_ids(ground, ours)
    scores = []
    for party in parties:
        points = tuple(_points(party, contracts, ground, rules, as_of=as_of, us=us))
        score = min(_MOST, sum(point.points for point in points))
        heaviest = sorted(points, key=lambda point: (-point.points, point.rule, point.reason))
        scores.append(RiskScore(party, score, _band(score, rules.bands), tuple(heaviest)))
    return tuple(sorted(scores, key=lambda each: (-each.score, each.entity.name)))


def _points(
    party: Entity,
    contracts: Sequence[Contract],
    ground: RiskGround,
    rules: RiskRules,
    *,
    as_of: str,
    us: frozenset[str],
) -> Iterator[Point]:
    yield from listed_points(party, ground, rules.listed)
    ended = ended_points(party, contracts, ground, rules.contract, as_of=as_of)
    yield from _capped(ended, rules.contract.most)
    clashes = contradiction_points(party, contracts, ground, rules.contradiction)
    yield from _capped(clashes, rules.contradiction.most)
    yield from concentration_points(party, contracts, ground, rules.concentration, ours=us)
    for name, rule in sorted(rules.words.items()):
        yield from _capped(words_points(party, ground, name, rule), rule.most)
    yield from _finding_points(party, ground, rules)


def _finding_points(party: Entity, ground: RiskGround, rules: RiskRules) -> Iterator[Point]:
    for finding in ground.findings:
        if finding.subject == party.id and finding.label in rules.findings:
            points = round(rules.findings[finding.label] * finding.score, 1)
            reason = f"{finding.label}, with a score of {finding.score:.2f}"
            yield Point(finding.label, points, reason, finding.evidence)


def _capped(points: Iterable[Point], most: float) -> Iterator[Point]:
    """Yield all points, but no more than `most` together; what is over counts nothing."""
    left = float(most)
    for point in points:
        counted = min(point.points, left)
        left -= counted
        full = counted == point.points
        yield (
            point
            if full
            else replace(
                point, points=counted, reason=f"{point.reason} (more than {most} are not counted)"
            )
        )


def _band(score: float, bands: Bands) -> Band:
    return "high" if score >= bands.high else "moderate" if score >= bands.moderate else "low"


def as_findings(score: RiskScore) -> tuple[Finding, ...]:
    """Return what counts as findings, fit for a briefing: "risk: contract", its share of 100."""
    return tuple(
        Finding(
            score.entity.id,
            f"risk: {point.rule}",
            min(1.0, point.points / _MOST),
            point.evidence,
            PRODUCER,
        )
        for point in score.points
        if point.points > 0
    )
