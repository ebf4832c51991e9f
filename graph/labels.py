"""Which label a name bears, where taggers waver: votes of the whole archive (pure).

A small tagger is unsure of a lone word ("Meridian": a person, a place?) and sure of a full name
("Meridian Sensors Limited"). So every mention votes for its own label with its score, and is
joined by the evidence of full names: the legal form of a company, the full name of a person.
That a name means one thing within a document is the "one sense per discourse" of Gale, Church &
Yarowsky (1992); that labels should agree over all places of a name, there and in the archive, is
from Krishnan & Manning, "An effective two-stage model for exploiting non-local dependencies in
named entity recognition" (ACL 2006).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from briefbook.records import Mention, Reading
from briefbook.schema import ALIAS_PREDICATE, NAMED_LABELS, THING, VALUE_LABELS
from graph.names import (
    company_parts,
    is_chinese,
    join_units,
    person_key,
    place_parts,
    plain,
    units,
    without_place,
)
from graph.romanised import may_be_pinyin, pinyin
from graph.words import LONGEST_NAME_ZH, ORGANIZATION_ENDINGS

#: A label wins all mentions of a name when it has this share of the votes.
MAJORITY = 2 / 3
#: A full name in the same document says twice as much of a lone word as the tagger's guess at it.
FULL_NAME = 2.0
LONGEST_HEAD = 8  # words, or characters, of a company's name that are looked at

_ENDING = re.compile(ORGANIZATION_ENDINGS)

Votes = dict[str, dict[str, float]]  # by name, by label


@dataclass(frozen=True, slots=True)
class Labels:
    """The settled labels of names, as `plain` writes them."""

    everywhere: Mapping[str, str]
    within: Mapping[tuple[str, str], str]  # by document and name: what only one document settles
    kinds: Mapping[str, str] = field(default_factory=dict)  # of names that some list leaves open

    def of(self, mention: Mention) -> str:
        """Return the label of `mention`."""
        if mention.label == THING:
            return self.kinds.get(plain(mention.text), THING)
        if mention.label not in NAMED_LABELS:
            return mention.label
        key = plain(mention.text)
        found = self.everywhere.get(key) or self.within.get((mention.evidence.document_id, key))
        return found or mention.label


@dataclass(slots=True)
class _Tally:
    """The votes on one name in one document."""

    mentions: int = 0
    weights: dict[str, float] = field(default_factory=lambda: defaultdict(float))


@dataclass(slots=True)
class _Companies:
    """Shorter names that the full name of a company, with its legal form, speaks for."""

    telling: dict[str, float] = field(default_factory=dict)  # of several words: anywhere
    lone: dict[str, float] = field(default_factory=dict)  # where the full name stands, too


Tallies = dict[str, dict[str, _Tally]]  # by document, by name


def settle_labels(readings: Sequence[Reading], groups: Sequence[Sequence[str]]) -> Labels:
    """Settle the label of each name that bears several, or that a full name speaks for.

    Names in one of `groups` vote together, and so do a Chinese name and its romanisation where
    no other is spelled so; of a group the label with most votes wins, without a majority.
    """
    tallies = {reading.document_id: _tally(reading) for reading in readings}
    own = _sum(tallies, {})
    declared = {plain(name): plain(group[0]) for group in groups for name in group}
    pools = _romanised_pools(own) | declared
    _add_companies(readings, tallies, _places(own))
    _add_people(tallies, _winners(_sum(tallies, pools), pools, frozenset()))
    everywhere = _winners(_sum(tallies, pools), pools, frozenset(declared.values()))
    within = {
        (document, key): label
        for document, found in tallies.items()
        for key, tally in found.items()
        if key not in everywhere and (label := _winner(tally.weights))
    }
    return Labels(everywhere, within, _kinds(readings, Labels(everywhere, within)))


def _kinds(readings: Sequence[Reading], labels: Labels) -> dict[str, str]:
    """Return the label of names that a list leaves open, where all others who name them agree."""
    open_names = {
        plain(mention.text)
        for reading in readings
        for mention in reading.mentions
        if mention.label == THING
    }
    found: dict[str, set[str]] = defaultdict(set)
    for reading in readings if open_names else ():
        for mention in reading.mentions:
            is_kind = mention.label not in (THING, *VALUE_LABELS)
            if is_kind and (key := plain(mention.text)) in open_names:
                found[key].add(labels.of(mention))
    return {key: next(iter(kinds)) for key, kinds in found.items() if len(kinds) == 1}


def _tally(reading: Reading) -> dict[str, _Tally]:
    """Let the mentions of a document vote, and the statements in which they stand."""
    found: dict[str, _Tally] = defaultdict(_Tally)
    by_id = {mention.id: mention for mention in reading.mentions if mention.label in NAMED_LABELS}
    for mention in by_id.values():
        tally = found[plain(mention.text)]
        tally.mentions += 1
        tally.weights[mention.label] += mention.evidence.score
    for relation in reading.relations:
        for mention in filter(None, map(by_id.get, (relation.head, relation.tail))):
            if relation.predicate != ALIAS_PREDICATE:
                found[plain(mention.text)].weights[mention.label] += relation.evidence.score
    return dict(found)


def _sum(tallies: Tallies, pools: Mapping[str, str]) -> Votes:
    votes: Votes = defaultdict(lambda: defaultdict(float))
    for found in tallies.values():
        for key, tally in found.items():
            for label, weight in tally.weights.items():
                votes[key][label] += weight
                if key in pools:
                    votes["=" + pools[key]][label] += weight
    return votes


def _winners(votes: Votes, pools: Mapping[str, str], chosen: Set[str]) -> dict[str, str]:
    """Return the label of each name that has a winner; one of `chosen` always has."""
    found = {}
    for key in votes:
        pool = pools.get(key)
        share = 0.0 if pool in chosen else MAJORITY
        label = _winner(votes[key if pool is None else "=" + pool], share)
        if label and not key.startswith("="):
            found[key] = label
    return found


def _winner(weights: Mapping[str, float], share: float = MAJORITY) -> str:
    label, weight = min(weights.items(), key=lambda item: (-round(item[1], 6), item[0]))
    return label if weight >= share * sum(weights.values()) else ""


def _romanised_pools(votes: Votes) -> dict[str, str]:
    """Return which names are a Chinese name, or its romanisation; only where that is unique."""
    chinese: dict[str, set[str]] = defaultdict(set)
    for key in votes:
        if is_chinese(key) and 2 <= len(place_parts(key)[0]) <= LONGEST_NAME_ZH:
            stem = place_parts(key)[0]
            chinese[pinyin(stem)].add(stem)
    pools = {}
    for key in votes:
        stem = place_parts(key)[0]
        spelled = pinyin(stem) if is_chinese(key) else stem.replace(" ", "")
        is_unique = len(chinese.get(spelled, ())) == 1 and may_be_pinyin(spelled)
        if is_unique and (not is_chinese(key) or stem in chinese[spelled]):
            pools[key] = spelled
    return pools


def _places(votes: Votes) -> frozenset[str]:
    """Return the names that are mostly places, without "City" and the like."""
    return frozenset(
        place_parts(key)[0]
        for key, weights in votes.items()
        if weights.get("Location", 0.0) > sum(weights.values()) / 2
    )


def _add_companies(readings: Sequence[Reading], tallies: Tallies, places: Set[str]) -> None:
    """Let the full names of companies vote on the names that they begin with."""
    local = {reading.document_id: _companies(reading, places) for reading in readings}
    telling: dict[str, float] = {}
    for companies in local.values():
        _keep_best(telling, companies.telling)
    for document, found in tallies.items():
        here = local[document]
        for key, tally in found.items():
            inside = max(here.telling.get(key, 0.0), here.lone.get(key, 0.0))
            weight = max(min(FULL_NAME * inside, FULL_NAME), telling.get(key, 0.0))
            if _ENDING.search(key):
                weight = max(weight, FULL_NAME)
            if weight:
                tally.weights["Organization"] += weight * tally.mentions


def _companies(reading: Reading, places: Set[str]) -> _Companies:
    companies = _Companies()
    legal = set()
    for mention in reading.mentions:
        if mention.label != "Organization":
            continue
        stem, suffix = company_parts(mention.text)
        if suffix:
            legal.add(mention.id)
            if stem not in places:  # "a Nevada corporation" makes Nevada no company
                _keep_best(companies.telling, {stem: FULL_NAME * mention.evidence.score})
            for short, is_telling in _beginnings(stem, places):
                kept = companies.telling if is_telling else companies.lone
                _keep_best(kept, {short: mention.evidence.score})
    by_id = {mention.id: mention for mention in reading.mentions}
    for relation in reading.relations:
        if relation.predicate == ALIAS_PREDICATE and legal & {relation.head, relation.tail}:
            for id in {relation.head, relation.tail} - legal:
                _keep_best(companies.telling, {plain(by_id[id].text): FULL_NAME})
    return companies


def _keep_best(kept: dict[str, float], found: Mapping[str, float]) -> None:
    for key, score in found.items():
        kept[key] = max(kept.get(key, 0.0), score)


def _beginnings(stem: str, places: Set[str]) -> Iterator[tuple[str, bool]]:
    """Give the names that a company's begins with, place aside, and whether they tell it alone."""
    brand = without_place(stem, places)
    for whole in {stem, brand}:
        parts = units(whole)
        for size in range(1, min(len(parts), LONGEST_HEAD) + 1):
            short = join_units(parts[:size])
            is_telling = size >= (4 if is_chinese(short) else 2)
            long_enough = size >= 2 if is_chinese(short) else len(short) >= 3
            if long_enough and (short not in places or whole != stem):
                yield short, is_telling


def _add_people(tallies: Tallies, winners: Mapping[str, str]) -> None:
    """Let the full names of people vote on the lone words of the same document.

    Given names are hardly ever anything else; family names are places and companies, too.
    """
    for found in tallies.values():
        heard: dict[str, float] = {}
        for key, tally in found.items():
            words = person_key(key).split()
            if winners.get(key) == "Person" and len(words) >= 2:
                score = tally.weights["Person"] / tally.mentions
                _keep_best(heard, {words[0]: FULL_NAME * min(score, 1.0)})
                _keep_best(heard, {words[-1]: min(score, 1.0)})
        for key, weight in heard.items():
            if key in found:
                found[key].weights["Person"] += weight * found[key].mentions
