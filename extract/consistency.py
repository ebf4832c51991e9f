"""One document calls one thing by one label: votes, repeats and short forms of its names."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from extract.candidate import PATTERNS, Candidate, flatten
from extract.words import read_words

_VOTING = ("Person", "Organization", "Location", "Product")
#: A name this sure, or found with this much weight in all, is looked for everywhere.
_SURE = 0.8
_ENOUGH_WEIGHT = 1.3
_REPEAT_FACTOR = 0.9  # a repeat is a little less sure than the place it was learnt from
_SHORT_FORM_SCORE = 0.7
_SHORT_FORM_WEIGHT = 0.8  # a vote for "organization" where a word may be short for a company

_FULL_NAME_SCORE = 0.7  # of a person in two words from which each is believed to be a name

_LEGAL_TAIL = re.compile(
    r",?\s(?:\([A-Z][\w\s]*\)\s)?(?:Co\.?,?\s?Ltd\.?|Ltd\.?|Limited|plc|PLC|Inc\.?|Corp\.?|Corporation|LLC|LLP|"
    r"GmbH|AG|S\.A\.|N\.V\.|B\.V\.|Company)$"
)
_GROUP_TAIL = re.compile(
    r"\s(?:Group|Holdings?|International|Industries|Technologies|Engineering|Systems|Solutions|Partners|Solicitors|Logistics)$"
)
_GENERIC_FIRST = read_words("generic_first_words")
_CHINESE_LEGAL_TAIL = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|集团公司|总公司)$")
_CHINESE_GROUP_TAIL = re.compile(r"集团$")


def settle_names(text: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates of one document with one label for each name.

    The label with the highest sum of scores wins. A name found surely is added wherever else it
    stands, and so is a short form of a company ("Meridian" after "Meridian Flow Group plc") or
    of a person (the surname) that the document uses.
    """
    voted = flatten(_voted(text, candidates))
    known = _sure_names(text, voted)
    repeats = [
        *_repeats(text, known),
        *_repeats(text, _short_forms(text, known, voted)),
    ]
    return flatten(_agreeing(voted, repeats))


