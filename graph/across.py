"""Which things are named in Chinese and in Latin letters: two clusters that are one (pure).

A name is joined with its romanisation when both are unique in the archive: no other thing of that
label is spelled so, on either side. Countries are told by their names in Unicode CLDR. Companies
share the brand in their names ("Ningbo Meirui Water …", "宁波美瑞…"); what is translated is not
compared.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Set
from typing import TypeVar

from graph.forms import Form
from graph.names import is_chinese, names_another_body, units, without_place
from graph.romanised import may_be_pinyin, person_spellings, pinyin, place_spelling
from graph.sounds import first_sound, sounds_like, transliterated_head
from graph.words import GENERIC, LONGEST_NAME_ZH

_SOUNDED = frozenset({"Person", "Organization", "Location"})

Cluster = TypeVar("Cluster", bound=Hashable)


def pairs_across(
    clusters: Mapping[Cluster, Iterable[Form]], places: Set[str]
) -> Iterator[tuple[Cluster, Cluster]]:
    """Give the clusters that name one thing in two scripts, each pair once."""
    spelled: dict[tuple[str, str], tuple[set[Cluster], set[Cluster]]] = defaultdict(
        lambda: (set(), set())
    )
    countries: dict[str, Cluster] = {}
    for cluster, forms in clusters.items():
        for form in forms:
            for spelling in _spellings(form, places):
                spelled[form.label, spelling][is_chinese(form.key)].add(cluster)
                if spelling.startswith("="):
                    yield cluster, countries.setdefault(spelling, cluster)
    yield from _unique(spelled.values())


def pairs_by_sound(clusters: Mapping[Cluster, Iterable[Form]]) -> Iterator[tuple[Cluster, Cluster]]:
    """Give the clusters of which one has a Western name and one its Chinese transliteration.

    Companies count only where both are called by the name alone, so that no subsidiary is taken
    for the group whose name it bears.
    """
    latin: dict[tuple[str, str], list[tuple[str, Cluster]]] = defaultdict(list)
    chinese: list[tuple[Form, Cluster]] = []
    for cluster, forms in clusters.items():
        for form in forms:
            if form.key in GENERIC or form.label not in _SOUNDED:
                continue
            if is_chinese(form.key):
                if transliterated_head(form.key) == form.key:
                    chinese.append((form, cluster))
            elif form.label != "Person" or " " in form.key:
                latin[form.label, first_sound(form.key)].append((form.key, cluster))
    alike = []
    for form, cluster in chinese:
        found = latin.get((form.label, first_sound(form.key)), ())
        alike.append(({other for key, other in found if sounds_like(key, form.key)}, {cluster}))
    yield from _unique(alike)


def _unique(
    groups: Iterable[tuple[Set[Cluster], Set[Cluster]]],
) -> Iterator[tuple[Cluster, Cluster]]:
    """Give the pairs across groups in which neither side has another partner in any group."""
    partners: dict[Cluster, set[Cluster]] = defaultdict(set)
    for latin, chinese in groups:
        for cluster in latin:
            partners[cluster] |= chinese
        for cluster in chinese:
            partners[cluster] |= latin
    for cluster, found in partners.items():
        if len(found) == 1:
            [other] = found
            if other != cluster and partners[other] == {cluster}:
                yield cluster, other


def _spellings(form: Form, places: Set[str]) -> Iterator[str]:
    if form.key in GENERIC:
        return
    if form.label == "Person":
        yield from person_spellings(form.key)
    elif form.label == "Location":
        yield from filter(None, [place_spelling(form.key)])
    elif form.label == "Organization":
        yield from _brands(form.key, places)


def _brands(key: str, places: Set[str]) -> Iterator[str]:
    """Give the brand in a company's name in Latin letters; of a Chinese one all that it may be.

    >>> list(_brands("ningbo meirui water", {"ningbo"})), list(_brands("宁波美瑞水", {"宁波"}))
    (['meirui'], ['meirui', 'meiruishui'])
    """
    if key in places:
        return
    named = without_place(key, places)
    parts = units(named)
    if not is_chinese(key):
        if may_be_pinyin(parts[0]) and (parts[0] not in places or named != key):
            yield parts[0]
        return
    for size in range(2, min(len(parts), LONGEST_NAME_ZH) + 1):
        brand = "".join(parts[:size])
        is_brand = brand not in places or named != key  # after a place comes no other place
        if is_brand and not names_another_body(parts[size:], places):
            yield pinyin(brand)
