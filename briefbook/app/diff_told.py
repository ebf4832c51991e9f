"""What changed in a graph, as JSON and as lines for a person."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from briefbook.app.diff import (
    WHATS,
    Difference,
    EntityChange,
    FactChange,
    GraphDiff,
    What,
    count_changes,
)
from briefbook.schema import PREDICATES

Json = dict[str, Any]

_QUOTE = 160  # characters of a quote shown to a person
_SIGNS: Mapping[What, str] = {"added": "+", "removed": "−", "changed": "~"}


def diff_json(diff: GraphDiff) -> Json:
    """Return all of it for JSON."""
    return {
        "entities": {
            **_totals(diff.entities),
            "unchanged": diff.kept_entities,
            "by_label": count_changes(diff.entities),
            "changes": [_entity_json(change) for change in diff.entities],
        },
        "facts": {
            **_totals(diff.facts),
            "unchanged": diff.kept_facts,
            "by_predicate": count_changes(diff.facts),
            "changes": [_fact_json(change) for change in diff.facts],
        },
    }


def _totals(changes: Sequence[EntityChange] | Sequence[FactChange]) -> dict[str, int]:
    return {what: sum(change.what == what for change in changes) for what in WHATS}


def _entity_json(change: EntityChange) -> Json:
    entity = change.entity
    return {
        "change": change.what,
        "id": entity.id,
        "label": entity.label,
        "name": entity.name,
        "aliases": list(entity.aliases),
        "mentions": len(entity.mentions),
        "differences": _differences_json(change.differences),
    }


def _fact_json(change: FactChange) -> Json:
    fact = change.fact
    return {
        "change": change.what,
        "id": fact.id,
        "subject": change.subject,
        "predicate": fact.predicate,
        "object": change.object,
        "assertion": fact.assertion,
        "confidence": round(fact.confidence, 4),
        "support": len(fact.evidence),
        "differences": _differences_json(change.differences),
        "evidence": [
            {"change": what, "source": source, "quote": quote}
            for what, source, quote in change.places
        ],
    }


def _differences_json(differences: Sequence[Difference]) -> Json:
    return {one.name: {"before": one.before, "after": one.after} for one in differences}


def diff_lines(diff: GraphDiff, *, limit: int) -> Iterator[str]:
    """Yield lines for a person: totals, then up to `limit` changes of each kind."""
    for name, changes, kept in (
        ("entities", diff.entities, diff.kept_entities),
        ("facts", diff.facts, diff.kept_facts),
    ):
        counts = ", ".join(f"{count} {what}" for what, count in _totals(changes).items())
        yield f"{name:<9} {counts}, {kept} as before"
    for what in WHATS:
        facts = [change for change in diff.facts if change.what == what]
        yield from _section(f"facts {what}", [list(_fact_lines(one)) for one in facts], limit)
    for what in WHATS:
        entities = [change for change in diff.entities if change.what == what]
        yield from _section(f"entities {what}", [[_entity_line(one)] for one in entities], limit)


def _section(title: str, entries: Sequence[Sequence[str]], limit: int) -> Iterator[str]:
    if not entries:
        return
    yield ""
    yield f"{title} ({len(entries)})"
    for lines in entries[:limit]:
        yield from lines
    if len(entries) > limit:
        yield f"  … and {len(entries) - limit} more (--limit, or --json for all)"


def _fact_lines(change: FactChange) -> Iterator[str]:
    fact = change.fact
    known = PREDICATES.get(fact.predicate)
    phrase = known.phrase if known else fact.predicate.replace("_", " ").lower()
    said = "" if fact.assertion == "asserted" else f" ({fact.assertion})"
    differences = _shown(change.differences) if change.what == "changed" else ""
    sure = f"confidence {fact.confidence:.2f}"
    yield f"  {_SIGNS[change.what]} {change.subject} {phrase} {change.object}{said}: " + (
        differences or sure
    )
    for what, source, quote in change.places:
        words = " ".join(quote.split())
        cut = words if len(words) <= _QUOTE else f"{words[: _QUOTE - 1]}…"
        sign = f"{_SIGNS[what]} " if change.what == "changed" else ""
        yield f"      {sign}{source or 'a document no longer there'}: “{cut}”"


def _entity_line(change: EntityChange) -> str:
    entity = change.entity
    told = _shown(change.differences) or f"{len(entity.mentions)} mentions"
    return f"  {_SIGNS[change.what]} {entity.label} {entity.name}: {told}"


def _shown(differences: Sequence[Difference]) -> str:
    return ", ".join(
        f"{one.name.replace('_', ' ')} {_value(one.before)} → {_value(one.after)}"
        for one in differences
    )


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, list):
        return "/".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