def _voted(text: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    everything = list(_agreed(candidates))
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for candidate in sorted(everything, key=lambda one: (one.start, one.end, one.label)):
        if candidate.label in _VOTING:
            weights[_key(text, candidate)][candidate.label] += candidate.score
    shorts = _short_names(text, everything)
    for short in shorts:
        weights[short]["Organization"] += _SHORT_FORM_WEIGHT
    for part in _parts_of_people(text, everything):
        weights[part]["Person"] += _SHORT_FORM_WEIGHT
    for name in _branches(weights, shorts):
        weights[name]["Organization"] += weights[name]["Person"]
    voted = []
    for candidate in everything:
        votes = weights.get(_key(text, candidate))
        if candidate.label not in _VOTING or not votes:
            voted.append(candidate)
            continue
        label = max(sorted(votes), key=lambda one: votes[one])
        voted.append(candidate if label == candidate.label else replace(candidate, label=label))
    return voted


def _short_names(text: str, candidates: Sequence[Candidate]) -> set[str]:
    """Return what companies named in full may be called, in the form of `_key`."""
    full = {
        text[one.start : one.end]
        for one in candidates
        if one.label == "Organization" and one.score >= _SURE and one.producer == PATTERNS
    }
    return {short.casefold() for name in full for short in _short_organizations(name)}


def _parts_of_people(text: str, candidates: Sequence[Candidate]) -> set[str]:
    """Return given names and surnames of people named in full, in the form of `_key`."""
    full = {
        text[one.start : one.end]
        for one in candidates
        if one.label == "Person" and one.score >= _FULL_NAME_SCORE
    }
    parts = (name.split() for name in full if name.isascii())
    return {one.casefold() for name in parts if len(name) == 2 for one in name if len(one) >= 3}


def _branches(weights: Mapping[str, Mapping[str, float]], shorts: set[str]) -> Iterator[str]:
    """Yield names that look like a person's but are a company's with a place: "Meridian Leeds"."""
    for name in list(weights):
        first, _, rest = name.partition(" ")
        votes = weights.get(first, {})
        is_company = first in shorts or votes.get("Organization", 0) > votes.get("Person", 0)
        place = weights.get(rest, {})
        is_place = place.get("Location", 0) > place.get("Person", 0)
        if is_company and is_place and weights[name].get("Person"):
            yield name


def _agreed(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Join what several producers say of one place: two that agree are surer than one."""
    places: dict[tuple[int, int, str], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        places[candidate.start, candidate.end, candidate.label].append(candidate)
    for place in sorted(places):
        best = {one.producer: one for one in sorted(places[place], key=lambda one: one.score)}
        first = max(best.values(), key=lambda one: (one.score, one.producer))
        doubt = 1.0
        for one in sorted(best.values(), key=lambda one: one.producer):
            doubt *= 1 - one.score
        # half of the gain: the producers read the same words and err together
        yield replace(first, score=round(min(0.97, (first.score + 1 - doubt) / 2), 4))


def _key(text: str, candidate: Candidate) -> str:
    return " ".join(text[candidate.start : candidate.end].split()).casefold()


def _sure_names(text: str, voted: Sequence[Candidate]) -> dict[str, Candidate]:
    weights: dict[str, float] = defaultdict(float)
    best: dict[str, Candidate] = {}
    for candidate in voted:
        if candidate.label not in _VOTING:
            continue
        name = text[candidate.start : candidate.end]
        weights[name] += candidate.score
        if name not in best or candidate.score > best[name].score:
            best[name] = candidate
    return {
        name: candidate
        for name, candidate in best.items()
        if (candidate.score >= _SURE or weights[name] >= _ENOUGH_WEIGHT) and _tells_itself(name)
    }


def _tells_itself(name: str) -> bool:
    if name.isascii():
        return len(name) >= 4 and (
            not name.isupper() or len(name) >= 5 or any(map(str.isdigit, name))
        )
    return len(name) >= 2


def _short_forms(
    text: str, known: dict[str, Candidate], voted: Sequence[Candidate]
) -> dict[str, Candidate]:
    forms: dict[str, Candidate] = {}
    full = set(known)
    for name, candidate in sorted(known.items()):
        if candidate.label == "Organization":
            shorts = _short_organizations(name)
        elif candidate.label == "Person":
            shorts = _short_people(name)
        else:
            shorts = []
        for short in shorts:
            if short not in full and short not in forms:
                score = min(_SHORT_FORM_SCORE, candidate.score)
                forms[short] = replace(candidate, score=score / _REPEAT_FACTOR, producer=PATTERNS)
    return forms


def _short_organizations(name: str) -> list[str]:
    if not name.isascii():
        short = _CHINESE_LEGAL_TAIL.sub("", name)
        shorts = [short, _CHINESE_GROUP_TAIL.sub("", short)] if short != name else []
        return [short for short in shorts if len(short) >= 4]
    short = _LEGAL_TAIL.sub("", name)
    shorts = [short] if short != name else []
    base = _GROUP_TAIL.sub("", short)
    shorts += [base] if base != short else []
    parts = base.split()
    shorts += [" ".join(parts[:size]) for size in range(len(parts) - 1, 1, -1) if shorts]
    first = name.split()[0].rstrip(",")
    if (
        (shorts or len(name.split()) > 2)
        and first.lower() not in _GENERIC_FIRST
        and len(first) >= 5
    ):
        shorts.append(first)
    return [short for short in shorts if len(short) >= 4 and short.lower() not in _GENERIC_FIRST]


def _short_people(name: str) -> list[str]:
    parts = name.split()
    if name.isascii() and len(parts) >= 2 and len(parts[-1]) >= 4:
        return [parts[-1]]
    return []


def _repeats(text: str, names: dict[str, Candidate]) -> Iterator[Candidate]:
    for name, source in sorted(names.items()):
        score = round(source.score * _REPEAT_FACTOR, 4)
        for start in _places(text, name):
            yield replace(source, start=start, end=start + len(name), score=score)
        if name.isascii() and " " in name and not name.isupper():
            for start in _places(text, name.upper()):  # headings in capitals
                yield replace(source, start=start, end=start + len(name), score=score)


def _places(text: str, name: str) -> Iterator[int]:
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if not (_goes_on(text, start - 1, start) or _goes_on(text, end - 1, end)):
            yield start
        start = text.find(name, end)


def _goes_on(text: str, left: int, right: int) -> bool:
    """Tell whether a Latin word goes on from one place to the next."""
    if left < 0 or right >= len(text):
        return False
    before, after = text[left], text[right]
    latin = before.isalnum() and before.isascii() and after.isalnum() and after.isascii()
    return latin or (before == "-" and after.isalnum()) or (before.isalnum() and after == "-")


def _agreeing(voted: Sequence[Candidate], repeats: Sequence[Candidate]) -> Iterator[Candidate]:
    """Add repeats where nothing as long was found; a surer, longer repeat replaces its parts."""
    yield from voted
    for repeat in repeats:
        first = bisect_right(voted, repeat.start, key=lambda one: one.end)
        last = bisect_left(voted, repeat.end, key=lambda one: one.start)
        inside = voted[first:last]  # `voted` is flat and sorted, so these are what it overlaps
        if all(repeat.start <= one.start and one.end <= repeat.end for one in inside):
            longest = max((one.end - one.start for one in inside), default=0)
            best = max((one.score for one in inside), default=0.0)
            if longest < repeat.end - repeat.start:
                yield replace(repeat, score=max(repeat.score, min(0.97, best + 0.01)))
