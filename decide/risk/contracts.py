"""Contracts as grounds for caution: ended, contradicting, too many with one party (pure)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefbook.records import Document, Entity, Evidence, Fact
from decide.risk.records import Point, RiskGround
from decide.risk.rules import ConcentrationRule, ContractRule, ContradictionRule


@dataclass(frozen=True, slots=True)
class Contract:
    """What the graph knows of one contract: the surest of each."""

    entity: Entity
    parties: Mapping[str, Fact]  # id of an entity → what ties it
    ends: Fact | None
    worth: Fact | None


def read_contracts(ground: RiskGround) -> tuple[Contract, ...]:
    """Gather the contracts of the graph, in order of their names."""
    parties: dict[str, dict[str, Fact]] = defaultdict(dict)
    ends: dict[str, Fact] = {}
    worth: dict[str, Fact] = {}
    asserted = (fact for fact in ground.facts if fact.assertion == "asserted")
    for fact in sorted(asserted, key=lambda fact: (-fact.confidence, fact.id)):
        if fact.predicate == "PARTY_TO":
            parties[fact.object].setdefault(fact.subject, fact)
        elif fact.predicate == "ENDS_ON":
            ends.setdefault(fact.subject, fact)
        elif fact.predicate == "WORTH":
            worth.setdefault(fact.subject, fact)
    contracts = [
        Contract(entity, parties[entity.id], ends.get(entity.id), worth.get(entity.id))
        for entity in ground.entities
        if entity.id in parties
    ]
    return tuple(sorted(contracts, key=lambda contract: contract.entity.name))


def ended_points(
    party: Entity,
    contracts: Sequence[Contract],
    ground: RiskGround,
    rule: ContractRule,
    *,
    as_of: str,
) -> Iterator[Point]:
    """Yield a point for each contract of the party whose end lies before `as_of`."""
    names = {entity.id: entity.name for entity in ground.entities}
    for contract in contracts:
        if party.id not in contract.parties or contract.ends is None:
            continue
        end = names[contract.ends.object]
        if not _is_before(end, as_of):
            continue
        ended = (contract.ends.evidence[0], contract.parties[party.id].evidence[0])
        yield Point("contract", rule.points, f"{contract.entity.name} ended on {end}", ended)
        used = _used_after(contract.entity, end, ground)
        if used is not None:
            date, place = used
            reason = f"{contract.entity.name} is still relied on, in a document of {date}"
            yield Point("contract", rule.used_points, reason, (place, contract.ends.evidence[0]))


def _is_before(date: str, as_of: str) -> bool:
    """Compare as far as the shorter date is told: 2024 is before 2025-03-01, not before 2024-06."""
    return date < as_of[: len(date)]


def _used_after(contract: Entity, end: str, ground: RiskGround) -> tuple[str, Evidence] | None:
    """Return the first place after the end where deals are told under the contract's name."""
    wanted = set(contract.mentions)
    found = []
    for key, reading in ground.readings.items():
        document = ground.documents.get(key)
        date = document.meta("date") if document else None
        if document is None or date is None or not _is_before(end, date):
            continue
        for mention in reading.mentions:
            if mention.id in wanted and _acts(document.text, mention.evidence):
                found.append((date[:10], _sentence_around(document, mention.evidence)))
    return min(found, key=lambda pair: (pair[0], pair[1].document_id, pair[1].span), default=None)


def _sentence_around(document: Document, place: Evidence) -> Evidence:
    spans = document.sentences_in(place.span) or (place.span,)
    return document.evidence(spans[0], producer=place.producer, score=place.score)


_ACTS = (
    "deliver",
    "suppl",
    "order",
    "invoice",
    "paid",
    "payment",
    "供货",
    "交付",
    "发货",
    "订单",
    "付款",
)


def _acts(text: str, place: Evidence) -> bool:
    """Tell whether deliveries, orders or payments are spoken of around a place."""
    around = text[max(0, place.span.start - 200) : place.span.end + 200].casefold()
    return any(word in around for word in _ACTS)


def contradiction_points(
    party: Entity,
    contracts: Sequence[Contract],
    ground: RiskGround,
    rule: ContradictionRule,
) -> Iterator[Point]:
    """Yield a point for each contradiction about the party or one of its contracts."""
    facts = {fact.id: fact for fact in ground.facts}
    own = {party.id} | {each.entity.id for each in contracts if party.id in each.parties}
    for contradiction in ground.contradictions:
        clashing = [facts[key] for key in contradiction.facts if key in facts]
        if any({fact.subject, fact.object} & own for fact in clashing):
            evidence = tuple(fact.evidence[0] for fact in clashing)
            yield Point("contradiction", rule.points, contradiction.reason, evidence)


def concentration_points(
    party: Entity,
    contracts: Sequence[Contract],
    ground: RiskGround,
    rule: ConcentrationRule,
    *,
    ours: frozenset[str],
) -> Iterator[Point]:
    """Yield a point for each currency in which most of our contracts' worth is with this party.

    Where there is but one other party there is nothing to spread, and no point.
    """
    names = {entity.id: entity.name for entity in ground.entities}
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    places: dict[str, list[Evidence]] = defaultdict(list)
    for contract in contracts:
        if contract.worth is None or (ours and not ours & contract.parties.keys()):
            continue
        currency, _, amount = names[contract.worth.object].partition(" ")
        others = sorted(contract.parties.keys() - ours)
        for other in others:
            sums[currency][other] += _amount(amount) / len(others)
        if party.id in others:
            places[currency].append(contract.worth.evidence[0])
    for currency, by_party in sorted(sums.items()):
        whole = sum(by_party.values())
        share = by_party.get(party.id, 0.0) / whole if whole else 0.0
        if len(by_party) > 1 and share >= rule.share:
            reason = f"{share:.0%} of the worth of all contracts in {currency} is with {party.name}"
            yield Point("concentration", rule.points, reason, tuple(places[currency]))


def _amount(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
