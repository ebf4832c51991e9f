"""Which longer forms a short form of a name may stand for, by its looks alone (pure).

Everything is looked up in an index: no two names are compared that share nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graph.forms import Form
from graph.names import (
    is_chinese,
    join_units,
    names_another_body,
    surname_zh,
    units,
    without_place,
)
from graph.words import GENERIC, KINDS_KEPT, ORGANIZATION_ENDINGS, SMALL_WORDS

_COMPLETE = re.compile(ORGANIZATION_ENDINGS)
_SHORTENED = frozenset({"Organization", "Role", "Law", "Event"})


@dataclass(frozen=True, slots=True)
class Index:
    """Forms by what a short form may keep of them."""

    names: Mapping[tuple[str, str], frozenset[Form]]  # by label and first words, or acronym
    people: Mapping[str, frozenset[Form]]  # by first and last word, or Chinese family name
    places: frozenset[str]  # keys of all places


def index_forms(forms: Iterable[Form]) -> Index:
    """Index all forms that short ones may stand for."""
    forms = sorted(forms)
    places = frozenset(form.key for form in forms if form.label == "Location")
    names: dict[tuple[str, str], set[Form]] = defaultdict(set)
    people: dict[str, set[Form]] = defaultdict(set)
    for form in forms:
        if form.label == "Person":
            for key in _person_keys(form.key):
                people[key].add(form)
        elif form.label in _SHORTENED:
            for key in _name_keys(form, places):
                names[form.label, key].add(form)
    return Index(
        {key: frozenset(found) for key, found in names.items()},
        {key: frozenset(found) for key, found in people.items()},
        places,
    )


def candidates(form: Form, index: Index) -> frozenset[Form]:
    """Return the longer forms that `form` may be short for."""
    if form.key in GENERIC or form.suffix:
        return frozenset()
    if form.label == "Person":
        return frozenset(_people(form, index))
    if form.key in index.places:  # "Shanghai" is no short name of "Shanghai Electric"
        return frozenset()
    return index.names.get((form.label, form.key), frozenset())


def _name_keys(form: Form, places: frozenset[str]) -> set[str]:
    """Return all that may be said for a name: its first words, an acronym, without its place."""
    wholes = {form.key, without_place(form.key, places)}
    keys = {short for whole in wholes for short in _beginnings(whole, places)}
    if kind := _kind(form.key):
        keys |= {join_units((*units(key), kind)) for key in keys}
    keys |= wholes | _initials(form.key)
    if not form.suffix:  # else its stem alone may mean any of the companies that share it
        keys.discard(form.key)
    return keys


def _beginnings(key: str, places: frozenset[str]) -> Iterator[str]:
    parts = units(key)
    for size in range(1, len(parts)):
        short = join_units(parts[:size])
        is_telling = size >= 2 if is_chinese(short) else len(short) >= 3
        is_complete = _COMPLETE.search(short)  # "Princeton University" is not its Press
        if is_telling and not is_complete and not names_another_body(parts[size:], places):
            yield short


def _kind(key: str) -> str:
    """Return the word at the end of a name that a shorter one keeps: "group", "银行", or ""."""
    found = (kind for kind in KINDS_KEPT if key.endswith(kind if is_chinese(kind) else f" {kind}"))
    return min(found, default="")


def _initials(key: str) -> set[str]:
    """Return the acronyms of a name of two words or more, with and without its small words.

    >>> sorted(_initials("bank of north china"))
    ['bnc', 'bonc']
    """
    words = key.split()
    if is_chinese(key):
        return set()
    large = [word for word in words if word not in SMALL_WORDS]
    found = {"".join(word[0] for word in some) for some in (words, large)}
    return {initials for initials in found if len(initials) >= 2}


def _person_keys(key: str) -> Iterator[str]:
    """Give the words by which a full name may be called; nothing when it is not a full name."""
    if is_chinese(key):
        surname = surname_zh(key)
        given = key.removeprefix(surname)
        if 1 <= len(given) <= 2:
            yield surname
        if len(given) == 2:
            yield given
        return
    words = key.split()
    if len(words) >= 2 and min(map(len, words)) > 1:
        yield words[0]
        yield words[-1]


def _people(form: Form, index: Index) -> Iterator[Form]:
    key = form.key
    if is_chinese(key):
        called = key[1] if len(key) == 2 and key[0] in "小老" else key
        found = index.people.get(called, frozenset())
        return (other for other in found if other != form)
    words = key.split()
    found = index.people.get(words[-1], frozenset())
    return (other for other in found if _abbreviates(words, other.key.split()))


def _abbreviates(short: list[str], long: list[str]) -> bool:
    """Tell whether a person's name may be short for another.

    >>> helen = ["helen", "carter"]
    >>> _abbreviates(["carter"], helen), _abbreviates(["h", "carter"], helen)
    (True, True)
    >>> _abbreviates(helen, ["helen", "mary", "carter"])
    True
    >>> _abbreviates(["h", "m", "carter"], ["helen", "jane", "carter"])
    False
    """
    if len(short) == 1:
        return short[0] in (long[0], long[-1])
    has_initial = min(map(len, short)) == 1
    if short[-1] != long[-1] or not (has_initial or len(short) < len(long)):
        return False
    middles = zip(short[1:-1], long[1:-1], strict=False)
    return _fits(short[0], long[0]) and all(_fits(*middle) for middle in middles)


def _fits(word: str, full: str) -> bool:
    return word == full or (len(word) == 1 and full.startswith(word))
