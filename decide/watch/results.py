"""A saved query returns other rows than it did: what came, what went, and what shows it (pure)."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from briefbook.records import Evidence, Fact
from decide.watch.alerts import Alert, alert_id
from decide.watch.news import Known
from decide.watch.settings import WatchSettings
from decide.watch.watches import Watch

Row = Mapping[str, Any]  # a query's columns are its author's


def canonical_rows(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return rows as JSON, sorted: their order is the server's whim unless the query says.

    >>> canonical_rows([{"b": 1, "a": "华"}, {"a": "a"}])
    ('{"a": "a"}', '{"a": "华", "b": 1}')
    """
    return tuple(sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows))


def result_alert(
    watch: Watch,
    before: Sequence[str],
    now: Sequence[str],
    known: Known,
    settings: WatchSettings,
    run: int,
) -> Alert | None:
    """Tell what changed in the rows of a saved query; None when nothing did.

    `run` counts the looks: a row that goes and comes again is told each time.
    """
    added = tuple(sorted((Counter(now) - Counter(before)).elements()))
    removed = tuple(sorted((Counter(before) - Counter(now)).elements()))
    if not added and not removed:
        return None
    facts = _facts_behind([json.loads(row) for row in added or removed], known)
    return Alert(
        id=alert_id(watch, "result", "warning", *now, "", *before, "", str(run)),
        watch=watch.id,
        kind="result",
        severity="warning",
        title=f"{watch.name}: {_rows(len(added))} came, {_rows(len(removed))} went",
        evidence=_places(facts, settings.evidence),
        facts=tuple(fact.id for fact in facts),
        added=added[: settings.rows],
        removed=removed[: settings.rows],
    )


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _facts_behind(rows: Sequence[Row], known: Known) -> list[Fact]:
    """Return the facts that a row names by id, or else those between the things that it names.

    Of a row that names one thing alone, all facts about it.
    """
    found: dict[str, Fact] = {}
    for row in rows:
        texts = set(_texts(row))
        named = [fact for fact in known.facts if fact.id in texts]
        if not named:
            things = {
                one.id for one in known.entities.values() if one.id in texts or one.name in texts
            }
            named = [fact for fact in known.facts if _joins(fact, things)]
        found |= {fact.id: fact for fact in named}
    return sorted(found.values(), key=lambda fact: (-fact.confidence, fact.id))


def _joins(fact: Fact, things: set[str]) -> bool:
    ends = {fact.subject, fact.object}
    return ends <= things if len(things) > 1 else not ends.isdisjoint(things)


def _places(facts: Sequence[Fact], limit: int) -> tuple[Evidence, ...]:
    return tuple(fact.evidence[0] for fact in facts[:limit])


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts in what a query returned, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
