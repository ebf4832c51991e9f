"""Watched entities that are newly tied together: by a fact, or over a few others (pure).

A path goes over things that connect: not over places, roles, dates or sums, which half the archive
shares, nor over hubs with more facts than `watch.hub`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from briefbook.records import Fact
from decide.watch.alerts import Alert, alert_id
from decide.watch.news import Known, first_place, say
from decide.watch.settings import WatchSettings
from decide.watch.watches import Watch, entities_named

#: Labels of what many things share without having to do with each other.
_SHARED = frozenset({"Location", "Role", "Date", "Money", "Percent", "Law"})

_Steps = Mapping[str, Sequence[Fact]]  # entity id → facts that touch it


def connection_alerts(
    watches: Iterable[Watch], new: Sequence[Fact], known: Known, settings: WatchSettings
) -> list[Alert]:
    """Tell which pairs of watched entities `new` facts tie together, or bring nearer."""
    ends = {
        watch: frozenset(one.id for one in entities_named(watch.text, known.entities.values()))
        for watch in watches
        if watch.kind == "entity"
    }
    fresh = {fact.id for fact in new if fact.assertion == "asserted"}
    facts = [fact for fact in known.facts if _counts(fact, settings)]
    if not fresh or len(ends) < 2:
        return []
    now = _steps(facts)
    before = _steps([fact for fact in facts if fact.id not in fresh])
    found: list[Alert] = []
    for one, other in combinations(sorted(ends, key=lambda watch: watch.id), 2):
        pair = (ends[one], ends[other])
        if pair[0] & pair[1]:
            continue
        direct = [fact for fact in facts if fact.id in fresh and _ties(fact, *pair)]
        found += [_direct(one, other, fact, known, settings) for fact in direct]
        if not direct:
            path = shortest_path(now, *pair, known, settings)
            old = shortest_path(before, *pair, known, settings)
            if path and (not old or len(old) > len(path)):
                found.append(_over_others(one, other, path, known))
    return found


def _counts(fact: Fact, settings: WatchSettings) -> bool:
    return fact.assertion == "asserted" and fact.confidence >= settings.min_confidence


def _ties(fact: Fact, ones: Collection[str], others: Collection[str]) -> bool:
    return (fact.subject in ones and fact.object in others) or (
        fact.object in ones and fact.subject in others
    )


def _steps(facts: Iterable[Fact]) -> _Steps:
    steps: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        steps[fact.subject].append(fact)
        steps[fact.object].append(fact)
    return steps


def shortest_path(
    steps: _Steps,
    starts: Collection[str],
    ends: Collection[str],
    known: Known,
    settings: WatchSettings,
) -> tuple[Fact, ...]:
    """Return the facts from one set of entities to the other, the fewest; none if too many.

    Of equally short paths the first by the ids of its facts, whatever the order of `steps`.
    """
    paths: dict[str, tuple[Fact, ...]] = {start: () for start in starts}
    border = sorted(starts)
    for _ in range(settings.hops):
        reached: dict[str, tuple[Fact, ...]] = {}
        for here in border:
            for fact in steps.get(here, ()):
                there = fact.object if fact.subject == here else fact.subject
                path = (*paths[here], fact)
                if there not in paths and (
                    there not in reached or _ids(path) < _ids(reached[there])
                ):
                    reached[there] = path
        arrived = [path for there, path in reached.items() if there in ends]
        if arrived:
            return min(arrived, key=_ids)
        paths |= reached
        border = sorted(there for there in reached if _connects(there, steps, known, settings))
    return ()


def _ids(path: Sequence[Fact]) -> tuple[str, ...]:
    return tuple(fact.id for fact in path)


def _connects(entity: str, steps: _Steps, known: Known, settings: WatchSettings) -> bool:
    label = known.entities[entity].label if entity in known.entities else "Location"
    return label not in _SHARED and len(steps[entity]) <= settings.hub


def _direct(one: Watch, other: Watch, fact: Fact, known: Known, settings: WatchSettings) -> Alert:
    return Alert(
        id=alert_id(one, "connection", "warning", other.id, *first_place(fact)),
        watch=one.id,
        kind="connection",
        severity="warning",
        title=f"{one.name} and {other.name}: {say(fact, known)}",
        evidence=fact.evidence[: settings.evidence],
        facts=(fact.id,),
    )


def _over_others(one: Watch, other: Watch, path: Sequence[Fact], known: Known) -> Alert:
    said = "; ".join(say(fact, known) for fact in path)
    return Alert(
        id=alert_id(one, "path", "note", other.id, str(len(path))),
        watch=one.id,
        kind="path",
        severity="note",
        title=f"{one.name} and {other.name}, over {len(path)} facts: {said}",
        evidence=tuple(fact.evidence[0] for fact in path),
        facts=_ids(path),
    )
